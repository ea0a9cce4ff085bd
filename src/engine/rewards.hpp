// SPDX-License-Identifier: Apache-2.0
// What a member may have for points: the price, and whether it is on offer to them.
#pragma once

#include <optional>
#include <string_view>

#include "engine/program.hpp"
#include "engine/state.hpp"
#include "engine/view.hpp"

namespace patron::engine {

struct Offer {
  std::optional<std::int64_t> points;  // At its currency's scale; none: it has no price.
  Status
      status;  // Not ok: why it is not on offer. Whether points are there is not asked.
};
Offer offer_of(const View& view, const State& state, std::size_t reward);

// Index in the version's rewards; -1: none.
std::int32_t reward_named(const Version& version, std::string_view id);
// Counts one reward that was given on a day, or with -1 was not after all.
void use_reward(const Version& version, State& state, std::size_t reward, Date day,
                std::int64_t count);
// Was a reward given more often than its limit in any window? A late redemption may fit
// where it stands and leave no room for one that was accepted.
bool beyond_limits(const Version& version, const State& state);
// Forgets what no window reaches any more.
void purge_rewards(const Version& version, State& state, Date oldest);

}  // namespace patron::engine
