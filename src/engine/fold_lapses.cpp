// SPDX-License-Identifier: Apache-2.0
// Points that an event gives more time (M36), and points that had expired and come back
// for a time (M37). The rules are those in force at the event, whatever the terms on
// which the points were given.
#include <algorithm>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

constexpr std::int32_t kLongestReturn = 732;  // Days: what a pack may ask for.

}  // namespace

void Fold::turn_lots(const Entry& entry) {
  const Version& rules = version();
  for (std::size_t i = 0; i < rules.currency.size(); ++i) {
    const model::Expiry& expiry = rules.pack().currencies[i].expiry;
    if (expiry.extend.empty() && !expiry.reinstate) continue;
    View seen = view(at_, today_);
    seen.event = &entry.event;
    seen.trip = trip_of(model::booking_ref(entry.event));
    seen.points_before = &points_before_;
    seen.levels_before = &levels_before_;
    seen.added = &added_;
    const auto holds = [&](const model::EventTypes& on, model::ExpressionIndex when) {
      return rules.on(on, entry.event.type) &&
             (when < 0 || seen.evaluate(when).is_true());
    };
    for (const model::Extension& rule : expiry.extend)
      if (holds(rule.on, rule.when)) extend_lots(rules.currency[i], rule);
    if (expiry.reinstate && holds(expiry.reinstate->on, expiry.reinstate->when))
      reinstate(rules.currency[i], *expiry.reinstate);
  }
}

// From each lot's own day, then to the end of the period that its terms name.
void Fold::extend_lots(std::int32_t currency, const model::Extension& rule) {
  std::vector<std::pair<base::Hash128, Date>> moved;
  ledger(currency).extend([&](const loyalty::Lot& lot) -> std::optional<Date> {
    if (!lot.expires) return std::nullopt;
    Date day = base::add(*lot.expires, rule.add);
    const Version& terms = version(lot.terms);
    for (std::size_t i = 0; i < terms.currency.size(); ++i)
      if (terms.currency[i] == currency)
        day = base::last_of(terms.pack().currencies[i].expiry.to_end_of, day);
    if (day > *lot.expires) moved.emplace_back(lot.id, day);
    return day;
  });
  for (const auto& [lot, day] : moved) {
    Emission& posting = post("extend", "points.expiry", state_.version, currency, 0);
    posting.parent = lot;
    posting.until = last_instant(day);
  }
}

// Kept for as long as the rule of any version could bring it back.
void Fold::remember_lapsed(std::int32_t currency, const loyalty::Lot& lot) {
  const model::Currency* rules = currency_rules(currency);
  if (rules == nullptr || !rules->expiry.reinstate) return;
  std::erase_if(state_.lapsed, [&](const Lapsed& one) {
    return one.currency == currency &&
           one.lot.expires->days + kLongestReturn < today_.days;
  });
  state_.lapsed.push_back({currency, lot});
}

void Fold::reinstate(std::int32_t currency, const model::Reinstatement& rule) {
  std::vector<Lapsed> back;
  std::erase_if(state_.lapsed, [&](const Lapsed& one) {
    if (one.currency != currency ||
        base::add(*one.lot.expires, rule.within) < today_)
      return false;
    back.push_back(one);
    return true;
  });
  for (const Lapsed& one : back) {
    const auto points = static_cast<std::int64_t>(
        base::Int128{one.lot.points} * rule.share.value /
        base::power_of_ten(rule.share.scale));
    if (points == 0) continue;
    loyalty::Lot child;
    child.grant = one.lot.grant;
    child.points = points;
    child.activated_on = today_;
    child.expires = base::add(today_, rule.valid);
    child.terms = state_.version;
    Emission& posting =
        post("reinstate", "points.expiry", state_.version, currency, points);
    posting.balance += points;
    posting.parent = one.lot.id;
    posting.until = last_instant(*child.expires);
    posting.lots = {{one.lot.id, points}};
    child.id = posting.id;
    const std::int64_t offset = ledger(currency).reinstate(child);
    if (offset > 0)
      tell_offset("points.expiry", state_.version, currency, {{child.id, offset}});
  }
}

}  // namespace patron::engine
