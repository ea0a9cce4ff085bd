// SPDX-License-Identifier: Apache-2.0
// Types as the checker sees them: a model::Type whose lists and maps may hold any type,
// lists of lists included.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/names.hpp"

namespace patron::rules {

struct StaticType {
  model::TypeKind kind = model::TypeKind::dynamic;
  std::int32_t scale = 0;  // Of decimal and money.
  bool nullable = false;
  bool ordered = false;    // Of an enumeration.
  std::shared_ptr<const std::vector<std::string>> labels;  // Of an enumeration.
  std::shared_ptr<const StaticType> key;                   // Of a map.
  std::shared_ptr<const StaticType> element;               // Of a list or a map.

  bool is(model::TypeKind other) const { return kind == other; }
  bool dynamic() const { return kind == model::TypeKind::dynamic; }
};

StaticType scalar(model::TypeKind kind, std::int32_t scale = 0);
StaticType list_of(StaticType element);
StaticType map_of(StaticType key, StaticType element);
StaticType from_model(const model::Type& type);
model::Type to_model(const StaticType& type);

// What a list or map holds; dynamic if it is not known.
StaticType element_of(const StaticType& type);
StaticType key_of(const StaticType& type);

// The type of a value that is either; dynamic if they have nothing in common.
StaticType join(const StaticType& a, const StaticType& b);
bool same(const StaticType& a, const StaticType& b);

// "int", "decimal(2)", "list(string)".
std::string describe(const StaticType& type);
std::string_view describe(model::TypeKind kind);

// Whole or exact numbers: int and decimal, which mix.
bool exact(model::TypeKind kind);

}  // namespace patron::rules
