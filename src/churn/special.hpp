// SPDX-License-Identifier: Apache-2.0
// Differences of log-gammas. The models need ln G(z+d) - ln G(z), never a log-gamma
// alone: for a large z the difference of two log-gammas has no digits left, so it is
// computed as one thing.
#pragma once

#include <cmath>

namespace patron::churn {

// ln G(z + d) - ln G(z) with its first and second derivative by z; z > 0, d >= 0.
struct Rising {
  double value = 0.0, first = 0.0, second = 0.0;
};
Rising rising(double z, double d);
double log_rising(double z, double d);  // The value alone.

// ln(1 + e^x) and 1 / (1 + e^-x), without overflow.
inline double softplus(double x) {
  return x > 0.0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}
// ln(1 + more / base), to be taken so many times. The plain logarithm of the sum is off
// by a last digit of 1, which counts only where it is taken often; it is twice as fast.
inline double log_growth(double times, double base, double more) {
  constexpr double kOften = 1e3;
  return times < kOften ? std::log((base + more) / base) : std::log1p(more / base);
}
inline double growth(double times, double base, double more) {
  return times * log_growth(times, base, more);
}

// Both chances of odds given by their logarithm; what is small keeps its digits.
struct Chances {
  double yes, no;
};
inline Chances chances_of(double log_odds) {
  const double e = std::exp(-std::abs(log_odds)), large = 1.0 / (1.0 + e);
  return log_odds > 0.0 ? Chances{large, e * large} : Chances{e * large, large};
}
inline double logistic(double x) {
  if (x >= 0.0) return 1.0 / (1.0 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1.0 + e);
}
inline double log_beta(double a, double b) {
  // ln B(a, b), the larger argument as the base of the ratio.
  const double low = a < b ? a : b, high = a < b ? b : a;
  return log_rising(1.0, low) - std::log(low) - log_rising(high, low);
}
// (e^(c x) - 1) / c, at c = 0 its limit x.
inline double expm1_over(double c, double x) {
  return std::abs(c * x) < 1e-300 ? x : std::expm1(c * x) / c;
}

}  // namespace patron::churn
