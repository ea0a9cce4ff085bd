// SPDX-License-Identifier: Apache-2.0
// The sum is taken in integers of 1e-6, so that the order of the evidence cannot change
// it; one exponential turns it into a probability, which leaves as an integer of ppm.
#include "churn/scorecard.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/decimal.hpp"

namespace patron::churn {
namespace {

std::int64_t micros(const Decimal& weight) {
  return base::rescale(weight.value, weight.scale, 6, base::Rounding::half_even)
      .value_or(0);
}

}  // namespace

std::int64_t base_log_odds(const Decimal& base_rate) {
  const double p = std::clamp(base_rate.number(), 1e-9, 1.0 - 1e-9);
  return static_cast<std::int64_t>(std::nearbyint(std::log(p / (1.0 - p)) * 1e6));
}

std::int32_t probability_ppm(const Decimal& base_rate, const std::vector<Piece>& pieces) {
  const double p = std::clamp(base_rate.number(), 1e-9, 1.0 - 1e-9);
  std::int64_t weights = 0;
  for (const Piece& piece : pieces) weights += micros(piece.weight);
  const double z = std::log(p / (1.0 - p)) + static_cast<double>(weights) / 1e6;
  return static_cast<std::int32_t>(std::nearbyint(1e6 / (1.0 + std::exp(-z))));
}

std::vector<Contribution> contributions(const std::vector<Piece>& pieces) {
  std::vector<Contribution> result;
  for (const Piece& piece : pieces)
    result.push_back({piece.id, {micros(piece.weight), 6}});
  std::sort(
      result.begin(), result.end(), [](const Contribution& a, const Contribution& b) {
        const std::int64_t x = std::abs(a.weight.value), y = std::abs(b.weight.value);
        return x != y ? x > y : a.id < b.id;
      });
  return result;
}

std::string band_of(const std::vector<model::Band>& bands, std::int32_t ppm) {
  std::string band;
  for (const model::Band& each : bands)
    if (!each.at_least || base::compare({ppm, 6}, *each.at_least) >= 0) band = each.id;
  return band;
}

}  // namespace patron::churn
