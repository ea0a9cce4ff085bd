// SPDX-License-Identifier: Apache-2.0
// Intervals by closed formulas, with the effective n in place of n where answers have
// weights. The bootstrap sorts its rows first, so that their order does not matter, draws
// them by SplitMix64 and takes percentiles (type 7) of the means drawn.
#include "satisfaction/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <tuple>

#include "base/random.hpp"

namespace patron::satisfaction {

NetShares net_shares(std::span<const Row> rows) {
  FixedSum all, promoters, detractors;
  for (const Row& row : rows) {
    all.add(row.weight, row.count);
    if (row.value > 0.0) promoters.add(row.weight, row.count);
    if (row.value < 0.0) detractors.add(row.weight, row.count);
  }
  return {promoters.value() / all.value(), detractors.value() / all.value()};
}

void nps_interval(Score& score, std::span<const Row> rows, const Moments& moment,
                  const ScoreOptions& options) {
  const NetShares shares = net_shares(rows);
  const double n = moment.n_effective, z = z_of(options.confidence);
  score.standard_error = 100.0 * std::sqrt(shares.variance() / n);
  double centre = score.value, half = z * score.standard_error;
  if (options.interval == Interval::t) {
    half = n > 1.0 ? t_of(options.confidence, n - 1.0) * 100.0 *
                         std::sqrt(shares.variance() / (n - 1.0))
                   : std::nan("");
  } else if (options.interval != Interval::wald) {
    const NetShares more = shares.adjusted(n);
    centre = 100.0 * (more.promoters - more.detractors);
    half = z * 100.0 * std::sqrt(more.variance() / (n + 3.0));
  }
  score.low = centre - half;
  score.high = centre + half;
}

void share_interval(Score& score, const ScoreOptions& options) {
  const double p = score.value, n = score.n_effective, z = z_of(options.confidence);
  const double tail = (1.0 - options.confidence) / 2.0, hits = p * n;
  score.standard_error = std::sqrt(p * (1.0 - p) / n);
  const auto beta = [](double a, double b, double share) {
    return boost::math::quantile(boost::math::beta_distribution<>(a, b), share);
  };
  Range range;
  switch (options.interval) {
    case Interval::wald:
      range = {p - z * score.standard_error, p + z * score.standard_error};
      break;
    case Interval::adjusted_wald: {
      const double more = n + z * z, centre = (hits + z * z / 2.0) / more;
      const double half = z * std::sqrt(centre * (1.0 - centre) / more);
      range = {centre - half, centre + half};
      break;
    }
    case Interval::exact:
      range = {p == 0.0 ? 0.0 : beta(hits, n - hits + 1.0, tail),
               p == 1.0 ? 1.0 : beta(hits + 1.0, n - hits, 1.0 - tail)};
      break;
    case Interval::jeffreys:
      range = {beta(hits + 0.5, n - hits + 0.5, tail),
               beta(hits + 0.5, n - hits + 0.5, 1.0 - tail)};
      break;
    default:
      range = wilson(p, n, z);
  }
  score.low = range.low;
  score.high = range.high;
}

void mean_interval(Score& score, const Moments& moment, const ScoreOptions& options) {
  const double n = moment.n_effective;
  // Weights may leave an effective n a rounding above 1: nothing is known of the scatter.
  if (moment.n < 2.0 || n <= 1.0 + 1e-9) {
    score.standard_error = score.low = score.high = std::nan("");
    return;
  }
  score.standard_error = std::sqrt(moment.variance / (n - 1.0));
  const double times = options.interval == Interval::wald
                           ? z_of(options.confidence)
                           : t_of(options.confidence, n - 1.0);
  score.low = score.value - times * score.standard_error;
  score.high = score.value + times * score.standard_error;
}

void bootstrap(Score& score, const Rows& alike, const ScoreOptions& options) {
  Rows rows;  // One a draw can come to.
  for (const Row& row : alike)
    rows.insert(rows.end(), static_cast<std::size_t>(row.count), row);
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.value, a.weight) < std::tie(b.value, b.weight);
  });
  base::Random random(options.seed);
  std::vector<double> drawn(static_cast<std::size_t>(options.resamples));
  for (double& mean : drawn) {
    double sum = 0.0, weight = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[random.index(rows.size())];
      sum += row.weight * row.value;
      weight += row.weight;
    }
    mean = sum / weight;
  }
  std::sort(drawn.begin(), drawn.end());
  double centre = 0.0, squares = 0.0;
  for (const double mean : drawn) centre += mean / static_cast<double>(drawn.size());
  for (const double mean : drawn) squares += (mean - centre) * (mean - centre);
  const double tail = (1.0 - options.confidence) / 2.0;
  score.standard_error = std::sqrt(squares / static_cast<double>(drawn.size() - 1));
  score.low = quantile(drawn, tail);
  score.high = quantile(drawn, 1.0 - tail);
}

}  // namespace patron::satisfaction
