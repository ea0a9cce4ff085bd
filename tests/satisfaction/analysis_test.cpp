// SPDX-License-Identifier: Apache-2.0
#include "patron/satisfaction_analysis.hpp"

#include "satisfaction/oracle.hpp"

using namespace patron::satisfaction;
using oracle::near;
using oracle::number;
using oracle::numbers;
using oracle::spans;
using patron::ErrorCode;

namespace {

const double kNone = std::nan("");
using Columns = std::vector<std::vector<double>>;

void check_series(const std::vector<double>& found, const oracle::js::value& want) {
  const auto expected = numbers(want);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(found[i] == near(expected[i]));
}

template <class Field>
std::vector<double> series(const Control& control, Field field) {
  std::vector<double> out;
  for (const ControlPoint& point : control.points)
    out.push_back(static_cast<double>(point.*field));
  return out;
}

// The numbers, from 1, of the values that raise an alarm to one side.
std::vector<double> alarms(const Control& control, int side) {
  std::vector<double> out;
  for (std::size_t i = 0; i < control.points.size(); ++i)
    if (control.points[i].alarm == side) out.push_back(static_cast<double>(i + 1));
  return out;
}

}  // namespace

TEST_CASE("correlation: three kinds as R has them", "[satisfaction][oracle]") {
  // 1 2 3 against 1 3 2: r and rho 1/2, tau (2 - 1) / 3.
  const std::vector<double> a = {1, 2, 3, kNone}, b = {1, 3, 2, 5};
  CHECK(correlate(Association::pearson, a, b)->value == near(0.5));
  CHECK(correlate(Association::spearman, a, b)->n == 3);
  CHECK(correlate(Association::kendall, a, b)->value == near(1.0 / 3.0));
  CHECK(correlate(Association::kendall, a, b, b).status().code() == ErrorCode::argument);
  CHECK(correlate(Association::pearson, a, {}).status().code() == ErrorCode::argument);
  const auto truth = oracle::read("correlation");
  if (!truth) return;
  const auto x = numbers(truth->at("x")), y = numbers(truth->at("y"));
  const auto pearson = correlate(Association::pearson, x, y);
  CHECK(pearson->value == near(number(truth->at("pearson").at("estimate"))));
  CHECK(pearson->statistic == near(number(truth->at("pearson").at("statistic"))));
  CHECK(pearson->p == near(number(truth->at("pearson").at("p")), 1e-12));
  CHECK(pearson->low == near(numbers(truth->at("pearson").at("ci"))[0]));
  CHECK(pearson->high == near(numbers(truth->at("pearson").at("ci"))[1]));
  const auto spearman = correlate(Association::spearman, x, y);
  CHECK(spearman->value == near(number(truth->at("spearman").at("estimate"))));
  CHECK(spearman->p == near(number(truth->at("spearman").at("p")), 1e-12));
  const auto kendall = correlate(Association::kendall, x, y);
  CHECK(kendall->value == near(number(truth->at("kendall").at("estimate"))));
  CHECK(kendall->statistic == near(number(truth->at("kendall").at("statistic"))));
  CHECK(kendall->p == near(number(truth->at("kendall").at("p")), 1e-12));
}

