// SPDX-License-Identifier: Apache-2.0
// A level once reached holds until its term ends, whatever the metric does meanwhile
// (M39). Only the review after the last day asks again, and it reads the window that
// closed.
#include "loyalty/tiers.hpp"

#include <algorithm>

namespace patron::loyalty {
namespace {

bool holds(const std::vector<model::Threshold>& thresholds, model::Need need,
           std::int32_t need_count, const MetricValue& value) {
  const auto met = std::count_if(
      thresholds.begin(), thresholds.end(),
      [&](const model::Threshold& t) { return value(t.metric) >= t.at_least; });
  switch (need) {
    case model::Need::any: return met > 0;
    case model::Need::count: return met >= need_count;
    case model::Need::all: break;
  }
  return static_cast<std::size_t>(met) == thresholds.size();
}

}  // namespace

std::int32_t reached(const model::Ladder& ladder, const MetricValue& value) {
  for (std::size_t i = ladder.levels.size(); i-- > 1;) {
    const model::Level& level = ladder.levels[i];
    if (holds(level.reach, level.need, level.need_count, value))
      return static_cast<std::int32_t>(i);
  }
  return 0;
}

bool holds_for_ever(const model::Level& level, const MetricValue& value) {
  return holds(level.forever, level.need, level.need_count, value);
}

bool keeps(const model::Level& level, const MetricValue& value) {
  return holds(level.keep, level.need, level.need_count, value);
}

std::optional<Date> term_from(const model::Ladder& ladder, Date day) {
  if (ladder.valid == model::Valid::forever) return std::nullopt;
  const Date end = base::last_of(ladder.period, day);
  if (ladder.valid == model::Valid::end_of_period) return end;
  return base::last_of(ladder.period, Date{end.days + 1});
}

Review review(const model::Ladder& ladder, std::int32_t level, Date ended,
              const MetricValue& value) {
  const Date next = base::last_of(ladder.period, Date{ended.days + 1});
  const auto kept = [&](std::int32_t i) {
    return keeps(ladder.levels[static_cast<std::size_t>(i)], value);
  };
  std::int32_t result = std::max(reached(ladder, value), level);
  if (result == level && !kept(level)) {
    switch (ladder.downgrade) {
      case model::Downgrade::none: break;
      case model::Downgrade::one_step: result = level - 1; break;
      case model::Downgrade::full:
        result = level - 1;
        while (result > 0 && !kept(result)) --result;
        break;
    }
  }
  if (result == 0) return {0, std::nullopt};
  return {result, next};
}

}  // namespace patron::loyalty
