// SPDX-License-Identifier: Apache-2.0
// Published numbers, and what must hold whatever the numbers are.
#include <numeric>
#include <string_view>

#include "churn/bg_nbd.hpp"
#include "oracles.hpp"

using oracles::ask;
using oracles::near;
using patron::ErrorCode;
using patron::Model;
using patron::Summary;

namespace {

// Fader, Hardie, Lee 2005, CDNOW, to three decimals; note 004.
Model bg() {
  return oracles::model("bg_nbd", R"("r":0.243,"alpha":4.414,"a":0.793,"b":2.426)");
}
Model mbg() {
  return oracles::model("mbg_nbd", R"("r":0.525,"alpha":6.183,"a":0.891,"b":1.614)");
}
Model pareto() {
  return oracles::model("pareto_nbd",
                        R"("r":0.553,"alpha":10.578,"s":0.606,"beta":11.669)");
}
Model regular(const char* kind = "mbg_cnbd_k", const char* k = "3") {
  return oracles::model(
      kind, std::string(R"("k":)") + k + R"(,"r":1.33,"alpha":2.81,"a":0.42,"b":0.79)");
}
Model donors() {  // Fader, Hardie, Shang 2010.
  return oracles::model("bg_bb",
                        R"("alpha":1.204,"beta":0.750,"gamma":0.657,"delta":2.783)");
}

Model::Simulated drawn(const Model& model, std::size_t customers, double age,
                       double horizon = 0.0, std::uint64_t seed = 7) {
  std::vector<double> ages(customers);
  for (std::size_t i = 0; i < customers; ++i)
    ages[i] = age * (0.5 + 0.5 * double(i % 7) / 6.0);
  auto made = model.simulate(ages, horizon, seed);
  REQUIRE(made.ok());
  return *made;
}

}  // namespace

TEST_CASE("model: expected trips as in the published worksheets", "[churn][model]") {
  // Hardie, BG/NBD worksheet, note 004.
  CHECK(ask(bg(), "trips", 2, 30.43, 38.86, 39) == Approx(1.226).margin(0.0005));
  // The same worksheet's E[X(t)], at the parameters before rounding.
  const auto exact = oracles::model(
      "bg_nbd", R"("r":0.2425945,"alpha":4.413602,"a":0.792922,"b":2.425907)");
  const std::pair<double, double> expected[] = {{0.1429, 0.0078}, {1.0, 0.0532},
                                                {3.0, 0.1506},    {31.8571, 1.0405},
                                                {32.0, 1.0437},   {78.0, 1.8576}};
  for (const auto& [t, value] : expected)
    CHECK(ask(exact, "trips", 0, 0, 0, t) == Approx(value).epsilon(3e-4).margin(5e-5));
  // BTYD walkthrough, customer 1516.
  const auto fitted = oracles::model(
      "bg_nbd", R"("r":0.2425982,"alpha":4.4136842,"a":0.7929899,"b":2.4261667)");
  CHECK(ask(fitted, "trips", 26, 30.857142857, 31, 52) == Approx(25.75659).epsilon(3e-6));
  CHECK(ask(fitted, "p_alive", 26, 30.857142857, 31) == Approx(0.9688523).epsilon(1e-6));
  // BTYD walkthrough: the more trips, the fewer to come, once they have stopped.
  const auto walk = oracles::model(
      "pareto_nbd", R"("r":0.5534,"alpha":10.5802,"s":0.6061,"beta":11.6562)");
  CHECK(ask(walk, "trips", 10, 20, 39, 52) == Approx(0.7062289).epsilon(1e-3));
  CHECK(ask(walk, "trips", 25, 20, 39, 52) == Approx(0.00309267).epsilon(1e-3));
}

TEST_CASE("model: chances of a new customer's count of trips", "[churn][model]") {
  // BTYD manual, BG/NBD at the CDNOW parameters.
  CHECK(ask(bg(), "pmf", 0, 0, 0, 39) == Approx(0.5737864).epsilon(1e-7));
  CHECK(ask(bg(), "pmf", 10, 0, 0, 2) == Approx(1.07869e-07).epsilon(1e-5));
  CHECK(ask(bg(), "pmf", 11, 0, 0, 30) == Approx(0.0019995214).epsilon(1e-7));
  CHECK(ask(bg(), "pmf", 20, 0, 0, 30) == Approx(0.0002222260).epsilon(1e-6));
}

