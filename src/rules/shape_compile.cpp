// SPDX-License-Identifier: Apache-2.0
// Readies the schema for the walk: refuses keywords that the walk does not know,
// compiles patterns, resolves references. Whatever passes here cannot fail while a pack
// is checked.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "rules/shape_parts.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using json::Kind;
using json::Value;

namespace {

constexpr auto kKeywords = std::to_array<std::string_view>(
    {"$comment", "$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf",
     "allowComments", "allowTrailingCommas", "anyOf", "const", "default", "description",
     "else", "enum", "errorMessage", "examples", "exclusiveMaximum", "exclusiveMinimum",
     "if", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength",
     "minProperties", "minimum", "not", "oneOf", "pattern", "patternErrorMessage",
     "prefixItems", "properties", "propertyNames", "required", "then", "title", "type",
     "uniqueItems", "x-built", "x-later"});
// Keywords whose value is one schema, a list of schemas, a map of schemas.
constexpr auto kOne = std::to_array<std::string_view>(
    {"additionalProperties", "else", "if", "items", "not", "propertyNames", "then"});
constexpr auto kMany = std::to_array<std::string_view>(
    {"allOf", "anyOf", "oneOf", "prefixItems"});
constexpr auto kMapped = std::to_array<std::string_view>({"$defs", "properties"});

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Status broken(const Value& at, std::string message) {
  Place place;
  place.line = at.line;
  place.column = at.column;
  return Status(ErrorCode::pack, "schema: " + std::move(message), std::move(place));
}

struct Collected {
  std::vector<const Value*> patterns, references;
};

Status collect(const Value& schema, Collected& out) {
  if (schema.is(Kind::boolean)) return {};
  if (!schema.is(Kind::object)) return broken(schema, "expected an object");
  for (const json::Member& member : schema.members) {
    if (!among(kKeywords, member.key)) {
      return broken(member.value, "unknown keyword " + quoted(member.key));
    }
    const bool pattern = member.key == "pattern" ||
                         (member.key == "x-built" && member.value.is(Kind::string));
    if (pattern) out.patterns.push_back(&member.value);
    if (member.key == "$ref") out.references.push_back(&member.value);
    if (among(kOne, member.key)) {
      if (Status status = collect(member.value, out); !status.ok()) return status;
    }
    if (among(kMany, member.key)) {
      for (const Value& one : member.value.items) {
        if (Status status = collect(one, out); !status.ok()) return status;
      }
    }
    if (among(kMapped, member.key)) {
      for (const json::Member& one : member.value.members) {
        if (Status status = collect(one.value, out); !status.ok()) return status;
      }
    }
  }
  return {};
}

}  // namespace

Result<Shape> Shape::compile(std::string_view schema) {
  json::Options options;
  options.code = ErrorCode::pack;
  Result<json::Document> document = json::Document::parse(schema, options);
  if (!document.ok()) return document.status();
  auto parts = std::make_shared<Parts>(Parts{std::move(*document), {}, {}});
  const Value& root = parts->document.root();
  Collected collected;
  if (Status status = collect(root, collected); !status.ok()) return status;
  if (const Value* definitions = root.find("$defs")) {
    for (const json::Member& one : definitions->members) {
      parts->definitions.emplace("#/$defs/" + std::string(one.key), &one.value);
    }
  }
  for (const Value* reference : collected.references) {
    if (!parts->definitions.contains(reference->text)) {
      return broken(*reference, "no definition " + quoted(reference->text));
    }
  }
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  for (const Value* pattern : collected.patterns) {
    auto compiled = std::make_unique<re2::RE2>(
        re2::StringPiece(pattern->text.data(), pattern->text.size()), quiet);
    if (!compiled->ok()) return broken(*pattern, "malformed pattern");
    parts->patterns.emplace(pattern, std::move(compiled));
  }
  Shape shape;
  shape.parts_ = std::move(parts);
  return shape;
}

const Result<Shape>& Shape::of_packs() {
  static const Result<Shape> shape = compile(kPackSchema);
  return shape;
}

}  // namespace patron::rules
