// SPDX-License-Identifier: Apache-2.0
// Types form no hierarchy: two are the same or join to dynamic, save that exact numbers
// join at the larger scale and null joins by making the other nullable.
#include "rules/types.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace patron::rules {

using model::TypeKind;

namespace {

bool same_part(const std::shared_ptr<const StaticType>& a,
               const std::shared_ptr<const StaticType>& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return same(*a, *b);
}

std::shared_ptr<const StaticType> part(StaticType type) {
  return std::make_shared<const StaticType>(std::move(type));
}

}  // namespace

StaticType scalar(TypeKind kind, std::int32_t scale) {
  StaticType type;
  type.kind = kind;
  type.scale = scale;
  return type;
}

StaticType list_of(StaticType element) {
  StaticType type = scalar(TypeKind::list);
  type.element = part(std::move(element));
  return type;
}

StaticType map_of(StaticType key, StaticType element) {
  StaticType type = scalar(TypeKind::map);
  type.key = part(std::move(key));
  type.element = part(std::move(element));
  return type;
}

StaticType from_model(const model::Type& type) {
  StaticType out;
  switch (type.kind) {
    case TypeKind::list: out = list_of(scalar(type.element)); break;
    case TypeKind::map:
      out = map_of(scalar(TypeKind::string), scalar(type.element));
      break;
    default: out = scalar(type.kind, type.scale);
  }
  out.nullable = type.nullable;
  out.ordered = type.ordered;
  if (type.kind == TypeKind::enumeration) {
    out.labels = std::make_shared<const std::vector<std::string>>(type.labels);
  }
  return out;
}

model::Type to_model(const StaticType& type) {
  model::Type out;
  out.kind = type.kind;
  out.scale = type.scale;
  out.nullable = type.nullable;
  out.ordered = type.ordered;
  if (type.labels != nullptr) out.labels = *type.labels;
  if (type.element != nullptr) out.element = type.element->kind;
  return out;
}

StaticType element_of(const StaticType& type) {
  return type.element == nullptr ? StaticType() : *type.element;
}

StaticType key_of(const StaticType& type) {
  return type.key == nullptr ? StaticType() : *type.key;
}

bool exact(TypeKind kind) {
  return kind == TypeKind::integer || kind == TypeKind::decimal;
}

bool same(const StaticType& a, const StaticType& b) {
  if (a.kind != b.kind) return false;
  if (a.labels != b.labels &&
      (a.labels == nullptr || b.labels == nullptr || *a.labels != *b.labels)) {
    return false;
  }
  return a.scale == b.scale && same_part(a.key, b.key) && same_part(a.element, b.element);
}

StaticType join(const StaticType& a, const StaticType& b) {
  StaticType out;
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) {
    out = a.is(TypeKind::null) ? b : a;
    out.nullable = !out.is(TypeKind::null);
    return out;
  }
  const bool nullable = a.nullable || b.nullable;
  if (same(a, b)) {
    out = a;
  } else if ((exact(a.kind) && exact(b.kind)) ||
             (a.is(TypeKind::money) && b.is(TypeKind::money))) {
    out = scalar(a.is(TypeKind::money) ? TypeKind::money : TypeKind::decimal,
                 std::max(a.scale, b.scale));
  } else if ((a.is(TypeKind::enumeration) || a.is(TypeKind::string)) &&
             (b.is(TypeKind::enumeration) || b.is(TypeKind::string))) {
    out = scalar(TypeKind::string);
  } else if (a.is(TypeKind::list) && b.is(TypeKind::list)) {
    // An empty list literal holds nothing yet: it takes the other's element.
    out = a.element == nullptr   ? b
          : b.element == nullptr ? a
                                 : list_of(join(*a.element, *b.element));
  } else if (a.is(TypeKind::map) && b.is(TypeKind::map)) {
    out = a.element == nullptr   ? b
          : b.element == nullptr ? a
                                 : map_of(join(key_of(a), key_of(b)),
                                          join(*a.element, *b.element));
  }
  out.nullable = nullable;
  return out;
}

std::string_view describe(TypeKind kind) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"null", "bool", "int", "double", "string", "bytes", "decimal", "money", "date",
       "timestamp", "duration", "list", "map", "dyn", "enum", "uint"});
  return kNames[static_cast<std::size_t>(kind)];
}

std::string describe(const StaticType& type) {
  std::string out(describe(type.kind));
  if (type.is(TypeKind::decimal)) out += "(" + std::to_string(type.scale) + ")";
  if (type.is(TypeKind::list) && type.element) out += "(" + describe(*type.element) + ")";
  if (type.is(TypeKind::map) && type.element) {
    out += "(" + describe(key_of(type)) + ", " + describe(*type.element) + ")";
  }
  return out;
}

}  // namespace patron::rules
