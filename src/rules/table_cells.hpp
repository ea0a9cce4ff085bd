// SPDX-License-Identifier: Apache-2.0
// The cells of a decision table: unary tests over one input, and outputs.
//
//     -                     anything, also an absent input
//     5   economy   'a, b'  equal to a literal
//     business, first       one of several tests
//     >= 5   < 2026-05-01   compared; numbers and dates only
//     [4..7]   (0..1.5)     between, the ends in or out; [4..7) and ]4..7] likewise
//     not(gold, diamond)    none of several tests; the input is there
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.hpp"
#include "patron/money.hpp"

namespace patron::rules {

// What an input is compared as.
enum class CellClass : std::uint8_t { number, date, text, boolean };
std::optional<CellClass> cell_class(model::TypeKind kind);
std::string_view describe(CellClass cells);  // "a number"

// A number, the days of a date, 0 or 1 of a boolean; or a text.
struct Literal {
  Decimal number;
  std::string text;
};
int compare(const Literal& a, const Literal& b, CellClass cells);

struct Test {
  enum class Kind : std::uint8_t { any, equal, below, upto, from, above, between, none };
  Kind kind = Kind::any;
  Literal low, high;  // equal, from, above: low; below, upto: high.
  bool low_open = false, high_open = false;
  std::vector<Test> of;  // none: of these.
};

// The tests of a cell, of which one must hold. Nothing, and `problem` says why, if the
// text is malformed or does not fit the class.
std::optional<std::vector<Test>> read_cell(std::string_view text, CellClass cells,
                                           std::string& problem);
// Does a literal pass a test, looked at one by one: what the index of a table must equal.
bool passes(const Literal& input, const Test& test, CellClass cells);

}  // namespace patron::rules
