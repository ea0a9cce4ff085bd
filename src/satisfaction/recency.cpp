// SPDX-License-Identifier: Apache-2.0
// Answers fade by w = 2^(-age / half-life), computed from ages each time it is asked; the
// index of arrays is the customer's index of the engine, without its rounding.
#include "base/limits.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {

std::vector<double> recency_weights(Answers ages, double half_life_days) {
  std::vector<double> out;
  out.reserve(ages.size());
  for (const double age : ages)
    out.push_back(std::isnan(age) ? 0.0 : std::exp2(-age / half_life_days));
  return out;
}

Result<Score> index(Answers values, Answers ages, Answers weights,
                    const IndexOptions& options) {
  if (Status status = check_size(values.size(), limits::kAnswers, "answers");
      !status.ok())
    return status;
  if (Status status = check_weights(values.size(), weights); !status.ok()) return status;
  if (Status status = check_confidence(options.confidence); !status.ok()) return status;
  if (ages.size() != values.size()) return bad("as many ages as answers are expected");
  if (!(options.half_life_days > 0.0) || !(options.within_sd > 0.0) ||
      !(options.prior_weight >= 0.0) || !std::isfinite(options.prior_weight))
    return bad("half-life and scatter are above 0, the prior's weight is not negative");
  if (!(options.prior_mean >= 0.0 && options.prior_mean <= 100.0))
    return bad("the prior's mean is from 0 to 100");
  FixedSum weight, squares, weighted;
  Score out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]) || std::isnan(ages[i])) continue;
    if (!(values[i] >= 0.0 && values[i] <= 100.0)) return bad("values are from 0 to 100");
    if (!(ages[i] >= 0.0)) return bad("ages are not negative");
    const double w = std::exp2(-ages[i] / options.half_life_days) *
                     (weights.empty() ? 1.0 : weights[i]);
    if (w > 1e6) return bad("weights are at most 10^6");
    weight.add(w);
    squares.add(w * w);
    weighted.add(w * values[i]);
    out.n += 1.0;
  }
  const double total = options.prior_weight + weight.value();
  if (!(total > 0.0)) return no_score();
  out.value = (options.prior_weight * options.prior_mean + weighted.value()) / total;
  out.standard_error = options.within_sd / std::sqrt(total);
  const double half = z_of(options.confidence) * out.standard_error;
  out.low = std::max(0.0, out.value - half);
  out.high = std::min(100.0, out.value + half);
  out.n_effective =
      squares.value() > 0.0 ? weight.value() * weight.value() / squares.value() : 0.0;
  out.reportable = out.n >= 1.0 && 2.0 * half <= options.max_width;
  return out;
}

}  // namespace patron::satisfaction
