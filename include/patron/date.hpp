// SPDX-License-Identifier: Apache-2.0
// Days and instants. A Date is a civil day without a zone; an Instant is a point in time.
// The program's zone turns one into the other (Engine::date, Engine::day_end).
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "status.hpp"

namespace patron {

struct Civil {
  std::int32_t year, month, day;
};

// Proleptic Gregorian; 1900-01-01 to 2199-12-31 can be parsed and made.
struct Date {
  std::int32_t days = 0;  // Since 1970-01-01.

  static Result<Date> from_civil(Civil civil);
  static Result<Date> parse(std::string_view text);  // "2026-05-01"
  Civil civil() const noexcept;
  // Clamped to the end of the month: 31 January + 1 is 28 or 29 February.
  Date add_months(std::int32_t months) const noexcept;
  std::string text() const;
  auto operator<=>(const Date&) const = default;
};

struct Instant {
  std::int64_t milliseconds = 0;  // Since 1970-01-01T00:00:00Z.

  static Result<Instant> parse(std::string_view text);  // RFC 3339 with an offset.
  static constexpr Instant never() noexcept {
    return {std::numeric_limits<std::int64_t>::max()};
  }
  std::string text() const;  // "2026-05-01T02:00:00.000Z", always to the millisecond.
  auto operator<=>(const Instant&) const = default;
};

}  // namespace patron
