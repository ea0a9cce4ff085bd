// SPDX-License-Identifier: Apache-2.0
// Packs in their usual form: what moves, what stays, and that a second time changes
// nothing.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/json.hpp"
#include "patron/pack.hpp"

namespace {

namespace fs = std::filesystem;

std::string formatted(const std::string& text) {
  const patron::Result<std::string> once = patron::pack_format(text);
  INFO(text);
  REQUIRE(once.ok());
  const patron::Result<std::string> twice = patron::pack_format(*once);
  REQUIRE(twice.ok());
  CHECK(*twice == *once);
  return *once;
}

std::string canonical(const std::string& text) {
  patron::json::Options options;
  options.comments = true;
  const auto document = patron::json::Document::parse(text, options);
  REQUIRE(document.ok());
  std::string out;
  patron::json::append_canonical(out, document->root());
  return out;
}

TEST_CASE("format: spaces, indents and trailing commas are set right",
          "[rules][format]") {
  CHECK(formatted("{ \"a\" :1 ,\"b\":[ 1,2 , ],}") == "{\"a\": 1, \"b\": [1, 2]}\n");
  CHECK(formatted("{\n\t\"a\": 1,\n\n\n      \"b\": {}\r\n, \"c\": [\n] }") ==
        "{\n  \"a\": 1,\n\n  \"b\": {}, \"c\": []\n}\n");
  CHECK(formatted("\xef\xbb\xbf  7.50 ") == "7.50\n");
}

TEST_CASE("format: the lines that the author began stay", "[rules][format]") {
  CHECK(formatted("{\n\"a\": {\"b\": 1,\n\"c\": 2}, \"d\": 3, \"e\": 4}") ==
        "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2\n  },\n  \"d\": 3, \"e\": 4\n}\n");
  // Closed on a line of its own is opened on one.
  CHECK(formatted("{\"a\": 1\n}") == "{\n  \"a\": 1\n}\n");
}

TEST_CASE("format: every comment stays beside what it stood beside", "[rules][format]") {
  CHECK(formatted("// first\n\n// second\n{ // opens\n  // above\n  \"a\": 1, // behind\n"
                  "  \"b\": /* of b */ 2 // last\n  // below\n} // after\n// end\n") ==
        "// first\n\n// second\n{  // opens\n  // above\n  \"a\": 1,  // behind\n"
        "  /* of b */\n  \"b\": 2  // last\n  // below\n}  // after\n// end\n");
  CHECK(formatted("[1 /* one */, 2]") == "[\n  1,  /* one */\n  2\n]\n");
  CHECK(formatted("{/* nothing\n   yet */}") == "{  /* nothing\n   yet */\n}\n");
  CHECK(formatted("[\n1,\n\n// two\n2\n]") == "[\n  1,\n\n  // two\n  2\n]\n");
}

TEST_CASE("format: a line that is too long is broken at its members",
          "[rules][format]") {
  const std::string word(50, 'x');
  const std::string value = "\"" + word + "\"";
  CHECK(formatted("{\"a\": " + value + ", \"b\": " + value + ", \"c\": 3}") ==
        "{\n  \"a\": " + value + ", \"b\": " + value + ",\n  \"c\": 3\n}\n");
  // A member that is broken has its lines for itself.
  CHECK(formatted("{\"a\": 1, \"b\": [" + value + ", " + value + ", " + value + "]}") ==
        "{\n  \"a\": 1,\n  \"b\": [\n    " + value + ", " + value + ",\n    " + value +
            "\n  ]\n}\n");
}

TEST_CASE("format: texts stay as they are written", "[rules][format]") {
  CHECK(formatted(R"({"a": "\u4e1d // \" [{,", "b": "丝"})") ==
        "{\"a\": \"\\u4e1d // \\\" [{,\", \"b\": \"丝\"}\n");
}

TEST_CASE("format: what is no JSON is told with its place", "[rules][format]") {
  const auto made = patron::pack_format("{\n  \"a\": 1,\n  b: 2\n}");
  REQUIRE_FALSE(made.ok());
  CHECK(made.status().code() == patron::ErrorCode::pack);
  CHECK(made.status().place().line == 3);
  CHECK(made.status().place().column == 3);
  CHECK_FALSE(patron::pack_format("").ok());
  CHECK_FALSE(patron::pack_format("{} /* open").ok());
  CHECK_FALSE(patron::pack_format(std::string(100, '[')).ok());
}

TEST_CASE("format: the example packs are in this form, and mean the same",
          "[rules][format]") {
  const char* source = std::getenv("PATRON_SOURCE");
  const fs::path root = source == nullptr ? "." : source;
  std::size_t packs = 0;
  for (const fs::path folder : {"examples/packs", "tests/rules/refused"})
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      std::ifstream file(entry.path());
      std::stringstream text;
      text << file.rdbuf();
      CAPTURE(entry.path().string());
      const bool example = folder == "examples/packs";
      const auto made = patron::pack_format(text.str());
      if (!made.ok() && !example) continue;
      REQUIRE(made.ok());
      ++packs;
      if (example) CHECK(*made == text.str());
      CHECK(canonical(formatted(text.str())) == canonical(text.str()));
    }
  CHECK(packs > 50);
}

}  // namespace
