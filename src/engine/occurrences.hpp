// SPDX-License-Identifier: Apache-2.0
// Rules for the first, the third, every ninth of a member's events. An event that matches
// counts until its booking is cancelled, not travelled, or refunded in full; so does what
// it was given, and nobody is given more than what still counts has earned (M51).
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/program.hpp"
#include "engine/state.hpp"

namespace patron::engine {

// Counts one more event that matches `rule`, its index in `version`. Is it one that the
// rule waits for?
bool occurs(const Version& version, State& state, std::int32_t rule, Occurrence event);

// What happened under a ref does not count any more; `booked`: only what was booked.
void forget_occurrences(State& state, std::string_view ref, bool booked);

// What cannot be taken back any more, earned before `oldest` and with no trip left, is
// kept as a number, or dropped where no window reaches it.
void settle_occurrences(const Version& version, State& state, Date oldest);

}  // namespace patron::engine
