// SPDX-License-Identifier: Apache-2.0
// The use of a column is read off the vocabulary of the program. A float keeps the digits
// of its shortest text; the engine then says whether they fit the currency.
#include "input.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/json.hpp"
#include "base/text.hpp"
#include "engine/access.hpp"

namespace patron::python {
namespace {

constexpr std::string_view kHeader[] = {"id",     "type", "customer", "occurred_at",
                                        "recorded_at", "source", "ref", "currency"};

bool is_json_number(std::string_view text) {
  const auto value = json::Document::parse(text, {});
  return value.ok() && value->root().is(json::Kind::number);
}

bool is_json(std::string_view text) { return json::Document::parse(text, {}).ok(); }

// The content of a JSON string.
std::string unquoted(std::string_view literal) {
  if (literal.size() < 2) return {};
  if (literal.find('\\') == std::string_view::npos)
    return std::string(literal.substr(1, literal.size() - 2));
  const auto document = json::Document::parse(literal, {});
  return document.ok() ? std::string(document->root().text) : std::string();
}

bool in_header(std::string_view name) {
  return std::find(std::begin(kHeader), std::end(kHeader), name) != std::end(kHeader);
}

}  // namespace

Input::Input(const Engine& engine, Options options)
    : program_(*Access::program(engine)), engine_(engine), options_(options) {}

std::string_view Input::Column::cell(std::size_t row) const {
  return std::string_view(bytes).substr(ends[row], ends[row + 1] - ends[row]);
}

std::optional<Input::Use> Input::use_of(std::string_view name) const {
  if (name == "id" || name == "customer" || name == "ref" || name == "source")
    return Use::id;
  if (name == "occurred_at" || name == "recorded_at") return Use::instant;
  if (in_header(name)) return Use::text;
  if (name == "lines" || name == "answers") return Use::json;
  if (name.substr(0, 8) == "answers.") return Use::number;
  std::optional<Use> found;
  const auto look = [&](const std::vector<model::Attribute>& attributes) {
    for (const model::Attribute& attribute : attributes) {
      if (attribute.name != name) continue;
      using enum model::TypeKind;
      switch (attribute.type.kind) {
        case integer: case unsigned_integer: case number: found = Use::number; break;
        case boolean: found = Use::boolean; break;
        case list: found = Use::list; break;
        case date: found = Use::date; break;
        case instant: found = Use::instant; break;
        default: if (!found) found = Use::text;
      }
    }
  };
  look(program_.vocabulary.attributes());
  look(program_.vocabulary.customer_attributes());
  return found;
}

Status Input::unknown(std::string_view name) const {
  std::vector<std::string_view> names(std::begin(kHeader), std::end(kHeader));
  for (const model::Attribute& each : program_.vocabulary.attributes())
    names.push_back(each.name);
  for (const model::Attribute& each : program_.vocabulary.customer_attributes())
    names.push_back(each.name);
  return {ErrorCode::table, "no event has a column " + base::shown(name) +
                                base::did_you_mean(name, names) +
                                "; extra_columns=True passes over such columns"};
}

Result<bool> Input::column(std::string_view name) {
  for (const Column& each : columns_)
    if (each.name == name)
      return Status(ErrorCode::table, "column " + base::shown(name) + " twice");
  const std::optional<Use> use = use_of(name);
  if (!use) {
    if (options_.extra_columns) return false;
    return unknown(name);
  }
  Column& made = columns_.emplace_back();
  made.name = name;
  made.use = *use;
  made.answer = name.substr(0, 8) == "answers.";
  json::append_string(made.key, made.answer ? name.substr(8) : name);
  made.key += ':';
  const auto index = static_cast<std::int32_t>(columns_.size() - 1);
  if (name == "id") id_ = index;
  if (name == "type") type_ = index;
  if (name == "customer") customer_ = index;
  if (name == "occurred_at") occurred_ = index;
  if (name == "joined") joined_ = index;
  return true;
}

void Input::put(std::string_view json) {
  Column& column = columns_.back();
  column.bytes += json;
  column.ends.push_back(column.bytes.size());
}

void Input::fail(std::string message) {
  bad_.push_back({columns_.back().ends.size() - 1, columns_.back().name,
                  columns_.back().name + " " + std::move(message)});
  put({});
}

void Input::put_text(std::string_view text) {
  const Use use = columns_.back().use;
  if (text.empty()) return put({});
  if (!json::valid_utf8(text)) return fail("is not UTF-8");
  if (use == Use::number && is_json_number(text)) return put(text);
  if (use == Use::boolean && (text == "true" || text == "false")) return put(text);
  if (use == Use::json || (use == Use::list && text[0] == '['))
    return is_json(text) ? put(text) : fail("is not JSON");
  std::string json;
  if (use == Use::list) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(';', at), text.size());
      json += at == 0 ? '[' : ',';
      json::append_string(json, text.substr(at, end - at));
      at = end + 1;
    }
    json += ']';
  } else {
    json::append_string(json, text);
  }
  put(json);
}

