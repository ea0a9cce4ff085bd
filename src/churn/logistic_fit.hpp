// SPDX-License-Identifier: Apache-2.0
// The logistic line of one variable: calibration slopes, Platt's map.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace patron::churn {

// The log-odds of a probability; of 0 and 1 those of 1e-15 from them.
inline double log_odds(double p) {
  const double q = std::clamp(p, 1e-15, 1.0 - 1e-15);
  return std::log(q) - std::log1p(-q);
}

struct LogisticCase {
  double x, happened, weight;
};
// NaN where the data do not fix the line: one outcome only, or one x.
struct LogisticLine {
  double slope, intercept;
};
LogisticLine fit_line(const std::vector<LogisticCase>& cases);

}  // namespace patron::churn
