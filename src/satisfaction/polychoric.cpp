// SPDX-License-Identifier: Apache-2.0
// Polychoric correlation (Olsson 1979): the answers are a bivariate normal cut at
// thresholds. Phi2(h, k; rho) = Phi(h) Phi(k) + integral over sin^-1 of the density, by
// Gauss-Legendre of Boost.Math. Two-step: thresholds from the margins, rho by the root of
// its score. ML: all together by Fisher scoring. Standard errors from the curvature.
#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include "base/limits.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kRhoMax = 0.9999, kTiny = 1e-300, kPi = 3.14159265358979323846;
constexpr int kSteps = 200;

double cdf(double x) {
  return boost::math::erfc(-x / std::sqrt(2.0)) / 2.0;
}
double pdf(double x) {
  return std::isinf(x) ? 0.0 : std::exp(-x * x / 2.0) / std::sqrt(2.0 * kPi);
}

double joint_cdf(double h, double k, double rho) {
  if (h == -HUGE_VAL || k == -HUGE_VAL) return 0.0;
  if (h == HUGE_VAL) return cdf(k);
  if (k == HUGE_VAL) return cdf(h);
  const double end = std::asin(rho);
  const auto density = [&](double angle) {
    const double s = std::sin(angle), c = std::cos(angle);
    return std::exp(-(h * h + k * k - 2.0 * h * k * s) / (2.0 * c * c));
  };
  using Rule = boost::math::quadrature::gauss<double, 30>;
  return cdf(h) * cdf(k) + Rule::integrate(density, 0.0, end) / (2.0 * kPi);
}

double joint_pdf(double h, double k, double rho) {
  if (std::isinf(h) || std::isinf(k)) return 0.0;
  const double left = 1.0 - rho * rho;
  return std::exp(-(h * h + k * k - 2.0 * h * k * rho) / (2.0 * left)) /
         (2.0 * kPi * std::sqrt(left));
}

// d Phi2 / d h.
double by_threshold(double h, double k, double rho) {
  if (std::isinf(h)) return 0.0;
  return pdf(h) * cdf((k - rho * h) / std::sqrt(1.0 - rho * rho));
}

class Counts {
 public:
  Counts(Answers counts, std::size_t rows, std::size_t columns)
      : counts_(counts), rows_(rows), columns_(columns) {
    for (const double count : counts) n_ += count;
  }

  double at(std::size_t i, std::size_t j) const { return counts_[i * columns_ + j]; }
  double n() const { return n_; }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }

  // Normal quantiles of the running shares of the rows, or the columns.
  std::vector<double> thresholds(bool of_rows) const {
    const std::size_t size = of_rows ? rows_ : columns_;
    const std::size_t other = of_rows ? columns_ : rows_;
    std::vector<double> out;
    double below = 0.0;
    for (std::size_t i = 0; i + 1 < size; ++i) {
      for (std::size_t j = 0; j < other; ++j) below += of_rows ? at(i, j) : at(j, i);
      out.push_back(boost::math::quantile(boost::math::normal(), below / n_));
    }
    return out;
  }

 private:
  Answers counts_;
  std::size_t rows_, columns_;
  double n_ = 0.0;
};

struct Fit {
  double rho = 0.0;
  std::vector<double> row, column;  // Thresholds.

  static double edge(const std::vector<double>& cuts, std::size_t i) {  // 0: -inf.
    return i == 0 ? -HUGE_VAL : i > cuts.size() ? HUGE_VAL : cuts[i - 1];
  }
  template <class F>
  double corners(std::size_t i, std::size_t j, F&& f) const {
    const double a = edge(row, i), b = edge(row, i + 1);
    const double c = edge(column, j), d = edge(column, j + 1);
    return f(b, d) - f(a, d) - f(b, c) + f(a, c);
  }
  double probability(std::size_t i, std::size_t j) const {
    const double p =
        corners(i, j, [&](double h, double k) { return joint_cdf(h, k, rho); });
    return std::max(p, kTiny);
  }
  double by_rho(std::size_t i, std::size_t j) const {
    return corners(i, j, [&](double h, double k) { return joint_pdf(h, k, rho); });
  }
};

double score(const Counts& counts, const Fit& fit) {
  double sum = 0.0;
  for (std::size_t i = 0; i < counts.rows(); ++i)
    for (std::size_t j = 0; j < counts.columns(); ++j)
      if (counts.at(i, j) > 0.0)
        sum += counts.at(i, j) * fit.by_rho(i, j) / fit.probability(i, j);
  return sum;
}

// The score falls through its root; bisection cannot miss it.
void fit_rho(const Counts& counts, Fit& fit) {
  double low = -kRhoMax, high = kRhoMax;
  for (int step = 0; step < kSteps && high - low > 1e-14; ++step) {
    fit.rho = (low + high) / 2.0;
    (score(counts, fit) > 0.0 ? low : high) = fit.rho;
  }
}

VectorXd packed(const Fit& fit) {
  VectorXd out(static_cast<Index>(1 + fit.row.size() + fit.column.size()));
  Index at = 0;
  out[at++] = fit.rho;
  for (const double cut : fit.row) out[at++] = cut;
  for (const double cut : fit.column) out[at++] = cut;
  return out;
}

