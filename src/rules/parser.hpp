// SPDX-License-Identifier: Apache-2.0
// From tokens to the syntax tree; macros become comprehensions here.
#pragma once

#include <vector>

#include "rules/lexer.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

// Fills tree.nodes and tree.root. Errors: expression; limit (nested too deep, too many
// parts).
Status parse(Tree& tree, const std::vector<Token>& tokens, bool macros = true);

}  // namespace patron::rules
