// SPDX-License-Identifier: Apache-2.0
// Numbers that a pack computes: by an expression, or in a decision table.
#pragma once

#include <optional>
#include <string>

#include "engine/view.hpp"

namespace patron::engine {

struct Computation {
  std::optional<Decimal> amount;
  std::string why;  // Where there is none: an error, or what is missing.
};
Computation compute(const View& view, const model::Computed& computed);

}  // namespace patron::engine
