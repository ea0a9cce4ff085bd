// SPDX-License-Identifier: Apache-2.0
// The personal cadence: how long a customer usually lets pass between trips, and how late
// the next one is against that.
#pragma once

#include <cstdint>
#include <span>

namespace patron::churn {

struct Cadence {
  bool known = false;                     // There is at least one gap.
  std::int32_t gaps = 0;
  std::int32_t median_doubled_days = 0;   // Doubled, so that half days are exact.
  std::int32_t mad_doubled = 0;           // Median absolute deviation, doubled.
};

// Of up to 32 gaps in days.
Cadence cadence(std::span<const std::uint16_t> gaps);

// Days since the last trip over the usual gap: hundredths, half-even. 1.00 is due.
std::int32_t overdue_ratio(std::int32_t days_since_last,
                           std::int32_t median_doubled_days);

}  // namespace patron::churn
