// SPDX-License-Identifier: Apache-2.0
// Cells stand row by row: tables here are small, and rows are what is read and written.
// Their texts lie in one string, so that a table costs a few allocations.
#include "patron/table.hpp"

#include <algorithm>
#include <bit>
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
  // What all tables of a kind share.
  struct Head {
    std::vector<Column> columns;
    std::vector<std::size_t> by_name;  // Columns in the order of their names.
    std::vector<std::string> keys;     // As JSON: "name":
  };
  // A number, the bits of a double, or where its text begins in `texts`.
  struct Cell {
    std::int64_t value = 0;
    std::uint32_t size = 0;  // Of the text.
    bool null = true;
  };
  std::shared_ptr<Head> head = std::make_shared<Head>();
  std::vector<Cell> cells;
  std::string texts;
  std::size_t rows = 0;

  const Cell* cell(std::size_t row, std::int32_t column) const {
    const auto at = static_cast<std::size_t>(column);
    if (column < 0 || at >= head->columns.size() || row >= rows) return nullptr;
    const Cell& found = cells[row * head->columns.size() + at];
    return found.null ? nullptr : &found;
  }
  std::string_view text_of(const Cell& cell) const {
    return std::string_view(texts).substr(static_cast<std::size_t>(cell.value),
                                          cell.size);
  }
  // A row as a JSON object, keys in order, nulls left out.
  void append_json(std::string& out, std::size_t row) const;
  // Of the last row.
  Cell& open(std::int32_t column) {
    const std::size_t begin = (rows - 1) * head->columns.size();
    Cell& cell = cells[begin + static_cast<std::size_t>(column)];
    cell.null = false;
    return cell;
  }
};

void Table::Rows::append_json(std::string& out, std::size_t row) const {
  const auto quoted = [&out](const std::string& text) { (out += '"') += text + '"'; };
  const Cell* first = &cells[row * head->columns.size()];
  out += '{';
  for (const std::size_t at : head->by_name) {
    const Cell& cell = first[at];
    if (cell.null) continue;
    if (out.back() != '{') out += ',';
    out += head->keys[at];
    const Column& column = head->columns[at];
    switch (column.type) {
      case ColumnType::text:
        json::append_string(out, text_of(cell));
        break;
      case ColumnType::nested:
        out += text_of(cell);
        break;
      case ColumnType::date:
        quoted(Date{static_cast<std::int32_t>(cell.value)}.text());
        break;
      case ColumnType::instant:
        quoted(Instant{cell.value}.text());
        break;
      case ColumnType::decimal:
        quoted(base::decimal_text(cell.value, column.scale));
        break;
      case ColumnType::boolean:
        out += cell.value != 0 ? "true" : "false";
        break;
      case ColumnType::number:
        json::append_double(out, std::bit_cast<double>(cell.value));
        break;
      case ColumnType::int64:
        json::append_int(out, cell.value);
        break;
    }
  }
  out += '}';
}

namespace {

bool holds_text(ColumnType type) {
  return type == ColumnType::text || type == ColumnType::nested;
}

}  // namespace

std::size_t Table::rows() const noexcept {
  return rows_ ? rows_->rows : 0;
}
std::size_t Table::columns() const noexcept {
  return rows_ ? rows_->head->columns.size() : 0;
}

std::int32_t Table::column(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < columns(); ++i)
    if (rows_->head->columns[i].name == name) return static_cast<std::int32_t>(i);
  return -1;
}

std::string_view Table::column_name(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  if (column < 0 || at >= columns()) return {};
  return rows_->head->columns[at].name;
}

ColumnType Table::column_type(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= columns() ? ColumnType::text : rows_->head->columns[at].type;
}

std::int32_t Table::column_scale(std::int32_t column) const noexcept {
  const auto at = static_cast<std::size_t>(column);
  return column < 0 || at >= columns() ? 0 : rows_->head->columns[at].scale;
}

bool Table::is_null(std::size_t row, std::int32_t column) const noexcept {
  return !rows_ || rows_->cell(row, column) == nullptr;
}

std::int64_t Table::int64(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  const ColumnType type = column_type(column);
  return cell == nullptr || holds_text(type) || type == ColumnType::number ? 0
                                                                           : cell->value;
}

double Table::number(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  const ColumnType type = column_type(column);
  if (cell == nullptr || holds_text(type))
    return std::numeric_limits<double>::quiet_NaN();
  if (type == ColumnType::number) return std::bit_cast<double>(cell->value);
  return static_cast<double>(cell->value) /
         static_cast<double>(base::power_of_ten(column_scale(column)));
}

std::string_view Table::text(std::size_t row, std::int32_t column) const noexcept {
  const auto* cell = rows_ ? rows_->cell(row, column) : nullptr;
  if (cell == nullptr || !holds_text(column_type(column))) return {};
  return rows_->text_of(*cell);
}

namespace {

// A cell as people and CSV read it.
std::string plain(const Table& table, std::size_t row, std::int32_t column) {
  if (table.is_null(row, column)) return {};
  const std::int64_t value = table.int64(row, column);
  switch (table.column_type(column)) {
    case ColumnType::boolean:
      return value != 0 ? "true" : "false";
    case ColumnType::date:
      return Date{static_cast<std::int32_t>(value)}.text();
    case ColumnType::instant:
      return Instant{value}.text();
    case ColumnType::decimal:
      return base::decimal_text(value, table.column_scale(column));
    case ColumnType::number: {
      std::string out;
      json::append_double(out, table.number(row, column));
      return out;
    }
    case ColumnType::int64:
      return std::to_string(value);
    default:
      return std::string(table.text(row, column));
  }
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
    rows_->append_json(out, row);
    out += '\n';
  }
  return out;
}

std::string Table::row_json(std::size_t row) const {
  std::string out;
  if (row < rows()) rows_->append_json(out, row);
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
  rows_->head = like.rows_->head;
}

std::int32_t TableBuilder::column(std::string_view name, ColumnType type,
                                  std::int32_t scale) {
  auto& columns = rows_->head->columns;
  columns.push_back({std::string(name), type, scale});
  return static_cast<std::int32_t>(columns.size() - 1);
}

void TableBuilder::row() {
  ++rows_->rows;
  rows_->cells.resize(rows_->rows * rows_->head->columns.size());
}

void TableBuilder::set(std::int32_t column, std::int64_t value) {
  rows_->open(column).value = value;
}

void TableBuilder::set_number(std::int32_t column, double value) {
  if (!std::isnan(value)) rows_->open(column).value = std::bit_cast<std::int64_t>(value);
}

void TableBuilder::set(std::int32_t column, std::string_view text) {
  Table::Rows::Cell& cell = rows_->open(column);
  cell.value = static_cast<std::int64_t>(rows_->texts.size());
  cell.size = static_cast<std::uint32_t>(text.size());
  rows_->texts.append(text).push_back('\0');  // C reads it to its end.
}

Table TableBuilder::finish() {
  const auto& columns = rows_->head->columns;
  auto& by_name = rows_->head->by_name;
  if (by_name.size() != columns.size()) {
    by_name.resize(columns.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    std::sort(by_name.begin(), by_name.end(), [&](std::size_t a, std::size_t b) {
      return columns[a].name < columns[b].name;
    });
    for (const auto& column : columns) {
      std::string& key = rows_->head->keys.emplace_back();
      json::append_string(key, column.name);
      key += ':';
    }
  }
  Table table;
  table.rows_ = rows_;
  rows_ = std::make_shared<Table::Rows>();
  return table;
}

}  // namespace patron