TEST_CASE("model: counts add up, and their mean is the expected trips",
          "[churn][model]") {
  for (const Model& model :
       {bg(), mbg(), pareto(), regular(), regular("bg_cnbd_k", "2"), donors()}) {
    INFO(model.kind());
    double total = 0.0, mean = 0.0;
    for (double n = 0.0; n < 400.0; n += 1.0) {
      const double p = ask(model, "pmf", n, 0, 0, 20);
      total += p;
      mean += n * p;
    }
    CHECK(total == Approx(1.0).epsilon(1e-9));
    CHECK(mean == Approx(ask(model, "trips", 0, 0, 0, 20)).epsilon(1e-8));
    CHECK(ask(model, "pmf", 0, 0, 0, 20) ==
          Approx(ask(model, "p_none", 0, 0, 0, 20)).epsilon(1e-10));
  }
}

TEST_CASE("model: donors as published", "[churn][model]") {
  // Fader, Hardie, Shang 2010, table 6: alive at the next opportunity.
  CHECK(ask(donors(), "p_alive", 0, 0, 6) == Approx(0.11).margin(0.005));
  CHECK(ask(donors(), "p_alive", 2, 4, 6) == Approx(0.59).margin(0.005));
  CHECK(ask(donors(), "p_alive", 6, 6, 6) == Approx(0.93).margin(0.005));
}

TEST_CASE("model: the two contract cohorts of Fader and Hardie 2007", "[churn][model]") {
  // Share of 1,000 still there after each of seven renewals.
  const std::pair<std::vector<double>, std::pair<double, double>> cohorts[] = {
      {{1000, 869, 743, 653, 593, 551, 517, 491}, {0.668, 3.806}},
      {{1000, 631, 468, 382, 326, 289, 262, 241}, {0.704, 1.182}}};
  const double lls[] = {-1611.158, -1680.265};
  for (int c = 0; c < 2; ++c) {
    std::vector<double> renewals, years, weight;
    const auto& left = cohorts[c].first;
    for (std::size_t i = 1; i < left.size(); ++i) {
      renewals.push_back(double(i - 1));
      years.push_back(7);
      weight.push_back(left[i - 1] - left[i]);
    }
    renewals.push_back(7);
    years.push_back(7);
    weight.push_back(left.back());
    const auto model = Model::fit("sbg", {renewals, {}, years, {}, {}, weight});
    REQUIRE(model.ok());
    CHECK(model->status() == "converged");
    CHECK(model->parameter("alpha") == Approx(cohorts[c].second.first).margin(0.0005));
    CHECK(model->parameter("beta") == Approx(cohorts[c].second.second).margin(0.0005));
    CHECK(model->log_likelihood() == Approx(lls[c]).margin(0.001));
  }
}

TEST_CASE("model: spend shrinks to everyone's", "[churn][model]") {
  // Hardie, Gamma-Gamma note 025: 24.65 for two trips at 22.35, 35.17 without a trip.
  const auto model = oracles::model("gamma_gamma", R"("p":6.25,"q":3.74,"v":15.44)");
  double found[2];
  const double x[] = {2, 0}, spend[] = {22.35, NAN};
  REQUIRE(model.predict({x, {}, {}, {}, spend, {}}, "spend", 0, 0, found).ok());
  CHECK(found[0] == Approx(24.65).margin(0.02));
  CHECK(found[1] == Approx(35.17).margin(0.06));
  // Where the population has no mean, a customer without history has none either.
  const auto heavy = oracles::model("gamma_gamma", R"("p":6.25,"q":0.8,"v":15.44)");
  REQUIRE(heavy.predict({x, {}, {}, {}, spend, {}}, "spend", 0, 0, found).ok());
  CHECK((found[0] > 0.0 && std::isinf(found[1])));
}

