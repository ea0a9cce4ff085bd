// SPDX-License-Identifier: Apache-2.0
// patron's dates: civil days, months from 1, ends of months that clamp.
#include <algorithm>

#include "base/calendar.hpp"
#include "rules/conversions.hpp"
#include "rules/functions.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr base::Int128 kDay = base::Int128{86'400} * 1'000'000'000;  // In nanoseconds.

Value whole(std::int64_t value) {
  return scalar_value(TypeKind::integer, value);
}
Date date_of(const Value& value) {
  return {static_cast<std::int32_t>(value.integer)};
}
Value date_value(Date date) {
  return scalar_value(TypeKind::date, date.days);
}

Value year(const Value* a, Storage&) {
  return whole(date_of(*a).civil().year);
}
Value month(const Value* a, Storage&) {
  return whole(date_of(*a).civil().month);
}
Value day(const Value* a, Storage&) {
  return whole(date_of(*a).civil().day);
}

Value days_between(const Value* a, Storage&) {
  return whole(a[1].integer - a[0].integer);
}

Value add_months(const Value* a, Storage&) {
  constexpr std::int64_t kMost = 12 * 400;
  const std::int64_t months = a[1].integer;
  if (months > kMost || months < -kMost) return error_value("date out of range");
  return date_value(date_of(*a).add_months(static_cast<std::int32_t>(months)));
}

Value add_years(const Value* a, Storage& storage) {
  constexpr std::int64_t kMost = 400;
  const std::int64_t years = a[1].integer;
  if (years > kMost || years < -kMost) return error_value("date out of range");
  const Value months[2] = {a[0], whole(years * 12)};
  return add_months(months, storage);
}

Value add_days(const Value* a, Storage&) {
  constexpr std::int64_t kMost = 146'097;  // 400 years.
  const std::int64_t days = a[1].integer;
  if (days > kMost || days < -kMost) return error_value("date out of range");
  return scalar_value(TypeKind::date, a[0].integer + days);
}

// Whole months from a to b, towards zero; 31 January to 28 February is one.
Value months_between(const Value* a, Storage&) {
  const Date from = date_of(a[0]), to = date_of(a[1]);
  const Civil first = from.civil(), last = to.civil();
  std::int32_t months = (last.year - first.year) * 12 + last.month - first.month;
  if (from <= to) {
    while (months > 0 && from.add_months(months) > to) --months;
  } else {
    while (months < 0 && from.add_months(months) < to) ++months;
  }
  return whole(months);
}
Value years_between(const Value* a, Storage& storage) {
  return whole(months_between(a, storage).integer / 12);
}

Value iso_weekday(const Value* a, Storage&) {
  const std::int64_t since_monday = (a->integer + 3) % 7;  // 1970-01-01: a Thursday.
  return whole((since_monday < 0 ? since_monday + 7 : since_monday) + 1);
}
Value start_of_month(const Value* a, Storage&) {
  return date_value(base::first_of(base::Period::month, date_of(*a)));
}
Value end_of_month(const Value* a, Storage&) {
  return date_value(base::last_of(base::Period::month, date_of(*a)));
}

Value date_in_zone(const Value* a, Storage&) {
  const std::optional<Wall> wall = wall_of(a[0], a[1].text);
  if (!wall) return error_value("no such time zone");
  return scalar_value(TypeKind::date, wall->days);
}

// 29 February is kept on 28 February where the year has none.
Value same_month_day(const Value* a, Storage&) {
  const Civil one = date_of(a[0]).civil(), other = date_of(a[1]).civil();
  if (one.month != other.month) return boolean_value(false);
  const auto last_of_february = [](const Value& value) {
    const Date next{date_of(value).days + 1};
    return next.civil().month == 3;
  };
  const bool leap = one.month == 2 && std::max(one.day, other.day) == 29;
  return boolean_value(one.day == other.day ||
                       (leap && last_of_february(a[0]) && last_of_february(a[1])));
}

Value days(const Value* a, Storage&) {
  return duration_of(a->integer * kDay);
}
Value weeks(const Value* a, Storage&) {
  return duration_of(a->integer * 7 * kDay);
}

constexpr auto kRows = std::to_array<Overload>({
    {"date", Style::global, "string -> date", to_date},
    {"date", Style::global, "date -> date", to_date, true},
    {"date", Style::global, "timestamp, string -> date", date_in_zone, true},
    {"year", Style::either, "date -> int", year, true},
    {"month", Style::either, "date -> int", month},
    {"day", Style::either, "date -> int", day},
    {"isoWeekday", Style::either, "date -> int", iso_weekday},
    {"daysBetween", Style::global, "date, date -> int", days_between, true},
    {"monthsBetween", Style::global, "date, date -> int", months_between, true},
    {"yearsBetween", Style::global, "date, date -> int", years_between, true},
    {"addDays", Style::either, "date, int -> date", add_days, true},
    {"addMonths", Style::either, "date, int -> date", add_months, true},
    {"addYears", Style::either, "date, int -> date", add_years, true},
    {"startOfMonth", Style::either, "date -> date", start_of_month, true},
    {"endOfMonth", Style::either, "date -> date", end_of_month, true},
    {"sameMonthDay", Style::global, "date, date -> bool", same_month_day},
    {"days", Style::global, "int -> duration", days, true},
    {"weeks", Style::global, "int -> duration", weeks, true},
});

}  // namespace

std::span<const Overload> date_functions() {
  return kRows;
}

}  // namespace patron::rules
