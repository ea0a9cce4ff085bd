// SPDX-License-Identifier: Apache-2.0
// Buffers and tables: what comes out.
#include <cmath>
#include <limits>

#include "capi/guard.hpp"

using namespace patron::capi;

extern "C" {

patron_buffer* patron_buffer_create(void) { return new (std::nothrow) patron_buffer; }
void patron_buffer_free(patron_buffer* buffer) { delete buffer; }
const void* patron_buffer_data(const patron_buffer* buffer) {
  return buffer == nullptr ? nullptr : buffer->bytes.data();
}
const char* patron_buffer_text(const patron_buffer* buffer) {
  return buffer == nullptr ? nullptr : buffer->bytes.c_str();
}
size_t patron_buffer_size(const patron_buffer* buffer) {
  return buffer == nullptr ? 0 : buffer->bytes.size();
}

patron_table* patron_table_create(const char* language) {
  try {
    auto table = std::make_unique<patron_table>();
    table->language = language == nullptr ? "en" : language;
    return table.release();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void patron_table_free(patron_table* table) { delete table; }

size_t patron_table_rows(const patron_table* table) {
  return table == nullptr ? 0 : table->table.rows();
}
size_t patron_table_columns(const patron_table* table) {
  return table == nullptr ? 0 : table->table.columns();
}
int32_t patron_table_column(const patron_table* table, const char* name, size_t size) {
  return table == nullptr ? -1 : table->table.column(view(name, size));
}
const char* patron_table_column_name(const patron_table* table, int32_t column) {
  if (table == nullptr) return nullptr;
  const std::string_view name = table->table.column_name(column);
  return name.empty() ? nullptr : name.data();
}
int32_t patron_table_column_type(const patron_table* table, int32_t column) {
  if (patron_table_column_name(table, column) == nullptr) return 0;
  return static_cast<int32_t>(table->table.column_type(column));
}
int32_t patron_table_column_scale(const patron_table* table, int32_t column) {
  return table == nullptr ? 0 : table->table.column_scale(column);
}

int32_t patron_table_is_null(const patron_table* table, size_t row, int32_t column) {
  return table == nullptr || table->table.is_null(row, column) ? 1 : 0;
}
int64_t patron_table_int64(const patron_table* table, size_t row, int32_t column) {
  return table == nullptr ? 0 : table->table.int64(row, column);
}
double patron_table_number(const patron_table* table, size_t row, int32_t column) {
  return table == nullptr ? std::numeric_limits<double>::quiet_NaN()
                          : table->table.number(row, column);
}
const char* patron_table_text(const patron_table* table, size_t row, int32_t column,
                              size_t* size) {
  if (table == nullptr || table->table.is_null(row, column)) return nothing(size);
  const patron::ColumnType type = table->table.column_type(column);
  if (type != patron::ColumnType::text && type != patron::ColumnType::nested)
    return nothing(size);
  return borrowed(table->table.text(row, column), size);
}

patron_status patron_table_json(const patron_table* table, patron_buffer* json,
                                patron_error* error) {
  return guard(json, error, [&]() -> patron::Status {
    PATRON_TRY(given("table, json", table, json));
    json->bytes = table->table.json();
    return {};
  });
}

patron_status patron_table_row_json(const patron_table* table, size_t row,
                                    patron_buffer* json, patron_error* error) {
  return guard(json, error, [&]() -> patron::Status {
    PATRON_TRY(given("table, json", table, json));
    if (row >= table->table.rows())
      return {patron::ErrorCode::argument,
              "row " + std::to_string(row) + " of " +
                  std::to_string(table->table.rows())};
    json->bytes = table->table.row_json(row);
    return {};
  });
}

patron_status patron_table_csv(const patron_table* table, patron_buffer* csv,
                               patron_error* error) {
  return guard(csv, error, [&]() -> patron::Status {
    PATRON_TRY(given("table, csv", table, csv));
    csv->bytes = table->table.csv();
    return {};
  });
}

}  // extern "C"
