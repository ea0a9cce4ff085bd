// SPDX-License-Identifier: Apache-2.0
// The steps of the short way. Overflow, a division by zero, a value that is not there:
// then it has no answer, and the machine says which of these it was.
#include <algorithm>
#include <cstring>
#include <limits>

#include "rules/functions.hpp"
#include "rules/plain.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

// Without a jump: which comparison it is, is as hard to foresee as how it ends.
template <class T>
inline bool holds(std::uint8_t mask, const T& a, const T& b) {
  const unsigned less = a < b, equal = a == b, greater = a > b;
  const unsigned order = less | equal << 1 | greater << 2;
  return ((order & mask) != 0) != ((mask & 8U) != 0);
}

template <class T>
T load(const char* from) {
  T out;
  std::memcpy(&out, from, sizeof out);
  return out;
}

// Of one length: eight bytes at a time, the last ones twice where it does not come out.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8)
    return load<std::uint64_t>(a) == load<std::uint64_t>(b) &&
           load<std::uint64_t>(a + size - 8) == load<std::uint64_t>(b + size - 8);
  if (size >= 4)
    return load<std::uint32_t>(a) == load<std::uint32_t>(b) &&
           load<std::uint32_t>(a + size - 4) == load<std::uint32_t>(b + size - 4);
  for (std::size_t i = 0; i < size; ++i)
    if (a[i] != b[i]) return false;
  return true;
}
inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

bool holds_text(std::uint8_t mask, std::string_view a, std::string_view b) {
  constexpr std::uint8_t kEquality = 2;
  if ((mask & 7U) != kEquality) return holds(mask, a, b);
  return same_text(a, b) != ((mask & 8U) != 0);
}

bool among(const std::vector<std::string_view>& all, std::string_view text) {
  constexpr std::size_t kFew = 8;
  if (all.size() > kFew) return std::binary_search(all.begin(), all.end(), text);
  for (const std::string_view one : all)
    if (same_text(one, text)) return true;
  return false;
}

bool whole(Operator op, std::int64_t a, std::int64_t b, std::int64_t& out) {
  switch (op) {
    case Operator::add:
      return !__builtin_add_overflow(a, b, &out);
    case Operator::subtract:
      return !__builtin_sub_overflow(a, b, &out);
    case Operator::multiply:
      return !__builtin_mul_overflow(a, b, &out);
    default:
      if (b == 0 || (a == std::numeric_limits<std::int64_t>::min() && b == -1))
        return false;
      out = op == Operator::divide ? a / b : a % b;
      return true;
  }
}

double number(Operator op, double a, double b) {
  switch (op) {
    case Operator::add:
      return a + b;
    case Operator::subtract:
      return a - b;
    case Operator::multiply:
      return a * b;
    default:
      return a / b;
  }
}

Civil civil(std::int64_t day) {
  return Date{static_cast<std::int32_t>(day)}.civil();
}

constexpr std::int64_t kDay = 86'400'000;  // Milliseconds.

}  // namespace

Value value_of(const Cell& cell) {
  Value out;
  if (cell.tag == kNullTag) return out;
  out.kind = static_cast<TypeKind>((cell.tag - 2) >> 8);
  out.scale = static_cast<std::int32_t>((cell.tag - 2) & 0xFF);
  switch (out.kind) {
    case TypeKind::number:
      out.number = cell.number();
      break;
    case TypeKind::enumeration:
      out.integer = cell.place;
      out.text = cell.view();
      break;
    case TypeKind::string:
      out.text = cell.view();
      break;
    case TypeKind::list:
      out.list = cell.list;
      break;
    default:
      out.integer = cell.whole;
  }
  return out;
}

// Where slots come from: the row itself,
struct Plain::Flat {
  const Cell* cells;
  const Cell& operator()(const Step& step) const { return cells[step.c]; }
};

// or each name read once.
struct Plain::Named {
  const Plain& plain;
  const Activation& activation;
  std::uint32_t read = 0;
  union {  // Not initialised: an evaluation touches what it needs.
    Cell cells[kSlots];
  };
  Named(const Plain& of, const Activation& from) : plain(of), activation(from) {}

  const Cell& operator()(const Step& step) {
    const auto index = static_cast<std::size_t>(step.a);
    if ((read >> index & 1) == 0) {
      read |= std::uint32_t{1} << index;
      cells[index] = cell_of(activation.read(plain.reads_[index]));
    }
    return cells[index];
  }
};

