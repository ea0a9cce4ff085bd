// SPDX-License-Identifier: Apache-2.0
// Integrals of positive integrands, the models' way around the hypergeometric function:
// nothing is ever subtracted, so no digit is lost. Gauss-Legendre panels of 16 nodes
// (Boost) march along a logarithmic axis; a panel is short enough that the integrand
// neither falls by more than e^-20 in it nor feels its singularities, which are pi away
// from the axis.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace patron::churn {

struct Nodes {
  std::array<double, 16> at, weight;  // On [0, 1].
};
extern const Nodes kNodes;

inline constexpr double kNegligible = 42.0;  // e^-42 of a sum is below its last digit.

// A sum of exponentials that cannot overflow.
class LogSum {
 public:
  void add(double log_term) {
    if (log_term > shift_) {
      sum_ = sum_ * std::exp(shift_ - log_term) + 1.0;
      shift_ = log_term;
    } else if (log_term > shift_ - 745.0) {
      sum_ += std::exp(log_term - shift_);
    }
  }
  double value() const { return sum_ > 0.0 ? shift_ + std::log(sum_) : shift_; }

 private:
  double shift_ = -std::numeric_limits<double>::infinity(), sum_ = 0.0;
};

// Panels over [0, end] for an integrand whose logarithm is concave. `slope(y)` bounds the
// size of its derivative, rising with y; `panel(begin, length)` gives true when the rest
// of the way is negligible.
template <class Slope, class Panel>
void march(double end, Slope&& slope, Panel&& panel) {
  double y = 0.0, fallen = 0.0, length = 2.0;
  while (y < end) {
    length = std::min({2.0, 4.0 * length, end - y});
    const double most = 6.0 + 0.5 * fallen, least = 1e-13 * (1.0 + y);
    double fall = slope(y + length) * length;
    while (fall > most && length > least) {
      length *= fall > 8.0 * most ? 0.25 : 0.6;
      fall = slope(y + length) * length;
    }
    if (panel(y, length)) return;
    fallen = std::min(fallen + fall, 28.0);
    y += length;
  }
}

// ln of the integral of exp(log_f) over [0, end].
template <class LogF, class Slope>
double log_integral(double end, LogF&& log_f, Slope&& slope) {
  LogSum sum;
  march(end, slope, [&](double begin, double length) {
    double last = 0.0, first = 0.0;
    for (std::size_t i = 0; i < kNodes.at.size(); ++i) {
      const double f = log_f(begin + length * kNodes.at[i]);
      if (i == 0) first = f;
      last = f;
      sum.add(f + std::log(length * kNodes.weight[i]));
    }
    return last < first && last < sum.value() - kNegligible;
  });
  return sum.value();
}

// The integral of e^(-z v) (1 + v)^-nu over v from 0 to infinity; z > 0.
double discounted_tail(double nu, double z);

// E of f(p) for p ~ Beta(a, b), f positive: `log_f(p, q)` is ln f at p, q = 1 - p. f is
// constant to the last digit for p < p_flat, and smooth on the scale of the logit.
template <class LogF>
double log_beta_expectation(double a, double b, double p_flat, LogF&& log_f);

}  // namespace patron::churn

#include "churn/beta_expectation.hpp"
