// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "base/text.hpp"
#include "property.hpp"

using patron::ErrorCode;
using patron::Result;
using patron::Status;
namespace json = patron::json;

namespace {

Result<json::Document> parse(std::string_view text, bool comments = false,
                             json::Limits limits = {}) {
  json::Options options;
  options.comments = comments;
  options.code = ErrorCode::event;
  options.limits = limits;
  return json::Document::parse(text, options);
}

std::string canonical(std::string_view text, bool comments = false) {
  const auto document = parse(text, comments);
  if (!document.ok()) return "refused: " + document.status().message();
  std::string out;
  json::append_canonical(out, document->root());
  return out;
}

// "3:7 /a/b message" of a text that must not parse.
std::string refusal(std::string_view text, bool comments = false) {
  const auto document = parse(text, comments);
  if (document.ok()) return "accepted";
  CHECK(document.status().code() == ErrorCode::event);
  const auto& place = document.status().place();
  return std::to_string(place.line.value_or(0)) + ":" +
         std::to_string(place.column.value_or(0)) + " " + place.path + " " +
         document.status().message();
}

std::string doubled(double value) {
  std::string out;
  json::append_double(out, value);
  return out;
}

// A random document of at most `depth` levels.
void grow(std::string& out, testing::Numbers& numbers, int depth) {
  switch (numbers.below(depth > 0 ? 7 : 4)) {
    case 0: out += "null"; return;
    case 1: out += numbers.below(2) == 0 ? "true" : "false"; return;
    case 2:
      json::append_int(out, static_cast<std::int64_t>(numbers.next() >> 12));
      return;
    case 3: {
      std::string text;
      for (std::size_t i = numbers.below(8); i > 0; --i)
        text += numbers.below(3) == 0 ? std::string("里")
                                      : std::string(1, "a\"\\\n\x01/~"[numbers.below(7)]);
      json::append_string(out, text);
      return;
    }
    case 4:
    case 5: {
      out += '[';
      for (std::size_t i = numbers.below(4), first = 1; i > 0; --i, first = 0) {
        if (first == 0) out += " , ";
        grow(out, numbers, depth - 1);
      }
      out += ']';
      return;
    }
    default: {
      out += '{';
      for (std::size_t i = numbers.below(4), first = 1; i > 0; --i, first = 0) {
        if (first == 0) out += ",\n";
        json::append_string(out, "k" + std::to_string(9 - i));
        out += " : ";
        grow(out, numbers, depth - 1);
      }
      out += '}';
    }
  }
}

}  // namespace

TEST_CASE("json: values keep their kind, their text and their place", "[base][json]") {
  const auto document = parse("{\n  \"zh\": \"里程\", \"n\": [1.50, true],\n \"x\": null}");
  REQUIRE(document.ok());
  const json::Value& root = document->root();
  REQUIRE(root.is(json::Kind::object));
  CHECK(root.line == 1);
  CHECK(root.column == 1);
  CHECK(root.find("zh")->text == "里程");
  CHECK(root.find("zh")->line == 2);
  CHECK(root.find("zh")->column == 9);
  // Columns are characters, not bytes: two letters and two quotes after column 9.
  CHECK(root.members[1].column == 15);
  const json::Value& list = *root.find("n");
  CHECK(list.items.size() == 2);
  CHECK(list.items[0].text == "1.50");
  CHECK(list.items[0].kind == json::Kind::number);
  CHECK(list.items[1].boolean);
  CHECK(root.find("x")->is(json::Kind::null));
  CHECK(root.find("x")->line == 3);
  CHECK(root.find("y") == nullptr);
}

TEST_CASE("json: a number keeps every digit", "[base][json]") {
  const std::string digits = "123456789012345678901234567890.12345678901234567890";
  const auto document = parse(digits);
  REQUIRE(document.ok());
  CHECK(document->root().text == digits);
  CHECK(canonical("[0.10, 1e2, -0, 1E-7]") == "[0.10,1e2,-0,1E-7]");
}

TEST_CASE("json: escapes are decoded, also over two halves", "[base][json]") {
  const auto document = parse("\"a\\n\\u91cc\\ud83d\\ude00\\/\"");
  REQUIRE(document.ok());
  CHECK(document->root().text == "a\n里😀/");
  CHECK(parse("\"\\ud83d\"").status().code() == ErrorCode::event);
}

