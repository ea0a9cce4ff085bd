// SPDX-License-Identifier: Apache-2.0
// How an expression moves while a member is idle (semantics F3), and the comparisons at
// which it turns.
#pragma once

#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

// Sets the course of every node of a checked tree. Appends the turning points: boolean
// nodes of the tree (or made for it) that turn at most once while the member is idle.
std::vector<const Node*> set_courses(Tree& tree);

}  // namespace patron::rules
