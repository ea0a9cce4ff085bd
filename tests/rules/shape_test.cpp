// SPDX-License-Identifier: Apache-2.0
#include "rules/shape.hpp"

#include <string>

#include <catch2/catch.hpp>

using patron::Diagnostic;
using patron::ErrorCode;
using patron::Result;
using patron::json::Document;
using patron::rules::Shape;

namespace {

Document parsed(const std::string& text) {
  patron::json::Options options;
  options.code = ErrorCode::pack;
  Result<Document> document = Document::parse(text, options);
  REQUIRE(document.ok());
  return *std::move(document);
}

Shape compiled(const std::string& schema) {
  const Result<Shape> shape = Shape::compile(schema);
  INFO(shape.status().message());
  REQUIRE(shape.ok());
  return *shape;
}

// The findings as "path: message", joined by " | ".
std::string joined(const std::vector<Diagnostic>& findings) {
  std::string out;
  for (const Diagnostic& one : findings) {
    out += (out.empty() ? "" : " | ") + one.place.path + ": " + one.message;
  }
  return out;
}

std::string errors(const std::string& schema, const std::string& value) {
  return joined(compiled(schema).check(parsed(value).root()).errors);
}

std::string later(const std::string& schema, const std::string& value) {
  return joined(compiled(schema).check(parsed(value).root()).later);
}

}  // namespace

TEST_CASE("shape: the embedded schema of packs uses only what the walk knows",
          "[rules][shape]") {
  INFO(Shape::of_packs().status().message());
  CHECK(Shape::of_packs().ok());
}

TEST_CASE("shape: a schema with an unknown keyword or reference does not compile",
          "[rules][shape][error]") {
  CHECK(Shape::compile(R"({"dependentRequired": {}})").status().message() ==
        "schema: unknown keyword \"dependentRequired\"");
  CHECK(Shape::compile(R"({"items": {"$ref": "#/$defs/x"}})").status().message() ==
        "schema: no definition \"#/$defs/x\"");
  CHECK(Shape::compile(R"({"pattern": "(("})").status().message() ==
        "schema: malformed pattern");
  CHECK(Shape::compile("{").status().code() == ErrorCode::pack);
}

TEST_CASE("shape: a finding has the address, line and column of what is wrong",
          "[rules][shape][error]") {
  const Shape shape =
      compiled(R"({"additionalProperties": {"items": {"type": "integer"}}})");
  const auto findings = shape.check(parsed("{\n  \"a/b\": [1,\n    \"x\"]}").root());
  REQUIRE(findings.errors.size() == 1);
  CHECK(findings.errors[0].place.path == "/a~1b/1");
  CHECK(findings.errors[0].place.line == 3);
  CHECK(findings.errors[0].place.column == 5);
  CHECK(findings.errors[0].message == "expected a whole number; found \"x\"");
}

TEST_CASE("shape: types, with the schema's own words where it has some",
          "[rules][shape][error]") {
  CHECK(errors(R"({"type": "string"})", "12.5") == ": expected a string; found 12.5");
  CHECK(errors(R"({"type": ["string", "array"]})", "{}") ==
        ": expected a string or a list; found an object");
  CHECK(errors(R"({"type": "string", "errorMessage": "an id"})", "null") ==
        ": an id; found null");
  CHECK(errors(R"({"type": "integer"})", "12").empty());
  CHECK(errors(R"({"type": "integer"})", "12.0") ==
        ": expected a whole number; found 12.0");
  CHECK(errors(R"({"type": "number"})", "12.5").empty());
  CHECK(errors(R"({"type": "boolean"})", "0") == ": expected true or false; found 0");
}

TEST_CASE("shape: values of a list of choices, constants and patterns",
          "[rules][shape][error]") {
  CHECK(errors(R"({"enum": ["reduce", "reject"]})", R"("reduse")") ==
        ": \"reduse\" is not one of reduce, reject; did you mean \"reduce\"?");
  CHECK(errors(R"({"const": 1})", "2") == ": expected 1; found 2");
  CHECK(errors(R"({"pattern": "^(booking|refund)$"})", R"("bookin")") ==
        ": malformed text; found \"bookin\"; did you mean \"booking\"?");
  CHECK(errors(R"({"pattern": "^a", "patternErrorMessage": "begins with a"})",
               R"("b")") == ": begins with a; found \"b\"");
  CHECK(errors(R"({"pattern": "^a"})", "5").empty());  // Of strings only.
}

TEST_CASE("shape: bounds of numbers, texts, lists and maps", "[rules][shape][error]") {
  CHECK(errors(R"({"minimum": 1})", "0") == ": at least 1; found 0");
  CHECK(errors(R"({"maximum": 1})", "1").empty());
  CHECK(errors(R"({"exclusiveMaximum": 1})", "1") == ": less than 1; found 1");
  CHECK(errors(R"({"exclusiveMinimum": 0})", "0") == ": more than 0; found 0");
  CHECK(errors(R"({"minLength": 1})", R"("")") == ": the text is empty; found \"\"");
  CHECK(errors(R"({"maxLength": 2})", R"("银卡")").empty());  // Characters, not bytes.
  CHECK(errors(R"({"minItems": 2})", "[1]") == ": a list of at least 2; found 1");
  CHECK(errors(R"({"maxItems": 1})", "[1, 2]") == ": a list of at most 1; found 2");
  CHECK(errors(R"({"uniqueItems": true})", "[1, 2, 1]") ==
        "/2: 1 stands twice in this list");
  CHECK(errors(R"({"minProperties": 1})", "{}") == ": nothing is given here");
}

TEST_CASE("shape: keys that are missing, unknown or malformed", "[rules][shape][error]") {
  const std::string schema = R"({"additionalProperties": false, "required": ["on"],
                                 "properties": {"on": {}, "when": {}}})";
  CHECK(errors(schema, R"({"on": 1, "wen": 2})") ==
        ": unknown key \"wen\"; did you mean \"when\"?");
  CHECK(errors(schema, R"({"on": 1, "schedule": 2})") ==
        ": unknown key \"schedule\"; known: on, when");
  CHECK(errors(schema, R"({"when": 2})") == ": missing key \"on\"");
  CHECK(errors(R"({"propertyNames": {"pattern": "^[a-z]+$", "errorMessage": "an id"}})",
               R"({"A": 1, "b": 2})") == ": an id; found \"A\"");
}

TEST_CASE("shape: conditions choose what is asked and stay silent themselves",
          "[rules][shape][error]") {
  const std::string schema = R"({
      "if": {"required": ["rate"]},
      "then": {"required": ["currency"]},
      "else": {"not": {}, "errorMessage": "a rule has a rate"}})";
  CHECK(errors(schema, R"({"rate": 1, "currency": 2})").empty());
  CHECK(errors(schema, R"({"rate": 1})") == ": missing key \"currency\"");
  CHECK(errors(schema, "{}") == ": a rule has a rate");
  CHECK(errors(R"({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})",
               R"({"a": 1, "b": 1})") ==
        ": none of the possible forms; found an object");
  CHECK(errors(R"({"anyOf": [{"type": "string"}, {"type": "boolean"}]})", "1") ==
        ": none of the possible forms; found 1");
}

