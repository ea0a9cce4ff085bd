// SPDX-License-Identifier: Apache-2.0
// Rows are grouped by subject, a file each; what stands here are the functions of CEL's
// core and the search through all groups. Texts count in code points.
#include "rules/functions.hpp"

#include <algorithm>

#include "rules/patterns.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

Value whole(std::size_t value) {
  return scalar_value(TypeKind::integer, static_cast<std::int64_t>(value));
}

Value size(const Value* a, Storage&) {
  switch (a->kind) {
    case TypeKind::list:
      return whole(a->list->size());
    case TypeKind::map:
      return whole(a->map->size());
    case TypeKind::bytes:
      return whole(a->text.size());
    default:
      return whole(code_points(a->text));
  }
}

Value contains(const Value* a, Storage&) {
  return boolean_value(a[0].text.find(a[1].text) != std::string_view::npos);
}
Value starts_with(const Value* a, Storage&) {
  return boolean_value(a[0].text.starts_with(a[1].text));
}
Value ends_with(const Value* a, Storage&) {
  return boolean_value(a[0].text.ends_with(a[1].text));
}

Value type(const Value* a, Storage&) {
  return type_value(type_name(a->kind));
}
Value rank(const Value* a, Storage&) {
  return scalar_value(TypeKind::integer, a->integer);
}

constexpr auto kRows = std::to_array<Overload>({
    {"size", Style::either, "string -> int", size},
    {"size", Style::either, "bytes -> int", size},
    {"size", Style::either, "list(A) -> int", size},
    {"size", Style::either, "map(A, B) -> int", size},
    {"contains", Style::member, "string, string -> bool", contains},
    {"startsWith", Style::member, "string, string -> bool", starts_with},
    {"endsWith", Style::member, "string, string -> bool", ends_with},
    {"matches", Style::either, "string, string -> bool", matches},
    {"type", Style::global, "A -> type(A)", type},
    {"rank", Style::global, "enum -> int", rank},
});

using Group = std::span<const Overload> (*)();
constexpr auto kGroups = std::to_array<Group>(
    {core_functions, conversion_functions, time_functions, date_functions, text_functions,
     math_functions, optional_functions});

}  // namespace

std::span<const Overload> core_functions() {
  return kRows;
}

Signature signature_of(const Overload& overload) {
  Signature out;
  std::string_view rest = overload.signature;
  const auto type = [](std::string_view text) {
    if (text == "enum") return scalar(TypeKind::enumeration);
    return type_from(text).value_or(StaticType());
  };
  for (int depth = 0; !rest.starts_with("-> ");) {
    std::size_t end = 0;
    for (; depth > 0 || (rest[end] != ',' && rest.substr(end, 4) != " -> "); ++end) {
      depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
    }
    out.parameters.push_back(type(rest.substr(0, end)));
    rest.remove_prefix(end);
    rest.remove_prefix(rest.find_first_not_of(", "));
  }
  out.result = type(rest.substr(3));
  return out;
}

std::span<const Overload> overloads_of(std::string_view name) {
  const auto named = [name](const Overload& one) { return one.name == name; };
  for (const Group group : kGroups) {
    const std::span<const Overload> rows = group();
    const auto first = std::find_if(rows.begin(), rows.end(), named);
    if (first == rows.end()) continue;
    return {first, std::find_if_not(first, rows.end(), named)};
  }
  return {};
}

bool fits(TypeKind kind, TypeKind parameter) {
  return kind == parameter || parameter == TypeKind::dynamic ||
         (kind == TypeKind::enumeration && parameter == TypeKind::string);
}

const Overload* choose(std::span<const Overload> overloads, const Value* arguments,
                       std::size_t count) {
  for (const Overload& one : overloads) {
    bool chosen = one.count == count;
    for (std::size_t i = 0; chosen && i < count; ++i) {
      chosen = fits(arguments[i].kind, one.parameters[i]);
    }
    if (chosen) return &one;
  }
  return nullptr;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names = {
      "has",          "between",           "dyn",    "all",        "exists",
      "exists_one",   "existsOne",         "map",    "filter",     "transformList",
      "transformMap", "transformMapEntry", "optMap", "optFlatMap", "cel.bind"};
  for (const Group group : kGroups) {
    for (const Overload& one : group()) {
      if (names.back() != one.name) names.push_back(one.name);
    }
  }
  return names;
}

}  // namespace patron::rules
