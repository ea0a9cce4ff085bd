// SPDX-License-Identifier: Apache-2.0
// What points are worth in the books: revenue that is deferred until they are redeemed
// (IFRS 15.B39-B43, ASC 606-10-55), by cohort, for a period.
//
//   Liability books(engine);
//   engine.apply(member, event, effects);
//   books.add(effects.table());
//   Result<Table> report = books.report(first, last);
//
// Points that are sold with a trip get their share of its price when they become active:
// price x points' stand-alone price / (price + points' stand-alone price), rounded
// half-even (effect detail `price`); what was allocated is never shared again. Revenue is
// recognised as points are redeemed, cumulatively for a cohort (the points that became
// active in one month, quarter or year): allocated x redeemed / expected, where no more
// is expected than the pack's share and than what can still be redeemed. A new estimate
// (another version of the pack) is caught up in the period in which it holds; corrections
// belong to the day on which they were recorded. Points that were given, not sold, are
// provided for at their worth.
#pragma once

#include <memory>

#include "date.hpp"
#include "engine.hpp"
#include "status.hpp"
#include "table.hpp"

namespace patron {

class Liability {
 public:
  explicit Liability(const Engine& engine);
  Liability(const Liability&);
  Liability(Liability&&) noexcept;
  Liability& operator=(Liability) noexcept;
  ~Liability();

  // Effects of one customer or of many, as they came out: all of them, in order, from the
  // first on. Those that move no points of a currency with `liability` are passed over.
  // Errors: table (not a table of effects; a lot that no effect has opened). Nothing is
  // taken then.
  Status add(const Table& effects);
  // The days `first` to `last`: a row for each cohort with its currency, first day, kind
  // ("sold", "given"); points issued, redeemed, expired, taken back in the period and
  // outstanding at its end; and money: opening + allocated - returned - recognised =
  // closing. Errors: argument (first after last, not from 1900 to 2099), range (a cohort
  // of more than 2^53 - 1).
  Result<Table> report(Date first, Date last) const;

 private:
  struct Books;
  std::unique_ptr<Books> books_;
};

}  // namespace patron
