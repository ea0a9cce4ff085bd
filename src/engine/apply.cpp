// SPDX-License-Identifier: Apache-2.0
// apply: read the events, tell new ones from duplicates, conflicts and those that come
// too late; then fold them onto a copy of the head, or, where one belongs before what was
// folded already, replay. Only success is written back.
#include "engine/apply.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/limits.hpp"
#include "engine/kept_tiers.hpp"
#include "engine/replay.hpp"
#include "engine/scope_book.hpp"
#include "loyalty/tiers.hpp"

namespace patron::engine {
namespace {

using MemberState = Access::MemberState;

Status at_row(Status status, std::size_t row, bool many) {
  if (!many) return status;
  Place place = status.place();
  place.row = static_cast<std::int64_t>(row);
  return {status.code(), status.message(), std::move(place)};
}

// One JSON text, or JSON Lines: then the first line is an object of its own.
std::vector<std::string_view> split(std::string_view text) {
  const std::size_t first_end = text.find('\n');
  std::string_view first = text.substr(0, first_end);
  while (!first.empty() && (first.back() == '\r' || first.back() == ' '))
    first.remove_suffix(1);
  if (first_end == std::string_view::npos || first.empty() || first.back() != '}')
    return {text};
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

Status too_old(std::string message) { return {ErrorCode::too_old, std::move(message)}; }

// Is this event acceptable in time? Fills in when it was recorded.
Status check_time(const MemberState& member, Entry& entry) {
  const model::Event& event = entry.event;
  const std::int32_t version = member.program->version_at(event.occurred_at);
  if (version < 0)
    return {ErrorCode::event,
            "no version of the pack is in force on " + event.occurred_at.text(),
            Place{"/occurred_at", {}, {}, {}, {}}};
  if (event.occurred_at < member.horizon)
    return too_old("history before " + member.horizon.text() + " was forgotten");
  entry.recorded_at =
      event.recorded_at.value_or(std::max(event.occurred_at, member.watermark));
  const std::int64_t accepted =
      std::int64_t{member.program->versions[static_cast<std::size_t>(version)]
                       .pack()
                       .late_accept_days} *
      86'400'000;
  if (entry.recorded_at.milliseconds - event.occurred_at.milliseconds > accepted)
    return too_old("it happened on " + event.occurred_at.text() +
                   " and was recorded on " + entry.recorded_at.text() +
                   ", later than the pack accepts");
  return {};
}

// Is an entry with this id known? Errors: conflict, need_tail.
Result<bool> known(const MemberState& member, const std::vector<Entry>& fresh,
                   const Entry& entry) {
  const auto same_id = [&](const Entry& other) {
    return other.key.id_hash == entry.key.id_hash && other.event.id == entry.event.id;
  };
  const auto verdict = [&](const Entry& other) -> Result<bool> {
    if (other.digest == entry.digest) return true;
    return Status(ErrorCode::conflict,
                  "event " + entry.event.id + " was seen with another payload");
  };
  const auto now = std::find_if(fresh.begin(), fresh.end(), same_id);
  if (now != fresh.end()) return verdict(*now);
  const auto bits = fingerprint(entry.key.id_hash);
  if (std::find(member.fingerprints.begin(), member.fingerprints.end(), bits) ==
      member.fingerprints.end())
    return false;
  const auto old = std::find_if(member.entries.begin(), member.entries.end(), same_id);
  if (old != member.entries.end()) return verdict(*old);
  if (!member.tail)
    return Status(ErrorCode::need_tail,
                  "this id may have been seen: load the tail to tell");
  return false;
}

struct Incoming {
  std::vector<Entry> fresh;                  // In order of their keys.
  std::vector<std::size_t> rows;             // Where each of them stood in the call.
  bool many = false;
  std::vector<std::string> duplicates;       // Ids.
  std::string customer;
};

void sort(Incoming& incoming) {
  std::vector<std::size_t> order(incoming.fresh.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return incoming.fresh[a].key < incoming.fresh[b].key;
  });
  std::vector<Entry> fresh;
  std::vector<std::size_t> rows;
  for (const std::size_t at : order) {
    fresh.push_back(std::move(incoming.fresh[at]));
    rows.push_back(incoming.rows[at]);
  }
  incoming.fresh = std::move(fresh);
  incoming.rows = std::move(rows);
}

Result<Incoming> read(const MemberState& member, std::string_view text) {
  const auto& program = *member.program;
  const model::Pack& newest = program.newest().pack();
  const model::EventRules rules{&program.vocabulary, &newest.zone, newest.currency};
  Incoming incoming;
  incoming.customer = member.customer;
  const std::vector<std::string_view> lines = split(text);
  const bool many = incoming.many = lines.size() > 1;
  if (lines.size() > limits::kEventsInOneCall)
    return Status(ErrorCode::limit, "too many events in one call");
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (lines[row].size() > static_cast<std::size_t>(program.limits.event_bytes))
      return at_row({ErrorCode::limit, "an event has at most " +
                                           std::to_string(program.limits.event_bytes) +
                                           " bytes"},
                    row, many);
    Result<model::Event> event = model::read_event(lines[row], rules);
    if (!event.ok()) return at_row(event.status(), row, many);
    Entry entry;
    entry.event = std::move(*event);
    if (entry.event.customer.empty()) entry.event.customer = incoming.customer;
    if (incoming.customer.empty()) incoming.customer = entry.event.customer;
    if (incoming.customer.empty())
      return at_row({ErrorCode::event, "which customer? neither the event nor the member "
                                       "says", Place{"/customer", {}, {}, {}, {}}},
                    row, many);
    if (entry.event.customer != incoming.customer)
      return at_row({ErrorCode::mismatch, "this event is of customer " +
                                              entry.event.customer + ", the member is " +
                                              incoming.customer},
                    row, many);
    entry.key = model::order_key(entry.event);
    entry.digest = model::digest(entry.event);
    entry.revision = member.revision + 1;
    if (entry.event.occurred_at < member.horizon)
      return at_row(too_old("history before " + member.horizon.text() +
                            " was forgotten"), row, many);
    const Result<bool> seen = known(member, incoming.fresh, entry);
    if (!seen.ok()) return at_row(seen.status(), row, many);
    if (*seen) {
      incoming.duplicates.push_back(entry.event.id);
      continue;
    }
    if (Status status = check_time(member, entry); !status.ok())
      return at_row(std::move(status), row, many);
    incoming.fresh.push_back(std::move(entry));
    incoming.rows.push_back(row);
  }
  sort(incoming);
  return incoming;
}

// The effects of events that were applied before, found by folding again.
Status repeat(const MemberState& member, const std::vector<std::string>& ids,
              std::vector<Emission>& out) {
  if (!member.tail)
    return {ErrorCode::need_tail, "the effects of a repeated event need the tail"};
  std::vector<Entry> entries = member.entries;
  ReplayOptions options;
  options.until = member.watermark;
  Result<Replayed> again = replay(member, entries, options);
  if (!again.ok()) return again.status();
  for (Emission& emission : again->emissions) {
    if (std::find(ids.begin(), ids.end(), emission.event) == ids.end()) continue;
    emission.duplicate = true;
    out.push_back(std::move(emission));
  }
  return {};
}

// The points currency that a budget is of.
std::int32_t currency_of(const Access::Program& program, std::int32_t budget) {
  for (const Version& rules : program.versions)
    for (std::size_t i = 0; i < rules.budget.size(); ++i)
      if (rules.budget[i] == budget && !rules.pack().budgets[i].rules.empty()) {
        const auto rule = static_cast<std::size_t>(rules.pack().budgets[i].rules.front());
        return rules.currency[static_cast<std::size_t>(rules.pack().earn[rule].currency)];
      }
  return -1;
}

// What a budget was used for beyond what the host has booked: written into the scopes
// handed in, or told as a request to take back.
void settle_scopes(const State& before, const State& after, const MemberState& member,
                   Scopes* scopes, std::vector<Emission>& out) {
  for (const BudgetUse& use : after.budget_use) {
    std::int64_t was = 0;
    for (const BudgetUse& old : before.budget_use)
      if (old.budget == use.budget && old.window == use.window) was = old.points;
    const std::int64_t change = use.points - was;
    if (change == 0) continue;
    const std::string key = "budgets." + member.program->budgets[use.budget];
    Access::HeldScopes::Scope* scope =
        scopes == nullptr ? nullptr : Access::held(*scopes).find(key);
    if (scope != nullptr) {
      scope->use(use.window, change);
    } else if (change < 0) {
      Emission& request = out.emplace_back();
      request.kind = "request";
      request.what = "points";
      request.scope = key;
      request.points = change;
      request.currency = currency_of(*member.program, use.budget);
      if (request.currency >= 0)
        request.balance =
            after.ledgers[static_cast<std::size_t>(request.currency)].active();
      request.at = request.recorded_at = member.watermark;
      request.version = std::max(after.version, 0);
      request.id = base::hash128(member.customer + '\x1f' + key + '\x1f' +
                                 std::to_string(use.window) + '\x1f' +
                                 std::to_string(member.revision));
    }
  }
}

bool in_time(const MemberState& member, const std::vector<Entry>& fresh) {
  const bool decides = std::any_of(fresh.begin(), fresh.end(), [](const Entry& entry) {
    return entry.event.type == model::EventType::decide;
  });
  if (decides || fresh.front().event.occurred_at < member.watermark) return false;
  return member.entries.empty() || member.entries.back().key < fresh.front().key;
}

// The member has a new head.
void commit(MemberState& member, Instant watermark) {
  member.watermark = std::max(member.watermark, watermark);
  ++member.revision;
  FoldOptions options;
  options.customer = member.customer;
  member.next_due = Fold(*member.program, member.head, options).next_due();
}

Status apply_in_time(MemberState& member, Incoming& incoming, const VerbInput& input,
                     std::vector<Emission>& out) {
  State head = member.head;
  ScopeBook book(input.scopes);
  FoldOptions options;
  options.customer = incoming.customer;
  options.scopes = input.scopes == nullptr ? nullptr : &book;
  options.out = &out;
  options.trace = input.trace;
  Fold fold(*member.program, head, options);
  for (std::size_t i = 0; i < incoming.fresh.size(); ++i)
    if (Status status = fold.apply(incoming.fresh[i], true); !status.ok())
      return at_row(std::move(status), incoming.rows[i], incoming.many);
  member.customer = incoming.customer;
  std::swap(member.head, head);  // `head` is what was before.
  commit(member, incoming.fresh.back().event.occurred_at);
  settle_scopes(head, member.head, member, input.scopes, out);
  for (Entry& entry : incoming.fresh) {
    member.fingerprints.push_back(fingerprint(entry.key.id_hash));
    member.entries.push_back(std::move(entry));
  }
  return {};
}

// A spend in the past is accepted only if nothing that was spent since becomes uncovered.
bool spoils_later_spends(const State& before, const State& after,
                         const std::vector<Entry>& fresh) {
  const bool spends = std::any_of(fresh.begin(), fresh.end(), [](const Entry& entry) {
    return entry.event.type == model::EventType::redemption;
  });
  if (!spends) return false;
  for (std::size_t i = 0; i < after.ledgers.size(); ++i) {
    const auto owed = [&](const State& state) {
      return i < state.ledgers.size()
                 ? state.ledgers[i].debt() + state.ledgers[i].totals().written_off
                 : 0;
    };
    if (owed(after) > owed(before)) return true;
  }
  return false;
}

// A late event may also spoil one that was accepted: then the first of the call is named.
Status at_fresh_row(const Status& status, const Entry& failed, const Incoming& incoming) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < incoming.fresh.size(); ++i)
    if (incoming.fresh[i].key == failed.key) at = i;
  return at_row(status, incoming.rows[at], incoming.many);
}

