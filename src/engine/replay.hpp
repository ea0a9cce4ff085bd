// SPDX-License-Identifier: Apache-2.0
// Folding a whole retained history: for a late event, for a question about the past, for
// the effects of a duplicate, for a statement.
#pragma once

#include <vector>

#include "engine/fold.hpp"
#include "engine/member_state.hpp"

namespace patron::engine {

// What a fold over `entries` must know beside each.
Outside outside_of(const Access::MemberState& member, const std::vector<Entry>& entries);

// Folds the base and all entries up to `until` (inclusive), then advances to it.
// `fresh_revision`: entries of this revision are decided now.
// Errors: what an entry's own fold answers; `failed` is its index.
struct Replayed {
  State state;
  std::vector<Emission> emissions;
  std::vector<TierStep> steps;  // In order.
};
struct ReplayOptions {
  Instant until;
  bool trace = false;
  bool recorded = false;
  bool effects = true;
  std::uint64_t fresh_revision = 0;  // 0: none is fresh.
  ScopeBook* scopes = nullptr;
  const Outside* outside = nullptr;  // NULL: that of the entries given.
  Observer* observer = nullptr;      // Of one event.
};
Result<Replayed> replay(const Access::MemberState& member, std::vector<Entry>& entries,
                        const ReplayOptions& options, std::size_t* failed = nullptr);

// Is this an instant that the calendar knows? Beyond it a walk over due days would have
// no end. Error: argument.
Status in_calendar(Instant at);

// The state at an instant, without effects: the head advanced, or the past folded again.
// Errors: argument, too_old, need_tail.
Result<State> state_at(const Access::MemberState& member, Instant at);

// Brings a member that older tables wrote up to this program.
Status catch_up(Access::MemberState& member);

// What a host that knows `before` must be told to know `after`: semantics F3. Effects due
// after `watermark` are new; earlier ones are late, corrected or retracted.
std::vector<Emission> difference(const std::vector<Emission>& before,
                                 std::vector<Emission> after, Instant watermark,
                                 const Entry& cause, std::string_view customer,
                                 const Access::Program& program);

}  // namespace patron::engine
