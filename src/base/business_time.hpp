// SPDX-License-Identifier: Apache-2.0
// The insides of a Calendar: what is open on each day.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/zone.hpp"
#include "patron/calendar.hpp"

namespace patron {

struct Calendar::Hours {
  struct Interval {
    int opens = 0, closes = 0;  // Minutes since local midnight; the end is not in.
  };
  using Day = std::vector<Interval>;  // In order, apart from one another.

  std::string version;
  base::Zone zone;
  std::array<Day, 7> week;             // Monday first.
  std::map<std::int32_t, Day> others;  // Holidays (nothing) and make-up days.
  std::optional<Date> known_until;

  const Day& of(Date date) const;
};

namespace base {

// A calendar's JSON. Errors: argument with line, column and JSON pointer.
Result<Calendar::Hours> read_hours(const json::Value& root, std::string_view timezone);

}  // namespace base
}  // namespace patron
