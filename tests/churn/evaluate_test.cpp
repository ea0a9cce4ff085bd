// SPDX-License-Identifier: Apache-2.0
#include "oracles.hpp"

using patron::ErrorCode;
using patron::churn::evaluate;

TEST_CASE("evaluation: a table worked by hand", "[churn][evaluation]") {
  // Ten customers, five left. Pairs (left, stayed): 25; won 20 and two ties.
  const double p[] = {.9, .8, .8, .7, .6, .5, .4, .4, .2, .1};
  const double y[] = {1, 1, 0, 1, 1, 0, 1, 0, 0, 0};
  const auto made = evaluate(p, y);
  REQUIRE(made.ok());
  // Left at .9 beats 5; at .8 beats 4, ties 1; at .7 and .6 4 each; at .4 2, ties 1.
  CHECK(made->auc == Approx((5 + 4.5 + 4 + 4 + 2.5) / 25.0));
  CHECK(made->gini == Approx(2 * made->auc - 1));
  CHECK(made->base_rate == 0.5);
  CHECK(made->n == 10.0);
  // Squares of the misses: .01 .04 .64 .09 .16 .25 .36 .16 .04 .01
  CHECK(made->brier == Approx(0.176));
  // The first of ten left: 1 of the 0.5 that a random tenth would have.
  CHECK(made->top_decile_lift == Approx(2.0));
  CHECK(made->log_loss ==
        Approx(-(std::log(.9 * .8 * .2 * .7 * .6 * .5 * .4) + std::log(.6 * .8 * .9)) /
               10));
}

TEST_CASE("evaluation: a calibrated probability has slope 1 and intercept 0",
          "[churn][evaluation]") {
  // A quarter of those at 1/4 left, three quarters of those at 3/4; halved odds have 1/2.
  std::vector<double> p, over, y;
  for (int i = 0; i < 400; ++i) {
    const bool high = i % 2 == 0;
    p.push_back(high ? 0.75 : 0.25);
    over.push_back(high ? 0.9 : 0.1);  // Odds of 9 instead of 3: twice the log-odds.
    y.push_back(i % 8 < 6 ? (high ? 1 : 0) : (high ? 0 : 1));
  }
  const auto good = evaluate(p, y);
  CHECK(good->slope == Approx(1.0).epsilon(1e-9));
  CHECK(good->intercept == Approx(0.0).margin(1e-9));
  CHECK(evaluate(over, y)->slope == Approx(0.5).epsilon(1e-9));
}

TEST_CASE("evaluation: weights are copies and ties share the top tenth",
          "[churn][evaluation]") {
  const double p[] = {.9, .3, .3}, y[] = {1, 0, 1}, w[] = {1, 2, 1};
  const double copies[] = {.9, .3, .3, .3}, left[] = {1, 0, 0, 1};
  CHECK(evaluate(p, y, w)->auc == evaluate(copies, left)->auc);
  CHECK(evaluate(p, y, w)->brier == Approx(evaluate(copies, left)->brier));
  const double same[] = {.4, .4, .4, .4}, half[] = {1, 1, 0, 0};
  CHECK(evaluate(same, half)->top_decile_lift == Approx(1.0));
  CHECK(evaluate(same, half)->auc == 0.5);
  CHECK(std::isnan(evaluate(same, half)->slope));  // One probability: no line.
}

TEST_CASE("evaluation: what is no probability is refused", "[churn][evaluation][error]") {
  const double p[] = {.9, 1.3}, y[] = {1, 0}, z[] = {1, .5}, good[] = {.1, .2};
  CHECK(evaluate(p, y).status().code() == ErrorCode::argument);
  CHECK(evaluate(p, y).status().place().row == 1);
  CHECK(evaluate(good, z).status().code() == ErrorCode::argument);
  CHECK(evaluate(good, {y, 1}).status().code() == ErrorCode::argument);
  CHECK(evaluate({}, {}).status().code() == ErrorCode::argument);
}
