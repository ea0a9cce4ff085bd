// SPDX-License-Identifier: Apache-2.0
// Models, cadence and calibration of a pack, with probabilities worked by hand.
#include <cmath>

#include "club.hpp"

using namespace club;

namespace {

// A pack that has nothing but trips and a churn section.
std::string pack_with(const std::string& churn) {
  return R"({"patron": 1, "id": "trips", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2020-01-01"},
    "attributes": {"customer": {"rank": "int?", "guess": "decimal(3)?"}},
    "churn": )" + churn + "}";
}

std::string model_of(const std::string& model, const std::string& more = "") {
  return pack_with(R"({"horizon": "70 days", "models": {"m": )" + model +
                   R"(}, "scorecard": {"base_rate": 0.4})" + more + "}");
}

// Trips completed on 1 January, 15 January and 12 February 2026, of 70, 50 and 90 yuan:
// x = 2, t_x = 42 days.
Guest regular(const std::string& pack) {
  Guest guest(engine_of(pack));
  for (const auto& [ref, day, amount] :
       {std::tuple("a", "2026-01-01", "70.00"), std::tuple("b", "2026-01-15", "50.00"),
        std::tuple("c", "2026-02-12", "90.00")}) {
    guest.accepts(booking(ref, day, amount));
    guest.accepts(completed(ref, day));
  }
  return guest;
}

const std::string kBg = R"({"kind": "bg_nbd", "unit": "1 week",
  "params": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426})";

}  // namespace

TEST_CASE("risk: a model alone gives its own probability back", "[engine][risk]") {
  // Note 004 of Fader and Hardie: P(alive) = 1 / (1 + a / (b + x - 1) ((alpha + T) /
  // (alpha + t_x))^(r + x)) with x = 2, t_x = 6, T = 9 weeks: 0.710027; P(none in 10
  // weeks) = 1 - P(alive) (1 - ((alpha + T) / (alpha + T + 10))^(r + x)).
  Guest guest = regular(model_of(
      kBg + R"(, "spend": {"params": {"p": 6.25, "q": 3.74, "v": 15.44}}})",
      R"(, "bands": [{"id": "calm"}, {"id": "watch", "at_least": 0.4}])"));
  const auto found = guest.engine.assess(guest.member, noon("2026-03-05"));
  REQUIRE(found.ok());
  CHECK(found->churn_model == "m");
  CHECK(found->p_alive->text() == "0.710027");
  CHECK(found->churn_risk.text() == "0.493515");
  CHECK(found->churn_band == "watch");
  CHECK(found->trips_expected->text() == "1.0178");
  CHECK(found->trips_missed->text() == "0.65");  // 3 (r + 2) / (alpha + 6)
  // Gamma-Gamma: p (v + 2 x 70) / (2 p + q - 1) = 63.7467 a trip, times 1.017804.
  CHECK(found->value_expected->text() == "64.88");
  CHECK(found->currency == "CNY");
  REQUIRE(found->reasons.size() == 1);
  CHECK(found->reasons[0].id == "churn.models.m");
  CHECK(found->reasons[0].contribution.text() == "0.379524");
  CHECK(found->reasons[0].text("zh") == "模型按以往出行推算");
  const Table row = found->table();
  CHECK(row.text(0, row.column("value_currency")) == "CNY");
  CHECK(row.text(0, row.column("churn_model")) == "m");
  const auto explained =
      guest.engine.explain_assessment(guest.member, noon("2026-03-05"));
  REQUIRE(explained.ok());
  CHECK(explained->json().find("frequency = 2, recency = 6.0000, T = 9.0000, horizon = "
                               "10.0000, P(alive) = 0.710027, P(none) = 0.493515") !=
        std::string::npos);
}

// As above with activity 0.5 for the few who are local: alpha = 4.414 e^-0.5 = 2.677226,
// and dropout -0.25: a = 0.793 e^-0.25 = 0.617588, b = 2.426 e^-0.25 = 1.889371.
TEST_CASE("risk: covariates make the parameters the customer's own", "[engine][risk]") {
  const std::string model = kBg + R"(, "covariates": {
      "local": {"value": "customer.rank == 1", "activity": 0.5, "dropout": -0.25}}})";
  const auto p_alive = [&](const std::string& attributes) {
    Guest guest(engine_of(model_of(model)));
    if (!attributes.empty())
      guest.accepts(event("customer", "p", "2026-01-01", attributes));
    for (const auto& [ref, day] : {std::pair("a", "2026-01-01"),
                                   std::pair("b", "2026-01-15"),
                                   std::pair("c", "2026-02-12")}) {
      guest.accepts(booking(ref, day, "70.00"));
      guest.accepts(completed(ref, day));
    }
    const auto found = guest.engine.assess(guest.member, noon("2026-03-05"));
    REQUIRE(found.ok());
    return found->p_alive ? found->p_alive->text() : found->churn_model;
  };
  const auto closed_form = [](double alpha, double a, double b) {
    return 1.0 / (1.0 + a / (b + 1.0) * std::pow((alpha + 9.0) / (alpha + 6.0), 2.243));
  };
  CHECK(std::stod(p_alive(R"("rank": 1)")) ==
        Approx(closed_form(2.677226, 0.617588, 1.889371)).margin(1e-6));
  CHECK(p_alive(R"("rank": 2)") == "0.710027");  // A covariate of 0 changes nothing.
}