TEST_CASE("model: silence in two spells is silence in both", "[churn][model]") {
  // P(none in 40) = P(none in 15) P(none in 25 more | none in 15).
  for (const Model& model :
       {bg(), mbg(), pareto(), regular(), regular("bg_cnbd_k", "5"), donors()}) {
    INFO(model.kind());
    for (const double x : {0.0, 1.0, 4.0}) {
      const double recency = 5.0 * x, age = 30.0;
      const double both = ask(model, "p_none", x, recency, age, 15) *
                          ask(model, "p_none", x, recency, age + 15, 25);
      CHECK(ask(model, "p_none", x, recency, age, 40) == Approx(both).epsilon(1e-11));
    }
  }
}

TEST_CASE("model: no regularity is the plain model", "[churn][model]") {
  const auto plain =
      oracles::model("mbg_nbd", R"("r":1.33,"alpha":2.81,"a":0.42,"b":0.79)");
  const auto one = regular("mbg_cnbd_k", "1");
  for (const char* what :
       {"log_likelihood", "p_alive", "p_none", "trips", "dert", "pmf"}) {
    INFO(what);
    CHECK(near(ask(one, what, 4, 20, 32, 12, 0.01), ask(plain, what, 4, 20, 32, 12, 0.01),
               1e-13));
  }
}

TEST_CASE("model: the longer the silence, the higher the risk", "[churn][model]") {
  for (const Model& model : {bg(), mbg(), pareto(), regular()}) {
    INFO(model.kind());
    double risk = 0.0, alive = 1.0;
    for (double age = 10.0; age < 200.0; age += 7.0) {
      const double now = ask(model, "p_none", 3, 10, age, 26);
      const double there = ask(model, "p_alive", 3, 10, age);
      CHECK((now > risk && now <= 1.0));
      CHECK(there <= alive);
      risk = now;
      alive = there;
    }
    // In the horizon it can only fall; nothing is asked of no time at all.
    CHECK(ask(model, "p_none", 3, 10, 20, 5) > ask(model, "p_none", 3, 10, 20, 50));
    CHECK(ask(model, "p_none", 3, 10, 20, 0) == Approx(1.0).epsilon(1e-15));
    CHECK(ask(model, "trips", 3, 10, 20, 0) == 0.0);
  }
}

TEST_CASE("model: days, weeks and hours tell the same", "[churn][model]") {
  const auto log = drawn(mbg(), 2000, 60.0);
  for (const char* kind : {"mbg_nbd", "pareto_nbd", "mbg_cnbd_k"}) {
    const auto weeks = Model::fit(kind, log.summary(), R"({"k_max": 2})");
    REQUIRE(weeks.ok());
    for (const double unit : {7.0, 168.0}) {
      auto scaled = log;
      for (double& each : scaled.recency) each *= unit;
      for (double& each : scaled.T) each *= unit;
      double trips = 0.0;
      for (std::size_t i = 0; i < scaled.T.size(); ++i) {
        scaled.log_gaps[i] += scaled.frequency[i] * std::log(unit);
        trips += scaled.frequency[i];
      }
      const auto other = Model::fit(kind, scaled.summary(), R"({"k_max": 2})");
      REQUIRE(other.ok());
      CHECK(other->parameter("alpha") ==
            Approx(unit * weeks->parameter("alpha")).epsilon(1e-8));
      CHECK(other->parameter("r") == Approx(weeks->parameter("r")).epsilon(1e-8));
      // A density of x times in another unit.
      CHECK(other->log_likelihood() ==
            Approx(weeks->log_likelihood() - trips * std::log(unit)).epsilon(1e-11));
      CHECK(ask(*other, "p_none", 2, 10 * unit, 30 * unit, 26 * unit) ==
            Approx(ask(*weeks, "p_none", 2, 10, 30, 26)).epsilon(1e-8));
    }
  }
}

