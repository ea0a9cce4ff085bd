// SPDX-License-Identifier: Apache-2.0
// The public Expression: a schema, a compiled expression, and rows of JSON read into the
// slots of the names that it reads.
#include "patron/expression.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table_builder.hpp"
#include "rules/expression_code.hpp"
#include "rules/schema.hpp"
#include "rules/syntax.hpp"

namespace patron {

namespace {

// What is read, by the place in reads().
class JsonRow final : public rules::Activation {
 public:
  explicit JsonRow(std::span<const rules::Name> reads) : reads_(reads) {}

  Status fill(const json::Value& root, Instant now) {
    values_.assign(reads_.size(), rules::Value());
    given_.assign(reads_.size(), false);
    for (std::size_t i = 0; i < reads_.size(); ++i) {
      const rules::Name& name = reads_[i];
      if (name.reference.space == model::Space::clock) {
        values_[i] = rules::clock_value(name, now);
        continue;
      }
      std::string pointer;
      const json::Value* found = find(root, name.path, pointer);
      if (found == nullptr) continue;
      given_[i] = true;
      const std::string problem =
          rules::read_value(*found, name.type, storage_, values_[i]);
      if (problem.empty()) continue;
      Place place;
      place.path = std::move(pointer);
      place.line = found->line;
      place.column = found->column;
      return {ErrorCode::event, "\"" + name.path + "\": " + problem, std::move(place)};
    }
    return {};
  }

  // Null because an input is not there, and not because it is given as null?
  bool absent(const rules::Value& value) const {
    return value.outcome == rules::Outcome::value &&
           value.kind == model::TypeKind::null && value.unknown >= 0 &&
           !given_[static_cast<std::size_t>(value.unknown)];
  }

  rules::Value read(const model::Reference& reference) const override {
    for (std::size_t i = 0; i < reads_.size(); ++i) {
      if (reads_[i].reference == reference) return values_[i];
    }
    return {};
  }

 private:
  // "event.amount" by itself, or "amount" in the object "event".
  static const json::Value* find(const json::Value& root, std::string_view path,
                                 std::string& pointer) {
    if (!root.is(json::Kind::object)) return nullptr;
    const std::size_t before = pointer.size();
    if (const json::Value* whole = root.find(path)) {
      json::append_pointer(pointer, path);
      return whole;
    }
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
         dot = path.find('.', dot + 1)) {
      const json::Value* part = root.find(path.substr(0, dot));
      if (part == nullptr) continue;
      json::append_pointer(pointer, path.substr(0, dot));
      if (const auto* found = find(*part, path.substr(dot + 1), pointer)) return found;
      pointer.resize(before);
    }
    return nullptr;
  }

  std::span<const rules::Name> reads_;
  std::vector<rules::Value> values_;
  std::vector<bool> given_;
  rules::Storage storage_;
};

Result<json::Document> object_of(std::string_view text) {
  json::Options options;
  options.limits = {limits::kPackBytes, limits::kPackDepth};
  Result<json::Document> document = json::Document::parse(text, options);
  if (document.ok() && !document->root().is(json::Kind::object)) {
    return Status(ErrorCode::event, "expected an object of names and values");
  }
  return document;
}

}  // namespace

Outcome rules::outcome_of(const Value& value) {
  if (value.outcome == Outcome::error) return patron::Outcome::error;
  if (value.outcome == Outcome::unknown) return patron::Outcome::unknown;
  if (value.kind != model::TypeKind::boolean) return patron::Outcome::value;
  return value.integer != 0 ? patron::Outcome::true_ : patron::Outcome::false_;
}

rules::Value rules::clock_value(const Name& name, Instant now) {
  constexpr std::int64_t kDay = 86'400'000;
  if (now == Instant::never()) return {};
  if (name.reference.index == 0)
    return scalar_value(model::TypeKind::instant, now.milliseconds);
  std::int64_t day = now.milliseconds / kDay;
  if (now.milliseconds % kDay < 0) --day;
  return scalar_value(model::TypeKind::date, day);
}

std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::false_: return "false";
    case Outcome::true_: return "true";
    case Outcome::value: return "value";
    case Outcome::error: return "error";
    default: return "unknown";
  }
}

std::string Expression::Code::names(const std::vector<std::int32_t>& slots) const {
  std::string out = "[";
  for (const std::int32_t slot : slots) {
    if (out.size() > 1) out += ',';
    json::append_string(out, inputs[static_cast<std::size_t>(slot)].name);
  }
  return out + ']';
}

std::string Expression::Code::shown(const rules::Expression::Clause& clause) const {
  std::string out;
  if (clause.value.outcome == rules::Outcome::unknown) return names(clause.missing);
  if (clause.value.outcome == rules::Outcome::value) {
    rules::append_value(out, clause.value);
    return out;
  }
  const Place place = compiled.place(clause.value.error.offset);
  out = "{\"column\":" + std::to_string(*place.column) + ",\"error\":";
  json::append_string(out, clause.value.error.message);
  return out + ",\"line\":" + std::to_string(*place.line) + '}';
}

