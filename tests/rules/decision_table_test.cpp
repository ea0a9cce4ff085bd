// SPDX-License-Identifier: Apache-2.0
// Decision tables: their cells, that the index meets the rows that looking at each one
// meets, and what can be told of a table without running it.
#include <catch2/catch.hpp>

#include <algorithm>

#include "property.hpp"
#include "rules/decision_table.hpp"

using namespace patron;
using namespace patron::rules;

namespace {

Literal number(std::int64_t value, std::int32_t scale = 0) {
  return {{value, scale}, ""};
}
Literal word(std::string text) {
  return {{}, std::move(text)};
}

bool holds(std::string_view cell, const Literal& input, CellClass cells) {
  std::string problem;
  const auto tests = read_cell(cell, cells, problem);
  INFO(cell);
  INFO(problem);
  REQUIRE(tests);
  return std::any_of(tests->begin(), tests->end(),
                     [&](const Test& test) { return passes(input, test, cells); });
}

std::string refusal(std::string_view cell, CellClass cells) {
  std::string problem;
  CHECK_FALSE(read_cell(cell, cells, problem));
  return problem;
}

// A table of one output, whose rows have these input cells.
DecisionTable table_of(Hit hit, const std::vector<CellClass>& classes,
                       const std::vector<std::vector<std::string>>& rows) {
  DecisionTable table;
  table.hit = hit;
  table.outputs.push_back({"points", true, 0, {}});
  for (std::size_t row = 0; row < rows.size(); ++row)
    table.rows.push_back({number(static_cast<std::int64_t>(row))});
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<std::vector<Test>> tests;
    for (const auto& row : rows) {
      std::string problem;
      tests.push_back(*read_cell(row[i], classes[i], problem));
    }
    table.add_column("c" + std::to_string(i), classes[i], true, tests);
  }
  return table;
}

std::vector<std::string> faults(const DecisionTable& table) {
  std::vector<std::string> out;
  for (const TableFault& fault : look_over(table))
    out.push_back(std::string(fault.code) + ": " + fault.message);
  return out;
}

}  // namespace

TEST_CASE("table: cells are tests of one input", "[rules][tables]") {
  const CellClass n = CellClass::number, t = CellClass::text;
  CHECK(holds("-", number(3), n));
  CHECK(holds("5", number(500, 2), n));
  CHECK_FALSE(holds("5", number(501, 2), n));
  CHECK(holds("3, 5", number(5), n));
  CHECK(holds(">= 5", number(5), n));
  CHECK_FALSE(holds("> 5", number(5), n));
  CHECK(holds("< 5.5", number(5), n));
  CHECK(holds("<= 5", number(5), n));
  CHECK(holds("[4..7]", number(7), n));
  CHECK_FALSE(holds("[4..7)", number(7), n));
  CHECK_FALSE(holds("]4..7]", number(4), n));
  CHECK_FALSE(holds("(4..7)", number(4), n));
  CHECK(holds("< 2, [4..7], 9", number(9), n));
  CHECK(holds("-3", number(-3), n));
  CHECK(holds("not(3, 5)", number(4), n));
  CHECK_FALSE(holds("not(3, 5)", number(5), n));
  CHECK(holds("business, first", word("first"), t));
  CHECK(holds("'a, b'", word("a, b"), t));
  CHECK(holds("economy plus", word("economy plus"), t));
  CHECK(holds("not(gold)", word("silver"), t));
  CHECK(holds("true", number(1), CellClass::boolean));
  CHECK(holds("[2026-05-01..2026-05-03]", number(20575), CellClass::date));
  CHECK_FALSE(holds("< 2026-05-02", number(20575), CellClass::date));
}

TEST_CASE("table: a cell that cannot be says why", "[rules][tables][error]") {
  const CellClass n = CellClass::number, t = CellClass::text;
  CHECK(refusal("", n) == "a literal is missing");
  CHECK(refusal("5,", n) == "a literal is missing");
  CHECK(refusal("five", n) == "a number is expected; found \"five\"");
  CHECK(refusal("[4..", n) == "a literal is missing");
  CHECK(refusal("[4,7]", n) == "an interval is like [4..7] or [0..1.5)");
  CHECK(refusal("[7..4]", n) == "this interval is empty");
  CHECK(refusal("[4..4)", n) == "this interval is empty");
  CHECK(refusal("> gold", t) == "a text is equal or not; it has no order");
  CHECK(refusal("not(not(3))", n) == "not( stands once, around all of a cell's tests");
  CHECK(refusal("not(3", n) == "\")\" is missing");
  CHECK(refusal("not(-)", n) == "not(-) never holds");
  CHECK(refusal("'gold", t) == "the quote does not end");
  CHECK(refusal("5]", n) == "cannot read \"]\"");
  CHECK(refusal("2026-02-30", CellClass::date) ==
        "a date is expected; found \"2026-02-30\"");
}