TEST_CASE("model: a weight of three is three customers, in any order", "[churn][model]") {
  const auto log = drawn(mbg(), 900, 50.0);
  Model::Simulated copies = log;
  std::vector<double> weight(900, 1.0);
  for (std::size_t i = 0; i < 900; i += 4) {
    weight[i] = 3.0;
    for (int twice = 0; twice < 2; ++twice) {
      copies.frequency.insert(copies.frequency.begin(), log.frequency[i]);
      copies.recency.insert(copies.recency.begin(), log.recency[i]);
      copies.T.insert(copies.T.begin(), log.T[i]);
    }
  }
  for (const char* kind : {"bg_nbd", "mbg_nbd", "pareto_nbd"}) {
    const auto weighted =
        Model::fit(kind, {log.frequency, log.recency, log.T, {}, {}, weight});
    const auto repeated =
        Model::fit(kind, {copies.frequency, copies.recency, copies.T, {}, {}, {}});
    REQUIRE((weighted.ok() && repeated.ok()));
    CHECK(weighted->json() == repeated->json());
    CHECK(weighted->customers() == 1350.0);
  }
}

TEST_CASE("model: simulated customers give their model back", "[churn][model]") {
  struct Truth {
    Model model;
    double age, tolerance;
  };
  const Truth truths[] = {
      {bg(), 78, 0.12},
      {mbg(), 78, 0.2},
      {pareto(), 78, 0.3},
      {regular(), 60, 0.12},
      {donors(), 12, 0.2},
      {oracles::model("gamma_gamma", R"("p":6.25,"q":3.74,"v":15.44)"), 6, 0.3},
      {oracles::model("sbg", R"("alpha":0.7,"beta":1.2)"), 8, 0.1}};
  for (const auto& [model, age, tolerance] : truths) {
    INFO(model.kind());
    const auto log = drawn(model, 30000, age);
    const auto fitted = Model::fit(model.kind(), log.summary(), R"({"k_max": 5})");
    if (model.kind() != "mbg_cnbd_k") {
      const auto plain = Model::fit(model.kind(), log.summary());
      REQUIRE(plain.ok());
      CHECK(plain->status() == "converged");
      for (const auto name : model.parameter_names()) {
        INFO(name << " " << plain->parameter(name) << " se "
                  << plain->standard_error(name));
        CHECK(plain->parameter(name) == Approx(model.parameter(name)).epsilon(tolerance));
        CHECK(std::abs(plain->parameter(name) - model.parameter(name)) <
              4.0 * plain->standard_error(name));
      }
    } else {
      REQUIRE(fitted.ok());
      CHECK(fitted->parameter("k") == 3.0);
      CHECK(fitted->parameter("r") == Approx(1.33).epsilon(tolerance));
    }
  }
}

TEST_CASE("model: what it foretells happens to simulated customers", "[churn][model]") {
  for (const Model& model : {mbg(), pareto(), regular(), donors()}) {
    INFO(model.kind());
    const std::size_t n = 20000;
    const auto log = drawn(model, n, 30.0, 20.0);
    std::vector<double> none(n), trips(n), alive(n);
    REQUIRE(model.predict(log.summary(), "p_none", 20, 0, none).ok());
    REQUIRE(model.predict(log.summary(), "trips", 20, 0, trips).ok());
    REQUIRE(model.predict(log.summary(), "p_alive", 0, 0, alive).ok());
    double silent = 0.0;
    for (const double each : log.trips_holdout) silent += each == 0.0;
    const auto sum = [](const std::vector<double>& v) {
      return std::accumulate(v.begin(), v.end(), 0.0);
    };
    CHECK(sum(none) == Approx(silent).epsilon(0.03));
    CHECK(sum(trips) == Approx(sum(log.trips_holdout)).epsilon(0.05));
    CHECK(sum(alive) == Approx(sum(log.alive)).epsilon(0.04));
  }
}

TEST_CASE("model: the same seed is the same customers", "[churn][model]") {
  CHECK(drawn(mbg(), 50, 30).recency == drawn(mbg(), 50, 30).recency);
  CHECK(drawn(mbg(), 50, 30).recency != drawn(mbg(), 50, 30, 0.0, 8).recency);
}

