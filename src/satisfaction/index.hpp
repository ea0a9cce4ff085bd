// SPDX-License-Identifier: Apache-2.0
// The satisfaction index of one customer: the mean of responses weighted by recency,
// shrunk toward the program's prior, with its interval (semantics F15).
#pragma once

#include <cstdint>
#include <span>

#include "model/pack.hpp"
#include "satisfaction/response.hpp"

namespace patron::satisfaction {

// All in hundredths; value and interval are within 0 to 10000.
struct Index {
  std::int32_t value = 0, low = 0, high = 0;
  std::int32_t n = 0, n_effective = 0;
  bool reportable = false;  // n >= 1 and the interval is narrow enough.
};

// As seen on `day`, of the responses up to it. `touchpoint`: only those; -1: all.
// Defined also with no response: the prior, with the interval that its weight gives.
Index index(std::span<const Response> responses, const model::Satisfaction& rules,
            std::int32_t touchpoint, std::int32_t day);

}  // namespace patron::satisfaction
