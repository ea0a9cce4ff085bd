// SPDX-License-Identifier: Apache-2.0
// Signals, care, and the next day on which a signal or a place may turn.
#include <algorithm>

#include "base/limits.hpp"
#include "engine/fold.hpp"

namespace patron::engine {
namespace {

constexpr std::int32_t kLookAheadDays = 40 * 366;  // No signal turns later by itself.

}  // namespace

void Fold::evaluate_signals(Date today) {
  const Version& rules = version();
  const auto& signals = rules.pack().churn.signals;
  if (signals.empty()) return;
  const View current = view(at_, today);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const model::Signal& signal = signals[i];
    if (signal.when < 0) continue;  // By bins: evidence, not a state.
    SignalState& state = state_.signals[static_cast<std::size_t>(rules.signal[i])];
    bool turns = false;
    if (!state.raised) {
      turns = current.evaluate(signal.when).is_true();
    } else if (today.days - state.since.days >= signal.min_stay_days) {
      const rules::Value value = current.evaluate(
          signal.clear_when >= 0 ? signal.clear_when : signal.when);
      turns = value.outcome == rules::Outcome::value &&
              value.is_true() == (signal.clear_when >= 0);
    }
    if (!turns) continue;
    state = {!state.raised, today};
    Emission& effect = emit("signal", state.raised ? "raised" : "cleared",
                            rules.signal_ids[i], state_.version);
    effect.reason = &signal.reason;
    if (!options_.trace) continue;
    for (const rules::Name& name : rules.expression(signal.when).reads())
      effect.inputs.emplace_back(name.path, rules::text(current.read(name.reference)));
  }
}

// Fills `watched_` with what may turn a signal or a place from where it is now, and gives
// the first day on which a dwell ends: until then nothing moves what it holds.
std::optional<Date> Fold::watch(Date today) const {
  const Version& rules = version();
  std::optional<Date> next;
  watched_.clear();
  const auto held = [&](Date since, std::int32_t min_stay) {
    const Date end{since.days + min_stay};
    if (end <= today) return false;
    if (!next || end < *next) next = end;
    return true;
  };
  const auto add = [&](model::ExpressionIndex index) {
    if (index >= 0) watched_.push_back(index);
  };
  const auto& signals = rules.pack().churn.signals;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (signals[i].when < 0) continue;  // By bins: evidence, not a state.
    const SignalState& state = state_.signals[static_cast<std::size_t>(rules.signal[i])];
    if (!state.raised)
      add(signals[i].when);
    else if (!held(state.since, signals[i].min_stay_days))
      add(signals[i].clear_when >= 0 ? signals[i].clear_when : signals[i].when);
  }
  const auto& placings = rules.pack().placings;
  for (std::size_t i = 0; i < placings.size(); ++i) {
    const PlaceState& state = state_.places[static_cast<std::size_t>(rules.placing[i])];
    const auto& places = rules.place[i];
    const auto at = static_cast<std::size_t>(
        std::find(places.begin(), places.end(), state.place) - places.begin());
    for (const model::Axis& axis : placings[i].axes) add(axis.value);
    add(placings[i].when);
    if (at == places.size() || held(state.since, placings[i].places[at].min_stay_days))
      continue;
    // Who has a way out of their own takes no other; the rest may go to a place above, or
    // from this one.
    const bool segment = placings[i].kind == model::PlacingKind::segment;
    const bool own_way = placings[i].places[at].leave_when >= 0;
    for (std::size_t p = own_way ? at : 0; p < (segment ? places.size() : at + 1); ++p) {
      if (!own_way) add(placings[i].places[p].when);
      add(placings[i].places[p].leave_when);
    }
  }
  return next;
}

// The first day after `today` on which a signal or a place may turn while nothing
// happens: the day a window leaves an event behind, the day a monotone comparison turns
// (found by bisection), the end of a dwell.
std::optional<Date> Fold::next_turn(Date today) const {
  const Version& rules = version();
  std::optional<Date> next;
  const auto candidate = [&](std::optional<Date> day) {
    if (day && day->days > today.days && (!next || *day < *next)) next = day;
  };
  const auto steps = [&](const rules::Expression& expression) {
    for (const rules::Name& name : expression.reads()) {
      const auto at = static_cast<std::size_t>(name.reference.index);
      if (name.reference.space == model::Space::metric) {
        const auto tracked = static_cast<std::size_t>(rules.metric[at]);
        candidate(model::next_change(state_.metrics[tracked], program_.metric(tracked),
                                     today));
      } else if (name.reference ==
                 model::Reference{
                     model::Space::builtin,
                     static_cast<std::int32_t>(model::Builtin::points_to_expire)}) {
        for (const loyalty::Ledger& book : state_.ledgers)
          for (const loyalty::Lot& lot : book.lots())
            if (lot.expires) candidate(Date{lot.expires->days - 30});
      }
    }
  };
  candidate(watch(today));
  for (const model::ExpressionIndex index : watched_) steps(rules.expression(index));
  // Up to the next step every other name stands still, so each comparison turns once.
  View look = view(at_, today);
  const auto bisect = [&](const rules::Expression& expression) {
    for (std::size_t turn = 0; turn < expression.turning_points(); ++turn) {
      const auto holds = [&](std::int32_t day) {
        look.move_to(Date{day});
        const rules::Value value = expression.evaluate_turning_point(turn, look);
        return std::pair(value.outcome, value.is_true());
      };
      std::int32_t low = today.days;
      std::int32_t high = next ? next->days : today.days + kLookAheadDays;
      const auto first = holds(low);
      if (holds(high) == first) continue;
      while (high - low > 1) {
        const std::int32_t middle = low + (high - low) / 2;
        (holds(middle) == first ? low : high) = middle;
      }
      candidate(Date{high});
    }
  };
  for (const model::ExpressionIndex index : watched_) bisect(rules.expression(index));
  return next;
}

}  // namespace patron::engine
