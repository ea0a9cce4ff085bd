// SPDX-License-Identifier: Apache-2.0
// The skeleton of the fold: phases of an event (semantics F9), ids of effects (F3).
#include "engine/fold.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace patron::engine {
namespace {

constexpr char kSeparator = '\x1f';

}  // namespace

void Outside::collect(const Entry& entry, const Access::Program& program) {
  kept.insert(kept.end(), entry.facts.kept.begin(), entry.facts.kept.end());
  if (entry.event.type != model::EventType::decide) return;
  const model::Vocabulary& names = program.vocabulary;
  const auto text = [&](std::string_view name) -> std::string {
    const std::int32_t index = names.attribute(model::EventType::decide, name);
    const model::Scalar* value = index < 0 ? nullptr : entry.event.find(index);
    const auto* found = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return found == nullptr ? std::string() : *found;
  };
  const std::int32_t allow = names.attribute(model::EventType::decide, "allow");
  const model::Scalar* value = allow < 0 ? nullptr : entry.event.find(allow);
  const auto* flag = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  decisions[{text("event"), text("rule")}] = flag != nullptr && *flag != 0;
}

Fold::Fold(const Access::Program& program, State& state, const FoldOptions& options)
    : program_(program), state_(state), options_(options) {
  fit_to(state_, program.sizes());
}

void Fold::begin_cause(const Entry* entry, Instant at) {
  entry_ = entry;
  at_ = at;
  if (entry != nullptr)
    cause_ = entry->event.id;
  else
    cause_ = "@" + std::to_string(at.milliseconds);
  ordinals_.clear();
}

Emission& Fold::emit(std::string_view kind, std::string_view what, std::string_view rule,
                     std::int32_t version) {
  std::string key;
  key.reserve(160);
  key.append(options_.customer);
  for (const std::string_view part : {kind, what, std::string_view(program_.id), rule})
    key.append(1, kSeparator).append(part);
  key.append(1, kSeparator).append(cause_);
  const std::uint64_t parts = base::hash64(key);
  const auto known = std::find_if(ordinals_.begin(), ordinals_.end(),
                                  [&](const auto& o) { return o.first == parts; });
  std::uint32_t ordinal = 0;
  if (known != ordinals_.end())
    ordinal = ++known->second;
  else
    ordinals_.emplace_back(parts, 0);
  key.append(1, kSeparator).append(std::to_string(ordinal));

  Emission& emission =
      options_.out == nullptr ? scratch_ : options_.out->emplace_back();
  emission = Emission();
  emission.kind = kind;
  emission.what = what;
  emission.id = base::hash128(key);
  emission.rule = rule;
  emission.version = version;
  emission.at = emission.recorded_at = at_;
  if (entry_ != nullptr) {
    emission.event = entry_->event.id;
    emission.recorded_at = entry_->recorded_at;
  }
  return emission;
}

Emission& Fold::post(std::string_view what, std::string_view rule, std::int32_t version,
                     std::int32_t currency, std::int64_t points) {
  Emission& emission = emit("posting", what, rule, version);
  emission.currency = currency;
  emission.points = points;
  emission.balance = ledger(currency).active();
  return emission;
}

Instant Fold::last_instant(Date day) const {
  return version().pack().zone.day_end(day);
}

const model::Currency* Fold::currency_rules(std::int32_t currency) const {
  const Version& rules = version();
  for (std::size_t i = 0; i < rules.currency.size(); ++i)
    if (rules.currency[i] == currency) return &rules.pack().currencies[i];
  return nullptr;
}

std::int64_t Fold::debt_room(std::int32_t currency) const {
  const model::Currency* rules = currency_rules(currency);
  return rules != nullptr && rules->negative == model::NegativePolicy::allow
             ? rules->debt_limit
             : 0;
}

model::Trip* Fold::trip_of(std::string_view ref) {
  if (ref.empty()) return nullptr;
  const auto at = std::find_if(state_.trips.begin(), state_.trips.end(),
                               [&](const model::Trip& trip) { return trip.ref == ref; });
  return at == state_.trips.end() ? nullptr : &*at;
}

