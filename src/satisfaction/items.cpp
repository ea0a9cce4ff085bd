// SPDX-License-Identifier: Apache-2.0
// Scales of several items: a respondent's items are joined first, then respondents by the
// mean and its t interval, so that the interval is of people and not of answers.
#include "satisfaction/items.hpp"

#include <algorithm>
#include <numeric>

#include "base/limits.hpp"

namespace patron::satisfaction {
namespace {

Status check_options(std::size_t items, std::size_t rows, const ItemOptions& options) {
  if (!(options.scale_low < options.scale_high))
    return bad("the scale's low is below its high");
  if (!options.reversed.empty() && options.reversed.size() != items)
    return bad("reversed names each item");
  if (!options.weights.empty() && options.weights.size() != items)
    return bad("as many item weights as items are expected");
  double sum = options.weights.empty() ? 1.0 : 0.0;
  for (const double weight : options.weights) {
    if (!(weight >= 0.0) || !std::isfinite(weight))
      return bad("item weights are finite and not negative");
    sum += weight;
  }
  if (!(sum > 0.0)) return bad("an item has a weight above 0");
  if (!(options.at_least >= 0.0 && options.at_least <= 1.0))
    return bad("at_least is a share, 0 to 1");
  if (Status status = check_confidence(options.confidence); !status.ok()) return status;
  return check_weights(rows, options.respondents);
}

}  // namespace

Status check_items(Items items, const ItemOptions& options) {
  if (items.empty()) return bad("at least one item is expected");
  if (Status status = check_size(items.size(), limits::kItems, "items"); !status.ok())
    return status;
  const std::size_t rows = items.front().size();
  if (Status status = check_size(rows, limits::kAnswers, "rows"); !status.ok())
    return status;
  for (const Answers& item : items) {
    if (item.size() != rows) return bad("all items have as many rows");
    for (const double answer : item)
      if (!std::isnan(answer) &&
          (!(answer >= options.scale_low && answer <= options.scale_high) ||
           std::abs(answer) > kAnswerMax))
        return bad("an answer is outside the scale");
  }
  return check_options(items.size(), rows, options);
}

std::vector<std::size_t> every(std::size_t count) {
  std::vector<std::size_t> out(count);
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

Score mean_of(const std::vector<double>& values, const ItemOptions& options, double low,
              double high) {
  ScoreOptions how;
  how.confidence = options.confidence;
  how.min_n = options.min_n;
  how.max_width = options.max_width;
  how.scale_low = low;
  how.scale_high = high;
  Result<Rows> rows = rows_of(Measure::mean, values, options.respondents, how);
  // Values come of checked answers; a mean may pass the end of its scale by a rounding.
  if (!rows.ok()) return no_score();
  return score_rows(Measure::mean, *rows, how);
}

Result<std::vector<double>> likert(Items items, const ItemOptions& options) {
  if (Status status = check_items(items, options); !status.ok()) return status;
  const std::vector<std::size_t> all = every(items.size());
  std::vector<double> out(items.front().size());
  for (std::size_t row = 0; row < out.size(); ++row)
    out[row] = joined(all, options, [&](std::size_t item) {
      return turned(items, options, item, row);
    });
  return out;
}

Result<Score> weighted_index(Items items, const ItemOptions& options) {
  Result<std::vector<double>> values = likert(items, options);
  if (!values.ok()) return values.status();
  for (double& value : *values)
    value = std::isnan(value) ? value
                              : std::clamp(100.0 * (value - options.scale_low) /
                                               (options.scale_high - options.scale_low),
                                           0.0, 100.0);
  return mean_of(*values, options, 0.0, 100.0);
}

Result<Profile> semantic_differential(Items items, const ItemOptions& given) {
  ItemOptions options = given;
  if (options.scale_low == 1.0 && options.scale_high == 5.0) {
    options.scale_low = -3.0;
    options.scale_high = 3.0;
  }
  Result<std::vector<double>> values = likert(items, options);
  if (!values.ok()) return values.status();
  for (double& value : *values)
    if (!std::isnan(value))
      value = std::clamp(value, options.scale_low, options.scale_high);
  Profile out;
  for (std::size_t item = 0; item < items.size(); ++item) {
    std::vector<double> pair(items[item].size());
    for (std::size_t row = 0; row < pair.size(); ++row)
      pair[row] = turned(items, options, item, row);
    out.pairs.push_back(mean_of(pair, options, options.scale_low, options.scale_high));
  }
  out.overall = mean_of(*values, options, options.scale_low, options.scale_high);
  return out;
}

Result<double> profile_distance(const Profile& a, const Profile& b) {
  if (a.pairs.size() != b.pairs.size()) return bad("both profiles have as many pairs");
  double sum = 0.0;
  for (std::size_t i = 0; i < a.pairs.size(); ++i) {
    const double apart = a.pairs[i].value - b.pairs[i].value;
    sum += apart * apart;
  }
  return std::sqrt(sum);
}

}  // namespace patron::satisfaction
