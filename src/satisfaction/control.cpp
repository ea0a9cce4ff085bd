// SPDX-License-Identifier: Apache-2.0
// CUSUM: C+ = max(0, C+ + x - target - K), C- = max(0, C- + target - x - K), an alarm
// beyond H (Page 1954; Montgomery). EWMA: z = lambda x + (1 - lambda) z, limits target +-
// L sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^2i)) (Roberts 1959). Shares of
// changing sizes are standardised by their own sigma first.
#include <algorithm>

#include "base/limits.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

Status check(Answers values, Answers sizes, const ControlOptions& options) {
  if (Status status = check_size(values.size(), limits::kAnswers, "values"); !status.ok())
    return status;
  for (const double value : values)
    if (std::isinf(value) || std::abs(value) > kAnswerMax)
      return bad("values are within +-10^9");
  if (options.baseline < 0 || (options.baseline > 0 && options.baseline < 2))
    return bad("a baseline has at least two values; 0: target and sigma are given");
  if (options.baseline > 0 && values.size() < static_cast<std::size_t>(options.baseline))
    return bad("there are fewer values than the baseline needs");
  if (options.share != !sizes.empty())
    return bad("shares, and only they, come with sizes");
  if (options.share && sizes.size() != values.size())
    return bad("as many sizes as values are expected");
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (!std::isnan(values[i]) && (!(sizes[i] > 0.0) || !std::isfinite(sizes[i]) ||
                                   values[i] < 0.0 || values[i] > 1.0))
      return bad("shares are from 0 to 1, of sizes above 0");
  if (!(options.allowance >= 0.0 && options.decision > 0.0 && options.head_start >= 0.0))
    return bad("allowance and head start are not negative, decision is above 0");
  if (!(options.lambda > 0.0 && options.lambda <= 1.0 && options.width > 0.0))
    return bad("lambda is above 0 and at most 1, width is above 0");
  return {};
}

// Target and sigma of the frozen baseline; of shares, sigma is that of one answer.
Status freeze(Answers values, Answers sizes, const ControlOptions& options,
              Control& out) {
  out.target = options.target;
  out.sigma = options.sigma;
  if (options.baseline > 0) {
    Rows rows;
    for (std::size_t i = 0; i < static_cast<std::size_t>(options.baseline); ++i)
      if (!std::isnan(values[i]))
        rows.push_back({values[i], sizes.empty() ? 1.0 : sizes[i]});
    const Moments moment = moments(rows);
    if (rows.size() < 2) return bad("the baseline has fewer than two values");
    out.target = moment.mean;
    out.sigma = std::sqrt(moment.variance * moment.n / (moment.n - 1.0));
  }
  if (options.share) out.sigma = std::sqrt(out.target * (1.0 - out.target));
  if (!std::isfinite(out.target) || !(out.sigma > 0.0) || !std::isfinite(out.sigma))
    return {ErrorCode::model, "the baseline does not vary: no limit can be drawn"};
  return {};
}

class Charting {
 public:
  Charting(const ControlOptions& options, const Control& frozen)
      : options_(options), target_(frozen.target), sigma_(frozen.sigma) {
    last_.value = std::nan("");
    const bool sums = options.chart == Chart::cusum;
    last_.high = last_.low = sums ? options.head_start * unit() : target_;
    last_.upper = sums ? options.decision * unit() : target_;
    last_.lower = last_.upper;
  }

  ControlPoint next(double value, double size) {
    last_.alarm = 0;
    last_.value = value;
    if (std::isnan(value)) return last_;
    options_.chart == Chart::cusum ? sum(value, size) : average(value, size);
    return last_;
  }

 private:
  // Shares are summed in sigmas of their own size, all else in its own unit.
  double unit() const { return options_.share ? 1.0 : sigma_; }

  void sum(double value, double size) {
    const double apart =
        options_.share ? (value - target_) / (sigma_ / std::sqrt(size)) : value - target_;
    const double k = options_.allowance * unit(), h = options_.decision * unit();
    last_.high = std::max(0.0, last_.high + apart - k);
    last_.low = std::max(0.0, last_.low - apart - k);
    last_.high_run = last_.high > 0.0 ? last_.high_run + 1 : 0;
    last_.low_run = last_.low > 0.0 ? last_.low_run + 1 : 0;
    last_.alarm = last_.low > h ? -1 : last_.high > h ? 1 : 0;
  }

  void average(double value, double size) {
    const double l = options_.lambda;
    const double sigma = options_.share ? sigma_ / std::sqrt(size) : sigma_;
    // The variance of the average itself, so that changing sizes are borne.
    variance_ = l * l * sigma * sigma + (1.0 - l) * (1.0 - l) * variance_;
    const double settled = l / (2.0 - l) * sigma * sigma;
    const double reach =
        options_.width * std::sqrt(options_.asymptotic ? settled : variance_);
    last_.high = last_.low = l * value + (1.0 - l) * last_.high;
    last_.upper = target_ + reach;
    last_.lower = target_ - reach;
    last_.alarm = last_.high > last_.upper ? 1 : last_.high < last_.lower ? -1 : 0;
  }

  const ControlOptions& options_;
  double target_, sigma_, variance_ = 0.0;
  ControlPoint last_;
};

}  // namespace

Result<Control> control(Answers values, Answers sizes, const ControlOptions& options) {
  if (Status status = check(values, sizes, options); !status.ok()) return status;
  Control out;
  if (Status status = freeze(values, sizes, options, out); !status.ok()) return status;
  Charting chart(options, out);
  for (std::size_t i = 0; i < values.size(); ++i)
    out.points.push_back(chart.next(values[i], sizes.empty() ? 1.0 : sizes[i]));
  return out;
}

}  // namespace patron::satisfaction
