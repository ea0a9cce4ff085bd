// SPDX-License-Identifier: Apache-2.0
// What can be paid with points: which currency is meant, and points beside money.
#pragma once

#include <cstdint>
#include <string>

#include "engine/program.hpp"

namespace patron::engine {

// The points currency an event names, or the only one that can be spent; -1: unclear.
std::int32_t currency_named(const Version& rules, const std::string& name);
Status unclear_currency(const std::string& name);

// The most points that may pay a price (minor units): its share at the worth of a point,
// down to whole steps (M33). The currency has a rate.
std::int64_t most_for(const model::Currency& currency, std::int64_t price);
// What so many points pay, in minor units; parts of one are not paid.
std::int64_t worth_of(const model::Currency& currency, std::int64_t points);
// The most that someone with `active` points can pay of a price; 0 where that is less
// than the least that can be spent.
std::int64_t quoted(const model::Currency& currency, std::int64_t price,
                    std::int64_t active);

}  // namespace patron::engine
