// SPDX-License-Identifier: Apache-2.0
#include "engine/occurrences.hpp"

#include <algorithm>

#include "engine/caps.hpp"

namespace patron::engine {
namespace {

using model::WindowKind;

bool within(const model::Window& window, Date earlier, Date day) {
  if (window.kind != WindowKind::rolling)
    return key_of(window, earlier) == key_of(window, day);
  const model::Days days = model::days_of(window, day);
  return earlier.days > days.after && earlier.days <= days.until;
}

OccurrenceTotal counted(const State& state, std::int32_t rule,
                        const model::Window& window, Date day) {
  OccurrenceTotal sum{rule, 0, 0};
  for (const OccurrenceTotal& settled : state.occurrence_totals) {
    if (settled.rule != rule || window.kind != WindowKind::lifetime) continue;
    sum.count += settled.count;
    sum.given += settled.given;
  }
  for (const Occurrence& one : state.occurrences) {
    if (one.rule != rule || !within(window, one.day, day)) continue;
    ++sum.count;
    sum.given += one.given ? 1 : 0;
  }
  return sum;
}

void settle(State& state, const Occurrence& one) {
  auto& totals = state.occurrence_totals;
  const auto at = std::find_if(totals.begin(), totals.end(),
                               [&](const auto& total) { return total.rule == one.rule; });
  OccurrenceTotal& total =
      at == totals.end() ? totals.emplace_back(OccurrenceTotal{one.rule, 0, 0}) : *at;
  ++total.count;
  total.given += one.given ? 1 : 0;
}

}  // namespace

bool occurs(const Version& version, State& state, std::int32_t rule, Occurrence event) {
  const auto index = static_cast<std::size_t>(rule);
  const model::Occurrence& wanted = *version.pack().earn[index].occurrence;
  event.rule = version.occurrence[index];
  const OccurrenceTotal before = counted(state, event.rule, wanted.window, event.day);
  const std::int64_t reached = (before.count + 1) / wanted.number;
  event.given =
      before.given < (wanted.repeats ? reached : std::min<std::int64_t>(reached, 1));
  state.occurrences.push_back(event);
  return event.given;
}

void forget_occurrences(State& state, std::string_view ref, bool booked) {
  if (ref.empty()) return;
  std::erase_if(state.occurrences, [&](const Occurrence& one) {
    return one.ref == ref && (!booked || of_booking(one.trigger));
  });
}

void settle_occurrences(const Version& version, State& state, Date oldest) {
  const std::vector<model::EarnRule>& rules = version.pack().earn;
  std::erase_if(state.occurrences, [&](const Occurrence& one) {
    if (one.day >= oldest) return false;
    const bool refundable =
        std::any_of(state.trips.begin(), state.trips.end(),
                    [&](const model::Trip& trip) { return trip.ref == one.ref; });
    const auto at =
        std::find(version.occurrence.begin(), version.occurrence.end(), one.rule);
    if (refundable || at == version.occurrence.end()) return false;
    const auto rule = static_cast<std::size_t>(at - version.occurrence.begin());
    const model::Window& window = rules[rule].occurrence->window;
    if (window.kind == WindowKind::lifetime) settle(state, one);
    return window.kind == WindowKind::lifetime ||
           out_of_reach(window, key_of(window, one.day), oldest);
  });
}

}  // namespace patron::engine
