// SPDX-License-Identifier: Apache-2.0
// Builds a patron::Table row by row: declare the columns, then add rows and set cells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "patron/date.hpp"
#include "patron/table.hpp"

namespace patron {

class TableBuilder {
 public:
  TableBuilder();
  // With the columns of another table, to which none can be added.
  explicit TableBuilder(const Table& like);
  // Columns are declared before the first row; the index is the order of declaration.
  std::int32_t column(std::string_view name, ColumnType type, std::int32_t scale = 0);
  void row();  // A new row of nulls; what follows sets its cells.
  void set(std::int32_t column,
           std::int64_t value);  // int64, boolean, date, instant, decimal.
  void set_number(std::int32_t column, double value);
  void set(std::int32_t column, std::string_view text);  // text; nested: canonical JSON.
  Table finish();

 private:
  std::shared_ptr<Table::Rows> rows_;
};

}  // namespace patron
