// SPDX-License-Identifier: Apache-2.0
// Rows and the short way of predicates: the outcome is that of the same values as JSON,
// which the machine evaluates part by part when it explains.
#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "patron/expression.hpp"
#include "rules/expression_code.hpp"
#include "rules/plain.hpp"

namespace {

using patron::Expression;
using patron::ErrorCode;
using patron::Instant;
using patron::Outcome;
using patron::Row;

const std::string kSchema = R"s({"n": "int", "m": "int?", "x": "double", "ok": "bool",
  "s": "string", "t": "string?", "amount": "money(2)", "rate": "decimal(4)",
  "day": "date", "at": "timestamp", "then": "timestamp", "span": "duration",
  "tags": "list(string)", "tier": {"enum": ["member", "silver", "gold"], "ordered": true},
  "zone": {"keys": "int", "values": "int", "rows": {"1": 2}, "default": 0}})s";

Expression compiled(const std::string& text) {
  auto made = Expression::compile(kSchema, text);
  INFO(text);
  REQUIRE(made.ok());
  return *std::move(made);
}

// Values of the inputs, as JSON; "" is missing.
using Values = std::vector<std::pair<std::string, std::string>>;

Row row_of(const Values& values) {
  auto row = Row::create(kSchema);
  REQUIRE(row.ok());
  row->set_now(Instant{1'782'000'000'000});
  for (const auto& [name, json] : values) {
    const auto input = row->find(name);
    REQUIRE(input);
    if (!json.empty()) REQUIRE(row->set_json(*input, json).ok());
  }
  return *std::move(row);
}

std::string object_of(const Values& values) {
  std::string out = "{";
  for (const auto& [name, json] : values)
    if (!json.empty())
      out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + json;
  return out + "}";
}

const std::vector<std::string> kConditions = {
    "n > 3", "3 >= n", "n == m", "m == null", "null != t", "has(t)", "!has(m)",
    "ok", "!ok", "ok == true", "n > 1 && x < 0.5", "x > 2.0 || n / m > 1",
    "ok ? n > m : x < 1.0", "(ok ? n : m) >= 2", "n + m > 5", "n - m < 0", "n * m >= 6",
    "n / m == 1", "n % m == 0", "9223372036854775807 + n > 0", "x / 0.0 > 1.0",
    "x == x", "double(n) * x > 1.0", "s == 'gold'", "s < 'b'", "s in ['a', 'gold', 'é']",
    "t in ['a', 'b']", "n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "'a' in tags",
    "s.startsWith('g')", "s.endsWith(t)", "s.contains('ol')", "size(s) == 4",
    "s.matches('^g')", "s.lowerAscii() == 'gold'", "tier == 'gold'",
    "tier in ['gold', 'silver']", "rank(tier) >= rank('silver')", "amount >= 500",
    "amount > 12.49", "amount * 2 > 900", "amount * 0.8 > 10", "rate < 0.25",
    "rate + rate == 0.25", "amount + amount > 100", "-n < 0", "between(n, 2, 4)",
    "between(x, 0.25, 0.75)", "day > date('2026-01-01')", "day == today", "at < now",
    "daysBetween(day, today) > 30", "day.year() == 2026", "month(day) == 2",
    "at - then > duration('1h')", "at.getFullYear() == 2026", "at.getHours() > 5",
    "span > duration('90m')", "lookup('zone', n) == 2", "tags.exists(t, t == 'a')",
    "true", "false && ok", "n > 0 && (s == 'gold' || ok) && !(x > 3.0)",
    "(n > 2 ? 'gold' : 'b') == s", "math.abs(n) == 3", "string(n) == '3'"};

// What each input may be.
const std::vector<std::pair<std::string, std::vector<std::string>>> kChoices = {
    {"n", {"3", "-3", "0", "1", "", "9223372036854775807"}},
    {"m", {"3", "0", "-1", "null", ""}},
    {"x", {"0.5", "2.5", "-0.0", "1e300", ""}},
    {"ok", {"true", "false", ""}},
    {"s", {"\"gold\"", "\"a\"", "\"é\"", "\"\"", "\"Gold\"", ""}},
    {"t", {"\"b\"", "\"ld\"", "null", ""}},
    {"amount", {"\"500.00\"", "\"12.50\"", "\"999999999999.99\"", "\"5.00 USD\"", ""}},
    {"rate", {"\"0.1250\"", "\"0.2500\"", ""}},
    {"day", {"\"2026-02-28\"", "\"2024-02-29\"", ""}},
    {"at", {"\"2026-05-01T10:00:00Z\"", "\"1969-12-31T23:59:59.999Z\"",
            "\"2026-05-01T10:00:00.0000005Z\"", ""}},
    {"then", {"\"2026-05-01T08:30:00Z\"", "\"0001-01-01T00:00:00Z\""}},
    {"span", {"\"5400s\"", "\"5401s\"", "\"5400.0000001s\""}},
    {"tags", {"[]", "[\"a\"]", "[\"b\", \"a\"]", ""}},
    {"tier", {"\"gold\"", "\"member\"", ""}}};