TEST_CASE("model: a boundary is a status, not a failure", "[churn][model]") {
  // Everybody's trips are spread over the whole time: nobody seems ever to leave.
  std::vector<double> x, recency, age;
  for (int i = 0; i < 200; ++i) {
    x.push_back(5 + i % 7);
    recency.push_back(51.9);
    age.push_back(52.0);
  }
  const auto model = Model::fit("bg_nbd", {x, recency, age, {}, {}, {}});
  REQUIRE(model.ok());
  CHECK(model->status() == "boundary");
  CHECK(ask(*model, "p_alive", 6, 51, 52) == Approx(1.0).epsilon(1e-3));
  CHECK(std::isfinite(ask(*model, "trips", 6, 51, 52, 10)));
}

TEST_CASE("model: a prior is only used where asked for", "[churn][model]") {
  const auto log = drawn(mbg(), 400, 40.0);
  const auto plain = Model::fit("mbg_nbd", log.summary());
  const auto none =
      Model::fit("mbg_nbd", log.summary(), R"({"prior": {"share": 0.9, "weight": 0}})");
  const auto strong = Model::fit("mbg_nbd", log.summary(),
                                 R"({"prior": {"share": 0.9, "weight": 1000}})");
  REQUIRE((plain.ok() && none.ok() && strong.ok()));
  CHECK(none->json() == plain->json());
  const auto share = [](const Model& m) {
    return m.parameter("a") / (m.parameter("a") + m.parameter("b"));
  };
  CHECK(share(*strong) > share(*plain) + 0.05);
  CHECK(strong->log_likelihood() < plain->log_likelihood());
}

TEST_CASE("model: the artifact reads back to the same bits", "[churn][model]") {
  const auto log = drawn(regular(), 500, 40.0);
  const auto model = Model::fit("mbg_cnbd_k", log.summary(),
                                R"({"unit": "1 week", "as_of": "2026-06-30", "k": 2})");
  REQUIRE(model.ok());
  const auto again = Model::read(model->json());
  INFO(again.status().message());
  REQUIRE(again.ok());
  CHECK(again->json() == model->json());
  CHECK(again->unit() == "1 week");
  CHECK(again->parameter("k") == 2.0);
  CHECK(ask(*again, "p_none", 3, 9, 12, 5) == ask(*model, "p_none", 3, 9, 12, 5));
}

TEST_CASE("model: what cannot be is refused with its row", "[churn][model][error]") {
  const double good[] = {2, 1}, half[] = {2, 1.5}, recency[] = {5, 4}, age[] = {9, 3};
  const double late[] = {5, 2};
  const auto status = [&](Summary s) { return Model::fit("bg_nbd", s).status(); };
  CHECK(status({good, recency, {}, {}, {}, {}}).code() == ErrorCode::argument);
  CHECK(status({half, late, age, {}, {}, {}}).code() == ErrorCode::model);
  const auto back = status({good, recency, age, {}, {}, {}});
  CHECK(back.code() == ErrorCode::model);
  CHECK(back.place().row == 1);
  CHECK(status({}).code() == ErrorCode::model);
  CHECK(Model::fit("bgnbd", {}).status().code() == ErrorCode::not_found);
  CHECK(Model::fit("bg_nbd", {good, late, age, {}, {}, {}}, R"({"kmax": 3})")
            .status()
            .code() == ErrorCode::unsupported);
  CHECK(Model::fit("pareto_nbd", {good, late, age, {}, {}, {}},
                   R"({"prior": {"share": 0.5, "weight": 1}})")
            .status()
            .code() == ErrorCode::argument);
  double value[2];
  const Summary fine{good, late, age, {}, {}, {}};
  const auto asked = [&](const char* what, double horizon, std::span<double> into) {
    return bg().predict(fine, what, horizon, 0, into).code();
  };
  CHECK(asked("p_gone", 1, value) == ErrorCode::not_found);
  CHECK(asked("spend", 1, value) == ErrorCode::unsupported);
  CHECK(asked("p_none", -1, value) == ErrorCode::argument);
  CHECK(asked("dert", 0, value) == ErrorCode::argument);
  CHECK(asked("p_none", 1, {value, 1}) == ErrorCode::argument);
}

