// SPDX-License-Identifier: Apache-2.0
// What can be told of a decision table without running it. Cuts stand for all inputs, so
// that what holds for them holds for every input: two rows overlap where each column has
// a cut that both pass, a row shadows another where it passes all of the other's cuts.
#include <algorithm>

#include "base/decimal.hpp"
#include "patron/date.hpp"
#include "rules/decision_table.hpp"

namespace patron::rules {
namespace {

constexpr std::size_t kMostRows = 4000;             // Beyond, pairs are not compared.
constexpr std::size_t kMostCombinations = 200'000;  // Nor gaps looked for.

constexpr std::size_t kMostFaults = 20;  // Of one table.

// The cuts of one column that a row passes.
struct Mask {
  bool any = false;  // All of them, an absent input, too.
  std::vector<std::uint64_t> bits;
};

bool empty_between(const DecisionTable::Column& column, std::size_t cut) {
  // Nothing lies between neighbouring whole numbers, days or the two booleans.
  if (cut % 2 != 0 || cut + 1 >= 2 * column.cuts.size() + 2) return false;
  if (column.cells == CellClass::boolean) return column.cuts.size() == 2;
  if (column.cells == CellClass::text || cut == 0 || cut == 2 * column.cuts.size())
    return false;
  Decimal low = column.cuts[cut / 2 - 1].number;
  low.value += base::power_of_ten(low.scale);
  return column.whole && base::compare(low, column.cuts[cut / 2].number) == 0;
}

std::vector<std::vector<Mask>> masks_of(const DecisionTable& table) {
  std::vector<std::vector<Mask>> out;  // By column, by row.
  for (const DecisionTable::Column& column : table.columns()) {
    const std::size_t cuts = table.cuts(column);
    std::vector<Mask> rows(table.rows.size());
    const auto absent = table.bitmap(column, cuts - 1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row].any = (absent[row / 64] >> row % 64 & 1) != 0;
      if (!rows[row].any) rows[row].bits.resize((cuts + 63) / 64);
    }
    for (std::size_t cut = 0; cut + 1 < cuts; ++cut) {
      if (empty_between(column, cut)) continue;
      const auto bits = table.bitmap(column, cut);
      for (std::size_t row = 0; row < rows.size(); ++row)
        if (!rows[row].any && (bits[row / 64] >> row % 64 & 1) != 0)
          rows[row].bits[cut / 64] |= std::uint64_t{1} << cut % 64;
    }
    out.push_back(std::move(rows));
  }
  return out;
}

bool meet(const std::vector<std::vector<Mask>>& masks, std::size_t a, std::size_t b) {
  return std::all_of(masks.begin(), masks.end(), [&](const std::vector<Mask>& column) {
    if (column[a].any || column[b].any) return true;
    for (std::size_t i = 0; i < column[a].bits.size(); ++i)
      if ((column[a].bits[i] & column[b].bits[i]) != 0) return true;
    return false;
  });
}

bool covers(const std::vector<std::vector<Mask>>& masks, std::size_t a, std::size_t b) {
  return std::all_of(masks.begin(), masks.end(), [&](const std::vector<Mask>& column) {
    if (column[a].any) return true;
    if (column[b].any) return false;
    for (std::size_t i = 0; i < column[a].bits.size(); ++i)
      if ((column[b].bits[i] & ~column[a].bits[i]) != 0) return false;
    return true;
  });
}

std::string text_of(const Literal& literal, CellClass cells) {
  switch (cells) {
    case CellClass::text:
      return "'" + literal.text + "'";
    case CellClass::date:
      return Date{static_cast<std::int32_t>(literal.number.value)}.text();
    case CellClass::boolean:
      return literal.number.value != 0 ? "true" : "false";
    case CellClass::number:
      break;
  }
  return base::decimal_text(literal.number.value, literal.number.scale);
}

// "cabin 'economy'", "days below 4", "fare other".
std::string example(const DecisionTable::Column& column, std::size_t cut) {
  const std::size_t count = column.cuts.size();
  if (cut == 2 * count + 1) return column.id + " absent";
  const auto literal = [&](std::size_t i) {
    return text_of(column.cuts[i], column.cells);
  };
  if (cut % 2 == 1) return column.id + ' ' + literal(cut / 2);
  const bool ordered =
      column.cells == CellClass::number || column.cells == CellClass::date;
  if (!ordered || count == 0) return column.id + (count == 0 ? " anything" : " other");
  if (cut == 0) return column.id + " below " + literal(0);
  if (cut == 2 * count) return column.id + " above " + literal(count - 1);
  return column.id + " between " + literal(cut / 2 - 1) + " and " + literal(cut / 2);
}

// The first combination of inputs that are there and that no row matches.
std::string gap_of(const DecisionTable& table) {
  std::size_t combinations = 1;
  for (const auto& column : table.columns()) {
    combinations *= table.cuts(column) - 1;
    if (combinations > kMostCombinations) return "";
  }
  std::vector<std::size_t> cut(table.columns().size(), 0);
  for (std::size_t n = 0; n < combinations; ++n) {
    std::size_t rest = n;
    bool real = true;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      const auto& column = table.columns()[i];
      cut[i] = rest % (table.cuts(column) - 1);
      rest /= table.cuts(column) - 1;
      // Other texts than those that the table names may never come.
      real = real && !empty_between(column, cut[i]) &&
             !(column.cells == CellClass::text && cut[i] % 2 == 0);
    }
    if (!real) continue;
    bool met = false;
    for (std::size_t word = 0; word < table.words() && !met; ++word) {
      std::uint64_t bits = ~std::uint64_t{0};
      for (std::size_t i = 0; i < cut.size(); ++i)
        bits &= table.bitmap(table.columns()[i], cut[i])[word];
      met = bits != 0;
    }
    if (met) continue;
    std::string out;
    for (std::size_t i = 0; i < cut.size(); ++i)
      out += (i == 0 ? "" : ", ") + example(table.columns()[i], cut[i]);
    return out;
  }
  return "";
}

std::string number(std::size_t row) {
  return std::to_string(row + 1);
}

}  // namespace

std::vector<TableFault> look_over(const DecisionTable& table) {
  std::vector<TableFault> out;
  const bool one_wins = table.hit == Hit::first;
  if ((table.hit == Hit::unique || one_wins) && table.rows.size() <= kMostRows) {
    const auto masks = masks_of(table);
    for (std::size_t b = 1; b < table.rows.size() && out.size() < kMostFaults; ++b)
      for (std::size_t a = 0; a < b; ++a) {
        if (!(one_wins ? covers(masks, a, b) : meet(masks, a, b))) continue;
        out.push_back({one_wins ? "shadowed_row" : "overlapping_rows",
                       one_wins ? "row " + number(b) + " is never reached: row " +
                                      number(a) + " takes all that it matches"
                                : "rows " + number(a) + " and " + number(b) +
                                      " match the same inputs; of a unique table only "
                                      "one may",
                       static_cast<std::int32_t>(b)});
        break;
      }
  }
  if (table.otherwise.empty() && table.hit != Hit::collect)
    if (const std::string gap = gap_of(table); !gap.empty())
      out.push_back({"gap", "no row and no default for " + gap, -1});
  return out;
}

}  // namespace patron::rules
