// SPDX-License-Identifier: Apache-2.0
#include "patron/satisfaction.hpp"

#include <algorithm>

#include "satisfaction/oracle.hpp"

using namespace patron::satisfaction;
using oracle::near;
using oracle::number;
using oracle::numbers;
using patron::ErrorCode;

namespace {

const double kNone = std::nan("");

std::vector<double> times(double answer, std::int64_t count) {
  return std::vector<double>(static_cast<std::size_t>(count), answer);
}

std::vector<double> of_counts(std::int64_t promoters, std::int64_t passives,
                              std::int64_t detractors) {
  std::vector<double> out = times(10, promoters);
  for (const auto& part : {times(8, passives), times(3, detractors)})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::vector<double> of_case(const oracle::js::object& one) {
  return of_counts(one.at("promoters").as_int64(), one.at("passives").as_int64(),
                   one.at("detractors").as_int64());
}

std::vector<double> share_of(std::int64_t good, std::int64_t n) {
  std::vector<double> out = times(5, good);
  out.resize(static_cast<std::size_t>(n), 1.0);
  return out;
}

ScoreOptions with(Interval interval, double confidence = 0.95) {
  ScoreOptions options;
  options.interval = interval;
  options.confidence = confidence;
  return options;
}

}  // namespace

TEST_CASE("nps: 60 promoters, 25 passives and 15 detractors are 45", "[satisfaction]") {
  const auto score = nps(of_counts(60, 25, 15));
  REQUIRE(score.ok());
  CHECK(score->value == near(45));
  // Adjusted Wald by hand: P = 60.75/103, D = 15.75/103, V = P + D - (P - D)^2.
  CHECK(score->low == near(29.343111, 1e-7));
  CHECK(score->high == near(58.035530, 1e-7));
  CHECK(score->n == 100);
  CHECK(score->n_effective == near(100));
  CHECK(score->reportable);
}

TEST_CASE("nps: five promoters of five are not certainty", "[satisfaction]") {
  const auto score = nps(times(10, 5));
  REQUIRE(score.ok());
  CHECK(score->value == 100);
  CHECK(score->low == near(17.491453, 1e-7));
  CHECK(score->high == 100);
}

TEST_CASE("scores: who did not answer is in no denominator", "[satisfaction]") {
  const auto score = nps(std::vector<double>{10, kNone});
  REQUIRE(score.ok());
  CHECK(score->value == 100);
  CHECK(score->n == 1);
  CHECK_FALSE(score->reportable);
  const auto none = csat(std::vector<double>{kNone, kNone});
  REQUIRE(none.ok());
  CHECK(std::isnan(none->value));
  CHECK(none->n == 0);
  CHECK_FALSE(none->reportable);
}

TEST_CASE("scores: the order of the answers never shows", "[satisfaction]") {
  std::vector<double> answers, weights;
  for (int i = 0; i < 500; ++i) {
    answers.push_back(i * 7919 % 11);
    weights.push_back(0.1 + (i * 104729 % 97) / 31.0);
  }
  std::vector<double> turned(answers.rbegin(), answers.rend());
  std::vector<double> lifted(weights.rbegin(), weights.rend());
  ScoreOptions options = with(Interval::bootstrap);
  options.scale_high = 10;
  options.resamples = 200;
  for (const Interval interval : {Interval::usual, Interval::bootstrap}) {
    options.interval = interval;
    for (const Measure measure : {Measure::nps, Measure::mean, Measure::csat}) {
      const auto one = score(measure, answers, weights, options);
      const auto other = score(measure, turned, lifted, options);
      REQUIRE(one.ok());
      REQUIRE(other.ok());
      CHECK(one->value == other->value);
      CHECK(one->low == other->low);
      CHECK(one->high == other->high);
    }
  }
}

TEST_CASE("scores: a bootstrap is drawn by its seed and lies about the t interval",
          "[satisfaction]") {
  std::vector<double> answers;
  for (int i = 0; i < 400; ++i) answers.push_back(1 + i * 7919 % 5);
  ScoreOptions options = with(Interval::bootstrap);
  const auto one = mean(answers, {}, options), again = mean(answers, {}, options);
  const auto usual = mean(answers);
  REQUIRE((one.ok() && again.ok() && usual.ok()));
  CHECK(one->low == again->low);
  CHECK(one->low == Approx(usual->low).margin(0.02));
  CHECK(one->high == Approx(usual->high).margin(0.02));
  options.seed = 2;
  const auto other = mean(answers, {}, options);
  REQUIRE(other.ok());
  CHECK(other->low != one->low);
  CHECK(other->value == one->value);
}

TEST_CASE("effort: the mean, the top three, and a scale where 1 is the best",
          "[satisfaction]") {
  const std::vector<double> answers = {7, 6, 5, 4, 2};  // 24 / 5; three of five.
  CHECK(ces(answers)->value == near(4.8));
  CHECK(ces_share(answers)->value == near(0.6));
  ScoreOptions options;
  options.reversed = true;  // 1 2 3 4 6 of 8 - x: 16 / 5.
  CHECK(ces(answers, {}, options)->value == near(3.2));
  CHECK(ces_share(answers, {}, options)->value == near(0.2));
}

TEST_CASE("scores: weights give Kish's effective n", "[satisfaction]") {
  // Weights 1, 1, 2: 16 / 6. Mean (1 + 2 + 2 x 3) / 4.
  const std::vector<double> answers = {1, 2, 3}, weights = {1, 1, 2};
  const auto score = mean(answers, weights);
  REQUIRE(score.ok());
  CHECK(score->value == near(2.25));
  CHECK(score->n == 3);
  CHECK(score->n_effective == near(16.0 / 6.0));
  // Ten times the weights are the same weights; a weight of 0 is no answer.
  const auto tenfold = mean(answers, std::vector<double>{10, 10, 20});
  CHECK(tenfold->low == score->low);
  CHECK(mean(answers, std::vector<double>{1, 1, 0})->n == 2);
}

TEST_CASE("scores: what cannot be scored is refused", "[satisfaction][error]") {
  const std::vector<double> answers = {1, 2, 3};
  const auto code = [](const auto& result) { return result.status().code(); };
  CHECK(code(nps(std::vector<double>{11})) == ErrorCode::argument);
  CHECK(code(csat(std::vector<double>{0})) == ErrorCode::argument);
  CHECK(code(mean(std::vector<double>{1e10})) == ErrorCode::argument);
  CHECK(code(mean(answers, std::vector<double>{1, 2})) == ErrorCode::argument);
  CHECK(code(mean(answers, std::vector<double>{1, 2, -1})) == ErrorCode::argument);
  CHECK(code(mean(answers, {}, with(Interval::wilson))) == ErrorCode::argument);
  CHECK(code(csat(answers, {}, with(Interval::t))) == ErrorCode::argument);
  CHECK(code(nps(answers, {}, with(Interval::usual, 1.0))) == ErrorCode::argument);
  ScoreOptions long_run = with(Interval::bootstrap);
  long_run.resamples = 2'000'000'000;
  CHECK(code(mean(answers, {}, long_run)) == ErrorCode::limit);
  CHECK(code(compare(Measure::mean, {answers}, {answers}, with(Interval::bootstrap))) ==
        ErrorCode::argument);
}

TEST_CASE("nps: as the NPS package of R has it", "[satisfaction][oracle]") {
  const auto truth = oracle::read("nps");
  if (!truth) return;
  for (const auto& value : truth->at("one_sample").as_array()) {
    const auto& one = value.as_object();
    const std::vector<double> answers = of_case(one);
    const double confidence = number(one.at("conf"));
    const auto usual = nps(answers, {}, with(Interval::usual, confidence));
    const auto wald = nps(answers, {}, with(Interval::wald, confidence));
    REQUIRE((usual.ok() && wald.ok()));
    const auto adjusted = numbers(one.at("adjusted_wald").at("ci_clamped"));
    CHECK(usual->value == near(number(one.at("nps"))));
    CHECK(usual->standard_error == near(100 * number(one.at("se"))));
    CHECK(usual->low == near(adjusted[0]));
    CHECK(usual->high == near(adjusted[1]));
    CHECK(wald->low == near(numbers(one.at("wald"))[0]));
    CHECK(wald->high == near(numbers(one.at("wald"))[1]));
    if (!one.at("trinomial_t").is_array()) continue;
    const auto t = nps(answers, {}, with(Interval::t, confidence));
    CHECK(t->low == near(numbers(one.at("trinomial_t"))[0]));
    CHECK(t->high == near(numbers(one.at("trinomial_t"))[1]));
  }
  const auto& two = truth->at("two_sample").as_object();
  const auto a = of_case(two.at("a").as_object()), b = of_case(two.at("b").as_object());
  const auto apart = compare(Measure::nps, {a}, {b}, with(Interval::wald));
  REQUIRE(apart.ok());
  const auto& wald = two.at("wald").as_object();
  CHECK(apart->difference == near(number(wald.at("delta"))));
  CHECK(apart->standard_error == near(100 * number(wald.at("se"))));
  CHECK(apart->low == near(numbers(wald.at("ci"))[0]));
  CHECK(apart->high == near(numbers(wald.at("ci"))[1]));
  CHECK(apart->statistic == near(number(wald.at("z"))));
  CHECK(apart->p == near(number(wald.at("p"))));
  CHECK_FALSE(apart->significant);
}

TEST_CASE("shares: Newcombe's tables", "[satisfaction]") {
  // Newcombe 1998, Statistics in Medicine 17: 857, table I, method 3; 873, method 10.
  const auto wilson = csat(share_of(81, 263));
  CHECK(wilson->low == Approx(0.2553).margin(5e-5));
  CHECK(wilson->high == Approx(0.3662).margin(5e-5));
  CHECK(csat(share_of(0, 20))->low == 0.0);
  CHECK(csat(share_of(0, 20))->high == Approx(0.1611).margin(5e-5));
  const auto apart = compare(Measure::csat, {share_of(56, 70)}, {share_of(48, 80)});
  CHECK(apart->difference == near(0.2));
  CHECK(apart->low == Approx(0.0524).margin(5e-5));
  CHECK(apart->high == Approx(0.3339).margin(5e-5));
}

TEST_CASE("shares: five intervals as R has them", "[satisfaction][oracle]") {
  const auto truth = oracle::read("proportion_ci");
  if (!truth) return;
  const std::pair<const char*, Interval> kinds[] = {
      {"wilson", Interval::usual},
      {"wald", Interval::wald},
      {"agresti_coull", Interval::adjusted_wald},
      {"clopper_pearson", Interval::exact},
      {"jeffreys", Interval::jeffreys}};
  for (const auto& value : truth->at("cases").as_array()) {
    const auto& one = value.as_object();
    const auto answers = share_of(one.at("x").as_int64(), one.at("n").as_int64());
    for (const auto& [name, interval] : kinds) {
      INFO(name);
      const auto score = csat(answers, {}, with(interval, number(one.at("conf"))));
      REQUIRE(score.ok());
      const auto want = numbers(one.at(name));
      CHECK(score->low == near(std::max(0.0, want[0])));
      CHECK(score->high == near(std::min(1.0, want[1])));
    }
  }
  for (const auto& value : truth->at("newcombe_difference").as_array()) {
    const auto a = numbers(value.at("a")), b = numbers(value.at("b"));
    const auto x = share_of(static_cast<int>(a[0]), static_cast<int>(a[1]));
    const auto y = share_of(static_cast<int>(b[0]), static_cast<int>(b[1]));
    const auto apart = compare(Measure::csat, {x}, {y});
    CHECK(apart->low == near(numbers(value.at("ci"))[0]));
    CHECK(apart->high == near(numbers(value.at("ci"))[1]));
  }
}

TEST_CASE("means: Welch's test of two branches", "[satisfaction]") {
  // a: mean 4, s^2 1, n 3; b: mean 2, s^2 4, n 3. se^2 = 5/3, t = 2 / sqrt(5/3),
  // degrees (5/3)^2 / ((1/3)^2 / 2 + (4/3)^2 / 2) = 50/17.
  const std::vector<double> a = {3, 4, 5}, b = {0, 2, 4};
  const auto apart = compare(Measure::mean, {a}, {b});
  REQUIRE(apart.ok());
  CHECK(apart->difference == near(2));
  CHECK(apart->statistic == near(2 / std::sqrt(5.0 / 3.0)));
  CHECK(apart->degrees == near(50.0 / 17.0));
  CHECK_FALSE(apart->significant);
}

TEST_CASE("recency: old answers fade by the half-life", "[satisfaction][oracle]") {
  // Half a year ago counts half: (1 x 100 + 0.5 x 40) / 1.5.
  const std::vector<double> values = {100, 40}, ages = {0, 180};
  CHECK(mean(values, recency_weights(ages, 180))->value == near(80));
  const auto truth = oracle::read("recency_weights");
  if (!truth) return;
  const auto x = numbers(truth->at("x")), age = numbers(truth->at("age_days"));
  const auto weights = recency_weights(age, number(truth->at("half_life")));
  const auto want = numbers(truth->at("w"));
  for (std::size_t i = 0; i < want.size(); ++i) CHECK(weights[i] == near(want[i]));
  const auto score = mean(x, weights);
  CHECK(score->value == near(number(truth->at("mean"))));
  CHECK(score->n_effective == near(number(truth->at("kish_neff"))));
  CHECK(score->standard_error == near(number(truth->at("se"))));
}

TEST_CASE("index: a customer without an answer is the prior, and unsure",
          "[satisfaction]") {
  // z sigma / sqrt(k) = 1.959964 x 20 / sqrt(2) = 27.72; one answer of 100: 250 / 3.
  const std::vector<double> nobody;
  const auto none = patron::satisfaction::index(nobody, nobody);
  REQUIRE(none.ok());
  CHECK(none->value == 75);
  CHECK(none->low == near(75 - 27.7181, 1e-5));
  CHECK_FALSE(none->reportable);
  const std::vector<double> best = {100}, today = {0}, ahead = {-1};
  CHECK(patron::satisfaction::index(best, today)->value == near(250.0 / 3.0));
  CHECK(patron::satisfaction::index(best, ahead).status().code() == ErrorCode::argument);
}

TEST_CASE("cohorts: small units are drawn to the mean of all", "[satisfaction]") {
  // Two units of a month: answers and who stayed silent.
  const std::vector<double> answers = {10, 10, 3, kNone, 9, 8};
  const std::vector<std::int32_t> groups = {0, 0, 0, 0, 2, -1};
  const auto units = cohorts(Measure::nps, answers, {}, groups);
  REQUIRE(units.ok());
  REQUIRE(units->size() == 2);
  CHECK((*units)[0].asked == 4);
  CHECK((*units)[0].score.n == 3);
  CHECK((*units)[0].score.value == near(100.0 / 3.0));
  CHECK((*units)[0].response.value == near(0.75));
  CHECK((*units)[1].group == 2);
  CHECK(cohorts(Measure::nps, answers, {}, {}).status().code() == ErrorCode::argument);
}

TEST_CASE("shrinkage: Efron and Morris's eighteen batters", "[satisfaction][oracle]") {
  const auto truth = oracle::read("shrinkage");
  if (!truth) return;
  const auto& batters = truth->at("efron_morris").as_object();
  std::vector<double> averages;
  for (const double hits : numbers(batters.at("hits"))) averages.push_back(hits / 45);
  const std::vector<double> errors(averages.size(),
                                   std::sqrt(number(batters.at("sigma2"))));
  const auto drawn = shrink(averages, errors);
  REQUIRE(drawn.ok());
  CHECK(drawn->mean == near(number(batters.at("mean"))));
  const auto want = numbers(batters.at("js"));
  for (std::size_t i = 0; i < want.size(); ++i) {
    CHECK(drawn->values[i] == near(want[i]));
    CHECK(1.0 - drawn->factors[i] == near(number(batters.at("c"))));
  }
  CHECK(shrink(averages, {}).status().code() == ErrorCode::argument);
}