TEST_CASE("risk: weights, score and calibration", "[engine][risk]") {
  Guest guest = regular(pack_with(R"({"horizon": "70 days",
    "models": {"m": )" + kBg + R"(}}, "calibration": {"method": "platt", "by": "month",
      "maps": {"03": {"slope": 0.93, "intercept": -0.08}}, "fitted": {}},
    "scorecard": {"base_rate": 0.4,
                  "score": {"base": 600, "odds": 19, "double": 50}}})"));
  const auto march = guest.engine.assess(guest.member, noon("2026-03-05"));
  REQUIRE(march.ok());
  CHECK(march->churn_risk.text() == "0.473992");  // logistic(-0.08 + 0.93 z)
  CHECK(march->churn_calibrated);
  CHECK(march->churn_score == 389);  // 600 + 50 / ln 2 (-z - ln 19)
  const auto april = guest.engine.assess(guest.member, noon("2026-04-05"));
  REQUIRE(april.ok());
  CHECK_FALSE(april->churn_calibrated);  // No map of April.

  Guest steps = regular(model_of(kBg + "}", R"(, "calibration": {"method": "isotonic",
    "maps": {"all": {"knots": [[0, 0.1], [0.5, 0.3], [1, 0.9]]}}, "fitted": {}})"));
  CHECK(steps.engine.assess(steps.member, noon("2026-03-05"))->churn_risk.text() ==
        "0.297406");  // 0.1 + 0.2 x 0.493515 / 0.5
}

TEST_CASE("risk: the cadence is evidence of being late", "[engine][risk]") {
  // Gaps of 14 and 28 days and three of the pool's: mu = (ln 14 + ln 28 + 3 ln 60) / 5,
  // sigma^2 = (3 x 0.49 + the squares) / 5; 21 days are over with probability 0.200006.
  const auto contribution = [](const std::string& law) {
    Guest guest = regular(pack_with(R"({"cadence": {"gaps": ")" + law + R"(",
      "pool": {"median": "60 days", "spread": 0.7}},
      "scorecard": {"base_rate": 0.4, "weights": {"cadence": 0.5}}})"));
    const auto found = guest.engine.assess(guest.member, noon("2026-03-05"));
    REQUIRE(found.ok());
    REQUIRE(found->reasons.size() == 1);
    CHECK(found->reasons[0].id == "churn.cadence");
    return found->reasons[0].contribution.number();
  };
  const auto half_logit = [](double p) { return 0.5 * std::log(p / (1.0 - p)); };
  CHECK(contribution("lognormal") == Approx(half_logit(0.200005566)).margin(2e-6));
  CHECK(contribution("gamma") == Approx(half_logit(0.265890411)).margin(2e-6));
  CHECK(contribution("empirical") == Approx(half_logit(0.240104071)).margin(2e-6));
}

TEST_CASE("risk: the season clock stretches and shrinks time", "[engine][risk]") {
  // January and February count half a day each day, the others 1.1: t_x = 21 / 7 weeks,
  // T = (15 + 14 + 5.5) / 7, the horizon 77 / 7.
  Guest guest = regular(pack_with(R"({"horizon": "70 days",
    "season": {"weights": [0.5, 0.5, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1]},
    "models": {"m": )" + kBg + R"(}}, "scorecard": {"base_rate": 0.4}})"));
  CHECK(guest.engine.assess(guest.member, noon("2026-03-05"))->churn_risk.text() ==
        "0.405657");
}

