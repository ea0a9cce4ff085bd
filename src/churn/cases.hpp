// SPDX-License-Identifier: Apache-2.0
// Probabilities beside what happened, checked and in one order.
#pragma once

#include <span>
#include <vector>

#include "patron/status.hpp"

namespace patron::churn {

struct Case {
  double probability, happened, weight;
};
// Those with a weight, the highest probability first. Errors: argument (with row), limit.
Result<std::vector<Case>> cases_of(std::span<const double> probability,
                                   std::span<const double> happened,
                                   std::span<const double> weight);

}  // namespace patron::churn
