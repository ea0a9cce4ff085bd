// SPDX-License-Identifier: Apache-2.0
// Correlations as a matrix, and what is asked of one. Eigen does the algebra; the sums
// over respondents are fixed-point, so that the order of the rows never shows.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "satisfaction/sums.hpp"

namespace patron::satisfaction {

// The rows that every column answers, and their weights (positive, largest 1).
struct Complete {
  std::vector<std::vector<double>> columns;
  std::vector<double> weights;
  std::size_t rows() const { return weights.size(); }
};
Complete complete(std::span<const Answers> columns, Answers weights);

struct Spread {
  Eigen::VectorXd mean, sd;     // Weighted, divided by the sum of the weights.
  Eigen::MatrixXd correlation;  // NaN in the row of a column that never varies.
  double weight = 0.0, n_effective = 0.0;
};
Spread spread(const Complete& data);

// The inverse of a correlation matrix; nothing if a column is (nearly) a sum of others.
std::optional<Eigen::MatrixXd> inverse(const Eigen::MatrixXd& correlation);

}  // namespace patron::satisfaction
