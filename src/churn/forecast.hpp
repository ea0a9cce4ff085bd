// SPDX-License-Identifier: Apache-2.0
// What a model of the pack says of one customer's history, and how late the customer is
// against the usual gaps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "churn/covariates.hpp"
#include "churn/kinds.hpp"
#include "model/pack.hpp"
#include "patron/churn.hpp"

namespace patron::churn {

// A model of the pack, ready to be asked.
struct PackModel {
  bool external = false;  // A probability of the host's own.
  Parameters parameters;
  Effects effects;  // Of the covariates.
  std::optional<Parameters> spend;
  double unit_days = 1.0;
  std::int32_t unit_months = 0;  // Where the unit is whole months.
};
PackModel prepared(const model::ChurnModel& from);

// What is remembered of a customer's days with a trip.
struct History {
  Date first, last;
  Date joined;                // Where the tenure of a contract begins.
  std::int64_t days = 0;      // With a trip, the first one counted.
  double repeat_spend = 0.0;  // Mean of all but the first day, in currency units.
  std::span<const std::uint64_t> months;  // Bit i: a trip in month i since the first's.
};

struct Forecast {
  Row row;               // What the model was asked about, in its unit.
  double horizon = 0.0;  // The same.
  double p_none = 0.0, p_alive = 0.0, trips = 0.0;
  std::optional<double> spend;   // Of a trip, in currency units.
  std::optional<double> missed;  // Trips expected since the last one.
  std::optional<double> lifetime_trips;  // Discounted, where a lifetime is asked for.
};
// How far a lifetime value looks, and what a year takes off.
struct Lifetime {
  base::Span horizon;
  double discount = 0.0;
};
// Not of an external model. `covariates`: a value for each effect.
Forecast forecast(const PackModel& model, const History& history,
                  std::span<const double> covariates, const Season& season, Date today,
                  std::int32_t horizon_days,
                  const std::optional<Lifetime>& lifetime = std::nullopt);

// P(a gap is over by now), from 0 to 1: the customer's own gaps, shrunk to the pool.
// `gaps` and `days` in season days; at least one gap or a pool.
double lateness(const model::Cadence& cadence, std::span<const double> gaps, double days);

// Whole anniversaries of the last trip whose season, so many days to each side, went by
// without another.
std::int32_t seasons_missed(Date last, Date today, std::int32_t half_width);

}  // namespace patron::churn