std::uint8_t Plain::mask_of(Operator relation) {
  switch (relation) {
    case Operator::equal:
      return kEqual;
    case Operator::not_equal:
      return kEqual | kNot;
    case Operator::less:
      return kLess;
    case Operator::less_equal:
      return kLess | kEqual;
    case Operator::greater:
      return kGreater;
    default:
      return kGreater | kEqual;
  }
}

// What is often asked, without the detour over values.
Plain::Quick Plain::quick_of(const Overload& overload) {
  struct Row {
    std::string_view name;
    TypeKind of;
    Quick quick;
  };
  static constexpr Row kRows[] = {
      {"startsWith", TypeKind::string,
       [](const Cell& a, const Cell& b) -> std::int64_t {
         return a.size >= b.size && same_bytes(a.text, b.text, b.size);
       }},
      {"endsWith", TypeKind::string,
       [](const Cell& a, const Cell& b) -> std::int64_t {
         return a.size >= b.size &&
                same_bytes(a.text + (a.size - b.size), b.text, b.size);
       }},
      {"contains", TypeKind::string,
       [](const Cell& a, const Cell& b) -> std::int64_t {
         return a.view().find(b.view()) != std::string_view::npos;
       }},
      {"size", TypeKind::string,
       [](const Cell& a, const Cell&) -> std::int64_t {
         std::int64_t count = 0;
         for (std::size_t i = 0; i < a.size; ++i)
           count += (static_cast<unsigned char>(a.text[i]) & 0xC0U) != 0x80U;
         return count;
       }},
      {"rank", TypeKind::enumeration,
       [](const Cell& a, const Cell&) -> std::int64_t { return a.place; }},
      {"daysBetween", TypeKind::date,
       [](const Cell& a, const Cell& b) -> std::int64_t { return b.whole - a.whole; }},
      {"year", TypeKind::date,
       [](const Cell& a, const Cell&) -> std::int64_t { return civil(a.whole).year; }},
      {"month", TypeKind::date,
       [](const Cell& a, const Cell&) -> std::int64_t { return civil(a.whole).month; }},
      {"day", TypeKind::date,
       [](const Cell& a, const Cell&) -> std::int64_t { return civil(a.whole).day; }},
      {"getFullYear", TypeKind::instant, [](const Cell& a, const Cell&) -> std::int64_t {
         const std::int64_t day = a.whole / kDay - (a.whole % kDay < 0 ? 1 : 0);
         return civil(day).year;
       }}};
  if (overload.count > 2 || (overload.name == "getFullYear" && overload.count > 1))
    return nullptr;
  for (const Row& row : kRows)
    if (row.name == overload.name && row.of == overload.parameters[0]) return row.quick;
  return nullptr;
}

bool Plain::call(const Step& step, Cell* registers) const {
  Value arguments[3];
  const std::int16_t from[3] = {step.a, step.b, step.c};
  for (std::size_t i = 0; i < step.function->count; ++i)
    arguments[i] = value_of(operand(from[i], registers));
  Storage storage;
  registers[step.to] = cell_of(step.function->apply(arguments, storage));
  return registers[step.to].tag == step.tag;
}

// False: there is no plain value.
inline bool Plain::compute(const Step& step, Cell* registers) const {
  Cell& to = registers[step.to];
  const Cell &a = operand(step.a, registers), &b = operand(step.b, registers);
  constexpr std::int64_t kDigits = 999'999'999'999'999'999;  // 18 of them.
  switch (step.op) {
    case Op::move:
      to = a;
      return true;
    case Op::whole: {
      std::int64_t made = 0;
      if (!rules::whole(step.relation, a.whole, b.whole, made)) return false;
      to.whole = made;
      to.tag = tag_of(TypeKind::integer, 0);
      return true;
    }
    case Op::exact: {
      std::int64_t made = 0;
      if (!rules::whole(step.relation, a.whole, b.whole, made)) return false;
      to.whole = made;
      to.tag = kOtherTag;  // Only compared: what is called takes no amounts.
      return made <= kDigits && made >= -kDigits;
    }
    case Op::span: {
      constexpr std::int64_t kFar = 9'000'000'000'000;  // Durations reach a bit further.
      to.whole = a.whole - b.whole;
      to.tag = tag_of(TypeKind::duration, 0);
      return to.whole <= kFar && to.whole >= -kFar;
    }
    case Op::number:
      to.whole = std::bit_cast<std::int64_t>(
          rules::number(step.relation, a.number(), b.number()));
      to.tag = tag_of(TypeKind::number, 0);
      return true;
    case Op::to_number:
      to.whole = std::bit_cast<std::int64_t>(static_cast<double>(a.whole));
      to.tag = tag_of(TypeKind::number, 0);
      return true;
    case Op::quick:
      to.whole = step.quick(a, b);
      to.tag = step.tag;
      return true;
    default:
      return call(step, registers);
  }
}

