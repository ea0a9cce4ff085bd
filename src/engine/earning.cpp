// SPDX-License-Identifier: Apache-2.0
// All rules look at one frozen view (semantics F9); amounts are priced together, so that
// multipliers see what their rules were granted; then budgets cut, then postings are
// made.
#include "engine/earning.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "engine/caps.hpp"
#include "engine/compute.hpp"
#include "engine/occurrences.hpp"

namespace patron::engine {
namespace {

using model::EarnKind;
using model::EarnRule;
using model::EventType;

// A multiplier takes its hold from the rules it multiplies.
const model::Hold& hold_of(const model::Pack& pack, const EarnRule& rule) {
  if (rule.kind == EarnKind::multiply && !rule.of.empty())
    return pack.earn[static_cast<std::size_t>(rule.of.front())].hold;
  return rule.hold;
}

bool counts_money(const model::Pack& pack, const EarnRule& rule) {
  if (rule.kind == EarnKind::multiply)
    return std::any_of(rule.of.begin(), rule.of.end(), [&](std::int32_t i) {
      return counts_money(pack, pack.earn[static_cast<std::size_t>(i)]);
    });
  return rule.kind == EarnKind::rate && rule.per_units == 0;
}

std::vector<std::pair<std::string, std::string>> inputs_of(const View& view,
                                                           model::ExpressionIndex when) {
  std::vector<std::pair<std::string, std::string>> inputs;
  if (when < 0) return inputs;
  for (const rules::Name& name : view.version().expression(when).reads())
    inputs.emplace_back(name.path, rules::text(view.read(name.reference)));
  return inputs;
}

std::vector<std::int32_t> levels_at(const model::Trip& trip) {
  return {trip.levels.begin(), trip.levels.end()};
}

}  // namespace

Earning::Earning(Fold& fold, Entry& entry, bool fresh)
    : fold_(fold),
      entry_(entry),
      fresh_(fresh),
      trip_(fold.trip_of(model::booking_ref(entry.event))) {}

loyalty::Measure Earning::measure() const {
  loyalty::Measure measure{trip_, std::nullopt, {}};
  if (entry_.event.type != EventType::payment) return measure;
  const auto& names = fold_.program_.vocabulary;
  const model::Scalar* amount =
      entry_.event.find(names.attribute(EventType::payment, "amount"));
  const model::Scalar* tender =
      entry_.event.find(names.attribute(EventType::payment, "tender"));
  const std::int64_t minor =
      amount == nullptr ? 0 : std::get<std::int64_t>(*amount);
  const model::Pack& pack = fold_.version().pack();
  const auto rate = trip_ != nullptr
                        ? std::optional{trip_->rate}
                        : model::exchange_rate(pack, entry_.event.currency, fold_.today_);
  const auto converted = rate ? model::convert(pack, minor, entry_.event.currency, *rate)
                              : std::nullopt;
  measure.payment = converted.value_or(0);
  if (tender != nullptr) measure.tender = std::get<std::string>(*tender);
  return measure;
}

Status Earning::run() {
  const EventType type = entry_.event.type;
  if (trip_ != nullptr && trip_->open() && of_booking(type))
    forget_occurrences(fold_.state_, trip_->ref, true);
  const bool again =
      trip_ != nullptr && trip_->open() &&
      (type == EventType::booking_changed ||
       (type == EventType::booking &&
        std::any_of(fold_.state_.grants.begin(), fold_.state_.grants.end(),
                    [&](const Grant& g) { return g.ref == trip_->ref; })));
  if (!again)
    return rate({fold_.state_.version, type, fold_.today_, fold_.levels_before_, false});
  take_back_earlier(*trip_);
  Status status = rate({trip_->version, EventType::booking, trip_->booked_on,
                        levels_at(*trip_), false});
  if (status.ok() && type == EventType::booking_changed)
    status =
        rate({fold_.state_.version, type, fold_.today_, fold_.levels_before_, true});
  return status;
}

// A changed booking is rated anew: what it was granted goes, pending or not (M19).
void Earning::take_back_earlier(const model::Trip& trip) {
  for (Grant& grant : fold_.state_.grants) {
    if (grant.ref != trip.ref || !of_booking(grant.trigger)) continue;
    if (grant.state == GrantState::pending)
      fold_.void_grant(grant, "the booking was changed");
    else if (grant.state == GrantState::active)
      fold_.take_back(grant, grant.left());
    grant.state = GrantState::closed;
  }
  std::erase_if(fold_.state_.requests, [&](const Request& request) {
    return request.ref == trip.ref && of_booking(request.trigger);
  });
}

void Earning::undecided(const Terms& terms, std::int32_t rule, std::string why) {
  const Version& rules = fold_.version(terms.version);
  const auto index = static_cast<std::size_t>(rule);
  const std::string& id = rules.earn_ids[index];
  if (Observer* const observer = fold_.observer(entry_)) observer->amend("undecided");
  const model::OnError how = rules.pack().earn[index].on_error;
  if (how == model::OnError::no_match) return;
  if (how == model::OnError::refuse && fresh_ && refused_.ok()) {
    Place place;
    place.rule = id;
    refused_ = {ErrorCode::undecided, id + " cannot be decided: " + why, place};
  }
  fold_.emit("undecided", "rule", id, terms.version).note = why;
  auto& list = fold_.state_.undecided;
  if (list.size() >= limits::kUndecided) list.erase(list.begin());
  list.push_back({entry_.event.id, id, std::move(why)});
}

bool Earning::fires(const Terms& terms, std::int32_t index, const View& view,
                    const std::vector<loyalty::Award>& fired) {
  const Version& rules = fold_.version(terms.version);
  const EarnRule& rule = rules.pack().earn[static_cast<std::size_t>(index)];
  const std::string& id = rules.earn_ids[static_cast<std::size_t>(index)];
  Observer* const observer = fold_.observer(entry_);
  if (!rules.on(rule.on, terms.type)) return false;
  if (terms.skip_booking_rules && rules.on(rule.on, EventType::booking)) return false;
  if (!rule.effective.holds(terms.day)) {
    if (observer != nullptr) observer->note(id, "not in force");
    return false;
  }
  if (rule.kind == EarnKind::multiply &&
      std::none_of(fired.begin(), fired.end(), [&](const loyalty::Award& award) {
        return std::find(rule.of.begin(), rule.of.end(), award.rule) != rule.of.end();
      })) {
    if (observer != nullptr) observer->note(id, "nothing to multiply");
    return false;
  }
  if (observer != nullptr) observer->look(id, view, rule.when);

  std::string why;
  if (rule.when >= 0) {
    const rules::Value value = view.evaluate(rule.when);
    if (value.outcome == rules::Outcome::value && !value.is_true()) return false;
    if (value.outcome != rules::Outcome::value) why = rules::text(value);
  }
  if (why.empty() && counts_money(rules.pack(), rule) && trip_ != nullptr &&
      !trip_->money_known)
    why = "no exchange rate for " + trip_->currency + " on " + trip_->booked_on.text();
  if (why.empty()) return true;

  if (fold_.options_.outside != nullptr) {
    const auto& decisions = fold_.options_.outside->decisions;
    const auto decided = decisions.find({entry_.event.id, id});
    if (decided != decisions.end()) return decided->second;
  }
  undecided(terms, index, std::move(why));
  return false;
}

bool Earning::amount(const Terms& terms, std::int32_t index, const View& view,
                     loyalty::Award& award) {
  const EarnRule& rule =
      fold_.version(terms.version).pack().earn[static_cast<std::size_t>(index)];
  if (!rule.computed) return true;
  Computation made = compute(view, *rule.computed);
  if (made.amount && made.amount->value < 0) made.why = "the amount is below 0";
  if (!made.why.empty()) {
    undecided(terms, index, std::move(made.why));
    return false;
  }
  award.amount = made.amount;
  return true;
}

bool Earning::awaited(const Terms& terms, std::int32_t index) {
  const Version& rules = fold_.version(terms.version);
  if (!rules.pack().earn[static_cast<std::size_t>(index)].occurrence) return true;
  return occurs(rules, fold_.state_, index,
                {-1, entry_.event.type, false, terms.day,
                 trip_ != nullptr ? trip_->ref : entry_.event.ref});
}

Status Earning::rate(const Terms& terms) {
  const Version& rules = fold_.version(terms.version);
  View view(fold_.program_, terms.version, fold_.state_, fold_.at_, fold_.today_);
  view.event = &entry_.event;
  view.trip = trip_;
  view.points_before = &fold_.points_before_;
  view.levels_before = &terms.levels;
  view.added = &fold_.added_;

  std::vector<loyalty::Award> fired;
  for (std::size_t i = 0; i < rules.pack().earn.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    loyalty::Award award{index, 0, loyalty::Drop::none, std::nullopt};
    if (!fires(terms, index, view, fired) || !amount(terms, index, view, award)) continue;
    if (awaited(terms, index))
      fired.push_back(award);
    else if (Observer* const observer = fold_.observer(entry_))
      observer->amend("not this time");
  }
  if (!refused_.ok() || fired.empty()) return refused_;
  const loyalty::Measure amounts = measure();
  if (!loyalty::price(rules.pack(), fired, amounts))
    return {ErrorCode::range, "the points of this event do not fit"};
  for (const loyalty::Award& award : fired)
    if (award.dropped == loyalty::Drop::unique)
      undecided(terms, award.rule, "two rules of a group that lets one grant");
  if (!refused_.ok()) return refused_;
  for (std::size_t i = 0; i < fired.size(); ++i)
    grant(terms, fired, i, amounts, view);
  return {};
}

const model::Budget* Earning::budget_of(const Terms& terms, std::int32_t rule,
                                        std::int32_t& index) const {
  const Version& rules = fold_.version(terms.version);
  for (std::size_t i = 0; i < rules.pack().budgets.size(); ++i) {
    const model::Budget& budget = rules.pack().budgets[i];
    if (!budget.effective.holds(terms.day) ||
        !std::binary_search(budget.rules.begin(), budget.rules.end(), rule))
      continue;
    index = rules.budget[i];
    return &budget;
  }
  return nullptr;
}

std::int64_t Earning::settle(const Terms& terms, std::int32_t rule, std::int64_t points) {
  std::int32_t budget_index = -1;
  const model::Budget& budget = *budget_of(terms, rule, budget_index);
  const std::int32_t window = window_of(budget, terms.day);
  ScopeBook* scopes = fold_.options_.scopes;
  const bool answered =
      scopes != nullptr && scopes->holds(budget_index, fold_.program_);
  const auto ask = [&](std::int64_t wanted) {
    return scopes->settle(budget_index, budget, window, wanted, fold_.program_);
  };
  for (GrantFact& fact : entry_.facts.grants) {
    if (fact.version != terms.version || fact.rule != rule) continue;
    if (points > fact.requested && answered)
      fact.granted += ask(points - fact.requested);
    fact.granted = std::min(fact.granted, points);
    if (points > fact.requested || answered) fact.requested = points;
    return fact.granted;
  }
  if (!answered || !fresh_) return -1;
  const std::int64_t granted = ask(points);
  entry_.facts.grants.push_back({terms.version, rule, points, granted});
  return granted;
}

void Earning::grant(const Terms& terms, const std::vector<loyalty::Award>& fired,
                    std::size_t index, const loyalty::Measure& amounts,
                    const View& view) {
  const std::int64_t wanted = fired[index].points;
  if (wanted == 0) return;
  const Version& rules = fold_.version(terms.version);
  const auto rule_index = static_cast<std::size_t>(fired[index].rule);
  Grant grant;
  grant.version = terms.version;
  grant.rule = fired[index].rule;
  grant.trigger = entry_.event.type;
  grant.ref = trip_ != nullptr ? trip_->ref : entry_.event.ref;
  grant.event = entry_.event.id;
  grant.requested = grant.points = wanted;
  grant.amount = fired[index].amount;
  grant.earned_on = terms.day;

  std::string cuts;
  const std::int64_t allowed =
      room(rules, fold_.state_, grant, wanted, fold_.options_.trace ? &cuts : nullptr);
  grant.points = allowed;
  const model::Budget* budget =
      allowed > 0 ? budget_of(terms, grant.rule, grant.budget) : nullptr;
  if (budget != nullptr) {
    grant.window = window_of(*budget, terms.day);
    grant.points = settle(terms, grant.rule, allowed);
    if (grant.points < 0) {
      Emission& request =
          fold_.emit("request", "points", rules.earn_ids[rule_index], terms.version);
      request.currency = fold_.currency_of(grant);
      request.points = allowed;
      request.scope = "budgets." + budget->id;
      fold_.state_.requests.push_back({request.id, grant.version, grant.rule,
                                       grant.budget, grant.window, allowed, grant.ref,
                                       grant.event, grant.trigger, grant.earned_on,
                                       grant.amount});
      return;
    }
  }
  const std::size_t first =
      fold_.options_.out == nullptr ? 0 : fold_.options_.out->size();
  book(grant);
  if (!fold_.options_.trace || fold_.options_.out == nullptr ||
      fold_.options_.out->size() == first)
    return;
  Emission& posting = (*fold_.options_.out)[first];
  posting.inputs = inputs_of(view, rules.pack().earn[rule_index].when);
  posting.arithmetic = loyalty::arithmetic(rules.pack(), fired, index, amounts) + " = " +
                       std::to_string(wanted) + cuts;
  if (grant.points != allowed)
    posting.arithmetic += ", budget leaves " + std::to_string(grant.points);
}

// A grant cut to nothing uses no count and makes no posting (M15). While its trip is open
// it is remembered, because multipliers work on what was wanted, now and when it is trued
// up.
void Earning::remember(Grant grant) {
  const model::Pack& pack = fold_.version(grant.version).pack();
  const model::Trip* trip = fold_.trip_of(grant.ref);
  if (!hold_of(pack, pack.earn[static_cast<std::size_t>(grant.rule)]).held ||
      trip == nullptr || !trip->open())
    return;
  grant.number = ++fold_.state_.grants_made;
  grant.state = GrantState::pending;
  grant.budget = -1;
  fold_.state_.grants.push_back(std::move(grant));
}

void Earning::book(Grant grant) {
  if (grant.points == 0) return remember(std::move(grant));
  State& state = fold_.state_;
  grant.number = ++state.grants_made;
  if (grant.budget >= 0) {
    const auto at = std::find_if(
        state.budget_use.begin(), state.budget_use.end(), [&](const BudgetUse& use) {
          return use.budget == grant.budget && use.window == grant.window;
        });
    if (at != state.budget_use.end())
      at->points += grant.points;
    else
      state.budget_use.push_back({grant.budget, grant.window, grant.points});
  }
  const Version& rules = fold_.version(grant.version);
  use_caps(rules, state, grant, grant.points, 1);
  const EarnRule& rule = rules.pack().earn[static_cast<std::size_t>(grant.rule)];
  const model::Trip* trip = fold_.trip_of(grant.ref);
  const model::Hold& hold = hold_of(rules.pack(), rule);
  bool waits = hold.held && hold.until.any() && trip != nullptr && trip->open();
  if (hold.delay && !waits) {
    grant.ready_on = base::add(grant.earned_on, *hold.delay);
    waits = *grant.ready_on > fold_.today_;
  }
  if (waits) {
    grant.state = GrantState::pending;
    const std::int32_t currency = fold_.currency_of(grant);
    fold_.ledger(currency).hold(grant.points);
    Emission& posting =
        fold_.post("hold", rules.earn_ids[static_cast<std::size_t>(grant.rule)],
                   grant.version, currency, grant.points);
    grant.posting = posting.id;
  } else {
    fold_.open_lot(grant, grant.points, false);
  }
  state.grants.push_back(std::move(grant));
}

void Earning::answer(const Request& request, std::int64_t points) {
  Grant grant;
  grant.version = request.version;
  grant.rule = request.rule;
  grant.trigger = request.trigger;
  grant.ref = request.ref;
  grant.event = request.event;
  grant.requested = request.points;
  grant.points = std::min(points, request.points);
  grant.earned_on = request.earned_on;
  // Other grants may have used a cap since the request was made.
  grant.points = room(fold_.version(grant.version), fold_.state_, grant, grant.points);
  grant.amount = request.amount;
  grant.budget = request.budget;
  grant.window = request.window;
  book(std::move(grant));
}

Status Fold::earn(Entry& entry, bool fresh) { return Earning(*this, entry, fresh).run(); }

void Fold::granted(const Entry& entry) {
  const model::Event& event = entry.event;
  const auto& names = program_.vocabulary;
  const model::Scalar* id = event.find(names.attribute(EventType::granted, "request"));
  const model::Scalar* points = event.find(names.attribute(EventType::granted, "points"));
  const auto at = std::find_if(
      state_.requests.begin(), state_.requests.end(), [&](const Request& request) {
        return id != nullptr && base::hex(request.id) == std::get<std::string>(*id);
      });
  if (at == state_.requests.end()) {
    emit("ignored", "no_request", "", state_.version).note = "no such request is open";
    return;
  }
  const Request request = *at;
  state_.requests.erase(at);
  const model::Trip* trip = trip_of(request.ref);
  const bool lost = trip != nullptr && !trip->open() &&
                    trip->state != model::TripState::completed;
  if (lost) {
    emit("ignored", "trip_over", "", state_.version).note =
        "the trip was not travelled, so nothing is granted";
    return;
  }
  Entry copy = entry;
  Earning(*this, copy, false)
      .answer(request, points == nullptr ? 0 : std::get<std::int64_t>(*points));
}

}  // namespace patron::engine
