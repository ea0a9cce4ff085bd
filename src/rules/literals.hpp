// SPDX-License-Identifier: Apache-2.0
// The literals of a pack: durations, windows, shares, types. Their form was checked by
// the schema; nothing here is answered only for figures beyond the bounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/calendar.hpp"
#include "model/names.hpp"
#include "model/pack.hpp"

namespace patron::rules {

// "24 months", "7 days", "2 weeks", "1 year", "2 quarters".
std::optional<base::Span> span(std::string_view text);
// A span as days where statistics need one number: a month is 365 / 12 days, rounded half
// up, so that 12 months are 365 days.
std::int32_t days(const base::Span& span);
base::Period period(std::string_view word);  // "year"; none if it is no period.
std::optional<model::Window> window(std::string_view text);
// "12.5%" is {125, 3}.
std::optional<Decimal> share(std::string_view text);
// "decimal(2)", "string?", "list(int)", "money"; money at `money_scale`.
model::Type type(std::string_view text, std::int32_t money_scale);

}  // namespace patron::rules
