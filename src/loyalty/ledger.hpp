// SPDX-License-Identifier: Apache-2.0
// The ledger of one currency of points of one member: lots, pending, debt, and the sums
// that prove conservation (in = out + held). It decides nothing; it books what is asked.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/codec.hpp"
#include "base/hash.hpp"
#include "patron/date.hpp"

namespace patron::loyalty {

// Points that became active together and end together.
struct Lot {
  base::Hash128 id;           // Of the posting that opened it.
  std::uint32_t number = 0;   // Order of opening: the last word of the spending order.
  std::uint32_t grant = 0;    // Number of the grant it came from; 0: none.
  std::int64_t points = 0;    // What is left.
  Date activated_on;
  std::optional<Date> expires;  // Last usable day; absent: never.
  std::int32_t terms = 0;       // Version of the program whose expiry holds (M38).
};

// What was taken from which lot.
struct LotPart {
  base::Hash128 lot;
  std::int64_t points = 0;
};
using LotParts = std::vector<LotPart>;
// The same with all that is known of the lots, so that it can be given back.
using Pieces = std::vector<Lot>;
std::int64_t points_of(const Pieces& pieces);
LotParts parts_of(const Pieces& pieces);
std::int64_t points_of(const LotParts& parts);

// Everything that ever came in and went out (semantics F12).
struct Totals {
  std::int64_t earned = 0, adjusted_up = 0, written_off = 0;
  std::int64_t burned = 0, expired = 0, voided = 0, clawed_back = 0, adjusted_down = 0;
  std::int64_t burn_reversed = 0;  // Of what was burned;
  std::int64_t reinstated = 0;     // of what had expired.
  std::int64_t in() const { return earned + adjusted_up + written_off; }
  std::int64_t out() const {
    return burned - burn_reversed + expired - reinstated + voided + clawed_back +
           adjusted_down;
  }
};

class Ledger {
 public:
  std::int64_t active() const { return active_; }
  std::int64_t pending() const { return pending_; }
  std::int64_t debt() const { return debt_; }
  std::int64_t reserved() const { return reserved_; }
  std::int64_t held() const { return pending_ + active() + reserved_ - debt_; }
  const Totals& totals() const { return totals_; }
  const std::vector<Lot>& lots() const { return lots_; }  // In spending order.
  bool balanced() const { return totals_.in() == totals_.out() + held(); }

  // Points promised, not yet usable; and what becomes of them.
  void hold(std::int64_t points);
  void void_pending(std::int64_t points);

  // Points become active: a lot opens, less what pays debt (returned; M27).
  // `from_pending`: they were held before; else they are newly earned.
  std::int64_t open(Lot lot, bool from_pending);
  std::int64_t adjust_up(Lot lot);
  std::int64_t reinstate(Lot lot);  // Points that had expired.

  bool covers(std::int64_t points) const { return active() >= points; }
  // Spends soonest-to-expire first, adding to `pieces`. What lots do not cover becomes
  // debt and is returned (a forced burn, semantics F1); 0 when covered.
  std::int64_t burn(std::int64_t points, Pieces& pieces);
  // Sets points aside, out of the reach of expiry and of others (M30); they come back by
  // `release`, or are spent. What lots do not cover is not set aside.
  Pieces reserve(std::int64_t points);
  void burn_reserved(std::int64_t points);
  LotParts release(const Pieces& pieces);  // Those that paid a debt.
  // Undoes a burn: pays the debt that it made, as far as there is one, takes back what
  // was forgiven, and puts back what is alive. Those that paid another debt.
  LotParts give_back(std::int64_t points, std::int64_t owed, std::int64_t forgiven,
                     const Pieces& alive, const Pieces& ended);
  // A lot for points of an undone burn whose debt other points have paid.
  void reopen(Lot lot) { insert(lot); }
  // Takes back `points` of a grant: pending first (up to `grant_pending`), then its own
  // lot, then other lots soonest first, then debt up to `debt_room` (M25).
  struct Clawback {
    std::int64_t from_pending = 0, from_lots = 0, became_debt = 0, shortfall = 0;
    LotParts parts;
  };
  Clawback claw_back(std::int64_t points, std::uint32_t grant, std::int64_t grant_pending,
                     std::int64_t debt_room);
  // Takes from lots, then debt up to `debt_room`; the rest is the shortfall (M57).
  Clawback adjust_down(std::int64_t points, std::int64_t debt_room);
  // Forgives debt: what `clamp` does at once with the debt of a forced burn.
  void write_off(std::int64_t points);

  // The last activity that keeps idle points alive (M34).
  std::optional<Date> active_on() const { return active_on_; }
  void set_active(Date day) { active_on_ = day; }
  // Gives each lot the last day that `day_of` says for it, where that is later; the last
  // of these days.
  template <class DayOf>
  std::optional<Date> extend(DayOf&& day_of) {
    std::optional<Date> moved;
    for (Lot& lot : lots_) {
      const std::optional<Date> day = day_of(lot);
      if (!day || !lot.expires || *day <= *lot.expires) continue;
      lot.expires = moved = day;
    }
    if (moved) sort();
    return moved;
  }

  // The soonest day that ends a lot, and the lots that are dead on `day` (removed).
  std::optional<Date> next_expiry() const;
  std::vector<Lot> expire(Date day);

  void write(base::Writer& out) const;
  static Ledger read(base::Reader& in);

 private:
  std::int64_t open_as(const Lot& lot, std::int64_t Totals::*account);
  std::int64_t become_active(Lot lot);  // What it paid of a debt.
  void insert(Lot lot);
  void sort();
  std::int64_t take(std::int64_t points, std::uint32_t grant_first, Pieces& pieces);
  LotParts put_back(const Pieces& pieces);

  std::vector<Lot> lots_;
  std::int64_t active_ = 0;  // Of all lots: asked for by every posting.
  std::int64_t pending_ = 0, reserved_ = 0, debt_ = 0;
  std::uint32_t lots_opened_ = 0;
  std::optional<Date> active_on_;
  Totals totals_;
};

void write(base::Writer& out, const Pieces& pieces);
Pieces read_pieces(base::Reader& in);

}  // namespace patron::loyalty
