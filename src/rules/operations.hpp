// SPDX-License-Identifier: Apache-2.0
// What the operators do with two values. Operands are values, not errors, unknowns or
// nulls that stand for a missing name: the evaluator has dealt with those.
#pragma once

#include "rules/syntax.hpp"

namespace patron::rules {

// + - * / %, by the kinds of the operands. Texts and lists are made in `storage`.
Value arithmetic(Operator op, const Value& a, const Value& b, Storage& storage);
Value negate(const Value& value);

// == != < <= > >=: a bool, or an error where the kinds have no order.
Value compare(Operator op, const Value& a, const Value& b);

// item in container: a list's element, a map's key.
Value contained(const Value& item, const Value& container);

// container[key]. Errors: index out of range, no such key.
Value at_key(const Value& container, const Value& key);
// The entry of a map; NULL if there is none.
const Value* find_key(const Value& map, const Value& key);

}  // namespace patron::rules
