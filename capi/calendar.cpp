// SPDX-License-Identifier: Apache-2.0
// Days and instants, days that come back every year, business time.
#include <vector>

#include "capi/guard.hpp"

using namespace patron::capi;
using patron::Calendar;
using patron::Date;
using patron::ErrorCode;
using patron::Status;

namespace {

Status one_of_three(const char* name, std::int32_t value) {
  if (value >= 1 && value <= 3) return {};
  return {ErrorCode::argument,
          std::string(name) + " is 1, 2 or 3, found " + std::to_string(value)};
}

Status check_unit(std::int32_t unit) {
  if (unit == PATRON_UNIT_MINUTES || unit == PATRON_UNIT_DAYS) return {};
  return {ErrorCode::argument, "no unit has the number " + std::to_string(unit)};
}

std::vector<Calendar::Pause> pauses_of(const patron_instant* pauses, std::size_t count) {
  std::vector<Calendar::Pause> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back({{pauses[2 * i]}, {pauses[2 * i + 1]}});
  return made;
}

Status check_pauses(const patron_instant* pauses, std::size_t count) {
  if (pauses != nullptr || count == 0) return {};
  return {ErrorCode::argument, "pauses is NULL, their count is not 0"};
}

}  // namespace

extern "C" {

patron_status patron_date_from_civil(int32_t year, int32_t month, int32_t day,
                                     patron_date* date, patron_error* error) {
  if (date != nullptr) *date = 0;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("date", date));
    const auto made = patron::Date::from_civil({year, month, day});
    if (!made.ok()) return made.status();
    *date = made->days;
    return {};
  });
}

void patron_date_to_civil(patron_date date, int32_t* year, int32_t* month, int32_t* day) {
  const patron::Civil civil = patron::Date{date}.civil();
  if (year != nullptr) *year = civil.year;
  if (month != nullptr) *month = civil.month;
  if (day != nullptr) *day = civil.day;
}

patron_status patron_instant_parse(const char* text, size_t size, patron_instant* instant,
                                   patron_error* error) {
  if (instant != nullptr) *instant = 0;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("text, instant", text, instant));
    const auto read = patron::Instant::parse(view(text, size));
    if (!read.ok()) return read.status();
    *instant = read->milliseconds;
    return {};
  });
}

patron_status patron_lunar_from_date(patron_date date, int32_t* year, int32_t* month,
                                     int32_t* day, int32_t* leap, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("year, month, day, leap", year, month, day, leap));
    const auto lunar = patron::lunar_from_date(Date{date});
    if (!lunar.ok()) return lunar.status();
    *year = lunar->year;
    *month = lunar->month;
    *day = lunar->day;
    *leap = lunar->leap ? 1 : 0;
    return {};
  });
}

patron_status patron_lunar_to_date(int32_t year, int32_t month, int32_t day, int32_t leap,
                                   patron_date* date, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("date", date));
    const auto made = patron::lunar_to_date({year, month, day, leap != 0});
    if (!made.ok()) return made.status();
    *date = made->days;
    return {};
  });
}

int32_t patron_lunar_leap_month(int32_t year) { return patron::lunar_leap_month(year); }

int32_t patron_lunar_month_days(int32_t year, int32_t month, int32_t leap) {
  return patron::lunar_month_days(year, month, leap != 0);
}

patron_status patron_lunar_yearly(int32_t month, int32_t day, int32_t leap,
                                  int32_t civil_year, int32_t leap_month,
                                  int32_t missing_30th, patron_date dates[2],
                                  int32_t* count, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("dates, count", dates, count));
    *count = 0;
    PATRON_TRY(one_of_three("leap_month", leap_month));
    PATRON_TRY(one_of_three("missing_30th", missing_30th));
    patron::YearlyPolicy policy;
    policy.leap_month = static_cast<patron::LeapMonth>(leap_month);
    policy.missing_30th = static_cast<patron::Missing30th>(missing_30th);
    const auto found =
        patron::lunar_yearly_in({0, month, day, leap != 0}, civil_year, policy);
    if (!found.ok()) return found.status();
    for (const Date date : *found) dates[(*count)++] = date.days;
    return {};
  });
}

