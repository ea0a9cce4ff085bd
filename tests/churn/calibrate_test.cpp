// SPDX-License-Identifier: Apache-2.0
#include "oracles.hpp"

using namespace patron::churn;
using patron::ErrorCode;

TEST_CASE("calibration: Platt undoes what was exaggerated", "[churn][calibration]") {
  // Said 0.9 and 0.1, were 3/4 and 1/4: half the log-odds.
  std::vector<double> p, y;
  for (int i = 0; i < 400; ++i) {
    p.push_back(i % 2 == 0 ? 0.9 : 0.1);
    y.push_back(i % 8 < 6 ? (i % 2 == 0) : (i % 2 == 1));
  }
  const auto platt = fit_platt(p, y);
  REQUIRE(platt.ok());
  CHECK(platt->slope == Approx(0.5).epsilon(1e-9));
  CHECK(platt->intercept == Approx(0.0).margin(1e-9));
  CHECK(platt->apply(0.9) == Approx(0.75).epsilon(1e-9));
  CHECK(platt->apply(0.5) == Approx(0.5).epsilon(1e-9));
}

TEST_CASE("calibration: isotonic pools what falls", "[churn][calibration]") {
  // 0, 1, 0, 1, 1 in order of p: the middle pair falls and becomes 1/2.
  const double p[] = {.1, .3, .5, .7, .9}, y[] = {0, 1, 0, 1, 1};
  const auto map = fit_isotonic(p, y);
  REQUIRE(map.ok());
  CHECK(map->apply(.1) == 0.0);
  CHECK(map->apply(.3) == 0.5);
  CHECK(map->apply(.4) == 0.5);
  CHECK(map->apply(.5) == 0.5);
  CHECK(map->apply(.7) == 1.0);
  CHECK(map->apply(.2) == Approx(0.25));  // Straight between .1 and .3.
  CHECK(map->apply(0.0) == 0.0);
  CHECK(map->apply(1.0) == 1.0);
  // Weights are copies: two who stayed at .7 pull the block there.
  const double w[] = {1, 1, 1, 1, 1}, y2[] = {0, 0, 1, 0, 1}, w2[] = {1, 1, 1, 3, 1};
  CHECK(fit_isotonic(p, y2, w)->apply(.7) == 0.5);
  CHECK(fit_isotonic(p, y2, w2)->apply(.7) == 0.25);
}

TEST_CASE("calibration: one outcome only cannot be fitted",
          "[churn][calibration][error]") {
  const double p[] = {.2, .8}, y[] = {1, 1}, apart[] = {0, 1};
  CHECK(fit_platt(p, y).status().code() == ErrorCode::argument);
  CHECK(fit_platt(p, apart).status().code() == ErrorCode::argument);
  CHECK(fit_isotonic({}, {}).status().code() == ErrorCode::argument);
}

TEST_CASE("learned weights: a two-by-two table has its odds ratio",
          "[churn][scorecard]") {
  // Left 30 of 40 with a complaint, 20 of 80 without: odds 3 and 1/3, ratio 9.
  std::vector<double> x, y, w;
  const double cells[4][3] = {{1, 1, 30}, {1, 0, 10}, {0, 1, 20}, {0, 0, 60}};
  for (const auto& cell : cells) {
    x.push_back(cell[0]);
    y.push_back(cell[1]);
    w.push_back(cell[2]);
  }
  const auto made = fit_logistic(x, 1, y, w);
  REQUIRE(made.ok());
  CHECK(made->weights[0] == Approx(std::log(9.0)).epsilon(1e-10));
  CHECK(made->intercept == Approx(-std::log(3.0)).epsilon(1e-10));
  // Woolf: the variance of a log odds ratio is the sum of the reciprocal cells.
  CHECK(made->standard_errors[0] ==
        Approx(std::sqrt(1.0 / 30 + 1.0 / 10 + 1.0 / 20 + 1.0 / 60)).epsilon(1e-9));
  CHECK(std::abs(fit_logistic(x, 1, y, w, 10.0)->weights[0]) < std::log(9.0));
  CHECK(fit_logistic(x, 1, x).status().code() == ErrorCode::argument);  // Told apart.
  CHECK(fit_logistic(x, 1, x, {}, 1.0).ok());
  CHECK(fit_logistic(x, 2, y).status().code() == ErrorCode::argument);
}

TEST_CASE("cuts: right-closed, and equal values score the same", "[churn][rfm]") {
  // Type 7 of 1 to 5 in quarters: 2, 3, 4.
  const double values[] = {5, 1, 4, 2, 3};
  const auto cuts = quantile_cuts(values, 4);
  CHECK(cuts == std::vector<double>{2, 3, 4});
  CHECK(quantile_score(cuts, 2.0) == 1.0);
  CHECK(quantile_score(cuts, 2.1) == 2.0);
  CHECK(quantile_score(cuts, 9.0) == 4.0);
  CHECK(std::isnan(quantile_score(cuts, NAN)));
  // Most have one trip: the cuts coincide, and the scores between are not given.
  const double trips[] = {1, 1, 1, 1, 1, 1, 1, 1, 2, 7};
  const auto tied = quantile_cuts(trips, 5);
  CHECK((tied[0] == 1.0 && tied[2] == 1.0));
  CHECK(tied[3] == Approx(1.2));
  CHECK(quantile_score(tied, 1.0) == 1.0);
  CHECK(quantile_score(tied, 2.0) == 5.0);
}
