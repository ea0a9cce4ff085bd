// SPDX-License-Identifier: Apache-2.0
// Types as the checker sees them: a model::Type whose lists, maps and optionals may hold
// any type, lists of lists included, and parameters that stand for a type.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.hpp"

namespace patron::rules {

struct StaticType {
  model::TypeKind kind = model::TypeKind::dynamic;
  std::int32_t scale = 0;      // Of decimal and money.
  std::int32_t variable = -1;  // Of a parameter.
  bool nullable = false;
  bool ordered = false;                                    // Of an enumeration.
  std::shared_ptr<const std::vector<std::string>> labels;  // Of an enumeration.
  // Of a list its element; of a map key and value; of an optional or a type one; of an
  // abstract type its arguments. None: not known.
  std::shared_ptr<const std::vector<StaticType>> parts;
  std::string name;  // Of an abstract type.

  bool is(model::TypeKind other) const { return kind == other; }
  bool dynamic() const { return kind == model::TypeKind::dynamic; }
  // Nothing is known of it: it may turn out to be anything.
  bool open() const { return dynamic() || kind == model::TypeKind::parameter; }
};

StaticType scalar(model::TypeKind kind, std::int32_t scale = 0);
StaticType list_of(StaticType element);
StaticType map_of(StaticType key, StaticType element);
StaticType optional_of(StaticType value);
StaticType type_of_type(StaticType type);
StaticType abstract_of(std::string name, std::vector<StaticType> parts);
StaticType from_model(const model::Type& type);
model::Type to_model(const StaticType& type);
// With other parts.
StaticType with_parts(StaticType type, std::vector<StaticType> parts);

// What a list or map holds; dynamic if it is not known.
StaticType element_of(const StaticType& type);
StaticType key_of(const StaticType& type);

// The type of a value that is either; dynamic if they have nothing in common.
StaticType join(const StaticType& a, const StaticType& b);
bool same(const StaticType& a, const StaticType& b);

// "int", "decimal(2)", "list(string)", "int?".
std::string describe(const StaticType& type);
std::string_view describe(model::TypeKind kind);
// The reverse of describe; "A" to "Z" are parameters 0 to 25. Nothing if malformed.
std::optional<StaticType> type_from(std::string_view text);
// The name that type() gives: "google.protobuf.Timestamp" of an instant.
std::string_view type_name(model::TypeKind kind);

// Whole or exact numbers: int and decimal, which mix.
bool exact(model::TypeKind kind);

}  // namespace patron::rules