patron_status patron_yearly(int32_t month, int32_t day, int32_t year, int32_t feb_29,
                            patron_date* date, int32_t* found, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("date, found", date, found));
    *found = 0;
    PATRON_TRY(one_of_three("feb_29", feb_29));
    patron::YearlyPolicy policy;
    policy.feb_29 = static_cast<patron::Feb29>(feb_29);
    const auto made = patron::yearly(month, day, year, policy);
    if (!made.ok()) return made.status();
    *found = *made ? 1 : 0;
    if (*made) *date = (**made).days;
    return {};
  });
}

patron_status patron_festival(const char* name, size_t size, int32_t year,
                              patron_date* date, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("name, date", name, date));
    const auto made = patron::festival(view(name, size), year);
    if (!made.ok()) return made.status();
    *date = made->days;
    return {};
  });
}

patron_status patron_festivals(patron_date from, patron_date to, patron_table* festivals,
                               patron_error* error) {
  return guard(festivals, error, [&]() -> Status {
    PATRON_TRY(given("festivals", festivals));
    auto made = patron::festivals(Date{from}, Date{to});
    if (!made.ok()) return made.status();
    festivals->table = *std::move(made);
    return {};
  });
}

patron_status patron_calendar_read(const char* json, size_t size, const char* zone,
                                   size_t zone_size, patron_calendar** calendar,
                                   patron_error* error) {
  if (calendar != nullptr) *calendar = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("json, calendar", json, calendar));
    PATRON_TRY(check_text(zone, zone_size, "zone"));
    auto made = zone == nullptr
                    ? Calendar::read(view(json, size))
                    : Calendar::read(view(json, size), view(zone, zone_size));
    if (!made.ok()) return made.status();
    *calendar = new patron_calendar{*std::move(made)};
    return {};
  });
}

void patron_calendar_free(patron_calendar* calendar) { delete calendar; }

patron_status patron_calendar_add(const patron_calendar* calendar, patron_instant from,
                                  int64_t amount, int32_t unit,
                                  const patron_instant* pauses, size_t pause_count,
                                  patron_instant* deadline, int32_t* provisional,
                                  patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("calendar, deadline", calendar, deadline));
    PATRON_TRY(check_unit(unit));
    PATRON_TRY(check_pauses(pauses, pause_count));
    const auto made = calendar->calendar.add(
        {from}, amount, static_cast<patron::Unit>(unit), pauses_of(pauses, pause_count));
    if (!made.ok()) return made.status();
    *deadline = made->at.milliseconds;
    if (provisional != nullptr) *provisional = made->provisional ? 1 : 0;
    return {};
  });
}

patron_status patron_calendar_between(const patron_calendar* calendar,
                                      patron_instant from, patron_instant to,
                                      int32_t unit, const patron_instant* pauses,
                                      size_t pause_count, int64_t* amount,
                                      int32_t* provisional, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("calendar, amount", calendar, amount));
    PATRON_TRY(check_unit(unit));
    PATRON_TRY(check_pauses(pauses, pause_count));
    const auto made = calendar->calendar.between(
        {from}, {to}, static_cast<patron::Unit>(unit), pauses_of(pauses, pause_count));
    if (!made.ok()) return made.status();
    *amount = made->amount;
    if (provisional != nullptr) *provisional = made->provisional ? 1 : 0;
    return {};
  });
}

int32_t patron_calendar_is_open(const patron_calendar* calendar, patron_instant instant) {
  return calendar != nullptr && calendar->calendar.is_open({instant}) ? 1 : 0;
}

int32_t patron_calendar_is_working_day(const patron_calendar* calendar,
                                       patron_date date) {
  return calendar != nullptr && calendar->calendar.is_working_day(Date{date}) ? 1 : 0;
}

}  // extern "C"