void Input::put_real(const CellValue& value) {
  if (std::isnan(value.number)) return put({});
  if (std::isinf(value.number)) return fail("is infinite");
  std::array<char, 400> digits;  // The largest double has 309.
  char* const end = digits.data() + digits.size();
  const auto written =
      value.single ? std::to_chars(digits.data(), end, static_cast<float>(value.number),
                                   std::chars_format::fixed)
                   : std::to_chars(digits.data(), end, value.number,
                                   std::chars_format::fixed);
  put({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
}

Status Input::add(const CellValue& value) {
  const Column& column = columns_.back();
  const auto quoted = [&](const std::string& text) { put('"' + text + '"'); };
  switch (value.kind) {
    case CellValue::Kind::null: put({}); break;
    case CellValue::Kind::text: put_text(value.text); break;
    case CellValue::Kind::json:
      if (column.use != Use::json && column.use != Use::list)
        fail("holds a list or a record");
      else put(value.text);
      break;
    case CellValue::Kind::digits:
      if (column.use == Use::id) quoted(std::string(value.text));
      else put(value.text);
      break;
    case CellValue::Kind::real:
      if (column.use == Use::id && !std::isnan(value.number))
        return {ErrorCode::table,
                "column " + base::shown(column.name) +
                    " holds floats (\"1.0\"): pandas makes them of whole numbers with "
                    "gaps; read the column as text, or as Int64"};
      put_real(value);
      break;
    case CellValue::Kind::boolean: put(value.whole != 0 ? "true" : "false"); break;
    case CellValue::Kind::day: {
      const Date day{static_cast<std::int32_t>(value.whole)};
      quoted(day.text());
      break;
    }
    case CellValue::Kind::instant:
      if (column.use == Use::date) fail("is a time, not a day");
      else quoted(Instant{value.whole}.text());
      break;
    case CellValue::Kind::local: {
      constexpr std::int64_t kDay = 86'400'000;
      const std::int64_t rest = ((value.whole % kDay) + kDay) % kDay;
      const Date day{static_cast<std::int32_t>((value.whole - rest) / kDay)};
      if (column.use == Use::date) {
        if (rest == 0) quoted(day.text());
        else fail("is a time, not a day");
      } else if (options_.local_times) {
        const Instant minute = program_.newest().pack().zone.at(
            day, static_cast<int>(rest / 60'000));
        quoted(Instant{minute.milliseconds + rest % 60'000}.text());
      } else {
        return {ErrorCode::table, "which zone are the times of column " +
                                      base::shown(column.name) +
                                      " in? give them one, or say local_times=True if "
                                      "it is the program's"};
      }
      break;
    }
  }
  return {};
}

Status Input::finish() {
  rows_ = columns_.empty() ? 0 : columns_.front().ends.size() - 1;
  for (const Column& column : columns_)
    if (column.ends.size() - 1 != rows_)
      return {ErrorCode::table,
              "column " + base::shown(column.name) + " has " +
                  std::to_string(column.ends.size() - 1) + " rows, " +
                  base::shown(columns_.front().name) + " " + std::to_string(rows_)};
  std::vector<std::pair<const char*, std::int32_t>> needed = {{"customer", customer_}};
  if (!options_.customers) {
    needed.push_back({"id", id_});
    needed.push_back({"type", type_});
    needed.push_back({"occurred_at", occurred_});
  }
  for (const auto& [name, at] : needed)
    if (at < 0)
      return {ErrorCode::table, "there is no column \"" + std::string(name) + '"'};
  if (options_.customers && joined_ < 0 && occurred_ < 0)
    return {ErrorCode::table,
            "neither a column \"joined\" nor \"occurred_at\": since when "
            "are they known?"};
  return {};
}

std::string_view Input::cell(std::int32_t column, std::size_t row) const {
  return column < 0 ? std::string_view()
                    : columns_[static_cast<std::size_t>(column)].cell(row);
}

std::string Input::customer(std::size_t row) const {
  return unquoted(cell(customer_, row));
}

Instant Input::instant_of(std::string_view text) const {
  if (const auto day = Date::parse(text); day.ok())
    return program_.newest().pack().zone.noon(*day);
  const auto instant = Instant::parse(text);
  return instant.ok() ? *instant : Instant::never();  // The engine will say so.
}

// The program knows nobody before its own first day.
void Input::complete_profile(Event& event, std::size_t row) const {
  const auto add = [&event](std::string_view key, const std::string& value) {
    event.json += event.json == "{" ? "" : ",";
    json::append_string(event.json, key);
    event.json += ':';
    json::append_string(event.json, value);
  };
  if (cell(type_, row).empty()) add("type", "customer");
  if (event.id.empty()) add("id", event.id = "customer-" + event.customer);
  if (!cell(occurred_, row).empty()) return;
  std::string joined = unquoted(cell(joined_, row));
  if (joined.empty()) {
    event.problem = "neither joined nor occurred_at: since when is this customer known?";
    return;
  }
  const Date first = *program_.versions.front().pack().effective.from;
  const auto day = Date::parse(joined);
  if (day.ok() && *day < first) joined = first.text();
  add("occurred_at", joined);
  event.instant = instant_of(joined);
}

Input::Event Input::event(std::size_t row) const {
  Event event;
  std::string answers;
  event.json = "{";
  for (const Column& column : columns_) {
    const std::string_view cell = column.cell(row);
    if (cell.empty()) continue;
    std::string& json = column.answer ? answers : event.json;
    if (!json.empty() && json != "{") json += ',';
    json += column.key;
    json += cell;
  }
  if (!answers.empty()) {
    event.json += event.json == "{" ? "" : ",";
    event.json += "\"answers\":{" + answers + '}';
  }
  event.id = unquoted(cell(id_, row));
  event.customer = customer(row);
  if (event.customer.empty()) event.problem = "no customer";
  event.instant = instant_of(unquoted(cell(occurred_, row)));
  if (options_.customers && event.problem.empty()) complete_profile(event, row);
  event.json += '}';
  return event;
}

}  // namespace patron::python
