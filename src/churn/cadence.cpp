// SPDX-License-Identifier: Apache-2.0
// Median and MAD, not mean and variance: one long break must not make a regular traveller
// look irregular. All in integers.
#include "churn/cadence.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

#include "base/decimal.hpp"

namespace patron::churn {
namespace {

// The doubled median of values that the call may reorder.
std::int32_t median_doubled(std::span<std::int32_t> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? 2 * values[n / 2] : values[n / 2 - 1] + values[n / 2];
}

}  // namespace

Cadence cadence(std::span<const std::uint16_t> gaps) {
  Cadence result;
  std::array<std::int32_t, 32> values{};
  const std::size_t count = std::min(gaps.size(), values.size());
  if (count == 0) return result;
  for (std::size_t i = 0; i < count; ++i) values[i] = gaps[i];
  result.known = true;
  result.gaps = static_cast<std::int32_t>(count);
  result.median_doubled_days = median_doubled({values.data(), count});
  for (std::size_t i = 0; i < count; ++i)
    values[i] = std::abs(2 * std::int32_t{gaps[i]} - result.median_doubled_days);
  // The deviations are doubled already; their median doubled again is halved.
  result.mad_doubled = median_doubled({values.data(), count}) / 2;
  return result;
}

std::int32_t overdue_ratio(std::int32_t days_since_last,
                           std::int32_t median_doubled_days) {
  if (median_doubled_days <= 0) return 0;
  const auto ratio = base::multiply_divide(days_since_last, 200, median_doubled_days,
                                           base::Rounding::half_even);
  return static_cast<std::int32_t>(
      std::min<std::int64_t>(*ratio, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace patron::churn
