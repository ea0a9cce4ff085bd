// SPDX-License-Identifier: Apache-2.0
// Columns: a table of the host's, read once, over which any number of expressions are
// evaluated (Expression::eval_columns).
//
//   Columns trips(3);
//   trips.add("amount", ColumnType::decimal, amounts, {}, 2);  // 8125 is 81.25
//   trips.add_codes("city", ColumnType::text, codes, words);
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "status.hpp"
#include "table.hpp"

namespace patron {

// Copies what it is given: 8 bytes a cell, texts once for each that differs. A copy of
// Columns shares them. Threads: any number may read; add() by one at a time.
class Columns {
 public:
  // One bit a row, least significant first, 1: there is a value. Empty: all have one.
  using Valid = std::span<const std::uint8_t>;

  explicit Columns(std::size_t rows);
  std::size_t rows() const noexcept;

  // All of these: errors table (not one value a row, a name twice, a wrong type).
  // int64, boolean (0 or 1), date (days since 1970), instant (milliseconds), decimal.
  Status add(std::string_view name, ColumnType type, std::span<const std::int64_t> values,
             Valid valid = {}, std::int32_t scale = 0);
  Status add(std::string_view name, std::span<const double> values, Valid valid = {});
  // text, or nested (JSON): cell i is bytes [ends[i], ends[i + 1]), so rows + 1 ends.
  Status add_texts(std::string_view name, ColumnType type, std::string_view bytes,
                   std::span<const std::int64_t> ends, Valid valid = {});
  // The same as codes into a dictionary.
  Status add_codes(std::string_view name, ColumnType type,
                   std::span<const std::int32_t> codes,
                   std::span<const std::string_view> words, Valid valid = {});

  struct Data;
  const Data& data() const noexcept { return *data_; }  // The library's own.

 private:
  std::shared_ptr<Data> data_;
};

}  // namespace patron