TEST_CASE("polychoric: what lies behind two rating scales", "[satisfaction][oracle]") {
  // All four quadrants alike: nothing lies behind.
  CHECK(polychoric(std::vector<double>{5, 5, 5, 5}, 2, 2)->rho ==
        Approx(0.0).margin(1e-12));
  // Cut at the middle, P(both low) = 1/4 + asin(rho) / 2 pi: 1/3 gives rho 1/2.
  CHECK(polychoric(std::vector<double>{2, 1, 1, 2}, 2, 2)->rho == near(0.5));
  CHECK(polychoric(std::vector<double>{1, 0, 1, 0}, 2, 2).status().code() ==
        ErrorCode::model);
  CHECK(polychoric(std::vector<double>{1, 0}, 1, 2).status().code() ==
        ErrorCode::argument);
  const auto truth = oracle::read("polychoric");
  if (!truth) return;
  const auto& three = truth->at("table3").as_object();
  std::vector<double> table;
  for (const auto& row : three.at("table").as_array())
    for (const double count : numbers(row)) table.push_back(count);
  const auto two_step = polychoric(table, 3, 3), ml = polychoric(table, 3, 3, true);
  REQUIRE((two_step.ok() && ml.ok()));
  // R's optimiser stops a little short: its log-likelihoods are lower, by 2e-7 and 1e-5.
  CHECK(two_step->rho == near(number(three.at("two_step").at("rho")), 5e-5));
  CHECK(two_step->standard_error == near(number(three.at("two_step").at("se")), 1e-3));
  CHECK(ml->rho == near(number(three.at("ml").at("rho")), 2e-4));
  CHECK(ml->standard_error == near(number(three.at("ml").at("se")), 1e-3));
  const auto rows = numbers(three.at("ml").at("row_thresholds"));
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(ml->row_thresholds[i] == near(rows[i], 2e-3));
  for (const auto& one : truth->at("tetra").as_array())
    CHECK(polychoric(numbers(one.at("table")), 2, 2)->rho ==
          near(number(one.at("rho")), 1e-5));
}

TEST_CASE("drivers: two items by hand", "[satisfaction]") {
  // Four respondents, x1 and x2 unrelated, y = 2 x1 + x2: R^2 = 1, shared 4 to 1.
  const Columns items = {{0, 0, 1, 1}, {0, 1, 0, 1}};
  const std::vector<double> outcome = {0, 1, 2, 3.0};
  const auto found = drivers(spans(items), outcome);
  REQUIRE(found.ok());
  CHECK(found->r_squared == near(1.0));
  CHECK(found->items[0].coefficient == near(2.0));
  for (const double share : {found->items[0].lmg, found->items[0].johnson})
    CHECK(share == near(0.8));
  CHECK(found->items[1].lmg == near(0.2));
  CHECK(found->items[0].vif == near(1.0));
  const auto code = [&](const Columns& x) {
    return drivers(spans(x), outcome).status().code();
  };
  CHECK(code({{1, 2, 3, 4}, {2, 4, 6, 8}}) == ErrorCode::model);  // Twice the first.
  CHECK(code({{1, 1, 1, 1}}) == ErrorCode::model);
  CHECK(code({{1, 2, 3, kNone}, {1, 0, 1, kNone}}) == ErrorCode::model);
  CHECK(code({{1, 2, 3}}) == ErrorCode::argument);
}

TEST_CASE("drivers: regression and relative importance as R has them",
          "[satisfaction][oracle]") {
  const auto truth = oracle::read("relative_importance");
  if (!truth) return;
  const auto& swiss = truth->at("swiss").as_object();
  Columns items;
  for (const auto& name : swiss.at("predictors").as_array())
    items.push_back(oracle::column(swiss.at("data"), name.as_string().c_str()));
  const auto outcome = oracle::column(swiss.at("data"), "Fertility");
  const auto found = drivers(spans(items), outcome);
  REQUIRE(found.ok());
  CHECK(found->r_squared == near(number(swiss.at("r2"))));
  CHECK(found->r_squared_adjusted == near(number(swiss.at("adj_r2"))));
  CHECK(found->intercept == near(numbers(swiss.at("coef"))[0]));
  CHECK(found->intercept_error == near(numbers(swiss.at("se"))[0]));
  CHECK(found->intercept_p == near(numbers(swiss.at("p"))[0]));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Driver& item = found->items[i];
    CHECK(item.coefficient == near(numbers(swiss.at("coef"))[i + 1]));
    CHECK(item.standard_error == near(numbers(swiss.at("se"))[i + 1]));
    CHECK(item.p == near(numbers(swiss.at("p"))[i + 1]));
    CHECK(item.beta == near(numbers(swiss.at("beta_std"))[i]));
    CHECK(item.correlation.value == near(numbers(swiss.at("r_xy"))[i]));
    CHECK(item.vif == near(numbers(swiss.at("vif"))[i]));
    CHECK(item.lmg == near(numbers(swiss.at("lmg"))[i]));
    CHECK(item.johnson == near(numbers(swiss.at("johnson"))[i]));
    CHECK(item.pratt == near(numbers(swiss.at("pratt"))[i]));
  }
  CHECK(found->items[0].suppressor);  // Farming: related up, coefficient down.
}

