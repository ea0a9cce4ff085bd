// SPDX-License-Identifier: Apache-2.0
// Tiers: which level a member's metrics reach, and what the end of a term does.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "model/pack.hpp"

namespace patron::loyalty {

// The value of a metric of the pack, by its index.
using MetricValue = std::function<std::int64_t(std::int32_t metric)>;

// The highest level whose thresholds hold; 0 (the first) always does.
std::int32_t reached(const model::Ladder& ladder, const MetricValue& value);
// Does the level's `keep` hold?
bool holds_for_ever(const model::Level& level, const MetricValue& value);
bool keeps(const model::Level& level, const MetricValue& value);

// The last day of a term that begins with an upgrade on `day` (M41); absent: for ever.
std::optional<Date> term_from(const model::Ladder& ladder, Date day);

// The review on the day after `ended`, the last day of a term, by the metrics of the
// closed window: which level for the next term, and its last day (M41, M42).
struct Review {
  std::int32_t level = 0;
  std::optional<Date> until;
};
Review review(const model::Ladder& ladder, std::int32_t level, Date ended,
              const MetricValue& value);

}  // namespace patron::loyalty