TEST_CASE("json: an error says line, column, address and what was expected",
          "[base][json][error]") {
  CHECK(refusal("{\"a\": 1,\n \"b\" 2}") == "2:6  expected :; found \"2\"");
  CHECK(refusal("{\"a\": {\"b\": [1, 2}}") ==
        "1:18 /a/b expected , or ]; found \"}\"");
  CHECK(refusal("{\"a\": tru}").substr(0, 14) == "1:7  expected ");
  CHECK(refusal("") == "1:1  expected a value; found the end of the text");
  CHECK(refusal("{} {}") == "1:4  expected the end of the text; found \"{\"");
  CHECK(refusal("[1, ]") == "1:5  expected a value; found \"]\"");
  CHECK(refusal("{\"里\": 1,,}").substr(0, 4) == "1:9 ");
}

TEST_CASE("json: the same key twice is an error, also among many",
          "[base][json][error]") {
  CHECK(refusal("{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}") ==
        "1:24 /b/c duplicate key \"c\"");
  CHECK(refusal("{\"a/b~\": 1, \"a\\/b~\": 2}") ==
        "1:13 /a~1b~0 duplicate key \"a/b~\"");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  CHECK(refusal(many + "\"k42\":1}") == "1:792 /k42 duplicate key \"k42\"");
  CHECK(parse(many + "\"k100\":1}").ok());
}

TEST_CASE("json: comments and trailing commas are for packs", "[base][json]") {
  const std::string text = "// a pack\n{\"a\": 1, /* b */ \"c\": [1, 2,],}";
  CHECK(canonical(text, true) == "{\"a\":1,\"c\":[1,2]}");
  CHECK(refusal(text) == "1:1  expected a value; found \"/\"");
  const auto document = parse(text, true);
  CHECK(document->root().line == 2);
  CHECK(document->root().members[1].column == 18);
  CHECK(refusal("{} /* open", true) == "1:11  expected */; found the end of the text");
  CHECK(refusal("// \xff\n{}", true) == "1:4  not UTF-8; found byte 255");
}

TEST_CASE("json: a byte order mark is passed over", "[base][json]") {
  CHECK(canonical("\xef\xbb\xbf[1]") == "[1]");
}

TEST_CASE("json: depth and size have limits", "[base][json][error]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse(nested(6), false, {100, 6}).ok());
  const auto deep = parse(nested(7), false, {100, 6});
  CHECK(deep.status().code() == ErrorCode::limit);
  CHECK(deep.status().message() == "this JSON is nested more than 6 deep");
  CHECK(parse(std::string(100, ' ') + "1", false, {100, 6}).status().code() ==
        ErrorCode::limit);
  CHECK(parse(nested(1'000'000), false, {4u << 20, 32}).status().code() ==
        ErrorCode::limit);
}

TEST_CASE("json: only UTF-8 is text", "[base][json][error]") {
  CHECK(refusal("\"a\xff\"") == "1:3  not UTF-8; found byte 255");
  for (const std::string_view bad :
       {"\x80", "\xc0\xaf", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe9\x87"}) {
    CHECK_FALSE(json::valid_utf8(bad));
    CHECK_FALSE(parse('"' + std::string(bad) + '"').ok());
  }
  for (const std::string_view good : {"", "abc", "里程", "\xf4\x8f\xbf\xbf", "é"})
    CHECK(json::valid_utf8(good));
}

TEST_CASE("json: canonical text has sorted keys and no spaces", "[base][json]") {
  CHECK(canonical("{\"b\": 1, \"a\": {\"z\": [], \"Z\": {}}, \"里\": null}") ==
        "{\"a\":{\"Z\":{},\"z\":[]},\"b\":1,\"里\":null}");
  std::string text;
  json::append_string(text, "a\"\\\n\r\t\x01/里");
  CHECK(text == "\"a\\\"\\\\\\n\\r\\t\\u0001/里\"");
}

TEST_CASE("json: canonical text of canonical text is itself", "[base][json]") {
  testing::Numbers numbers(testing::kSeed);
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    grow(text, numbers, 5);
    const std::string once = canonical(text);
    CAPTURE(text);
    REQUIRE(once.substr(0, 7) != "refused");
    REQUIRE(canonical(once) == once);
  }
}

