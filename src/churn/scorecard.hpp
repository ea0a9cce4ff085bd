// SPDX-License-Identifier: Apache-2.0
// The scorecard: evidence joined in log-odds over a base rate, calibrated, told as a
// probability, a band and a score.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/pack.hpp"
#include "patron/money.hpp"

namespace patron::churn {

// One piece of evidence and its weight in log-odds, at scale 6.
struct Piece {
  std::string id;
  std::int64_t micros = 0;
  const model::Text* reason = nullptr;
};
std::int64_t micros(const Decimal& weight);

// ln(p / (1 - p)) at scale 6; of p brought within 1e-6 and 1 - 1e-6.
std::int64_t log_odds(double p);
// The base rate's, above 0 and below 1, to nine places.
std::int64_t base_log_odds(const Decimal& base_rate);

// P(no trip in the horizon) in millionths.
struct Risk {
  std::int64_t micros = 0;  // Log-odds: the base rate's and the pieces'.
  std::int32_t ppm = 0;
  bool calibrated = false;
};
// The sum of the evidence, calibrated by the map of the month (1-12) or of all, if any.
Risk joined(const model::Churn& churn, const std::vector<Piece>& pieces, int month);

// Points of the log-odds of staying: `base` at `odds`, `twice` more double them.
std::int64_t score(const model::Churn::Score& scale, std::int64_t micros);

// The pieces by size of their contribution, then by id.
std::vector<Piece> in_order(std::vector<Piece> pieces);

// The highest band whose `at_least` the probability reaches; NULL without bands.
const model::Band* band_of(const std::vector<model::Band>& bands, std::int32_t ppm);

}  // namespace patron::churn
