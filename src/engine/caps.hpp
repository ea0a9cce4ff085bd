// SPDX-License-Identifier: Apache-2.0
// A member's own caps: what they leave of a grant, and how they are used and given back.
// Their window is that of the day of the earning event, pending points count, a reversal
// gives room to that window, and nobody is topped up (M13).
#pragma once

#include <cstdint>
#include <string>

#include "engine/program.hpp"
#include "engine/state.hpp"

namespace patron::engine {

// What all caps over the rule of `grant` leave of `wanted` points more; `why` gets the id
// of each cap that cuts, and what it leaves.
std::int64_t room(const Version& version, const State& state, const Grant& grant,
                  std::int64_t wanted, std::string* why = nullptr);

// Counts points that a grant gained (negative: lost), and grants made (1) or gone (-1).
void use_caps(const Version& version, State& state, const Grant& grant,
              std::int64_t points, std::int64_t count);

// What a member-wide cap was used for as seen on `day`.
struct CapUsed {
  std::int64_t points = 0, count = 0;
};
CapUsed used(const State& state, std::int32_t cap, const model::Window& window, Date day);

// Uses of one limit in the window that holds a day; where a use of a day is counted; can
// no window that holds a day from `oldest` on reach what is counted under `key`?
CapUsed used_of(const std::vector<CapUse>& uses, std::int32_t cap,
                const model::Window& window, Date day);
std::int32_t key_of(const model::Window& window, Date day);
bool out_of_reach(const model::Window& window, std::int32_t key, Date oldest);

// Forgets what no window reaches any more, counted from the oldest day that is accepted.
void purge_caps(const Version& version, State& state, Date oldest);

}  // namespace patron::engine
