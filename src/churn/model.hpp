// SPDX-License-Identifier: Apache-2.0
// What a Model holds.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "churn/kinds.hpp"

namespace patron {

struct Model::Fitted {
  churn::Parameters parameters;
  std::string unit, as_of, status = "given";
  double log_likelihood = std::numeric_limits<double>::quiet_NaN(), customers = 0.0;
  std::array<double, 4> standard_errors{};
  std::vector<std::string_view> names;  // Of the parameters, and "k" where it is one.
};

namespace churn {

// Whether parameters can be a model's. Errors: model.
Status check_parameters(const Parameters& parameters);
// The kinds with a "k".
inline bool has_k(Kind kind) {
  return kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k;
}
inline constexpr int kMostPhases = 20;

// Errors: model, with line and column.
Result<Model::Fitted> read_model(std::string_view json);
std::string model_json(const Model::Fitted& fitted);

}  // namespace churn
}  // namespace patron
