// SPDX-License-Identifier: Apache-2.0
// When points end: the last usable day of a lot by the expiry that held when it was
// granted, and the activity that keeps idle points alive (M1, M18, M34, M38).
#include <algorithm>

#include "engine/fold.hpp"
#include "engine/view.hpp"

namespace patron::engine {
namespace {

using model::Expiry;
using model::ExpiryKind;

Date in_year(const model::Yearly& day, std::int32_t year) {
  const Date first = *Date::from_civil({year, day.month, 1});
  return Date{std::min(first.days + day.day - 1, first.add_months(1).days - 1)};
}

// The first of the fixed days on or after `least`.
Date next_of(const std::vector<model::Yearly>& dates, Date least) {
  std::optional<Date> best;
  for (const std::int32_t year : {base::year_of(least), base::year_of(least) + 1})
    for (const model::Yearly& date : dates) {
      const Date day = in_year(date, year);
      if (day >= least && (!best || day < *best)) best = day;
    }
  return *best;
}

// The n-th anniversary of `joined` after `day`.
Date anniversary(Date joined, Date day, std::int32_t n) {
  std::int32_t year = std::max(base::year_of(day) - base::year_of(joined), 1);
  while (joined.add_months(12 * year) <= day) ++year;
  return joined.add_months(12 * (year + n - 1));
}

Date idle_day(const Expiry& expiry, Date active) {
  return base::last_of(expiry.to_end_of, base::add(active, expiry.after));
}

}  // namespace

std::optional<Date> Fold::last_day(const Expiry& expiry, Date earned_on,
                                   std::int32_t currency) {
  switch (expiry.kind) {
    case ExpiryKind::rolling:
      return base::last_of(
          expiry.to_end_of,
          base::add(expiry.from_activation ? today_ : earned_on, expiry.after));
    case ExpiryKind::fixed:
      return next_of(expiry.dates, base::add(today_, expiry.after));
    case ExpiryKind::anniversary:
      return anniversary(
          joined_on(state_, program_, version().pack().zone).value_or(today_), today_,
          expiry.years);
    case ExpiryKind::idle: {
      // The balance of who was idle too long begins anew.
      const std::optional<Date> active = ledger(currency).active_on();
      const Date day = idle_day(expiry, active.value_or(today_));
      return day >= today_ ? day : idle_day(expiry, today_);
    }
    case ExpiryKind::none:
      break;
  }
  return std::nullopt;
}

// An activity gives all idle points of a currency the same new last day.
void Fold::keep_alive(model::EventType type) {
  const auto idle = [&](std::int32_t number, std::int32_t currency) -> const Expiry* {
    const Version& terms = version(number);
    for (std::size_t i = 0; i < terms.currency.size(); ++i) {
      const Expiry& expiry = terms.pack().currencies[i].expiry;
      if (terms.currency[i] == currency)
        return expiry.kind == ExpiryKind::idle && terms.on(expiry.reset_on, type)
                   ? &expiry
                   : nullptr;
    }
    return nullptr;
  };
  for (std::size_t i = 0; i < state_.ledgers.size(); ++i) {
    const auto currency = static_cast<std::int32_t>(i);
    loyalty::Ledger& book = state_.ledgers[i];
    if (idle(state_.version, currency) != nullptr) book.set_active(today_);
    const std::optional<Date> moved =
        book.extend([&](const loyalty::Lot& lot) -> std::optional<Date> {
          const Expiry* expiry = idle(lot.terms, currency);
          if (expiry == nullptr) return std::nullopt;
          return idle_day(*expiry, today_);
        });
    if (!moved) continue;
    post("extend", "points.expiry", state_.version, currency, 0).until =
        last_instant(*moved);
  }
}

// Parts of idle lots that come back have lived with the balance.
void Fold::keep_pieces_alive(std::int32_t currency, loyalty::Pieces& pieces) const {
  const std::optional<Date> active =
      state_.ledgers[static_cast<std::size_t>(currency)].active_on();
  if (!active) return;
  for (loyalty::Lot& piece : pieces) {
    const Version& terms = version(piece.terms);
    for (std::size_t i = 0; i < terms.currency.size(); ++i) {
      const Expiry& expiry = terms.pack().currencies[i].expiry;
      if (terms.currency[i] == currency && expiry.kind == ExpiryKind::idle)
        piece.expires = std::max(*piece.expires, idle_day(expiry, *active));
    }
  }
}

void Fold::expire_lots(Date today) {
  for (std::size_t i = 0; i < state_.ledgers.size(); ++i) {
    const auto currency = static_cast<std::int32_t>(i);
    loyalty::Ledger& book = state_.ledgers[i];
    const std::optional<Date> next = book.next_expiry();
    if (!next || *next >= today) continue;
    const std::int64_t before = book.active();
    std::int64_t gone = 0;
    for (const loyalty::Lot& lot : book.expire(today)) {
      gone += lot.points;
      remember_lapsed(currency, lot);
      Emission& posting =
          post("expire", "points.expiry", state_.version, currency, -lot.points);
      posting.balance = before - gone;
      posting.lots = {{lot.id, lot.points}};
    }
  }
}

}  // namespace patron::engine
