// SPDX-License-Identifier: Apache-2.0
// Building an engine, and what it declares.
#include "base/chinese.hpp"
#include "base/table_builder.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

namespace {

patron::Table table_of(const patron::Engine::Diagnostics& findings, bool chinese) {
  using patron::ColumnType;
  patron::TableBuilder b;
  const auto severity = b.column("severity", ColumnType::text),
             code = b.column("code", ColumnType::text),
             message = b.column("message", ColumnType::text),
             hint = b.column("hint", ColumnType::text),
             pack = b.column("pack", ColumnType::text),
             path = b.column("path", ColumnType::text),
             line = b.column("line", ColumnType::int64),
             column = b.column("column", ColumnType::int64),
             rule = b.column("rule", ColumnType::text);
  for (const patron::Diagnostic& finding : findings) {
    b.row();
    const auto put = [&](std::int32_t at, std::string_view text) {
      if (!text.empty()) b.set(at, text);
    };
    b.set(severity, finding.severity == patron::Severity::error     ? "error"
                    : finding.severity == patron::Severity::warning ? "warning"
                                                                    : "note");
    put(code, finding.code);
    put(message, chinese ? patron::base::in_chinese(finding.message) : finding.message);
    put(hint, finding.hint);
    put(pack, finding.pack);
    put(path, finding.place.path);
    if (finding.place.line) b.set(line, *finding.place.line);
    if (finding.place.column) b.set(column, *finding.place.column);
    put(rule, finding.place.rule);
  }
  return b.finish();
}

bool known(int32_t list) {
  switch (list) {
    case PATRON_LIST_PACKS: case PATRON_LIST_LIMITS: case PATRON_LIST_TESTS:
    case PATRON_LIST_EVENT_TYPES: case PATRON_LIST_METRICS: case PATRON_LIST_RULES:
    case PATRON_LIST_CURRENCIES: case PATRON_LIST_LADDERS: case PATRON_LIST_TIERS:
    case PATRON_LIST_INSTRUMENTS: case PATRON_LIST_TOUCHPOINTS:
    case PATRON_LIST_SIGNALS: case PATRON_LIST_ACTIONS: case PATRON_LIST_SCOPES:
      return true;
    default: return false;
  }
}

const patron::Engine* frozen(const patron_engine* engine) {
  return engine == nullptr || !engine->frozen ? nullptr : &*engine->frozen;
}

Status freeze(patron_engine& engine, bool strict, patron_table* diagnostics) {
  patron::Engine::Diagnostics findings;
  patron::Result<patron::Engine> made = engine.builder.freeze(strict, &findings);
  if (diagnostics != nullptr) 
    diagnostics->table = table_of(findings, diagnostics->language == "zh");
  if (!made.ok()) return made.status();
  engine.frozen.emplace(*std::move(made));
  return {};
}

}  // namespace

extern "C" {

patron_status patron_engine_create(patron_engine** engine, patron_error* error) {
  if (engine != nullptr) *engine = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("engine", engine));
    *engine = new patron_engine;
    return {};
  });
}

void patron_engine_free(patron_engine* engine) { delete engine; }

patron_status patron_engine_add_pack(patron_engine* engine, const char* json, size_t size,
                                     patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("engine, json", engine, json));
    if (engine->frozen) return {ErrorCode::state, "the engine is frozen"};
    return engine->builder.add_pack(view(json, size));
  });
}

patron_status patron_engine_set_limit(patron_engine* engine, const char* name,
                                      size_t size, int64_t value, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("engine, name", engine, name));
    if (engine->frozen) return {ErrorCode::state, "the engine is frozen"};
    return engine->builder.set_limit(view(name, size), value);
  });
}

// The findings stay in the table when the pack is refused: that is what they are for.
patron_status patron_engine_freeze(patron_engine* engine, int32_t strict,
                                   patron_table* diagnostics, patron_error* error) {
  clear(diagnostics);
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("engine", engine));
    if (strict != 0 && strict != 1) return {ErrorCode::argument, "strict is 0 or 1"};
    if (engine->frozen) return {ErrorCode::state, "the engine is frozen already"};
    return freeze(*engine, strict == 1, diagnostics);
  });
}