TEST_CASE("row: the outcome is that of the same values as JSON", "[rules][plain]") {
  patron::base::Random random(7);
  std::vector<Expression> conditions;
  for (const std::string& text : kConditions) conditions.push_back(compiled(text));
  std::vector<Outcome> outcomes(conditions.size());
  for (int round = 0; round < 400; ++round) {
    Values values;
    for (const auto& [name, choices] : kChoices)
      values.emplace_back(name, choices[random.index(choices.size())]);
    const Row row = row_of(values);
    const std::string json = object_of(values);
    REQUIRE(Expression::eval(conditions, row, outcomes).ok());
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const auto trace = conditions[i].explain(json, Instant{1'782'000'000'000});
      REQUIRE(trace.ok());
      const auto told = trace->text(0, trace->column("outcome"));
      INFO(kConditions[i] << " of " << json);
      CHECK(name(outcomes[i]) == told);
      CHECK(*conditions[i].eval(row) == outcomes[i]);
    }
  }
}

TEST_CASE("row: most conditions have the short way", "[rules][plain]") {
  std::size_t plain = 0;
  for (const std::string& text : kConditions)
    plain += compiled(text).code().plain != nullptr ? 1 : 0;
  // Not: -n, matches, lowerAscii, a macro, lookup, string(n).
  CHECK(plain > kConditions.size() * 3 / 4);
  CHECK(compiled("tags.exists(t, t == 'a')").code().plain == nullptr);
  CHECK(compiled("n + 1").code().plain == nullptr);
}

TEST_CASE("row: cells are set by their types, worked by hand", "[rules][plain]") {
  Row row = *Row::create(kSchema);
  const auto set = [&](const char* name) { return *row.find(name); };
  CHECK(*compiled("amount >= 500").eval(row) == Outcome::unknown);
  CHECK(row.set_whole(set("amount"), 50'000).ok());  // 500.00
  CHECK(*compiled("amount >= 500").eval(row) == Outcome::true_);
  CHECK(row.set_whole(set("amount"), 49'999).ok());
  CHECK(*compiled("amount >= 500").eval(row) == Outcome::false_);
  CHECK(row.set_text(set("tier"), "silver").ok());
  CHECK(*compiled("rank(tier) == 1").eval(row) == Outcome::true_);
  CHECK(row.set_whole(set("day"), 20'512).ok());  // 2026-02-28
  CHECK(*compiled("day == date('2026-02-28')").eval(row) == Outcome::true_);
  CHECK(row.set_number(set("x"), 0.5).ok());
  CHECK(row.set_whole(set("n"), 0).ok());
  CHECK(*compiled("x > 0.25 && 1 / n > 0").eval(row) == Outcome::error);
  CHECK(row.set_null(set("t")).ok());
  CHECK(*compiled("t == null").eval(row) == Outcome::true_);
  CHECK(*compiled("t == 'a' || x > 1.0").eval(row) == Outcome::false_);
  CHECK(*compiled("t.startsWith('a')").eval(row) == Outcome::unknown);
  row.clear();
  CHECK(*compiled("x > 0.25").eval(row) == Outcome::unknown);
  CHECK(*compiled("today > day").eval(row) == Outcome::unknown);
}

TEST_CASE("row: what does not fit is refused, and changes nothing", "[rules][plain]") {
  Row row = *Row::create(kSchema);
  const std::size_t n = *row.find("n");
  REQUIRE(row.set_whole(n, 3).ok());
  CHECK(row.set_number(n, 3.0).code() == ErrorCode::event);
  CHECK(row.set_text(n, "3").code() == ErrorCode::event);
  CHECK(row.set_json(n, "\"x\"").code() == ErrorCode::event);
  CHECK(row.set_json(n, "{").code() == ErrorCode::event);
  CHECK(row.set_whole(*row.find("ok"), 2).code() == ErrorCode::event);
  CHECK(row.set_text(*row.find("tier"), "golf").code() == ErrorCode::event);
  CHECK(row.set_text(*row.find("s"), "\xff").code() == ErrorCode::event);
  CHECK(row.set_whole(99, 3).code() == ErrorCode::argument);
  CHECK(row.set_null(static_cast<std::size_t>(-1)).code() == ErrorCode::argument);
  CHECK_FALSE(row.find("zone"));  // A map to look into.
  CHECK_FALSE(row.find("nothing"));
  CHECK(*compiled("n == 3").eval(row) == Outcome::true_);
  Row other = *Row::create(R"({"n": "int"})");
  CHECK(compiled("n == 3").eval(other).status().code() == ErrorCode::argument);
  CHECK_FALSE(Row::create("").ok());
  CHECK_FALSE(Row::create("{").ok());
  std::array<Outcome, 1> few{};
  const std::vector<Expression> two = {compiled("ok"), compiled("n > 1")};
  CHECK(Expression::eval(two, row, few).code() == ErrorCode::argument);
}

}  // namespace
