// SPDX-License-Identifier: Apache-2.0
// What all scores share. Sums are kept in fixed point, 2^-40 a unit in 128 bits, so
// that neither the order of the rows nor the number of threads shows in the last digit;
// weights are divided by the largest first, which changes no score.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "patron/satisfaction.hpp"

namespace patron::satisfaction {

inline constexpr double kAnswerMax = 1e9;

class FixedSum {
 public:
  // |term| is at most 2^62.
  // `count` times; that is the same as adding it so often.
  void add(double term, std::int64_t count = 1) {
    sum_ += static_cast<base::Int128>(std::nearbyint(term * kUnit)) * count;
  }
  double value() const { return static_cast<double>(sum_) / kUnit; }

 private:
  static constexpr double kUnit = 1099511627776.0;  // 2^40
  base::Int128 sum_ = 0;
};

// Answers that count, alike in their value for the score and their weight, 0 < w <= 1.
struct Row {
  double value = 0.0, weight = 1.0;
  std::int64_t count = 1;
};
using Rows = std::vector<Row>;

struct Moments {
  double n = 0.0, n_effective = 0.0;
  double mean = 0.0, variance = 0.0;  // Weighted; the variance divides by the sum.
};
Moments moments(std::span<const Row> rows);

double z_of(double confidence);  // Two-sided normal quantile.
double t_of(double confidence, double degrees);
double two_sided_p(double z);
double quantile(std::span<const double> sorted, double share);  // Type 7.

Status bad(const std::string& message);  // ErrorCode::argument
Status check_confidence(double confidence);
Status check_size(std::size_t rows, std::size_t limit, const char* what);
// Not negative and finite, as many as rows; empty: all 1.
Status check_weights(std::size_t rows, Answers weights);

// A score that nothing is known of.
Score no_score();
void judge(Score& score, const ScoreOptions& options);

// p +- z sqrt(...) by Wilson; n may be broken.
struct Range {
  double low = 0.0, high = 0.0;
};
Range wilson(double share, double n, double z);

// Scores that only ask on which side of a line an answer lies: NPS and shares.
struct Sides {
  double low = 0.0, high = 0.0;  // Of the scale.
  double up_from = 0.0, down_to = 0.0;
  bool nps = false;

  double most() const { return nps ? 100.0 : 1.0; }
  // What an answer counts for.
  double value(double answer) const {
    return answer >= up_from ? most() : answer <= down_to ? -most() : 0.0;
  }
};
struct SideCounts {
  std::int64_t answers = 0, up = 0, down = 0, below = 0, above = 0;

  // Nothing but sums of comparisons, so that a compiler can take several at once.
  void add(double answer, const Sides& sides) {
    answers += answer == answer ? 1 : 0;
    below += answer < sides.low ? 1 : 0;
    above += answer > sides.high ? 1 : 0;
    up += answer >= sides.up_from ? 1 : 0;
    down += answer <= sides.down_to ? 1 : 0;
  }
  bool outside() const { return below + above > 0; }
};
std::optional<Sides> sides_of(Measure measure, const ScoreOptions& options);
// May answers without weights be counted as they are: not turned round, none too large?
bool countable(const Sides& sides, const ScoreOptions& options);
Rows rows_of(const SideCounts& counts, const Sides& sides);
Status outside_scale();
// Are the options sound for so many answers?
Status check_score(Measure measure, std::size_t answers, const ScoreOptions& options);

// The rows of a score: checked, answers that count only, each as the value whose mean is
// the score: nps 100, 0, -100; shares 1, 0; means the answer itself.
Result<Rows> rows_of(Measure measure, Answers answers, Answers weights,
                     const ScoreOptions& options);
Score score_rows(Measure measure, const Rows& rows, const ScoreOptions& options);

}  // namespace patron::satisfaction
