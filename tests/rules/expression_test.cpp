// SPDX-License-Identifier: Apache-2.0
#include "patron/expression.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

#include "rules/functions.hpp"

using patron::ErrorCode;
using patron::Expression;
using patron::Outcome;

namespace {

constexpr std::string_view kSchema =
    R"j({"a": "bool", "b": "bool", "n": "int", "price": "money(2)"})j";

Expression of(std::string_view text) {
  auto made = Expression::compile(kSchema, text);
  REQUIRE(made.ok());
  return *std::move(made);
}

std::string eval(std::string_view text, std::string_view bindings) {
  const auto found = of(text).eval_json(bindings);
  REQUIRE(found.ok());
  return std::string(name(found->outcome)) + " " + found->json;
}

// A truth, an error or an unknown under the name a or b.
std::string outcome(std::string_view op, std::string_view left, std::string_view right) {
  std::string bindings = "{\"n\": 0", text;
  for (const auto& [side, name] : {std::pair(left, "a"), std::pair(right, "b")}) {
    if (!text.empty()) text += " " + std::string(op) + " ";
    text += side == "error" ? "1 / n > 0" : name;
    if (side == "true" || side == "false") {
      bindings += std::string(", \"") + name + "\": " + std::string(side);
    }
  }
  const auto found = of(text).eval_json(bindings + "}");
  REQUIRE(found.ok());
  return std::string(name(found->outcome));
}

}  // namespace

TEST_CASE("expression: the four outcomes have one precedence, in either order",
          "[rules][expression]") {
  // false > unknown > error > true, as docs/language.md has it.
  const char* const order[] = {"true", "error", "unknown", "false"};
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) {
      CAPTURE(order[i], order[j]);
      CHECK(outcome("&&", order[i], order[j]) == order[std::max(i, j)]);
      const char* const mirror[] = {"false", "error", "unknown", "true"};
      CHECK(outcome("||", mirror[i], mirror[j]) == mirror[std::max(i, j)]);
    }
  }
}

TEST_CASE("expression: elsewhere an error goes before what is missing, the first first",
          "[rules][expression]") {
  CHECK(eval("1 / (n - n) + n / (n - n)", R"({"n": 1})") ==
        R"(error {"column":3,"error":"integer division by zero","line":1})");
  CHECK(eval("price > 5 == (1 / n > 0)", R"({"n": 0})") ==
        R"(error {"column":17,"error":"integer division by zero","line":1})");
  CHECK(eval("a ? price : price + price", "{}") == R"(unknown ["a"])");
  CHECK(eval("a ? price : price + price", R"({"a": true})") == R"(unknown ["price"])");
  CHECK(eval("price", "{}") == R"(unknown ["price"])");
  CHECK(eval("price", R"({"price": null})") == "value null");
  CHECK(eval("a ? n / 0 : 5", R"({"a": false})") == "value 5");
}

TEST_CASE("expression: what is missing is named, each input once",
          "[rules][expression]") {
  CHECK(eval("a && (b || n > 2)", "{}") == R"(unknown ["a","b","n"])");
  CHECK(eval("a && (b || n > 2)", R"({"b": true})") == R"(unknown ["a"])");
  CHECK(eval("price + price * 2", "{}") == R"(unknown ["price"])");
  CHECK(eval("[n, 2].exists(x, x > 5)", "{}") == R"(unknown ["n"])");
}

TEST_CASE("expression: an input that does not fit its type is an error with its path",
          "[rules][expression][error]") {
  const auto found = of("price > 5").eval_json(R"({"price": "12.505"})");
  REQUIRE_FALSE(found.ok());
  CHECK(found.status().code() == ErrorCode::event);
  CHECK(found.status().place().path == "/price");
  CHECK_FALSE(of("price > 5").eval_json("[1]").ok());
  CHECK_FALSE(of("price > 5").explain("{").ok());
}

TEST_CASE("expression: a schema that is none is refused with line and column",
          "[rules][expression][error]") {
  const auto at = [](std::string_view schema) {
    const auto made = Expression::compile(schema, "1");
    REQUIRE_FALSE(made.ok());
    CHECK(made.status().code() == ErrorCode::expression);
    return std::pair(made.status().place().line, made.status().message());
  };
  CHECK(at("{\n \"amount\": \"decmal(2)\"}").first == 2);
  CHECK(at("[]").second == "a schema is an object of names and types");
  CHECK(at(R"({"a b": "int"})").second.starts_with("\"a b\" is no name"));
  CHECK(at(R"({"a": {"enum": ["x"], "order": true}})").second.starts_with("no key"));
  CHECK(at(R"({"a": {"ordered": true}})").second == "either a type or an enum");
  CHECK(at(R"({"a": 5})").second == "a type is a word or an object; found 5");
}

TEST_CASE("expression: an excerpt points at the column, also under wide letters",
          "[rules][expression]") {
  patron::Place place;
  CHECK(patron::excerpt("a + b", place).empty());
  place.line = 2;
  place.column = 5;
  CHECK(patron::excerpt("a\nb + c", place) == "    b + c\n        ^");
  CHECK(patron::excerpt("a", place).empty());
  place.line = 1;
  place.column = 3;
  CHECK(patron::excerpt("北京 + 1", place) == "    北京 + 1\n        ^");
}

TEST_CASE("expression: an explanation marks what decided", "[rules][expression]") {
  const auto trace = of("a || n > 2 || b").explain(R"({"a": false, "n": 3})");
  REQUIRE(trace.ok());
  const auto text = trace->column("text"), decides = trace->column("decides");
  std::string deciding;
  for (std::size_t row = 0; row < trace->rows(); ++row) {
    if (trace->int64(row, decides) == 0) continue;
    deciding += std::string(trace->text(row, text)) + ";";
  }
  CHECK(deciding == "a || n > 2 || b;n > 2;n;");
}

TEST_CASE("expression: the language page names every function", "[rules][expression]") {
  const char* root = std::getenv("PATRON_SOURCE");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/docs/language.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(page.empty());
  for (const std::string_view function : patron::rules::function_names()) {
    CAPTURE(function);
    const std::string call = std::string(function) + "(";
    CHECK((page.find("`" + call) != std::string::npos ||
           page.find("." + call) != std::string::npos));
  }
}
