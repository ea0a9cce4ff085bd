// SPDX-License-Identifier: Apache-2.0
// From a checked tree to a program.
#pragma once

#include "rules/program.hpp"

namespace patron::rules {

// Turns lists and maps of literals into constants of the tree.
void fold_constants(Tree& tree, Node& node);

// A program whose entries are `roots`. Errors: limit (holds too many values at once).
Result<Program> compile(const Tree& tree, const std::vector<const Node*>& roots);

}  // namespace patron::rules
