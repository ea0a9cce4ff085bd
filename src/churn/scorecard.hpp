// SPDX-License-Identifier: Apache-2.0
// The scorecard: evidence joined in log-odds over a base rate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/pack.hpp"
#include "patron/money.hpp"

namespace patron::churn {

// One piece of evidence and its weight in log-odds.
struct Piece {
  std::string id;
  Decimal weight;
};
struct Contribution {
  std::string id;
  Decimal weight;  // At scale 6.
};

// ln(base / (1 - base)) at scale 6. `base_rate` is within (0, 1).
std::int64_t base_log_odds(const Decimal& base_rate);

// P(no trip in the horizon) in millionths: 1 / (1 + exp(-(base log-odds + weights))).
std::int32_t probability_ppm(const Decimal& base_rate, const std::vector<Piece>& pieces);

// The pieces by size of their contribution, then by id.
std::vector<Contribution> contributions(const std::vector<Piece>& pieces);

// The highest band whose `at_least` the probability reaches; "" without bands.
std::string band_of(const std::vector<model::Band>& bands, std::int32_t ppm);

}  // namespace patron::churn
