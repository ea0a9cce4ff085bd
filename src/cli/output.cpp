// SPDX-License-Identifier: Apache-2.0
// NDJSON is what the library writes, byte for byte. CSV is made here from the same cells;
// a nested cell (lots, reasons) stands in it as JSON.
#include "cli/output.hpp"

#include <array>
#include <charconv>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

std::string decimal_text(std::int64_t value, std::int32_t scale) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (scale > 0) {
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
  }
  return value < 0 ? '-' + digits : digits;
}

}  // namespace

std::string cell_text(const patron_table* table, std::size_t row, std::int32_t column) {
  if (column < 0 || patron_table_is_null(table, row, column) != 0) return {};
  const std::int64_t value = patron_table_int64(table, row, column);
  switch (patron_table_column_type(table, column)) {
    case PATRON_TYPE_INT64: return std::to_string(value);
    case PATRON_TYPE_BOOLEAN: return value != 0 ? "true" : "false";
    case PATRON_TYPE_DATE: return day_text(static_cast<std::int32_t>(value));
    case PATRON_TYPE_INSTANT: return instant_text(value);
    case PATRON_TYPE_DECIMAL:
      return decimal_text(value, patron_table_column_scale(table, column));
    case PATRON_TYPE_NUMBER: {
      std::array<char, 32> out{};
      const double number = patron_table_number(table, row, column);
      const auto end = std::to_chars(out.data(), out.data() + out.size(), number);
      return {out.data(), end.ptr};
    }
    default: {
      std::size_t size = 0;
      const char* text = patron_table_text(table, row, column, &size);
      return text == nullptr ? std::string{} : std::string(text, size);
    }
  }
}

std::string cell_text(const patron_table* table, std::size_t row, std::string_view name) {
  return cell_text(table, row, patron_table_column(table, name.data(), name.size()));
}

std::int64_t cell_int64(const patron_table* table, std::size_t row,
                        std::string_view name) {
  return patron_table_int64(table, row,
                            patron_table_column(table, name.data(), name.size()));
}

TableText::TableText(bool wants_ndjson, bool wants_csv)
    : wants_ndjson_(wants_ndjson), wants_csv_(wants_csv), json_(patron_buffer_create()) {}

void TableText::head(const patron_table* table) {
  duplicate_ = patron_table_column(table, PATRON_LITERAL("duplicate"));
  const auto columns = static_cast<std::int32_t>(patron_table_columns(table));
  for (std::int32_t column = 0; column < columns; ++column) {
    if (column > 0) header += ',';
    append_csv(header, patron_table_column_name(table, column));
  }
  header += '\n';
}

void TableText::csv_row(const patron_table* table, std::size_t row) {
  const auto columns = static_cast<std::int32_t>(patron_table_columns(table));
  for (std::int32_t column = 0; column < columns; ++column) {
    if (column > 0) csv += ',';
    if (patron_table_is_null(table, row, column) != 0) continue;
    const std::int32_t type = patron_table_column_type(table, column);
    if (type == PATRON_TYPE_TEXT || type == PATRON_TYPE_NESTED) {
      std::size_t size = 0;
      const char* cell = patron_table_text(table, row, column, &size);
      if (cell != nullptr) append_csv(csv, {cell, size});
    } else {
      append_csv(csv, cell_text(table, row, column));
    }
  }
  csv += '\n';
}

void TableText::append(const patron_table* table) {
  if (header.empty() && patron_table_columns(table) > 0) head(table);
  const std::size_t count = patron_table_rows(table);
  for (std::size_t row = 0; row < count; ++row) {
    if (duplicate_ >= 0 && patron_table_int64(table, row, duplicate_) != 0) continue;
    ++rows;
    if (wants_csv_) csv_row(table, row);
    if (!wants_ndjson_) continue;
    if (patron_table_row_json(table, row, json_.get(), nullptr) != PATRON_OK) continue;
    std::string_view json = text(json_.get());
    while (!json.empty() && json.back() == '\n') json.remove_suffix(1);
    ndjson += json;
    ndjson += '\n';
  }
}

bool TableOutput::open(const std::string& directory, const std::string& base, bool ndjson,
                       bool csv, std::string& problem) {
  if (ndjson && !ndjson_.open(directory, base + ".ndjson", problem)) return false;
  return !csv || csv_.open(directory, base + ".csv", problem);
}

void TableOutput::write(const TableText& text) {
  if (!headed_ && !text.header.empty()) {
    headed_ = true;
    if (csv_.is_open()) csv_.write(text.header);
  }
  rows_ += text.rows;
  if (csv_.is_open()) csv_.write(text.csv);
  if (ndjson_.is_open()) ndjson_.write(text.ndjson);
}

bool TableOutput::close(std::string& problem) {
  if (ndjson_.is_open() && !ndjson_.close(problem)) return false;
  return !csv_.is_open() || csv_.close(problem);
}

bool TableOutput::keep(std::string& problem) {
  return ndjson_.keep(problem) && csv_.keep(problem);
}

}  // namespace patron::cli
