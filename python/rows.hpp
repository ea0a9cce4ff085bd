// SPDX-License-Identifier: Apache-2.0
// Rows for Python: what the core's tables say, column by column, as Arrow wants to see
// it. Many small tables (one a customer) are appended to one. JSON and CSV are written by
// the core, from slices turned back into tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patron/table.hpp"

namespace patron::python {

// The column types of the core's tables by the same numbers, and bytes, which those do
// not hold: snapshots. Written as text in base64.
enum class Kind : std::int32_t {
  int64 = 1, number, text, boolean, date, instant, decimal, nested, binary
};

class Rows {
 public:
  struct Column {
    std::string name;
    Kind kind = Kind::text;
    std::int32_t scale = 0;
    std::size_t nulls = 0;
    std::vector<std::uint8_t> valid;    // Bits, least significant first.
    std::vector<std::int64_t> whole;    // Of all but numbers and texts.
    std::vector<double> number;
    std::vector<std::int64_t> ends{0};  // Of texts: cell i is [ends[i], ends[i + 1]).
    std::string bytes;

    bool holds_text() const;
    bool is_null(std::size_t row) const { return (valid[row / 8] >> row % 8 & 1) == 0; }
    std::string_view text(std::size_t row) const;
  };

  Rows() = default;
  explicit Rows(const Table& table) { append(table); }

  std::size_t rows() const { return rows_; }
  const std::vector<Column>& columns() const { return columns_; }
  std::int32_t find(std::string_view name) const;  // -1 if there is none.

  // Declares a column, before the first row.
  std::size_t column(std::string_view name, Kind kind, std::int32_t scale = 0);
  // A whole column, in place of declaring it; all are of one length.
  void add(Column column, std::size_t rows);
  // Begins a row of nulls; what follows sets its cells.
  void row();
  void set(std::size_t column, std::int64_t value);
  void set_number(std::size_t column, double value);
  void set(std::size_t column, std::string_view text);

  // Rows of the same columns below; the first that come declare them.
  void append(const Table& table);
  void append(const Rows& rows);
  void append_row(const Rows& rows, std::size_t row);

  std::string json() const;  // The core's canonical JSON Lines.
  std::string csv() const;
  Table table() const { return slice(0, rows_); }  // As one of the core's.

 private:
  Table slice(std::size_t first, std::size_t count) const;
  void copy_cell(std::size_t at, const Column& from, std::size_t row);

  std::size_t rows_ = 0;
  std::vector<Column> columns_;
};

}  // namespace patron::python
