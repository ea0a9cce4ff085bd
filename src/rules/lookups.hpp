// SPDX-License-Identifier: Apache-2.0
// Literals by their declared type, and the maps of them that lookup() reads; in a pack
// and in the schema of an expression of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model/lookup.hpp"
#include "rules/pack_node.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

// May literals be of this type: bool, int, decimal(n), money, string or date?
bool may_be_literal(const model::Type& type);
// The literal as a value of the type; none if it is none.
std::optional<model::Literal> literal(const json::Value& from, const model::Type& type);
// As the value of an expression: a view of the literal.
Value value_of(const model::Literal& literal, const model::Type& type);

// {"keys": "string", "values": "decimal(2)", "rows": {"HA": "1.00"}, "default": "0.00"}:
// the form must have been checked, and out has the types; what remains wrong is told with
// its place.
struct LookupFault {
  PackNode at;
  std::string message;
};
std::optional<LookupFault> read_lookup(const PackNode& node, model::Lookup& out);

// What a map answers for a key; an error if it has neither a row nor a default.
Value look_up(const model::Lookup& lookup, const Value& key);

}  // namespace patron::rules
