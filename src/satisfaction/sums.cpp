// SPDX-License-Identifier: Apache-2.0
// Moments by two passes, quantiles by interpolation (type 7 of Hyndman and Fan 1996),
// normal and t quantiles of Boost.Math.
#include "satisfaction/sums.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>

namespace patron::satisfaction {

Moments moments(std::span<const Row> rows) {
  FixedSum weight, squares, weighted, spread;
  std::int64_t count = 0;
  for (const Row& row : rows) {
    weight.add(row.weight, row.count);
    squares.add(row.weight * row.weight, row.count);
    weighted.add(row.weight * row.value, row.count);
    count += row.count;
  }
  Moments out;
  out.n = static_cast<double>(count);
  if (weight.value() <= 0.0 || squares.value() <= 0.0) return out;
  out.mean = weighted.value() / weight.value();
  for (const Row& row : rows)
    spread.add(row.weight * (row.value - out.mean) * (row.value - out.mean), row.count);
  out.variance = spread.value() / weight.value();
  out.n_effective = weight.value() * weight.value() / squares.value();
  return out;
}

double z_of(double confidence) {
  return std::sqrt(2.0) * boost::math::erf_inv(confidence);
}

double t_of(double confidence, double degrees) {
  const boost::math::students_t t(degrees);
  return boost::math::quantile(t, 0.5 + confidence / 2.0);
}

double two_sided_p(double z) {
  return boost::math::erfc(std::abs(z) / std::sqrt(2.0));
}

double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const double below = std::floor(place);
  const auto at = static_cast<std::size_t>(below);
  const std::size_t next = std::min(at + 1, sorted.size() - 1);
  return sorted[at] + (place - below) * (sorted[next] - sorted[at]);
}

Status bad(const std::string& message) {
  return {ErrorCode::argument, message};
}

Status check_confidence(double confidence) {
  if (confidence > 0.0 && confidence < 1.0) return {};
  return bad("confidence is between 0 and 1");
}

Status check_size(std::size_t rows, std::size_t limit, const char* what) {
  if (rows <= limit) return {};
  return {ErrorCode::limit, "at most " + std::to_string(limit) + " " + what +
                                " are taken; found " + std::to_string(rows)};
}

Status check_weights(std::size_t rows, Answers weights) {
  if (!weights.empty() && weights.size() != rows)
    return bad("as many weights as answers are expected");
  for (const double w : weights)
    if (!(w >= 0.0) || !std::isfinite(w))
      return bad("weights are finite and not negative");
  return {};
}

Score no_score() {
  Score score;
  score.value = score.low = score.high = score.standard_error = std::nan("");
  return score;
}

void judge(Score& score, const ScoreOptions& options) {
  score.reportable =
      score.n > 0.0 && score.n >= options.min_n && !std::isnan(score.low) &&
      (options.max_width <= 0.0 || score.high - score.low <= options.max_width);
}

Range wilson(double share, double n, double z) {
  const double spread = 1.0 + z * z / n;
  const double centre = (share + z * z / (2.0 * n)) / spread;
  const double half =
      z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / spread;
  // At the ends the interval reaches the end exactly; rounding must not cut it short.
  return {share == 0.0 ? 0.0 : std::max(0.0, centre - half),
          share == 1.0 ? 1.0 : std::min(1.0, centre + half)};
}

}  // namespace patron::satisfaction
