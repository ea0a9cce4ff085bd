// SPDX-License-Identifier: Apache-2.0
// A question about a member at an instant, and the state that answers it.
#pragma once

#include <utility>

#include "engine/replay.hpp"

namespace patron::engine {

struct Question {
  const Access::Program& program;
  const Version& version;  // In force then.
  const State& state;
  Instant at;
  Date today;
};

inline Status forgotten(const Access::MemberState& member) {
  return {ErrorCode::too_old,
          "history before " + member.horizon.text() + " was forgotten"};
}

// Asks at an instant; a member that nothing happened to holds nothing.
template <class Ask>
auto ask(const Access::Program& program, const Member& member, Instant at, Ask&& ask)
    -> Result<decltype(ask(std::declval<const Question&>()))> {
  const Access::MemberState& state = Access::state(member);
  Result<State> then = state_at(state, at);
  if (!then.ok()) return then.status();
  if (then->version < 0)
    then->version = static_cast<std::int32_t>(program.versions.size()) - 1;
  fit_to(*then, program.sizes());
  const Version& version = program.versions[static_cast<std::size_t>(then->version)];
  return ask(Question{program, version, *then, at, version.pack().zone.date(at)});
}

}  // namespace patron::engine
