// SPDX-License-Identifier: Apache-2.0
// A table on its way into Columns. What a column holds is seen by its cells: whole
// numbers, floats, decimals at the largest scale, texts, days, instants, JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "input.hpp"
#include "patron/columns.hpp"

namespace patron::python {

class ColumnFiller {
 public:
  explicit ColumnFiller(std::string name) : name_(std::move(name)) {}

  // Errors: table (kinds that do not go together, a time without a zone, digits that fit
  // no decimal of 18).
  Status add(const CellValue& cell);
  // Many at once, all of them there.
  void add_wholes(ColumnType type, std::vector<std::int64_t> values);
  void add_numbers(std::vector<double> values);
  void set_null(std::size_t row) { null_at(row); }
  std::size_t rows() const { return rows_; }
  Status put(Columns& columns);

 private:
  Status fault(const std::string& what) const;
  Status become(ColumnType type);
  Status add_digits(std::string_view text);
  Status rescale(std::int32_t scale);
  void null_at(std::size_t row);

  std::string name_;
  std::optional<ColumnType> type_;  // None as long as all cells are null.
  std::int32_t scale_ = 0;
  std::size_t rows_ = 0;
  std::vector<std::int64_t> whole_;
  std::vector<double> number_;
  std::string bytes_;
  std::vector<std::int64_t> ends_{0};
  std::vector<std::uint8_t> valid_;  // Empty as long as none is null.
};

}  // namespace patron::python
