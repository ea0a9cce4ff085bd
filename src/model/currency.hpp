// SPDX-License-Identifier: Apache-2.0
// A points currency: when its points end, how they are spent, what they are worth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "model/entry.hpp"
#include "model/vocabulary.hpp"
#include "patron/money.hpp"

namespace patron::model {

enum class ExpiryKind : std::uint8_t { none, rolling, fixed, idle, anniversary };
struct Yearly {
  std::int32_t month = 1, day = 1;  // 29 February is the 28th where there is none.
};
// An event that gives active points more time (M36).
struct Extension {
  EventTypes on;
  ExpressionIndex when = -1;
  base::Span add;
};
// One that brings points back which ended so long ago, for a time (M37).
struct Reinstatement {
  EventTypes on;
  ExpressionIndex when = -1;
  base::Span within, valid;
  Decimal share{1, 0};
};
struct Expiry {
  ExpiryKind kind = ExpiryKind::none;
  base::Span after;           // rolling, idle; fixed: at least so far away.
  std::vector<Yearly> dates;  // fixed.
  std::int32_t years = 0;     // anniversary: of joining, after the points became active.
  EventTypes reset_on;        // idle: activity.
  bool from_activation = true;  // `from: "earn"` counts from the earning event.
  base::Period to_end_of = base::Period::none;
  std::vector<Extension> extend;
  std::optional<Reinstatement> reinstate;
};
enum class NegativePolicy : std::uint8_t { clamp, allow };
// What points are worth in the books (IFRS 15, ASC 606).
struct Books {
  Decimal point_value;  // Stand-alone price of one point, in the pack's currency.
  Decimal redeemed;     // Expected to be redeemed, of all; from 0 to 1.
  base::Period cohort = base::Period::quarter;
};
struct Currency {
  std::string id;
  Text title;
  Origin origin;
  bool spend = true, qualify = false;  // `use`
  std::int32_t scale = 0;
  Round round;
  Expiry expiry;
  NegativePolicy negative = NegativePolicy::clamp;
  std::int64_t debt_limit = 0;  // allow: at the currency's scale.
  std::int64_t spend_min = 1, spend_step = 1;
  std::optional<std::int64_t> spend_max;
  // What points are worth in money: so many pay so many minor units; 0: nobody said.
  std::int64_t rate_points = 0, rate_minor = 0;
  Decimal share{1, 0};                          // Of a price, at most.
  std::optional<Books> books;                   // `liability`
  std::int64_t reserve_ms = 30 * 60'000;        // A reservation holds so long.
};

}  // namespace patron::model
