// SPDX-License-Identifier: Apache-2.0
// Actions of care: set off by events, told on their day, ended by events, overdue and
// passed up when they are not. One action of a rule is open for one ref: setting it off
// again gives it its new days.
#include <algorithm>
#include <utility>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

constexpr std::size_t kOpenActions = 256;

}  // namespace

Emission& Fold::tell(const care::OpenAction& open, std::string_view what) {
  const Version& rules = version(open.version);
  Emission& effect = emit(
      "action", what, rules.action_ids[static_cast<std::size_t>(open.action)],
      open.version);
  effect.until = last_instant(open.due);
  if (open.started) effect.parent = open.id;
  effect.reason = &action_of(open).reason;
  return effect;
}

Status Fold::follow_actions(const Entry& entry, bool fresh) {
  std::erase_if(state_.actions, [&](const care::OpenAction& open) {
    return ended(open, entry);
  });
  const Version& rules = version();
  Status refused;
  for (std::size_t i = 0; i < rules.pack().actions.size(); ++i) {
    const model::Action& action = rules.pack().actions[i];
    if (!rules.on(action.on, entry.event.type)) continue;
    if (!action.effective.holds(today_)) {
      if (Observer* asked = observer(entry))
        asked->note(rules.action_ids[i], "not in force");
      continue;
    }
    View look = view(at_, today_);
    look.event = &entry.event;
    look.trip = trip_of(model::booking_ref(entry.event));
    if (Observer* asked = observer(entry))
      asked->look(rules.action_ids[i], look, action.when);
    const auto index = static_cast<std::int32_t>(i);
    const rules::Value held =
        action.when < 0 ? rules::Value() : look.evaluate(action.when);
    Status status;
    if (held.outcome != rules::Outcome::value)
      status = undecided_action(index, rules::text(held), fresh);
    else if (action.when < 0 || held.is_true())
      status = set_off(index, entry, look, fresh);
    if (refused.ok()) refused = std::move(status);
  }
  return refused;
}

// Told, passed over, or the end of the event, as the rule or the pack says.
Status Fold::undecided_action(std::int32_t index, std::string why, bool fresh) {
  const auto at = static_cast<std::size_t>(index);
  const std::string& id = version().action_ids[at];
  const model::OnError how = version().pack().actions[at].on_error;
  if (how == model::OnError::no_match) return {};
  emit("undecided", "rule", id, state_.version).note = why;
  if (how != model::OnError::refuse || !fresh) return {};
  Place place;
  place.rule = id;
  return {ErrorCode::undecided, id + " cannot be decided: " + why, place};
}

// What never started ends without a word.
bool Fold::ended(const care::OpenAction& open, const Entry& entry) {
  const Version& rules = version(open.version);
  const model::Action& action = action_of(open);
  View look(program_, open.version, state_, at_, today_);
  look.event = &entry.event;
  look.trip = trip_of(model::booking_ref(entry.event));
  const auto meets = [&](const std::optional<model::Trigger>& trigger) {
    return trigger && rules.on(trigger->on, entry.event.type) &&
           care::concerns(open, entry.event.ref) &&
           (trigger->when < 0 || look.evaluate(trigger->when).is_true());
  };
  const bool done = meets(action.done_on);
  if (!done && !meets(action.cancel_on)) return false;
  if (open.started) tell(open, done ? "done" : "cancelled");
  return true;
}

bool Fold::agreed(const std::string& consent) const {
  const std::int32_t index = program_.vocabulary.customer_attribute("consents");
  for (const model::AttributeValue& value : state_.profile) {
    const auto* given = std::get_if<std::vector<std::string>>(&value.value);
    if (value.attribute == index && given != nullptr)
      return std::find(given->begin(), given->end(), consent) != given->end();
  }
  return false;
}

// None if the event does not say the day that it is counted from.
std::optional<Date> Fold::day_of(const model::Moment& moment, const View& look) const {
  Date day = today_;
  if (moment.from >= 0) {
    const rules::Value said = look.evaluate(moment.from);
    if (said.outcome != rules::Outcome::value || said.kind != model::TypeKind::date)
      return std::nullopt;
    day.days = static_cast<std::int32_t>(said.integer);
  }
  return moment.before ? base::subtract(day, moment.span) : base::add(day, moment.span);
}

Status Fold::set_off(std::int32_t index, const Entry& entry, const View& look,
                     bool fresh) {
  const Version& rules = version();
  const auto at = static_cast<std::size_t>(index);
  const model::Action& action = rules.pack().actions[at];
  if (!action.consent.empty() && !agreed(action.consent)) {
    emit("action", "withheld", rules.action_ids[at], state_.version).note =
        "no consent: " + action.consent;
    return {};
  }
  const std::optional<Date> from = day_of(action.start, look);
  const std::optional<Date> until = day_of(action.due, look);
  if (!from || !until)
    return undecided_action(index, "the day that it is counted from is not known", fresh);
  const Date due = std::max(*until, today_);  // A notice that is late is due at once.
  const auto same = [&](const care::OpenAction& open) {
    return open.ref == entry.event.ref && action_of(open).id == action.id;
  };
  const auto known = std::find_if(state_.actions.begin(), state_.actions.end(), same);
  if (known != state_.actions.end()) {
    known->version = state_.version;
    known->action = index;
    if (!known->started) known->start = std::min(*from, due);
    if (std::exchange(known->due, due) != due && known->started) {
      known->overdue = false;
      known->steps = 0;
      tell(*known, "moved");
    }
    start_actions(today_);
    return {};
  }
  if (state_.actions.size() >= kOpenActions) {
    if (state_.actions.front().started) tell(state_.actions.front(), "dropped");
    state_.actions.erase(state_.actions.begin());
  }
  care::OpenAction& open = state_.actions.emplace_back();
  open.version = state_.version;
  open.action = index;
  open.ref = entry.event.ref;
  open.start = std::min(*from, due);
  open.due = due;
  start_actions(today_);
  return {};
}

void Fold::start_actions(Date today) {
  for (care::OpenAction& open : state_.actions) {
    if (open.started || open.start > today) continue;
    open.id = tell(open, "due").id;
    open.started = true;
  }
}

void Fold::check_actions(Date today) {
  start_actions(today);
  for (care::OpenAction& open : state_.actions) {
    if (open.due >= today) continue;
    if (!open.overdue) {
      open.overdue = true;
      tell(open, "overdue");
    }
    const model::Action& action = action_of(open);
    for (auto last = care::next_step(open, action); last && *last < today;
         last = care::next_step(open, action)) {
      const auto step = static_cast<std::size_t>(open.steps++);
      tell(open, "escalated").note = "to " + action.escalate[step].to;
    }
  }
}

}  // namespace patron::engine
