// SPDX-License-Identifier: Apache-2.0
// Pearson by fixed-point sums, Spearman as Pearson of mid-ranks, Kendall's tau-b by a
// merge sort that counts the swaps (Knight 1966) with the tie-corrected variance of S.
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <map>
#include <numeric>
#include <optional>

#include "base/limits.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/matrix.hpp"

namespace patron::satisfaction {
namespace {

// Weighted mid-ranks: the weight below plus half of the weight alike.
std::vector<double> ranks(const std::vector<double>& values,
                          const std::vector<double>& weights) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  double below = 0.0;
  for (std::size_t i = 0; i < order.size();) {
    FixedSum alike;
    std::size_t end = i;
    for (; end < order.size() && values[order[end]] == values[order[i]]; ++end)
      alike.add(weights[order[end]]);
    for (; i < end; ++i) out[order[i]] = below + alike.value() / 2.0;
    below += alike.value();
  }
  return out;
}

Result<Correlation> linear(Complete data, bool ranked, double confidence) {
  Correlation out;
  out.n = static_cast<double>(data.rows());
  if (ranked)
    for (auto& column : data.columns) column = ranks(column, data.weights);
  const Spread parts = spread(data);
  out.n_effective = parts.n_effective;
  out.value = data.rows() > 1 ? parts.correlation(0, 1) : std::nan("");
  const double degrees = out.n_effective - 2.0, left = 1.0 - out.value * out.value;
  out.statistic = out.standard_error = out.p = out.low = out.high = std::nan("");
  if (std::isnan(out.value) || degrees <= 0.0) return out;
  out.standard_error = std::sqrt(left / degrees);
  out.statistic = out.value / out.standard_error;
  const boost::math::students_t t(degrees);
  out.p =
      left > 0.0
          ? 2.0 * boost::math::cdf(boost::math::complement(t, std::abs(out.statistic)))
          : 0.0;
  if (ranked || out.n_effective <= 3.0) return out;
  const double half = z_of(confidence) / std::sqrt(out.n_effective - 3.0);
  out.low = std::tanh(std::atanh(out.value) - half);
  out.high = std::tanh(std::atanh(out.value) + half);
  return out;
}

// Inversions of a run, sorting it by merging.
std::int64_t inversions(std::vector<double>& run, std::vector<double>& room,
                        std::size_t begin, std::size_t end) {
  if (end - begin < 2) return 0;
  const std::size_t middle = begin + (end - begin) / 2;
  std::int64_t count =
      inversions(run, room, begin, middle) + inversions(run, room, middle, end);
  std::size_t left = begin, right = middle;
  for (std::size_t i = begin; i < end; ++i) {
    if (left < middle && (right >= end || run[left] <= run[right])) {
      room[i] = run[left++];
    } else {
      room[i] = run[right++];
      count += static_cast<std::int64_t>(middle - left);
    }
  }
  std::copy(room.begin() + static_cast<std::ptrdiff_t>(begin),
            room.begin() + static_cast<std::ptrdiff_t>(end),
            run.begin() + static_cast<std::ptrdiff_t>(begin));
  return count;
}

// Sums over groups of equal values: t(t-1), t(t-1)(t-2), t(t-1)(2t+5).
struct Ties {
  double pairs = 0.0, triples = 0.0, weighted = 0.0;
};
template <class Key>
Ties ties(const std::vector<Key>& values) {
  std::map<Key, double> counts;
  for (const Key& value : values) counts[value] += 1.0;
  Ties out;
  for (const auto& [value, t] : counts) {
    out.pairs += t * (t - 1.0);
    out.triples += t * (t - 1.0) * (t - 2.0);
    out.weighted += t * (t - 1.0) * (2.0 * t + 5.0);
  }
  return out;
}

Correlation kendall(const Complete& data) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t row = 0; row < data.rows(); ++row)
    points.emplace_back(data.columns[0][row], data.columns[1][row]);
  std::sort(points.begin(), points.end());
  std::vector<double> y, room(points.size());
  for (const auto& point : points) y.push_back(point.second);
  const Ties of_x = ties(data.columns[0]), of_y = ties(data.columns[1]),
             of_both = ties(points);
  const auto n = static_cast<double>(points.size());
  const double pairs = n * (n - 1.0);
  const auto swaps = static_cast<double>(inversions(y, room, 0, y.size()));
  const double s = (pairs - of_x.pairs - of_y.pairs + of_both.pairs) / 2.0 - 2.0 * swaps;
  Correlation out;
  out.n = out.n_effective = n;
  out.value = 2.0 * s / std::sqrt((pairs - of_x.pairs) * (pairs - of_y.pairs));
  const double variance =
      (pairs * (2.0 * n + 5.0) - of_x.weighted - of_y.weighted) / 18.0 +
      (n > 2.0 ? of_x.triples * of_y.triples / (9.0 * pairs * (n - 2.0)) : 0.0) +
      of_x.pairs * of_y.pairs / (2.0 * pairs);
  out.standard_error = out.low = out.high = std::nan("");
  out.statistic = s / std::sqrt(variance);
  out.p = two_sided_p(out.statistic);
  return out;
}

Result<Correlation> ordered(const Complete& data, double confidence) {
  std::map<double, std::size_t> places[2];
  for (int side = 0; side < 2; ++side) {
    for (const double value : data.columns[static_cast<std::size_t>(side)])
      places[side].emplace(value, 0);
    std::size_t next = 0;
    for (auto& [value, place] : places[side]) place = next++;
    if (next > limits::kCategories || next < 2)
      return bad("polychoric takes from 2 to 16 different answers of each item");
  }
  std::vector<double> counts(places[0].size() * places[1].size(), 0.0);
  for (std::size_t row = 0; row < data.rows(); ++row)
    counts[places[0][data.columns[0][row]] * places[1].size() +
           places[1][data.columns[1][row]]] += 1.0;
  const auto fitted = polychoric(counts, places[0].size(), places[1].size());
  if (!fitted.ok()) return fitted.status();
  Correlation out;
  out.n = out.n_effective = static_cast<double>(data.rows());
  out.value = fitted->rho;
  out.standard_error = fitted->standard_error;
  out.statistic = out.value / out.standard_error;
  out.p = two_sided_p(out.statistic);
  const double half = z_of(confidence) * out.standard_error;
  out.low = std::max(-1.0, out.value - half);
  out.high = std::min(1.0, out.value + half);
  return out;
}

}  // namespace

Result<Correlation> correlate(Association kind, Answers x, Answers y, Answers weights,
                              double confidence) {
  if (Status status = check_size(x.size(), limits::kAnswers, "answers"); !status.ok())
    return status;
  if (x.size() != y.size()) return bad("as many answers of both items are expected");
  if (Status status = check_weights(x.size(), weights); !status.ok()) return status;
  if (Status status = check_confidence(confidence); !status.ok()) return status;
  for (const Answers& side : {x, y})
    for (const double answer : side)
      if (std::abs(answer) > kAnswerMax) return bad("an answer is beyond 10^9");
  const bool weighted = kind == Association::pearson || kind == Association::spearman;
  if (!weighted && !weights.empty()) return bad("kendall and polychoric take no weights");
  const Answers both[] = {x, y};
  Complete data = complete(both, weights);
  if (weighted) return linear(std::move(data), kind == Association::spearman, confidence);
  if (data.rows() < 2) return bad("at least two pairs are expected");
  if (kind == Association::kendall) return kendall(data);
  return ordered(data, confidence);
}

}  // namespace patron::satisfaction
