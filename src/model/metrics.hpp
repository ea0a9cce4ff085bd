// SPDX-License-Identifier: Apache-2.0
// Declared metrics: counts and sums over windows of local days, exact by day. A member
// keeps, for each metric, one sample a day that a window can still reach, and a total.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/codec.hpp"
#include "model/pack.hpp"

namespace patron::model {

struct Sample {
  std::int32_t day = 0;
  std::int64_t value = 0;
};

// One metric of one member. Values are counts, or sums at the metric's scale.
struct MetricState {
  std::int64_t lifetime = 0;
  std::vector<Sample> samples;  // Sorted by day; of windowed metrics only.
};

// The days (after, until] that a window covers as seen on `day`.
struct Days {
  std::int32_t after = 0, until = 0;
};
Days days_of(const Window& window, Date day);

// Adds `value` to the metric on `day`; `today` tells what no window reaches any more.
// False: the total, or that of the day, is beyond what an amount may be.
[[nodiscard]] bool add(MetricState& state, const Metric& metric, Date day,
                       std::int64_t value, Date today);
// The metric as seen on `day`; days after it are not in it.
std::int64_t value_on(const MetricState& state, const Metric& metric, Date day);
// The first day after `day` on which the value changes while nothing happens.
std::optional<Date> next_change(const MetricState& state, const Metric& metric, Date day);

// Only what a window can still reach on `today` is written.
void write(base::Writer& out, const MetricState& state, const Metric* metric, Date today);
MetricState read_metric(base::Reader& in);

}  // namespace patron::model