patron_status patron_engine_compile(const char* pack, size_t size, patron_engine** engine,
                                    patron_table* diagnostics, patron_error* error) {
  clear(diagnostics);
  if (engine != nullptr) *engine = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("pack, engine", pack, engine));
    auto made = std::make_unique<patron_engine>();
    PATRON_TRY(made->builder.add_pack(view(pack, size)));
    PATRON_TRY(freeze(*made, false, diagnostics));
    *engine = made.release();
    return {};
  });
}

int32_t patron_engine_find(const patron_engine* engine, int32_t list, const char* name,
                           size_t size) {
  const patron::Engine* of = frozen(engine);
  if (of == nullptr || !known(list)) return -1;
  return of->find(static_cast<patron::List>(list), view(name, size)).value_or(-1);
}

size_t patron_engine_count(const patron_engine* engine, int32_t list) {
  const patron::Engine* of = frozen(engine);
  return of == nullptr || !known(list) ? 0 : of->count(static_cast<patron::List>(list));
}

const char* patron_engine_name(const patron_engine* engine, int32_t list, int32_t index,
                               size_t* size) {
  const patron::Engine* of = frozen(engine);
  if (of == nullptr || !known(list)) return nothing(size);
  const std::string_view name = of->name(static_cast<patron::List>(list), index);
  return name.empty() ? nothing(size) : borrowed(name, size);
}

patron_status patron_engine_list(const patron_engine* engine, int32_t list,
                                 patron_table* rows, patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("rows", rows));
    if (!known(list))
      return {ErrorCode::argument, "no list " + std::to_string(list)};
    rows->table = engine->frozen->list(static_cast<patron::List>(list), rows->language);
    return {};
  });
}

const char* patron_engine_id(const patron_engine* engine, size_t* size) {
  const patron::Engine* of = frozen(engine);
  return of == nullptr ? nothing(size) : borrowed(of->id(), size);
}

const char* patron_engine_hash(const patron_engine* engine, size_t* size) {
  const patron::Engine* of = frozen(engine);
  return of == nullptr ? nothing(size) : borrowed(of->hash(), size);
}

patron_date patron_engine_date(const patron_engine* engine, patron_instant instant) {
  const patron::Engine* of = frozen(engine);
  return of == nullptr ? 0 : of->date({instant}).days;
}

patron_instant patron_engine_day_end(const patron_engine* engine, patron_date date) {
  const patron::Engine* of = frozen(engine);
  return of == nullptr ? 0 : of->day_end({date}).milliseconds;
}

patron_status patron_engine_pack_json(const patron_engine* engine, patron_buffer* json,
                                      patron_error* error) {
  return guard(json, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("json", json));
    json->bytes = engine->frozen->pack_json();
    return {};
  });
}

patron_status patron_engine_test(const patron_engine* engine, const char* filter,
                                 size_t filter_size, patron_table* results,
                                 patron_error* error) {
  return guard(results, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("results", results));
    PATRON_TRY(check_text(filter, filter_size, "filter"));
    results->table = engine->frozen->test(view(filter, filter_size));
    return {};
  });
}

patron_status patron_pack_format(const char* text, size_t size, patron_buffer* formatted,
                                 patron_error* error) {
  return guard(formatted, error, [&]() -> Status {
    PATRON_TRY(given("formatted", formatted));
    PATRON_TRY(check_text(text, size, "text"));
    patron::Result<std::string> made = patron::pack_format(view(text, size));
    if (!made.ok()) return made.status();
    formatted->bytes = *std::move(made);
    return {};
  });
}

patron_status patron_pack_schema(patron_buffer* schema, patron_error* error) {
  return guard(schema, error, [&]() -> Status {
    PATRON_TRY(given("schema", schema));
    schema->bytes = patron::pack_schema();
    return {};
  });
}

}  // extern "C"
