// SPDX-License-Identifier: Apache-2.0
// Type-7 quantiles (Hyndman and Fan 1996), as in R, numpy and spreadsheets.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace patron::churn {

// Of sorted values; NaN of none.
inline double quantile(std::span<const double> sorted, double q) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double share = at - std::floor(at);
  return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

}  // namespace patron::churn
