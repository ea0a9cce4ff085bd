// SPDX-License-Identifier: Apache-2.0
// What operators make of the types of their operands, and how a bare literal takes the
// type of what stands beside it. Answers are messages; empty means fine.
#pragma once

#include <string>

#include "rules/syntax.hpp"

namespace patron::rules {

// A number as written, or a string, that can still take another type.
bool bare_literal(const Node& node);

// Gives `literal` the type of `beside` where that loses nothing: 1000 beside money is
// 1000 of the program's currency, 'gold' beside an enumeration is its label.
std::string promote(Node& literal, const Node& beside, Operator op);
// The label of an enumeration as a constant.
std::string resolve_label(Node& literal, std::string_view label, const StaticType& type,
                          std::string_view of);

// The type of `a op b`. For `in`, `b` is the list or map.
std::string type_of(Operator op, const StaticType& a, const StaticType& b,
                    StaticType& out);

}  // namespace patron::rules