TEST_CASE("table: an absent input passes - and nothing else", "[rules][tables]") {
  const DecisionTable table =
      table_of(Hit::first, {CellClass::text}, {{"not(a)"}, {"a"}, {"-"}});
  CHECK(table.matches(std::vector<std::optional<Literal>>{std::nullopt}) ==
        std::vector<std::int32_t>{2});
  CHECK(table.answer(std::vector<std::optional<Literal>>{word("b")}, 0).row == 0);
}

TEST_CASE("table: the index meets the rows that each row meets", "[rules][tables]") {
  testing::Numbers numbers(20261130);
  const auto up_to = [&](std::uint64_t n) { return numbers.next() % n; };
  const auto literal = [&](CellClass cells) {
    return cells == CellClass::text ? std::string(1, static_cast<char>('a' + up_to(5)))
                                    : std::to_string(up_to(9)) + (up_to(3) ? "" : ".5");
  };
  const auto cell = [&](CellClass cells) -> std::string {
    const std::uint64_t kind = up_to(cells == CellClass::text ? 4 : 8);
    if (kind == 0) return "-";
    if (kind == 1) return literal(cells);
    if (kind == 2) return literal(cells) + ", " + literal(cells);
    if (kind == 3) return "not(" + literal(cells) + ", " + literal(cells) + ")";
    if (kind == 4)
      return "[" + std::to_string(up_to(4)) + ".." + std::to_string(5 + up_to(4)) + ")";
    const char* signs[] = {"<= ", "> ", "< ", ">= "};
    return signs[up_to(4)] + literal(cells);
  };
  for (int run = 0; run < 200; ++run) {
    std::vector<CellClass> classes;
    for (std::uint64_t i = 0; i < 1 + up_to(4); ++i)
      classes.push_back(up_to(2) ? CellClass::text : CellClass::number);
    std::vector<std::vector<std::string>> rows(1 + up_to(130));
    for (auto& row : rows)
      for (const CellClass cells : classes) row.push_back(cell(cells));
    const DecisionTable table = table_of(Hit::collect, classes, rows);
    for (int ask = 0; ask < 20; ++ask) {
      std::vector<std::optional<Literal>> inputs;
      for (const CellClass cells : classes) {
        if (up_to(8) == 0)
          inputs.emplace_back();
        else if (cells == CellClass::text)
          inputs.emplace_back(word(std::string(1, static_cast<char>('a' + up_to(7)))));
        else
          inputs.emplace_back(number(static_cast<std::int64_t>(up_to(110)) - 5, 1));
      }
      std::vector<std::int32_t> each;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        bool all = true;
        for (std::size_t i = 0; i < classes.size(); ++i)
          all = all && (inputs[i] ? holds(rows[row][i], *inputs[i], classes[i])
                                  : rows[row][i] == "-");
        if (all) each.push_back(static_cast<std::int32_t>(row));
      }
      CHECK(table.matches(inputs) == each);
    }
  }
}

TEST_CASE("table: an index that would be too large is refused",
          "[rules][tables][error]") {
  std::vector<std::vector<Test>> tests;
  DecisionTable table;
  for (std::int64_t row = 0; row < 4000; ++row) {
    table.rows.push_back({number(row)});
    Test test;
    test.kind = Test::Kind::equal;
    test.low = number(row);
    tests.push_back({test});
  }
  // 8,002 cuts of 63 words: eight columns are 4,033,008 words, nine are over 4,194,304.
  for (int column = 0; column < 8; ++column)
    CHECK(table.add_column("c", CellClass::number, true, tests));
  CHECK_FALSE(table.add_column("c", CellClass::number, true, tests));
  CHECK(table.columns().size() == 8);
}

TEST_CASE("table: what can be told without running it", "[rules][tables]") {
  const CellClass n = CellClass::number, t = CellClass::text;
  CHECK(faults(table_of(Hit::unique, {n}, {{"< 4"}, {"[4..6]"}, {">= 7"}})).empty());
  CHECK(faults(table_of(Hit::unique, {n}, {{"< 4"}, {"[3..6]"}, {">= 7"}})) ==
        std::vector<std::string>{"overlapping_rows: rows 1 and 2 match the same inputs; "
                                 "of a unique table only one may"});
  CHECK(faults(table_of(Hit::unique, {n}, {{"< 4"}, {"[6..9]"}, {"> 9"}})) ==
        std::vector<std::string>{"gap: no row and no default for c0 4"});
  CHECK(faults(table_of(Hit::first, {t, n}, {{"a", "-"}, {"a", "3"}, {"-", "-"}})) ==
        std::vector<std::string>{
            "shadowed_row: row 2 is never reached: row 1 takes all that it matches"});
  CHECK(faults(table_of(Hit::first, {t, n}, {{"a", "> 3"}, {"a, b", "<= 3"}})) ==
        std::vector<std::string>{"gap: no row and no default for c0 'b', c1 above 3"});
}
