// SPDX-License-Identifier: Apache-2.0
// What a Model holds.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "churn/covariates.hpp"
#include "churn/kinds.hpp"

namespace patron {

struct Model::Fitted {
  churn::Parameters parameters;
  std::string unit, as_of, status = "given";
  double log_likelihood = std::numeric_limits<double>::quiet_NaN(), customers = 0.0;
  std::array<double, 4> standard_errors{};
  // Of the covariates: their names in the order of the columns, what they do, and what
  // an entry of a pack reads for them.
  std::vector<std::string> covariates, values;
  churn::Effects effects, effect_errors;
  std::vector<std::string> effect_names;  // "activity.local", "dropout.local", ...
  std::vector<std::string_view> names;    // Of "k", the parameters and the effects.
};

namespace churn {

// Whether parameters can be a model's. Errors: model.
Status check_parameters(const Parameters& parameters);
// The kinds with a "k".
inline bool has_k(Kind kind) {
  return kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k;
}
inline constexpr int kMostPhases = 20;

// Names of covariates: ids, rising, so that their order is that of the artifact. NULL, or
// what is wrong with the next.
const char* covariate_fault(const std::vector<std::string>& before,
                            std::string_view next);

// Errors: model, with line and column.
Result<Model::Fitted> read_model(std::string_view json);
std::string model_json(const Model::Fitted& fitted);

}  // namespace churn
}  // namespace patron
