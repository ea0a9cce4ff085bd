// SPDX-License-Identifier: Apache-2.0
// A decision table with an index: each column is cut at the literals of its cells, and
// each cut has a bitmap of the rows whose cell it passes. An answer is a binary search a
// column and an AND over the bitmaps, so that thousands of rows cost little more than
// tens, and the same rows are met as by looking at each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/table_cells.hpp"

namespace patron::rules {

enum class Hit : std::uint8_t { unique, first, any, priority, rule_order, collect };
enum class Aggregate : std::uint8_t { list, sum, min, max, count };

class DecisionTable {
 public:
  struct Column {
    std::string id;
    CellClass cells = CellClass::number;
    bool whole = false;         // Of whole numbers: nothing lies between neighbours.
    std::vector<Literal> cuts;  // Sorted, each once.
    // Of what lies below the first cut, at it, between it and the next ... above the
    // last, and of an absent input: `words` of rows each.
    std::vector<std::uint64_t> bitmaps;
  };
  struct Output {
    std::string id;
    bool number = false;
    std::int32_t scale = 0;
    std::vector<Literal> order;  // Best first, for priority; empty: none.
  };

  Hit hit = Hit::unique;
  Aggregate aggregate = Aggregate::list;
  std::vector<Output> outputs;
  std::vector<std::vector<Literal>> rows;  // Outputs of each row.
  std::vector<Literal> otherwise;          // Outputs where no row matches; empty: error.

  // Adds an input column: the tests of each row. `rows` must be whole. False: the index
  // would be too large.
  bool add_column(std::string id, CellClass cells, bool whole,
                  const std::vector<std::vector<Test>>& tests);
  const std::vector<Column>& columns() const { return columns_; }

  // What of an output comes out. `why` is static text where there is no answer.
  struct Answer {
    std::optional<Literal> value;
    std::int32_t row = -1;  // That gave it; -1: the default, or several.
    const char* why = nullptr;
  };
  // One input a column; nothing is an absent one. The output must be one that has an
  // answer of one value: see single().
  Answer answer(std::span<const std::optional<Literal>> inputs, std::size_t output) const;
  // Does the hit policy give one value, and not a list?
  bool single() const {
    return hit != Hit::rule_order &&
           (hit != Hit::collect || aggregate != Aggregate::list);
  }

  // Rows that match, lowest first.
  std::vector<std::int32_t> matches(std::span<const std::optional<Literal>> inputs) const;
  // Which cut of a column an input falls on; the last one is that of an absent input.
  std::size_t cut_of(const Column& column, const std::optional<Literal>& input) const;
  std::size_t cuts(const Column& column) const { return 2 * column.cuts.size() + 2; }
  std::size_t words() const { return (rows.size() + 63) / 64; }
  std::span<const std::uint64_t> bitmap(const Column& column, std::size_t cut) const {
    return {column.bitmaps.data() + cut * words(), words()};
  }

 private:
  Answer collected(const std::vector<std::int32_t>& met, std::size_t output) const;
  std::int32_t best(const std::vector<std::int32_t>& met) const;

  std::vector<Column> columns_;
};

// What is wrong with a table though it can be used: a warning code and a message, with
// the row it is about (-1: the table).
struct TableFault {
  std::string_view code;  // "overlapping_rows", "shadowed_row", "gap"
  std::string message;
  std::int32_t row = -1;
};
std::vector<TableFault> look_over(const DecisionTable& table);

}  // namespace patron::rules
