// SPDX-License-Identifier: Apache-2.0
// Every score is the mean of what its answers count for: 100, 0, -100 for NPS, 1 or 0
// for a share, the answer itself for a mean. So one set of moments serves all; what
// differs is the interval. NaN is no answer and counts nowhere.
//   NPS   adjusted Wald: 3/4, 3/2, 3/4 pseudo-answers (Rocks 2016)
//   CSAT  Wilson (1927)
//   mean  Student's t
#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "satisfaction/intervals.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

struct Scale {
  double low, high;
};

Scale scale_of(Measure measure, const ScoreOptions& options) {
  if (options.scale_low != 0.0 || options.scale_high != 0.0)
    return {options.scale_low, options.scale_high};
  switch (measure) {
    case Measure::nps:
      return {0.0, 10.0};
    case Measure::csat:
      return {1.0, 5.0};
    case Measure::ces:
    case Measure::ces_share:
      return {1.0, 7.0};
    case Measure::mean:
      break;
  }
  return {-HUGE_VAL, HUGE_VAL};
}

bool is_share(Measure measure) {
  return measure == Measure::csat || measure == Measure::ces_share;
}

int top_of(Measure measure, const ScoreOptions& options) {
  if (options.top != 0) return options.top;
  return measure == Measure::ces_share ? 3 : 2;
}

bool has(Measure measure, Interval interval) {
  switch (interval) {
    case Interval::usual:
    case Interval::wald:
    case Interval::bootstrap:
      return true;
    case Interval::adjusted_wald:
      return is_share(measure) || measure == Measure::nps;
    case Interval::t:
      return !is_share(measure);
    case Interval::wilson:
    case Interval::exact:
    case Interval::jeffreys:
      return is_share(measure);
  }
  return false;
}

Status check(Measure measure, Answers answers, Answers weights,
             const ScoreOptions& options) {
  if (Status status = check_size(answers.size(), limits::kAnswers, "answers");
      !status.ok())
    return status;
  if (Status status = check_confidence(options.confidence); !status.ok()) return status;
  if (Status status = check_weights(answers.size(), weights); !status.ok()) return status;
  const Scale scale = scale_of(measure, options);
  if (!(scale.low < scale.high)) return bad("the scale's low is below its high");
  if (options.reversed && std::isinf(scale.low))
    return bad("reversed answers need a scale to turn round in");
  if (top_of(measure, options) < 1) return bad("top is at least 1");
  if (!(options.detractors_to < options.promoters_from))
    return bad("promoters answer more than detractors");
  if (!has(measure, options.interval)) return bad("this score has no such interval");
  if (options.resamples < 2) return bad("resamples are at least 2");
  if (options.interval == Interval::bootstrap)
    return check_size(answers.size() * static_cast<std::size_t>(options.resamples),
                      limits::kBootstrapDraws, "rows times resamples");
  return {};
}

// What an answer on the scale counts for.
double counted(Measure measure, double answer, const Scale& scale,
               const ScoreOptions& options) {
  if (measure == Measure::nps)
    return answer >= options.promoters_from  ? 100.0
           : answer <= options.detractors_to ? -100.0
                                             : 0.0;
  if (is_share(measure))
    return answer > scale.high - top_of(measure, options) ? 1.0 : 0.0;
  return answer;
}

}  // namespace

Result<Rows> rows_of(Measure measure, Answers answers, Answers weights,
                     const ScoreOptions& options) {
  if (Status status = check(measure, answers, weights, options); !status.ok())
    return status;
  const Scale scale = scale_of(measure, options);
  double heaviest = 0.0;
  for (const double w : weights) heaviest = std::max(heaviest, w);
  Rows rows;
  rows.reserve(answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    double answer = answers[i];
    if (std::isnan(answer)) continue;
    if (!(answer >= scale.low && answer <= scale.high))
      return bad("an answer is outside the scale");
    if (std::abs(answer) > kAnswerMax) return bad("an answer is beyond 10^9");
    const double weight = weights.empty() ? 1.0 : weights[i] / heaviest;
    if (!weights.empty() && weights[i] <= 0.0) continue;
    if (options.reversed) answer = scale.low + scale.high - answer;
    rows.push_back({counted(measure, answer, scale, options), weight});
  }
  return rows;
}

Score score_rows(Measure measure, Rows rows, const ScoreOptions& options) {
  const Moments moment = moments(rows);
  if (moment.n_effective <= 0.0) return no_score();
  Score score;
  score.value = moment.mean;
  score.n = moment.n;
  score.n_effective = moment.n_effective;
  const Scale scale = scale_of(measure, options);
  const bool nps = measure == Measure::nps;
  const Range range = {nps                 ? -100.0
                       : is_share(measure) ? 0.0
                                           : scale.low,
                       nps                 ? 100.0
                       : is_share(measure) ? 1.0
                                           : scale.high};
  if (options.interval == Interval::bootstrap) {
    bootstrap(score, std::move(rows), options);
  } else if (nps) {
    nps_interval(score, rows, moment, options);
  } else if (is_share(measure)) {
    share_interval(score, options);
  } else {
    mean_interval(score, moment, options);
  }
  score.low = std::isnan(score.low) ? score.low : std::max(range.low, score.low);
  score.high = std::isnan(score.high) ? score.high : std::min(range.high, score.high);
  judge(score, options);
  return score;
}

Result<Score> score(Measure measure, Answers answers, Answers weights,
                    const ScoreOptions& options) {
  Result<Rows> rows = rows_of(measure, answers, weights, options);
  if (!rows.ok()) return rows.status();
  return score_rows(measure, std::move(*rows), options);
}

Result<Score> nps(Answers answers, Answers weights, const ScoreOptions& options) {
  return score(Measure::nps, answers, weights, options);
}
Result<Score> csat(Answers answers, Answers weights, const ScoreOptions& options) {
  return score(Measure::csat, answers, weights, options);
}
Result<Score> ces(Answers answers, Answers weights, const ScoreOptions& options) {
  return score(Measure::ces, answers, weights, options);
}
Result<Score> ces_share(Answers answers, Answers weights, const ScoreOptions& options) {
  return score(Measure::ces_share, answers, weights, options);
}
Result<Score> mean(Answers answers, Answers weights, const ScoreOptions& options) {
  return score(Measure::mean, answers, weights, options);
}

}  // namespace patron::satisfaction
