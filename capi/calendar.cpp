// SPDX-License-Identifier: Apache-2.0
// Days and instants.
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::Status;

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

}  // extern "C"
