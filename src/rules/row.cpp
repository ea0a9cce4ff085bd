// SPDX-License-Identifier: Apache-2.0
// A row of cells, as the short way of predicates reads them; what is no cell (a list, a
// long text, a fraction of a millisecond) stands beside as a value.
#include <array>
#include <utility>

#include <boost/container/small_vector.hpp>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "rules/expression_code.hpp"
#include "rules/plain.hpp"
#include "rules/schema.hpp"
#include "rules/words.hpp"

namespace patron {

using model::TypeKind;

struct Row::Parts final : rules::Activation {
  base::Hash128 schema;
  // today, now, and a cell each input; beside the schema, where evaluating looks first.
  boost::container::small_vector<rules::Cell, 16> all;
  rules::Environment environment;
  std::vector<rules::StaticType> types;  // By the place of the input.
  std::vector<bool> named;               // Others are maps to look into.
  std::vector<rules::Value> values;      // Of cells that are not plain.
  std::vector<bool> given;
  rules::Storage storage;  // What these look at.

  static constexpr std::size_t kClock = 2;

  rules::Cell& cell(std::size_t input) { return all[kClock + input]; }
  const rules::Cell* cells() const override { return all.data() + kClock; }

  rules::Value read(const model::Reference& reference) const override {
    const bool clock = reference.space == model::Space::clock;
    const auto index = static_cast<std::size_t>(reference.index);
    const rules::Cell& from = all[clock ? kClock - 1 - index : kClock + index];
    if (from.tag == rules::kOtherTag) return values[index];
    return rules::value_of(from);
  }

