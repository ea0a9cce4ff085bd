// SPDX-License-Identifier: Apache-2.0
// Patterns of matches(), compiled when the rule is loaded.
#pragma once

#include <string>
#include <string_view>

#include "rules/syntax.hpp"

namespace patron::rules {

// Appends to tree.patterns. Answers a message; empty means fine. `strict`: what may
// change with the version of RE2 is refused.
std::string add_pattern(Tree& tree, std::string_view text, bool strict);
bool matches(const re2::RE2& pattern, std::string_view text);
// A pattern that is known only now.
Value matches(const Value* arguments, Storage& storage);

}  // namespace patron::rules
