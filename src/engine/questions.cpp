// SPDX-License-Identifier: Apache-2.0
// Questions about a member at an instant: balances, tiers, quotes, its statement, and the
// audit of its invariants.
#include <algorithm>

#include "base/table_builder.hpp"
#include "engine/effects.hpp"
#include "engine/question.hpp"
#include "engine/spending.hpp"

namespace patron {

using engine::ask;
using engine::forgotten;
using engine::Question;
using engine::Version;

Result<std::int64_t> Engine::balance(const Member& member, Index currency, Instant at,
                                     Points which) const {
  if (currency < 0 || static_cast<std::size_t>(currency) >= count(List::currencies))
    return Status(ErrorCode::argument, "there is no points currency with this index");
  return ask(*program_, member, at, [&](const Question& q) {
    const auto index = program_->newest().currency[static_cast<std::size_t>(currency)];
    const loyalty::Ledger& book = q.state.ledgers[static_cast<std::size_t>(index)];
    if (which == Points::pending) return book.pending();
    if (which == Points::reserved) return book.reserved();
    return which == Points::debt ? book.debt() : book.active();
  });
}

Result<Quote> Engine::quote(const Member& member, Index currency, std::int64_t price,
                            Instant at) const {
  if (currency < 0 || static_cast<std::size_t>(currency) >= count(List::currencies))
    return Status(ErrorCode::argument, "there is no points currency with this index");
  if (price < 0 || !base::fits_amount(price))
    return Status(ErrorCode::argument, "a price is from 0 to 2^53 - 1 minor units");
  const Version& newest = program_->newest();
  const std::int32_t index = newest.currency[static_cast<std::size_t>(currency)];
  Result<Result<Quote>> found = ask(
      *program_, member, at, [&](const Question& q) -> Result<Quote> {
        for (std::size_t i = 0; i < q.version.currency.size(); ++i) {
          const model::Currency& rules = q.version.pack().currencies[i];
          if (q.version.currency[i] != index || !rules.spend || rules.rate_points == 0)
            continue;
          const std::int64_t points = engine::quoted(
              rules, price, q.state.ledgers[static_cast<std::size_t>(index)].active());
          const std::int64_t value = engine::worth_of(rules, points);
          return Quote{points, value, price - value};
        }
        return Status(ErrorCode::not_eligible,
                      "the pack does not say what these points are worth: spend.rate");
      });
  return found.ok() ? std::move(*found) : Result<Quote>(found.status());
}

Result<std::optional<Index>> Engine::tier(const Member& member, Index ladder,
                                          Instant at) const {
  if (ladder < 0 || static_cast<std::size_t>(ladder) >= count(List::ladders))
    return Status(ErrorCode::argument, "there is no ladder with this index");
  return ask(*program_, member, at, [&](const Question& q) -> std::optional<Index> {
    const Version& newest = program_->newest();
    const auto index = newest.ladder[static_cast<std::size_t>(ladder)];
    const std::int32_t level = q.state.standings[static_cast<std::size_t>(index)].level;
    return find(List::tiers, newest.pack().ladders[static_cast<std::size_t>(ladder)].id +
                                 "." + program_->levels[static_cast<std::size_t>(index)]
                                                       [level]);
  });
}

Result<Table> Engine::statement(const Member& member, Date from, Date to,
                                std::string_view language) const {
  const Access::MemberState& state = Access::state(member);
  if (!state.tail)
    return Status(ErrorCode::need_tail, "a statement needs the tail");
  if (Status status = engine::in_calendar(day_end(to)); !status.ok()) return status;
  // The first instant of `from`: one after the last of the day before.
  if (from <= to &&
      day_end(Date{std::max(from.days, -25'567) - 1}).milliseconds + 1 <
          state.horizon.milliseconds)
    return forgotten(state);
  std::vector<engine::Entry> entries = state.entries;
  engine::ReplayOptions options;
  options.until = std::max(state.watermark, day_end(to));
  options.trace = true;
  Result<engine::Replayed> all = engine::replay(state, entries, options);
  if (!all.ok()) return all.status();
  std::erase_if(all->emissions, [&](const engine::Emission& emission) {
    const Date day = date(emission.at);
    return day < from || to < day;
  });
  Effects effects;
  Access::rows(effects).fill(program_, state.customer, std::move(all->emissions),
                             state.revision);
  return effects.table(language);
}

Result<Table> Engine::reconcile(const Member& member) const {
  const Access::MemberState& state = Access::state(member);
  if (!state.tail) return Status(ErrorCode::need_tail, "an audit needs the tail");
  TableBuilder b;
  const auto finding = b.column("finding", ColumnType::text);
  const auto note = [&](std::string text) {
    b.row();
    b.set(finding, text);
  };
  for (std::size_t i = 0; i < state.head.ledgers.size(); ++i) {
    const loyalty::Ledger& book = state.head.ledgers[i];
    const std::string& currency = program_->currencies[static_cast<std::int32_t>(i)];
    if (!book.balanced()) note(currency + ": in is not out plus held");
    std::int64_t pending = 0;
    for (const engine::Grant& grant : state.head.grants) {
      const Version& version =
          program_->versions[static_cast<std::size_t>(grant.version)];
      const auto rule = static_cast<std::size_t>(grant.rule);
      const auto local = static_cast<std::size_t>(version.pack().earn[rule].currency);
      if (grant.state == engine::GrantState::pending &&
          version.currency[local] == static_cast<std::int32_t>(i))
        pending += grant.left();
    }
    if (pending != book.pending()) note(currency + ": pending is not the sum of holds");
    for (const loyalty::Lot& lot : book.lots())
      if (lot.points < 1) note(currency + ": an empty lot " + base::hex(lot.id));
    std::int64_t reserved = 0;
    for (const engine::Reservation& held : state.head.reservations)
      if (held.spend.currency == static_cast<std::int32_t>(i))
        reserved += loyalty::points_of(held.spend.pieces);
    if (reserved != book.reserved())
      note(currency + ": reserved is not the sum of reservations");
    if (book.debt() < 0 || book.pending() < 0) note(currency + ": below zero");
  }
  std::vector<engine::Entry> entries = state.entries;
  engine::ReplayOptions options;
  options.until = state.watermark;
  options.effects = false;
  const Result<engine::Replayed> again = engine::replay(state, entries, options);
  if (!again.ok() ||
      engine::head_bytes(*program_, again->state, state.watermark) !=
          engine::head_bytes(*program_, state.head, state.watermark))
    note("the history does not reproduce the state");
  return b.finish();
}

}  // namespace patron