  // The input if its type is one of these.
  Result<rules::Cell*> typed(std::size_t input, std::initializer_list<TypeKind> kinds) {
    if (input >= types.size() || !named[input])
      return Status(ErrorCode::argument, "no input " + std::to_string(input));
    for (const TypeKind kind : kinds)
      if (types[input].is(kind)) return &cell(input);
    return Status(ErrorCode::event, "\"" + name_of(input) + "\" is of type " +
                                        rules::describe(types[input]));
  }
  std::string name_of(std::size_t input) const {
    for (const rules::Name& name : environment.names())
      if (name.reference.space == model::Space::binding &&
          name.reference.index == static_cast<std::int32_t>(input))
        return name.path;
    return "";
  }
  void put(std::size_t input, const rules::Value& value) {
    cell(input) = rules::cell_of(value);
    if (cell(input).tag == rules::kOtherTag) values[input] = value;
    given[input] = true;
  }
};

Result<Row> Row::create(std::string_view schema) {
  Result<rules::Environment> environment = rules::read_schema(schema);
  if (!environment.ok()) return environment.status();
  if (environment->open())
    return Status(ErrorCode::expression, "a row needs a schema: the types of its inputs");
  Row out;
  out.parts_ = std::make_shared<Parts>();
  Parts& parts = *out.parts_;
  parts.schema = base::hash128(schema);
  for (const rules::Name& name : environment->names()) {
    if (name.reference.space != model::Space::binding) continue;
    const auto index = static_cast<std::size_t>(name.reference.index);
    if (index >= parts.types.size()) {
      parts.types.resize(index + 1);
      parts.named.resize(index + 1);
    }
    parts.types[index] = name.type;
    parts.named[index] = true;
  }
  parts.environment = *std::move(environment);
  parts.all.resize(Parts::kClock + parts.types.size());
  parts.values.resize(parts.types.size());
  parts.given.resize(parts.types.size());
  return out;
}

std::optional<std::size_t> Row::find(std::string_view name) const {
  const rules::Name* found = parts_->environment.find(name);
  if (found == nullptr || found->reference.space != model::Space::binding)
    return std::nullopt;
  return static_cast<std::size_t>(found->reference.index);
}

void Row::clear() {
  std::fill(parts_->all.begin(), parts_->all.end(), rules::Cell());
  parts_->given.assign(parts_->given.size(), false);
  parts_->storage = {};
}

void Row::set_now(Instant at) {
  for (const std::int32_t which : {0, 1}) {
    rules::Name name;
    name.reference = {model::Space::clock, which};
    parts_->all[Parts::kClock - 1 - static_cast<std::size_t>(which)] =
        rules::cell_of(rules::clock_value(name, at));
  }
}

Status Row::set_whole(std::size_t input, std::int64_t value) {
  const Result<rules::Cell*> cell = parts_->typed(
      input, {TypeKind::boolean, TypeKind::integer, TypeKind::decimal, TypeKind::money,
              TypeKind::date, TypeKind::instant, TypeKind::duration});
  if (!cell.ok()) return cell.status();
  const rules::StaticType& type = parts_->types[input];
  if (type.is(TypeKind::boolean) && (value < 0 || value > 1))
    return {ErrorCode::event, "a bool is 0 or 1; found " + std::to_string(value)};
  (*cell)->tag = rules::tag_of(type.kind, type.scale);
  (*cell)->whole = value;
  parts_->given[input] = true;
  return {};
}

Status Row::set_number(std::size_t input, double value) {
  const Result<rules::Cell*> cell = parts_->typed(input, {TypeKind::number});
  if (!cell.ok()) return cell.status();
  parts_->put(input, rules::number_value(value));
  return {};
}

Status Row::set_text(std::size_t input, std::string_view value) {
  const Result<rules::Cell*> cell =
      parts_->typed(input, {TypeKind::string, TypeKind::enumeration});
  if (!cell.ok()) return cell.status();
  const rules::StaticType& type = parts_->types[input];
  if (type.is(TypeKind::string)) {
    if (!json::valid_utf8(value)) return {ErrorCode::event, "not UTF-8"};
    parts_->put(input, rules::text_value(value));
    return {};
  }
  const std::vector<std::string>& labels = *type.labels;
  const auto found = std::find(labels.begin(), labels.end(), value);
  if (found == labels.end())
    return {ErrorCode::event, "no label " + rules::quoted(value)};
  rules::Value label = rules::text_value(*found, TypeKind::enumeration);
  label.integer = found - labels.begin();
  parts_->put(input, label);
  return {};
}

Status Row::set_null(std::size_t input) {
  if (input >= parts_->types.size() || !parts_->named[input])
    return {ErrorCode::argument, "no input " + std::to_string(input)};
  parts_->put(input, rules::Value());
  return {};
}

Status Row::set_json(std::size_t input, std::string_view text) {
  if (input >= parts_->types.size() || !parts_->named[input])
    return {ErrorCode::argument, "no input " + std::to_string(input)};
  json::Options options;
  options.limits = {limits::kPackBytes, limits::kPackDepth};
  const Result<json::Document> document = json::Document::parse(text, options);
  if (!document.ok()) return document.status();
  rules::Value value;
  const std::string problem = rules::read_value(document->root(), parts_->types[input],
                                                parts_->storage, value);
  if (!problem.empty())
    return {ErrorCode::event, "\"" + parts_->name_of(input) + "\": " + problem};
  parts_->put(input, value);
  return {};
}

namespace {

// As the machine sees it.
Outcome looked_at(const Expression::Code& code, const Row::Parts& parts) {
  rules::Storage storage;
  const rules::Value value = code.compiled.evaluate(parts, storage);
  const bool absent = value.outcome == rules::Outcome::value &&
                      value.kind == TypeKind::null && value.unknown >= 0;
  if (!absent) return rules::outcome_of(value);
  const rules::Name& name =
      code.compiled.reads()[static_cast<std::size_t>(value.unknown)];
  const bool given = name.reference.space == model::Space::binding &&
                     parts.given[static_cast<std::size_t>(name.reference.index)];
  return given ? Outcome::value : Outcome::unknown;
}

}  // namespace

Status Expression::eval(std::span<const Expression> expressions, const Row& row,
                        std::span<Outcome> outcomes) {
  const Row::Parts& parts = row.parts();
  const rules::Cell* const cells = parts.cells();
  if (outcomes.size() < expressions.size())
    return {ErrorCode::argument, "fewer outcomes than expressions"};
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const Code& code = *expressions[i].code_;
    if (code.schema != parts.schema)
      return {ErrorCode::argument, "the row is of another schema"};
    std::optional<bool> held;
    if (code.plain != nullptr) held = code.plain->run(cells);
    outcomes[i] = !held   ? looked_at(code, parts)
                  : *held ? Outcome::true_
                          : Outcome::false_;
  }
  return {};
}

Result<Outcome> Expression::eval(const Row& row) const {
  Outcome out = Outcome::unknown;
  if (Status status = eval({this, 1}, row, {&out, 1}); !status.ok()) return status;
  return out;
}

}  // namespace patron