Status apply_late(MemberState& member, Incoming& incoming, const VerbInput& input,
                  std::vector<Emission>& out) {
  if (!member.tail)
    return {ErrorCode::need_tail, "a late event needs the tail"};
  ReplayOptions options;
  options.until = member.watermark;
  ScopeBook earlier(nullptr);
  options.scopes = &earlier;
  std::vector<Entry> known_entries = member.entries;
  Result<Replayed> before = replay(member, known_entries, options);
  if (!before.ok() || head_bytes(*member.program, before->state, member.watermark) !=
                          head_bytes(*member.program, member.head, member.watermark))
    return {ErrorCode::drift, "the history of this member does not reproduce its state"};

  MemberState next = member;
  next.customer = incoming.customer;
  const Entry cause = incoming.fresh.front();
  const Instant last = incoming.fresh.back().event.occurred_at;
  std::vector<Entry> entries = member.entries;
  for (Entry& entry : incoming.fresh) entries.push_back(entry);
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
  options.until = std::max(member.watermark, last);
  options.trace = input.trace;
  options.fresh_revision = member.revision + 1;

  Result<Replayed> after = Status(ErrorCode::internal, "not folded");
  std::vector<Entry> folded;
  for (std::size_t round = 0;; ++round) {
    ScopeBook book(input.scopes, &earlier);
    options.scopes = input.scopes == nullptr ? nullptr : &book;
    folded = entries;
    std::size_t failed = 0;
    after = replay(next, folded, options, &failed);
    if (!after.ok()) return at_fresh_row(after.status(), folded[failed], incoming);
    const std::optional<TierStep> lost = taken_away(
        *member.program, member.base, before->steps, after->steps, member.watermark);
    if (!lost) break;
    if (round == limits::kKeptTiers)
      return at_fresh_row({ErrorCode::limit, "this late event would move more than " +
                                                 std::to_string(limits::kKeptTiers) +
                                                 " tiers that were told"},
                          cause, incoming);
    for (Entry& entry : entries)
      if (entry.key == cause.key) entry.facts.kept.push_back(*lost);
  }
  if (spoils_later_spends(before->state, after->state, incoming.fresh))
    return {ErrorCode::insufficient_points,
            "these points were spent later on; a spend in the past cannot take them"};
  out = difference(before->emissions, std::move(after->emissions), member.watermark,
                   cause, next.customer, *member.program);
  next.head = std::move(after->state);
  commit(next, last);
  settle_scopes(member.head, next.head, next, input.scopes, out);
  for (const Entry& entry : incoming.fresh)
    next.fingerprints.push_back(fingerprint(entry.key.id_hash));
  // Facts of old entries that were settled anew belong to this revision.
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto old = std::find_if(member.entries.begin(), member.entries.end(),
                                  [&](const Entry& e) { return e.key == folded[i].key; });
    if (old == member.entries.end()) continue;
    const auto& a = old->facts.grants;
    const auto& b = folded[i].facts.grants;
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const GrantFact& x, const GrantFact& y) {
                      return x.granted == y.granted && x.requested == y.requested;
                    }))
      folded[i].revision = next.revision;
  }
  next.entries = std::move(folded);
  member = std::move(next);
  return {};
}

}  // namespace

