// SPDX-License-Identifier: Apache-2.0
// Stacking groups: which of the rules that fired on one event may grant together.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "loyalty/earn.hpp"

namespace patron::loyalty {

// Takes the points of the awards that their groups drop: first those of `fired[from..]`
// among themselves (first, best, unique), then what groups exclude, in the order of ids.
void stack(const model::Pack& pack, std::vector<Award>& fired, std::size_t from);

}  // namespace patron::loyalty
