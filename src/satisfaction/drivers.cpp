// SPDX-License-Identifier: Apache-2.0
// Everything comes from the correlations of the complete rows: R^2 of a set of items is
// r' R^-1 r. LMG (Lindeman, Merenda, Gold; Groemping 2006) is an item's gain of R^2
// averaged over all orders, that is over all subsets with their weights; Johnson (2000)
// goes through the orthogonal items nearest to them, R^(1/2). An importance map cuts both
// axes at mean, median and scale middle.
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <bit>
#include <boost/math/distributions/students_t.hpp>

#include "base/limits.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/matrix.hpp"

namespace patron::satisfaction {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kSpent = 1e-12;  // What is left of an item that the others explain.

// R^2 of every subset, by a walk that sweeps one item more out of all the others at each
// step: subset bits, R^2 so far, the matrix of what is left (items, then the outcome).
class Subsets {
 public:
  explicit Subsets(const MatrixXd& joint)
      : count_(joint.rows() - 1), r_squared_(std::size_t{1} << count_, 0.0) {
    walk(0, 0, 0.0, joint);
  }
  double operator[](std::size_t subset) const { return r_squared_[subset]; }

 private:
  void walk(Index first, std::size_t subset, double found, const MatrixXd& left) {
    r_squared_[subset] = found;
    for (Index item = first; item < count_; ++item) {
      const double spare = left(item, item), with = left(item, count_);
      const std::size_t more = subset | (std::size_t{1} << item);
      if (spare < kSpent) {
        walk(item + 1, more, found, left);
        continue;
      }
      const VectorXd column = left.col(item);
      walk(item + 1, more, found + with * with / spare,
           left - column * column.transpose() / spare);
    }
  }

  Index count_;
  std::vector<double> r_squared_;
};

std::vector<double> lmg(const MatrixXd& joint) {
  const auto count = static_cast<std::size_t>(joint.rows() - 1);
  if (count > limits::kImportanceItems) return {};
  const Subsets subsets(joint);
  // Of the p! orders, |S|! (p - |S| - 1)! put exactly S before the item.
  std::vector<double> share(count);
  for (std::size_t size = 0; size < count; ++size) {
    double choose = 1.0;  // p - 1 over size
    for (std::size_t i = 0; i < size; ++i)
      choose = choose * static_cast<double>(count - 1 - i) / static_cast<double>(i + 1);
    share[size] = 1.0 / (static_cast<double>(count) * choose);
  }
  std::vector<double> out(count, 0.0);
  for (std::size_t subset = 0; subset < std::size_t{1} << count; ++subset)
    for (std::size_t item = 0; item < count; ++item) {
      const std::size_t bit = std::size_t{1} << item;
      if ((subset & bit) != 0) continue;
      out[item] += share[static_cast<std::size_t>(std::popcount(subset))] *
                   (subsets[subset | bit] - subsets[subset]);
    }
  return out;
}

VectorXd johnson(const MatrixXd& items, const VectorXd& with) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> parts(items);
  const VectorXd roots = parts.eigenvalues().cwiseMax(0.0).cwiseSqrt();
  const MatrixXd& v = parts.eigenvectors();
  const MatrixXd loadings = v * roots.asDiagonal() * v.transpose();
  const VectorXd b = v * roots.cwiseInverse().asDiagonal() * v.transpose() * with;
  return loadings.cwiseAbs2() * b.cwiseAbs2();
}

struct Tested {
  double t, p;
};
Tested tested(double coefficient, double error, double degrees) {
  const double t = coefficient / error;
  if (!std::isfinite(t)) return {std::nan(""), std::nan("")};
  const boost::math::students_t spread(degrees);
  return {t, 2.0 * boost::math::cdf(boost::math::complement(spread, std::abs(t)))};
}

void regress(Drivers& out, const Spread& parts, const MatrixXd& inverted,
             const VectorXd& with) {
  const Index count = inverted.rows();
  const VectorXd beta = inverted * with;
  const double degrees = out.n - static_cast<double>(count) - 1.0;
  out.r_squared = std::clamp(with.dot(beta), 0.0, 1.0);
  out.r_squared_adjusted = 1.0 - (1.0 - out.r_squared) * (out.n - 1.0) / degrees;
  const double sd = parts.sd[count];
  const double residual = (1.0 - out.r_squared) * sd * sd * parts.weight / degrees;
  out.residual_sd = std::sqrt(residual);
  out.intercept = parts.mean[count];
  double leaned = 0.0;
  for (Index i = 0; i < count; ++i) {
    Driver& driver = out.items[static_cast<std::size_t>(i)];
    driver.beta = beta[i];
    driver.coefficient = beta[i] * sd / parts.sd[i];
    driver.vif = inverted(i, i);
    driver.standard_error =
        std::sqrt(residual * inverted(i, i) / parts.weight) / parts.sd[i];
    const Tested test = tested(driver.coefficient, driver.standard_error, degrees);
    driver.t = test.t;
    driver.p = test.p;
    driver.pratt = beta[i] * with[i];
    driver.mean = parts.mean[i];
    driver.suppressor = driver.pratt < 0.0;
    out.intercept -= driver.coefficient * parts.mean[i];
    for (Index j = 0; j < count; ++j)
      leaned +=
          parts.mean[i] / parts.sd[i] * inverted(i, j) * parts.mean[j] / parts.sd[j];
  }
  out.intercept_error = std::sqrt(residual * (1.0 + leaned) / parts.weight);
  const Tested test = tested(out.intercept, out.intercept_error, degrees);
  out.intercept_t = test.t;
  out.intercept_p = test.p;
}

