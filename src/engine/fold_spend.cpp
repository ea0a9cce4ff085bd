// SPDX-License-Identifier: Apache-2.0
// Points spent: at once, or set aside while a spend is being agreed on and then posted or
// released; and given back. That a spend was accepted is a fact: on replay it is made
// again, whatever the lots cover by then (F1).
#include <algorithm>

#include "base/limits.hpp"
#include "engine/fold.hpp"
#include "engine/rewards.hpp"
#include "engine/spending.hpp"

namespace patron::engine {
namespace {

Place at(const char* path) {
  return Place{path, {}, {}, {}, {}};
}

}  // namespace

Status Fold::may_spend(const model::Currency& rules, const Spend& spend) const {
  const std::int64_t points = spend.points;
  const loyalty::Ledger& book = state_.ledgers[static_cast<std::size_t>(spend.currency)];
  const auto text_of = [&](std::int64_t n) { return base::decimal_text(n, rules.scale); };
  if (!rules.spend) return {ErrorCode::not_eligible, rules.id + " cannot be spent"};
  if (spend.reward >= 0) {
    if (const Status status = may_have(spend.reward, points); !status.ok()) return status;
  } else if (points < rules.spend_min || (rules.spend_max && points > *rules.spend_max) ||
             points % rules.spend_step != 0)
    return {ErrorCode::over_limit,
            text_of(points) + " " + rules.id + " asked; from " +
                text_of(rules.spend_min) + " in steps of " + text_of(rules.spend_step) +
                (rules.spend_max ? " up to " + text_of(*rules.spend_max) : "")};
  if (const auto price = integer_of(program_, entry_->event, "price"))
    if (const Status status = may_pay(rules, points, *price); !status.ok()) return status;
  if (book.covers(points)) return {};
  return {ErrorCode::insufficient_points,
          text_of(points) + " " + rules.id + " asked, " + text_of(book.active()) +
              " active" +
              (book.pending() > 0 ? "; " + text_of(book.pending()) +
                                        " are pending until the trip is completed"
                                  : "")};
}

// Is the reward on offer, at this price?
Status Fold::may_have(std::int32_t reward, std::int64_t points) const {
  const model::Reward& rules = version().pack().rewards[static_cast<std::size_t>(reward)];
  const model::Currency& currency =
      version().pack().currencies[static_cast<std::size_t>(rules.currency)];
  View seen = view(at_, today_);
  seen.event = entry_ == nullptr ? nullptr : &entry_->event;
  seen.points_before = &points_before_;
  seen.levels_before = &levels_before_;
  const Offer offer = offer_of(seen, state_, static_cast<std::size_t>(reward));
  if (!offer.status.ok() || *offer.points == points) return offer.status;
  return {ErrorCode::over_limit,
          rules.id + " costs " + base::decimal_text(*offer.points, currency.scale) + " " +
              currency.id + "; " + base::decimal_text(points, currency.scale) + " asked"};
}

// A price may be paid with points up to its share (M33).
Status Fold::may_pay(const model::Currency& rules, std::int64_t points,
                     std::int64_t price) const {
  if (rules.rate_points == 0)
    return {ErrorCode::event, "the pack does not say what " + rules.id + " are worth",
            at("/price")};
  if (!entry_->event.currency.empty())
    return {ErrorCode::event, "a price paid with points is in the program's currency",
            at("/currency")};
  const std::int64_t most = most_for(rules, price);
  if (points <= most) return {};
  return {ErrorCode::over_limit,
          "of this price " + base::decimal_text(most, rules.scale) + " " + rules.id +
              " may be paid; " + base::decimal_text(points, rules.scale) + " asked"};
}

// "12.50 credit", at the scale of the currency.
std::string Fold::points_text(std::int32_t currency, std::int64_t points) const {
  const model::Currency* rules = currency_rules(currency);
  return base::decimal_text(points, rules == nullptr ? 0 : rules->scale) + " " +
         program_.currencies[currency];
}

std::string_view Fold::rule_of(const Spend& spend) const {
  return spend.reward < 0
             ? std::string_view("points.redemption")
             : version(spend.version).reward_ids[static_cast<std::size_t>(spend.reward)];
}

// What the event asks for, and whether it may: decided once, when it is new.
Status Fold::ask(Entry& entry, bool fresh, Spend& spend) {
  const model::Event& event = entry.event;
  const std::string wanted = text_of(program_, event, "reward");
  spend.event = event.id;
  spend.version = state_.version;
  spend.day = today_;
  spend.reward = wanted.empty() ? -1 : reward_named(version(), wanted);
  const bool unknown =
      !wanted.empty() && spend.reward < 0 && !version().pack().rewards.empty();
  if (unknown && fresh && !options_.recorded)
    return {ErrorCode::event, "no reward \"" + wanted + "\"", at("/reward")};
  const std::string name = text_of(program_, event, "points_currency");
  std::int32_t local = currency_named(version(), name);
  if (spend.reward >= 0) {
    const std::int32_t price =
        version().pack().rewards[static_cast<std::size_t>(spend.reward)].currency;
    if (name.empty()) local = price;
    if (local != price)
      return {ErrorCode::event, wanted + " is not paid with " + name,
              at("/points_currency")};
  }
  if (local < 0) return unclear_currency(name);
  const model::Currency& rules =
      version().pack().currencies[static_cast<std::size_t>(local)];
  spend.currency = version().currency[static_cast<std::size_t>(local)];
  spend.points = integer_of(program_, event, "points").value_or(0);
  if (spend.points < 1)
    return {ErrorCode::event, "a redemption is of at least 1 point", at("/points")};
  if (fresh) {
    const Status allowed = may_spend(rules, spend);
    if (!allowed.ok() && !options_.recorded) return allowed;
    if (!allowed.ok()) tell_infeasible(spend, allowed.message());
    entry.facts.spend_accepted = true;
  }
  if (spend.reward >= 0)
    use_reward(version(), state_, static_cast<std::size_t>(spend.reward), today_, 1);
  return {};
}

void Fold::tell_infeasible(const Spend& spend, std::string why) {
  Emission& memo = emit("infeasible", "points", rule_of(spend), state_.version);
  memo.currency = spend.currency;
  memo.points = spend.points;
  memo.note = std::move(why);
}

Status Fold::redeem(Entry& entry, bool fresh) {
  const std::string held = text_of(program_, entry.event, "reservation");
  if (!held.empty()) return post_reserved(entry, held, fresh);
  Burn burn;
  if (Status status = ask(entry, fresh, burn.spend); !status.ok()) return status;
  spend("burn", std::move(burn), nullptr);
  return {};
}

// Takes what `burn` does not have yet from lots, then as debt.
void Fold::spend(std::string_view what, Burn burn, const base::Hash128* parent) {
  Spend& spend = burn.spend;
  const std::int64_t had = loyalty::points_of(spend.pieces);
  loyalty::Ledger& book = ledger(spend.currency);
  book.burn_reserved(had);
  burn.left = spend.points;
  burn.owed = book.burn(spend.points - had, spend.pieces);
  Emission& posting =
      post(what, rule_of(spend), state_.version, spend.currency, -spend.points);
  posting.lots = loyalty::parts_of(spend.pieces);
  if (parent != nullptr) posting.parent = *parent;
  spend.posting = posting.id;
  const model::Currency* rules = currency_rules(spend.currency);
  if (burn.owed > 0 && rules != nullptr &&
      rules->negative != model::NegativePolicy::allow) {
    burn.forgiven = std::exchange(burn.owed, 0);
    book.write_off(burn.forgiven);
    post("write_off", rule_of(spend), state_.version, spend.currency, burn.forgiven);
  }
  state_.burns.push_back(std::move(burn));
}

// ---- reserve, post, release (M30, M31)

Status Fold::reserve(Entry& entry, bool fresh) {
  if (state_.reservations.size() >= limits::kReservations)
    return {ErrorCode::limit, "a member has at most " +
                                  std::to_string(limits::kReservations) +
                                  " reservations open"};
  Reservation held;
  Spend& spend = held.spend;
  if (Status status = ask(entry, fresh, spend); !status.ok()) return status;
  held.until = Instant{at_.milliseconds + currency_rules(spend.currency)->reserve_ms};
  spend.pieces = ledger(spend.currency).reserve(spend.points);
  Emission& posting =
      post("reserve", rule_of(spend), state_.version, spend.currency, -spend.points);
  posting.until = held.until;
  posting.lots = loyalty::parts_of(spend.pieces);
  spend.posting = posting.id;
  state_.reservations.push_back(std::move(held));
  return {};
}

// Takes an open reservation out; none: it is over, or never was.
std::optional<Spend> Fold::end_reservation(std::string_view event) {
  const auto found =
      std::find_if(state_.reservations.begin(), state_.reservations.end(),
                   [&](const Reservation& held) { return held.spend.event == event; });
  if (found == state_.reservations.end()) return std::nullopt;
  Spend spend = std::move(found->spend);
  state_.reservations.erase(found);
  return spend;
}

namespace {

Status settled(const std::string& reservation) {
  return {ErrorCode::already_settled,
          "no reservation \"" + reservation +
              "\" is open: it was posted, released, timed out, or never made",
          at("/reservation")};
}

}  // namespace

Status Fold::release(Entry& entry) {
  const std::string name = text_of(program_, entry.event, "reservation");
  std::optional<Spend> held = end_reservation(name);
  // Under other rules it may have timed out earlier: then there is nothing to release.
  if (!held && !options_.recorded && !entry.facts.without_reservation)
    return settled(name);
  if (!held) entry.facts.without_reservation = true;
  if (held) let_go(*held);
  return {};
}

void Fold::time_out() {
  while (true) {
    const auto over =
        std::find_if(state_.reservations.begin(), state_.reservations.end(),
                     [&](const Reservation& held) { return held.until <= at_; });
    if (over == state_.reservations.end()) return;
    Spend held = std::move(over->spend);
    state_.reservations.erase(over);
    let_go(held);
  }
}

// None of it was spent, so a reward was not given.
void Fold::let_go(Spend& held) {
  if (held.reward >= 0)
    use_reward(version(held.version), state_, static_cast<std::size_t>(held.reward),
               held.day, -1);
  set_free(held);
}

// What is still set aside can be spent again, or ends at once.
void Fold::set_free(Spend& held) {
  const std::int64_t points = loyalty::points_of(held.pieces);
  if (points == 0) return;
  Emission& posting =
      post("release", rule_of(held), state_.version, held.currency, points);
  posting.balance += points;
  posting.parent = held.posting;
  posting.lots = loyalty::parts_of(held.pieces);
  keep_pieces_alive(held.currency, held.pieces);
  tell_offset(rule_of(held), state_.version, held.currency,
              ledger(held.currency).release(held.pieces));
}

// Posts a reservation, up to what was set aside; the rest is free again.
Status Fold::post_reserved(Entry& entry, const std::string& name, bool fresh) {
  for (const char* key : {"reward", "points_currency", "price"})
    if (program_.vocabulary.attribute(entry.event.type, key) >= 0 &&
        entry.event.find(program_.vocabulary.attribute(entry.event.type, key)))
      return {ErrorCode::event, std::string("the reservation has said it: ") + key,
              at("/reservation")};
  std::optional<Spend> held = end_reservation(name);
  if (!held && (options_.recorded || entry.facts.without_reservation))
    return post_without(entry, fresh);
  if (!held) return settled(name);
  const std::int64_t points = integer_of(program_, entry.event, "points").value_or(0);
  if (points < 1)
    return {ErrorCode::event, "a redemption is of at least 1 point", at("/points")};
  if (points > held->points || (held->reward >= 0 && points != held->points))
    return {ErrorCode::over_limit,
            points_text(held->currency, held->points) + " were reserved; " +
                points_text(held->currency, points) + " asked",
            at("/points")};
  Burn burn;
  burn.spend = *held;
  burn.spend.event = entry.event.id;
  burn.spend.points = points;
  burn.spend.pieces.clear();
  std::int64_t rest = points;
  for (loyalty::Lot& piece : held->pieces) {
    const std::int64_t part = std::min(piece.points, rest);
    if (part == 0) break;
    burn.spend.pieces.push_back(piece);
    burn.spend.pieces.back().points = part;
    piece.points -= part;
    rest -= part;
  }
  std::erase_if(held->pieces,
                [](const loyalty::Lot& piece) { return piece.points == 0; });
  if (fresh) entry.facts.spend_accepted = true;
  spend("post", std::move(burn), &held->posting);
  set_free(*held);
  return {};
}

// Recorded history whose reservation these rules do not hold any more: a plain spend.
Status Fold::post_without(Entry& entry, bool fresh) {
  Burn burn;
  burn.spend.event = entry.event.id;
  burn.spend.version = state_.version;
  burn.spend.day = today_;
  const std::int32_t local = currency_named(version(), "");
  if (local < 0) return unclear_currency("");
  burn.spend.currency = version().currency[static_cast<std::size_t>(local)];
  burn.spend.points = integer_of(program_, entry.event, "points").value_or(0);
  if (burn.spend.points < 1)
    return {ErrorCode::event, "a redemption is of at least 1 point", at("/points")};
  if (fresh) {
    entry.facts.spend_accepted = entry.facts.without_reservation = true;
    tell_infeasible(burn.spend, "its reservation is over under these rules");
  }
  spend("burn", std::move(burn), nullptr);
  return {};
}

// ---- giving back (M32)

Status Fold::unspend(const Entry& entry) {
  const std::string name = text_of(program_, entry.event, "redemption");
  const auto found =
      std::find_if(state_.burns.begin(), state_.burns.end(),
                   [&](const Burn& burn) { return burn.spend.event == name; });
  if (found == state_.burns.end()) {
    emit("unreversible", "redemption", "points.redemption", state_.version).note =
        "no redemption with this id is known, or it is more than 12 months old";
    return {};
  }
  const std::int64_t points =
      integer_of(program_, entry.event, "points").value_or(found->left);
  if (points < 1 || points > found->left)
    return {ErrorCode::event,
            points_text(found->spend.currency, found->left) +
                " of this redemption can be given back",
            at("/points")};
  found->left -= points;
  const Spend& spend = found->spend;
  if (found->left == 0 && spend.reward >= 0)
    use_reward(version(spend.version), state_, static_cast<std::size_t>(spend.reward),
               spend.day, -1);
  give_back(*found, points);
  return {};
}

// The pieces that so many points are, the last taken first.
loyalty::Pieces Fold::last_taken(Spend& spend, std::int64_t points) const {
  loyalty::Pieces pieces;
  while (points > 0) {
    loyalty::Lot& last = spend.pieces.back();
    const std::int64_t part = std::min(last.points, points);
    pieces.push_back(last);
    pieces.back().points = part;
    last.points -= part;
    points -= part;
    if (last.points == 0) spend.pieces.pop_back();
  }
  keep_pieces_alive(spend.currency, pieces);
  return pieces;
}

void Fold::give_back(Burn& burn, std::int64_t points) {
  Spend& spend = burn.spend;
  loyalty::Ledger& book = ledger(spend.currency);
  const std::int64_t owed = std::min(points, burn.owed);
  const std::int64_t forgiven = std::min(points - owed, burn.forgiven);
  burn.owed -= owed;
  burn.forgiven -= forgiven;
  const loyalty::Pieces pieces = last_taken(spend, points - owed - forgiven);
  loyalty::Pieces alive, ended;
  for (const loyalty::Lot& piece : pieces)
    (piece.expires && *piece.expires < today_ ? ended : alive).push_back(piece);
  // Other points have paid the rest of the debt since: new ones stand for them.
  const std::int64_t paid_since = owed - std::min(owed, book.debt());
  std::int64_t still = book.active() + paid_since + loyalty::points_of(pieces);
  loyalty::LotParts paid = book.give_back(points, owed, forgiven, alive, ended);
  const std::string_view rule = rule_of(spend);
  const auto tell = [&](std::string_view what, std::int64_t moved) -> Emission& {
    Emission& posting = post(what, rule, state_.version, spend.currency, moved);
    posting.balance = still;
    return posting;
  };
  Emission& reversal = tell("burn_reversal", points);
  reversal.parent = spend.posting;
  reversal.lots = loyalty::parts_of(pieces);
  if (paid_since > 0) {
    reversal.lots.push_back({reversal.id, paid_since});
    reopen(spend.currency, paid_since, reversal.id);
  }
  if (forgiven > 0) tell("write_off", -forgiven);
  for (const loyalty::Lot& piece : ended) {
    still -= piece.points;
    tell("reversed_expired", -piece.points).lots = {{piece.id, piece.points}};
  }
  tell_offset(rule, state_.version, spend.currency, std::move(paid));
}

void Fold::reopen(std::int32_t currency, std::int64_t points, const base::Hash128& id) {
  loyalty::Lot lot;
  lot.id = id;
  lot.points = points;
  lot.activated_on = today_;
  lot.terms = state_.version;
  if (const model::Currency* rules = currency_rules(currency))
    lot.expires = last_day(rules->expiry, today_, currency);
  ledger(currency).reopen(lot);
}

}  // namespace patron::engine