Status apply(MemberState& member, std::string_view events, const VerbInput& input,
             std::vector<Emission>& out) {
  if (member.behind)
    return {ErrorCode::need_tail,
            "an older version of the program wrote this member: load its tail"};
  Result<Incoming> incoming = read(member, events);
  if (!incoming.ok()) return incoming.status();
  if (!incoming->duplicates.empty())
    if (Status status = repeat(member, incoming->duplicates, out); !status.ok())
      return status;
  if (incoming->fresh.empty()) return {};
  const std::size_t entries = member.fingerprints.size() + incoming->fresh.size();
  if (entries > static_cast<std::size_t>(member.program->limits.history_entries))
    return {ErrorCode::history_full,
            "this member would retain " + std::to_string(entries) +
                " events: compact it first"};
  std::vector<Emission> told;
  const Status status = in_time(member, incoming->fresh)
                            ? apply_in_time(member, *incoming, input, told)
                            : apply_late(member, *incoming, input, told);
  if (!status.ok()) return status;
  std::move(told.begin(), told.end(), std::back_inserter(out));
  return {};
}

Status advance(MemberState& member, Instant until, const VerbInput& input,
               std::vector<Emission>& out) {
  if (Status status = in_calendar(until); !status.ok()) return status;
  if (until <= member.watermark) return {};
  const std::int64_t days =
      member.watermark == kBeforeAll
          ? 0
          : (until.milliseconds - member.watermark.milliseconds) / 86'400'000;
  if (days > limits::kAdvanceDays && !input.far_ahead)
    return {ErrorCode::argument,
            "this is " + std::to_string(days) +
                " days ahead; if the clock is right, say far_ahead"};
  if (member.behind)
    return {ErrorCode::need_tail,
            "an older version of the program wrote this member: load its tail"};
  if (member.next_due <= until) {
    State head = member.head;
    FoldOptions options;
    options.customer = member.customer;
    options.out = &out;
    options.trace = input.trace;
    Fold(*member.program, head, options).advance(until);
    const State before = std::exchange(member.head, std::move(head));
    FoldOptions plain;
    plain.customer = member.customer;
    member.next_due = Fold(*member.program, member.head, plain).next_due();
    settle_scopes(before, member.head, member, input.scopes, out);
  }
  member.watermark = until;
  ++member.revision;
  return {};
}

