// SPDX-License-Identifier: Apache-2.0
// Items as columns: checks, respondents' means, complete rows.
#pragma once

#include <cstddef>
#include <vector>

#include "patron/satisfaction_scales.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {

// As many rows in each item, answers within the scale, options of the right length.
Status check_items(Items items, const ItemOptions& options);

// The answer after turning a reversed item round.
inline double turned(Items items, const ItemOptions& options, std::size_t item,
                     std::size_t row) {
  const double answer = items[item][row];
  const bool reversed = !options.reversed.empty() && options.reversed[item];
  return reversed ? options.scale_low + options.scale_high - answer : answer;
}

// The weighted mean of those of `chosen` that a row answers; NaN if fewer than at_least
// of them are. `value(item)` may be NaN.
template <class Value>
double joined(std::span<const std::size_t> chosen, const ItemOptions& options,
              Value&& value) {
  double sum = 0.0, weight = 0.0;
  std::size_t answered = 0;
  for (const std::size_t item : chosen) {
    const double answer = value(item);
    if (std::isnan(answer)) continue;
    const double w = options.weights.empty() ? 1.0 : options.weights[item];
    sum += w * answer;
    weight += w;
    ++answered;
  }
  const double needed = options.at_least * static_cast<double>(chosen.size());
  const bool enough = answered > 0 && static_cast<double>(answered) >= needed - 1e-9;
  return enough && weight > 0.0 ? sum / weight : std::nan("");
}

// Score of respondents' values by t, with the options' gates.
Score mean_of(const std::vector<double>& values, const ItemOptions& options, double low,
              double high);

std::vector<std::size_t> every(std::size_t count);  // 0, 1, ..., count - 1

}  // namespace patron::satisfaction
