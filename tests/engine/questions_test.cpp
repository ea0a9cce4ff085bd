// SPDX-License-Identifier: Apache-2.0
// Questions about a customer. Probabilities and intervals are worked by hand.
#include "engine/club.hpp"

using namespace club;

namespace {

Guest traveller() {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  guest.accepts(completed("B1", "2026-03-20"));
  return guest;
}

std::string survey(const char* id, const char* day, const char* instrument, int answer) {
  const std::string name(instrument);
  return event("survey", id, day,
               R"("instrument":")" + name + R"(","answers":{")" + name + "\":" +
                   std::to_string(answer) + "}");
}

}  // namespace

TEST_CASE("assess: a probability is of a horizon, and has its reasons",
          "[engine][assess]") {
  const Guest guest = traveller();
  const auto soon = guest.engine.assess(guest.member, noon("2026-03-21"));
  REQUIRE(soon.ok());
  CHECK(soon->customer == "C1");
  CHECK(soon->churn_scored);
  CHECK(soon->churn_risk.text() == "0.500000");  // The base rate.
  CHECK(soon->churn_band == "calm");
  CHECK(soon->churn_horizon_days == 365);
  CHECK_FALSE(soon->churn_calibrated);
  CHECK(soon->reasons.empty());
  CHECK_FALSE(soon->overdue_ratio);
  CHECK(soon->action_next == "care.actions.call");
  CHECK(soon->action_due == night("2026-03-27"));

  const auto later = guest.engine.assess(guest.member, noon("2026-10-01"));
  REQUIRE(later.ok());
  // 1 / (1 + exp(-1)) = 0.731059.
  CHECK(later->churn_risk.text() == "0.731059");
  CHECK(later->churn_band == "at_risk");
  REQUIRE(later->reasons.size() == 1);
  CHECK(later->reasons[0].id == "churn.signals.idle");
  CHECK(later->reasons[0].contribution.text() == "1.000000");
  CHECK(later->reasons[0].text() == "half a year without a trip");
  REQUIRE(later->balances.size() == 1);
  CHECK(later->balances[0].currency == "miles");
  CHECK(later->balances[0].active == 880);
  CHECK(later->balances[0].expiring == 880);
  CHECK(later->balances[0].expire_on == *Date::parse("2027-03-20"));
  REQUIRE(later->standings.size() == 1);
  CHECK(later->standings[0].tier == "member");
  CHECK(later->standings[0].next == "gold");
  CHECK(later->complaints_open == 0);
  const Table row = later->table();
  CHECK(row.rows() == 1);
  CHECK(row.text(0, row.column("churn_band")) == "at_risk");
  // The question changed nothing: the answer of March is still the same.
  CHECK(guest.engine.assess(guest.member, noon("2026-03-21"))->churn_risk.value ==
        soon->churn_risk.value);
}

TEST_CASE("assess: who has a booking is alive, who never travelled is not scored",
          "[engine][assess]") {
  Guest guest(engine_of());
  CHECK_FALSE(guest.engine.assess(guest.member, noon("2026-03-21"))->churn_scored);
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  CHECK_FALSE(guest.engine.assess(guest.member, noon("2026-03-21"))->churn_scored);
  Guest twice = traveller();
  twice.accepts(booking("B2", "2026-04-01", "10.00"));
  CHECK(twice.engine.assess(twice.member, noon("2026-04-02"))->churn_risk.value == 0);
}

