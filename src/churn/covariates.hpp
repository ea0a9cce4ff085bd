// SPDX-License-Identifier: Apache-2.0
// Static covariates: what is known of a customer shifts the parameters of a rate and of
// leaving. With z the customer's values,
//   alpha_i = alpha exp(-activity . z)                       (buys more, the more z)
//   BG family: a_i, b_i = a, b times exp(dropout . z)
//   Pareto/NBD: beta_i = beta exp(-dropout . z)              (leaves sooner)
// In the logarithms of the parameters that is linear, and so are the derivatives.
// Source: fader2007covariates.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "churn/kinds.hpp"
#include "churn/newton.hpp"

namespace patron::churn {

// An effect of each covariate on the rate and on leaving.
struct Effects {
  std::vector<double> activity, dropout;
  std::size_t size() const { return activity.size(); }
};
inline bool takes_covariates(Kind kind) {
  return is_nbd(kind);
}

// The parameters of customers with these values.
Parameters shifted(const Parameters& parameters, const Effects& effects,
                   std::span<const double> z);

// Customers with the same values stand together: rows [begin, end) of a sorted table.
struct Group {
  std::size_t begin = 0, end = 0;
  std::vector<double> z;
};

// The log-likelihood of all groups with its derivatives by the logs of the parameters,
// then by the effects on the rate, then by those on leaving.
void evaluate_groups(std::span<const Row> rows, std::span<const Group> groups,
                     const Parameters& parameters, const Effects& effects,
                     Evaluation& out);

}  // namespace patron::churn
