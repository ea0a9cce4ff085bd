// SPDX-License-Identifier: Apache-2.0
// A small table that patron made: lists, statements, traces. Columns are found by name.
// Effects and assessments have types of their own and convert to one of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "status.hpp"

namespace patron {

enum class ColumnType : std::int32_t {
  int64 = 1, number, text, boolean, date, instant, decimal, nested
};

// Immutable and cheap to copy. Threads: any.
class Table {
 public:
  std::size_t rows() const noexcept;
  std::size_t columns() const noexcept;
  std::int32_t column(std::string_view name) const noexcept;  // -1 if there is none.
  std::string_view column_name(std::int32_t column) const noexcept;
  ColumnType column_type(std::int32_t column) const noexcept;
  std::int32_t column_scale(std::int32_t column) const noexcept;

  // 0, NaN or "" where there is no such cell or it is null.
  bool is_null(std::size_t row, std::int32_t column) const noexcept;
  std::int64_t int64(std::size_t row, std::int32_t column) const noexcept;
  double number(std::size_t row, std::int32_t column) const noexcept;
  std::string_view text(std::size_t row, std::int32_t column) const noexcept;

  std::string json() const;  // JSON Lines.
  std::string row_json(std::size_t row) const;
  std::string csv() const;  // RFC 4180 with a header.

 private:
  friend struct Access;
  friend class TableBuilder;
  struct Rows;
  std::shared_ptr<const Rows> rows_;
};

}  // namespace patron