Fit unpacked(const VectorXd& from, const Fit& like) {
  Fit out = like;
  Index at = 0;
  out.rho = std::clamp(from[at++], -kRhoMax, kRhoMax);
  for (double& cut : out.row) cut = from[at++];
  for (double& cut : out.column) cut = from[at++];
  return out;
}

// Gradient of a cell's probability by rho, row thresholds, column thresholds.
VectorXd gradient(const Fit& fit, std::size_t i, std::size_t j) {
  VectorXd out =
      VectorXd::Zero(static_cast<Index>(1 + fit.row.size() + fit.column.size()));
  out[0] = fit.by_rho(i, j);
  const double c = Fit::edge(fit.column, j), d = Fit::edge(fit.column, j + 1);
  const double a = Fit::edge(fit.row, i), b = Fit::edge(fit.row, i + 1);
  const auto between = [&](double h, double upper, double lower) {
    return by_threshold(h, upper, fit.rho) - by_threshold(h, lower, fit.rho);
  };
  const auto at = [&](std::size_t cut) { return static_cast<Index>(cut); };
  if (i < fit.row.size()) out[at(1 + i)] += between(b, d, c);
  if (i > 0) out[at(i)] -= between(a, d, c);
  if (j < fit.column.size()) out[at(1 + fit.row.size() + j)] += between(d, b, a);
  if (j > 0) out[at(fit.row.size() + j)] -= between(c, b, a);
  return out;
}

VectorXd full_score(const Counts& counts, const Fit& fit) {
  VectorXd out = VectorXd::Zero(packed(fit).size());
  for (std::size_t i = 0; i < counts.rows(); ++i)
    for (std::size_t j = 0; j < counts.columns(); ++j)
      if (counts.at(i, j) > 0.0)
        out += gradient(fit, i, j) * (counts.at(i, j) / fit.probability(i, j));
  return out;
}

MatrixXd information(const Counts& counts, const Fit& fit) {
  const Index size = packed(fit).size();
  MatrixXd out = MatrixXd::Zero(size, size);
  for (std::size_t i = 0; i < counts.rows(); ++i)
    for (std::size_t j = 0; j < counts.columns(); ++j) {
      const VectorXd slope = gradient(fit, i, j);
      out += slope * slope.transpose() * (counts.n() / fit.probability(i, j));
    }
  return out;
}

Status fit_all(const Counts& counts, Fit& fit) {
  for (int step = 0; step < kSteps; ++step) {
    const VectorXd move = information(counts, fit).ldlt().solve(full_score(counts, fit));
    if (!move.allFinite()) break;
    fit = unpacked(packed(fit) + move, fit);
    if (move.cwiseAbs().maxCoeff() < 1e-11) return {};
  }
  return {ErrorCode::model, "the polychoric fit did not settle"};
}

// From the observed curvature: differences of the exact score.
double standard_error(const Counts& counts, const Fit& fit, bool maximum) {
  constexpr double kStep = 1e-5;
  if (!maximum) {
    Fit up = fit, down = fit;
    up.rho += kStep;
    down.rho -= kStep;
    const double curve = (score(counts, down) - score(counts, up)) / (2.0 * kStep);
    return 1.0 / std::sqrt(curve);
  }
  const VectorXd at = packed(fit);
  MatrixXd curve(at.size(), at.size());
  for (Index i = 0; i < at.size(); ++i) {
    VectorXd up = at, down = at;
    up[i] += kStep;
    down[i] -= kStep;
    curve.col(i) = (full_score(counts, unpacked(down, fit)) -
                    full_score(counts, unpacked(up, fit))) /
                   (2.0 * kStep);
  }
  const MatrixXd even = (curve + curve.transpose()) / 2.0;
  return std::sqrt(even.ldlt().solve(MatrixXd::Identity(at.size(), at.size()))(0, 0));
}

}  // namespace

Result<Polychoric> polychoric(Answers counts, std::size_t rows, std::size_t columns,
                              bool maximum) {
  if (rows < 2 || columns < 2 || rows > limits::kCategories ||
      columns > limits::kCategories || counts.size() != rows * columns)
    return bad("a table of 2 to 16 rows and columns is expected");
  for (const double count : counts)
    if (!(count >= 0.0) || !std::isfinite(count))
      return bad("counts are finite and not negative");
  const Counts table(counts, rows, columns);
  for (std::size_t i = 0; i < std::max(rows, columns); ++i) {
    double row = 0.0, column = 0.0;
    for (std::size_t j = 0; i < rows && j < columns; ++j) row += table.at(i, j);
    for (std::size_t j = 0; i < columns && j < rows; ++j) column += table.at(j, i);
    if ((i < rows && row <= 0.0) || (i < columns && column <= 0.0))
      return Status(ErrorCode::model, "a row or column of the table is empty");
  }
  Fit fit{0.0, table.thresholds(true), table.thresholds(false)};
  fit_rho(table, fit);
  if (maximum)
    if (Status status = fit_all(table, fit); !status.ok()) return status;
  return Polychoric{fit.rho, standard_error(table, fit, maximum), fit.row, fit.column};
}

}  // namespace patron::satisfaction
