// SPDX-License-Identifier: Apache-2.0
// What Columns hold, and a lane: one of them as the values of a name's type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "patron/columns.hpp"
#include "rules/expression.hpp"

namespace patron {

struct Columns::Data {
  struct Column {
    std::string name;
    ColumnType type = ColumnType::int64;
    std::int32_t scale = 0;
    std::vector<std::uint8_t> null;  // A byte a row, 1: none. Empty: no nulls.
    std::vector<std::int64_t> whole;
    std::vector<double> number;
    // Of days and moments: the first row, if any, that text could not say, too (days of
    // 1900 to 2199, moments of the years 1 to 9999).
    std::optional<std::size_t> beyond;
    // Texts: the null is the code behind the last word.
    std::vector<std::int32_t> codes;
    std::vector<std::string> words;
  };
  std::size_t rows = 0;
  std::vector<Column> columns;

  const Column* find(std::string_view name) const;
};

}  // namespace patron

namespace patron::rules {

// The cells of one name. Whole values and numbers stand in the column; of texts there are
// the values of the words, the last of them null.
struct Lane {
  // fixed: the same in every row, words[0]; absent: null in every row.
  enum class Form : std::uint8_t { absent, fixed, whole, number, coded };

  Form form = Form::absent;
  model::TypeKind kind = model::TypeKind::null;  // Of whole and number.
  std::int32_t scale = 0;
  const std::int64_t* whole = nullptr;
  const double* number = nullptr;
  const std::int32_t* codes = nullptr;
  const std::uint8_t* null = nullptr;  // Not of coded.
  bool nulls = false;                  // Is there a cell without a value?
  std::vector<Value> words;

  // What had to be converted.
  std::vector<std::int64_t> made_whole;
  std::vector<double> made_number;

  Value value(std::size_t row) const;
};

// The column of `name` as a lane; texts are kept in `storage`. No such column: absent.
// Errors: event, with the row of a cell that is not of the type.
Status read_lane(const Columns::Data& columns, const Name& name, Storage& storage,
                 Lane& lane);

}  // namespace patron::rules
