// SPDX-License-Identifier: Apache-2.0
// The intervals of a score. Each sets low, high and standard_error of a score whose value
// and effective n are known; the caller keeps them within the scale.
#pragma once

#include <span>

#include "satisfaction/sums.hpp"

namespace patron::satisfaction {

// Shares of promoters and detractors of rows that count 100, 0, -100.
struct NetShares {
  double promoters = 0.0, detractors = 0.0;
  double variance() const {
    const double net = promoters - detractors;
    return std::max(0.0, promoters + detractors - net * net);
  }
  // With 3/4, 3/2, 3/4 pseudo-answers among `n`.
  NetShares adjusted(double n) const {
    return {(promoters * n + 0.75) / (n + 3.0), (detractors * n + 0.75) / (n + 3.0)};
  }
};
NetShares net_shares(std::span<const Row> rows);

void nps_interval(Score& score, std::span<const Row> rows, const Moments& moment,
                  const ScoreOptions& options);
void share_interval(Score& score, const ScoreOptions& options);
void mean_interval(Score& score, const Moments& moment, const ScoreOptions& options);
void bootstrap(Score& score, const Rows& alike, const ScoreOptions& options);

}  // namespace patron::satisfaction
