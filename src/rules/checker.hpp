// SPDX-License-Identifier: Apache-2.0
// Gives every node its meaning: names their slot, calls their overloads, literals the
// type of what stands beside them, and each node a type.
#pragma once

#include "rules/syntax.hpp"

namespace patron::rules {

// `strict`: see Options. Errors: expression; limit (macros within macros).
Status check(Tree& tree, const Environment& environment, bool strict);

}  // namespace patron::rules
