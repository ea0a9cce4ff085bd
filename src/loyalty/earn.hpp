// SPDX-License-Identifier: Apache-2.0
// How many points an earn rule grants: exact rates over exact amounts, rounded once for
// each rule; multipliers over what the rules they name were granted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/pack.hpp"
#include "model/trip.hpp"

namespace patron::loyalty {

// Why the group of a rule took its award: another was first or gives more, two fired
// where one may, or a group that granted excludes it.
enum class Drop : std::uint8_t { none, first, best, unique, excluded };

// One rule that fired on an event, and what it is worth.
struct Award {
  std::int32_t rule = 0;    // Index in the pack's earn rules.
  std::int64_t points = 0;  // At the currency's scale; 0 is no grant.
  Drop dropped = Drop::none;
  std::optional<Decimal> amount{};  // Of a rule whose points or multiplier are computed.
};

// What amounts are counted on.
struct Measure {
  const model::Trip* trip = nullptr;        // Of the event's ref; NULL: none.
  std::optional<std::int64_t> payment;      // Of a payment event, in program money.
  std::string_view tender;                  // Of that payment.
};

// Fills in the points of `fired`, which holds rules in the pack's order of execution, and
// lets their stacking groups choose: first among the rules with an effect of their own,
// then among the multipliers over what is left.
// False: a product does not fit 128 bits, or the grants are beyond 2^53 - 1.
bool price(const model::Pack& pack, std::vector<Award>& fired, const Measure& measure);

// The arithmetic of one award in words, for explanations: "880.50 CNY x 1 per 1.00,
// floor".
std::string arithmetic(const model::Pack& pack, const std::vector<Award>& fired,
                       std::size_t index, const Measure& measure);

// What a cumulative refund takes back of `points`: round(points x refunded / price), and
// everything when all was refunded (M22).
std::int64_t revoked(std::int64_t points, std::int64_t refunded, std::int64_t price,
                     base::Rounding mode);

}  // namespace patron::loyalty
