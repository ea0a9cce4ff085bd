// SPDX-License-Identifier: Apache-2.0
// A program: instructions of a stack machine, and the constants they push. Entry 0 is the
// expression, the others its turning points.
#pragma once

#include <cstdint>
#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

enum class Op : std::uint8_t {
  constant,  // push constants[a]
  read,      // push the name in slot a
  variable,  // push the element of loop a, or its second variable if b
  bind,      // pop; the variable of loop a stands for it
  operate,   // pop b, a; push a op b
  negate,
  invert,
  present,      // pop; push whether it is more than null
  present_key,  // pop; push whether it is a map with the key constants[a]
  at_key,       // pop key, container; push the part, as an optional if `count`
  between,      // pop most, least, x; push least <= x && x <= most
  call,         // pop `count` arguments; push what overloads[a] that fits makes of them
  or_else,      // top: an optional with a value: to a (unwrapped if `count`); none: pop
  matches,      // pop; push whether patterns[a] matches
  look_up,      // pop key; push what lookups[a] has for it
  truth,        // top: null, or what is no bool, becomes unknown or an error
  and_jump,     // top is false: to a
  and_merge,    // pop b, a; push the greater of false > unknown > error > true
  or_jump,      // top is true: to a
  or_merge,
  branch,  // pop; true: on; false: to a; else push it back and go to b
  jump,    // to a
  new_list,
  append,  // pop element; add it to the list below; `count`: it is an optional
  new_map,
  insert,      // pop value, key; add them to the map below; `count`: as above
  loop_begin,  // pop the range of loop a; no range: push why and go to b
  loop_next,   // the next element of loop a; none: to b; `count`: two variables
  loop_test,   // pop; false: to b, the next; neither: end loop a with it, to count
  loop_step,   // pop the body's value; take it into the answer; go to b
  loop_end,    // push the answer of loop a
  finish
};

struct Instruction {
  Op op = Op::finish;
  Operator operation = Operator::none;
  Macro macro = Macro::all;
  std::uint8_t count = 0;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::uint32_t at = 0;  // Place in the source, for errors.
};

struct Program {
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> entries;
  std::vector<Value> constants;
  std::vector<std::span<const Overload>> overloads;
  const Tree* tree = nullptr;  // Owns texts, lists, patterns.
  bool makes = false;          // The result of entry 0 may be made while evaluating.
};

// Most values that a program holds at once. A tree of kExpressionDepth levels holds back
// at most two a level while a third is computed.
inline constexpr std::size_t kStackValues = 160;

}  // namespace patron::rules