Status too_much(std::string_view what) {
  return {ErrorCode::range, std::string(what) + " would be more than 2^53 - 1"};
}

// One event adds little to each sum, so looking at the end is soon enough: nothing here
// can have passed the 64 bits. What is refused here could not be saved and loaded again.
Status Fold::within_bounds() const {
  const auto fits = [](std::initializer_list<std::int64_t> amounts) {
    return std::all_of(amounts.begin(), amounts.end(), base::fits_amount);
  };
  for (std::size_t i = 0; i < state_.ledgers.size(); ++i) {
    const loyalty::Ledger& book = state_.ledgers[i];
    const loyalty::Totals& t = book.totals();
    const std::string& currency = program_.currencies[static_cast<std::int32_t>(i)];
    if (!fits({t.earned, t.adjusted_up, t.written_off, t.burned, t.expired, t.voided,
               t.clawed_back, t.adjusted_down, t.burn_reversed, t.reinstated,
               book.pending(), book.reserved(), book.debt()}))
      return too_much("all points of " + currency);
    if (book.lots().size() > limits::kOpenLots)
      return {ErrorCode::limit, "a member has at most " +
                                    std::to_string(limits::kOpenLots) + " lots of " +
                                    currency};
  }
  if (!fits({state_.spent})) return too_much("all that was spent");
  if (state_.trips.size() > limits::kOpenTrips)
    return {ErrorCode::limit, "a member has at most " +
                                  std::to_string(limits::kOpenTrips) + " trips open"};
  return {};
}

// What earn rules may see of balances and tiers is what was there before (F9, M6).
void Fold::look_before() {
  points_before_.clear();
  for (const loyalty::Ledger& book : state_.ledgers)
    points_before_.push_back(
        {book.active(), book.pending(), book.debt(), book.reserved()});
  levels_before_.clear();
  for (const Standing& standing : state_.standings)
    levels_before_.push_back(standing.level);
  added_.clear();
}

Status Fold::apply(Entry& entry, bool fresh) {
  const model::Event& event = entry.event;
  if (!state_.known) {
    state_.version = program_.version_at(event.occurred_at);
    state_.known = true;
    state_.first_seen = event.occurred_at;
    raise(model::EventType::own_joined, {});
  }
  advance(event.occurred_at);
  begin_cause(&entry, event.occurred_at);
  state_.now = event.occurred_at;
  today_ = version().pack().zone.date(event.occurred_at);

  look_before();
  purge_trips(today_);
  bool final_ignored = false;
  if (Status status = record(entry, final_ignored); !status.ok()) return status;
  if (final_ignored) {
    emit("ignored", "final_outcome", "", state_.version).note =
        "the trip has its outcome already";
    upgrade_tiers();  // A tier that was told here must be held here.
    own_events();
    return {};
  }
  if (Status status = count_metrics(entry); !status.ok()) return status;
  keep_alive(event.type);
  turn_lots(entry);
  resolve_holds(entry);
  Status status;
  switch (event.type) {
    case model::EventType::refund: status = refund(entry); break;
    case model::EventType::redemption: status = redeem(entry, fresh); break;
    case model::EventType::reservation: status = reserve(entry, fresh); break;
    case model::EventType::reservation_released: status = release(entry); break;
    case model::EventType::redemption_refunded: status = unspend(entry); break;
    case model::EventType::points_adjusted: status = adjust(entry); break;
    case model::EventType::tier_set: status = set_by_hand(entry, fresh); break;
    case model::EventType::granted: granted(entry); break;
    case model::EventType::decide: break;
    default: status = earn(entry, fresh);
  }
  if (!status.ok()) return status;
  allocate_prices();
  expire_lots(today_);  // What is over when it comes ends at once.
  lapse_trips(today_);
  upgrade_tiers();
  own_events();
  judge(today_);
  if (status = follow_actions(entry, fresh); !status.ok()) return status;
  state_.tick = next_turn(today_);
  return within_bounds();
}

}  // namespace patron::engine
