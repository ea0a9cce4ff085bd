// SPDX-License-Identifier: Apache-2.0
// The functions of the language, one row an overload. What only the checker can decide
// (has, rank, between, matches, dyn) is there; what runs is here.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

enum class Style : std::uint8_t { global, member, either };  // f(x), x.f(), both

struct Overload {
  std::string_view name;
  Style style;
  std::uint8_t count;                          // Of parameters, the receiver included.
  std::array<model::TypeKind, 3> parameters;   // dynamic: any
  model::TypeKind result;
  // Arguments are values: no errors, unknowns or nulls. An error of the result has no
  // place yet.
  Value (*apply)(const Value* arguments, Storage& storage);
  bool monotone = false;  // In each argument: it never turns while the argument moves on.
};

// The overloads of a name, together; empty if there is none.
std::span<const Overload> overloads_of(std::string_view name);
// Does a value of `kind` fit? An enumeration fits where a string is wanted.
bool fits(model::TypeKind kind, model::TypeKind parameter);
// The overload for these kinds; NULL if none.
const Overload* choose(std::span<const Overload> overloads, const Value* arguments,
                       std::size_t count);
// Names of all functions and macros, for messages.
std::vector<std::string_view> function_names();

}  // namespace patron::rules
