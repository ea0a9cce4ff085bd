// SPDX-License-Identifier: Apache-2.0
// Days that come back every year, in the solar and in the Chinese lunisolar calendar, and
// business time. Values and pure functions. Threads: any number at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "date.hpp"
#include "status.hpp"
#include "table.hpp"

namespace patron {

// ---- The Chinese lunisolar calendar, lunar years 1929 to 2100 (GB/T 33661-2017) ----
struct LunarDate {
  std::int32_t year = 0, month = 0, day = 0;
  bool leap = false;  // Of the leap month, which follows the month of the same number.
  auto operator<=>(const LunarDate&) const = default;
};
// From 1929-02-10 to 2101-01-28. Error: range.
Result<LunarDate> lunar_from_date(Date date);
// Errors: range (year), argument (no such month or day in that year).
Result<Date> lunar_to_date(LunarDate lunar);
std::int32_t lunar_leap_month(std::int32_t year) noexcept;  // 1..12; 0: none, or no year.
// 29 or 30; 0 if the year has no such month.
std::int32_t lunar_month_days(std::int32_t year, std::int32_t month, bool leap) noexcept;

// ---- Days that come back every year ----
// Where the year has no leap month of that number, or has one.
enum class LeapMonth : std::int32_t { prefer_leap = 1, regular_only, strict };
// The 30th of a month of 29 days.
enum class Missing30th : std::int32_t { the_29th = 1, next_1st, skip };
// 29 February in a common year.
enum class Feb29 : std::int32_t { feb_28 = 1, mar_01, skip };
struct YearlyPolicy {
  LeapMonth leap_month = LeapMonth::prefer_leap;
  Missing30th missing_30th = Missing30th::the_29th;
  Feb29 feb_29 = Feb29::feb_28;
};
// A lunar day in a lunar year. prefer_leap: in the leap month if the day is of one and
// the year has it, else in the regular month; strict: only month and day as they are.
// Nothing where the policy skips the year. Errors: range, argument (no such day at all).
Result<std::optional<Date>> lunar_yearly(LunarDate day, std::int32_t lunar_year,
                                         const YearlyPolicy& policy = {});
// The same within a civil year, 1930 to 2100: none, one or two days, in order.
Result<std::vector<Date>> lunar_yearly_in(LunarDate day, std::int32_t civil_year,
                                          const YearlyPolicy& policy = {});
// A civil day in a year. Errors: range, argument (no such day).
Result<std::optional<Date>> yearly(std::int32_t month, std::int32_t day,
                                   std::int32_t year, const YearlyPolicy& policy = {});

// Built in, by name: spring_festival, lantern, longtaitou, dragon_boat, qixi, zhongyuan,
// mid_autumn, double_ninth, laba, xiaonian_north, xiaonian_south, new_years_eve (of the
// lunar year: laba of 2025 is in January 2026), qingming, winter_solstice (of the civil
// year). Errors: not_found (with the nearest name), range.
Result<Date> festival(std::string_view name, std::int32_t year);
std::span<const std::string_view> festival_names() noexcept;
// Columns festival, date; by date. Both days are in. Errors: range, argument (order).
Result<Table> festivals(Date from, Date to);

// ---- Business time ----
enum class Unit : std::int32_t { minutes = 1, days };

// From the JSON of a pack's calendar: zone, hours by weekday, holidays, make-up days, and
// the last day for which they are known. Immutable; copies are cheap.
class Calendar {
 public:
  // `timezone`: that of a calendar that names none. Errors: argument with line, column
  // and JSON pointer; limit.
  static Result<Calendar> read(std::string_view json,
                               std::string_view timezone = "Asia/Shanghai");

  struct Pause {
    Instant from, to;  // Open time within does not count; the end is not in.
  };
  struct Deadline {
    Instant at;
    bool provisional = false;  // Beyond the last day whose holidays are known.
  };
  struct Elapsed {
    std::int64_t amount = 0;
    bool provisional = false;
  };
  // Minutes: the instant at which so much open time has passed since `from`. Days: the
  // end of the amount-th working day after that of `from` (days with a pause count).
  // Errors: argument (negative; a pause that ends before it begins), range (beyond 100
  // years; never open; an instant that is not of 1900 to 2199).
  Result<Deadline> add(Instant from, std::int64_t amount, Unit unit,
                       std::span<const Pause> pauses = {}) const;
  // Open minutes in [from, to), whole ones; or working days after that of `from` up to
  // that of `to`. Errors: argument (to before from), range.
  Result<Elapsed> between(Instant from, Instant to, Unit unit,
                          std::span<const Pause> pauses = {}) const;
  bool is_open(Instant instant) const noexcept;
  bool is_working_day(Date date) const noexcept;
  std::string_view version() const noexcept;  // As the calendar says; "" if it does not.

  struct Hours;  // The inside.

 private:
  Calendar() = default;
  std::shared_ptr<const Hours> hours_;
};

}  // namespace patron
