// SPDX-License-Identifier: Apache-2.0
// Gives names their slots and calls their overloads without asking for types: what does
// not fit is an error of the evaluation, which && and || may absorb.
#pragma once

#include "rules/syntax.hpp"

namespace patron::rules {

// Errors: limit (macros within macros).
Status bind(Tree& tree, const Environment& environment);

}  // namespace patron::rules
