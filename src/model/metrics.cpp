// SPDX-License-Identifier: Apache-2.0
// A window is a half-open range of days, (after, until], so that rolling months follow
// M3: an event of 31 January is in "1 month" through 28 February and out on 1 March.
#include "model/metrics.hpp"

#include <algorithm>
#include <limits>

#include "base/decimal.hpp"

namespace patron::model {
namespace {

// Nothing at or before this day is reached by the window on `today` or later.
std::int32_t out_of_reach(const Window& window, Date today) {
  if (window.kind == WindowKind::rolling) return days_of(window, today).after;
  const Date current = base::first_of(window.period, today);
  if (window.ago == 0) return current.days - 1;
  return base::first_of(window.period, Date{current.days - 1}).days - 1;
}

// ---- streaks: a sample a period, on its first day (M53)

bool in_a_row(const Metric& metric) { return metric.aggregate == Aggregate::streak; }

std::int32_t period_before(const Metric& metric, std::int32_t first) {
  return base::first_of(metric.grain, Date{first - 1}).days;
}

// The first days of the oldest and of the newest period of the streak that `day` sees;
// none: there is no streak.
struct Row {
  std::int32_t oldest = 0, newest = 0;
  std::int64_t length = 0;
};
Row row_of(const std::vector<Sample>& samples, const Metric& metric, Date day) {
  const auto there = [&](std::int32_t first) {
    return std::any_of(samples.begin(), samples.end(),
                       [&](const Sample& s) { return s.day == first; });
  };
  Row out;
  std::int32_t at = base::first_of(metric.grain, day).days;
  if (!there(at)) at = period_before(metric, at);
  for (out.newest = at; there(at); at = period_before(metric, at)) {
    out.oldest = at;
    ++out.length;
  }
  return out;
}

// What lies before the streak that `today` sees cannot become part of it.
std::int32_t before_row(const std::vector<Sample>& samples, const Metric& metric,
                        Date today) {
  const Row row = row_of(samples, metric, today);
  const std::int32_t first =
      row.length > 0 ? row.oldest : base::first_of(metric.grain, today).days;
  return first - 1;
}

std::vector<Sample>::iterator lower(std::vector<Sample>& samples, std::int32_t day) {
  return std::lower_bound(samples.begin(), samples.end(), day,
                          [](const Sample& s, std::int32_t d) { return s.day < d; });
}

}  // namespace

Days days_of(const Window& window, Date day) {
  switch (window.kind) {
    case WindowKind::rolling:
      return {base::subtract(day, window.span).days, day.days};
    case WindowKind::calendar: {
      const Date first = base::first_of(window.period, day);
      if (window.ago == 0) return {first.days - 1, day.days};
      const Date before = base::first_of(window.period, Date{first.days - 1});
      return {before.days - 1, first.days - 1};
    }
    case WindowKind::lifetime: break;
  }
  return {std::numeric_limits<std::int32_t>::min(), day.days};
}

bool add(MetricState& state, const Metric& metric, Date day, std::int64_t value,
         Date today) {
  const auto lifetime = base::add(state.lifetime, value);
  if (!lifetime || !base::fits_amount(*lifetime)) return false;
  state.lifetime = *lifetime;
  if (in_a_row(metric)) {
    const std::int32_t first = base::first_of(metric.grain, day).days;
    const auto at = lower(state.samples, first);
    if (at == state.samples.end() || at->day != first)
      state.samples.insert(at, {first, 1});
    const std::int32_t gone = before_row(state.samples, metric, today);
    std::erase_if(state.samples, [&](const Sample& s) { return s.day <= gone; });
    return true;
  }
  if (metric.window.kind == WindowKind::lifetime || value == 0) return true;
  auto& samples = state.samples;
  samples.erase(samples.begin(),
                lower(samples, out_of_reach(metric.window, today) + 1));
  if (day.days <= out_of_reach(metric.window, today)) return true;
  const auto at = lower(samples, day.days);
  if (at == samples.end() || at->day != day.days) {
    samples.insert(at, {day.days, value});
    return true;
  }
  const auto sum = base::add(at->value, value);
  if (!sum || !base::fits_amount(*sum)) return false;
  at->value = *sum;
  if (at->value == 0) samples.erase(at);
  return true;
}

std::int64_t value_on(const MetricState& state, const Metric& metric, Date day) {
  if (in_a_row(metric)) return row_of(state.samples, metric, day).length;
  if (metric.window.kind == WindowKind::lifetime) return state.lifetime;
  const Days days = days_of(metric.window, day);
  base::Int128 total = 0;  // Days of opposite signs may add up to more than all of them.
  for (const Sample& sample : state.samples)
    if (sample.day > days.after && sample.day <= days.until) total += sample.value;
  return static_cast<std::int64_t>(
      std::clamp<base::Int128>(total, -base::kAmountMax, base::kAmountMax));
}

std::optional<Date> next_change(const MetricState& state, const Metric& metric,
                                Date day) {
  if (in_a_row(metric)) {  // It breaks when the period after its newest is over.
    const Row row = row_of(state.samples, metric, day);
    if (row.length == 0) return std::nullopt;
    const Date next{base::last_of(metric.grain, Date{row.newest}).days + 1};
    return Date{base::last_of(metric.grain, next).days + 1};
  }
  if (state.samples.empty() || metric.window.kind == WindowKind::lifetime)
    return std::nullopt;
  if (metric.window.kind == WindowKind::calendar) {
    if (state.samples.back().day <= out_of_reach(metric.window, day)) return std::nullopt;
    return Date{base::last_of(metric.window.period, day).days + 1};
  }
  const Days days = days_of(metric.window, day);
  for (const Sample& sample : state.samples) {
    if (sample.day <= days.after) continue;
    // The day it leaves: at most three days of clamping after the plain sum. A window
    // that is longer than the calendar is never left.
    Date leaves = base::add(Date{sample.day}, metric.window.span);
    for (int clamped = 0; clamped <= 3; ++clamped, ++leaves.days)
      if (base::subtract(leaves, metric.window.span).days >= sample.day) return leaves;
    return std::nullopt;
  }
  return std::nullopt;
}

void write(base::Writer& out, const MetricState& state, const Metric* metric,
           Date today) {
  out.integer(state.lifetime);
  const std::int32_t gone =
      metric == nullptr  ? std::numeric_limits<std::int32_t>::min()
      : in_a_row(*metric) ? before_row(state.samples, *metric, today)
                          : out_of_reach(metric->window, today);
  const auto kept = [&](const Sample& s) { return s.day > gone; };
  out.varint(static_cast<std::uint64_t>(
      std::count_if(state.samples.begin(), state.samples.end(), kept)));
  std::int32_t last = 0;
  for (const Sample& sample : state.samples) {
    if (!kept(sample)) continue;
    out.integer(sample.day - last);
    out.integer(sample.value);
    last = sample.day;
  }
}

MetricState read_metric(base::Reader& in) {
  MetricState state;
  state.lifetime = in.integer();
  state.samples.resize(in.count(2));
  std::int32_t day = 0;
  for (Sample& sample : state.samples) {
    const std::int64_t step = in.integer();
    const std::int64_t next = std::int64_t{day} + step;
    if (next < -200'000 || next > 200'000) in.fail();
    day = in.ok() ? static_cast<std::int32_t>(next) : 0;
    sample = {day, in.integer()};
  }
  return state;
}

}  // namespace patron::model
