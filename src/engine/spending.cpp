// SPDX-License-Identifier: Apache-2.0
#include "engine/spending.hpp"

#include <algorithm>

#include "base/decimal.hpp"

namespace patron::engine {

// The points currency an event names, or the only one that can be spent; -1: unclear.
std::int32_t currency_named(const Version& rules, const std::string& name) {
  std::int32_t found = -1;
  for (std::size_t i = 0; i < rules.pack().currencies.size(); ++i) {
    const model::Currency& currency = rules.pack().currencies[i];
    if (!name.empty() ? currency.id != name : !currency.spend) continue;
    if (found >= 0) return -1;
    found = static_cast<std::int32_t>(i);
  }
  return found;
}

Status unclear_currency(const std::string& name) {
  Place place;
  place.path = "/points_currency";
  return {ErrorCode::event,
          name.empty() ? "say which points currency: the pack has none or several that "
                         "can be spent"
                       : "no points currency \"" + name + "\"",
          place};
}

std::int64_t most_for(const model::Currency& currency, std::int64_t price) {
  // At most 2^53 x 2^53 x 10^6: the loader sees to the share.
  const base::Int128 over =
      base::Int128{price} * currency.rate_points * currency.share.value;
  const base::Int128 under =
      base::Int128{currency.rate_minor} * base::power_of_ten(currency.share.scale);
  const base::Int128 points = over / under;
  return static_cast<std::int64_t>(std::min<base::Int128>(points, base::kAmountMax) /
                                   currency.spend_step * currency.spend_step);
}

std::int64_t worth_of(const model::Currency& currency, std::int64_t points) {
  return static_cast<std::int64_t>(base::Int128{points} * currency.rate_minor /
                                   currency.rate_points);
}

std::int64_t quoted(const model::Currency& currency, std::int64_t price,
                    std::int64_t active) {
  std::int64_t points = std::min(most_for(currency, price), active);
  if (currency.spend_max) points = std::min(points, *currency.spend_max);
  points = points / currency.spend_step * currency.spend_step;
  return points >= currency.spend_min ? points : 0;
}

}  // namespace patron::engine
