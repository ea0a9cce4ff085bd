// SPDX-License-Identifier: Apache-2.0
// The sum is taken in integers of 1e-6, so that the order of the evidence cannot change
// it; one exponential turns it into a probability, which leaves as an integer of ppm.
// Source: good-1950, platt-1999, ayer-1955.
#include "churn/scorecard.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/decimal.hpp"
#include "churn/special.hpp"
#include "patron/churn.hpp"

namespace patron::churn {
namespace {

double base_number(const Decimal& base_rate) {
  const double p = std::clamp(base_rate.number(), 1e-9, 1.0 - 1e-9);
  return std::log(p / (1.0 - p));
}

double calibrated(const model::CalibrationMap& map, double z) {
  if (map.knots.empty()) return logistic(map.intercept + map.slope * z);
  Isotonic steps;
  for (const auto& [from, to] : map.knots) {
    steps.probability.push_back(from);
    steps.calibrated.push_back(to);
  }
  return steps.apply(logistic(z));
}

}  // namespace

std::int64_t micros(const Decimal& weight) {
  return base::rescale(weight.value, weight.scale, 6, base::Rounding::half_even)
      .value_or(0);
}

std::int64_t log_odds(double p) {
  const double within = std::clamp(p, 1e-6, 1.0 - 1e-6);
  return std::llrint(std::log(within / (1.0 - within)) * 1e6);
}

std::int64_t base_log_odds(const Decimal& base_rate) {
  return std::llrint(base_number(base_rate) * 1e6);
}

Risk joined(const model::Churn& churn, const std::vector<Piece>& pieces, int month) {
  std::int64_t sum = 0;
  for (const Piece& piece : pieces) sum += piece.micros;
  Risk risk;
  risk.micros = base_log_odds(churn.base_rate) + sum;
  const double z = base_number(churn.base_rate) + static_cast<double>(sum) / 1e6;
  const auto& own = churn.calibration[static_cast<std::size_t>(month)];
  const auto& map = own ? own : churn.calibration[0];
  risk.calibrated = map.has_value();
  const double p = map ? calibrated(*map, z) : 1.0 / (1.0 + std::exp(-z));
  risk.ppm = static_cast<std::int32_t>(std::llrint(std::clamp(p, 0.0, 1.0) * 1e6));
  return risk;
}

std::int64_t score(const model::Churn::Score& scale, std::int64_t micros) {
  const double staying = -static_cast<double>(micros) / 1e6;
  const double points =
      scale.base + scale.twice / std::log(2.0) * (staying - std::log(scale.odds));
  return std::llrint(std::clamp(points, -1e15, 1e15));
}

std::vector<Piece> in_order(std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    const std::int64_t x = std::abs(a.micros), y = std::abs(b.micros);
    return x != y ? x > y : a.id < b.id;
  });
  return pieces;
}

const model::Band* band_of(const std::vector<model::Band>& bands, std::int32_t ppm) {
  const model::Band* band = nullptr;
  for (const model::Band& each : bands)
    if (!each.at_least || base::compare({ppm, 6}, *each.at_least) >= 0) band = &each;
  return band;
}

}  // namespace patron::churn
