// SPDX-License-Identifier: Apache-2.0
// The machine that runs programs: its stack, its loops, and how outcomes combine.
// evaluator.cpp holds what scalars need, evaluator_loops.cpp lists, maps and macros.
// Private to them.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "rules/functions.hpp"
#include "rules/program.hpp"

namespace patron::rules {

static_assert(std::is_trivially_copyable_v<Value>);

constexpr std::size_t kBytesOfWork = 16;  // Text that counts as one step.

inline Value unknown_value(std::int32_t slot) {
  Value value;
  value.outcome = Outcome::unknown;
  value.unknown = slot;
  return value;
}

inline bool is_value(const Value& value) {
  return value.outcome == Outcome::value;
}
inline bool is_null(const Value& value) {
  return is_value(value) && value.kind == model::TypeKind::null;
}

// Among outcomes that are no values, the one that stands for both.
inline Value worse(const Value& a, const Value& b) {
  if (is_value(a)) return b;
  if (is_value(b)) return a;
  if (a.outcome != b.outcome) return a.outcome == Outcome::error ? a : b;
  return a.outcome == Outcome::error && b.error.offset < a.error.offset ? b : a;
}

inline Value at(Value value, std::uint32_t offset) {
  if (value.outcome == Outcome::error) value.error.offset = offset;
  return value;
}

// Null where a value is needed.
inline Value needed(const Value& null, std::uint32_t offset) {
  if (null.unknown >= 0) return unknown_value(null.unknown);
  return at(error_value("null has no value here"), offset);
}

inline Value truth(const Value& value, std::uint32_t offset) {
  if (!is_value(value) || value.kind == model::TypeKind::boolean) return value;
  if (is_null(value)) return needed(value, offset);
  return at(error_value("expected true or false"), offset);
}

// Higher wins in &&; with `decisive` false. In ||, with `decisive` true.
inline int weight(const Value& value, bool decisive) {
  if (value.outcome == Outcome::unknown) return 2;
  if (value.outcome == Outcome::error) return 1;
  return value.is_true() == decisive ? 3 : 0;
}

inline Value merged(const Value& a, const Value& b, bool decisive) {
  const int left = weight(a, decisive), right = weight(b, decisive);
  if (left == right) return left == 1 ? worse(a, b) : a;
  return left > right ? a : b;
}

struct Loop {
  Value range;
  Value element;  // The first variable.
  Value second;
  Value answer;
  std::size_t next;
  std::size_t size;
  std::vector<Value>* list;
  std::vector<std::pair<Value, Value>>* map;
};

class Machine {
 public:
  Machine(const Program& program, const Activation& activation, Storage& storage)
      : program_(program), activation_(activation), storage_(storage) {}

  Value run(std::size_t entry);

 private:
  // ---- the stack --------------------------------------------------------------------
  void push(const Value& value) { memory_.values[size_++] = value; }
  Value pop() { return memory_.values[--size_]; }
  Value& top() { return memory_.values[size_ - 1]; }
  // The last `count` values, the first of them left to be overwritten by the answer.
  Value* take(std::size_t count) {
    size_ -= count - 1;
    return &memory_.values[size_ - 1];
  }

  Value read(std::int32_t slot) const {
    const Name& name = program_.tree->reads[static_cast<std::size_t>(slot)];
    Value value = activation_.read(name.reference);
    if (is_null(value) || value.outcome == Outcome::unknown) value.unknown = slot;
    return value;
  }

  // Answers in arguments[0] what `function` makes of the arguments, if all are values.
  template <class F>
  void apply(const Instruction& one, Value* arguments, std::size_t count, F function) {
    Value blocked;
    for (std::size_t i = 0; i < count; ++i) {
      blocked = worse(
          blocked, is_null(arguments[i]) ? needed(arguments[i], one.at) : arguments[i]);
    }
    *arguments = is_value(blocked) ? at(function(arguments), one.at) : blocked;
  }

  Loop& loop(const Instruction& one) {
    return memory_.loops[static_cast<std::size_t>(one.a)];
  }

  void step(const Instruction& one);
  void operate(const Instruction& one);
  void present_key(const Instruction& one);
  void between(const Instruction& one);
  void call(const Instruction& one);
  Value called(std::span<const Overload> overloads, const Value* arguments,
               const Instruction& one, const Value& null, std::size_t work);
  bool or_else(const Instruction& one);
  void match(const Instruction& one);

  // ---- lists, maps, loops --------------------------------------------------------
  void collect(const Instruction& one);
  static bool offers(const Instruction& one, Value& value);
  void append(const Instruction& one, Value* pair);
  Value refusal(const Value& map, const Value& key, std::uint32_t offset);
  void insert(const Instruction& one, Value* values);
  std::vector<Value>& storage_list(const Value& value);
  std::vector<std::pair<Value, Value>>& storage_map(const Value& value);
  static std::optional<std::size_t> size_of(const Value& range, Macro macro);
  bool loop_begin(const Instruction& one);
  bool loop_next(const Instruction& one);
  static void end(Loop& loop, const Value& answer);
  bool loop_test(const Instruction& one);
  void loop_step(const Instruction& one);
  void gather(const Instruction& one, Loop& loop, const Value& value);
  void enter(const Instruction& one, Loop& loop, const Value& key, const Value& value);
  void loop_end(const Instruction& one);

  const Program& program_;
  const Activation& activation_;
  Storage& storage_;
  // Not initialised: an evaluation touches what it needs.
  struct Memory {
    union {
      Value values[kStackValues];
    };
    union {
      Loop loops[limits::kExpressionLoops];
    };
    Memory() {}
  } memory_;
  std::size_t size_ = 0;
  std::size_t iterations_ = 0;
};

}  // namespace patron::rules
