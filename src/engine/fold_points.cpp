// SPDX-License-Identifier: Apache-2.0
// Points after they were granted: holds resolved by the trip's outcome, refunds that take
// back what was granted, adjustments. A reversal evaluates no rule (F4): it
// reads the grant's record and nothing else.
#include <algorithm>

#include "engine/caps.hpp"
#include "engine/fold.hpp"
#include "engine/occurrences.hpp"
#include "engine/spending.hpp"

namespace patron::engine {
namespace {

using model::EventType;

// Which events pay for a trip, so that a refund of the trip takes back what they earned.
bool reversible(EventType trigger) {
  return trigger == EventType::booking || trigger == EventType::booking_changed ||
         trigger == EventType::payment || trigger == EventType::trip_completed;
}

}  // namespace

std::optional<std::int64_t> integer_of(const Access::Program& program,
                                    const model::Event& event, std::string_view name) {
  const std::int32_t index = program.vocabulary.attribute(event.type, name);
  const model::Scalar* value = index < 0 ? nullptr : event.find(index);
  const auto* found = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return found == nullptr ? std::nullopt : std::optional{*found};
}

std::string text_of(const Access::Program& program, const model::Event& event,
                 std::string_view name) {
  const std::int32_t index = program.vocabulary.attribute(event.type, name);
  const model::Scalar* value = index < 0 ? nullptr : event.find(index);
  const auto* found = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return found == nullptr ? std::string() : *found;
}

void Fold::open_lot(Grant& grant, std::int64_t points, bool from_pending) {
  const std::int32_t currency = currency_of(grant);
  const Version& terms = version(grant.version);
  const model::EarnRule& rule = rule_of(grant);
  const model::Expiry& expiry =
      terms.pack().currencies[static_cast<std::size_t>(rule.currency)].expiry;
  loyalty::Lot lot;
  lot.grant = grant.number;
  lot.points = points;
  lot.activated_on = today_;
  lot.terms = grant.version;
  lot.expires = last_day(expiry, grant.earned_on, currency);
  const std::string& id = terms.earn_ids[static_cast<std::size_t>(grant.rule)];
  Emission& posting =
      post(from_pending ? "activate" : "earn", id, grant.version, currency, points);
  if (from_pending) posting.parent = grant.posting;
  if (lot.expires) posting.until = last_instant(*lot.expires);
  lot.id = posting.id;
  if (!from_pending) grant.posting = posting.id;
  loyalty::Ledger& book = ledger(currency);
  const std::int64_t active = book.active();
  const std::int64_t offset = book.open(lot, from_pending);
  posting.balance = active + points;
  grant.state = GrantState::active;
  const model::Currency* rules = currency_rules(currency);
  if (rules != nullptr && rules->books)
    sold_.push_back({currency, points, grant.ref, options_.out == nullptr
                                                    ? SIZE_MAX
                                                    : options_.out->size() - 1});
  if (offset > 0) tell_offset(id, grant.version, currency, {{lot.id, offset}});
}

// Points that became active have paid a debt (M27).
void Fold::tell_offset(std::string_view rule, std::int32_t version, std::int32_t currency,
                       loyalty::LotParts paid) {
  if (paid.empty()) return;
  post("debt_offset", rule, version, currency, -loyalty::points_of(paid)).lots =
      std::move(paid);
}

void Fold::void_grant(Grant& grant, std::string_view note) {
  const std::int64_t points = grant.left();
  grant.state = GrantState::closed;
  if (points == 0) return;
  const std::int32_t currency = currency_of(grant);
  ledger(currency).void_pending(points);
  const Version& terms = version(grant.version);
  Emission& posting = post("void", terms.earn_ids[static_cast<std::size_t>(grant.rule)],
                           grant.version, currency, -points);
  posting.parent = grant.posting;
  posting.note = note;
  give_room(grant, points);
}

void Fold::take_back(Grant& grant, std::int64_t points) {
  if (points <= 0) return;
  const std::int32_t currency = currency_of(grant);
  const std::int64_t pending = grant.state == GrantState::pending ? grant.left() : 0;
  loyalty::Ledger& book = ledger(currency);
  const loyalty::Ledger::Clawback taken =
      book.claw_back(points, grant.number, pending, debt_room(currency));
  grant.revoked += points;
  if (grant.left() == 0) grant.state = GrantState::closed;
  const std::string& id =
      version(grant.version).earn_ids[static_cast<std::size_t>(grant.rule)];
  if (points > taken.shortfall) {
    Emission& posting =
        post("clawback", id, grant.version, currency, taken.shortfall - points);
    posting.parent = grant.posting;
    posting.lots = taken.parts;
    if (taken.from_pending > 0) posting.note = "from pending";
    if (taken.became_debt > 0)
      posting.note = "debt " + std::to_string(taken.became_debt);
  }
  if (taken.shortfall > 0) {
    Emission& memo = emit("shortfall", "points", id, grant.version);
    memo.currency = currency;
    memo.points = taken.shortfall;
    memo.balance = book.active();
    memo.parent = grant.posting;
  }
  give_room(grant, points);
}

// A reversal gives the room back to the window of the earning (M13).
void Fold::give_room(const Grant& grant, std::int64_t points) {
  const bool gone = grant.state == GrantState::closed || grant.left() == 0;
  use_caps(version(grant.version), state_, grant, -points, gone ? -1 : 0);
  if (grant.budget < 0) return;
  if (options_.scopes != nullptr) options_.scopes->give_back(grant, points);
  for (BudgetUse& use : state_.budget_use)
    if (use.budget == grant.budget && use.window == grant.window) use.points -= points;
}

// A pending grant is brought to `points`: the difference is held or voided.
void Fold::set_pending(Grant& grant, std::int64_t points, const model::Trip& trip) {
  const model::EarnRule& rule = rule_of(grant);
  const std::int64_t price = trip.price();
  const std::int64_t revoked =
      trip.refunded > 0 && price > 0
          ? loyalty::revoked(points, trip.refunded, price, rule.round.mode)
          : 0;
  const std::int64_t difference = points - revoked - grant.left();
  grant.points = points;
  grant.revoked = revoked;
  if (difference == 0) return;
  const std::int32_t currency = currency_of(grant);
  const std::string& id =
      version(grant.version).earn_ids[static_cast<std::size_t>(grant.rule)];
  if (difference > 0)
    ledger(currency).hold(difference);
  else
    ledger(currency).void_pending(-difference);
  Emission& posting = post(difference > 0 ? "hold" : "void", id, grant.version, currency,
                           difference);
  posting.parent = grant.posting;
  posting.note = "trued up";
  if (difference < 0)
    give_room(grant, -difference);
  else
    use_caps(version(grant.version), state_, grant, difference, 0);
}

// What was unknown at booking (which tenders paid) is known now: the rules that fired
// then are priced again, by the terms of then (M7).
void Fold::true_up(model::Trip& trip, EventType outcome) {
  const model::Pack& pack = version(trip.version).pack();
  struct Fired {
    std::int32_t rule;
    Grant* grant;
    std::optional<Decimal> amount;
  };
  std::vector<Fired> rules;
  for (Grant& grant : state_.grants)
    if (grant.ref == trip.ref && grant.state != GrantState::closed &&
        grant.version == trip.version && of_booking(grant.trigger))
      rules.push_back({grant.rule, &grant, grant.amount});
  // Multipliers work on what was wanted, also while a budget's answer is still to come.
  for (const Request& request : state_.requests)
    if (request.ref == trip.ref && request.version == trip.version &&
        of_booking(request.trigger))
      rules.push_back({request.rule, nullptr, request.amount});
  std::sort(rules.begin(), rules.end(),  // The order of execution.
            [](const Fired& a, const Fired& b) { return a.rule < b.rule; });
  std::vector<loyalty::Award> fired;
  for (const Fired& one : rules)
    fired.push_back({one.rule, 0, loyalty::Drop::none, one.amount});
  if (!loyalty::price(pack, fired, {&trip, std::nullopt, {}})) return;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].grant == nullptr) continue;
    Grant& grant = *rules[i].grant;
    const std::int64_t points = fired[i].points;
    // Those that are active already are priced for their multipliers only.
    if (points == grant.requested || grant.state != GrantState::pending ||
        !version(grant.version).on(rule_of(grant).hold.until, outcome))
      continue;
    const bool cut = grant.points < grant.requested;
    std::int64_t now = cut ? std::min(points, grant.points) : points;
    if (now > grant.points)
      now = grant.points +
            room(version(grant.version), state_, grant, now - grant.points);
    set_pending(grant, now, trip);
    grant.requested = points;
  }
}

