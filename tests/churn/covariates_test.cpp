// SPDX-License-Identifier: Apache-2.0
// What is known of a customer shifts the rate and the leaving: as the formulas say, and
// as far as customers drawn with it show.
#include "churn/covariates.hpp"

#include "oracles.hpp"

using oracles::near;
using patron::ErrorCode;
using patron::Model;
using patron::Summary;

namespace {

constexpr char kOptions[] = R"({"unit": "1 week", "covariates": ["local", "web"]})";

std::string artifact(const char* kind, const char* params) {
  return std::string(R"({"kind":")") + kind + R"(","params":{)" + params +
         R"(},"covariates":{"local":{"activity":0.6,"dropout":-0.4},)"
         R"("web":{"activity":-0.3}}})";
}
const char* const kBg = R"("r":0.8,"alpha":6,"a":0.9,"b":2.5)";
const char* const kPareto = R"("r":0.8,"alpha":6,"s":0.7,"beta":12)";

Model read(const char* kind, const char* params) {
  auto model = Model::read(artifact(kind, params));
  REQUIRE(model.ok());
  return *model;
}

struct Drawn {
  std::vector<double> local, web, ages;
  Model::Simulated made;
  Summary summary() const {
    Summary out = made.summary();
    out.covariates = {local, web};
    return out;
  }
};
Drawn drawn(const Model& model, std::size_t customers) {
  Drawn out;
  for (std::size_t i = 0; i < customers; ++i) {
    out.local.push_back(i % 3 == 0 ? 1.0 : 0.0);
    out.web.push_back(static_cast<double>(i % 5));
    out.ages.push_back(60.0 + static_cast<double>(i % 7));
  }
  const Summary::Column columns[] = {out.local, out.web};
  auto made = model.simulate(out.ages, 0.0, 11, columns);
  REQUIRE(made.ok());
  out.made = std::move(*made);
  return out;
}

double log_likelihood(const std::string& json, const Summary& summary) {
  std::vector<double> values(summary.frequency.size());
  const auto model = Model::read(json);
  REQUIRE(model.ok());
  REQUIRE(model->predict(summary, "log_likelihood", 0.0, 0.0, values).ok());
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum;
}

}  // namespace

// By hand: local 1 and web 2 make activity 0.6 - 0.6 = 0 and dropout -0.4.
TEST_CASE("covariates: the parameters of a customer", "[churn][covariates]") {
  patron::churn::Parameters p;
  p.kind = patron::churn::Kind::bg_nbd;
  p.p = {0.8, 6.0, 0.9, 2.5};
  const patron::churn::Effects effects{{0.6, -0.3}, {-0.4, 0.0}};
  const double both[] = {1.0, 2.0}, local[] = {1.0, 0.0};
  const auto bg = shifted(p, effects, both);
  CHECK(near(bg.p[1], 6.0, 1e-12));
  CHECK(near(bg.p[2], 0.9 * 0.670320046035639301, 1e-12));  // e^-0.4
  CHECK(near(bg.p[3], 2.5 * 0.670320046035639301, 1e-12));
  p.kind = patron::churn::Kind::pareto_nbd;
  p.p = {0.8, 6.0, 0.7, 12.0};
  const auto pareto = shifted(p, effects, local);
  CHECK(near(pareto.p[1], 6.0 * 0.548811636094026433, 1e-12));  // e^-0.6
  CHECK(near(pareto.p[3], 12.0 * 1.49182469764127032, 1e-12));  // e^0.4
  CHECK(pareto.p[0] == 0.8);
  CHECK(pareto.p[2] == 0.7);
}

TEST_CASE("covariates: customers drawn with them give them back", "[churn][covariates]") {
  struct Case {
    const char* kind;
    const char* params;
    std::size_t customers;
  };
  for (const Case& each : {Case{"bg_nbd", kBg, 20000}, Case{"mbg_nbd", kBg, 20000},
                           Case{"pareto_nbd", kPareto, 6000}}) {
    INFO(each.kind);
    const Model truth = read(each.kind, each.params);
    const Drawn data = drawn(truth, each.customers);
    const auto fitted = Model::fit(each.kind, data.summary(), kOptions);
    REQUIRE(fitted.ok());
    CHECK(fitted->status() == "converged");
    for (const auto name : fitted->parameter_names()) {
      INFO(name);
      const double error = fitted->standard_error(name);
      CHECK(error > 0.0);
      CHECK(std::abs(fitted->parameter(name) - truth.parameter(name)) < 4.0 * error);
    }
    // The effect of being local is told apart from none.
    CHECK(fitted->parameter("activity.local") >
          6.0 * fitted->standard_error("activity.local"));
  }
}

// The likelihood summed customer by customer, each with parameters of its own, is highest
// at the fit: moving any effect either way lowers it.
TEST_CASE("covariates: the fit is the top of the likelihood", "[churn][covariates]") {
  for (const char* kind : {"mbg_nbd", "pareto_nbd"}) {
    const bool pareto = std::string_view(kind) == "pareto_nbd";
    const Drawn data = drawn(read(kind, pareto ? kPareto : kBg), 1500);
    const auto fitted = Model::fit(kind, data.summary(), kOptions);
    REQUIRE(fitted.ok());
    const auto written = [&](const char* moved, double by) {
      const auto value = [&](const char* name) {
        return std::to_string(fitted->parameter(name) *
                              (std::string_view(name) == moved ? 1.0 + by : 1.0));
      };
      std::string params;
      for (const char* name : {"r", "alpha"})
        params += std::string("\"") + name + "\":" + value(name) + ",";
      const char* third = pareto ? "s" : "a";
      const char* fourth = pareto ? "beta" : "b";
      params += std::string("\"") + third + "\":" + value(third) + ",\"" + fourth +
                "\":" + value(fourth);
      return std::string(R"({"kind":")") + kind + R"(","params":{)" + params +
             R"(},"covariates":{"local":{"activity":)" + value("activity.local") +
             ",\"dropout\":" + value("dropout.local") +
             "},\"web\":{\"activity\":" + value("activity.web") +
             ",\"dropout\":" + value("dropout.web") + "}}}";
    };
    const double top = log_likelihood(written("", 0.0), data.summary());
    CHECK(near(fitted->log_likelihood(), top, 1e-9));
    for (const char* name :
         {"activity.local", "dropout.local", "activity.web", "dropout.web", "alpha"}) {
      INFO(kind << " " << name);
      CHECK(log_likelihood(written(name, 0.02), data.summary()) < top);
      CHECK(log_likelihood(written(name, -0.02), data.summary()) < top);
    }
  }
}

TEST_CASE("covariates: neither order nor units change the fit", "[churn][covariates]") {
  const Drawn data = drawn(read("bg_nbd", kBg), 3000);
  const auto fitted = Model::fit("bg_nbd", data.summary(), kOptions);
  REQUIRE(fitted.ok());
  std::vector<std::vector<double>> turned;
  Summary back = data.summary();
  for (Summary::Column column :
       {back.frequency, back.recency, back.T, back.covariates[0], back.covariates[1]})
    turned.emplace_back(column.rbegin(), column.rend());
  const Summary reversed{
      turned[0], turned[1], turned[2], {}, {}, {}, {turned[3], turned[4]}};
  const auto again = Model::fit("bg_nbd", reversed, kOptions);
  REQUIRE(again.ok());
  CHECK(again->json() == fitted->json());

  for (double& web : turned[4]) web *= 1000.0;
  const Summary cents{
      turned[0], turned[1], turned[2], {}, {}, {}, {turned[3], turned[4]}};
  const auto scaled = Model::fit("bg_nbd", cents, kOptions);
  REQUIRE(scaled.ok());
  CHECK(near(1000.0 * scaled->parameter("activity.web"),
             fitted->parameter("activity.web"), 1e-8));
  CHECK(near(scaled->log_likelihood(), fitted->log_likelihood(), 1e-12));
}

TEST_CASE("covariates: what cannot be", "[churn][covariates][error]") {
  const Drawn data = drawn(read("bg_nbd", kBg), 60);
  const auto code = [&](const char* kind, const Summary& summary, const char* options) {
    return Model::fit(kind, summary, options).status().code();
  };
  Summary one = data.summary();
  one.covariates.pop_back();
  CHECK(code("bg_nbd", one, kOptions) == ErrorCode::argument);
  CHECK(code("bg_nbd", data.summary(), "{}") == ErrorCode::argument);
  CHECK(code("bg_bb", data.summary(), kOptions) == ErrorCode::argument);
  CHECK(code("bg_nbd", data.summary(), R"({"covariates": ["web", "local"]})") ==
        ErrorCode::argument);
  CHECK(code("bg_nbd", data.summary(), R"({"covariates": ["Web", "x"]})") ==
        ErrorCode::argument);
  std::vector<double> broken = data.local;
  broken[7] = std::nan("");
  Summary missing = data.summary();
  missing.covariates[0] = broken;
  const auto status = Model::fit("bg_nbd", missing, kOptions).status();
  CHECK(status.code() == ErrorCode::model);
  CHECK(status.place().row == 7);
  double value[60];
  CHECK(read("bg_nbd", kBg)
            .predict(data.made.summary(), "p_none", 5.0, 0.0, value)
            .code() == ErrorCode::argument);
  // Two columns that say the same cannot be told apart.
  Summary same = data.summary();
  same.covariates[1] = same.covariates[0];
  const auto ridge = Model::fit("bg_nbd", same, kOptions);
  REQUIRE(ridge.ok());
  CHECK(ridge->status() != "converged");
}
