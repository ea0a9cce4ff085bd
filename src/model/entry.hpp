// SPDX-License-Identifier: Apache-2.0
// What the entries of a pack have in common: texts, where they stand, when they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "patron/date.hpp"

namespace patron::model {

using ExpressionIndex = std::int32_t;  // -1: absent; a predicate that is absent holds.

// One text for each language, the pack's first language first; empty if not given.
using Text = std::vector<std::pair<std::string, std::string>>;
std::string_view in_language(const Text& text, std::string_view language);

// Where an entry stands in the pack: its address, line and column.
struct Origin {
  std::string path;  // "/points/earn/base"
  std::uint32_t line = 0, column = 0;
};

struct DatePeriod {  // Both ends included; absent: open.
  std::optional<Date> from, to;
  bool holds(Date date) const {
    return (!from || *from <= date) && (!to || date <= *to);
  }
};

struct Round {
  base::Rounding mode = base::Rounding::floor;
};

}  // namespace patron::model
