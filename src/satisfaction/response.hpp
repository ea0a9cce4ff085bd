// SPDX-License-Identifier: Apache-2.0
// From the answers of one survey to responses on a common scale of 0 to 100.
#pragma once

#include <cstdint>
#include <vector>

#include "model/event.hpp"
#include "model/pack.hpp"
#include "patron/status.hpp"

namespace patron::satisfaction {

// What one survey says of one touchpoint (or of none), normalised.
struct Response {
  std::int32_t day = 0;            // Days since 1970-01-01.
  std::int32_t value = 0;          // 0 to 10000: hundredths of a point of 100.
  std::int32_t weight_ppm = 1'000'000;  // Of the instrument.
  std::int16_t instrument = -1, touchpoint = -1;  // Touchpoint -1: none.
};

// The responses of a survey event to this instrument: one for each touchpoint that its
// items name, none where too little was answered. Dismissed, not applicable and missing
// answers count nowhere. Errors: event (an answer outside the scale, an unknown item).
Result<std::vector<Response>> responses(const model::Event& event,
                                        const model::Instrument& instrument,
                                        std::int32_t day);

}  // namespace patron::satisfaction
