// SPDX-License-Identifier: Apache-2.0
#include "patron/table.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "base/table_builder.hpp"
#include "patron/date.hpp"

using patron::ColumnType;
using patron::Table;
using patron::TableBuilder;

namespace {

// One column of each type; the second row is empty.
Table sample() {
  TableBuilder b;
  const auto count = b.column("trips", ColumnType::int64);
  const auto score = b.column("score", ColumnType::number);
  const auto name = b.column("name", ColumnType::text);
  const auto gold = b.column("gold", ColumnType::boolean);
  const auto day = b.column("day", ColumnType::date);
  const auto at = b.column("at", ColumnType::instant);
  const auto spend = b.column("spend", ColumnType::decimal, 2);
  const auto detail = b.column("detail", ColumnType::nested);
  b.row();
  b.set(count, 3);
  b.set_number(score, 0.1);
  b.set(name, "a \"b\", c\nd");
  b.set(gold, 1);
  b.set(day, patron::Date::parse("2026-05-01")->days);
  b.set(at, patron::Instant::parse("2026-05-01T02:00:00Z")->milliseconds);
  b.set(spend, 88'050);
  b.set(detail, "{\"lots\":[]}");
  b.row();
  b.set_number(score, std::nan(""));
  return b.finish();
}

}  // namespace

TEST_CASE("table: columns are found by name", "[base][table]") {
  const Table table = sample();
  CHECK(table.rows() == 2);
  CHECK(table.columns() == 8);
  CHECK(table.column("spend") == 6);
  CHECK(table.column("Spend") == -1);
  CHECK(table.column_name(2) == "name");
  CHECK(table.column_type(6) == ColumnType::decimal);
  CHECK(table.column_scale(6) == 2);
  CHECK(table.int64(0, 0) == 3);
  CHECK(table.number(0, 1) == 0.1);
  CHECK(table.text(0, 2) == "a \"b\", c\nd");
  CHECK(table.int64(0, 3) == 1);
  CHECK(table.int64(0, 6) == 88'050);
  CHECK(table.number(0, 6) == 880.5);
  CHECK(table.number(0, 0) == 3.0);
}

TEST_CASE("table: what is not there is null, and nothing breaks",
          "[base][table][error]") {
  const Table table = sample();
  for (std::int32_t column = 0; column < 8; ++column) CHECK(table.is_null(1, column));
  for (const std::int32_t column : {-1, 8, std::numeric_limits<std::int32_t>::max()}) {
    CHECK(table.is_null(0, column));
    CHECK(table.int64(0, column) == 0);
    CHECK(std::isnan(table.number(0, column)));
    CHECK(table.text(0, column).empty());
    CHECK(table.column_name(column).empty());
    CHECK(table.column_type(column) == ColumnType::text);
    CHECK(table.column_scale(column) == 0);
  }
  CHECK(table.is_null(2, 0));
  CHECK(table.row_json(2).empty());
  CHECK(table.int64(0, 2) == 0);  // A text is no number,
  CHECK(std::isnan(table.number(0, 2)));
  CHECK(table.text(0, 0).empty());  // and a number no text.
  CHECK(table.int64(0, 1) == 0);

  const Table none;
  CHECK(none.rows() == 0);
  CHECK(none.columns() == 0);
  CHECK(none.column("x") == -1);
  CHECK(none.is_null(0, 0));
  CHECK(none.json().empty());
  CHECK(none.csv().empty());
  CHECK(none.row_json(0).empty());
}

TEST_CASE("table: JSON has sorted keys, exact amounts, and no nulls", "[base][table]") {
  const Table table = sample();
  CHECK(table.json() ==
        "{\"at\":\"2026-05-01T02:00:00.000Z\",\"day\":\"2026-05-01\","
        "\"detail\":{\"lots\":[]},\"gold\":true,\"name\":\"a \\\"b\\\", c\\nd\","
        "\"score\":0.1,\"spend\":\"880.50\",\"trips\":3}\n{}\n");
  CHECK(table.row_json(1) == "{}");
}

TEST_CASE("table: CSV quotes what would break it", "[base][table]") {
  CHECK(sample().csv() ==
        "trips,score,name,gold,day,at,spend,detail\r\n"
        "3,0.1,\"a \"\"b\"\", c\nd\",true,2026-05-01,2026-05-01T02:00:00.000Z,880.50,"
        "\"{\"\"lots\"\":[]}\"\r\n"
        ",,,,,,,\r\n");
}

TEST_CASE("table: copies are the same table, and a builder starts anew",
          "[base][table]") {
  TableBuilder b;
  b.column("n", ColumnType::int64);
  b.row();
  b.set(0, 7);
  const Table first = b.finish();
  const Table copy = first;
  CHECK(copy.int64(0, 0) == 7);
  const Table second = b.finish();
  CHECK(second.columns() == 0);
  CHECK(first.rows() == 1);
}
