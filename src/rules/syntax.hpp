// SPDX-License-Identifier: Apache-2.0
// The syntax tree of an expression. The parser fills what the text says, the checker what
// it means, motion.cpp how it moves; afterwards it never changes. The tree owns all that
// its nodes look at, so a node is a plain record.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "rules/expression.hpp"
#include "rules/types.hpp"

namespace patron::rules {

enum class NodeKind : std::uint8_t {
  literal,        // constant; text: as written, for numbers
  name,           // text; the checker turns it into a name with a slot, or a variable
  variable,       // Of a macro; slot: the loop it belongs to
  select,         // children: operand; text: the field
  index,          // children: operand, key
  call,           // text: the function; receiver: children[0] stands before the dot
  list,           // children: elements
  map,            // children: key, value, key, value...
  operation,      // op; children: one or two operands
  conjunction,    // children: two or more
  disjunction,    // children: two or more
  conditional,    // children: condition, then, else
  presence,       // has(); children: a name or a selection
  comprehension,  // macro; children: range, then one or two bodies; text: the variable
  binding,        // cel.bind(); children: value, body; text: the variable
  offered,        // `?x` in a list or a map; children: x, an optional
  failure         // Unchecked only; text: why evaluating it is an error
};

enum class Operator : std::uint8_t {
  none,
  negate,
  invert,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in
};

enum class Macro : std::uint8_t {
  all,
  exists,
  exists_one,
  map,
  filter,
  transform_map,
  transform_entry,
  optional_map,
  optional_flat_map
};

// How a node's value moves while a member is idle, from calm to wild.
enum class Course : std::uint8_t {
  still,
  stepwise,
  turning,  // Stands still between the turning points below it.
  moving,   // Moves one way with each day.
  restless  // None of these.
};

struct Overload;

struct Node {
  NodeKind kind = NodeKind::literal;
  Operator op = Operator::none;
  Macro macro = Macro::all;
  bool receiver = false;
  bool rooted = false;      // A name that was written with a leading dot.
  bool optional = false;    // select, index: a.?b, a[?b]
  bool second = false;      // variable: the second of a macro's two
  std::uint32_t begin = 0;  // The text it covers.
  std::uint32_t end = 0;
  std::uint32_t at = 0;  // Where a message about it points: the operator, the name.
  int height = 1;
  std::string_view text;
  std::string_view second_text;  // comprehension: the second variable, if it has two
  std::vector<Node*> children;
  Value constant;

  // Checked.
  StaticType type;
  std::int32_t slot = -1;               // name: of Tree::reads; variable: its loop
  std::span<const Overload> overloads;  // call: more than one are chosen by the values
  std::int32_t pattern = -1;            // matches(): of Tree::patterns
  std::int32_t lookup = -1;             // lookup(): of Tree::lookups
  Course course = Course::still;
};

struct Tree {
  std::string source;
  std::deque<Node> nodes;
  Node* root = nullptr;
  Storage storage;          // Texts and lists of constants.
  std::vector<Name> reads;  // Each name once; a slot is its place here.
  std::vector<std::unique_ptr<re2::RE2>> patterns;
  std::vector<Environment::LookupPointer> lookups;  // Each once.

  std::string_view slice(const Node& node) const {
    return std::string_view(source).substr(node.begin, node.end - node.begin);
  }
  std::string_view keep(std::string text) {
    return storage.texts.emplace_back(std::move(text));
  }
  // A byte of the source as line and column in characters.
  Place place(std::uint32_t offset) const {
    Place place;
    std::int64_t line = 1, column = 1;
    for (const char c : std::string_view(source).substr(0, offset)) {
      if (c == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
        ++column;
      }
    }
    place.line = line;
    place.column = column;
    return place;
  }
  Status error(std::uint32_t offset, std::string message,
               ErrorCode code = ErrorCode::expression) const {
    return Status(code, std::move(message), place(offset));
  }
};

inline Value scalar_value(model::TypeKind kind, std::int64_t integer,
                          std::int32_t scale = 0) {
  Value value;
  value.kind = kind;
  value.integer = integer;
  value.scale = scale;
  return value;
}

inline Value boolean_value(bool held) {
  return scalar_value(model::TypeKind::boolean, held ? 1 : 0);
}

inline Value number_value(double number) {
  Value value = scalar_value(model::TypeKind::number, 0);
  value.number = number;
  return value;
}

inline Value text_value(std::string_view text,
                        model::TypeKind kind = model::TypeKind::string) {
  Value value = scalar_value(kind, 0);
  value.text = text;
  return value;
}

inline Value type_value(std::string_view name) {
  return text_value(name, model::TypeKind::type);
}

// `message` must be static.
inline Value error_value(std::string_view message) {
  Value value;
  value.outcome = Outcome::error;
  value.error.message = message;
  return value;
}

inline constexpr std::string_view kTooMuchMade = "makes too much text or too long lists";
inline constexpr std::string_view kTooMuchWork = "looks through too much";

// ---- what an evaluation makes --------------------------------------------------------
inline Value make_text(Storage& storage, std::string text,
                       model::TypeKind kind = model::TypeKind::string) {
  if (!storage.may_make(text.size())) return error_value(kTooMuchMade);
  return text_value(storage.texts.emplace_back(std::move(text)), kind);
}

inline Value make_list(Storage& storage, std::vector<Value> list,
                       model::TypeKind kind = model::TypeKind::list) {
  if (!storage.may_make(list.size() * sizeof(Value))) return error_value(kTooMuchMade);
  Value value = scalar_value(kind, 0);
  value.list = &storage.lists.emplace_back(std::move(list));
  return value;
}

inline Value no_value() {
  return scalar_value(model::TypeKind::optional, 0);
}
inline Value some_value(Storage& storage, const Value& value) {
  return make_list(storage, {value}, model::TypeKind::optional);
}

}  // namespace patron::rules
