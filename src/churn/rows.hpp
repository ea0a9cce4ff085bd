// SPDX-License-Identifier: Apache-2.0
// Rows of a summary, checked; for a fit sorted and with equal rows joined, so that its
// bits do not depend on the order of the customers and a week's worth of equal ones costs
// one.
#pragma once

#include <vector>

#include "churn/covariates.hpp"
#include "churn/kinds.hpp"
#include "patron/status.hpp"

namespace patron::churn {

// Errors: argument (columns), model (a row, with its number).
Status check_columns(const Summary& summary, Kind kind, bool fit);
Status check_covariates(const Summary& summary, Kind kind);
Status row_at(const Summary& summary, std::size_t i, Kind kind, Row& row);
// The rows of all customers, those with the same covariates together.
struct Sorted {
  std::vector<Row> rows;
  std::vector<Group> groups;
};
Result<Sorted> rows_to_fit(const Summary& summary, Kind kind);
// The covariates of a row, in the order of the columns.
void covariates_of(const Summary& summary, std::size_t i, std::vector<double>& z);

}  // namespace patron::churn
