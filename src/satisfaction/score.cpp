// SPDX-License-Identifier: Apache-2.0
// Every score is the mean of what its answers count for: 100, 0, -100 for NPS, 1 or 0
// for a share, the answer itself for a mean. So one set of moments serves all; what
// differs is the interval. NaN is no answer and counts nowhere.
//   NPS   adjusted Wald: 3/4, 3/2, 3/4 pseudo-answers (Rocks 2016)
//   CSAT  Wilson (1927)
//   mean  Student's t
#include <algorithm>
#include <array>
#include <limits>
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

}  // namespace

Status check_score(Measure measure, std::size_t answers, const ScoreOptions& options) {
  if (Status status = check_size(answers, limits::kAnswers, "answers"); !status.ok())
    return status;
  if (Status status = check_confidence(options.confidence); !status.ok()) return status;
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
    return check_size(answers * static_cast<std::size_t>(options.resamples),
                      limits::kBootstrapDraws, "rows times resamples");
  return {};
}

Status outside_scale() { return bad("an answer is outside the scale"); }

std::optional<Sides> sides_of(Measure measure, const ScoreOptions& options) {
  const bool nps = measure == Measure::nps;
  const Scale scale = scale_of(measure, options);
  if (!nps && !is_share(measure)) return std::nullopt;
  constexpr double kNone = std::numeric_limits<double>::infinity();
  if (nps)
    return Sides{scale.low, scale.high, static_cast<double>(options.promoters_from),
                 static_cast<double>(options.detractors_to), true};
  const double top = scale.high - top_of(measure, options);
  return Sides{scale.low, scale.high, std::nextafter(top, kNone), -kNone, false};
}

bool countable(const Sides& sides, const ScoreOptions& options) {
  return !options.reversed && std::abs(sides.low) <= kAnswerMax &&
         std::abs(sides.high) <= kAnswerMax;
}

Rows rows_of(const SideCounts& counts, const Sides& sides) {
  const double most = sides.most();
  const std::int64_t between = counts.answers - counts.up - counts.down;
  Rows rows;
  for (const auto& [value, count] :
       {std::pair{-most, counts.down}, {0.0, between}, {most, counts.up}})
    if (count > 0) rows.push_back({value, 1.0, count});
  return rows;
}

namespace {

// Answers without weights, of which those that are alike become one row: most scales have
// few of them.
class Alike {
 public:
  void add(double value) {
    if (value >= -kWhole && value <= kWhole) {
      const int whole = static_cast<int>(value);
      if (static_cast<double>(whole) == value) {
        ++counts_[static_cast<std::size_t>(whole + kWhole)];
        return;
      }
    }
    others_.push_back({value});
  }

  Rows rows() && {
    for (int i = 0; i <= 2 * kWhole; ++i)
      if (const std::int64_t count = counts_[static_cast<std::size_t>(i)]; count > 0)
        others_.push_back({static_cast<double>(i - kWhole), 1.0, count});
    return std::move(others_);
  }

 private:
  static constexpr int kWhole = 100;
  std::array<std::int64_t, 2 * kWhole + 1> counts_ = {};
  Rows others_;
};

}  // namespace

Result<Rows> rows_of(Measure measure, Answers answers, Answers weights,
                     const ScoreOptions& options) {
  if (Status status = check_score(measure, answers.size(), options); !status.ok())
    return status;
  if (Status status = check_weights(answers.size(), weights); !status.ok()) return status;
  const std::optional<Sides> sides = sides_of(measure, options);
  if (sides && weights.empty() && countable(*sides, options)) {
    SideCounts counts;
    const Sides of = *sides;
    for (const double answer : answers) counts.add(answer, of);
    return counts.outside() ? Result<Rows>(outside_scale()) : rows_of(counts, *sides);
  }
  const Scale scale = scale_of(measure, options);
  double heaviest = 0.0;
  for (const double w : weights) heaviest = std::max(heaviest, w);
  Alike alike;
  Rows rows;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    double answer = answers[i];
    if (std::isnan(answer)) continue;
    if (!(answer >= scale.low && answer <= scale.high))
      return outside_scale();
    if (std::abs(answer) > kAnswerMax) return bad("an answer is beyond 10^9");
    if (options.reversed) answer = scale.low + scale.high - answer;
    const double value = sides ? sides->value(answer) : answer;
    if (weights.empty()) alike.add(value);
    else if (weights[i] > 0.0) rows.push_back({value, weights[i] / heaviest});
  }
  return weights.empty() ? std::move(alike).rows() : std::move(rows);
}

Score score_rows(Measure measure, const Rows& rows, const ScoreOptions& options) {
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
    bootstrap(score, rows, options);
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
  return score_rows(measure, *rows, options);
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
