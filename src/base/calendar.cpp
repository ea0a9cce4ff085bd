// SPDX-License-Identifier: Apache-2.0
// Civil days are Boost.Date_Time's; months are added by hand, since its month arithmetic
// keeps the last day of a month at the last day, and a program's clamps only.
#include "base/calendar.hpp"

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <limits>

#include "base/text.hpp"

namespace patron {
namespace {

using Calendar = boost::gregorian::gregorian_calendar;

constexpr std::int64_t kEpoch = 2'440'588;  // The calendar's number of 1970-01-01.
// Its years go from 1400 to 9999; a day outside is brought to the border.
constexpr std::int32_t kFirstDay = -200'000, kLastDay = 2'900'000;

Date civil_date(std::int32_t year, std::int32_t month, std::int32_t day) {
  const std::int64_t number = Calendar::day_number(
      {static_cast<unsigned short>(year), static_cast<unsigned short>(month),
       static_cast<unsigned short>(day)});
  return Date{static_cast<std::int32_t>(number - kEpoch)};
}

std::int32_t days_in(std::int32_t year, std::int32_t month) {
  return Calendar::end_of_month_day(static_cast<unsigned short>(year),
                                    static_cast<unsigned short>(month));
}

// `days` after `date`, at most to the ends of what a Date can hold.
Date moved(Date date, std::int64_t days) {
  using Days = std::numeric_limits<std::int32_t>;
  return Date{static_cast<std::int32_t>(std::clamp<std::int64_t>(
      date.days + days, Days::min(), Days::max()))};
}

Status bad_date(std::string_view text) {
  return {ErrorCode::argument,
          "a date is \"2026-01-31\", from 1900 to 2199; found " + base::shown(text)};
}

}  // namespace

Result<Date> Date::from_civil(Civil civil) {
  if (civil.year < 1900 || civil.year > 2199 || civil.month < 1 || civil.month > 12 ||
      civil.day < 1 || civil.day > days_in(civil.year, civil.month))
    return Status(ErrorCode::range,
                  "there is no day " + std::to_string(civil.year) + "-" +
                      std::to_string(civil.month) + "-" + std::to_string(civil.day) +
                      " from 1900 to 2199");
  return civil_date(civil.year, civil.month, civil.day);
}

Result<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad_date(text);
  const auto number = [&](std::size_t at, std::size_t size) {
    std::int32_t value = 0;
    for (const char c : text.substr(at, size)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const Result<Date> date = from_civil({number(0, 4), number(5, 2), number(8, 2)});
  return date.ok() ? date : bad_date(text);
}

Civil Date::civil() const noexcept {
  const std::int64_t day = kEpoch + std::clamp(days, kFirstDay, kLastDay);
  const auto parts = Calendar::from_day_number(static_cast<std::uint32_t>(day));
  return {parts.year, parts.month, parts.day};
}

Date Date::add_months(std::int32_t months) const noexcept {
  const Civil from = civil();
  const auto count = static_cast<std::int32_t>(std::clamp<std::int64_t>(
      from.year * 12 + from.month - 1 + std::int64_t{months}, 1401 * 12, 9998 * 12));
  const std::int32_t year = count / 12, month = count % 12 + 1;
  return civil_date(year, month, std::min(from.day, days_in(year, month)));
}

std::string Date::text() const {
  const Civil at = civil();
  std::string out = "0000-00-00";
  const auto put = [&](std::size_t end, std::int32_t value) {
    for (std::size_t i = end; value > 0; --i, value /= 10)
      out[i] = static_cast<char>('0' + value % 10);
  };
  put(3, at.year);
  put(6, at.month);
  put(9, at.day);
  return out;
}

namespace base {

Date first_of(Period period, Date date) {
  const Civil at = date.civil();
  switch (period) {
    case Period::none: return date;
    // 1970-01-01 was a Thursday, the fourth day of an ISO week.
    case Period::week: return moved(date, -((date.days % 7 + 7 + 3) % 7));
    case Period::month: return civil_date(at.year, at.month, 1);
    case Period::quarter: return civil_date(at.year, (at.month - 1) / 3 * 3 + 1, 1);
    case Period::half_year: return civil_date(at.year, at.month <= 6 ? 1 : 7, 1);
    case Period::year: return civil_date(at.year, 1, 1);
  }
  return date;
}

Date last_of(Period period, Date date) {
  constexpr std::int32_t kMonths[] = {0, 0, 1, 3, 6, 12};
  if (period == Period::none) return date;
  const Date first = first_of(period, date);
  if (period == Period::week) return moved(first, 6);
  return Date{first.add_months(kMonths[static_cast<std::size_t>(period)]).days - 1};
}

int month_of(Date date) { return date.civil().month; }
int year_of(Date date) { return date.civil().year; }

Date add(Date date, Span span) {
  return moved(span.months == 0 ? date : date.add_months(span.months), span.days);
}

double mean_days(Span span) {
  return span.days + span.months * 365.2425 / 12.0;
}

Date subtract(Date date, Span span) {
  // The negative of the smallest integer is not one: such a span moves as far as it can.
  const std::int32_t months = -std::max(span.months, -INT32_MAX);
  return moved(months == 0 ? date : date.add_months(months), -std::int64_t{span.days});
}

}  // namespace base
}  // namespace patron
