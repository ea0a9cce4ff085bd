// SPDX-License-Identifier: Apache-2.0
// The names that an expression of its own may read, from JSON: {"amount": "decimal(2)",
// "tier": {"enum": ["silver", "gold"], "ordered": true}}.
#pragma once

#include <string_view>

#include "base/json.hpp"
#include "rules/expression.hpp"

namespace patron::rules {

// References of Space::binding by the place in the schema, and now and today. An empty
// text: any name. Errors: expression, with line, column and path.
Result<Environment> read_schema(std::string_view text);

// A JSON value as one of `type`; texts and lists are kept in `storage`. "" or what was
// wrong.
std::string read_value(const json::Value& from, const StaticType& type, Storage& storage,
                       Value& out);

// A value as JSON: exact amounts, days and instants as texts.
void append_value(std::string& out, const Value& value);

}  // namespace patron::rules
