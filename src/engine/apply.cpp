// SPDX-License-Identifier: Apache-2.0
// apply: new events are folded onto the head, or, where one belongs before what was
// folded already, history is replayed. What fails leaves the member as it was.
#include "engine/apply.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "engine/incoming.hpp"
#include "engine/kept_tiers.hpp"
#include "engine/replay.hpp"
#include "engine/rewards.hpp"
#include "engine/scope_book.hpp"
#include "loyalty/tiers.hpp"

namespace patron::engine {
namespace {

using MemberState = Access::MemberState;

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

// Keeps what the member was, but for its history, until the verb has succeeded. The head
// is copied into memory that the thread used for the last one: it is warm, and seldom
// grows.
class Before {
 public:
  explicit Before(MemberState& member)
      : member_(member),
        head_(memory()),
        watermark_(member.watermark),
        next_due_(member.next_due),
        revision_(member.revision),
        nameless_(member.customer.empty()) {
    head_ = member.head;
  }
  Before(const Before&) = delete;
  Before& operator=(const Before&) = delete;
  ~Before() {
    if (done_) return;
    std::swap(member_.head, head_);
    member_.watermark = watermark_;
    member_.next_due = next_due_;
    member_.revision = revision_;
    if (nameless_) member_.customer.clear();
  }
  const State& head() const { return head_; }
  void done() { done_ = true; }

 private:
  static State& memory() {
    thread_local State state;
    return state;
  }

  MemberState& member_;
  State& head_;
  Instant watermark_, next_due_;
  std::uint64_t revision_;
  bool nameless_, done_ = false;
};

// Room for `more`, growing by halves, so that what is appended later cannot fail.
template <class T>
void make_room(std::vector<T>& list, std::size_t more) {
  const std::size_t wanted = list.size() + more;
  if (wanted > list.capacity()) list.reserve(std::max(wanted, list.size() * 3 / 2));
}

Status apply_in_time(MemberState& member, Incoming& incoming, const VerbInput& input,
                     std::vector<Emission>& out) {
  make_room(member.fingerprints, incoming.fresh.size());
  make_room(member.entries, incoming.fresh.size());
  Before before(member);
  ScopeBook book(input.scopes);
  FoldOptions options;
  options.customer = incoming.customer;
  options.scopes = input.scopes == nullptr ? nullptr : &book;
  options.out = &out;
  options.trace = input.trace;
  options.recorded = input.recorded;
  Fold fold(*member.program, member.head, options);
  for (std::size_t i = 0; i < incoming.fresh.size(); ++i)
    if (Status status = fold.apply(incoming.fresh[i], true); !status.ok())
      return at_row(std::move(status), incoming.rows[i], incoming.many);
  member.customer = incoming.customer;
  commit(member, incoming.fresh.back().event.occurred_at);
  settle_scopes(before.head(), member.head, member, input.scopes, out);
  before.done();
  for (Entry& entry : incoming.fresh) {
    member.fingerprints.push_back(fingerprint(entry.key.id_hash));
    member.entries.push_back(std::move(entry));
  }
  return {};
}

bool spends(const std::vector<Entry>& fresh) {
  return std::any_of(fresh.begin(), fresh.end(), [](const Entry& entry) {
    return entry.event.type == model::EventType::redemption ||
           entry.event.type == model::EventType::reservation;
  });
}

// A spend in the past is accepted only if nothing that was spent since becomes uncovered,
// and no reward that was given since was one too many.
Status spoils_later_spends(const State& before, const State& after,
                           const Access::Program& program) {
  for (std::size_t i = 0; i < after.ledgers.size(); ++i) {
    const auto owed = [&](const State& state) {
      if (i >= state.ledgers.size()) return std::int64_t{0};
      std::int64_t points =
          state.ledgers[i].debt() + state.ledgers[i].totals().written_off;
      for (const Reservation& held : state.reservations)
        if (held.spend.currency == static_cast<std::int32_t>(i))
          points += held.spend.points - loyalty::points_of(held.spend.pieces);
      return points;
    };
    if (owed(after) > owed(before))
      return {ErrorCode::insufficient_points,
              "these points were spent later on; a spend in the past cannot take them"};
  }
  const Version& rules = program.versions[static_cast<std::size_t>(after.version)];
  if (beyond_limits(rules, after) && !beyond_limits(rules, before))
    return {ErrorCode::over_limit,
            "this reward was given later on; with this one it would be too often"};
  return {};
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
  options.recorded = input.recorded;
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
  if (!input.recorded && spends(incoming.fresh))
    if (Status status = spoils_later_spends(before->state, after->state, *member.program);
        !status.ok())
      return status;
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
  Result<Incoming> incoming = read_incoming(member, events);
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
    Before before(member);
    FoldOptions options;
    options.customer = member.customer;
    options.out = &out;
    options.trace = input.trace;
    Fold fold(*member.program, member.head, options);
    fold.advance(until);
    member.next_due = fold.next_due();
    settle_scopes(before.head(), member.head, member, input.scopes, out);
    before.done();
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
