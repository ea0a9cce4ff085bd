// SPDX-License-Identifier: Apache-2.0
// The expectation over a Beta, on the logit axis, where the density is e^(a
// y)/(1+e^y)^(a+b) and its logarithm is concave. From the peak of the integrand panels
// march both ways until nothing is left, or until f is flat and the rest of the density
// is known.
#pragma once

#include "churn/quadrature.hpp"
#include "churn/special.hpp"

namespace patron::churn {

// Where the concave function `f` is largest, by golden section.
template <class F>
double peak(double low, double high, F&& f) {
  constexpr double kGolden = 0.6180339887498949;
  double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
  double fa = f(a), fb = f(b);
  for (int i = 0; i < 60 && high - low > 1e-3; ++i) {
    if (fa < fb) {
      low = a, a = b, fa = fb;
      b = low + kGolden * (high - low), fb = f(b);
    } else {
      high = b, b = a, fb = fa;
      a = high - kGolden * (high - low), fa = f(a);
    }
  }
  return 0.5 * (low + high);
}

template <class LogF>
double log_beta_expectation(double a, double b, double p_flat, LogF&& log_f) {
  const double low = std::min(std::log(p_flat), -40.0), high = 40.0;
  const auto log_g = [&](double y) {
    const double p = logistic(y), q = logistic(-y);
    return -a * softplus(-y) - b * softplus(y) + log_f(p, q);
  };
  const double top = peak(low, high, log_g);
  // f may add a slope of its own: |d ln f / dy| is at most 1 for the f of the models,
  // plus what `spread` sees of it.
  const auto side = [&](double sign, double end, LogSum& sum) {
    bool reached = true;
    march(
        end,
        [&](double u) {
          const double y = top + sign * u, h = 1e-3;
          return std::abs(log_g(y + h) - log_g(y - h)) / (2.0 * h) + 0.5;
        },
        [&](double begin, double length) {
          double first = 0.0, last = 0.0;
          for (std::size_t i = 0; i < kNodes.at.size(); ++i) {
            const double f = log_g(top + sign * (begin + length * kNodes.at[i]));
            if (i == 0) first = f;
            last = f;
            sum.add(f + std::log(length * kNodes.weight[i]));
          }
          reached = !(last < first && last < sum.value() - kNegligible);
          return !reached;
        });
    return reached;
  };
  LogSum sum;
  if (side(1.0, high - top, sum))  // To the right f is flat: what is left is e^(-b y)/b.
    sum.add(log_f(1.0, 0.0) - b * high - std::log(b));
  if (side(-1.0, top - low, sum)) sum.add(log_f(0.0, 1.0) + a * low - std::log(a));
  return sum.value() - log_beta(a, b);
}

}  // namespace patron::churn
