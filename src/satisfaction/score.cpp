// SPDX-License-Identifier: Apache-2.0
// Scores over arrays of answers. NaN is no answer and counts nowhere. With weights, the
// effective n is Kish's, (sum w)^2 / sum w^2.
//   NPS   adjusted Wald: 3/4, 3/2, 3/4 pseudo-answers (Rocks 2016)
//   CSAT  Wilson (1927)
//   mean  Student's t
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "patron/satisfaction.hpp"

namespace patron::satisfaction {
namespace {

struct Sample {
  double weight = 0.0, squares = 0.0, n = 0.0;
  double n_effective() const { return squares > 0.0 ? weight * weight / squares : 0.0; }
  void add(double w) {
    weight += w;
    squares += w * w;
    n += 1.0;
  }
};

double z_of(double confidence) {
  return std::sqrt(2.0) * boost::math::erf_inv(confidence);
}

Status check(Answers answers, Answers weights, const ScoreOptions& options, double low,
             double high) {
  const auto bad = [](const std::string& message) {
    return Status(ErrorCode::argument, message);
  };
  if (!(options.confidence > 0.0 && options.confidence < 1.0))
    return bad("confidence is between 0 and 1");
  if (!weights.empty() && weights.size() != answers.size())
    return bad("as many weights as answers are expected");
  if (!(low < high)) return bad("the scale's low is below its high");
  for (const double w : weights)
    if (!(w >= 0.0) || !std::isfinite(w))
      return bad("weights are finite and not negative");
  for (const double answer : answers)
    if (!std::isnan(answer) && !(answer >= low && answer <= high))
      return bad("an answer is outside the scale");
  return {};
}

double weight_at(Answers weights, std::size_t i) {
  return weights.empty() ? 1.0 : weights[i];
}

void judge(Score& score, const Sample& sample, const ScoreOptions& options) {
  score.n = sample.n;
  score.n_effective = sample.n_effective();
  score.reportable =
      score.n >= options.min_n && score.n > 0.0 &&
      (options.max_width <= 0.0 || score.high - score.low <= options.max_width);
}

Score nothing() {
  Score score;
  score.value = score.low = score.high = score.standard_error = std::nan("");
  return score;
}

struct Scale {
  double low, high;
};
Scale scale_of(const ScoreOptions& options, double low, double high) {
  const bool usual = options.scale_low == 0.0 && options.scale_high == 0.0;
  return usual ? Scale{low, high} : Scale{options.scale_low, options.scale_high};
}

}  // namespace

Result<Score> nps(Answers answers, Answers weights, const ScoreOptions& options) {
  const Scale scale = scale_of(options, 0.0, 10.0);
  if (Status status = check(answers, weights, options, scale.low, scale.high);
      !status.ok())
    return status;
  Sample sample;
  double promoters = 0.0, detractors = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (std::isnan(answers[i])) continue;
    const double w = weight_at(weights, i);
    sample.add(w);
    if (answers[i] >= 9.0) promoters += w;
    if (answers[i] <= 6.0) detractors += w;
  }
  if (sample.weight <= 0.0) return nothing();
  const double n = sample.n_effective();
  const double p = promoters / sample.weight, d = detractors / sample.weight;
  Score score;
  score.value = 100.0 * (p - d);
  score.standard_error = 100.0 * std::sqrt(std::max(0.0, p + d - (p - d) * (p - d)) / n);
  const double more = n + 3.0;
  const double p_adjusted = (p * n + 0.75) / more, d_adjusted = (d * n + 0.75) / more;
  const double centre = p_adjusted - d_adjusted;
  const double half = z_of(options.confidence) *
                      std::sqrt((p_adjusted + d_adjusted - centre * centre) / more);
  score.low = std::max(-100.0, 100.0 * (centre - half));
  score.high = std::min(100.0, 100.0 * (centre + half));
  judge(score, sample, options);
  return score;
}

Result<Score> csat(Answers answers, Answers weights, const ScoreOptions& options) {
  const Scale scale = scale_of(options, 1.0, 5.0);
  if (Status status = check(answers, weights, options, scale.low, scale.high);
      !status.ok())
    return status;
  if (options.top < 1) return Status(ErrorCode::argument, "top is at least 1");
  Sample sample;
  double satisfied = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (std::isnan(answers[i])) continue;
    const double w = weight_at(weights, i);
    sample.add(w);
    if (answers[i] > scale.high - options.top) satisfied += w;
  }
  if (sample.weight <= 0.0) return nothing();
  const double n = sample.n_effective(), z = z_of(options.confidence);
  const double p = satisfied / sample.weight;
  const double spread = 1.0 + z * z / n;
  const double centre = (p + z * z / (2.0 * n)) / spread;
  const double half =
      z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / spread;
  Score score;
  score.value = p;
  score.standard_error = std::sqrt(p * (1.0 - p) / n);
  // At the ends the interval reaches the end exactly; rounding must not cut it short.
  score.low = p == 0.0 ? 0.0 : std::max(0.0, centre - half);
  score.high = p == 1.0 ? 1.0 : std::min(1.0, centre + half);
  judge(score, sample, options);
  return score;
}

Result<Score> mean(Answers answers, Answers weights, const ScoreOptions& options) {
  const Scale scale = scale_of(options, -HUGE_VAL, HUGE_VAL);
  if (Status status = check(answers, weights, options, scale.low, scale.high);
      !status.ok())
    return status;
  Sample sample;
  double sum = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (std::isnan(answers[i])) continue;
    const double w = weight_at(weights, i);
    sample.add(w);
    sum += w * answers[i];
  }
  if (sample.weight <= 0.0) return nothing();
  Score score;
  score.value = sum / sample.weight;
  double spread = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (!std::isnan(answers[i]))
      spread += weight_at(weights, i) * (answers[i] - score.value) *
                (answers[i] - score.value);
  const double n = sample.n_effective();
  if (n > 1.0) {
    const double variance = spread / sample.weight * n / (n - 1.0);
    score.standard_error = std::sqrt(variance / n);
    const boost::math::students_t t(n - 1.0);
    const double half =
        boost::math::quantile(t, 0.5 + options.confidence / 2.0) * score.standard_error;
    score.low = std::max(scale.low, score.value - half);
    score.high = std::min(scale.high, score.value + half);
  } else {
    score.standard_error = score.low = score.high = std::nan("");
  }
  judge(score, sample, options);
  if (n <= 1.0) score.reportable = false;
  return score;
}

}  // namespace patron::satisfaction