TEST_CASE("model: a forecast is the three predictions", "[churn][model]") {
  const double x[] = {0, 1, 5}, recency[] = {0, 4, 30}, age[] = {10, 20, 40};
  const Summary summary{x, recency, age, {}, {}, {}};
  for (const Model& model : {bg(), mbg(), pareto(), regular(), donors()}) {
    INFO(model.kind());
    double none[3], alive[3], trips[3], asked[3];
    REQUIRE(model.forecast(summary, 13.0, {none, alive, trips}).ok());
    for (const auto& [what, values] :
         {std::pair{"p_none", none}, {"p_alive", alive}, {"trips", trips}}) {
      REQUIRE(model.predict(summary, what, 13.0, 0.0, asked).ok());
      for (int i = 0; i < 3; ++i) CHECK(near(values[i], asked[i], 1e-13));
    }
    double only[3];
    REQUIRE(model.forecast(summary, 13.0, {{}, only, {}}).ok());
    CHECK(only[1] == alive[1]);
    CHECK(model.forecast(summary, 13.0, {{none, 2}, {}, {}}).code() ==
          ErrorCode::argument);
    CHECK(model.forecast(summary, -1.0, {none, {}, {}}).code() == ErrorCode::argument);
  }
}

// The engine asks for one customer at a time, a table for many that share a series.
TEST_CASE("model: one customer alone and among many get the same", "[churn][model]") {
  for (const char* kind : {"mbg_nbd", "mbg_cnbd_k", "bg_cnbd_k"}) {
    patron::churn::Parameters parameters;
    parameters.kind = patron::churn::find_kind(kind)->kind;
    parameters.k = std::string_view(kind) == "mbg_nbd" ? 1 : 3;
    parameters.p = {0.53, 6.2, 0.9, 1.6};
    patron::churn::PurchaseSeries shared;
    for (const double horizon : {0.1, 26.0, 104.0, 2000.0})
      for (const double x : {0.0, 1.0, 2.0, 7.0, 19.0, 60.0, 300.0})
        for (const double age : {1.0, 30.0, 400.0}) {
          const patron::churn::Row row{x, x > 0.0 ? 0.6 * age : 0.0, age, 0.0, 0.0, 1.0};
          patron::churn::Question question{patron::churn::What::trips, horizon, 0.0};
          const double alone = answer(parameters, row, question);
          question.shared = &shared;
          INFO(kind << " x " << x << " T " << age << " horizon " << horizon);
          CHECK(near(answer(parameters, row, question), alone, 1e-12));
        }
  }
}

TEST_CASE("model: a broken artifact says where", "[churn][model][error]") {
  const char* broken[] = {
      "{",
      R"({"params": {}})",
      R"({"kind": "sbg"})",
      R"({"kind": "sbg", "params": {"alpha": 1}})",
      R"({"kind": "sbg", "params": {"alpha": 1, "beta": 0}})",
      R"({"kind": "mbg_cnbd_k", "params": {"k": 1.5, "r": 1, "alpha": 1, "a": 1,
          "b": 1}})",
      R"({"format": "1", "kind": "sbg", "params": {"alpha": 1, "beta": 1}})"};
  for (const char* json : broken) {
    INFO(json);
    CHECK(Model::read(json).status().code() == ErrorCode::model);
  }
  const auto typo =
      Model::read("{\"kind\": \"sbg\",\n \"params\": {\"alhpa\": 1, \"beta\": 1}}");
  CHECK(typo.status().code() == ErrorCode::model);
  CHECK(typo.status().place().line == 2);
}

TEST_CASE("model: an artifact of a later format is refused", "[churn][model][error]") {
  const auto read = [](const std::string& format) {
    return Model::read("{\"kind\": \"sbg\", " + format +
                       "\"params\": {\"alpha\": 1, \"beta\": 1}}");
  };
  CHECK(read("").ok());
  CHECK(read("\"format\": 1, ").ok());
  const auto later = read("\"format\": 2, ");
  CHECK(later.status().code() == ErrorCode::model);
  CHECK(later.status().place().path == "/format");
  CHECK(later.status().message().find("found 2") != std::string::npos);
  CHECK(read("")->json().find("\"format\":1,") != std::string::npos);
}
