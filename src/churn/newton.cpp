// SPDX-License-Identifier: Apache-2.0
// Newton with the analytic Hessian, damped as by Levenberg and Marquardt where it is not
// concave, projected on the box. Ends with a full step below 1e-8: what it leaves is of
// the order of its square. A direction that stays flat walks to the edge of the box.
#include "churn/newton.hpp"

#include <algorithm>
#include <cmath>

namespace patron::churn {
namespace {

constexpr int kMostEvaluations = 300;
constexpr double kLongestStep = 3.0, kDone = 1e-8;
constexpr double kFaithful = 0.9;  // Of the promise: here the function is its parabola.

// Cholesky of the d x d matrix in place (lower triangle). False if it is not positive.
bool factor(std::vector<double>& m, std::size_t d) {
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = m[i * d + j];
      for (std::size_t k = 0; k < j; ++k) sum -= m[i * d + k] * m[j * d + k];
      if (i == j) {
        if (!(sum > 1e-14 * std::abs(m[i * d + i])) || !std::isfinite(sum)) return false;
        m[i * d + i] = std::sqrt(sum);
      } else {
        m[i * d + j] = sum / m[j * d + j];
      }
    }
  }
  return true;
}

void solve(const std::vector<double>& l, std::size_t d, std::vector<double>& x) {
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= l[i * d + k] * x[k];
    x[i] /= l[i * d + i];
  }
  for (std::size_t i = d; i-- > 0;) {
    for (std::size_t k = i + 1; k < d; ++k) x[i] -= l[k * d + i] * x[k];
    x[i] /= l[i * d + i];
  }
}

// -hessian over the free variables, the diagonal raised by `damping`; unit rows
// elsewhere.
std::vector<double> damped(const Evaluation& e, const std::vector<bool>& fixed,
                           double damping) {
  const std::size_t d = e.gradient.size();
  std::vector<double> m(d * d, 0.0);
  double most = 0.0;
  for (std::size_t i = 0; i < d; ++i)
    if (!fixed[i]) most = std::max(most, std::abs(e.hessian[i * d + i]));
  for (std::size_t i = 0; i < d; ++i) {
    if (fixed[i]) {
      m[i * d + i] = 1.0;
      continue;
    }
    for (std::size_t j = 0; j < d; ++j)
      if (!fixed[j]) m[i * d + j] = -e.hessian[i * d + j];
    m[i * d + i] += damping * std::max(std::abs(m[i * d + i]), 1e-9 * most + 1e-300);
  }
  return m;
}

struct Step {
  std::vector<double> by;
  double promised = 0.0, longest = 0.0;
};

// The damped step from here; raises the damping until the matrix is positive.
Step step_from(const std::vector<double>& at, const Evaluation& e, const Box& box,
               const std::vector<bool>& fixed, double& damping) {
  const std::size_t d = at.size();
  Step step;
  for (int i = 0; i < 60; ++i) {
    std::vector<double> m = damped(e, fixed, damping);
    step.by = e.gradient;
    for (std::size_t j = 0; j < d; ++j)
      if (fixed[j]) step.by[j] = 0.0;
    if (factor(m, d)) {
      solve(m, d, step.by);
      break;
    }
    damping = std::max(8.0 * damping, 1e-4);
  }
  for (const double each : step.by) step.longest = std::max(step.longest, std::abs(each));
  if (step.longest > kLongestStep)
    for (double& each : step.by) each *= kLongestStep / step.longest;
  for (std::size_t i = 0; i < d; ++i)
    step.by[i] = std::clamp(at[i] + step.by[i], box.low[i], box.high[i]) - at[i];
  for (std::size_t i = 0; i < d; ++i) {
    double curve = 0.0;
    for (std::size_t j = 0; j < d; ++j) curve += e.hessian[i * d + j] * step.by[j];
    step.promised += step.by[i] * (e.gradient[i] + 0.5 * curve);
  }
  return step;
}

}  // namespace

Optimum maximise(const Objective& objective, std::vector<double> start, const Box& box,
                 double damping) {
  const std::size_t d = start.size();
  Optimum best;
  best.at = std::move(start);
  best.fixed.assign(d, false);
  objective(best.at, best.evaluation);
  best.evaluations = 1;
  std::vector<double> next(d);
  Evaluation there;
  while (best.evaluations < kMostEvaluations) {
    for (std::size_t i = 0; i < d; ++i) {
      const double pull = best.evaluation.gradient[i];
      best.fixed[i] = (best.at[i] <= box.low[i] && pull <= 0.0) ||
                      (best.at[i] >= box.high[i] && pull >= 0.0);
    }
    const Step step = step_from(best.at, best.evaluation, box, best.fixed, damping);
    for (std::size_t i = 0; i < d; ++i) next[i] = best.at[i] + step.by[i];
    objective(next, there);
    ++best.evaluations;
    const double noise = 1e-14 * std::abs(best.evaluation.value) + 1e-300;
    const double gain = there.value - best.evaluation.value;
    const bool small = step.promised <= noise;
    if (std::isfinite(there.value) &&
        (gain > 1e-4 * step.promised || (small && gain > -noise))) {
      best.at = next;
      std::swap(best.evaluation, there);
      if (gain > kFaithful * step.promised)
        damping = damping < 1e-3 ? 0.0 : damping / 64.0;
      else if (gain > 0.7 * step.promised || small)
        damping = damping < 1e-6 ? 0.0 : damping / 8.0;
      if (step.longest < kDone && damping < 1e-3) {
        best.converged = true;
        return best;
      }
      continue;
    }
    if (step.longest < kDone) {
      best.converged = true;
      return best;
    }
    damping = std::max(8.0 * damping, 1e-4);
    if (damping > 1e12) return best;
  }
  return best;
}

std::vector<double> covariance(const Evaluation& e, const std::vector<bool>& fixed) {
  const std::size_t d = e.gradient.size();
  std::vector<double> m = damped(e, fixed, 0.0);
  if (!factor(m, d)) return {};
  std::vector<double> out(d * d, 0.0);
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<double> column(d, 0.0);
    column[i] = 1.0;
    solve(m, d, column);
    for (std::size_t j = 0; j < d; ++j) out[j * d + i] = fixed[i] ? 0.0 : column[j];
  }
  return out;
}

}  // namespace patron::churn