TEST_CASE("assess: satisfaction says how sure it is", "[engine][assess]") {
  Guest guest = traveller();
  const auto index = [&](const char* day) {
    return guest.engine.assess(guest.member, noon(day))->satisfaction;
  };
  // Nobody asked: the prior 50 of weight 2, 1.96 x 20 / sqrt 2 = 27.72 either way.
  CHECK(index("2026-03-22").value.text() == "50.00");
  CHECK(index("2026-03-22").low.text() == "22.28");
  CHECK(index("2026-03-22").high.text() == "77.72");
  CHECK(index("2026-03-22").n == 0);
  CHECK_FALSE(index("2026-03-22").reportable);
  guest.accepts(survey("s1", "2026-03-22", "recommend", 10));
  // (2 x 50 + 100) / 3 and 1.959964 x 20 / sqrt 3 = 22.6317.
  CHECK(index("2026-03-22").value.text() == "66.67");
  CHECK(index("2026-03-22").low.text() == "44.03");
  CHECK(index("2026-03-22").high.text() == "89.30");
  CHECK_FALSE(index("2026-03-22").reportable);  // 45 wide.
  guest.accepts(survey("s2", "2026-03-22", "day", 5));
  CHECK(index("2026-03-22").value.text() == "75.00");
  CHECK(index("2026-03-22").n_effective.text() == "2.00");
  CHECK(index("2026-03-22").reportable);  // 2 x 19.60 = 39.20 wide.
  // A half-life later each answer weighs a half: (100 + 100) / 3.
  CHECK(index("2026-09-18").value.text() == "66.67");
  const auto assessment = guest.engine.assess(guest.member, noon("2026-03-22"));
  REQUIRE(assessment->touchpoints.size() == 1);
  CHECK(assessment->touchpoints[0].first == "itinerary");
  CHECK(assessment->weakest_touchpoint == "itinerary");
  CHECK(guest.refuses(survey("s3", "2026-03-23", "recommend", 11)).place().path ==
        "/answers/recommend");
}

TEST_CASE("assess: an instant that no calendar has is no question",
          "[engine][assess][error]") {
  const Guest guest = traveller();
  for (const Instant far : {Instant::never(), Instant{INT64_MIN}}) {
    CHECK(guest.engine.assess(guest.member, far).status().code() == ErrorCode::argument);
    CHECK(guest.engine.explain_assessment(guest.member, far).status().code() ==
          ErrorCode::argument);
    CHECK(guest.engine.balance(guest.member, 0, far).status().code() ==
          ErrorCode::argument);
    CHECK(guest.engine.tier(guest.member, 0, far).status().code() == ErrorCode::argument);
    CHECK(guest.engine.holdings(guest.member, "lots", far).status().code() ==
          ErrorCode::argument);
  }
  CHECK(guest.engine.statement(guest.member, Date{INT32_MIN}, Date{INT32_MAX})
            .status()
            .code() == ErrorCode::argument);
}

TEST_CASE("explain: the pieces add up to the answer", "[engine][assess]") {
  Guest guest = traveller();
  guest.accepts(survey("s1", "2026-03-22", "recommend", 10));
  const auto table = guest.engine.explain_assessment(guest.member, noon("2026-10-01"));
  REQUIRE(table.ok());
  std::string pieces;
  std::int64_t log_odds = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    pieces += std::string(table->text(row, table->column("piece"))) + " ";
    log_odds += table->int64(row, table->column("contribution"));
  }
  CHECK(pieces == "satisfaction.index satisfaction.response churn.base_rate "
                  "churn.signals.idle churn.risk ");
  CHECK(log_odds == 1'000'000);  // ln(0.5 / 0.5) + 1.
  CHECK(table->text(3, table->column("value")) == "metrics.recency_days = 195");
}