Result<Expression> Expression::compile(std::string_view schema, std::string_view text) {
  const Result<rules::Environment> environment = rules::read_schema(schema);
  if (!environment.ok()) return environment.status();
  Result<rules::Expression> compiled = rules::Expression::compile(text, *environment);
  if (!compiled.ok()) return compiled.status();
  auto code = std::make_shared<Code>();
  code->compiled = *std::move(compiled);
  code->plain = code->compiled.plain();
  code->schema = base::hash128(schema);
  code->type = rules::describe(code->compiled.static_type());
  for (const rules::Name& name : code->compiled.reads()) {
    code->inputs.push_back({name.path, rules::describe(name.type)});
  }
  Expression out;
  out.code_ = std::move(code);
  return out;
}

std::string_view Expression::text() const noexcept { return code_->compiled.text(); }
std::string_view Expression::type() const noexcept { return code_->type; }
std::uint64_t Expression::cost_max() const noexcept {
  return code_->compiled.cost_max();
}
const std::vector<Expression::Input>& Expression::inputs() const noexcept {
  return code_->inputs;
}

Result<Evaluation> Expression::eval_json(std::string_view json, Instant now) const {
  const Result<json::Document> document = object_of(json);
  if (!document.ok()) return document.status();
  JsonRow row(code_->compiled.reads());
  if (Status status = row.fill(document->root(), now); !status.ok()) return status;
  rules::Storage storage;
  rules::Expression::Clause whole;
  whole.value = code_->compiled.evaluate(row, storage);
  if (row.absent(whole.value)) whole.value.outcome = rules::Outcome::unknown;
  Evaluation out;
  out.outcome = rules::outcome_of(whole.value);
  if (out.outcome == Outcome::unknown) {
    whole.missing = code_->compiled.explain(row).front().missing;
  }
  out.json = code_->shown(whole);
  return out;
}

Result<Table> Expression::explain(std::string_view json, Instant now) const {
  const Result<json::Document> document = object_of(json);
  if (!document.ok()) return document.status();
  JsonRow row(code_->compiled.reads());
  if (Status status = row.fill(document->root(), now); !status.ok()) return status;
  TableBuilder table;
  const auto depth = table.column("depth", ColumnType::int64);
  const auto text = table.column("text", ColumnType::text);
  const auto line = table.column("line", ColumnType::int64);
  const auto column = table.column("column", ColumnType::int64);
  const auto outcome = table.column("outcome", ColumnType::text);
  const auto value = table.column("value", ColumnType::nested);
  const auto decides = table.column("decides", ColumnType::boolean);
  const auto missing = table.column("missing", ColumnType::nested);
  for (rules::Expression::Clause& clause : code_->compiled.explain(row)) {
    // Within, an absent value is null; the whole that comes to one is unknown.
    if (clause.depth == 0 && row.absent(clause.value))
      clause.value.outcome = rules::Outcome::unknown;
    const Place place = code_->compiled.place(clause.at);
    table.row();
    table.set(depth, std::int64_t{clause.depth});
    table.set(text, clause.text);
    table.set(line, *place.line);
    table.set(column, *place.column);
    table.set(outcome, name(rules::outcome_of(clause.value)));
    table.set(value, code_->shown(clause));
    table.set(decides, std::int64_t{clause.decides ? 1 : 0});
    table.set(missing, code_->names(clause.missing));
  }
  return table.finish();
}

Result<Table> Expression::would_take(std::string_view json, Instant now) const {
  const Result<json::Document> document = object_of(json);
  if (!document.ok()) return document.status();
  JsonRow row(code_->compiled.reads());
  if (Status status = row.fill(document->root(), now); !status.ok()) return status;
  TableBuilder table;
  const auto way = table.column("way", ColumnType::int64);
  const auto text = table.column("text", ColumnType::text);
  const auto wanted = table.column("wanted", ColumnType::boolean);
  const auto line = table.column("line", ColumnType::int64);
  const auto column = table.column("column", ColumnType::int64);
  const auto inputs = table.column("inputs", ColumnType::nested);
  std::int64_t number = 0;
  for (const auto& changes : code_->compiled.would_take(row)) {
    ++number;
    for (const rules::Expression::Change& change : changes) {
      const Place place = code_->compiled.place(change.at);
      table.row();
      table.set(way, number);
      table.set(text, change.text);
      table.set(wanted, std::int64_t{change.wanted ? 1 : 0});
      table.set(line, *place.line);
      table.set(column, *place.column);
      std::string values = "{";
      for (const auto& [input, value] : change.inputs) {
        if (values.size() > 1) values += ',';
        json::append_string(values, input);
        values += ':';
        if (value.outcome == rules::Outcome::value)
          rules::append_value(values, value);
        else
          values += "null";
      }
      table.set(inputs, values + '}');
    }
  }
  return table.finish();
}

std::string excerpt(std::string_view text, const Place& place) {
  if (!place.line || !place.column || *place.line < 1 || *place.column < 1) return "";
  for (std::int64_t line = 1; line < *place.line; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return "";
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  std::string out = "    " + std::string(text) + "\n    ";
  std::int64_t column = 1;
  for (const char c : text) {
    if (column >= *place.column) break;
    // A character that takes two columns on a terminal has three bytes or more.
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;
    out += c == '\t' ? "\t" : byte >= 0xE3 ? "  " : " ";
    ++column;
  }
  return out + "^";
}

}  // namespace patron
