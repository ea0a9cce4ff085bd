// SPDX-License-Identifier: Apache-2.0
// What the operators do with two values. Operands are values, not errors, unknowns or
// nulls that stand for a missing name: the evaluator has dealt with those.
#pragma once

#include "rules/syntax.hpp"

namespace patron::rules {

// + - * / %, by the kinds of the operands. Texts and lists are made in `storage`.
Value arithmetic(Operator op, const Value& a, const Value& b, Storage& storage);
Value negate(const Value& value);

// == != < <= > >=: a bool, or an error where the kinds have no order. `work` counts.
Value compare(Operator op, const Value& a, const Value& b, Storage& work);

// item in container: a list's element, a map's key.
Value contained(const Value& item, const Value& container, Storage& work);

// container[key]. Errors: index out of range, no such key. Of an optional container, or
// if `optional`, the answer is an optional, none where that error would be.
Value at_key(const Value& container, const Value& key, bool optional, Storage& storage);
// has(container.key)
Value has_key(const Value& container, const Value& key, Storage& work);
// The entry of a map; NULL if there is none.
const Value* find_key(const Value& map, const Value& key, Storage& work);

}  // namespace patron::rules
