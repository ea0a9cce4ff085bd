// SPDX-License-Identifier: Apache-2.0
// A map of constants that expressions look into: lookup('partner', event.partner).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/names.hpp"

namespace patron::model {

// A value that a pack writes out: numbers at the scale of their type, a date as days, a
// bool as 0 or 1.
using Literal = std::variant<std::int64_t, std::string>;

struct Lookup {
  std::string id;
  Type keys, values;
  std::vector<std::pair<Literal, Literal>> rows;  // Sorted by key, each once.
  std::optional<Literal> fallback;                // Of keys that have no row.

  // NULL if there is neither a row nor a fallback.
  const Literal* find(const Literal& key) const {
    const auto row = std::lower_bound(
        rows.begin(), rows.end(), key,
        [](const auto& one, const Literal& wanted) { return one.first < wanted; });
    return answer(row, row != rows.end() && row->first == key);
  }
  // The same, of a text that nobody keeps.
  const Literal* find(std::string_view key) const {
    const auto text = [](const auto& row) -> const std::string& {
      return *std::get_if<std::string>(&row.first);
    };
    const auto row = std::lower_bound(
        rows.begin(), rows.end(), key,
        [&](const auto& one, std::string_view wanted) { return text(one) < wanted; });
    return answer(row, row != rows.end() && text(*row) == key);
  }

 private:
  template <class Row>
  const Literal* answer(Row row, bool found) const {
    if (found) return &row->second;
    return fallback ? &*fallback : nullptr;
  }
};

}  // namespace patron::model
