// SPDX-License-Identifier: Apache-2.0
// The math library of CEL. Of more than two values greatest and least take a list, which
// the parser makes.
#include <cmath>

#include "rules/functions.hpp"
#include "rules/operations.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

Value whole(std::int64_t value) {
  return scalar_value(TypeKind::integer, value);
}
Value bits(const Value& like, std::uint64_t value) {
  return scalar_value(like.kind, static_cast<std::int64_t>(value));
}
std::uint64_t bits_of(const Value& value) {
  return static_cast<std::uint64_t>(value.integer);
}

// ---- the greatest and the least -------------------------------------------------------
Value furthest(const Value* first, std::size_t count, Operator op, Storage& storage) {
  if (count == 0) return error_value("of an empty list there is none");
  const Value* best = first;
  for (std::size_t i = 0; i < count; ++i) {
    const TypeKind kind = first[i].kind;
    if (kind != TypeKind::integer && kind != TypeKind::unsigned_integer &&
        kind != TypeKind::number && kind != TypeKind::decimal) {
      return error_value("only numbers have a greatest and a least");
    }
    const Value further = compare(op, first[i], *best, storage);
    if (further.outcome != Outcome::value) return further;
    if (further.is_true()) best = &first[i];
  }
  return *best;
}
template <Operator kOp>
Value one(const Value* a, Storage& storage) {
  return furthest(a, 1, kOp, storage);
}
template <Operator kOp>
Value two(const Value* a, Storage& storage) {
  return furthest(a, 2, kOp, storage);
}
template <Operator kOp>
Value all(const Value* a, Storage& storage) {
  return furthest(a->list->data(), a->list->size(), kOp, storage);
}
constexpr Operator kMore = Operator::greater, kLess = Operator::less;

// ---- rounding -------------------------------------------------------------------------
Value ceil(const Value* a, Storage&) {
  return number_value(std::ceil(a->number));
}
Value floor(const Value* a, Storage&) {
  return number_value(std::floor(a->number));
}
Value round(const Value* a, Storage&) {
  return number_value(std::round(a->number));
}
Value trunc(const Value* a, Storage&) {
  return number_value(std::trunc(a->number));
}

Value is_nan(const Value* a, Storage&) {
  return boolean_value(std::isnan(a->number));
}
Value is_inf(const Value* a, Storage&) {
  return boolean_value(std::isinf(a->number));
}
Value is_finite(const Value* a, Storage&) {
  return boolean_value(std::isfinite(a->number));
}

Value abs(const Value* a, Storage&) {
  switch (a->kind) {
    case TypeKind::number:
      return number_value(std::fabs(a->number));
    case TypeKind::unsigned_integer:
      return *a;
    default:
      return a->integer < 0 ? negate(*a) : *a;
  }
}

Value sign(const Value* a, Storage&) {
  if (a->kind == TypeKind::number) {
    if (std::isnan(a->number)) return *a;
    return number_value(a->number > 0 ? 1.0 : a->number < 0 ? -1.0 : 0.0);
  }
  if (a->kind == TypeKind::unsigned_integer) return bits(*a, bits_of(*a) > 0 ? 1 : 0);
  return whole(a->integer > 0 ? 1 : a->integer < 0 ? -1 : 0);
}

Value sqrt(const Value* a, Storage&) {
  if (a->kind == TypeKind::number) return number_value(std::sqrt(a->number));
  if (a->kind == TypeKind::integer) {
    return number_value(std::sqrt(static_cast<double>(a->integer)));
  }
  return number_value(std::sqrt(static_cast<double>(bits_of(*a))));
}

// ---- bits -----------------------------------------------------------------------------
Value bit_and(const Value* a, Storage&) {
  return bits(a[0], bits_of(a[0]) & bits_of(a[1]));
}
Value bit_or(const Value* a, Storage&) {
  return bits(a[0], bits_of(a[0]) | bits_of(a[1]));
}
Value bit_xor(const Value* a, Storage&) {
  return bits(a[0], bits_of(a[0]) ^ bits_of(a[1]));
}
Value bit_not(const Value* a, Storage&) {
  return bits(a[0], ~bits_of(a[0]));
}

Value shifted(const Value* a, bool left) {
  const std::int64_t by = a[1].integer;
  if (by < 0) return error_value("a shift by less than nothing");
  if (by > 63) return bits(a[0], 0);
  return bits(a[0], left ? bits_of(a[0]) << by : bits_of(a[0]) >> by);
}
Value shift_left(const Value* a, Storage&) {
  return shifted(a, true);
}
// Zeros come in, whatever the sign.
Value shift_right(const Value* a, Storage&) {
  return shifted(a, false);
}

