// SPDX-License-Identifier: Apache-2.0
// What the operations over vectors share. Loops are over plain arrays without a branch on
// a row, so that compilers turn them into vector instructions. Private to them.
#pragma once

#include <algorithm>
#include <array>
#include <type_traits>

#include "rules/columnar_steps.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

template <class T>
using Room = std::array<T, kChunkRows>;

inline bool whole_kind(model::TypeKind kind) {
  return kind == model::TypeKind::integer || kind == model::TypeKind::decimal ||
         kind == model::TypeKind::money || kind == model::TypeKind::date ||
         kind == model::TypeKind::instant || kind == model::TypeKind::duration;
}

inline bool plain(const Value& value) {
  return value.outcome == Outcome::value && value.nanoseconds == 0 &&
         (value.kind != model::TypeKind::money || value.text.empty()) &&
         (whole_kind(value.kind) || value.kind == model::TypeKind::boolean ||
          value.kind == model::TypeKind::number);
}

// a's state and b's into one: 0 only where both are values.
class States {
 public:
  // NULL if all rows of both are values.
  std::uint8_t* join(const Vector& a, const Vector& b, std::size_t count) {
    if (a.state == nullptr && b.state == nullptr) return nullptr;
    const auto open = [](std::uint8_t x) -> std::uint8_t { return x != 0 ? kOpen : 0; };
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t x = a.state == nullptr ? 0 : a.state[a.constant ? 0 : i];
      const std::uint8_t y = b.state == nullptr ? 0 : b.state[b.constant ? 0 : i];
      room_[i] = open(x | y);
    }
    return room_.data();
  }
  std::uint8_t* clear(std::size_t count) {
    std::fill_n(room_.begin(), count, std::uint8_t{0});
    return room_.data();
  }
  std::uint8_t* data() { return room_.data(); }

 private:
  Room<std::uint8_t> room_;
};

template <class T>
const T* data_of(const Vector& vector) {
  if constexpr (std::is_same_v<T, double>) return vector.number;
  if constexpr (std::is_same_v<T, std::uint8_t>) return vector.truth;
  if constexpr (std::is_same_v<T, std::int64_t>) return vector.whole;
}

// out[i] = function(a[i], b[i]); a constant stands in a register.
template <class T, class Out, class F>
void each(const Vector& a, const Vector& b, std::size_t count, Out* out, F function) {
  const T* left = data_of<T>(a);
  const T* right = data_of<T>(b);
  if (b.constant) {
    const T fixed = *right;
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<Out>(function(left[i], fixed));
  } else if (a.constant) {
    const T fixed = *left;
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<Out>(function(fixed, right[i]));
  } else {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<Out>(function(left[i], right[i]));
  }
}

// Calls `with` with the comparison as a function object.
template <class With>
void comparing(Operator op, With with) {
  switch (op) {
    case Operator::equal:
      return with([](auto a, auto b) { return a == b; });
    case Operator::not_equal:
      return with([](auto a, auto b) { return a != b; });
    case Operator::less:
      return with([](auto a, auto b) { return a < b; });
    case Operator::less_equal:
      return with([](auto a, auto b) { return a <= b; });
    case Operator::greater:
      return with([](auto a, auto b) { return a > b; });
    default:
      return with([](auto a, auto b) { return a >= b; });
  }
}

}  // namespace patron::rules
