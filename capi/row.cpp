// SPDX-License-Identifier: Apache-2.0
// patron_row: one event as values of a schema's types.
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::Status;

namespace {

// A place that no schema has, of one below 0.
std::size_t place(int32_t input) { return static_cast<std::size_t>(input); }

}  // namespace

extern "C" {

patron_status patron_row_create(const char* schema, size_t size, patron_row** row,
                                patron_error* error) {
  if (row != nullptr) *row = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    PATRON_TRY(check_text(schema, size, "schema"));
    auto made = patron::Row::create(view(schema, size));
    if (!made.ok()) return made.status();
    *row = new patron_row{*std::move(made)};
    return {};
  });
}

void patron_row_free(patron_row* row) { delete row; }

int32_t patron_row_find(const patron_row* row, const char* name, size_t size) {
  if (row == nullptr || name == nullptr) return -1;
  const auto found = row->row.find(view(name, size));
  return found ? static_cast<int32_t>(*found) : -1;
}

void patron_row_clear(patron_row* row) {
  if (row != nullptr) row->row.clear();
}

void patron_row_set_now(patron_row* row, patron_instant now) {
  if (row != nullptr) row->row.set_now({now});
}

patron_status patron_row_set_whole(patron_row* row, int32_t input, int64_t value,
                                   patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    return row->row.set_whole(place(input), value);
  });
}

patron_status patron_row_set_number(patron_row* row, int32_t input, double value,
                                    patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    return row->row.set_number(place(input), value);
  });
}

patron_status patron_row_set_text(patron_row* row, int32_t input, const char* value,
                                  size_t size, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    PATRON_TRY(check_text(value, size, "value"));
    return row->row.set_text(place(input), view(value, size));
  });
}

patron_status patron_row_set_null(patron_row* row, int32_t input, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    return row->row.set_null(place(input));
  });
}

patron_status patron_row_set_json(patron_row* row, int32_t input, const char* json,
                                  size_t size, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("row", row));
    PATRON_TRY(check_text(json, size, "json"));
    return row->row.set_json(place(input), view(json, size));
  });
}

patron_status patron_expression_eval_row(const patron_expression* expression,
                                         const patron_row* row, int32_t* outcome,
                                         patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("expression, row, outcome", expression, row, outcome));
    const auto found = expression->expression.eval(row->row);
    if (!found.ok()) return found.status();
    *outcome = static_cast<int32_t>(*found);
    return {};
  });
}

}  // extern "C"