constexpr auto kRows = std::to_array<Overload>({
    {"math.greatest", Style::global, "int -> int", one<kMore>},
    {"math.greatest", Style::global, "uint -> uint", one<kMore>},
    {"math.greatest", Style::global, "double -> double", one<kMore>},
    {"math.greatest", Style::global, "decimal -> decimal", one<kMore>},
    {"math.greatest", Style::global, "int, int -> int", two<kMore>},
    {"math.greatest", Style::global, "uint, uint -> uint", two<kMore>},
    {"math.greatest", Style::global, "double, double -> double", two<kMore>},
    {"math.greatest", Style::global, "decimal, decimal -> decimal", two<kMore>},
    {"math.greatest", Style::global, "int, uint -> dyn", two<kMore>},
    {"math.greatest", Style::global, "int, double -> dyn", two<kMore>},
    {"math.greatest", Style::global, "uint, int -> dyn", two<kMore>},
    {"math.greatest", Style::global, "uint, double -> dyn", two<kMore>},
    {"math.greatest", Style::global, "double, int -> dyn", two<kMore>},
    {"math.greatest", Style::global, "double, uint -> dyn", two<kMore>},
    {"math.greatest", Style::global, "list(int) -> int", all<kMore>},
    {"math.greatest", Style::global, "list(uint) -> uint", all<kMore>},
    {"math.greatest", Style::global, "list(double) -> double", all<kMore>},
    {"math.greatest", Style::global, "list(decimal) -> decimal", all<kMore>},
    {"math.greatest", Style::global, "list(dyn) -> dyn", all<kMore>},
    {"math.least", Style::global, "int -> int", one<kLess>},
    {"math.least", Style::global, "uint -> uint", one<kLess>},
    {"math.least", Style::global, "double -> double", one<kLess>},
    {"math.least", Style::global, "decimal -> decimal", one<kLess>},
    {"math.least", Style::global, "int, int -> int", two<kLess>},
    {"math.least", Style::global, "uint, uint -> uint", two<kLess>},
    {"math.least", Style::global, "double, double -> double", two<kLess>},
    {"math.least", Style::global, "decimal, decimal -> decimal", two<kLess>},
    {"math.least", Style::global, "int, uint -> dyn", two<kLess>},
    {"math.least", Style::global, "int, double -> dyn", two<kLess>},
    {"math.least", Style::global, "uint, int -> dyn", two<kLess>},
    {"math.least", Style::global, "uint, double -> dyn", two<kLess>},
    {"math.least", Style::global, "double, int -> dyn", two<kLess>},
    {"math.least", Style::global, "double, uint -> dyn", two<kLess>},
    {"math.least", Style::global, "list(int) -> int", all<kLess>},
    {"math.least", Style::global, "list(uint) -> uint", all<kLess>},
    {"math.least", Style::global, "list(double) -> double", all<kLess>},
    {"math.least", Style::global, "list(decimal) -> decimal", all<kLess>},
    {"math.least", Style::global, "list(dyn) -> dyn", all<kLess>},
    {"math.ceil", Style::global, "double -> double", ceil, true},
    {"math.floor", Style::global, "double -> double", floor, true},
    {"math.round", Style::global, "double -> double", round, true},
    {"math.trunc", Style::global, "double -> double", trunc, true},
    {"math.abs", Style::global, "int -> int", abs},
    {"math.abs", Style::global, "uint -> uint", abs},
    {"math.abs", Style::global, "double -> double", abs},
    {"math.abs", Style::global, "decimal -> decimal", abs},
    {"math.sign", Style::global, "int -> int", sign, true},
    {"math.sign", Style::global, "uint -> uint", sign, true},
    {"math.sign", Style::global, "double -> double", sign, true},
    {"math.sqrt", Style::global, "int -> double", sqrt, true},
    {"math.sqrt", Style::global, "uint -> double", sqrt, true},
    {"math.sqrt", Style::global, "double -> double", sqrt, true},
    {"math.isNaN", Style::global, "double -> bool", is_nan},
    {"math.isInf", Style::global, "double -> bool", is_inf},
    {"math.isFinite", Style::global, "double -> bool", is_finite},
    {"math.bitAnd", Style::global, "int, int -> int", bit_and},
    {"math.bitAnd", Style::global, "uint, uint -> uint", bit_and},
    {"math.bitOr", Style::global, "int, int -> int", bit_or},
    {"math.bitOr", Style::global, "uint, uint -> uint", bit_or},
    {"math.bitXor", Style::global, "int, int -> int", bit_xor},
    {"math.bitXor", Style::global, "uint, uint -> uint", bit_xor},
    {"math.bitNot", Style::global, "int -> int", bit_not},
    {"math.bitNot", Style::global, "uint -> uint", bit_not},
    {"math.bitShiftLeft", Style::global, "int, int -> int", shift_left},
    {"math.bitShiftLeft", Style::global, "uint, int -> uint", shift_left},
    {"math.bitShiftRight", Style::global, "int, int -> int", shift_right},
    {"math.bitShiftRight", Style::global, "uint, int -> uint", shift_right},
});

}  // namespace

std::span<const Overload> math_functions() {
  return kRows;
}

}  // namespace patron::rules
