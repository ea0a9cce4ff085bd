// SPDX-License-Identifier: Apache-2.0
// Newton on two parameters, x centred and scaled first, so that the two do not trade off.
#include "churn/logistic_fit.hpp"

#include <limits>

#include "base/limits.hpp"
#include "churn/newton.hpp"
#include "churn/special.hpp"
#include "churn/sums.hpp"
#include "patron/churn.hpp"

namespace patron::churn {
namespace {

// Log-odds that no data short of a perfect separation ask for.
constexpr double kEndless = 30.0;

}  // namespace

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
  if (!best.converged || std::abs(best.at[1]) > kEndless) return {kNaN, kNaN};
  return {slope, best.at[0] - slope * mean};
}

namespace {

Status check_regression(std::span<const double> features, std::size_t columns,
                        std::span<const double> happened, std::span<const double> weight,
                        double penalty) {
  const auto bad = [](std::string message, std::size_t row) {
    return Status(ErrorCode::argument, std::move(message),
                  {{}, {}, {}, {}, static_cast<std::int64_t>(row)});
  };
  if (columns > limits::kFeatures) return {ErrorCode::limit, "at most 256 features"};
  if (features.size() != happened.size() * columns || happened.empty() ||
      (!weight.empty() && weight.size() != happened.size()))
    return {ErrorCode::argument, "columns of one length are expected"};
  if (!(penalty >= 0.0 && penalty < 1e15))
    return {ErrorCode::argument, "the penalty is a number from 0"};
  for (std::size_t i = 0; i < features.size(); ++i)
    if (!std::isfinite(features[i]))
      return bad("a feature is a finite number", i / columns);
  for (std::size_t i = 0; i < happened.size(); ++i) {
    if (happened[i] != 0.0 && happened[i] != 1.0) return bad("happened is 0 or 1", i);
    if (!weight.empty() && !(weight[i] >= 0.0 && weight[i] <= 1e15))
      return bad("weight is from 0", i);
  }
  return {};
}

}  // namespace

Result<Logistic> fit_logistic(std::span<const double> features, std::size_t columns,
                              std::span<const double> happened,
                              std::span<const double> weight, double penalty) {
  if (Status s = check_regression(features, columns, happened, weight, penalty); !s.ok())
    return s;
  const std::size_t d = columns + 1;
  const Objective objective = [&](const std::vector<double>& at, Evaluation& e) {
    Sum value;
    std::vector<Sum> gradient(d), hessian(d * d);
    for (std::size_t i = 0; i < happened.size(); ++i) {
      const double* x = features.data() + i * columns;
      double z = at[columns];
      for (std::size_t j = 0; j < columns; ++j) z += at[j] * x[j];
      const double w = weight.empty() ? 1.0 : weight[i], p = logistic(z);
      const double miss = w * (happened[i] - p), curve = w * p * logistic(-z);
      value.add(-w * (happened[i] > 0.0 ? softplus(-z) : softplus(z)));
      for (std::size_t j = 0; j < d; ++j) {
        const double xj = j < columns ? x[j] : 1.0;
        gradient[j].add(miss * xj);
        for (std::size_t k = 0; k <= j; ++k)
          hessian[j * d + k].add(-curve * xj * (k < columns ? x[k] : 1.0));
      }
    }
    e.value = value.value();
    e.gradient.resize(d);
    e.hessian.resize(d * d);
    for (std::size_t j = 0; j < d; ++j) {
      e.gradient[j] = gradient[j].value();
      for (std::size_t k = 0; k <= j; ++k)
        e.hessian[j * d + k] = e.hessian[k * d + j] = hessian[j * d + k].value();
      if (j == columns) continue;
      e.value -= 0.5 * penalty * at[j] * at[j];
      e.gradient[j] -= penalty * at[j];
      e.hessian[j * d + j] -= penalty;
    }
  };
  const Optimum best =
      maximise(objective, std::vector<double>(d, 0.0),
               {std::vector<double>(d, -1e4), std::vector<double>(d, 1e4)});
  const std::vector<double> c = covariance(best.evaluation, best.fixed);
  bool endless = !best.converged || c.empty();
  for (std::size_t j = 0; j < columns && penalty == 0.0; ++j) {
    double low = features[j], high = features[j];
    for (std::size_t i = j; i < features.size(); i += columns) {
      low = std::min(low, features[i]);
      high = std::max(high, features[i]);
    }
    endless = endless || std::abs(best.at[j]) * (high - low) > 2.0 * kEndless;
  }
  if (endless)
    return Status(ErrorCode::argument,
                  "no finite weights: an outcome is told apart perfectly, or features "
                  "repeat each other; give a penalty");
  Logistic out;
  out.intercept = best.at[columns];
  for (std::size_t j = 0; j < columns; ++j) {
    out.weights.push_back(best.at[j]);
    out.standard_errors.push_back(std::sqrt(c[j * d + j]));
  }
  return out;
}

}  // namespace patron::churn
