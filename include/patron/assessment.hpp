// SPDX-License-Identifier: Apache-2.0
// Assessment: how a customer is at an instant. Plain data. Scores are decimals, as rules
// and bands read them, so that no binary fraction decides anything.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "date.hpp"
#include "money.hpp"
#include "table.hpp"

namespace patron {

// A score says how sure it is, and whether it may be reported.
struct Score {
  double value = 0.0, low = 0.0, high = 0.0;
  double standard_error = 0.0, n = 0.0, n_effective = 0.0;
  bool reportable = false;
};

// The same for one customer, 0-100 at scale 2.
struct Index100 {
  Decimal value, low, high, n_effective;
  std::int32_t n = 0;
  bool reportable = false;
};

struct Reason {
  std::string id;        // "churn.signals.open_complaint"
  Decimal contribution;  // In log-odds, scale 6; largest first.
  // The pack's texts by language, its first language first.
  std::vector<std::pair<std::string, std::string>> texts;
  std::string text(std::string_view language = "en") const;
};

struct Balance {
  std::string currency;
  std::int64_t active = 0, pending = 0, debt = 0;
  std::int64_t expiring = 0;      // Points of the lots that expire next.
  std::optional<Date> expire_on;  // Their last usable day.
};

struct Standing {  // On one ladder.
  std::string ladder, tier, next;
  std::optional<Date> until;  // Inclusive.
};

struct Assessment {
  std::string customer;
  Instant at;

  Index100 satisfaction;
  std::vector<std::pair<std::string, Index100>> touchpoints;
  std::string weakest_touchpoint;

  bool churn_scored = false;  // The pack has a scorecard and there was a trip.
  Decimal churn_risk;         // P(no trip in the horizon), scale 6.
  std::int32_t churn_horizon_days = 0;
  std::string churn_band;
  bool churn_calibrated = false;  // By a map of the pack, learned on a holdout.
  std::string stage;                         // Of churn.stages.
  // "grades.customer" -> "main"; of grades, quadrants, lifecycles, and segments: "in".
  std::vector<std::pair<std::string, std::string>> labels;
  std::optional<std::int64_t> churn_score;   // Points of the scorecard; fewer is worse.
  std::string churn_model;                   // Of churn.models; "" if none speaks.
  std::optional<Decimal> p_alive;            // By the model, scale 6.
  std::optional<Decimal> trips_expected;     // In the horizon, scale 4.
  std::optional<Decimal> trips_missed;       // Expected since the last trip, scale 2.
  std::optional<Decimal> value_expected;     // In the horizon, in `currency`.
  std::string currency;                      // The pack's.

  std::string rfm;                              // "5-3-4": recency, frequency, monetary.
  std::string abc;                              // "a", "b", "c".
  std::optional<Decimal> clv;                   // Lifetime value, in `currency`.
  std::optional<Decimal> acquisition_cost;      // What such a customer costs to win.
  std::string acquisition_by;                   // The split of that cost.
  std::string credit;                           // Level of the credit standing.
  std::optional<Decimal> credit_limit, credit_available;
  std::optional<bool> credit_hold;              // No more credit. None: no such customer.

  std::optional<Decimal> overdue_ratio;  // Days since the last trip / usual gap, scale 2.
  std::vector<Reason> reasons;

  std::vector<Standing> standings;
  std::vector<Balance> balances;
  std::vector<std::pair<std::string, std::string>> metrics;  // As text; null left out.

  std::int32_t complaints_open = 0;
  std::string action_next;  // "care.actions.call"
  std::optional<Instant> action_due;

  Table table(std::string_view language = "en") const;  // One row, columns as in C.
};

}  // namespace patron
