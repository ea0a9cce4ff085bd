// SPDX-License-Identifier: Apache-2.0
//   index(D) = (k mu + sum w x) / (k + sum w),   w = 2^(-(D - d) / h) in whole days
//   interval = index +- z sigma / sqrt(k + sum w)
// Weights are computed from ages each time it is asked, never decayed step by step, so
// the answer does not depend on when it was asked before.
#include "satisfaction/index.hpp"

#include <algorithm>
#include <cmath>

namespace patron::satisfaction {
namespace {

// Half-even, so that one value gives one integer on every machine that computes it equal.
std::int32_t hundredths(double value, double low, double high) {
  return static_cast<std::int32_t>(std::nearbyint(std::clamp(value, low, high) * 100.0));
}

}  // namespace

Index index(std::span<const Response> responses, const model::Satisfaction& rules,
            std::int32_t touchpoint, std::int32_t day) {
  double weights = 0.0, squares = 0.0, weighted = 0.0;
  Index result;
  for (const Response& response : responses) {
    if (response.day > day || (touchpoint >= 0 && response.touchpoint != touchpoint))
      continue;
    const double age = response.day - day;
    const double w = std::exp2(age / rules.half_life_days) * response.weight_ppm / 1e6;
    weights += w;
    squares += w * w;
    weighted += w * (response.value / 100.0);
    ++result.n;
  }
  const double total = rules.prior_weight + weights;
  const double mean =
      total > 0.0 ? (rules.prior_weight * rules.prior_mean + weighted) / total
                  : rules.prior_mean;
  const double half = total > 0.0 ? rules.z * rules.within_sd / std::sqrt(total) : 100.0;
  result.value = hundredths(mean, 0.0, 100.0);
  result.low = hundredths(mean - half, 0.0, 100.0);
  result.high = hundredths(mean + half, 0.0, 100.0);
  result.n_effective =
      squares > 0.0 ? hundredths(weights * weights / squares, 0.0, 1e6) : 0;
  result.reportable = result.n >= 1 && 2.0 * half <= rules.max_width;
  return result;
}

}  // namespace patron::satisfaction
