// SPDX-License-Identifier: Apache-2.0
// Maximum likelihood over sorted rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "churn/covariates.hpp"
#include "churn/kinds.hpp"
#include "churn/newton.hpp"

namespace patron::churn {

// Pseudo-customers of whom `share` leave at each chance; for the beta of leaving only.
struct Prior {
  double share = 0.0, weight = 0.0;
};

struct FitOptions {
  int k = 0;  // 0: the best of 1 to k_max.
  int k_max = 12;
  std::optional<Prior> prior;
};

struct FitResult {
  Parameters parameters;
  std::array<double, 4> standard_errors{};  // NaN where a parameter is at its edge.
  Effects effects, effect_errors;           // Empty without covariates.
  double log_likelihood = 0.0, customers = 0.0;
  std::string_view status;  // "converged", "boundary", "ridge"
  int evaluations = 0;
};

// Without covariates there is one group of all rows.
FitResult fit_rows(const std::vector<Row>& rows, const std::vector<Group>& groups,
                   Kind kind, const FitOptions& options);

// The log-likelihood of all rows with its derivatives by the logs of the parameters.
void evaluate_rows(std::span<const Row> rows, const Parameters& parameters,
                   Evaluation& out);
// Which parameters are the beta of leaving: the index of the first; -1 if there is none.
int leaving_beta(Kind kind);

}  // namespace patron::churn
