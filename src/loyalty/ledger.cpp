// SPDX-License-Identifier: Apache-2.0
// Spending order is soonest-to-expire first, because it loses the customer the fewest
// points: lots stay sorted by (expiry, none last; activation day; number), so that
// spending is one pass and an expiry looks at the front only.
#include "loyalty/ledger.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace patron::loyalty {
namespace {

constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();

auto spending_key(const Lot& lot) {
  return std::tuple(lot.expires ? lot.expires->days : kNever, lot.activated_on.days,
                    lot.number);
}

}  // namespace

std::int64_t Ledger::active() const {
  std::int64_t total = 0;
  for (const Lot& lot : lots_) total += lot.points;
  return total;
}

void Ledger::hold(std::int64_t points) {
  pending_ += points;
  totals_.earned += points;
}

void Ledger::void_pending(std::int64_t points) {
  pending_ -= points;
  totals_.voided += points;
}

void Ledger::insert(Lot lot) {
  lot.number = ++lots_opened_;
  const auto at = std::upper_bound(
      lots_.begin(), lots_.end(), lot,
      [](const Lot& a, const Lot& b) { return spending_key(a) < spending_key(b); });
  lots_.insert(at, lot);
}

void Ledger::sort() {
  std::sort(lots_.begin(), lots_.end(), [](const Lot& a, const Lot& b) {
    return spending_key(a) < spending_key(b);
  });
}

std::int64_t Ledger::open(Lot lot, bool from_pending) {
  if (from_pending)
    pending_ -= lot.points;
  else
    totals_.earned += lot.points;
  const std::int64_t offset = std::min(debt_, lot.points);
  debt_ -= offset;
  lot.points -= offset;
  if (lot.points > 0) insert(lot);
  return offset;
}

std::int64_t Ledger::adjust_up(Lot lot) {
  const std::int64_t points = lot.points;
  const std::int64_t offset = open(lot, false);
  totals_.earned -= points;
  totals_.adjusted_up += points;
  return offset;
}

std::int64_t Ledger::take(std::int64_t points, std::uint32_t grant_first,
                          LotParts& parts) {
  const auto take_from = [&](Lot& lot) {
    const std::int64_t taken = std::min(lot.points, points);
    if (taken == 0) return;
    lot.points -= taken;
    points -= taken;
    parts.push_back({lot.id, taken});
  };
  if (grant_first != 0)
    for (Lot& lot : lots_)
      if (lot.grant == grant_first) take_from(lot);
  for (Lot& lot : lots_) take_from(lot);
  std::erase_if(lots_, [](const Lot& lot) { return lot.points == 0; });
  return points;
}

std::int64_t Ledger::burn(std::int64_t points, LotParts& parts) {
  const std::int64_t uncovered = take(points, 0, parts);
  totals_.burned += points;
  debt_ += uncovered;
  return uncovered;
}

Ledger::Clawback Ledger::claw_back(std::int64_t points, std::uint32_t grant,
                                   std::int64_t grant_pending, std::int64_t debt_room) {
  Clawback result;
  result.from_pending = std::min(points, grant_pending);
  pending_ -= result.from_pending;
  std::int64_t rest = points - result.from_pending;
  const std::int64_t uncovered = take(rest, grant, result.parts);
  result.from_lots = rest - uncovered;
  result.became_debt = std::clamp<std::int64_t>(debt_room - debt_, 0, uncovered);
  debt_ += result.became_debt;
  result.shortfall = uncovered - result.became_debt;
  totals_.clawed_back += points - result.shortfall;
  return result;
}

Ledger::Clawback Ledger::adjust_down(std::int64_t points, std::int64_t debt_room) {
  Clawback result = claw_back(points, 0, 0, debt_room);
  const std::int64_t booked = points - result.shortfall;
  totals_.clawed_back -= booked;
  totals_.adjusted_down += booked;
  return result;
}

void Ledger::write_off(std::int64_t points) {
  debt_ -= points;
  totals_.written_off += points;
}

std::optional<Date> Ledger::next_expiry() const {
  return lots_.empty() ? std::nullopt : lots_.front().expires;
}

std::vector<Lot> Ledger::expire(Date day) {
  const auto alive = std::find_if(lots_.begin(), lots_.end(), [&](const Lot& lot) {
    return !lot.expires || *lot.expires >= day;
  });
  std::vector<Lot> dead(lots_.begin(), alive);
  lots_.erase(lots_.begin(), alive);
  for (const Lot& lot : dead) totals_.expired += lot.points;
  return dead;
}

void Ledger::write(base::Writer& out) const {
  out.integer(pending_);
  out.integer(debt_);
  out.varint(lots_opened_);
  for (const std::int64_t n :
       {totals_.earned, totals_.adjusted_up, totals_.written_off, totals_.burned,
        totals_.expired, totals_.voided, totals_.clawed_back, totals_.adjusted_down})
    out.integer(n);
  out.integer(active_on_ ? active_on_->days : kNever);
  out.varint(lots_.size());
  for (const Lot& lot : lots_) {
    out.fixed64(lot.id.high);
    out.fixed64(lot.id.low);
    out.varint(lot.number);
    out.varint(lot.grant);
    out.integer(lot.points);
    out.integer(lot.activated_on.days);
    out.integer(lot.expires ? lot.expires->days : kNever);
    out.integer(lot.terms);
  }
}

Ledger Ledger::read(base::Reader& in) {
  Ledger ledger;
  ledger.pending_ = in.integer();
  ledger.debt_ = in.integer();
  ledger.lots_opened_ = static_cast<std::uint32_t>(in.varint());
  Totals& totals = ledger.totals_;
  for (std::int64_t* n : {&totals.earned, &totals.adjusted_up, &totals.written_off,
                          &totals.burned, &totals.expired, &totals.voided,
                          &totals.clawed_back, &totals.adjusted_down})
    *n = in.integer();
  const auto active_on = static_cast<std::int32_t>(in.integer());
  if (active_on != kNever) ledger.active_on_ = Date{active_on};
  ledger.lots_.resize(in.count(22));
  for (Lot& lot : ledger.lots_) {
    lot.id.high = in.fixed64();
    lot.id.low = in.fixed64();
    lot.number = static_cast<std::uint32_t>(in.varint());
    lot.grant = static_cast<std::uint32_t>(in.varint());
    lot.points = in.integer();
    lot.activated_on.days = static_cast<std::int32_t>(in.integer());
    const auto expires = static_cast<std::int32_t>(in.integer());
    if (expires != kNever) lot.expires = Date{expires};
    lot.terms = static_cast<std::int32_t>(in.integer());
  }
  return ledger;
}

}  // namespace patron::loyalty
