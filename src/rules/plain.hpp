// SPDX-License-Identifier: Apache-2.0
// The short way through a predicate: while every value that it meets is plain (there, of
// its type, in range), it is comparisons and jumps over cells. Whatever else comes up, it
// gives up, and the machine evaluates the whole from the start: so there is one meaning,
// and this is only its fast half.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

// A value of a row as the short way reads it: sixteen bytes, so that a row is few lines
// of the cache.
struct Cell {
  // What is in it: 0 null, 1 anything that is not plain, else kind and scale.
  std::uint32_t tag = 0;
  std::uint16_t size = 0;   // Of a text; what is longer is not plain.
  std::uint16_t place = 0;  // Of a label.
  union {
    std::int64_t whole = 0;          // Also the bits of a number.
    const char* text;                // Of a string or a label.
    const std::vector<Value>* list;  // Of a list.
  };

  double number() const { return std::bit_cast<double>(whole); }
  std::string_view view() const { return {text, size}; }
};
static_assert(sizeof(Cell) == 16);
inline constexpr std::uint32_t kNullTag = 0, kOtherTag = 1;
constexpr std::uint32_t tag_of(model::TypeKind kind, std::int32_t scale) {
  return 2 + (static_cast<std::uint32_t>(kind) << 8) + static_cast<std::uint32_t>(scale);
}
Cell cell_of(const Value& value);
Value value_of(const Cell& cell);  // Of a plain one, or null.

class Plain {
 public:
  // NULL: the expression is none that can be answered so.
  static std::unique_ptr<const Plain> compile(const Tree& tree);

  // None: the machine has to look.
  std::optional<bool> run(const Activation& activation) const;
  std::optional<bool> run(const Cell* cells) const;

 private:
  friend class PlainCompiler;

  enum class Op : std::uint8_t {
    truth_slot,   // Slots: names; registers: what was computed.
    null_slot,
    whole_slot,   // Compares a slot with a constant.
    number_slot,
    text_slot,
    any_text_slot,  // Is the slot one of the constants?
    any_whole_slot,
    in_list_slot,   // Does the list in a slot hold a constant text?
    truth,          // Of an operand: a register, or a constant below 0.
    compare_whole,
    compare_number,
    compare_text,
    any_text,
    any_whole,
    jump,
    yes,
    no,
    load,  // A slot into a register.
    move,
    whole,  // Arithmetic.
    number,
    exact,  // Of amounts: at most 18 digits.
    span,   // From one instant to another.
    to_number,
    quick,
    call
  };
  // Orders of two values that a comparison holds for; of != those it does not hold for.
  static constexpr std::uint8_t kLess = 1, kEqual = 2, kGreater = 4, kNot = 8;
  static std::uint8_t mask_of(Operator relation);
  // A function of one or two plain values that cannot fail.
  using Quick = std::int64_t (*)(const Cell& a, const Cell& b);
  static Quick quick_of(const Overload& overload);

  struct alignas(64) Step {
    Op op = Op::no;
    Operator relation = Operator::none;
    std::int16_t to = 0, a = 0, b = 0;  // Registers and operands; a may be a slot,
    std::int16_t c = 0;                 // then c is where a flat row has it.
    std::int16_t then = 0, otherwise = 0;  // Steps.
    std::uint8_t mask = 0;                 // Of a comparison: what it holds for.
    std::uint32_t tag = kOtherTag;         // What a slot must hold, or a call make.
    std::int32_t set = -1;
    Cell constant;  // Beside a slot.
    const Overload* function = nullptr;
    Quick quick = nullptr;
  };
  static_assert(sizeof(Step) == 64);

  struct Flat;
  struct Named;
  template <class Slots>
  std::optional<bool> walk(Slots& slots) const;
  bool among_texts(const Step& step, const Cell& cell) const;
  bool among_wholes(const Step& step, const Cell& cell) const;
  static std::optional<bool> in_list(const Step& step, const Cell& cell);
  const Cell& operand(std::int16_t at, const Cell* registers) const {
    return at < 0 ? constants_[static_cast<std::size_t>(-1 - at)] : registers[at];
  }
  bool compute(const Step& step, Cell* registers) const;
  bool call(const Step& step, Cell* registers) const;

  static constexpr std::size_t kRegisters = 24, kSlots = 24;
  std::vector<Step> steps_;
  std::vector<Cell> constants_;
  std::vector<std::vector<std::string_view>> texts_;
  std::vector<std::vector<std::int64_t>> wholes_;
  std::vector<model::Reference> reads_;  // By slot.
};

}  // namespace patron::rules
