// SPDX-License-Identifier: Apache-2.0
// One expression, compiled, over JSON objects.
#include "base/table_builder.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

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