void Fold::activate(Grant& grant) {
  const std::int64_t points = grant.left();
  if (points == 0) {
    grant.state = GrantState::closed;
    return;
  }
  open_lot(grant, points, true);
}

void Fold::resolve_holds(const Entry& entry) {
  const EventType type = entry.event.type;
  model::Trip* trip = trip_of(entry.event.ref);
  if (trip == nullptr) return;
  if (type == EventType::booking_cancelled || type == EventType::no_show) {
    forget_occurrences(state_, trip->ref, false);
    for (Grant& grant : state_.grants) {
      if (grant.ref != trip->ref || grant.state == GrantState::closed) continue;
      if (grant.state == GrantState::pending) {
        if (version(grant.version).on(rule_of(grant).hold.void_on, type))
          void_grant(grant, "");
      } else if (type == EventType::booking_cancelled && reversible(grant.trigger)) {
        take_back(grant, grant.left());
      }
    }
    return;
  }
  true_up(*trip, type);
  for (Grant& grant : state_.grants) {
    const model::Hold& hold = rule_of(grant).hold;
    if (grant.ref != trip->ref || grant.state != GrantState::pending ||
        !version(grant.version).on(hold.until, type))
      continue;
    if (!hold.delay || grant.left() == 0) activate(grant);
    else if (!grant.ready_on) grant.ready_on = base::add(today_, *hold.delay);
  }
  activate_ready(today_);  // Of a delay of no days.
}

