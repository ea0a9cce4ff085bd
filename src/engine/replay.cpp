// SPDX-License-Identifier: Apache-2.0
// No list of emitted effects is stored. When history changes, the old entries and the new
// ones are folded side by side, and the ids of what they emit are compared.
#include "engine/replay.hpp"

#include <algorithm>
#include <unordered_map>

namespace patron::engine {
namespace {

constexpr std::int64_t kDay = 86'400'000;

struct HashOfId {
  std::size_t operator()(const base::Hash128& id) const {
    return static_cast<std::size_t>(id.low);
  }
};

// A burn whose lots changed: the old taking is reversed, naming the late entry (F1).
Emission reversal_of(const Emission& burn, const Entry& cause, std::string_view customer,
                     const Access::Program& program) {
  Emission reversal = burn;
  reversal.what = "burn_reversal";
  reversal.points = -burn.points;
  reversal.parent = burn.id;
  reversal.recorded_at = cause.recorded_at;
  std::string key(customer);
  for (const std::string_view part :
       {std::string_view("posting"), std::string_view("burn_reversal"),
        std::string_view(program.id), burn.rule, std::string_view(cause.event.id)})
    key.append(1, '\x1f').append(part);
  key.append(1, '\x1f').append(base::hex(burn.id));
  reversal.id = base::hash128(key);
  reversal.event = cause.event.id;
  reversal.change = "late";
  return reversal;
}

}  // namespace

Outside outside_of(const Access::MemberState& member, const std::vector<Entry>& entries) {
  Outside outside;
  outside.kept = member.base.kept;
  for (const Entry& entry : entries) outside.collect(entry, *member.program);
  return outside;
}

Result<Replayed> replay(const Access::MemberState& member, std::vector<Entry>& entries,
                        const ReplayOptions& options, std::size_t* failed) {
  const Outside outside =
      options.outside != nullptr ? *options.outside : outside_of(member, entries);
  Replayed result;
  result.state = member.base;
  FoldOptions fold_options;
  fold_options.customer = member.customer;
  fold_options.outside = &outside;
  fold_options.scopes = options.scopes;
  fold_options.out = options.effects ? &result.emissions : nullptr;
  fold_options.steps = options.effects ? &result.steps : nullptr;
  fold_options.trace = options.trace;
  fold_options.recorded = options.recorded;
  fold_options.observer = options.observer;
  Fold fold(*member.program, result.state, fold_options);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    if (entry.event.occurred_at > options.until) break;
    const bool fresh =
        options.fresh_revision != 0 && entry.revision == options.fresh_revision;
    if (Status status = fold.apply(entry, fresh); !status.ok()) {
      if (failed != nullptr) *failed = i;
      return status;
    }
  }
  fold.advance(options.until);
  return result;
}

Status in_calendar(Instant at) {
  const Instant first{-25'567 * kDay}, end{47'482 * kDay};  // 1900-01-01, 2100-01-01
  if (at >= first && at < end) return {};
  return {ErrorCode::argument, "an instant is from 1900 to 2099"};
}

Result<State> state_at(const Access::MemberState& member, Instant at) {
  if (Status status = in_calendar(at); !status.ok()) return status;
  if (at < member.horizon)
    return Status(ErrorCode::too_old,
                  "history before " + member.horizon.text() + " was forgotten");
  if (member.behind)
    return Status(ErrorCode::need_tail,
                  "an older version of the program wrote this member: load its tail");
  if (at >= member.watermark) {
    State state = member.head;
    FoldOptions options;
    options.customer = member.customer;
    Fold(*member.program, state, options).advance(at);
    return state;
  }
  if (!member.tail)
    return Status(ErrorCode::need_tail, "a question about the past needs the tail");
  std::vector<Entry> entries = member.entries;
  ReplayOptions options;
  options.until = at;
  options.effects = false;
  Result<Replayed> past = replay(member, entries, options);
  if (!past.ok()) return past.status();
  return std::move(past->state);
}

Status catch_up(Access::MemberState& member) {
  if (!member.behind) return {};
  ReplayOptions options;
  options.until = member.watermark;
  options.effects = false;
  Result<Replayed> now = replay(member, member.entries, options);
  if (!now.ok()) return {ErrorCode::drift, now.status().message()};
  member.head = std::move(now->state);
  member.behind = false;
  FoldOptions fold_options;
  fold_options.customer = member.customer;
  member.next_due = Fold(*member.program, member.head, fold_options).next_due();
  return {};
}

std::vector<Emission> difference(const std::vector<Emission>& before,
                                 std::vector<Emission> after, Instant watermark,
                                 const Entry& cause, std::string_view customer,
                                 const Access::Program& program) {
  std::unordered_map<base::Hash128, std::size_t, HashOfId> old;
  for (std::size_t i = 0; i < before.size(); ++i) old.emplace(before[i].id, i);
  std::vector<bool> met(before.size(), false);
  std::vector<Emission> told;
  for (Emission& emission : after) {
    const auto known = old.find(emission.id);
    if (known == old.end()) {
      if (emission.at <= watermark) {
        emission.change = "late";
        emission.recorded_at = cause.recorded_at;
      }
      told.push_back(std::move(emission));
      continue;
    }
    met[known->second] = true;
    const Emission& was = before[known->second];
    if (same_content(was, emission)) continue;
    if (was.kind == "posting" && (was.what == "burn" || was.what == "post"))
      told.push_back(reversal_of(was, cause, customer, program));
    emission.change = "corrected";
    emission.recorded_at = cause.recorded_at;
    told.push_back(std::move(emission));
  }
  std::vector<Emission> result;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (met[i]) continue;
    Emission gone = before[i];
    gone.change = "retracted";
    gone.recorded_at = cause.recorded_at;
    result.push_back(std::move(gone));
  }
  std::move(told.begin(), told.end(), std::back_inserter(result));
  std::stable_sort(result.begin(), result.end(),
                   [](const Emission& a, const Emission& b) { return a.at < b.at; });
  return result;
}

}  // namespace patron::engine
