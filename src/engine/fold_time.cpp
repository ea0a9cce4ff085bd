// SPDX-License-Identifier: Apache-2.0
// What time alone brings about. But for reservations, which end to the millisecond, every
// item is due at the first instant of a local day, in the order of semantics F3: version
// switch, tier review, lot expiry and lapsed holds, actions, birthdays and anniversaries,
// the tick of signals. A walk visits only days on which something is due; that it equals
// the walk over every day is held by a property test.
#include <algorithm>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

constexpr std::int32_t kLapseDays = 180;  // After the planned end (M20).

Date lapse_day(const model::Trip& trip) {
  return Date{trip.planned_end().days + kLapseDays + 1};
}

}  // namespace

Instant Fold::next_due() const {
  if (!state_.known || state_.version < 0) return Instant::never();
  std::optional<Date> day;
  const auto due = [&](const std::optional<Date>& candidate) {
    if (candidate && (!day || *candidate < *day)) day = candidate;
  };
  const auto after = [&](const std::optional<Date>& last) {
    if (last) due(Date{last->days + 1});
  };
  for (const Standing& standing : state_.standings) {
    after(standing.own_until);
    for (const Floor& floor : standing.floors) after(floor.until);
  }
  for (std::size_t i = 0; i < version().pack().ladders.size(); ++i) {
    const model::Ladder& ladder = version().pack().ladders[i];
    const Standing& standing =
        state_.standings[static_cast<std::size_t>(version().ladder[i])];
    if (!ladder.carry_over.empty() && standing.period && worth_a_turn(ladder, standing))
      after(base::last_of(ladder.period, *standing.period));
  }
  for (const loyalty::Ledger& book : state_.ledgers) after(book.next_expiry());
  for (const model::Trip& trip : state_.trips)
    if (trip.open()) due(lapse_day(trip));
  for (const Grant& grant : state_.grants)
    if (grant.state == GrantState::pending) due(grant.ready_on);
  for (const care::OpenAction& open : state_.actions) {
    if (!open.started) due(open.start);
    if (open.started && !open.overdue) after(open.due);
    after(care::next_step(open, action_of(open)));
  }
  due(state_.tick);
  due(next_yearly(model::EventType::own_birthday, state_.birthday_year));
  due(next_yearly(model::EventType::own_anniversary, state_.anniversary_year));
  if (options_.every_day && state_.now != kBeforeAll)
    due(Date{version().pack().zone.date(state_.now).days + 1});

  Instant result = day ? version().pack().zone.day_start(*day) : Instant::never();
  for (const Reservation& held : state_.reservations)
    result = std::min(result, held.until);
  const auto next = static_cast<std::size_t>(state_.version) + 1;
  if (next < program_.versions.size())
    result = std::min(result, program_.versions[next].from);
  if (options_.outside == nullptr) return result;
  for (const TierStep& kept : options_.outside->kept)
    if (kept.at == place_of_time(kept.at.occurred_at) && kept.at.occurred_at > state_.now)
      result = std::min(result, kept.at.occurred_at);
  return result;
}

// Does the turn of the period change anything: is there anything to carry, or to forget?
bool Fold::worth_a_turn(const model::Ladder& ladder, const Standing& standing) const {
  if (!standing.carried.empty()) return true;
  const View now = view(state_.now, version().pack().zone.date(state_.now));
  return std::any_of(ladder.carry_over.begin(), ladder.carry_over.end(),
                     [&](const auto& each) { return now.metric(each.metric) > 0; });
}

void Fold::advance(Instant until) {
  if (!state_.known) return;
  for (Instant due = next_due(); due <= until; due = next_due()) step(due);
}

void Fold::step(Instant at) {
  begin_cause(nullptr, at);
  const auto next = static_cast<std::size_t>(state_.version) + 1;
  if (next < program_.versions.size() && program_.versions[next].from <= at)
    switch_version(static_cast<std::int32_t>(next));
  state_.now = at;
  today_ = version().pack().zone.date(at);
  time_out();
  activate_ready(today_);
  allocate_prices();
  review_tiers(today_);
  if (new_periods()) upgrade_tiers();
  expire_lots(today_);
  lapse_trips(today_);
  check_actions(today_);
  raise_yearly();
  own_events();
  tick(today_);
}

// Tables of the program are common to all versions, so nothing has to be moved: metrics
// are kept for every version from the first event on, and lots and holds carry the terms
// under which they were granted.
void Fold::switch_version(std::int32_t version) { state_.version = version; }

void Fold::lapse_trips(Date today) {
  for (model::Trip& trip : state_.trips) {
    if (!trip.open() || lapse_day(trip) > today) continue;
    trip.state = model::TripState::lapsed;
    trip.closed_on = today;
    for (Grant& grant : state_.grants)
      if (grant.ref == trip.ref && grant.state == GrantState::pending)
        void_grant(grant, "no outcome within 180 days of the planned end");
  }
}

void Fold::tick(Date today) {
  judge(today);
  state_.tick = next_turn(today);
}

}  // namespace patron::engine
