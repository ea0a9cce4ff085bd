// SPDX-License-Identifier: Apache-2.0
// The civil calendar: months that clamp, ends of periods (Boost.Date_Time inside).
#pragma once

#include <cstdint>

#include "patron/date.hpp"

namespace patron::base {

enum class Period : std::uint8_t { none, week, month, quarter, half_year, year };

// 2026-05-17, month -> 2026-05-01. Weeks are ISO.
Date first_of(Period period, Date date);
Date last_of(Period period, Date date);   // 2026-05-17, quarter -> 2026-06-30
int month_of(Date date);                  // 1..12
int year_of(Date date);

// A span of whole units: "24 months", "7 days", "180 days", "2 weeks", "1 year".
// Days and weeks are kept as days, months to years as months.
struct Span {
  std::int32_t months = 0;
  std::int32_t days = 0;
};
Date add(Date date, Span span);       // Months first, clamped, then days.
Date subtract(Date date, Span span);
double mean_days(Span span);          // A month is a twelfth of 365.2425 days.

}  // namespace patron::base