TEST_CASE("shape: references, and items by place", "[rules][shape]") {
  const std::string schema = R"({"$defs": {"id": {"type": "string"}},
      "prefixItems": [{"$ref": "#/$defs/id"}], "items": false})";
  CHECK(errors(schema, R"(["a"])").empty());
  CHECK(errors(schema, "[1]") == "/0: expected a string; found 1");
  CHECK(errors(schema, R"(["a", 2])") == "/1: no value may stand here");
}

TEST_CASE("shape: what is not built yet is named, and still checked", "[rules][shape]") {
  const std::string schema = R"({"properties": {
      "caps": {"x-later": true, "type": "object"},
      "kind": {"enum": ["a", "b"], "x-later": ["b"]},
      "on": {"pattern": "^[a-z]+$", "x-built": "^(x|y)$"},
      "net_of": {"x-built": ["refund", ["refund"]]}}})";
  CHECK(later(schema, R"({"caps": {}})") == "/caps: not supported yet: \"caps\"");
  CHECK(errors(schema, R"({"caps": 1})") == "/caps: expected an object; found 1");
  CHECK(later(schema, R"({"kind": "b"})") == "/kind: not supported yet: \"b\"");
  CHECK(later(schema, R"({"kind": "a"})").empty());
  CHECK(later(schema, R"({"on": "z"})") == "/on: not supported yet: \"z\"");
  CHECK(later(schema, R"({"on": "x", "net_of": ["refund"]})").empty());
  CHECK(later(schema, R"({"net_of": "booking"})") ==
        "/net_of: not supported yet: \"booking\"");
}

TEST_CASE("shape: inside something refused nothing more is refused", "[rules][shape]") {
  const std::string schema = R"({"properties": {"caps": {"x-later": true,
      "properties": {"per": {"x-later": true}}}}})";
  CHECK(later(schema, R"({"caps": {"per": 1}})") ==
        "/caps: not supported yet: \"caps\"");
}
