// SPDX-License-Identifier: Apache-2.0
// Cells stand row by row: tables here are small, and rows are what is read and written.
#include "patron/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/table_builder.hpp"

namespace patron {

struct Table::Rows {
  struct Column {
    std::string name;
    ColumnType type;
    std::int32_t scale;
  };
  struct Cell {
    bool null = true;
    std::int64_t integer = 0;
    double number = 0.0;
    std::string text;
  };
  std::vector<Column> columns;
  std::vector<std::size_t> by_name;  // Columns in the order of their names.
  std::vector<Cell> cells;
  std::size_t rows = 0;

  const Cell* cell(std::size_t row, std::int32_t column) const {
    const auto at = static_cast<std::size_t>(column);
    if (column < 0 || at >= columns.size() || row >= rows) return nullptr;
    const Cell& found = cells[row * columns.size() + at];
    return found.null ? nullptr : &found;
  }
};

namespace {

bool holds_text(ColumnType type) {
  return type == ColumnType::text || type == ColumnType::nested;
}

}  // namespace

std::size_t Table::rows() const noexcept { return rows_ ? rows_->rows : 0; }
std::size_t Table::columns() const noexcept { return rows_ ? rows_->columns.size() : 0; }

std::int32_t Table::column(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < columns(); ++i)
    if (rows_->columns[i].name == name) return static_cast<std::int32_t>(i);
  return -1;
}

std::string_view Table::column_name(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= columns() ? std::string_view() : rows_->columns[at].name;
}

ColumnType Table::column_type(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= columns() ? ColumnType::text : rows_->columns[at].type;
}

std::int32_t Table::column_scale(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= columns() ? 0 : rows_->columns[at].scale;
}

bool Table::is_null(std::size_t row, std::int32_t column) const noexcept {
  return !rows_ || rows_->cell(row, column) == nullptr;
}

std::int64_t Table::int64(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  const ColumnType type = column_type(column);
  return cell == nullptr || holds_text(type) || type == ColumnType::number
             ? 0
             : cell->integer;
}

double Table::number(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  const ColumnType type = column_type(column);
  if (cell == nullptr || holds_text(type))
    return std::numeric_limits<double>::quiet_NaN();
  if (type == ColumnType::number) return cell->number;
  return static_cast<double>(cell->integer) /
         static_cast<double>(base::power_of_ten(column_scale(column)));
}

std::string_view Table::text(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  return cell == nullptr || !holds_text(column_type(column)) ? std::string_view()
                                                             : cell->text;
}

namespace {

// A cell as people and CSV read it.
std::string plain(const Table& table, std::size_t row, std::int32_t column) {
  if (table.is_null(row, column)) return {};
  const std::int64_t value = table.int64(row, column);
  switch (table.column_type(column)) {
    case ColumnType::boolean: return value != 0 ? "true" : "false";
    case ColumnType::date: return Date{static_cast<std::int32_t>(value)}.text();
    case ColumnType::instant: return Instant{value}.text();
    case ColumnType::decimal:
      return base::decimal_text(value, table.column_scale(column));
    case ColumnType::number: {
      std::string out;
      json::append_double(out, table.number(row, column));
      return out;
    }
    case ColumnType::int64: return std::to_string(value);
    default: return std::string(table.text(row, column));
  }
}

void append_row(std::string& out, const Table& table, std::size_t row,
                const std::vector<std::size_t>& order) {
  out += '{';
  bool first = true;
  for (const std::size_t at : order) {
    const auto column = static_cast<std::int32_t>(at);
    if (table.is_null(row, column)) continue;
    if (!first) out += ',';
    first = false;
    json::append_string(out, table.column_name(column));
    out += ':';
    switch (table.column_type(column)) {
      case ColumnType::text: json::append_string(out, table.text(row, column)); break;
      case ColumnType::nested: out += table.text(row, column); break;
      case ColumnType::date:
      case ColumnType::instant:
      case ColumnType::decimal:
        out.append(1, '"').append(plain(table, row, column)).append(1, '"');
        break;
      default: out += plain(table, row, column);
    }
  }
  out += '}';
}

void append_csv(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string Table::json() const {
  std::string out;
  for (std::size_t row = 0; row < rows(); ++row) {
    append_row(out, *this, row, rows_->by_name);
    out += '\n';
  }
  return out;
}

std::string Table::row_json(std::size_t row) const {
  std::string out;
  if (row < rows()) append_row(out, *this, row, rows_->by_name);
  return out;
}

std::string Table::csv() const {
  std::string out;
  const auto line = [&](const auto& cell) {
    for (std::size_t i = 0; i < columns(); ++i) {
      if (i > 0) out += ',';
      append_csv(out, cell(static_cast<std::int32_t>(i)));
    }
    out += "\r\n";
  };
  if (columns() > 0) line([&](std::int32_t c) { return std::string(column_name(c)); });
  for (std::size_t row = 0; row < rows(); ++row)
    line([&](std::int32_t c) { return plain(*this, row, c); });
  return out;
}

TableBuilder::TableBuilder() : rows_(std::make_shared<Table::Rows>()) {}
TableBuilder::TableBuilder(const Table& like) : TableBuilder() {
  rows_->columns = like.rows_->columns;
  rows_->by_name = like.rows_->by_name;
}

std::int32_t TableBuilder::column(std::string_view name, ColumnType type,
                                  std::int32_t scale) {
  rows_->columns.push_back({std::string(name), type, scale});
  return static_cast<std::int32_t>(rows_->columns.size() - 1);
}

void TableBuilder::row() {
  ++rows_->rows;
  rows_->cells.resize(rows_->rows * rows_->columns.size());
}

void TableBuilder::set(std::int32_t column, std::int64_t value) {
  auto& cell = rows_->cells[(rows_->rows - 1) * rows_->columns.size() +
                            static_cast<std::size_t>(column)];
  cell.null = false;
  cell.integer = value;
}

void TableBuilder::set_number(std::int32_t column, double value) {
  auto& cell = rows_->cells[(rows_->rows - 1) * rows_->columns.size() +
                            static_cast<std::size_t>(column)];
  cell.null = std::isnan(value);
  cell.number = value;
}

void TableBuilder::set(std::int32_t column, std::string_view text) {
  auto& cell = rows_->cells[(rows_->rows - 1) * rows_->columns.size() +
                            static_cast<std::size_t>(column)];
  cell.null = false;
  cell.text = text;
}

Table TableBuilder::finish() {
  if (rows_->by_name.size() != rows_->columns.size()) {
    rows_->by_name.resize(rows_->columns.size());
    std::iota(rows_->by_name.begin(), rows_->by_name.end(), std::size_t{0});
    std::sort(rows_->by_name.begin(), rows_->by_name.end(),
              [&](std::size_t a, std::size_t b) {
                return rows_->columns[a].name < rows_->columns[b].name;
              });
  }
  Table table;
  table.rows_ = rows_;
  rows_ = std::make_shared<Table::Rows>();
  return table;
}

}  // namespace patron
