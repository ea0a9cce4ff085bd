// SPDX-License-Identifier: Apache-2.0
// What a member is worth on a day, as the section `worth` of the pack says. ABC and the
// credit level are placings (fold_places.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/program.hpp"
#include "engine/risk.hpp"
#include "engine/state.hpp"

namespace patron::engine {

// Scores of recency, frequency, monetary, from 1; none before the first trip.
using RfmScores = std::array<std::int32_t, 3>;
std::optional<RfmScores> rfm_of(const Version& version, const State& state,
                                const View& view);

// In minor units of the pack's currency; none where the expression has no answer.
std::optional<std::int64_t> money_of(const model::MoneyOf& money, const View& view);

// Margin on the discounted spend that the model expects within the lifetime.
std::optional<std::int64_t> lifetime_value(const Version& version, const Risk& risk);

}  // namespace patron::engine
