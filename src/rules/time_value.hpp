// SPDX-License-Identifier: Apache-2.0
// Instants and durations to the nanosecond, of the years 1 to 9999, as CEL has them:
// their range, their text, their parts. (Events and the clock are to the millisecond.)
#pragma once

#include <optional>
#include <string>

#include "base/decimal.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

base::Int128 nanoseconds_of(const Value& value);
// Errors: time out of range, duration out of range.
Value instant_of(base::Int128 nanoseconds);
Value duration_of(base::Int128 nanoseconds);

// "2009-02-13T23:31:30.5Z", with an offset and up to nine digits. Errors: no timestamp.
Value instant_from(std::string_view text);
// "1h30m", "-1.5s". Errors: no duration.
Value duration_from(std::string_view text);
std::string instant_text(const Value& value);   // In UTC, without trailing zeros.
std::string duration_text(const Value& value);  // "5400s"

// The parts of an instant in a zone: "Asia/Shanghai", "+08:00", "UTC", "".
struct Wall {
  std::int64_t year = 0, month = 1, day = 1;  // From 1.
  std::int64_t weekday = 0;                   // From Sunday, 0.
  std::int64_t day_of_year = 0;               // From 0.
  std::int64_t second_of_day = 0;
  std::int64_t days = 0;  // Since 1970-01-01.
};
// Nothing: no such zone.
std::optional<Wall> wall_of(const Value& instant, std::string_view zone);

}  // namespace patron::rules
