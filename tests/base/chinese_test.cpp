// SPDX-License-Identifier: Apache-2.0
// Messages in Chinese: what they quote stays, what they say is translated, and nothing
// that the refused packs provoke about expressions stays English.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "base/chinese.hpp"
#include "patron/expression.hpp"
#include "patron/status.hpp"

namespace {

using patron::base::in_chinese;

// Three words of Latin letters in a row, outside of quotes: English that was left.
bool english(const std::string& text) {
  bool quoted = false;
  int words = 0, letters = 0;
  for (const char c : text) {
    if (c == '"' || c == '\'' || c == '`') quoted = !quoted;
    const bool letter = !quoted && (c | 32) >= 'a' && (c | 32) <= 'z';
    if (letter && ++letters == 2 && ++words == 3) return true;
    if (!letter && c != ' ') words = 0;
    if (!letter) letters = 0;
  }
  return false;
}

TEST_CASE("chinese: parts are translated, names and figures stay", "[base][chinese]") {
  CHECK(in_chinese("no metric \"trip\"; did you mean \"trips\"?") ==
        "没有指标“trip”；是否指 \"trips\"？");
  CHECK(in_chinese("no points currency \"mile\"") == "没有积分币种“mile”");
  CHECK(in_chinese("\"golf\" is no label of tier; did you mean \"gold\"?") ==
        "\"golf\" 不是 tier 的标签；是否指 \"gold\"？");
  CHECK(in_chinese("costs up to 5 units; the pack allows 4") ==
        "最多耗费 5 个单位；规则包允许 4");
  CHECK(in_chinese("expected a value; found the end") == "应为 一个值；实际为 结尾");
  // A semicolon within quotes parts nothing.
  CHECK(in_chinese("unknown key \"a; b\"") == "未知的键 \"a; b\"");
  CHECK(in_chinese("") == "");
  CHECK(in_chinese("something nobody foresaw") == "something nobody foresaw");
}

TEST_CASE("chinese: errors of expressions say what is wrong and what is meant",
          "[base][chinese]") {
  const char* schema = R"s({"amount": "decimal(2)", "n": "int", "x": "double",
    "price": "money(2)", "ok": "bool", "s": "string", "day": "date", "at": "timestamp",
    "tags": "list(string)", "tier": {"enum": ["silver", "gold"]},
    "share": {"keys": "string", "values": "int", "rows": {"a": 1}}})s";
  for (const char* text :
       {"amuont > 5", "amount / 3", "n + x", "n > ", "n >", "(n", "n n", "tier == 'golf'",
        "rank(tier) > 1", "price * price", "day == '2026-05-01'", "day > at", "nosuch(n)",
        "n in 5", "n.all(x, x > 1)", "s.matches(s)", "has(n + 1)", "lookup('shar', s)",
        "lookup('share', n)", "lookup(s, s)", "tags['a']", "n && ok", "x = 1", "n and ok",
        "'abc", "1x", "between(n, 1)", "s.matches('(')", "if", "ok ? 1 : 's'", "-s"}) {
    const auto made = patron::Expression::compile(schema, text);
    CAPTURE(text);
    REQUIRE_FALSE(made.ok());
    const std::string message = made.status().message("zh");
    CAPTURE(made.status().message(), message);
    CHECK(message.starts_with("表达式有误："));
    CHECK_FALSE(english(message));
  }
}

}  // namespace
