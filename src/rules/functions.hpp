// SPDX-License-Identifier: Apache-2.0
// The functions of the language, one row an overload. What only the checker can decide
// (has, rank of a label, between) is there; what runs is here.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

enum class Style : std::uint8_t { global, member, either };  // f(x), x.f(), both

// What stands in a signature, as the kind of a value: a parameter type (A) is dynamic.
consteval model::TypeKind kind_in_signature(std::string_view word) {
  using model::TypeKind;
  constexpr auto kWords = std::to_array<std::pair<std::string_view, TypeKind>>(
      {{"null", TypeKind::null},
       {"bool", TypeKind::boolean},
       {"int", TypeKind::integer},
       {"uint", TypeKind::unsigned_integer},
       {"double", TypeKind::number},
       {"string", TypeKind::string},
       {"bytes", TypeKind::bytes},
       {"decimal", TypeKind::decimal},
       {"money", TypeKind::money},
       {"date", TypeKind::date},
       {"timestamp", TypeKind::instant},
       {"duration", TypeKind::duration},
       {"list", TypeKind::list},
       {"map", TypeKind::map},
       {"dyn", TypeKind::dynamic},
       {"enum", TypeKind::enumeration},
       {"type", TypeKind::type},
       {"optional_type", TypeKind::optional}});
  if (word.size() == 1) return TypeKind::dynamic;
  for (const auto& [known, kind] : kWords) {
    if (known == word) return kind;
  }
  throw "no such type";
}

using Apply = Value (*)(const Value* arguments, Storage& storage);

struct Overload {
  std::string_view name;
  Style style;
  std::string_view signature;  // "list(A), int -> A", the receiver first.
  // Arguments are values: no errors or unknowns, and null only where any type may stand.
  // An error of the result has no place yet.
  Apply apply;
  bool monotone = false;  // In each argument: it never turns while the argument moves on.
  std::uint8_t count = 0;                          // Of parameters.
  std::array<model::TypeKind, 4> parameters = {};  // dynamic: any
  model::TypeKind result = model::TypeKind::dynamic;

  consteval Overload(std::string_view called, Style written, std::string_view types,
                     Apply function, bool one_way = false)
      : name(called),
        style(written),
        signature(types),
        apply(function),
        monotone(one_way) {
    std::string_view rest = types;
    for (bool results = false; !rest.empty();) {
      if (rest.starts_with("-> ")) {
        results = true;
        rest.remove_prefix(3);
      }
      const std::size_t word = std::min(rest.find_first_of("(, "), rest.size());
      const model::TypeKind kind = kind_in_signature(rest.substr(0, word));
      if (results) {
        result = kind;
        return;
      }
      parameters[count++] = kind;
      int depth = 0;
      std::size_t end = word;
      for (; end < rest.size() && (depth > 0 || (rest[end] != ',' && rest[end] != ' '));
           ++end) {
        depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
      }
      while (end < rest.size() && (rest[end] == ',' || rest[end] == ' ')) ++end;
      rest.remove_prefix(end);
    }
  }
};

struct Signature {
  std::vector<StaticType> parameters;
  StaticType result;
};
Signature signature_of(const Overload& overload);

// The overloads of a name, together; empty if there is none.
std::span<const Overload> overloads_of(std::string_view name);
// Does a value of `kind` fit? An enumeration fits where a string is wanted.
bool fits(model::TypeKind kind, model::TypeKind parameter);
// The overload for these kinds; NULL if none.
const Overload* choose(std::span<const Overload> overloads, const Value* arguments,
                       std::size_t count);
// Names of all functions and macros, for messages.
std::vector<std::string_view> function_names();

// The groups that overloads_of() looks through; the rows of a name stand together.
std::span<const Overload> core_functions();
std::span<const Overload> conversion_functions();
std::span<const Overload> time_functions();
std::span<const Overload> date_functions();
std::span<const Overload> text_functions();
std::span<const Overload> math_functions();
std::span<const Overload> optional_functions();

}  // namespace patron::rules
