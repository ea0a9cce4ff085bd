// SPDX-License-Identifier: Apache-2.0
// SERVQUAL and SERVPERF. A respondent's gaps are joined within a dimension, then the
// dimensions by their weights, then respondents by the mean and its t interval.
#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "satisfaction/items.hpp"

namespace patron::satisfaction {
namespace {

class Gaps {
 public:
  Gaps(Items perceived, Items expected, const ServiceQualityOptions& options)
      : perceived_(perceived), expected_(expected), options_(options) {
    reach_ = options.items.scale_high - options.items.scale_low;
    for (const std::int32_t dimension : options.dimensions)
      count_ = std::max(count_, static_cast<std::size_t>(dimension) + 1);
  }

  ServiceQuality all() const {
    ServiceQuality out;
    for (std::size_t item = 0; item < perceived_.size(); ++item) {
      const std::size_t only[] = {item};
      out.items.push_back(gap_of([&](std::size_t row, const auto& value) {
        return joined(only, options_.items, [&](std::size_t i) { return value(i, row); });
      }));
      out.items.back().weight = item_weight(item);
    }
    std::vector<double> weights(options_.weights);
    if (weights.empty()) weights.assign(count_, 1.0);
    for (std::size_t d = 0; d < count_; ++d) {
      const std::size_t only[] = {d};
      out.dimensions.push_back(over_dimensions(only, std::vector<double>(count_, 1.0)));
      out.dimensions.back().weight = weights[d];
    }
    const std::vector<std::size_t> each = every(count_);
    out.overall = over_dimensions(each, std::vector<double>(count_, 1.0));
    out.weighted = over_dimensions(each, weights);
    out.overall.weight = out.weighted.weight = 1.0;
    return out;
  }

 private:
  double item_weight(std::size_t item) const {
    return options_.items.weights.empty() ? 1.0 : options_.items.weights[item];
  }

  std::vector<std::size_t> items_of(std::size_t dimension) const {
    std::vector<std::size_t> out;
    for (std::size_t item = 0; item < perceived_.size(); ++item)
      if (options_.dimensions[item] == static_cast<std::int32_t>(dimension))
        out.push_back(item);
    return out;
  }

  Gap over_dimensions(std::span<const std::size_t> chosen,
                      const std::vector<double>& weights) const {
    std::vector<std::vector<std::size_t>> items;
    for (std::size_t d = 0; d < count_; ++d) items.push_back(items_of(d));
    return gap_of([&](std::size_t row, const auto& value) {
      double sum = 0.0, weight = 0.0;
      for (const std::size_t d : chosen) {
        const double one = joined(items[d], options_.items,
                                  [&](std::size_t i) { return value(i, row); });
        if (std::isnan(one)) continue;
        sum += weights[d] * one;
        weight += weights[d];
      }
      return weight > 0.0 ? sum / weight : std::nan("");
    });
  }

  // `join(row, value)` is a respondent's figure, of value(item, row). An item counts in
  // all three or in none: a gap needs both of its answers.
  template <class Join>
  Gap gap_of(Join&& join) const {
    const std::size_t rows = perceived_.front().size();
    const bool paired = !expected_.empty();
    const auto p = [&](std::size_t i, std::size_t row) {
      const bool half = paired && std::isnan(expected_[i][row]);
      return half ? std::nan("") : turned(perceived_, options_.items, i, row);
    };
    const auto e = [&](std::size_t i, std::size_t row) {
      if (!paired || std::isnan(perceived_[i][row])) return std::nan("");
      return turned(expected_, options_.items, i, row);
    };
    const auto g = [&](std::size_t i, std::size_t row) { return p(i, row) - e(i, row); };
    std::vector<double> perceived(rows), expected(rows), gap(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      perceived[row] = join(row, p);
      expected[row] = join(row, e);
      gap[row] = paired ? join(row, g) : perceived[row];
    }
    const ItemOptions& how = options_.items;
    // A hair beyond the scale, for means that pass its end by a rounding.
    const double low = how.scale_low - 1e-9, high = how.scale_high + 1e-9;
    Gap out;
    out.perceived = mean_of(perceived, how, low, high).value;
    out.expected = mean_of(expected, how, low, high).value;
    out.gap = paired ? mean_of(gap, how, -reach_ - 1e-9, reach_ + 1e-9)
                     : mean_of(gap, how, low, high);
    return out;
  }

  Items perceived_, expected_;
  const ServiceQualityOptions& options_;
  std::size_t count_ = 0;
  double reach_ = 0.0;
};

Status check_dimensions(std::size_t items, const ServiceQualityOptions& options) {
  if (options.dimensions.size() != items) return bad("dimensions names each item");
  std::set<std::int32_t> seen;
  for (const std::int32_t dimension : options.dimensions) {
    if (dimension < 0 || static_cast<std::size_t>(dimension) >= limits::kItems)
      return bad("dimensions are 0, 1, ...");
    seen.insert(dimension);
  }
  const auto count = static_cast<std::size_t>(*seen.rbegin()) + 1;
  if (seen.size() != count) return bad("every dimension has an item");
  if (options.weights.empty()) return {};
  if (options.weights.size() != count)
    return bad("as many weights as dimensions are expected");
  double sum = 0.0;
  for (const double weight : options.weights) {
    if (!(weight >= 0.0) || !std::isfinite(weight))
      return bad("weights are finite and not negative");
    sum += weight;
  }
  return sum > 0.0 ? Status() : bad("a dimension has a weight above 0");
}

}  // namespace

Result<ServiceQuality> service_quality(Items perceived, Items expected,
                                       const ServiceQualityOptions& options) {
  if (Status status = check_items(perceived, options.items); !status.ok()) return status;
  if (!expected.empty()) {
    if (expected.size() != perceived.size() ||
        expected.front().size() != perceived.front().size())
      return bad("an expectation for each perception is expected");
    if (Status status = check_items(expected, options.items); !status.ok()) return status;
  }
  if (Status status = check_dimensions(perceived.size(), options); !status.ok())
    return status;
  return Gaps(perceived, expected, options).all();
}

}  // namespace patron::satisfaction