template <class Slots>
std::optional<bool> Plain::walk(Slots& slots) const {
  union Registers {
    Cell cells[kRegisters];
    Registers() {}
  } memory;
  Cell* const registers = memory.cells;
  const Step* const begin = steps_.data();
  for (const Step* next = begin;;) {
    const Step& step = *next;
    bool held = false;
    if (step.op <= Op::in_list_slot) {
      const Cell& cell = slots(step);
      if (cell.tag != step.tag) {
        if (step.op != Op::null_slot || cell.tag == kOtherTag) return std::nullopt;
        next = begin + (cell.tag == kNullTag ? step.then : step.otherwise);
        continue;
      }
      switch (step.op) {
        case Op::truth_slot: held = cell.whole != 0; break;
        case Op::null_slot: break;  // It holds a value of its type.
        case Op::whole_slot:
          held = holds(step.mask, cell.whole, step.constant.whole);
          break;
        case Op::number_slot:
          held = holds(step.mask, cell.number(), step.constant.number());
          break;
        case Op::text_slot:
          held = holds_text(step.mask, cell.view(), step.constant.view());
          break;
        case Op::any_text_slot: held = among_texts(step, cell); break;
        case Op::any_whole_slot: held = among_wholes(step, cell); break;
        default: {
          const std::optional<bool> found = in_list(step, cell);
          if (!found) return std::nullopt;
          held = *found;
        }
      }
      next = begin + (held ? step.then : step.otherwise);
      continue;
    }
    switch (step.op) {
      case Op::truth: held = operand(step.a, registers).whole != 0; break;
      case Op::compare_whole:
        held = holds(step.mask, operand(step.a, registers).whole,
                     operand(step.b, registers).whole);
        break;
      case Op::compare_number:
        held = holds(step.mask, operand(step.a, registers).number(),
                     operand(step.b, registers).number());
        break;
      case Op::compare_text:
        held = holds_text(step.mask, operand(step.a, registers).view(),
                          operand(step.b, registers).view());
        break;
      case Op::any_text: held = among_texts(step, operand(step.a, registers)); break;
      case Op::any_whole: held = among_wholes(step, operand(step.a, registers)); break;
      case Op::jump: held = true; break;
      case Op::yes: return true;
      case Op::no: return false;
      case Op::load: {
        const Cell& cell = slots(step);
        if (cell.tag != step.tag) return std::nullopt;
        registers[step.to] = cell;
        ++next;
        continue;
      }
      default:
        if (!compute(step, registers)) return std::nullopt;
        ++next;
        continue;
    }
    next = begin + (held ? step.then : step.otherwise);
  }
}

std::optional<bool> Plain::run(const Cell* cells) const {
  Flat slots{cells};
  return walk(slots);
}

std::optional<bool> Plain::run(const Activation& activation) const {
  if (const Cell* cells = activation.cells()) return run(cells);
  Named slots(*this, activation);
  return walk(slots);
}

std::optional<bool> Plain::in_list(const Step& step, const Cell& cell) {
  for (const Value& one : *cell.list) {
    if (one.outcome != Outcome::value || one.kind != TypeKind::string)
      return std::nullopt;
    if (same_text(one.text, step.constant.view())) return true;
  }
  return false;
}

bool Plain::among_texts(const Step& step, const Cell& cell) const {
  return among(texts_[static_cast<std::size_t>(step.set)], cell.view());
}
bool Plain::among_wholes(const Step& step, const Cell& cell) const {
  const auto& all = wholes_[static_cast<std::size_t>(step.set)];
  return std::binary_search(all.begin(), all.end(), cell.whole);
}

}  // namespace patron::rules
