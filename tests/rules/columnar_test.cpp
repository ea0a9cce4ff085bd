// SPDX-License-Identifier: Apache-2.0
// Columns against rows: the same expression over the same cells, row for row. The rows go
// over the end of a chunk, and hold nulls, edges of the ranges and words that repeat.
#include "patron/columns.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "../property.hpp"
#include "patron/expression.hpp"
#include "rules/columnar.hpp"
#include "rules/expression_code.hpp"
#include "rules/syntax.hpp"

using patron::Columns;
using patron::ColumnType;
using patron::ErrorCode;
using patron::Expression;
using patron::Outcome;

namespace {

constexpr std::size_t kRows = 2100;  // Two chunks and a piece.
constexpr patron::Instant kNow{1'782'000'000'000};

constexpr std::string_view kSchema = R"s({"a": "int?", "b": "int", "p": "decimal(2)?",
  "q": "decimal(3)", "m": "money(2)", "x": "double?", "y": "double", "f": "bool?",
  "g": "bool", "s": "string?", "t": "string", "d": "date?", "e": "date",
  "i": "timestamp?", "j": "timestamp", "tags": "list(string)",
  "tier": {"enum": ["member", "silver", "gold"], "ordered": true, "nullable": true}})s";

// One attribute: its cells as a column takes them, and as JSON.
struct Cells {
  std::string name;
  ColumnType type;
  std::int32_t scale = 0;
  std::vector<std::int64_t> whole;
  std::vector<double> number;
  std::vector<std::string> texts;
  std::vector<bool> null;

  std::string json(std::size_t row) const {
    if (null[row]) return "null";
    switch (type) {
      case ColumnType::number:
        return std::to_string(number[row]);
      case ColumnType::boolean:
        return whole[row] != 0 ? "true" : "false";
      case ColumnType::int64:
        return std::to_string(whole[row]);
      case ColumnType::nested:
        return texts[row];
      default:
        return '"' + texts[row] + '"';
    }
  }
};

std::string decimal(std::int64_t value, int scale) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto least = static_cast<std::size_t>(scale) + 1;
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  return value < 0 ? '-' + digits : digits;
}

