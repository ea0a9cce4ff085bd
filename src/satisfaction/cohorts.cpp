// SPDX-License-Identifier: Apache-2.0
// Units side by side, and small ones drawn to the mean of all by empirical Bayes: the
// variance between units by the method of moments (DerSimonian and Laird 1986), the
// factor of Morris (1983), which is James and Stein's where the errors are equal. Within
// cohorts the error of a unit is the pooled scatter over its effective n, since the
// scatter of a few answers says little.
#include <algorithm>

#include "base/limits.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

// Fills `shrunk` of each cohort; `units` are their rows.
void draw_together(std::vector<Cohort>& cohorts, const std::vector<Rows>& units) {
  FixedSum spread, degrees;
  std::vector<double> values, errors;
  for (const Rows& unit : units) {
    const Moments moment = moments(unit);
    if (moment.n_effective <= 1.0) continue;
    spread.add(moment.variance * moment.n_effective);
    degrees.add(moment.n_effective - 1.0);
  }
  const double variance =
      degrees.value() > 0.0 ? spread.value() / degrees.value() : std::nan("");
  for (const Cohort& cohort : cohorts) {
    if (cohort.score.n <= 0.0) continue;
    values.push_back(cohort.score.value);
    errors.push_back(std::sqrt(variance / cohort.score.n_effective));
  }
  const Result<Shrinkage> drawn = shrink(values, errors);
  std::size_t next = 0;
  for (Cohort& cohort : cohorts) {
    cohort.shrunk = cohort.score.value;
    if (cohort.score.n > 0.0 && drawn.ok()) cohort.shrunk = drawn->values[next++];
  }
}

// Variance between units beyond what their errors explain; not negative.
double between_variance(Answers values, Answers errors) {
  double sum = 0.0, squares = 0.0, weighted = 0.0, spread = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double w = 1.0 / (errors[i] * errors[i]);
    sum += w;
    squares += w * w;
    weighted += w * values[i];
  }
  const double mean = weighted / sum;
  for (std::size_t i = 0; i < values.size(); ++i)
    spread += (values[i] - mean) * (values[i] - mean) / (errors[i] * errors[i]);
  const double degrees = static_cast<double>(values.size()) - 1.0;
  return std::max(0.0, (spread - degrees) / (sum - squares / sum));
}

// Answers with their weights, those of a group together.
class Parts {
 public:
  Parts(Answers answers, Answers weights, std::span<const std::int32_t> groups,
        std::size_t count)
      : begins_(count + 1) {
    for (const std::int32_t group : groups)
      if (group >= 0) ++begins_[static_cast<std::size_t>(group) + 1];
    for (std::size_t i = 0; i < count; ++i) begins_[i + 1] += begins_[i];
    std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
    answers_.resize(begins_.back());
    weights_.resize(weights.empty() ? 0 : begins_.back());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (groups[i] < 0) continue;
      const std::size_t at = next[static_cast<std::size_t>(groups[i])]++;
      answers_[at] = answers[i];
      if (!weights.empty()) weights_[at] = weights[i];
    }
  }
  Answers answers(std::size_t group) const { return part(answers_, group); }
  Answers weights(std::size_t group) const {
    return weights_.empty() ? Answers() : part(weights_, group);
  }

 private:
  Answers part(const std::vector<double>& all, std::size_t group) const {
    return Answers(all).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  }
  std::vector<std::size_t> begins_;
  std::vector<double> answers_, weights_;
};

// The share of those asked who answered.
Score response_of(std::int64_t asked, std::int64_t answered,
                  const ScoreOptions& options) {
  ScoreOptions share;
  share.confidence = options.confidence;
  share.scale_high = share.top = 1;
  Rows rows;
  if (answered < asked) rows.push_back({0.0, 1.0, asked - answered});
  if (answered > 0) rows.push_back({1.0, 1.0, answered});
  return score_rows(Measure::csat, rows, share);
}

}  // namespace

Result<Shrinkage> shrink(Answers values, Answers standard_errors) {
  if (Status status = check_size(values.size(), limits::kGroups, "units"); !status.ok())
    return status;
  if (standard_errors.size() != values.size())
    return bad("as many standard errors as values are expected");
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]) || !(standard_errors[i] > 0.0) ||
        !std::isfinite(standard_errors[i]))
      return bad("values are finite and standard errors are above 0");
  Shrinkage out;
  const auto k = static_cast<double>(values.size());
  if (values.size() > 1) out.between_variance = between_variance(values, standard_errors);
  double sum = 0.0, weighted = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double w =
        1.0 / (standard_errors[i] * standard_errors[i] + out.between_variance);
    sum += w;
    weighted += w * values[i];
  }
  out.mean = weighted / sum;
  const double spare = k > 3.0 ? (k - 3.0) / (k - 1.0) : 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double v = standard_errors[i] * standard_errors[i];
    out.factors.push_back(spare * v / (v + out.between_variance));
    out.values.push_back(values[i] + out.factors[i] * (out.mean - values[i]));
  }
  return out;
}

Result<std::vector<Cohort>> cohorts(Measure measure, Answers answers, Answers weights,
                                    std::span<const std::int32_t> groups,
                                    const ScoreOptions& options) {
  if (groups.size() != answers.size())
    return bad("as many groups as answers are expected");
  std::int32_t last = -1;
  for (const std::int32_t group : groups) last = std::max(last, group);
  const std::size_t count = static_cast<std::size_t>(last) + 1;
  if (Status status = check_size(count, limits::kGroups, "groups"); !status.ok())
    return status;
  if (Status status = check_weights(answers.size(), weights); !status.ok()) return status;
  if (Status status = check_score(measure, answers.size(), options); !status.ok())
    return status;
  const std::optional<Sides> sides = sides_of(measure, options);
  std::vector<Cohort> out;
  std::vector<Rows> units;
  const auto add = [&](std::size_t group, std::int64_t asked, std::int64_t answered,
                       Rows rows) {
    Cohort cohort;
    cohort.group = static_cast<std::int32_t>(group);
    cohort.asked = static_cast<double>(asked);
    cohort.score = score_rows(measure, rows, options);
    cohort.response = response_of(asked, answered, options);
    units.push_back(std::move(rows));
    out.push_back(cohort);
  };
  if (sides && weights.empty() && countable(*sides, options)) {
    std::vector<std::pair<std::int64_t, SideCounts>> counts(count);  // Asked; answered.
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (groups[i] < 0) continue;
      auto& [asked, counted] = counts[static_cast<std::size_t>(groups[i])];
      ++asked;
      counted.add(answers[i], *sides);
    }
    for (std::size_t group = 0; group < count; ++group) {
      const auto& [asked, counted] = counts[group];
      if (counted.outside()) return outside_scale();
      if (asked > 0) add(group, asked, counted.answers, rows_of(counted, *sides));
    }
  } else {
    const Parts parts(answers, weights, groups, count);
    for (std::size_t group = 0; group < count; ++group) {
      const Answers own = parts.answers(group);
      if (own.empty()) continue;
      Result<Rows> rows = rows_of(measure, own, parts.weights(group), options);
      if (!rows.ok()) return rows.status();
      const auto answered = std::count_if(own.begin(), own.end(),
                                          [](double a) { return !std::isnan(a); });
      add(group, static_cast<std::int64_t>(own.size()), answered, *std::move(rows));
    }
  }
  draw_together(out, units);
  return out;
}

}  // namespace patron::satisfaction
