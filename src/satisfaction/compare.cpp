// SPDX-License-Identifier: Apache-2.0
// Two samples. Shares: Newcombe's hybrid of two Wilson intervals (1998, method 10) with
// the pooled z test. NPS: both sides with their pseudo-answers, one normal interval, and
// the p of the same. Means: Welch (1947).
#include "satisfaction/intervals.hpp"
#include "satisfaction/sums.hpp"

#include <boost/math/distributions/students_t.hpp>

namespace patron::satisfaction {
namespace {

void normal(Comparison& out, double centre, double confidence) {
  out.statistic = centre / out.standard_error;
  out.p = out.standard_error > 0.0 ? two_sided_p(out.statistic) : std::nan("");
  out.low = centre - z_of(confidence) * out.standard_error;
  out.high = centre + z_of(confidence) * out.standard_error;
}

void compare_nps(Comparison& out, const Rows& a, const Rows& b,
                 const ScoreOptions& options) {
  const double n = out.a.n_effective, m = out.b.n_effective;
  const NetShares first = net_shares(a), second = net_shares(b);
  if (options.interval == Interval::wald) {
    out.standard_error = 100.0 * std::sqrt(first.variance() / n + second.variance() / m);
    return normal(out, out.difference, options.confidence);
  }
  const NetShares more = first.adjusted(n), other = second.adjusted(m);
  out.standard_error =
      100.0 * std::sqrt(more.variance() / (n + 3.0) + other.variance() / (m + 3.0));
  const double centre =
      100.0 * (more.promoters - more.detractors - other.promoters + other.detractors);
  normal(out, centre, options.confidence);
  out.low = std::max(-200.0, out.low);
  out.high = std::min(200.0, out.high);
}

void compare_shares(Comparison& out, const ScoreOptions& options) {
  const double p = out.a.value, q = out.b.value;
  const double n = out.a.n_effective, m = out.b.n_effective;
  const double pooled = (p * n + q * m) / (n + m);
  const double z = z_of(options.confidence);
  out.standard_error = std::sqrt(p * (1.0 - p) / n + q * (1.0 - q) / m);
  const double under = std::sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m));
  out.statistic = out.difference / under;
  out.p = under > 0.0 ? two_sided_p(out.statistic) : 1.0;
  if (under <= 0.0) out.statistic = 0.0;
  if (options.interval == Interval::wald) {
    out.low = out.difference - z * out.standard_error;
    out.high = out.difference + z * out.standard_error;
    return;
  }
  const Range a = wilson(p, n, z), b = wilson(q, m, z);
  out.low = out.difference - std::hypot(p - a.low, b.high - q);
  out.high = out.difference + std::hypot(a.high - p, q - b.low);
}

void compare_means(Comparison& out, const ScoreOptions& options) {
  const double a = out.a.standard_error * out.a.standard_error;
  const double b = out.b.standard_error * out.b.standard_error;
  out.standard_error = std::sqrt(a + b);
  out.degrees = (a + b) * (a + b) /
                (a * a / (out.a.n_effective - 1.0) + b * b / (out.b.n_effective - 1.0));
  out.statistic = out.difference / out.standard_error;
  if (!(out.standard_error > 0.0) || !std::isfinite(out.degrees)) {
    out.degrees = out.statistic = out.p = out.low = out.high = std::nan("");
    return;
  }
  if (options.interval == Interval::wald) {
    out.degrees = 0.0;
    return normal(out, out.difference, options.confidence);
  }
  const boost::math::students_t t(out.degrees);
  out.p = 2.0 * boost::math::cdf(boost::math::complement(t, std::abs(out.statistic)));
  const double half = t_of(options.confidence, out.degrees) * out.standard_error;
  out.low = out.difference - half;
  out.high = out.difference + half;
}

}  // namespace

Result<Comparison> compare(Measure measure, const Sample& a, const Sample& b,
                           const ScoreOptions& options) {
  if (options.interval != Interval::usual && options.interval != Interval::wald)
    return bad("a comparison has the intervals usual and wald");
  Result<Rows> first = rows_of(measure, a.answers, a.weights, options);
  if (!first.ok()) return first.status();
  Result<Rows> second = rows_of(measure, b.answers, b.weights, options);
  if (!second.ok()) return second.status();
  Comparison out;
  out.a = score_rows(measure, *first, options);
  out.b = score_rows(measure, *second, options);
  out.difference = out.a.value - out.b.value;
  if (out.a.n <= 0.0 || out.b.n <= 0.0) {
    out.low = out.high = out.standard_error = out.statistic = out.p = std::nan("");
    return out;
  }
  if (measure == Measure::nps) {
    compare_nps(out, *first, *second, options);
  } else if (measure == Measure::csat || measure == Measure::ces_share) {
    compare_shares(out, options);
  } else {
    compare_means(out, options);
  }
  out.significant = out.p < 1.0 - options.confidence;
  return out;
}

}  // namespace patron::satisfaction
