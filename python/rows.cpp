// SPDX-License-Identifier: Apache-2.0
// A row is begun with a null in every column; setting a cell fills it in.
#include "rows.hpp"

#include <algorithm>

#include "base/table_builder.hpp"

namespace patron::python {
namespace {

constexpr std::size_t kSlice = 4096;  // Rows at a time through the core's writers.

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 |
              (j < count ? static_cast<unsigned char>(bytes[i + j]) : std::uint32_t{0});
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= count ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

}  // namespace

bool Rows::Column::holds_text() const {
  return kind == Kind::text || kind == Kind::nested || kind == Kind::binary;
}

std::string_view Rows::Column::text(std::size_t row) const {
  const auto begin = static_cast<std::size_t>(ends[row]);
  return std::string_view(bytes).substr(begin,
                                        static_cast<std::size_t>(ends[row + 1]) - begin);
}

std::int32_t Rows::find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].name == name) return static_cast<std::int32_t>(i);
  return -1;
}

std::size_t Rows::column(std::string_view name, Kind kind, std::int32_t scale) {
  Column& made = columns_.emplace_back();
  made.name = name;
  made.kind = kind;
  made.scale = scale;
  return columns_.size() - 1;
}

void Rows::add(Column column, std::size_t rows) {
  columns_.push_back(std::move(column));
  rows_ = rows;
}

void Rows::row() {
  for (Column& column : columns_) {
    if (rows_ % 8 == 0) column.valid.push_back(0);
    ++column.nulls;
    if (column.holds_text()) column.ends.push_back(column.ends.back());
    else if (column.kind == Kind::number) column.number.push_back(0.0);
    else column.whole.push_back(0);
  }
  ++rows_;
}

namespace {

void mark(Rows::Column& column, std::size_t row) {
  column.valid[row / 8] =
      static_cast<std::uint8_t>(column.valid[row / 8] | 1u << row % 8);
  --column.nulls;
}

}  // namespace

void Rows::set(std::size_t column, std::int64_t value) {
  mark(columns_[column], rows_ - 1);
  columns_[column].whole.back() = value;
}

void Rows::set_number(std::size_t column, double value) {
  mark(columns_[column], rows_ - 1);
  columns_[column].number.back() = value;
}

void Rows::set(std::size_t column, std::string_view text) {
  Column& filled = columns_[column];
  mark(filled, rows_ - 1);
  filled.bytes += text;
  filled.ends.back() = static_cast<std::int64_t>(filled.bytes.size());
}

void Rows::append(const Table& table) {
  const auto count = static_cast<std::int32_t>(table.columns());
  if (columns_.empty())
    for (std::int32_t c = 0; c < count; ++c)
      column(table.column_name(c), static_cast<Kind>(table.column_type(c)),
             table.column_scale(c));
  for (std::size_t r = 0; r < table.rows(); ++r) {
    row();
    for (std::int32_t c = 0; c < count; ++c) {
      if (table.is_null(r, c)) continue;
      const auto at = static_cast<std::size_t>(c);
      if (columns_[at].holds_text()) set(at, table.text(r, c));
      else if (columns_[at].kind == Kind::number) set_number(at, table.number(r, c));
      else set(at, table.int64(r, c));
    }
  }
}

void Rows::copy_cell(std::size_t at, const Column& from, std::size_t row) {
  if (from.is_null(row)) return;
  if (from.holds_text()) set(at, from.text(row));
  else if (from.kind == Kind::number) set_number(at, from.number[row]);
  else set(at, from.whole[row]);
}

void Rows::append_row(const Rows& rows, std::size_t row) {
  if (columns_.empty())
    for (const Column& each : rows.columns_) column(each.name, each.kind, each.scale);
  this->row();
  for (std::size_t c = 0; c < columns_.size(); ++c) copy_cell(c, rows.columns_[c], row);
}

void Rows::append(const Rows& rows) {
  if (columns_.empty())
    for (const Column& each : rows.columns_) column(each.name, each.kind, each.scale);
  for (std::size_t r = 0; r < rows.rows_; ++r) append_row(rows, r);
}

Table Rows::slice(std::size_t first, std::size_t count) const {
  TableBuilder builder;
  for (const Column& each : columns_)
    builder.column(each.name,
                   each.kind == Kind::binary ? ColumnType::text
                                             : static_cast<ColumnType>(each.kind),
                   each.scale);
  for (std::size_t r = first; r < first + count; ++r) {
    builder.row();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Column& from = columns_[c];
      if (from.is_null(r)) continue;
      const auto at = static_cast<std::int32_t>(c);
      if (from.kind == Kind::binary)
        builder.set(at, std::string_view(base64(from.text(r))));
      else if (from.holds_text()) builder.set(at, from.text(r));
      else if (from.kind == Kind::number) builder.set_number(at, from.number[r]);
      else builder.set(at, from.whole[r]);
    }
  }
  return builder.finish();
}

std::string Rows::json() const {
  std::string out;
  for (std::size_t first = 0; first < rows_; first += kSlice)
    out += slice(first, std::min(kSlice, rows_ - first)).json();
  return out;
}

std::string Rows::csv() const {
  std::string out = slice(0, 0).csv();
  const std::size_t header = out.size();
  for (std::size_t first = 0; first < rows_; first += kSlice)
    out += slice(first, std::min(kSlice, rows_ - first)).csv().substr(header);
  return out;
}

}  // namespace patron::python
