// SPDX-License-Identifier: Apache-2.0
// Newton on two parameters, x centred and scaled first, so that the two do not trade off.
#include "churn/logistic_fit.hpp"

#include <limits>

#include "churn/newton.hpp"
#include "churn/special.hpp"
#include "churn/sums.hpp"

namespace patron::churn {

LogisticLine fit_line(const std::vector<LogisticCase>& cases) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Sum n, sum, positive;
  for (const LogisticCase& each : cases) {
    n.add(each.weight);
    sum.add(each.weight * each.x);
    positive.add(each.weight * each.happened);
  }
  const double mean = sum.value() / n.value();
  Sum squares;
  for (const LogisticCase& each : cases)
    squares.add(each.weight * (each.x - mean) * (each.x - mean));
  const double spread = std::sqrt(squares.value() / n.value());
  const double rate = positive.value() / n.value();
  if (!(spread > 0.0) || !(rate > 0.0 && rate < 1.0)) return {kNaN, kNaN};

  const Objective objective = [&](const std::vector<double>& at, Evaluation& e) {
    Sum value, g0, g1, h00, h01, h11;
    for (const LogisticCase& each : cases) {
      const double x = (each.x - mean) / spread, z = at[0] + at[1] * x;
      const double p = logistic(z), w = each.weight, c = w * p * logistic(-z);
      value.add(-w * (each.happened > 0.0 ? softplus(-z) : softplus(z)));
      g0.add(w * (each.happened - p));
      g1.add(w * (each.happened - p) * x);
      h00.add(-c);
      h01.add(-c * x);
      h11.add(-c * x * x);
    }
    e.value = value.value();
    e.gradient = {g0.value(), g1.value()};
    e.hessian = {h00.value(), h01.value(), h01.value(), h11.value()};
  };
  const Optimum best = maximise(objective, {std::log(rate / (1.0 - rate)), 0.0},
                                {{-1e3, -1e3}, {1e3, 1e3}});
  const double slope = best.at[1] / spread;
  // Perfectly separated: the slope has no end.
  if (!best.converged || best.fixed[0] || best.fixed[1]) return {kNaN, kNaN};
  return {slope, best.at[0] - slope * mean};
}

}  // namespace patron::churn