TEST_CASE("map: Martilla and James's car dealer, cut at mean and median",
          "[satisfaction][oracle]") {
  const auto cut =
      importance_performance(std::vector<double>{5, 1}, std::vector<double>{1, 5}, 3, 3);
  REQUIRE(cut.ok());
  CHECK(cut->items[0].by_middle == Quadrant::concentrate_here);
  CHECK(cut->items[1].by_mean == Quadrant::possible_overkill);
  CHECK(importance_performance({}, {}, 3, 3).status().code() == ErrorCode::argument);
  const auto truth = oracle::read("indices");
  if (!truth) return;
  const auto& dealer = truth->at("ipa_martilla_james").as_object();
  const auto& rows = dealer.at("attributes");
  const auto found = importance_performance(oracle::column(rows, "imp"),
                                            oracle::column(rows, "perf"), 2.5, 2.5);
  REQUIRE(found.ok());
  CHECK(found->importance_mean == near(number(dealer.at("imp_mean"))));
  CHECK(found->performance_mean == near(number(dealer.at("perf_mean"))));
  const std::string names[] = {"concentrate_here", "keep_up", "low_priority",
                               "possible_overkill"};
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const auto& row = rows.as_array()[i];
    CHECK(names[static_cast<std::size_t>(found->items[i].by_mean)] ==
          row.at("quadrant_mean").as_string().c_str());
    CHECK(names[static_cast<std::size_t>(found->items[i].by_median)] ==
          row.at("quadrant_median").as_string().c_str());
  }
}

TEST_CASE("trend: twelve months that fall, and six that stand still",
          "[satisfaction][oracle]") {
  const std::vector<double> flat(6, 4.0), rising = {1, 2, 3, 4};
  const auto still = trend(flat);
  REQUIRE(still.ok());
  CHECK(still->trend == 0);
  CHECK(std::isnan(still->z));
  // S = 6 of 6 pairs, variance 4 x 3 x 13 / 18; four months are too few to be sure.
  CHECK(trend(rising)->s == 6);
  CHECK(trend(rising)->variance == near(156.0 / 18.0));
  CHECK(trend(rising)->slope == near(1.0));
  CHECK(trend(rising)->trend == 0);
  CHECK(trend(rising, std::vector<double>{1, 2, 2, 3}).status().code() ==
        ErrorCode::argument);
  CHECK(trend(std::vector<double>(5000, 1.0)).status().code() == ErrorCode::limit);
  const auto truth = oracle::read("mann_kendall");
  if (!truth) return;
  for (const char* name : {"nile", "monthly_csat_pct"}) {
    const auto& one = truth->at(name).as_object();
    const auto found = trend(numbers(one.at("x")));
    REQUIRE(found.ok());
    CHECK(found->s == near(number(one.at("S"))));
    CHECK(found->variance == near(number(one.at("varS"))));
    CHECK(found->z == near(number(one.at("z"))));
    CHECK(found->p == near(number(one.at("p"))));
    CHECK(found->tau == near(number(one.at("tau"))));
    CHECK(found->slope == near(number(one.at("sen_slope"))));
    CHECK(found->slope_low == near(numbers(one.at("sen_ci_trend_pkg"))[0]));
    CHECK(found->slope_high == near(numbers(one.at("sen_ci_trend_pkg"))[1]));
    CHECK(found->trend == -1);
  }
}