TEST_CASE("json: numbers are written shortest, and read back", "[base][json]") {
  CHECK(doubled(0.1) == "0.1");
  CHECK(doubled(1e300) == "1e+300");
  CHECK(doubled(-2.0) == "-2");
  CHECK(doubled(std::nan("")) == "null");
  CHECK(doubled(HUGE_VAL) == "null");
  testing::holds_for_all([](double value) {
    if (!std::isfinite(value)) return;
    RC_ASSERT(std::stod(doubled(value)) == value);
  });
  std::string out;
  json::append_int(out, std::numeric_limits<std::int64_t>::min());
  CHECK(out == "-9223372036854775808");
}

TEST_CASE("json: pointers escape what would cut them", "[base][json]") {
  std::string pointer;
  json::append_pointer(pointer, "a/b~c");
  json::append_pointer(pointer, std::size_t{3});
  json::append_pointer(pointer, "");
  CHECK(pointer == "/a~1b~0c/3/");
}

TEST_CASE("json: no bytes crash it, and every error has its place",
          "[base][json][hostile]") {
  testing::Numbers numbers(testing::kSeed);
  const std::string good =
      "// c\n{\"里\": [1, -2.5e3, \"a\\u91cc\\n\"], \"b\": {\"c\": null, \"d\": true}, "
      "/* */}";
  for (int i = 0; i < 20'000; ++i) {
    const bool comments = i % 3 != 0;
    const std::string text =
        i % 5 == 0 ? numbers.bytes(numbers.below(30))
                   : testing::damaged(good, numbers,
                                      {"\\u", "\\ud800", "//", "/*", "*/", "{{", "]]",
                                       "\xef\xbb\xbf", "1e999", "-", "\"\"", "\0"});
    const auto document = parse(text, comments);
    if (document.ok()) continue;
    const Status& status = document.status();
    CAPTURE(text, status.message());
    CHECK(status.code() == ErrorCode::event);
    CHECK(status.place().line.value_or(0) >= 1);
    CHECK(status.place().column.value_or(0) >= 1);
    CHECK(json::valid_utf8(status.message()));
    CHECK(status.message().find('\n') == std::string::npos);
    CHECK(status.message().size() < 200);
  }
}

TEST_CASE("text: a slip of the pen is understood, a guess is not made",
          "[base][text]") {
  const std::vector<std::string_view> names = {"when", "weight", "window", "on"};
  using patron::base::did_you_mean;
  using patron::base::nearest;
  CHECK(nearest("wehn", names) == "when");  // Two neighbours swapped: one slip.
  CHECK(nearest("wieght", names) == "weight");
  CHECK(nearest("windows", names) == "window");
  CHECK(nearest("basis", names).empty());
  CHECK(nearest("o", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest(std::string(65, 'w'), names).empty());
  CHECK(nearest("when", {}).empty());
  CHECK(did_you_mean("wieght", names) == "; did you mean \"weight\"?");
  CHECK(did_you_mean("basis", names).empty());
}

TEST_CASE("text: what was found stands on one line and is not too long",
          "[base][text]") {
  using patron::base::shown;
  CHECK(shown("a\nb") == "\"a\\nb\"");
  CHECK(shown(std::string(64, 'x')) == '"' + std::string(64, 'x') + '"');
  CHECK(shown(std::string(65, 'x')) == '"' + std::string(64, 'x') + "\"...");
  // 63 letters, then a character of three bytes: cut before it, not in it.
  const std::string cut = shown(std::string(63, 'x') + "里程");
  CHECK(cut == '"' + std::string(63, 'x') + "\"...");
  CHECK(json::valid_utf8(cut));
}

TEST_CASE("json: escapes and bad bytes are found wherever they stand", "[base]") {
  const std::pair<std::string, std::string> kEscapes[] = {
      {"\"", "\\\""}, {"\\", "\\\\"}, {"\n", "\\n"}, {"\x01", "\\u0001"},
      {"\x1f", "\\u001f"}};
  for (std::size_t before = 0; before < 18; ++before)
    for (std::size_t after = 0; after < 10; ++after) {
      const std::string left(before, '#'), right(after, '~');
      for (const auto& [plain, escaped] : kEscapes) {
        std::string out;
        json::append_string(out, left + plain + right);
        REQUIRE(out == '"' + left + escaped + right + '"');
      }
      std::string out;
      json::append_string(out, left + "京\x7f" + right);
      REQUIRE(out == '"' + left + "京\x7f" + right + '"');
      REQUIRE(json::first_bad_byte(left + "\xff" + right) == before);
      REQUIRE(json::first_bad_byte(left + "京" + right) == before + 3 + after);
    }
}
