// SPDX-License-Identifier: Apache-2.0
// The backtest against the same done step by step, and that it sees no future.
#include <random>

#include "oracles.hpp"
#include "patron/backtest.hpp"

using namespace patron::churn;
using patron::Date;
using patron::ErrorCode;
using patron::Model;

namespace {

Date day(std::string_view text) {
  return *Date::parse(text);
}

struct Log {
  std::vector<std::int64_t> customer;
  std::vector<Date> date;
  Trips trips() const { return {customer, date, {}}; }
};

// 300 customers of 2023 to 2025 who travel about every 40 days and leave at some time.
Log travellers() {
  Log log;
  std::mt19937_64 random(11);
  for (std::int64_t who = 0; who < 300; ++who) {
    std::int32_t at = day("2023-01-01").days + static_cast<std::int32_t>(random() % 700);
    const std::int32_t end = at + 20 + static_cast<std::int32_t>(random() % 900);
    for (; at < end && at <= day("2025-12-31").days;
         at += 10 + static_cast<std::int32_t>(random() % 60)) {
      log.customer.push_back(who);
      log.date.push_back({at});
    }
  }
  return log;
}

BacktestOptions asked() {
  BacktestOptions options;
  options.as_of = {day("2025-06-30")};
  options.log_end = day("2025-12-31");
  options.horizon_days = 180;
  options.calibrate = "platt";
  return options;
}

// The summary as of a day with who left, step by step.
Summaries seen_on(const Log& log, Date as_of, std::vector<double>& left) {
  SummaryOptions how;
  how.as_of = as_of;
  how.holdout_end = Date{as_of.days + 180};
  const auto made = summarise(log.trips(), how);
  REQUIRE(made.ok());
  left.clear();
  for (const double trips : made->trips_holdout) left.push_back(trips == 0.0);
  return *made;
}

std::vector<double> risks(const Summaries& seen) {
  const auto model = Model::fit("mbg_nbd", seen.summary());
  REQUIRE(model.ok());
  std::vector<double> out(seen.customer.size());
  REQUIRE(model->predict(seen.summary(), "p_none", 180.0 / 7, 0.0, out).ok());
  return out;
}

}  // namespace

TEST_CASE("backtest: the same as step by step", "[churn][backtest]") {
  const Log log = travellers();
  const auto rows = backtest(log.trips(), asked());
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 4);
  CHECK((*rows)[0].evidence == "recency");
  CHECK((*rows)[1].evidence == "overdue");
  CHECK((*rows)[2].evidence == "mbg_nbd");
  CHECK((*rows)[3].evidence == "mbg_nbd platt");
  std::vector<double> left_then, left_now;
  const Summaries then = seen_on(log, day("2024-06-30"), left_then);
  const Summaries now = seen_on(log, day("2025-06-30"), left_now);
  std::vector<double> risk = risks(now);
  CHECK((*rows)[2].quality.brier == evaluate(risk, left_now)->brier);
  const auto map = fit_platt(risks(then), left_then);
  REQUIRE(map.ok());
  for (double& each : risk) each = map->apply(each);
  CHECK((*rows)[3].quality.brier == evaluate(risk, left_now)->brier);
  CHECK((*rows)[3].quality.n == static_cast<double>(left_now.size()));
  // Ranking by a line of one figure is ranking by the figure, but for those whom the line
  // calls certain.
  std::vector<double> since;
  for (std::size_t i = 0; i < now.T.size(); ++i)
    since.push_back((now.T[i] - now.recency[i]) / 1000.0);
  CHECK((*rows)[0].quality.auc == Approx(evaluate(since, left_now)->auc).margin(1e-4));
}

TEST_CASE("backtest: what comes after the horizon changes nothing",
          "[churn][backtest]") {
  Log log = travellers();
  BacktestOptions options = asked();
  options.season = true;
  const auto before = backtest(log.trips(), options);
  for (std::int64_t who = 0; who < 300; ++who) {
    log.customer.push_back(who);
    log.date.push_back(day("2025-12-30"));  // Day 183 after.
  }
  const auto after = backtest(log.trips(), options);
  REQUIRE((before.ok() && after.ok()));
  for (std::size_t i = 0; i < before->size(); ++i)
    CHECK((*before)[i].quality.log_loss == (*after)[i].quality.log_loss);
}

TEST_CASE("backtest: a young log has models only", "[churn][backtest]") {
  BacktestOptions options = asked();
  options.as_of = {day("2023-12-31")};
  const auto rows = backtest(travellers().trips(), options);
  REQUIRE(rows.ok());
  REQUIRE(rows->size() == 1);
  CHECK((*rows)[0].evidence == "mbg_nbd");
}

TEST_CASE("backtest: refusals", "[churn][backtest]") {
  const Log log = travellers();
  const auto code = [&](auto&& change) {
    BacktestOptions options = asked();
    change(options);
    const auto rows = backtest(log.trips(), options);
    return rows.ok() ? ErrorCode::ok : rows.status().code();
  };
  CHECK(code([](auto& o) { o.as_of.clear(); }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.horizon_days = 0; }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.horizon_days = 185; }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.models = {"bg_bb"}; }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.models = {"bg"}; }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.calibrate = "plat"; }) == ErrorCode::argument);
  CHECK(code([](auto& o) { o.as_of = {day("2022-01-01")}; }) == ErrorCode::argument);
  Log odd = log;
  odd.customer.push_back(1);
  odd.date.push_back({-2'000'000'000});
  BacktestOptions seasonal = asked();
  seasonal.season = true;
  CHECK(backtest(odd.trips(), seasonal).status().code() == ErrorCode::table);
  CHECK(backtest({}, asked()).status().code() == ErrorCode::argument);
}
