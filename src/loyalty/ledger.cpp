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

std::int64_t points_of(const Pieces& pieces) {
  std::int64_t points = 0;
  for (const Lot& piece : pieces) points += piece.points;
  return points;
}

std::int64_t points_of(const LotParts& parts) {
  std::int64_t points = 0;
  for (const LotPart& part : parts) points += part.points;
  return points;
}

LotParts parts_of(const Pieces& pieces) {
  LotParts parts;
  parts.reserve(pieces.size());
  for (const Lot& piece : pieces) parts.push_back({piece.id, piece.points});
  return parts;
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
  if (lot.number == 0) lot.number = ++lots_opened_;
  active_ += lot.points;
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
  if (!from_pending) return open_as(lot, &Totals::earned);
  pending_ -= lot.points;
  return become_active(lot);
}

std::int64_t Ledger::adjust_up(Lot lot) { return open_as(lot, &Totals::adjusted_up); }

std::int64_t Ledger::reinstate(Lot lot) { return open_as(lot, &Totals::reinstated); }

std::int64_t Ledger::open_as(const Lot& lot, std::int64_t Totals::*account) {
  totals_.*account += lot.points;
  return become_active(lot);
}

std::int64_t Ledger::become_active(Lot lot) {
  const std::int64_t offset = std::min(debt_, lot.points);
  debt_ -= offset;
  lot.points -= offset;
  if (lot.points > 0) insert(lot);
  return offset;
}

std::int64_t Ledger::take(std::int64_t points, std::uint32_t grant_first,
                          Pieces& pieces) {
  const auto take_from = [&](Lot& lot) {
    const std::int64_t taken = std::min(lot.points, points);
    if (taken == 0) return;
    lot.points -= taken;
    active_ -= taken;
    points -= taken;
    pieces.push_back(lot);
    pieces.back().points = taken;
  };
  if (grant_first != 0)
    for (Lot& lot : lots_)
      if (lot.grant == grant_first) take_from(lot);
  for (Lot& lot : lots_) take_from(lot);
  std::erase_if(lots_, [](const Lot& lot) { return lot.points == 0; });
  return points;
}

std::int64_t Ledger::burn(std::int64_t points, Pieces& pieces) {
  const std::int64_t uncovered = take(points, 0, pieces);
  totals_.burned += points;
  debt_ += uncovered;
  return uncovered;
}

Pieces Ledger::reserve(std::int64_t points) {
  Pieces pieces;
  reserved_ += points - take(points, 0, pieces);
  return pieces;
}

void Ledger::burn_reserved(std::int64_t points) {
  reserved_ -= points;
  totals_.burned += points;
}

LotParts Ledger::release(const Pieces& pieces) {
  reserved_ -= points_of(pieces);
  return put_back(pieces);
}

// Parts of lots come back to them; first they pay what is owed (M27).
LotParts Ledger::put_back(const Pieces& pieces) {
  LotParts payers;
  std::int64_t to_pay = std::min(debt_, points_of(pieces));
  debt_ -= to_pay;
  for (Lot piece : pieces) {
    const std::int64_t paid = std::min(to_pay, piece.points);
    to_pay -= paid;
    piece.points -= paid;
    if (paid > 0) payers.push_back({piece.id, paid});
    const auto same = std::find_if(lots_.begin(), lots_.end(), [&](const Lot& lot) {
      return lot.number == piece.number;
    });
    if (same != lots_.end()) {
      same->points += piece.points;
      active_ += piece.points;
    } else if (piece.points > 0) {
      insert(piece);
    }
  }
  return payers;
}

LotParts Ledger::give_back(std::int64_t points, std::int64_t owed, std::int64_t forgiven,
                           const Pieces& alive, const Pieces& ended) {
  totals_.burn_reversed += points;
  debt_ -= std::min(owed, debt_);
  totals_.written_off -= forgiven;
  totals_.expired += points_of(ended);
  return put_back(alive);
}

Ledger::Clawback Ledger::claw_back(std::int64_t points, std::uint32_t grant,
                                   std::int64_t grant_pending, std::int64_t debt_room) {
  Clawback result;
  result.from_pending = std::min(points, grant_pending);
  pending_ -= result.from_pending;
  std::int64_t rest = points - result.from_pending;
  Pieces pieces;
  const std::int64_t uncovered = take(rest, grant, pieces);
  result.parts = parts_of(pieces);
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
  active_ -= points_of(dead);
  totals_.expired += points_of(dead);
  return dead;
}

void Ledger::write(base::Writer& out) const {
  out.integer(pending_);
  out.integer(reserved_);
  out.integer(debt_);
  out.varint(lots_opened_);
  for (const std::int64_t n :
       {totals_.earned, totals_.adjusted_up, totals_.written_off, totals_.burned,
        totals_.expired, totals_.voided, totals_.clawed_back, totals_.adjusted_down,
        totals_.burn_reversed, totals_.reinstated})
    out.integer(n);
  out.integer(active_on_ ? active_on_->days : kNever);
  loyalty::write(out, lots_);
}

void write(base::Writer& out, const Pieces& lots) {
  out.varint(lots.size());
  for (const Lot& lot : lots) {
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

Pieces read_pieces(base::Reader& in) {
  Pieces lots(in.count(22));
  for (Lot& lot : lots) {
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
  return lots;
}

Ledger Ledger::read(base::Reader& in) {
  Ledger ledger;
  ledger.pending_ = in.integer();
  ledger.reserved_ = in.integer();
  ledger.debt_ = in.integer();
  ledger.lots_opened_ = static_cast<std::uint32_t>(in.varint());
  Totals& totals = ledger.totals_;
  for (std::int64_t* n : {&totals.earned, &totals.adjusted_up, &totals.written_off,
                          &totals.burned, &totals.expired, &totals.voided,
                          &totals.clawed_back, &totals.adjusted_down,
                          &totals.burn_reversed, &totals.reinstated})
    *n = in.integer();
  const auto active_on = static_cast<std::int32_t>(in.integer());
  if (active_on != kNever) ledger.active_on_ = Date{active_on};
  ledger.lots_ = read_pieces(in);
  ledger.active_ = points_of(ledger.lots_);
  return ledger;
}

}  // namespace patron::loyalty
