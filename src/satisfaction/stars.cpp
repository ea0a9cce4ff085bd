// SPDX-License-Identifier: Apache-2.0
// Star ratings and other shares with a prior. With one answer of each kind beforehand
// the kinds have a Dirichlet posterior: mean sum s p, variance (sum s^2 p - mean^2) /
// (N+K+1).
#include <algorithm>
#include <boost/math/distributions/beta.hpp>

#include "satisfaction/items.hpp"

namespace patron::satisfaction {

Result<Stars> stars(Answers answers, Answers weights, const StarOptions& options) {
  if (options.high < 2 || options.high > 100) return bad("stars go to 2 ... 100");
  if (!(options.prior_weight >= 0.0) || !std::isfinite(options.prior_weight) ||
      !std::isfinite(options.prior_mean))
    return bad("the prior is finite and its weight not negative");
  ScoreOptions how;
  how.scale_low = 1.0;
  how.scale_high = options.high;
  how.confidence = options.confidence;
  how.min_n = options.min_n;
  how.max_width = options.max_width;
  Stars out;
  const Result<Score> mean = score(Measure::mean, answers, weights, how);
  if (!mean.ok()) return mean.status();
  out.mean = *mean;
  out.counts.assign(static_cast<std::size_t>(options.high), 0.0);
  double n = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (std::isnan(answers[i])) continue;
    if (answers[i] != std::floor(answers[i])) return bad("stars are whole");
    const double weight = weights.empty() ? 1.0 : weights[i];
    out.counts[static_cast<std::size_t>(answers[i]) - 1] += weight;
    n += weight;
    sum += weight * answers[i];
  }
  const double prior = options.prior_weight;
  out.bayesian =
      prior + n > 0.0 ? (prior * options.prior_mean + sum) / (prior + n) : std::nan("");
  const double total = n + options.high;
  double first = 0.0, second = 0.0;
  for (int star = 1; star <= options.high; ++star) {
    const double p = (out.counts[static_cast<std::size_t>(star) - 1] + 1.0) / total;
    first += star * p;
    second += star * star * p;
  }
  out.expected = out.mean;
  out.expected.value = first;
  out.expected.standard_error =
      std::sqrt(std::max(0.0, second - first * first) / (total + 1.0));
  const double half = z_of(options.confidence) * out.expected.standard_error;
  out.expected.low = std::max(1.0, first - half);
  out.expected.high = std::min(how.scale_high, first + half);
  judge(out.expected, how);
  return out;
}

Result<Score> beta_binomial(double good, double n, double a, double b,
                            double confidence) {
  if (Status status = check_confidence(confidence); !status.ok()) return status;
  if (!(good >= 0.0 && good <= n) || !std::isfinite(n))
    return bad("good answers are from 0 to all");
  if (!(a > 0.0 && b > 0.0) || !std::isfinite(a) || !std::isfinite(b))
    return bad("a prior has good and bad answers above 0");
  const boost::math::beta_distribution<> posterior(good + a, n - good + b);
  Score out;
  out.value = boost::math::mean(posterior);
  out.standard_error = boost::math::standard_deviation(posterior);
  out.low = boost::math::quantile(posterior, (1.0 - confidence) / 2.0);
  out.high = boost::math::quantile(posterior, (1.0 + confidence) / 2.0);
  out.n = out.n_effective = n;
  judge(out, {});
  return out;
}

}  // namespace patron::satisfaction