class Table {
 public:
  Table() : numbers_(7) {
    using L = std::numeric_limits<std::int64_t>;
    wholes("a", ColumnType::int64, {0, 1, -1, 7, 12, L::max(), L::min()}, true);
    wholes("b", ColumnType::int64, {0, 2, -3, 5, 100, L::max()}, false);
    wholes("p", ColumnType::decimal, {0, 50, -50, 81250, 999'999'999'999'999'999}, true,
           2);
    wholes("q", ColumnType::decimal, {0, 500, 1, -81'250'000}, false, 3);
    wholes("m", ColumnType::decimal, {0, 9900, 1250, -1}, false, 2);
    wholes("f", ColumnType::boolean, {0, 1}, true);
    wholes("g", ColumnType::boolean, {0, 1}, false);
    wholes("d", ColumnType::date, {0, 20512, 20513, 11016, -25'567, 84'005}, true);
    wholes("e", ColumnType::date, {20512, 20540, 11016}, false);
    wholes("i", ColumnType::instant, {0, 1'782'000'000'000, 1'781'999'999'999}, true);
    wholes("j", ColumnType::instant, {-1, 1'700'000'000'123}, false);
    doubles("x", {0.0, 0.5, -2.25, 1e15}, true);
    doubles("y", {0.0, 4.0, 0.25}, false);
    words("s", ColumnType::text, {"Lisboa", "lisboa", "", "北京", "Łódź"}, true);
    words("t", ColumnType::text, {"Lisboa", "x", "Porto"}, false);
    words("tier", ColumnType::text, {"member", "silver", "gold"}, true);
    words("tags", ColumnType::nested, {"[]", R"(["a","b"])", R"(["vip"])"}, false);
  }

  Columns columns() const {
    Columns out(kRows);
    for (const Cells& cells : all_) add(cells, out);
    return out;
  }

  std::string json(std::size_t row) const {
    std::string out = "{";
    for (const Cells& cells : all_) {
      if (out.size() > 1) out += ',';
      out += '"' + cells.name + "\":" + cells.json(row);
    }
    return out + '}';
  }

 private:
  Cells& begin(const char* name, ColumnType type, bool nullable) {
    Cells& cells = all_.emplace_back();
    cells.name = name;
    cells.type = type;
    for (std::size_t i = 0; i < kRows; ++i)
      cells.null.push_back(nullable && numbers_.below(7) == 0);
    return cells;
  }

  void wholes(const char* name, ColumnType type, std::vector<std::int64_t> often,
              bool nullable, std::int32_t scale = 0) {
    Cells& cells = begin(name, type, nullable);
    cells.scale = scale;
    for (std::size_t i = 0; i < kRows; ++i) {
      const std::int64_t value =
          numbers_.below(3) != 0 || type == ColumnType::boolean
              ? often[numbers_.below(often.size())]
              : static_cast<std::int64_t>(numbers_.below(40'000)) - 20'000;
      cells.whole.push_back(value);
      if (type == ColumnType::date)
        cells.texts.push_back(patron::Date{static_cast<std::int32_t>(value)}.text());
      else if (type == ColumnType::instant)
        cells.texts.push_back(patron::Instant{value}.text());
      else
        cells.texts.push_back(scale > 0 ? decimal(value, scale) : "");
    }
  }

  void doubles(const char* name, std::vector<double> often, bool nullable) {
    Cells& cells = begin(name, ColumnType::number, nullable);
    for (std::size_t i = 0; i < kRows; ++i)
      cells.number.push_back(often[numbers_.below(often.size())]);
  }

  void words(const char* name, ColumnType type, std::vector<std::string> often,
             bool nullable) {
    Cells& cells = begin(name, type, nullable);
    for (std::size_t i = 0; i < kRows; ++i)
      cells.texts.push_back(often[numbers_.below(often.size())]);
  }

  static void add(const Cells& cells, Columns& out) {
    std::vector<std::uint8_t> valid(kRows / 8 + 1);
    for (std::size_t i = 0; i < kRows; ++i)
      if (!cells.null[i])
        valid[i / 8] = static_cast<std::uint8_t>(valid[i / 8] | 1U << i % 8);
    if (cells.type == ColumnType::number) {
      REQUIRE(out.add(cells.name, cells.number, valid).ok());
    } else if (cells.type == ColumnType::text || cells.type == ColumnType::nested) {
      std::string bytes;
      std::vector<std::int64_t> ends{0};
      for (const std::string& text : cells.texts) {
        bytes += text;
        ends.push_back(static_cast<std::int64_t>(bytes.size()));
      }
      REQUIRE(out.add_texts(cells.name, cells.type, bytes, ends, valid).ok());
    } else {
      REQUIRE(out.add(cells.name, cells.type, cells.whole, valid, cells.scale).ok());
    }
  }

  std::vector<Cells> all_;
  testing::Numbers numbers_;
};

// Each operation that vectors have, alone and in company, and things that they have not.
constexpr const char* kExpressions[] = {"a",
                                        "p",
                                        "x",
                                        "f",
                                        "s",
                                        "d",
                                        "tags",
                                        "tier",
                                        "m",
                                        "1 + 1",
                                        "b == 5",
                                        "a == b",
                                        "a < 7",
                                        "7 > a",
                                        "a != null",
                                        "null == a",
                                        "has(a)",
                                        "!has(s)",
                                        "has(a) && a > 0",
                                        "a + b",
                                        "a - b",
                                        "a * b",
                                        "b / 2",
                                        "a / b",
                                        "a % b",
                                        "-a",
                                        "-p",
                                        "-x",
                                        "-b > 0",
                                        "p + q",
                                        "p - q",
                                        "p * q",
                                        "p < q",
                                        "p == q",
                                        "p >= 0.5",
                                        "q < 812.5",
                                        "p > 3",
                                        "b < q",
                                        "m > 12.5",
                                        "m + m",
                                        "m * 2",
                                        "x + y",
                                        "x / y",
                                        "x * y - 1.0",
                                        "x < y",
                                        "x == 0.5",
                                        "b < 2.5",
                                        "x > b",
                                        "f",
                                        "!f",
                                        "f && g",
                                        "f || g",
                                        "f == g",
                                        "f != true",
                                        "f ? a : b",
                                        "g ? p : p + 0.01",
                                        "a > 0 ? x : y",
                                        "f ? 'yes' : 'no'",
                                        "d < e",
                                        "d - e",
                                        "d == date('2026-02-28')",
                                        "e < today",
                                        "e - d > 30",
                                        "d.year()",
                                        "d.year() == 2026 && e.isoWeekday() < 6",
                                        "daysBetween(d, e) > 20",
                                        "monthsBetween(e, d)",
                                        "addDays(e, 30) > d",
                                        "i < j",
                                        "i < now",
                                        "now - i",
                                        "j - i < duration('24h')",
                                        "i - duration('1h')",
                                        "i + duration('1h') > j",
                                        "i.getHours()",
                                        "j.getFullYear() > 2020",
                                        "s == 'Lisboa'",
                                        "s == t",
                                        "s < t",
                                        "s in ['Lisboa', 'Porto']",
                                        "s.startsWith('L')",
                                        "size(s) > 3",
                                        "s.matches('^[Ll]is')",
                                        "s.lowerAscii() == 'lisboa'",
                                        "s + t",
                                        "s == null || s == ''",
                                        "tier == 'gold'",
                                        "rank(tier) >= rank('silver')",
                                        "tier in ['gold']",
                                        "tier == 'gold' && s == 'Lisboa'",
                                        "'vip' in tags",
                                        "size(tags)",
                                        "tags.exists(w, w == 'vip' && a > 0)",
                                        "size(tags) > 0 && tags[0] == 'a'",
                                        "b in [0, 2, 5]",
                                        "between(b, 0, 5)",
                                        "between(p, 0.1, 900)",
                                        "a > 0 && b > 0 && p > 0",
                                        "a > 0 || b > 0 || s == 'x'",
                                        "a / b > 1 || b == 0",
                                        "b != 0 && a / b > 1",
                                        "a == 7 && tags.all(w, size(w) > 1)",
                                        "math.abs(b) > 3",
                                        "math.round(x * 3.0) > 1.0",
                                        "string(b) == '5'",
                                        "a + 1 > a",
                                        "(a + b) * 2 > 10 && (a + b) * 2 < 100",
                                        "cel.bind(v, b * 2, v > 4)",
                                        "f && (a > 0 ? g : x > 0.0)",
                                        "!(a > 0) == (b > 0)"};

// A cell, in the words of eval_json.
std::string told(const Expression::Answers& answers, std::size_t row) {
  const std::string cells = answers.values.row_json(row);
  if (cells == "{}") return "null";
  const std::size_t colon = cells.find(':');
  return cells.substr(colon + 1, cells.size() - colon - 2);
}

bool endless(std::string_view json) {  // A number for which JSON has no word.
  return json == "\"Infinity\"" || json == "\"-Infinity\"" || json == "\"NaN\"";
}

}  // namespace

TEST_CASE("columnar: columns come to what rows come to", "[rules][columnar]") {
  const Table table;
  const Columns columns = table.columns();
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < kRows; ++row) rows.push_back(table.json(row));
  for (const char* text : kExpressions) {
    CAPTURE(text);
    const auto made = Expression::compile(kSchema, text);
    INFO((made.ok() ? "" : made.status().message()));
    REQUIRE(made.ok());
    const auto answers = made->eval_columns(columns, kNow);
    REQUIRE(answers.ok());
    const auto outcomes = made->eval_columns(columns, kNow, false);
    REQUIRE(outcomes->outcomes == answers->outcomes);
    std::array<std::size_t, 5> seen{};
    for (std::size_t row = 0; row < kRows; row += row < 40 ? 1 : 7) {
      CAPTURE(row, rows[row]);
      const auto one = made->eval_json(rows[row], kNow);
      REQUIRE(one.ok());
      REQUIRE(answers->outcomes[row] == static_cast<std::uint8_t>(one->outcome));
      REQUIRE(told(*answers, row) == (endless(one->json) ? "null" : one->json));
      ++seen[answers->outcomes[row]];
    }
    CHECK(seen[0] + seen[1] + seen[2] > 0);  // Not all of it errors and unknowns.
  }
}

TEST_CASE("columnar: random pairs of predicates, joined in all ways",
          "[rules][columnar]") {
  const Table table;
  const Columns columns = table.columns();
  std::vector<std::string> predicates;
  for (const char* text : kExpressions) {
    const auto made = Expression::compile(kSchema, text);
    if (made->type() == "bool" || made->type() == "bool?") predicates.emplace_back(text);
  }
  REQUIRE(predicates.size() > 40);
  testing::Numbers numbers(11);
  for (int round = 0; round < 150; ++round) {
    const auto any = [&] {
      return '(' + predicates[numbers.below(predicates.size())] + ')';
    };
    constexpr std::array joins = {" && ", " || ", " == ", " ? false : ", " != "};
    const std::string text = any() + " && " + any() + joins[numbers.below(joins.size())] +
                             any() + " || " + any();
    CAPTURE(text);
    const auto made = Expression::compile(kSchema, text);
    if (!made.ok()) continue;  // Two loops may be one too many.
    const auto answers = made->eval_columns(columns, kNow);
    REQUIRE(answers.ok());
    for (int sample = 0; sample < 25; ++sample) {
      const std::size_t row = numbers.below(kRows);
      const std::string json = table.json(row);
      CAPTURE(json);
      const auto one = made->eval_json(json, kNow);
      REQUIRE(answers->outcomes[row] == static_cast<std::uint8_t>(one->outcome));
      REQUIRE(told(*answers, row) == one->json);
    }
  }
}

TEST_CASE("columnar: vectors answer all that is plain", "[rules][columnar]") {
  // Without nulls, zeros and large numbers no row is left to the row evaluator.
  patron::rules::Lane b, s;
  b.form = patron::rules::Lane::Form::whole;
  b.kind = patron::model::TypeKind::integer;
  b.made_whole = {1, 2, 3, 4};
  b.whole = b.made_whole.data();
  s.form = patron::rules::Lane::Form::coded;
  const std::int32_t codes[] = {0, 1, 1, 0};
  s.codes = codes;
  s.words = {patron::rules::text_value("Lisboa"), patron::rules::text_value("x"), {}};
  for (const char* text :
       {"b + 1 > 2 && s == 'Lisboa'", "s.startsWith('L') || b % 3 == 0", "b * 2 - 1",
        "b > 2 ? size(s) : b", "!(b in [1, 5])", "between(b, 2, 3)", "double(b) / 2.0"}) {
    CAPTURE(text);
    const auto made = Expression::compile(R"({"b": "int", "s": "string"})", text);
    REQUIRE(made.ok());
    const patron::rules::Expression& compiled = made->code().compiled;
    std::vector<patron::rules::Lane> lanes;
    for (const auto& name : compiled.reads()) lanes.push_back(name.path == "b" ? b : s);
    for (auto& lane : lanes)
      if (lane.whole != nullptr) lane.whole = lane.made_whole.data();
    patron::rules::Plan plan(compiled.tree(), lanes, 4);
    REQUIRE(plan.root() != nullptr);
    plan.run(0, 4);
    const std::uint8_t* state = plan.root()->state;
    CHECK((state == nullptr || std::count(state, state + 4, 0) == 4));
  }
}

TEST_CASE("columnar: a column that is not there is missing, a null is null",
          "[rules][columnar]") {
  const auto made = Expression::compile(R"({"n": "int?", "k": "int?"})", "n");
  Columns columns(2);
  const std::int64_t values[] = {4, 0};
  const std::uint8_t valid[] = {1};
  REQUIRE(columns.add("k", ColumnType::int64, values, valid).ok());
  auto answers = made->eval_columns(columns);
  CHECK(answers->outcomes == std::vector<std::uint8_t>{4, 4});  // Unknown.
  CHECK(answers->values.row_json(0) == R"({"problem":["n"]})");
  answers = Expression::compile(R"({"k": "int?"})", "k")->eval_columns(columns);
  CHECK(answers->outcomes == std::vector<std::uint8_t>{2, 2});  // Values: 4 and null.
  CHECK(answers->values.row_json(0) == R"({"value":4})");
  CHECK(answers->values.row_json(1) == "{}");
}

TEST_CASE("columnar: no rows", "[rules][columnar]") {
  const auto made = Expression::compile(R"({"n": "int"})", "n > 1");
  const auto answers = made->eval_columns(Columns(0));
  REQUIRE(answers.ok());
  CHECK(answers->outcomes.empty());
  CHECK(answers->values.rows() == 0);
}

TEST_CASE("columnar: a cell that is not of its type, with its row", "[rules][columnar]") {
  Columns columns(3);
  const std::int64_t ends[] = {0, 2, 5, 8}, scaled[] = {100, 105, 1};
  REQUIRE(columns.add_texts("day", ColumnType::text, "2026-02-", ends).ok());
  REQUIRE(columns.add("p", ColumnType::decimal, scaled, {}, 3).ok());
  auto answers =
      Expression::compile(R"({"day": "date"})", "day > today")->eval_columns(columns);
  REQUIRE_FALSE(answers.ok());
  CHECK(answers.status().code() == ErrorCode::event);
  CHECK(answers.status().place().row == 0);
  CHECK(answers.status().place().path == "/day");
  // 0.105 has three decimals, the name's type two.
  answers =
      Expression::compile(R"s({"p": "decimal(2)"})s", "p > 0")->eval_columns(columns);
  REQUIRE_FALSE(answers.ok());
  CHECK(answers.status().place().row == 1);
  CHECK(answers.status().message() == "\"p\": expected decimal(2); found 0.105");
}

TEST_CASE("columnar: days that no date can be", "[rules][columnar]") {
  Columns columns(1);
  const std::int64_t days[] = {84'006};  // 1 January 2200.
  REQUIRE(columns.add("day", ColumnType::date, days).ok());
  const auto answers =
      Expression::compile(R"({"day": "date"})", "day > today")->eval_columns(columns);
  CHECK(answers.status().message() ==
        "\"day\": expected date; found 84006 days since 1970");
}

TEST_CASE("columns: what is not a column is refused", "[rules][columnar]") {
  Columns columns(2);
  const std::int64_t two[] = {1, 2}, three[] = {1, 2, 3}, wild[] = {0, 5, 2};
  const std::int32_t codes[] = {0, 2};
  const std::string_view words[] = {"a", "b"};
  CHECK(columns.add("n", ColumnType::int64, three).message() ==
        "column \"n\": has 3 values for 2 rows");
  CHECK(columns.add("n", ColumnType::text, two).message() ==
        "column \"n\": is not of whole values");
  CHECK(columns.add("n", ColumnType::decimal, two, {}, 19).message() ==
        "column \"n\": has no such scale");
  CHECK(columns.add("n", ColumnType::int64, two, {}, 2).message() ==
        "column \"n\": has no such scale");
  CHECK(columns.add_texts("n", ColumnType::text, "ab", wild).message() ==
        "column \"n\": has a text that ends where there are no bytes");
  CHECK(columns.add_codes("n", ColumnType::text, codes, words).message() ==
        "column \"n\": has a code without a word");
  CHECK(columns.add("n", ColumnType::int64, two).ok());
  CHECK(columns.add("n", ColumnType::int64, two).message() ==
        "column \"n\": is there already");
}
