// SPDX-License-Identifier: Apache-2.0
// Scores of several questions at once: Likert scales, semantic differential, the weighted
// index (ACSI form), star ratings, SERVQUAL and SERVPERF, Kano, Cronbach's alpha.
//
// Items are columns: one span of answers for each question, all of the same length; row i
// is respondent i. NaN is no answer. What a scale needs of its items is `at_least`, the
// share of them that must be answered; the mean of those then stands for all.
// Errors of all: argument, limit (256 items, 2^24 rows); model where it says so.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "satisfaction.hpp"

namespace patron::satisfaction {

using Items = std::span<const Answers>;

struct ItemOptions {
  double scale_low = 1.0, scale_high = 5.0;
  std::vector<bool> reversed = {};   // By item; empty: none.
  std::vector<double> weights = {};  // By item; empty: all 1.
  double at_least = 0.0;             // Share of the items answered; 0: any one.
  Answers respondents = {};          // Weight of each row; empty: all 1.
  double confidence = 0.95, min_n = 5.0, max_width = 0.0;
};

// One score a respondent, on the scale: the weighted mean of the items after turning the
// reversed ones round; NaN where too little was answered. Source: likert-1932.
Result<std::vector<double>> likert(Items items, const ItemOptions& = {});

// 100 (sum w x - low sum w) / ((high - low) sum w): the form of the American Customer
// Satisfaction Index, whose items go from 1 to 10. Source: fornell-1996.
Result<Score> weighted_index(Items items, const ItemOptions& = {});

// Opposed pairs of words, -3 to 3 unless a scale is given. `profile` has a score a pair,
// turned so that high is good. Source: osgood-1957.
struct Profile {
  std::vector<Score> pairs;
  Score overall;  // Of the respondents' means.
};
Result<Profile> semantic_differential(Items items, const ItemOptions& = {});
// Osgood's D: the root of the sum of squared differences of two profiles.
Result<double> profile_distance(const Profile& a, const Profile& b);

// Stars 1 to `high`. `expected` is the posterior mean with one answer of each kind added
// beforehand (Dirichlet), so that two answers of 5 do not beat twenty; its low end ranks.
struct Stars {
  Score mean, expected;
  std::vector<double> counts;  // Of 1, 2, ...: weighted.
  double bayesian = 0.0;       // (prior_weight prior_mean + sum) / (prior_weight + n)
};
struct StarOptions {
  int high = 5;
  double prior_mean = 3.0, prior_weight = 0.0;
  double confidence = 0.95, min_n = 5.0, max_width = 0.0;
};
Result<Stars> stars(Answers answers, Answers weights = {}, const StarOptions& = {});

// A share with a beta prior of a good and b bad answers.
Result<Score> beta_binomial(double good, double n, double a, double b,
                            double confidence = 0.95);

// SERVQUAL: perceived less expected, by item, by dimension and over all; SERVPERF (no
// expectations): the perceptions alone. Source: parasuraman-1988, cronin-taylor-1992.
struct Gap {
  Score gap;  // SERVPERF: of the perceptions.
  double perceived = 0.0, expected = 0.0, weight = 0.0;
};
struct ServiceQuality {
  std::vector<Gap> items, dimensions;
  Gap overall, weighted;  // Dimensions alike; by their weights.
};
struct ServiceQualityOptions {
  std::vector<std::int32_t> dimensions = {};  // Of each item: 0, 1, ...
  std::vector<double> weights = {};           // Of each dimension; empty: all 1.
  ItemOptions items = {.scale_low = 1.0, .scale_high = 7.0};
};
Result<ServiceQuality> service_quality(Items perceived, Items expected,
                                       const ServiceQualityOptions&);

// Kano: what a feature is to customers, from one question how they find it there and one
// how they find it absent. Answers 1 like, 2 must be, 3 neutral, 4 can live with, 5
// dislike. Source: kano-1984, berger-1993, fong-1996.
enum class KanoKind : std::uint8_t {
  attractive,
  one_dimensional,
  must_be,
  indifferent,
  reverse,
  questionable
};
struct Kano {
  std::array<double, 6> counts = {};  // By KanoKind.
  KanoKind kind = KanoKind::indifferent;
  double category_strength = 0.0, total_strength = 0.0;
  Score better, worse;       // (A + O) / (A + O + M + I); -(O + M) / (A + O + M + I)
  bool significant = false;  // Fong: the two most frequent kinds differ at 90 %.
};
KanoKind kano_kind(int there, int absent);  // questionable if not 1 to 5.
Result<Kano> kano(const std::array<double, 6>& counts, double confidence = 0.95);
Result<Kano> kano(Answers there, Answers absent, Answers weights = {},
                  double confidence = 0.95);

// Cronbach's alpha: do the items measure one thing? Complete rows only. Items that never
// vary, or fewer than two, have none (argument). Source: cronbach-1951, feldt-1965.
struct ItemReliability {
  double alpha_if_dropped = 0.0, standardised_if_dropped = 0.0;
  double item_rest = 0.0;       // Correlation with the sum of the others.
  double item_corrected = 0.0;  // With the whole, for overlap and reliability.
  double mean = 0.0, sd = 0.0;
};
struct Reliability {
  Score alpha;  // Feldt's interval; standard error of Duhachek and Iacobucci (2004).
  double standardised = 0.0, average_correlation = 0.0;
  double lambda6 = 0.0;  // Guttman; NaN where an item is a sum of others.
  std::vector<ItemReliability> items;
};
Result<Reliability> alpha(Items items, const ItemOptions& = {});

}  // namespace patron::satisfaction