TEST_CASE("risk: which model speaks", "[engine][risk]") {
  const std::string models = R"({"horizon": "70 days", "models": {
    "a_rest": )" + kBg + R"(},
    "b_host": {"kind": "external", "priority": 2, "when": "customer.rank == 2",
               "value": "customer.guess"}},
    "scorecard": {"base_rate": 0.4}})";
  Guest guest = regular(pack_with(models));
  CHECK(guest.engine.assess(guest.member, noon("2026-03-05"))->churn_model == "a_rest");
  guest.accepts(event("customer", "p", "2026-03-01", R"("rank":2,"guess":"0.125")"));
  const auto found = guest.engine.assess(guest.member, noon("2026-03-05"));
  CHECK(found->churn_model == "b_host");
  CHECK(found->churn_risk.text() == "0.125000");
  CHECK_FALSE(found->p_alive);
  // Not a probability: no evidence, and the base rate stands.
  guest.accepts(event("customer", "q", "2026-03-02", R"("rank":2,"guess":"1.250")"));
  CHECK(guest.engine.assess(guest.member, noon("2026-03-05"))->churn_risk.text() ==
        "0.400000");
}

TEST_CASE("risk: opportunities and contracts count in calendar units", "[engine][risk]") {
  // BG/BB by month: the first trips are of January, one more of February; March is open.
  // x = 1, last at chance 1 of 1. Who came at the last chance stays for the next one with
  // (delta + 1) / (gamma + delta + 1) = 3.78 / 4.44 = 0.851351.
  Guest guest = regular(model_of(R"({"kind": "bg_bb", "unit": "1 month", "params":
    {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78}})"));
  const auto explained =
      guest.engine.explain_assessment(guest.member, noon("2026-03-05"));
  REQUIRE(explained.ok());
  CHECK(explained->json().find("frequency = 1, recency = 1.0000, T = 1.0000, horizon = "
                               "2.0000") != std::string::npos);
  CHECK(guest.engine.assess(guest.member, noon("2026-03-05"))->p_alive->text() ==
        "0.851351");
  // sBG: two months of tenure on 5 March, from 1 January; the contract ends within two
  // with 1 - (beta + 2) (beta + 3) / ((alpha + beta + 2) (alpha + beta + 3)).
  Guest contract = regular(model_of(R"({"kind": "sbg", "unit": "1 month", "params":
    {"alpha": 1, "beta": 3}})"));
  CHECK(contract.engine.assess(contract.member, noon("2026-03-05"))->churn_risk.text() ==
        "0.285714");  // 1 - 5 x 6 / (6 x 7)
}

TEST_CASE("risk: care reads it, signals may not", "[engine][risk]") {
  const std::string churn = R"({"horizon": "70 days", "models": {"m": )" + kBg +
                            R"(}}, "scorecard": {"base_rate": 0.4}})";
  std::string pack = pack_with(churn);
  pack = replaced(pack, R"("attributes")", R"("roles": {"advisor": {}},
    "care": {"actions": {"call": {"on": "contact", "do": "win_back", "due": "7 days",
      "owner": "advisor", "reason": "call",
      "when": "churn.probability > 0.4 && churn.p_alive > 0.7 && churn.seasons_missed < 1"
    }}}, "attributes")");
  Guest guest = regular(pack);
  guest.accepts(event("contact", "k1", "2026-02-13"));
  CHECK(guest.told().empty());
  guest.accepts(event("contact", "k2", "2026-03-05"));
  CHECK(guest.told() == std::vector<std::string>{"action due"});
}

TEST_CASE("risk: the anniversary of the last trip went by unused", "[engine][risk]") {
  const std::string pack = pack_with(R"({"season": {"own": "30 days"}, "signals": {"away":
    {"when": "churn.seasons_missed >= 2", "weight": 1.5, "reason": "two summers away"}},
    "scorecard": {"base_rate": 0.5}})");
  Guest guest = regular(pack);
  // 12 February 2028 and 30 days is 13 March; the day after, it is missed.
  guest.advances(night("2027-03-14"));  // One is missed, not two.
  guest.advances(night("2028-03-13"));
  CHECK(guest.told().empty());
  guest.advances(night("2028-03-14"));
  CHECK(guest.told() == std::vector<std::string>{"signal raised"});
}

TEST_CASE("risk: a snapshot keeps the months and the first day's spend",
          "[engine][risk]") {
  Guest guest = regular(model_of(R"({"kind": "bg_bb", "unit": "1 month", "params":
    {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78},
    "spend": {"params": {"p": 6.25, "q": 3.74, "v": 15.44}}})"));
  const std::string bytes = guest.member.save();
  Member again(guest.engine, "C1");
  REQUIRE(again.load(bytes).ok());
  CHECK(guest.engine.assess(again, noon("2026-03-05"))->table().json() ==
        guest.engine.assess(guest.member, noon("2026-03-05"))->table().json());
}