TEST_CASE("control: a baseline is frozen before the shift that is looked for",
          "[satisfaction]") {
  // Baseline 9, 10, 11: target 10, sigma 1. Then 12: C+ = 2 - 0.5.
  ControlOptions options;
  options.baseline = 3;
  const std::vector<double> values = {9, 10, 11, 12, kNone, 14};
  const auto found = control(values, {}, options);
  REQUIRE(found.ok());
  CHECK(found->target == near(10.0));
  CHECK(found->sigma == near(1.0));
  // The baseline ends on C+ = 0.5; 12 adds 1.5; a missing month adds nothing; 14
  // adds 3.5.
  CHECK(found->points[3].high == near(2.0));
  CHECK(found->points[4].high == near(2.0));
  CHECK(found->points[5].high == near(5.5));
  CHECK(found->points[5].alarm == 1);
  options.baseline = 1;
  CHECK(control(values, {}, options).status().code() == ErrorCode::argument);
  options.baseline = 2;
  CHECK(control(std::vector<double>{5, 5, 6}, {}, options).status().code() ==
        ErrorCode::model);
}

TEST_CASE("control: shares of few answers have wide limits", "[satisfaction]") {
  // p0 1/2, sigma_t 1/2 / sqrt(n): 0.05 at 100 answers, 0.1 at 25; lambda 1 is Shewhart's
  // chart.
  ControlOptions options;
  options.chart = Chart::ewma;
  options.lambda = 1.0;
  options.share = true;
  options.target = 0.5;
  const auto found =
      control(std::vector<double>{0.3, 0.3}, std::vector<double>{100, 25}, options);
  REQUIRE(found.ok());
  CHECK(found->points[0].lower == near(0.35));
  CHECK(found->points[0].alarm == -1);
  CHECK(found->points[1].lower == near(0.2));
  CHECK(found->points[1].alarm == 0);
  CHECK(control(std::vector<double>{0.3}, {}, options).status().code() ==
        ErrorCode::argument);
}

TEST_CASE("control: Montgomery's table and NIST's example", "[satisfaction][oracle]") {
  const auto truth = oracle::read("control_charts");
  if (!truth) return;
  const auto& table = truth->at("montgomery").as_object();
  const auto x = numbers(table.at("x"));
  ControlOptions options;
  options.target = 10;
  options.sigma = 1;
  for (const char* name : {"cusum", "cusum_fir"}) {
    const auto& want = table.at(name).as_object();
    options.head_start = std::string(name) == "cusum" ? 0.0 : 2.5;
    const auto found = control(x, {}, options);
    REQUIRE(found.ok());
    check_series(series(*found, &ControlPoint::high), want.at("cplus"));
    check_series(series(*found, &ControlPoint::low), want.at("cminus"));
    check_series(series(*found, &ControlPoint::high_run), want.at("nplus"));
    check_series(series(*found, &ControlPoint::low_run), want.at("nminus"));
    check_series(alarms(*found, 1), want.at("signal_high"));
    check_series(alarms(*found, -1), want.at("signal_low"));
  }
  options.chart = Chart::ewma;
  options.lambda = 0.1;
  options.width = 2.7;
  const auto found = control(x, {}, options);
  const auto& want = table.at("ewma").as_object();
  check_series(series(*found, &ControlPoint::high), want.at("z"));
  check_series(series(*found, &ControlPoint::upper), want.at("ucl"));
  check_series(series(*found, &ControlPoint::lower), want.at("lcl"));
  check_series(alarms(*found, 1), want.at("signal"));
  const auto& nist = truth->at("nist_ewma").as_object();
  options.lambda = number(nist.at("lambda"));
  options.target = number(nist.at("target"));
  options.sigma = number(nist.at("s"));
  options.width = 3;
  options.asymptotic = true;
  const auto run = control(numbers(nist.at("x")), {}, options);
  check_series(series(*run, &ControlPoint::high), nist.at("z"));
  CHECK(run->points[0].upper == near(number(nist.at("ucl"))));
  CHECK(run->points[0].lower == near(number(nist.at("lcl"))));
}