Status compact(MemberState& member, Instant before) {
  if (!member.tail || member.behind)
    return {ErrorCode::need_tail, "forgetting history needs the tail"};
  const std::int64_t accepted =
      std::int64_t{member.program->newest().pack().late_accept_days} * 86'400'000;
  if (member.watermark == kBeforeAll ||
      before.milliseconds > member.watermark.milliseconds - accepted)
    return {
        ErrorCode::argument,
        "history may be forgotten up to the watermark less the lateness that the pack "
        "accepts"};
  if (before <= member.horizon) return {};
  const auto first = std::find_if(
      member.entries.begin(), member.entries.end(),
      [&](const Entry& entry) { return entry.event.occurred_at >= before; });
  std::vector<Entry> old(member.entries.begin(), first);
  ReplayOptions options;
  // Up to the last millisecond before: what is due at `before` itself is still to come.
  options.until = Instant{before.milliseconds - 1};
  options.effects = false;
  const Outside outside = outside_of(member, member.entries);
  options.outside = &outside;
  Result<Replayed> base = replay(member, old, options);
  if (!base.ok()) return base.status();
  base->state.kept.clear();
  for (const TierStep& kept : outside.kept)
    if (kept.at.occurred_at >= before) base->state.kept.push_back(kept);
  member.base = std::move(base->state);
  member.entries.erase(member.entries.begin(), first);
  member.fingerprints.clear();
  for (const Entry& entry : member.entries)
    member.fingerprints.push_back(fingerprint(entry.key.id_hash));
  member.horizon = before;
  ++member.revision;
  return {};
}

}  // namespace patron::engine
