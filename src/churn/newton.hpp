// SPDX-License-Identifier: Apache-2.0
// The highest point of a smooth function of a few variables within a box.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace patron::churn {

struct Evaluation {
  double value = 0.0;
  std::vector<double> gradient;
  std::vector<double> hessian;  // d x d, symmetric.
};
using Objective = std::function<void(const std::vector<double>&, Evaluation&)>;

struct Box {
  std::vector<double> low, high;
};

struct Optimum {
  std::vector<double> at;
  Evaluation evaluation;
  std::vector<bool> fixed;  // Stopped at the edge of the box.
  bool converged = false;
  int evaluations = 0;
};
inline constexpr double kFirstDamping = 1e-2;  // 0: the start is close.
Optimum maximise(const Objective& objective, std::vector<double> start, const Box& box,
                 double damping = kFirstDamping);

// The inverse of -hessian over the variables that are free; empty if it is not positive.
std::vector<double> covariance(const Evaluation& evaluation,
                               const std::vector<bool>& fixed);

}  // namespace patron::churn