Status check(Items items, Answers outcome, Answers weights) {
  if (items.empty()) return bad("at least one item is expected");
  if (Status status = check_size(items.size(), limits::kItems, "items"); !status.ok())
    return status;
  if (Status status = check_size(outcome.size(), limits::kAnswers, "rows"); !status.ok())
    return status;
  for (const Answers& item : items)
    if (item.size() != outcome.size()) return bad("all items have as many rows");
  for (std::size_t i = 0; i <= items.size(); ++i)
    for (const double answer : i < items.size() ? items[i] : outcome)
      if (std::abs(answer) > kAnswerMax) return bad("an answer is beyond 10^9");
  return check_weights(outcome.size(), weights);
}

}  // namespace

Result<Drivers> drivers(Items items, Answers outcome, Answers weights) {
  if (Status status = check(items, outcome, weights); !status.ok()) return status;
  std::vector<Answers> columns(items.begin(), items.end());
  columns.push_back(outcome);
  const Complete data = complete(columns, weights);
  const auto count = static_cast<Index>(items.size());
  if (data.rows() < items.size() + 2)
    return Status(ErrorCode::model,
                  "there are fewer complete rows than coefficients; "
                  "found " +
                      std::to_string(data.rows()));
  const Spread parts = spread(data);
  for (Index i = 0; i <= count; ++i)
    if (!(parts.sd[i] > 0.0))
      return Status(ErrorCode::model, i < count
                                          ? "item " + std::to_string(i) + " never varies"
                                          : std::string("the outcome never varies"));
  const MatrixXd between = parts.correlation.topLeftCorner(count, count);
  const VectorXd with = parts.correlation.col(count).head(count);
  const auto inverted = inverse(between);
  if (!inverted)
    return Status(ErrorCode::model, "an item is a sum of others: leave one out");
  Drivers out;
  out.items.resize(items.size());
  out.n = static_cast<double>(data.rows());
  out.n_effective = parts.n_effective;
  regress(out, parts, *inverted, with);
  const std::vector<double> shares = lmg(parts.correlation);
  const VectorXd weighed = johnson(between, with);
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.items[i].lmg = shares.empty() ? std::nan("") : shares[i];
    out.items[i].johnson = weighed[static_cast<Index>(i)];
    const auto one = correlate(Association::pearson, data.columns[i], data.columns.back(),
                               data.weights);
    if (!one.ok()) return one.status();
    out.items[i].correlation = *one;
  }
  return out;
}

namespace {

Quadrant quadrant(bool important, bool good) {
  if (important) return good ? Quadrant::keep_up : Quadrant::concentrate_here;
  return good ? Quadrant::possible_overkill : Quadrant::low_priority;
}

struct Cuts {
  double mean = 0.0, median = 0.0;
};
Cuts cuts(Answers values) {
  Cuts out;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  for (const double value : sorted) out.mean += value;
  out.mean /= static_cast<double>(sorted.size());
  out.median = quantile(sorted, 0.5);
  return out;
}

}  // namespace

Result<Map> importance_performance(Answers importance, Answers performance,
                                   double importance_middle, double performance_middle) {
  if (importance.empty() || importance.size() != performance.size())
    return bad("an importance and a performance of each item are expected");
  if (Status status = check_size(importance.size(), limits::kItems, "items");
      !status.ok())
    return status;
  for (const Answers& side : {importance, performance})
    for (const double value : side)
      if (!std::isfinite(value)) return bad("importance and performance are finite");
  const Cuts a = cuts(importance), b = cuts(performance);
  Map out;
  out.importance_mean = a.mean;
  out.importance_median = a.median;
  out.importance_middle = importance_middle;
  out.performance_mean = b.mean;
  out.performance_median = b.median;
  out.performance_middle = performance_middle;
  for (std::size_t i = 0; i < importance.size(); ++i) {
    const double x = importance[i], y = performance[i];
    out.items.push_back({quadrant(x >= a.mean, y >= b.mean),
                         quadrant(x >= a.median, y >= b.median),
                         quadrant(x >= importance_middle, y >= performance_middle)});
  }
  return out;
}

}  // namespace patron::satisfaction
