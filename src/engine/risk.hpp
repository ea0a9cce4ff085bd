// SPDX-License-Identifier: Apache-2.0
// The churn risk of a member on a day: the evidence of signals, model and cadence, and
// what it comes to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "churn/forecast.hpp"
#include "churn/scorecard.hpp"
#include "engine/program.hpp"
#include "engine/state.hpp"

namespace patron::engine {

class View;

// The gaps between the days with a trip, the last so many, in season days.
std::vector<double> season_gaps(const State& state, const churn::Season& season);

struct Risk {
  bool scored = false;               // There are a scorecard and a trip.
  bool booked = false;               // alive_when holds: the probability is 0.
  std::vector<churn::Piece> pieces;  // By size.
  churn::Risk joined;
  const model::Band* band = nullptr;
  std::int32_t model = -1;                  // Index of the model that speaks; -1: none.
  std::optional<churn::Forecast> forecast;  // Of a model that is not external.
  std::optional<double> model_risk;         // Its P(no trip in the horizon).
  std::optional<double> lateness;           // P(a gap of theirs is over by now).
};
Risk risk_of(const Version& version, const State& state, const View& view);

}  // namespace patron::engine
