// SPDX-License-Identifier: Apache-2.0
// Types are written as the language writes them. Without a schema a name is dynamic.
#include "rules/schema.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "rules/lookups.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr auto kTypeWords = std::to_array<std::string_view>(
    {"bool", "int", "uint", "double", "string", "bytes", "decimal(2)", "money(2)", "date",
     "timestamp", "duration", "list(string)", "map(string, int)", "dyn"});

Status refused(const json::Value& at, std::string_view name, std::string message) {
  Place place;
  place.line = at.line;
  place.column = at.column;
  json::append_pointer(place.path, name);
  return {ErrorCode::expression, std::move(message), std::move(place)};
}

std::string no_type(std::string_view text) {
  return "no type " + quoted(text) +
         base::did_you_mean(text, {kTypeWords.begin(), kTypeWords.end()}) +
         "; types are bool, int, uint, double, string, bytes, decimal(2), money(2), "
         "date, timestamp, duration, list(T), map(K, V), dyn, and T? where null may "
         "stand";
}

// {"enum": [...], "ordered": true, "nullable": true}, or {"type": "...", ...}.
std::string read_object(const json::Value& from, StaticType& out) {
  bool nullable = false, ordered = false;
  const json::Value* labels = nullptr;
  const json::Value* type = nullptr;
  for (const json::Member& member : from.members) {
    if (member.key == "enum" && member.value.is(json::Kind::array)) {
      labels = &member.value;
    } else if (member.key == "type" && member.value.is(json::Kind::string)) {
      type = &member.value;
    } else if (member.key == "ordered" && member.value.is(json::Kind::boolean)) {
      ordered = member.value.boolean;
    } else if (member.key == "nullable" && member.value.is(json::Kind::boolean)) {
      nullable = member.value.boolean;
    } else {
      return "no key " + quoted(member.key) +
             " of this form; keys are type, enum (a list of labels), ordered, nullable";
    }
  }
  if ((labels == nullptr) == (type == nullptr)) return "either a type or an enum";
  if (type != nullptr) {
    const std::optional<StaticType> read = type_from(type->text);
    if (!read) return no_type(type->text);
    out = *read;
  } else {
    std::vector<std::string> words;
    for (const json::Value& label : labels->items) {
      if (!label.is(json::Kind::string)) return "labels are strings";
      words.emplace_back(label.text);
    }
    out = scalar(TypeKind::enumeration);
    out.ordered = ordered;
    out.labels = std::make_shared<const std::vector<std::string>>(std::move(words));
  }
  out.nullable = out.nullable || nullable;
  return "";
}

// {"keys": "string", "values": "int", "rows": {...}}: not a name, but a map to look into.
Status read_map(const json::Member& member, Environment& out) {
  const json::Value& from = member.value;
  for (const char* key : {"keys", "values", "rows"}) {
    const json::Value* part = from.find(key);
    const json::Kind kind = *key == 'r' ? json::Kind::object : json::Kind::string;
    if (part == nullptr || !part->is(kind))
      return refused(from, member.key,
                     "a lookup has keys and values (types), rows, and may have a "
                     "default");
  }
  for (const json::Member& key : from.members)
    if (key.key != "keys" && key.key != "values" && key.key != "rows" &&
        key.key != "default")
      return refused(key.value, member.key, "no key " + quoted(key.key) + " of a lookup");
  auto lookup = std::make_shared<model::Lookup>();
  lookup->id = member.key;
  for (const auto& [key, type] :
       {std::pair{"keys", &lookup->keys}, {"values", &lookup->values}}) {
    const std::string_view words = from.find(key)->text;
    const std::optional<StaticType> read = type_from(words);
    if (!read) return refused(*from.find(key), member.key, no_type(words));
    *type = to_model(*read);
  }
  if (const auto fault = read_lookup(PackNode(&from, ""), *lookup)) {
    return refused(fault->at.value(), member.key, fault->message);
  }
  out.add(std::move(lookup));
  return {};
}

bool good_name(std::string_view name) {
  const auto first = [](char c) { return c == '_' || (c | 32) - 'a' + 0U < 26U; };
  bool start = true;
  for (const char c : name) {
    if (start ? !first(c) : !(first(c) || (c >= '0' && c <= '9') || c == '.')) {
      return false;
    }
    start = c == '.';
  }
  return !start;
}

void add_clock(Environment& environment) {
  if (environment.find("now") == nullptr) {
    environment.add({"now", scalar(TypeKind::instant), {model::Space::clock, 0},
                     model::Motion::monotone, ""});
  }
  if (environment.find("today") == nullptr) {
    environment.add({"today", scalar(TypeKind::date), {model::Space::clock, 1},
                     model::Motion::monotone, ""});
  }
}

}  // namespace

Result<Environment> read_schema(std::string_view text) {
  Environment out;
  if (text.empty()) {
    out.set_open();
    add_clock(out);
    return out;
  }
  json::Options options;
  options.code = ErrorCode::expression;
  options.comments = true;
  options.limits = {limits::kPackBytes, limits::kPackDepth};
  const Result<json::Document> document = json::Document::parse(text, options);
  if (!document.ok()) return document.status();
  const json::Value& root = document->root();
  if (!root.is(json::Kind::object)) {
    return refused(root, "", "a schema is an object of names and types");
  }
  if (root.members.size() > limits::kPackEntries) {
    return Status(ErrorCode::limit, "more than " + std::to_string(limits::kPackEntries) +
                                        " names in a schema");
  }
  std::int32_t index = 0;
  for (const json::Member& member : root.members) {
    Name name;
    name.path = member.key;
    name.reference = {model::Space::binding, index++};
    std::string problem;
    if (!good_name(member.key)) {
      problem = quoted(member.key) + " is no name: letters, digits, _ and dots";
    } else if (member.value.is(json::Kind::string)) {
      const std::optional<StaticType> read = type_from(member.value.text);
      if (read) name.type = *read;
      if (!read) problem = no_type(member.value.text);
    } else if (member.value.find("rows") != nullptr) {
      if (Status status = read_map(member, out); !status.ok()) return status;
      continue;
    } else if (member.value.is(json::Kind::object)) {
      problem = read_object(member.value, name.type);
    } else {
      problem = "a type is a word or an object; found " + found(member.value);
    }
    if (!problem.empty()) return refused(member.value, member.key, std::move(problem));
    out.add(std::move(name));
  }
  add_clock(out);
  return out;
}

}  // namespace patron::rules
