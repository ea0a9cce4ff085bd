// SPDX-License-Identifier: Apache-2.0
// Columns are standardised before their products are summed, so the fixed-point sums keep
// their digits whatever the scale.
#include "satisfaction/matrix.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace patron::satisfaction {
namespace {

constexpr double kSingular = 1e-10;  // Smallest eigenvalue that is not 0.

}  // namespace

Complete complete(std::span<const Answers> columns, Answers weights) {
  Complete out;
  out.columns.resize(columns.size());
  const std::size_t rows = columns.empty() ? 0 : columns.front().size();
  double heaviest = 0.0;
  for (const double w : weights) heaviest = std::max(heaviest, w);
  for (std::size_t row = 0; row < rows; ++row) {
    const double w = weights.empty() ? 1.0 : weights[row];
    const auto missing = [&](const Answers& column) { return std::isnan(column[row]); };
    if (!(w > 0.0) || std::any_of(columns.begin(), columns.end(), missing)) continue;
    for (std::size_t i = 0; i < columns.size(); ++i)
      out.columns[i].push_back(columns[i][row]);
    out.weights.push_back(weights.empty() ? 1.0 : w / heaviest);
  }
  return out;
}

Spread spread(const Complete& data) {
  const auto count = static_cast<Eigen::Index>(data.columns.size());
  Spread out;
  out.mean.resize(count);
  out.sd.resize(count);
  out.correlation.resize(count, count);
  std::vector<std::vector<double>> z = data.columns;
  for (std::size_t i = 0; i < z.size(); ++i) {
    Rows rows;
    for (std::size_t row = 0; row < data.rows(); ++row)
      rows.push_back({z[i][row], data.weights[row]});
    const Moments moment = moments(rows);
    out.n_effective = moment.n_effective;
    const auto at = static_cast<Eigen::Index>(i);
    out.mean[at] = moment.mean;
    out.sd[at] = std::sqrt(moment.variance);
    const double sd = out.sd[at] > 0.0 ? out.sd[at] : std::nan("");
    for (double& value : z[i]) value = (value - moment.mean) / sd;
  }
  FixedSum weight;
  for (const double w : data.weights) weight.add(w);
  out.weight = weight.value();
  for (std::size_t i = 0; i < z.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      FixedSum sum;
      const bool known = !z[i].empty() && !std::isnan(z[i][0]) && !std::isnan(z[j][0]);
      for (std::size_t row = 0; known && row < data.rows(); ++row)
        sum.add(data.weights[row] * z[i][row] * z[j][row]);
      const double r = !known   ? std::nan("")
                       : i == j ? 1.0
                                : std::clamp(sum.value() / out.weight, -1.0, 1.0);
      out.correlation(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = r;
      out.correlation(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) = r;
    }
  return out;
}

std::optional<Eigen::MatrixXd> inverse(const Eigen::MatrixXd& correlation) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(correlation);
  if (parts.info() != Eigen::Success || parts.eigenvalues().minCoeff() < kSingular)
    return std::nullopt;
  return parts.eigenvectors() * parts.eigenvalues().cwiseInverse().asDiagonal() *
         parts.eigenvectors().transpose();
}

}  // namespace patron::satisfaction
