// SPDX-License-Identifier: Apache-2.0
#include "base/calendar.hpp"

#include <limits>

#include "property.hpp"

using patron::Civil;
using patron::Date;
using patron::ErrorCode;
using namespace patron::base;

namespace {

Date day(std::string_view text) {
  const auto date = Date::parse(text);
  REQUIRE(date.ok());
  return *date;
}

constexpr Period kPeriods[] = {Period::none,    Period::week,      Period::month,
                               Period::quarter, Period::half_year, Period::year};

}  // namespace

TEST_CASE("calendar: days are counted from 1970", "[base][calendar]") {
  CHECK(day("1970-01-01").days == 0);
  CHECK(day("1969-12-31").days == -1);
  CHECK(day("2000-03-01").days == 11'017);  // 30 years, 7 leap days, 31 + 29 days.
  CHECK(day("1900-01-01").days == -25'567);
  CHECK(day("2199-12-31").text() == "2199-12-31");
  const Civil civil = day("2024-02-29").civil();
  CHECK(civil.year == 2024);
  CHECK(civil.month == 2);
  CHECK(civil.day == 29);
  CHECK(month_of(day("2026-05-17")) == 5);
  CHECK(year_of(day("2026-05-17")) == 2026);
}

TEST_CASE("calendar: every day reads back as written", "[base][calendar]") {
  for (std::int32_t days = day("1900-01-01").days; days <= day("2199-12-31").days;
       ++days) {
    const Date date{days};
    const auto back = Date::parse(date.text());
    const auto made = Date::from_civil(date.civil());
    if (!back.ok() || *back != date || !made.ok() || *made != date) {
      FAIL("day " << days << " is " << date.text());
    }
  }
}

TEST_CASE("calendar: what is no day is refused", "[base][calendar][error]") {
  for (const std::string_view text :
       {"", "2026", "2026-1-1", "2026-01-1", "2026-13-01", "2026-00-10", "2026-02-29",
        "2026-04-31", "2026-01-00", "2026-01-32", "1899-12-31", "2200-01-01",
        "2026/01/01", "2026-01-01T", " 2026-01-01", "20x6-01-01", "2026-01-+1",
        "-026-01-01"}) {
    CAPTURE(text);
    const auto date = Date::parse(text);
    REQUIRE_FALSE(date.ok());
    CHECK(date.status().code() == ErrorCode::argument);
  }
  CHECK(Date::parse("soon").status().message() ==
        "a date is \"2026-01-31\", from 1900 to 2199; found \"soon\"");
  CHECK(day("2024-02-29").days - day("2024-02-28").days == 1);
  CHECK_FALSE(Date::parse("2100-02-29").ok());  // 2100 is no leap year, 2000 was.
  CHECK(Date::parse("2000-02-29").ok());

  CHECK(Date::from_civil({2026, 2, 30}).status().code() == ErrorCode::range);
  CHECK_FALSE(Date::from_civil({1899, 12, 31}).ok());
  CHECK_FALSE(Date::from_civil({std::numeric_limits<std::int32_t>::max(), 1, 1}).ok());
}

TEST_CASE("calendar: months clamp to the end of the shorter month",
          "[base][calendar]") {
  CHECK(day("2026-01-31").add_months(1) == day("2026-02-28"));
  CHECK(day("2024-01-31").add_months(1) == day("2024-02-29"));
  CHECK(day("2026-03-31").add_months(-1) == day("2026-02-28"));
  CHECK(day("2024-02-29").add_months(12) == day("2025-02-28"));
  // Clamping only: the end of a month does not stay the end.
  CHECK(day("2026-02-28").add_months(1) == day("2026-03-28"));
  CHECK(day("2026-11-30").add_months(3) == day("2027-02-28"));
  CHECK(day("2026-12-15").add_months(1) == day("2027-01-15"));
  CHECK(day("2026-01-15").add_months(-1) == day("2025-12-15"));
  CHECK(day("2025-08-31").add_months(18) == day("2027-02-28"));  // M34
}

TEST_CASE("calendar: adding months moves by months and at most three days less",
          "[base][calendar]") {
  testing::holds_for_all([] {
    const Date date{*rc::gen::inRange(-25'567, 84'000)};
    const auto months = *rc::gen::inRange(-600, 600);
    const Civil from = date.civil(), to = date.add_months(months).civil();
    RC_ASSERT(to.year * 12 + to.month == from.year * 12 + from.month + months);
    RC_ASSERT(to.day <= from.day);
    RC_ASSERT(to.day == from.day || to.day >= 28);
  });
}

TEST_CASE("calendar: months beyond all years stay within the calendar",
          "[base][calendar]") {
  const std::int32_t most = std::numeric_limits<std::int32_t>::max();
  CHECK(day("2026-01-31").add_months(most).civil().year > 9900);
  CHECK(day("2026-01-31").add_months(-most).civil().year < 1500);
  CHECK(add(Date{most}, {0, most}).days == most);
  CHECK(subtract(Date{-most}, {0, most}).days ==
        std::numeric_limits<std::int32_t>::min());
  CHECK(subtract(day("2026-01-31"), {std::numeric_limits<std::int32_t>::min(), 0})
            .civil()
            .year > 9900);
}

TEST_CASE("calendar: a span is months first, then days", "[base][calendar]") {
  CHECK(add(day("2026-01-31"), {1, 1}) == day("2026-03-01"));
  CHECK(add(day("2026-03-20"), {0, 7}) == day("2026-03-27"));
  // M3: one month before 28 February 2026 is 28 January, before 1 March 1 February.
  CHECK(subtract(day("2026-02-28"), {1, 0}) == day("2026-01-28"));
  CHECK(subtract(day("2026-03-01"), {1, 0}) == day("2026-02-01"));
}

TEST_CASE("calendar: periods begin and end where people expect", "[base][calendar]") {
  const Date date = day("2026-05-17");  // A Sunday.
  CHECK(first_of(Period::none, date) == date);
  CHECK(last_of(Period::none, date) == date);
  CHECK(first_of(Period::week, date) == day("2026-05-11"));  // ISO: Monday.
  CHECK(last_of(Period::week, date) == date);
  CHECK(first_of(Period::week, day("2026-05-18")) == day("2026-05-18"));
  CHECK(first_of(Period::month, date) == day("2026-05-01"));
  CHECK(last_of(Period::month, day("2024-02-03")) == day("2024-02-29"));
  CHECK(first_of(Period::quarter, date) == day("2026-04-01"));
  CHECK(last_of(Period::quarter, date) == day("2026-06-30"));
  CHECK(first_of(Period::half_year, day("2026-07-01")) == day("2026-07-01"));
  CHECK(last_of(Period::half_year, date) == day("2026-06-30"));
  CHECK(first_of(Period::year, date) == day("2026-01-01"));
  CHECK(last_of(Period::year, date) == day("2026-12-31"));
  // Before 1970 days are negative: 31 December 1969 was a Wednesday.
  CHECK(first_of(Period::week, day("1969-12-31")) == day("1969-12-29"));
}

TEST_CASE("calendar: a day is in its period, and the next begins the day after",
          "[base][calendar]") {
  testing::holds_for_all([] {
    const Date date{*rc::gen::inRange(-25'000, 80'000)};
    for (const Period period : kPeriods) {
      const Date first = first_of(period, date), last = last_of(period, date);
      RC_ASSERT(first <= date);
      RC_ASSERT(date <= last);
      RC_ASSERT(first_of(period, last) == first_of(period, first));
      RC_ASSERT(first_of(period, Date{last.days + 1}) == Date{last.days + 1});
    }
  });
}
