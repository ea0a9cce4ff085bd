// SPDX-License-Identifier: Apache-2.0
// Figures of a member that rules and the assessment share.
#pragma once

#include <cstdint>
#include <optional>

#include "churn/cadence.hpp"
#include "engine/program.hpp"
#include "engine/state.hpp"
#include "satisfaction/index.hpp"

namespace patron::engine {

// The satisfaction index of a member on a day; `touchpoint` of the version, -1: overall.
satisfaction::Index index_of(const Version& version, const State& state,
                             std::int32_t touchpoint, Date today);

// The member's own rhythm; unknown without a gap.
churn::Cadence cadence_of(const State& state);
// Points of lots whose last day is at most 30 days after `today`, over all currencies.
std::int64_t points_to_expire(const State& state, Date today);

}  // namespace patron::engine
