// SPDX-License-Identifier: Apache-2.0
// Functions that turn one kind of value into another: int(), double(), string(), date().
#pragma once

#include "rules/syntax.hpp"

namespace patron::rules {

Value to_integer(const Value* arguments, Storage& storage);
Value to_unsigned(const Value* arguments, Storage& storage);
Value to_number(const Value* arguments, Storage& storage);
Value to_text(const Value* arguments, Storage& storage);
Value to_boolean(const Value* arguments, Storage& storage);
Value to_bytes(const Value* arguments, Storage& storage);
Value to_date(const Value* arguments, Storage& storage);
Value to_instant(const Value* arguments, Storage& storage);
Value to_duration(const Value* arguments, Storage& storage);

}  // namespace patron::rules
