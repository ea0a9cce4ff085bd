// SPDX-License-Identifier: Apache-2.0
// Dates are those of the almanacs: New Year, leap months and festivals that people know.
// Whole tables stand in the oracles (tests/python/calendar_test.py).
#include <catch2/catch.hpp>

#include "patron/calendar.hpp"

using namespace patron;

namespace {

Date day(std::string_view text) { return *Date::parse(text); }
std::string text(const Result<std::optional<Date>>& date) {
  REQUIRE(date.ok());
  return *date ? (**date).text() : "none";
}

}  // namespace

TEST_CASE("lunar: every day from 1929 to 2100 there and back", "[base][lunar]") {
  LunarDate before{1928, 12, 0, false};
  const Date last = day("2101-01-28");
  for (Date date = day("1929-02-10"); date <= last; ++date.days) {
    const auto lunar = lunar_from_date(date);
    REQUIRE(lunar.ok());
    const auto back = lunar_to_date(*lunar);
    REQUIRE(back.ok());
    REQUIRE(*back == date);
    const bool next_day = lunar->day == before.day + 1 && lunar->month == before.month &&
                          lunar->leap == before.leap && lunar->year == before.year;
    const bool next_month = lunar->day == 1 && (before.day >= 29 || before.day == 0);
    REQUIRE((next_day || next_month));
    before = *lunar;
  }
  CHECK(before == LunarDate{2100, 12, 29, false});
  CHECK(lunar_from_date(day("1929-02-09")).status().code() == ErrorCode::range);
  CHECK(lunar_from_date(day("2101-01-29")).status().code() == ErrorCode::range);
  CHECK(lunar_from_date(Date{INT32_MIN}).status().code() == ErrorCode::range);
  CHECK(lunar_from_date(Date{INT32_MAX}).status().code() == ErrorCode::range);
  CHECK(festivals(Date{INT32_MIN}, Date{INT32_MAX}).status().code() == ErrorCode::range);
  CHECK(yearly(2, 29, INT32_MIN).status().code() == ErrorCode::range);
  CHECK(lunar_yearly_in({0, 1, 1, false}, INT32_MAX).status().code() == ErrorCode::range);
}

TEST_CASE("lunar: leap months and the lengths of months", "[base][lunar]") {
  CHECK(lunar_leap_month(2023) == 2);
  CHECK(lunar_leap_month(2024) == 0);
  CHECK(lunar_leap_month(2025) == 6);
  CHECK(lunar_leap_month(2033) == 11);  // The year that many tables had wrong.
  CHECK(lunar_month_days(2025, 6, false) == 30);
  CHECK(lunar_month_days(2025, 6, true) == 29);
  CHECK(lunar_month_days(2025, 7, true) == 0);
  CHECK(lunar_month_days(1900, 1, false) == 0);
  CHECK(*lunar_from_date(day("2025-07-25")) == LunarDate{2025, 6, 1, true});
  CHECK(*lunar_to_date({2025, 6, 1, false}) == day("2025-06-25"));
  CHECK(lunar_to_date({2025, 5, 1, true}).status().code() == ErrorCode::argument);
  CHECK(lunar_to_date({2025, 6, 30, true}).status().code() == ErrorCode::argument);
  CHECK(lunar_to_date({2101, 1, 1, false}).status().code() == ErrorCode::range);
}

TEST_CASE("lunar: what comes back in a year that does not have the day",
          "[base][lunar]") {
  YearlyPolicy strict;
  strict.leap_month = LeapMonth::strict;
  YearlyPolicy regular;
  regular.leap_month = LeapMonth::regular_only;
  // Born in the leap 6th month of 2025; 2026 has none.
  const LunarDate born{2025, 6, 10, true};
  CHECK(text(lunar_yearly(born, 2025)) == "2025-08-03");
  CHECK(text(lunar_yearly(born, 2025, regular)) == "2025-07-04");
  CHECK(text(lunar_yearly(born, 2026)) == "2026-07-23");
  CHECK(text(lunar_yearly(born, 2026, strict)) == "none");
  // The 12th month of 2025 has 29 days: New Year's Eve is 2026-02-16.
  YearlyPolicy next, skip;
  next.missing_30th = Missing30th::next_1st;
  skip.missing_30th = Missing30th::skip;
  const LunarDate last{2023, 12, 30, false};
  CHECK(text(lunar_yearly(last, 2025)) == "2026-02-16");
  CHECK(text(lunar_yearly(last, 2025, next)) == "2026-02-17");
  CHECK(text(lunar_yearly(last, 2025, skip)) == "none");
  CHECK(lunar_yearly({0, 13, 1, false}, 2025).status().code() == ErrorCode::argument);
}

TEST_CASE("lunar: a civil year has none, one or two of a day", "[base][lunar]") {
  // The 11th months begin on 2024-12-01, 2025-12-20, 2026-12-09 and 2027-11-28.
  const auto in = [](std::int32_t month, std::int32_t number, std::int32_t year) {
    const auto dates = lunar_yearly_in({0, month, number, false}, year);
    REQUIRE(dates.ok());
    std::string all;
    for (const Date date : *dates) all += (all.empty() ? "" : " ") + date.text();
    return all;
  };
  CHECK(in(11, 20, 2025) == "");  // 2024-12-20 and 2026-01-08.
  CHECK(in(11, 13, 2025) == "");
  CHECK(in(11, 5, 2025) == "2025-12-24");
  CHECK(in(11, 13, 2026) == "2026-01-01 2026-12-21");
  CHECK(in(11, 30, 2027) == "2027-01-07 2027-12-27");
  CHECK(lunar_yearly_in({0, 1, 1, false}, 1929).status().code() == ErrorCode::range);
}

TEST_CASE("yearly: 29 February in a common year", "[base][lunar]") {
  YearlyPolicy march, skip;
  march.feb_29 = Feb29::mar_01;
  skip.feb_29 = Feb29::skip;
  CHECK(text(yearly(2, 29, 2028)) == "2028-02-29");
  CHECK(text(yearly(2, 29, 2027)) == "2027-02-28");
  CHECK(text(yearly(2, 29, 2027, march)) == "2027-03-01");
  CHECK(text(yearly(2, 29, 2027, skip)) == "none");
  CHECK(text(yearly(2, 29, 2100)) == "2100-02-28");
  CHECK(!yearly(2, 30, 2028).ok());
  CHECK(!yearly(13, 1, 2028).ok());
}

TEST_CASE("festivals: of the lunar year, and of the sun", "[base][lunar]") {
  CHECK(*festival("spring_festival", 2026) == day("2026-02-17"));
  CHECK(*festival("dragon_boat", 2026) == day("2026-06-19"));
  CHECK(*festival("mid_autumn", 2026) == day("2026-09-25"));
  CHECK(*festival("new_years_eve", 2025) == day("2026-02-16"));
  CHECK(*festival("qingming", 2026) == day("2026-04-05"));
  CHECK(*festival("winter_solstice", 2021) == day("2021-12-21"));
  CHECK(festival("mid_autum", 2026).status().message().find("mid_autumn") !=
        std::string::npos);
  const auto table = festivals(day("2026-02-16"), day("2026-02-17"));
  REQUIRE(table.ok());
  REQUIRE(table->rows() == 2);
  CHECK(table->text(0, 0) == "new_years_eve");
  CHECK(table->text(1, 0) == "spring_festival");
  CHECK(festivals(day("2026-02-17"), day("2026-02-16")).status().code() ==
        ErrorCode::argument);
}
