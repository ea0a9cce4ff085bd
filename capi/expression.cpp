// SPDX-License-Identifier: Apache-2.0
// One expression, compiled, over JSON objects or over columns.
#include <algorithm>
#include <vector>

#include "base/table_builder.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

namespace {

Status to_add(const patron_columns* columns, const char* name, std::size_t name_size,
              const void* values) {
  PATRON_TRY(given("columns", columns));
  PATRON_TRY(check_text(name, name_size, "name"));
  if (columns->columns.rows() == 0) return {};
  return given("values", values);
}

patron::Columns::Valid bits(const patron_columns& columns, const std::uint8_t* valid) {
  if (valid == nullptr) return {};
  return {valid, (columns.columns.rows() + 7) / 8};
}

}  // namespace

extern "C" {

patron_status patron_expression_compile(const char* schema, size_t schema_size,
                                        const char* text, size_t size,
                                        patron_expression** expression,
                                        patron_error* error) {
  if (expression != nullptr) *expression = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("text, expression", text, expression));
    PATRON_TRY(check_text(schema, schema_size, "schema"));
    auto made =
        patron::Expression::compile(view(schema, schema_size), view(text, size));
    if (!made.ok()) return made.status();
    std::string type(made->type());
    *expression = new patron_expression{*std::move(made), std::move(type)};
    return {};
  });
}

void patron_expression_free(patron_expression* expression) { delete expression; }

uint64_t patron_expression_cost_max(const patron_expression* expression) {
  return expression == nullptr ? 0 : expression->expression.cost_max();
}

const char* patron_expression_type(const patron_expression* expression) {
  return expression == nullptr ? nullptr : expression->type.c_str();
}

patron_status patron_expression_inputs(const patron_expression* expression,
                                       patron_table* rows, patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("expression, rows", expression, rows));
    patron::TableBuilder table;
    const auto name = table.column("name", patron::ColumnType::text);
    const auto type = table.column("type", patron::ColumnType::text);
    for (const auto& input : expression->expression.inputs()) {
      table.row();
      table.set(name, input.name);
      table.set(type, input.type);
    }
    rows->table = table.finish();
    return {};
  });
}

patron_status patron_expression_eval_json(const patron_expression* expression,
                                          const char* json, size_t size,
                                          patron_instant now, int32_t* outcome,
                                          patron_buffer* value, patron_error* error) {
  if (outcome != nullptr) *outcome = 0;
  return guard(value, error, [&]() -> Status {
    PATRON_TRY(given("expression, json, outcome", expression, json, outcome));
    auto made = expression->expression.eval_json(view(json, size), {now});
    if (!made.ok()) return made.status();
    if (value != nullptr) value->bytes = std::move(made->json);
    *outcome = static_cast<std::int32_t>(made->outcome);
    return {};
  });
}

patron_status patron_expression_explain(const patron_expression* expression,
                                        const char* json, size_t size, patron_instant now,
                                        patron_table* trace, patron_error* error) {
  return guard(trace, error, [&]() -> Status {
    PATRON_TRY(given("expression, json, trace", expression, json, trace));
    auto made = expression->expression.explain(view(json, size), {now});
    if (!made.ok()) return made.status();
    trace->table = *std::move(made);
    return {};
  });
}

patron_status patron_expression_would_take(const patron_expression* expression,
                                           const char* json, size_t size,
                                           patron_instant now, patron_table* ways,
                                           patron_error* error) {
  return guard(ways, error, [&]() -> Status {
    PATRON_TRY(given("expression, json, ways", expression, json, ways));
    auto made = expression->expression.would_take(view(json, size), {now});
    if (!made.ok()) return made.status();
    ways->table = *std::move(made);
    return {};
  });
}

patron_columns* patron_columns_create(size_t rows) {
  try {
    return new patron_columns{patron::Columns(rows)};
  } catch (...) {
    return nullptr;
  }
}

void patron_columns_free(patron_columns* columns) { delete columns; }

patron_status patron_columns_add_whole(patron_columns* columns, const char* name,
                                       size_t name_size, int32_t type, int32_t scale,
                                       const int64_t* values, const uint8_t* valid,
                                       patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(to_add(columns, name, name_size, values));
    return columns->columns.add(view(name, name_size),
                                static_cast<patron::ColumnType>(type),
                                {values, columns->columns.rows()},
                                bits(*columns, valid), scale);
  });
}

patron_status patron_columns_add_number(patron_columns* columns, const char* name,
                                        size_t name_size, const double* values,
                                        const uint8_t* valid, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(to_add(columns, name, name_size, values));
    return columns->columns.add(view(name, name_size),
                                {values, columns->columns.rows()},
                                bits(*columns, valid));
  });
}

patron_status patron_columns_add_text(patron_columns* columns, const char* name,
                                      size_t name_size, int32_t type, const char* bytes,
                                      const int64_t* ends, const uint8_t* valid,
                                      patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(to_add(columns, name, name_size, ends));
    const std::size_t rows = columns->columns.rows();
    const std::int64_t size = ends[rows];
    PATRON_TRY(check_text(bytes, static_cast<std::size_t>(size), "bytes"));
    if (size < 0) return {ErrorCode::table, "the last end is before the first byte"};
    return columns->columns.add_texts(
        view(name, name_size), static_cast<patron::ColumnType>(type),
        view(bytes, static_cast<std::size_t>(size)), {ends, rows + 1},
        bits(*columns, valid));
  });
}

patron_status patron_columns_add_codes(patron_columns* columns, const char* name,
                                       size_t name_size, int32_t type,
                                       const int32_t* codes, const char* const* words,
                                       const size_t* word_sizes, size_t word_count,
                                       const uint8_t* valid, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(to_add(columns, name, name_size, codes));
    std::vector<std::string_view> views;
    for (std::size_t i = 0; i < word_count; ++i) {
      if (words == nullptr || words[i] == nullptr)
        return {ErrorCode::argument, "NULL where there must be one: words"};
      views.push_back(word_sizes == nullptr ? std::string_view(words[i])
                                            : view(words[i], word_sizes[i]));
    }
    return columns->columns.add_codes(
        view(name, name_size), static_cast<patron::ColumnType>(type),
        {codes, columns->columns.rows()}, views, bits(*columns, valid));
  });
}

patron_status patron_expression_eval_columns(const patron_expression* expression,
                                             const patron_columns* columns,
                                             patron_instant now, uint8_t* outcomes,
                                             patron_table* values, patron_error* error) {
  const auto evaluate = [&]() -> Status {
    PATRON_TRY(given("expression, columns", expression, columns));
    if (columns->columns.rows() > 0) PATRON_TRY(given("outcomes", outcomes));
    auto made = expression->expression.eval_columns(columns->columns, {now},
                                                    values != nullptr);
    if (!made.ok()) return made.status();
    std::copy(made->outcomes.begin(), made->outcomes.end(), outcomes);
    if (values != nullptr) values->table = std::move(made->values);
    return {};
  };
  return guard(values, error, evaluate);
}

patron_status patron_excerpt(const char* text, size_t size, int64_t line, int64_t column,
                             patron_buffer* lines, patron_error* error) {
  return guard(lines, error, [&]() -> Status {
    PATRON_TRY(given("text, lines", text, lines));
    patron::Place place;
    place.line = line;
    place.column = column;
    lines->bytes = patron::excerpt(view(text, size), place);
    return {};
  });
}

}  // extern "C"
