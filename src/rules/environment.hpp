// SPDX-License-Identifier: Apache-2.0
// What an expression may read, by where it stands (semantics F9): an event runs through
// phases, and a rule sees only what earlier phases have settled. Names of later phases
// are known, but carry a refusal, so that reading one is an error that says why.
#pragma once

#include <cstdint>

#include "model/pack.hpp"
#include "rules/expression.hpp"

namespace patron::rules {

enum class Phase : std::uint8_t {
  metric,  // The event, its trip, the customer.
  earn,    // Also metrics with this event; tiers and balances before it.
  churn,   // The member after the event, on any day: no event, no trip.
  care     // Everything.
};

// What an event is besides its attributes: references of Space::event below 0.
inline constexpr std::int32_t kEventType = -1;     // string
inline constexpr std::int32_t kEventRef = -2;      // string, null if there is none
inline constexpr std::int32_t kEventAnswers = -3;  // map of a survey: item -> int

// `on`: the event types that trigger; an attribute that only some of them carry may be
// null. Needs the pack's vocabulary, metrics, currencies and ladders.
Environment environment(const model::Pack& pack, Phase phase,
                        const model::EventTypes& on);

}  // namespace patron::rules