TEST_CASE("holdings: everything that a customer holds can be looked at",
          "[engine][holdings]") {
  Guest guest = traveller();
  guest.accepts(event("customer", "p", "2026-03-21",
                      R"("city":"Xi'an","district":null,"diet":"halal")"));
  const Instant now = noon("2026-03-21");
  for (const char* what :
       {"accounts", "actions", "balances", "events", "lots", "metrics", "profile",
        "requests", "responses", "signals", "tiers", "trips", "undecided"}) {
    CAPTURE(what);
    CHECK(guest.engine.holdings(guest.member, what, now).ok());
    // Of somebody of whom nothing is known there is nothing to say, but no error.
    CHECK(guest.engine.holdings(Member(guest.engine, "C2"), what, now).ok());
  }
  CHECK(guest.holdings("trips", now) ==
        R"({"booked_on":"2026-03-02","net":"880.50","ref":"B1","refunded":"0.00",)"
        R"("state":"completed"})"
        "\n");
  CHECK(guest.holdings("tiers", now) == "{\"ladder\":\"club\",\"tier\":\"member\"}\n");
  CHECK(guest.holdings("profile", now).find("\"city\"") != std::string::npos);
  CHECK(guest.holdings("profile", now).find("district") == std::string::npos);
  CHECK(guest.holdings("profile", now).find("halal") != std::string::npos);
  CHECK(guest.holdings("metrics", now)
            .find(R"("metric":"spend_year","value":"880.50")") != std::string::npos);
  CHECK(guest.holdings("actions", now).find("\"owner\":\"advisor\"") !=
        std::string::npos);
  // As it was: before the trip was over.
  CHECK(guest.holdings("trips", noon("2026-03-10")).find("booked\"") !=
        std::string::npos);
  CHECK(guest.holdings("events", noon("2026-03-10")).find("B1-c") == std::string::npos);
  const auto nothing = guest.engine.holdings(guest.member, "luggage", now);
  CHECK(nothing.status().code() == ErrorCode::not_found);
  CHECK(nothing.status().message().find("balances") != std::string::npos);

  CHECK(guest.engine.balance(guest.member, 1, now).status().code() ==
        ErrorCode::argument);
  CHECK(guest.engine.balance(guest.member, -1, now).status().code() ==
        ErrorCode::argument);
  CHECK(guest.engine.tier(guest.member, 1, now).status().code() == ErrorCode::argument);
  CHECK(guest.active(noon("2026-03-19")) == 0);
  CHECK(guest.pending(noon("2026-03-19")) == 880);
}

TEST_CASE("statement: every effect of some days, as first due", "[engine][statement]") {
  Guest guest = traveller();
  guest.accepts(redemption("s", "2026-03-25", 80));
  const auto whats = [&](const char* from, const char* to) {
    const auto table =
        guest.engine.statement(guest.member, *Date::parse(from), *Date::parse(to));
    REQUIRE(table.ok());
    std::string all;
    for (std::size_t row = 0; row < table->rows(); ++row)
      all += std::string(table->text(row, table->column("what"))) + " ";
    return all;
  };
  CHECK(whats("2026-03-01", "2026-03-31") == "hold activate due burn overdue ");
  CHECK(whats("2026-03-20", "2026-03-20") == "activate due ");
  CHECK(whats("2026-03-21", "2026-03-24").empty());
  CHECK(whats("2026-03-25", "2026-03-20").empty());
  CHECK(whats("2026-09-01", "2026-09-30") == "raised ");
}

TEST_CASE("reconcile: an honest history has no findings", "[engine][reconcile]") {
  Guest guest = traveller();
  CHECK(guest.reconciled());
  guest.advances(noon("2027-03-25"));
  CHECK(guest.active(noon("2027-03-25")) == 0);
  CHECK(guest.reconciled());
  CHECK(guest.engine.reconcile(Member(guest.engine, "C2"))->rows() == 0);
}

TEST_CASE("holdings: rewards as the customer sees them", "[engine][question]") {
  std::string pack = kPack;
  const std::string at = R"("points": {)";
  pack.insert(pack.find(at) + at.size(), R"("rewards": {
      "big": {"price": {"currency": "miles", "points": 500}},
      "gold_only": {"price": {"currency": "miles", "points": 10},
                    "when": "tiers.club == 'gold'"},
      "mug": {"price": {"currency": "miles", "points": 60}, "limit": {"count": 1}}},)");
  Guest guest(*Engine::compile(pack));
  guest.accepts(event("points_adjusted", "a", "2026-03-01", R"("points":100)"));
  const auto rows = [&] {
    const auto table = guest.engine.holdings(guest.member, "rewards", noon("2026-03-02"));
    REQUIRE(table.ok());
    return table->json();
  };
  CHECK(rows() ==
        R"({"affordable":false,"currency":"miles","offered":true,"points":500,)"
        R"("reward":"big"})" "\n"
        R"({"affordable":true,"currency":"miles","offered":false,"points":10,)"
        R"("reward":"gold_only","why_not":"gold_only needs tiers.club == 'gold'"})" "\n"
        R"({"affordable":true,"currency":"miles","offered":true,"points":60,)"
        R"("reward":"mug"})" "\n");
  guest.accepts(event("redemption", "r", "2026-03-02", R"("points":60,"reward":"mug")"));
  CHECK(rows().find("mug was given 1 of 1 times") != std::string::npos);
  CHECK(guest.refuses(event("redemption", "x", "2026-03-02",
                            R"("points":60,"reward":"cup")"))
            .place()
            .path == "/reward");
  CHECK(guest.refuses(event("redemption", "y", "2026-03-02",
                            R"("points":50,"reward":"big")"))
            .message() == "big costs 500 miles; 50 asked");
}