// Points whose delay is over.
void Fold::activate_ready(Date today) {
  for (Grant& grant : state_.grants)
    if (grant.state == GrantState::pending && grant.ready_on && *grant.ready_on <= today)
      activate(grant);
}

Status Fold::refund(const Entry& entry) {
  const model::Event& event = entry.event;
  model::Trip* trip = trip_of(event.ref);
  if (trip == nullptr) {
    emit("unreversible", "refund", "points.refund", state_.version).note =
        "no trip with this ref is known, or it ended more than 12 months ago";
    return {};
  }
  Place place;
  place.path = "/amount";
  const std::int64_t amount = integer_of(program_, event, "amount").value_or(0);
  if (event.currency != trip->currency)
    return {ErrorCode::event, "a refund is in the currency of its booking", place};
  const auto minor =
      model::convert(version(trip->version).pack(), amount, event.currency, trip->rate);
  const std::int64_t price = trip->price();
  // Sums of converted parts may differ from the converted sum by a unit a part.
  const std::int64_t slack = event.currency.empty() ? 0 : 100;
  if (!minor || trip->refunded + *minor > price + slack)
    return {ErrorCode::event, "more is refunded than was paid for trip " + trip->ref,
            place};
  trip->refunded = std::min(trip->refunded + *minor, price);
  if (price > 0 && trip->refunded == price) forget_occurrences(state_, trip->ref, false);
  for (Grant& grant : state_.grants) {
    if (grant.ref != trip->ref || grant.state == GrantState::closed ||
        !reversible(grant.trigger))
      continue;
    take_back(grant, loyalty::revoked(grant.points, trip->refunded, price,
                                      rule_of(grant).round.mode) -
                         grant.revoked);
  }
  // What metrics counted at completion falls in proportion, on the day it was counted.
  for (model::Counted& counted : trip->counted) {
    const std::int64_t reduced = loyalty::revoked(counted.value, trip->refunded, price,
                                                  base::Rounding::half_even);
    const auto index = static_cast<std::size_t>(counted.metric);
    if (!model::add(state_.metrics[index], program_.metric(index), trip->closed_on,
                    counted.reduced - reduced, today_))
      return too_much("metrics." + program_.metric(index).id);
    counted.reduced = reduced;
  }
  return {};
}

Status Fold::adjust(const Entry& entry) {
  const model::Event& event = entry.event;
  const std::string name = text_of(program_, event, "points_currency");
  const std::int32_t local = currency_named(version(), name);
  if (local < 0) return unclear_currency(name);
  const model::Currency& rules =
      version().pack().currencies[static_cast<std::size_t>(local)];
  const std::int32_t currency = version().currency[static_cast<std::size_t>(local)];
  const std::int64_t points = integer_of(program_, event, "points").value_or(0);
  loyalty::Ledger& book = ledger(currency);
  if (points == 0)
    return {ErrorCode::event, "an adjustment of 0 points changes nothing",
            Place{"/points", {}, {}, {}, {}}};
  if (points < 0) {
    const loyalty::Ledger::Clawback taken =
        book.adjust_down(-points, debt_room(currency));
    const std::int64_t booked = -points - taken.shortfall;
    if (booked > 0)
      post("adjust", "points.adjusted", state_.version, currency, -booked).lots =
          taken.parts;
    if (taken.shortfall > 0) {
      Emission& memo = emit("shortfall", "points", "points.adjusted", state_.version);
      memo.currency = currency;
      memo.points = taken.shortfall;
      memo.balance = book.active();
    }
    return {};
  }
  loyalty::Lot lot;
  lot.points = points;
  lot.activated_on = today_;
  lot.terms = state_.version;
  lot.expires = last_day(rules.expiry, today_, currency);
  if (const auto day = integer_of(program_, event, "expires"))
    lot.expires = Date{static_cast<std::int32_t>(*day)};
  if (lot.expires && *lot.expires < today_)
    return {ErrorCode::event, "these points would be expired already",
            Place{"/expires", {}, {}, {}, {}}};
  Emission& posting = post("adjust", "points.adjusted", state_.version, currency, points);
  posting.balance += points;
  if (lot.expires) posting.until = last_instant(*lot.expires);
  lot.id = posting.id;
  const std::int64_t offset = book.adjust_up(lot);
  if (offset > 0)
    tell_offset("points.adjusted", state_.version, currency, {{lot.id, offset}});
  return {};
}

}  // namespace patron::engine
