// SPDX-License-Identifier: Apache-2.0
// A tier that was told is not taken away by what came to be known later (semantics F1,
// `tier_kept`): two histories of the same member are compared at each of their steps.
#pragma once

#include <optional>
#include <vector>

#include "engine/program.hpp"
#include "engine/state.hpp"

namespace patron::engine {

// The first step up to `watermark` (inclusive) at which a ladder stands lower in `after`
// than in `before`, as the promise that cures it: the level that was held there, and the
// place. Nothing where no ladder does, or its rules let late events lower it.
// `base`: where both histories begin.
std::optional<TierStep> taken_away(const Access::Program& program, const State& base,
                                   const std::vector<TierStep>& before,
                                   const std::vector<TierStep>& after,
                                   Instant watermark);

}  // namespace patron::engine
