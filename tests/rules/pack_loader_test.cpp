// SPDX-License-Identifier: Apache-2.0
#include "rules/pack_loader.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "base/hash.hpp"
#include "rules/environment.hpp"
#include "rules/literals.hpp"

using patron::Diagnostic;
using patron::ErrorCode;
using patron::Result;
using patron::Severity;
using patron::rules::CompiledPack;
using patron::rules::load_pack;
namespace base = patron::base;
namespace fs = std::filesystem;
namespace model = patron::model;
namespace rules = patron::rules;

namespace {

fs::path source() {
  const char* from = std::getenv("PATRON_SOURCE");
  return from == nullptr ? fs::current_path() : fs::path(from);
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Loaded {
  Result<CompiledPack> pack = patron::Status(ErrorCode::internal, "not loaded");
  std::vector<Diagnostic> findings;
};

Loaded load(const std::string& text) {
  Loaded out;
  out.pack = load_pack(text, out.findings);
  return out;
}

Loaded example(const std::string& name) {
  const std::string text = text_of(source() / "examples" / "packs" / name);
  REQUIRE_FALSE(text.empty());
  Loaded out = load(text);
  for (const Diagnostic& one : out.findings) {
    UNSCOPED_INFO(one.place.line.value_or(0)
                  << ":" << one.place.column.value_or(0) << " " << one.place.path << " "
                  << one.message);
  }
  REQUIRE(out.pack.ok());
  return out;
}

// A pack with one more section.
std::string with(const std::string& section) {
  return "{\n"
         "  \"patron\": 1, \"id\": \"small\", \"version\": \"3\",\n"
         "  \"timezone\": \"Asia/Shanghai\", \"currency\": \"CNY\",\n"
         "  \"effective\": {\"from\": \"2026-01-01\"}" +
         (section.empty() ? "" : ",\n  " + section) + "\n}";
}

std::string message(const std::string& section) {
  return load(with(section)).pack.status().message();
}

template <class List>
const auto& named(const List& list, std::string_view id) {
  const auto place = std::find_if(list.begin(), list.end(),
                                  [&](const auto& one) { return one.id == id; });
  REQUIRE(place != list.end());
  return *place;
}

const std::string kPoints =
    R"("points": {"currencies": {"miles": {}}, "earn": {
       "base": {"on": "booking", "currency": "miles",
                "rate": {"points": 1, "per": "1.00"}},
       "bonus": {"multiply": "1.25", "of": ["*"], "priority": 5},
       "again": {"multiply": "1.5", "of": ["base"]},
       "extra": {"on": "review", "currency": "miles", "points": 7, "tags": ["talk"]}}})";

}  // namespace

// ---- packs that load ------------------------------------------------------------------
TEST_CASE("pack: the first example loads without a warning", "[rules][pack]") {
  const Loaded loaded = example("minimal.json");
  CHECK(loaded.findings.empty());
  const model::Pack& pack = loaded.pack->pack;
  CHECK(pack.id == "my-agency");
  CHECK(pack.currency_scale == 2);
  CHECK(pack.effective.from->text() == "2024-01-01");
  CHECK(pack.late_accept_days == 180);
  REQUIRE(pack.earn.size() == 2);
  CHECK(pack.earn[0].id == "base");
  CHECK(pack.earn[0].hold.held);  // Points on a booking wait for the trip.
  CHECK(pack.earn[0].hold.until.test(model::index(model::EventType::trip_completed)));
  CHECK(pack.earn[0].per_minor == 100);
  CHECK(pack.earn[1].of == std::vector<std::int32_t>{0});
  CHECK(pack.earn[1].on == pack.earn[0].on);
  CHECK(pack.earn[1].when >= 0);
  REQUIRE(pack.ladders.size() == 1);
  CHECK(pack.ladders[0].levels[1].reach[0].at_least == 3'000'000);  // 30000.00 in fen.
}

TEST_CASE("pack: the Silk Road Club loads without a warning", "[rules][pack]") {
  const Loaded loaded = example("silk-road-club.json");
  CHECK(loaded.findings.empty());
  const model::Pack& pack = loaded.pack->pack;
  CHECK(pack.languages == std::vector<std::string>{"zh", "en"});
  CHECK(pack.title ==
        model::Text{{"zh", "丝路会"}, {"en", "Silk Road Club"}});
  REQUIRE(pack.exchange.at("JPY").size() == 2);
  CHECK(pack.exchange.at("JPY")[0].rate.value == 485);  // 0.0485
  CHECK(pack.exchange.at("JPY")[0].rate.scale == 4);

  const model::Metric& spend = named(pack.metrics, "spend_year");
  CHECK(spend.money);
  CHECK(spend.scale == 2);
  CHECK(spend.net_of_refund);
  CHECK(spend.window.kind == model::WindowKind::calendar);
  CHECK(spend.window.period == base::Period::year);
  const model::Metric& nights = named(pack.metrics, "nights");
  CHECK_FALSE(nights.money);
  CHECK(nights.scale == 0);

  const model::Currency& miles = named(pack.currencies, "miles");
  CHECK(miles.expiry.after.months == 24);
  CHECK(miles.expiry.to_end_of == base::Period::month);
  CHECK(miles.spend_min == 500);
  CHECK(miles.spend_step == 100);
  CHECK(named(pack.currencies, "status").qualify);

  CHECK(named(pack.earn, "nights").per_units == 1);
  CHECK(named(pack.earn, "base").basis.exclude_tenders ==
        std::vector<std::string>{"gift_card", "points"});
  REQUIRE(pack.budgets.size() == 1);
  REQUIRE(pack.budgets[0].rules.size() == 1);
  const auto festival = static_cast<std::size_t>(pack.budgets[0].rules[0]);
  CHECK(pack.earn[festival].id == "spring_festival");

  const model::Ladder& club = named(pack.ladders, "club");
  CHECK(club.downgrade == model::Downgrade::one_step);
  CHECK(club.levels[1].need == model::Need::any);
  CHECK(club.levels[2].keep[0].at_least == 2'500'000);

  const model::Instrument& survey = named(pack.satisfaction.instruments, "post_trip");
  CHECK(survey.kind == model::InstrumentKind::likert);
  CHECK(survey.items.size() == 5);
  CHECK(named(survey.items, "forced").reversed);
  CHECK(pack.satisfaction.prior_mean == 78.0);

  CHECK(pack.churn.scored);
  CHECK(pack.churn.horizon_days == 365);
  CHECK(named(pack.churn.signals, "late").bins.size() == 4);
  CHECK(named(pack.churn.signals, "unhappy").min_stay_days == 30);
  CHECK(pack.churn.bands.size() == 4);
  CHECK(named(pack.actions, "post_trip_call").due.span.days == 7);
  CHECK(named(pack.actions, "post_trip_call").done_on->when >= 0);
}

TEST_CASE("pack: tests become events and expectations", "[rules][pack][tests]") {
  const Loaded loaded = example("minimal.json");
  REQUIRE(loaded.pack->tests.size() == 1);
  const rules::PackTest& test = loaded.pack->tests[0];
  CHECK(test.name == "points can be used after the trip");
  CHECK(test.given_customer_json.empty());
  REQUIRE(test.events.size() == 2);
  CHECK(test.events[1] ==
        R"({"customer":"me","id":"t2","occurred_at":"2026-03-20","ref":"B1",)"
        R"("type":"trip_completed"})");
  REQUIRE(test.expect.size() == 2);
  CHECK(test.expect[0].path == "points.miles.available");
  CHECK(test.expect[0].value == "880");
  CHECK(test.expect[1].path == "actions.call");
  CHECK(test.expect[1].value == "2026-03-27");
}

TEST_CASE("pack: what a test is given becomes the event that tells it",
          "[rules][pack][tests]") {
  const Loaded loaded = load(with(R"("churn": {"signals": {
      "gone": {"when": "metrics.recency_days > 90", "weight": 1, "reason": "x"},
      "open": {"when": "metrics.complaints_open > 0", "weight": 1, "reason": "x"}}},
    "tests": {"a test": {
      "given": {"joined": "2026-01-02", "customer": {"city": "Xi'an"}},
      "events": [{"type": "review", "at": "2026-02-03", "rating": 4}],
      "expect": {"signals": ["open"]}}})"));
  INFO(loaded.pack.status().message());
  REQUIRE(loaded.pack.ok());
  const rules::PackTest& test = loaded.pack->tests.at(0);
  CHECK(test.given_customer_json ==
        R"({"city":"Xi'an","customer":"me","id":"t0","joined":"2026-01-02",)"
        R"("occurred_at":"2026-02-03","type":"customer"})");
  REQUIRE(test.expect.size() == 2);
  CHECK(test.expect[0].path == "signals.gone");
  CHECK(test.expect[0].value == "false");
  CHECK(test.expect[1].value == "true");
}

TEST_CASE("pack: rules stand in order of execution, multipliers last, by priority",
          "[rules][pack][earn]") {
  const Loaded loaded = load(with(kPoints));
  REQUIRE(loaded.pack.ok());
  const std::vector<model::EarnRule>& earn = loaded.pack->pack.earn;
  REQUIRE(earn.size() == 4);
  CHECK(earn[0].id == "base");
  CHECK(earn[1].id == "extra");
  CHECK(earn[2].id == "bonus");  // Priority 5.
  CHECK(earn[3].id == "again");
  CHECK(earn[2].of == std::vector<std::int32_t>{0, 1});  // "*": effects only.
  CHECK_FALSE(earn[1].hold.held);  // A review has no trip to wait for.
}

TEST_CASE("pack: comments and spaces change neither canonical text nor hash",
          "[rules][pack]") {
  const Loaded plain = load(with(""));
  const Loaded noted = load("// a remark\n" + with("\"title\": \"x\",") + "\n");
  const Loaded spaced = load("// a remark\n\n" + with(""));
  REQUIRE(plain.pack.ok());
  REQUIRE(noted.pack.ok());  // With a trailing comma, too.
  REQUIRE(spaced.pack.ok());
  CHECK(plain.pack->canonical ==
        R"({"currency":"CNY","effective":{"from":"2026-01-01"},"id":"small","patron":1,)"
        R"("timezone":"Asia/Shanghai","version":"3"})");
  CHECK(plain.pack->pack.hash == spaced.pack->pack.hash);
  CHECK(plain.pack->pack.hash != noted.pack->pack.hash);
  CHECK(plain.pack->pack.hash == base::hex(base::hash128(plain.pack->canonical)));
}

TEST_CASE("pack: attributes that several events declare alike are one",
          "[rules][pack][attributes]") {
  const Loaded loaded = load(with(R"("attributes": {
      "booking": {"family": {"type": "bool", "default": false}},
      "inquiry": {"family": {"type": "bool", "default": false}},
      "custom.visa_refused": {"country": {"type": "string", "required": true}}},
      "care": {"actions": {"call": {"on": ["booking", "inquiry"], "when": "event.family",
        "do": "check", "due": "1 day", "reason": "a family"},
        "visa": {"on": "custom.visa_refused", "when": "event.country == 'FR'",
        "do": "task", "due": "1 week", "reason": "a visa"}}})"));
  INFO(loaded.pack.status().message());
  REQUIRE(loaded.pack.ok());
  CHECK(named(loaded.pack->pack.actions, "visa").due.span.days == 7);
}

// ---- warnings -------------------------------------------------------------------------
TEST_CASE("pack: a text that lacks a language is a warning, not an error",
          "[rules][pack][warning]") {
  const Loaded loaded =
      load(with(R"("languages": ["zh", "en"], "title": {"zh": "丝", "fr": "s"})"));
  REQUIRE(loaded.pack.ok());
  REQUIRE(loaded.findings.size() == 2);
  CHECK(loaded.findings[0].code == "missing_text");
  CHECK(loaded.findings[0].message == "no text in en");
  CHECK(loaded.findings[1].code == "undeclared_language");
  CHECK(loaded.findings[1].severity == Severity::warning);
  CHECK(loaded.findings[1].pack == "small 3");
}

TEST_CASE("pack: a tier that asks more than the one above it warns",
          "[rules][pack][warning]") {
  const auto tiers = [](const std::string& silver, const std::string& gold) {
    return load(with(
        R"("metrics": {"trips": {"aggregate": "count", "on": "trip_completed"},
           "bookings": {"aggregate": "count", "on": "booking"}},
           "points": {"tiers": {"club": {"levels": [{"id": "member"},)"
        R"({"id": "silver", )" + silver + R"(}, {"id": "gold", )" + gold + "}]}}}"));
  };
  const Loaded swapped = tiers(R"("reach": {"trips": 6})", R"("reach": {"trips": 3})");
  REQUIRE(swapped.pack.ok());
  REQUIRE(swapped.findings.size() == 1);
  CHECK(swapped.findings[0].code == "unreachable_tier");
  CHECK(swapped.findings[0].place.rule == "points.tiers.club");
  CHECK(tiers(R"("reach": {"trips": 3})", R"("reach": {"trips": 6})").findings.empty());
  // Any of two: who has 6 trips reaches both; who has 9 bookings only silver.
  CHECK(tiers(R"("reach": {"trips": 6, "bookings": 9}, "need": "any")",
              R"("reach": {"trips": 3})")
            .findings.empty());
}

TEST_CASE("pack: a tier harder to keep than to reach, and days out of force, warn",
          "[rules][pack][warning]") {
  const Loaded loaded = load(with(
      R"("metrics": {"trips": {"aggregate": "count", "on": "trip_completed"}},
         "points": {"currencies": {"miles": {}},
         "earn": {"old": {"on": "review", "currency": "miles", "points": 1,
                          "effective": {"to": "2025-12-31"}}},
         "tiers": {"club": {"levels": [{"id": "member"},
           {"id": "gold", "reach": {"trips": 3}, "keep": {"trips": 4}}]}}})"));
  REQUIRE(loaded.pack.ok());
  REQUIRE(loaded.findings.size() == 2);
  CHECK(loaded.findings[0].code == "never_in_force");
  CHECK(loaded.findings[0].place.rule == "points.earn.old");
  CHECK(loaded.findings[1].code == "keep_above_reach");
}

// ---- refused packs --------------------------------------------------------------------
TEST_CASE("pack: each refused pack is refused with its message at its place",
          "[rules][pack][error]") {
  std::size_t count = 0;
  for (const auto& entry :
       fs::directory_iterator(source() / "tests" / "rules" / "refused")) {
    const std::string text = text_of(entry.path());
    const std::string first = text.substr(0, text.find('\n'));
    // "// stage path: message"
    const std::size_t stage_end = first.find(' ', 3);
    const std::size_t path_end = first.find(": ", stage_end);
    REQUIRE(path_end != std::string::npos);
    std::string path = first.substr(stage_end + 1, path_end - stage_end - 1);
    if (path == "/") path.clear();

    const Loaded loaded = load(text);
    INFO(entry.path().filename().string());
    CHECK_FALSE(loaded.pack.ok());
    REQUIRE_FALSE(loaded.findings.empty());
    CHECK(loaded.findings[0].message == first.substr(path_end + 2));
    CHECK(loaded.findings[0].place.path == path);
    CHECK(loaded.findings[0].place.line.value_or(0) > 1);
    CHECK(loaded.pack.status().message() == loaded.findings[0].message);
    ++count;
  }
  CHECK(count >= 50);
}

TEST_CASE("pack: all errors of a stage are told, in the order of the document",
          "[rules][pack][error]") {
  const Loaded loaded = load(with(R"("care": {"actions": {
      "b": {"on": "booking", "do": "task", "due": "1 day", "reason": "x", "owner": "q"},
      "a": {"on": "custom.x", "do": "task", "due": "1 day", "reason": "x"}}},
    "shared": {"budgets": {"all": {"rules": ["none"], "points": 1}}})"));
  CHECK_FALSE(loaded.pack.ok());
  REQUIRE(loaded.findings.size() == 3);
  CHECK(loaded.findings[0].message == "no role \"q\"");
  CHECK(loaded.findings[0].place.rule == "care.actions.b");
  CHECK(loaded.findings[1].message ==
        "no event type \"custom.x\" is declared in attributes");
  CHECK(loaded.findings[2].message == "no rule or tag \"none\"");
  CHECK(loaded.pack.status().code() == ErrorCode::pack);
}

TEST_CASE("pack: an error in an expression points into it", "[rules][pack][error]") {
  const Loaded loaded = load(with(
      "\"metrics\": {\"trips\": {\"aggregate\": \"count\", \"on\": \"trip_completed\",\n"
      "    \"when\": \"trip.nights > 2 && trip.nigths < 9\"}}"));
  CHECK(loaded.pack.status().code() == ErrorCode::expression);
  REQUIRE_FALSE(loaded.findings.empty());
  CHECK(loaded.findings[0].place.path == "/metrics/trips/when");
  CHECK(loaded.findings[0].place.line == 6);
  // `    "when": "` is 13 wide, `trip.nights > 2 && ` 19: the name begins in column 33.
  CHECK(loaded.findings[0].place.column == 33);
}

TEST_CASE("pack: checks that need figures", "[rules][pack][error]") {
  CHECK(message(R"("exchange": {"CNY": [{"from": "2026-01-01", "rate": "1"}]})") ==
        "\"CNY\" is the pack's own currency");
  CHECK(message(R"("exchange": {"USD": [{"from": "2026-02-01", "rate": "7"},
                                        {"from": "2026-01-01", "rate": "7"}]})") ==
        "rates stand oldest first, one a day");
  CHECK(message(R"("points": {"currencies": {"miles": {
                   "negative": {"policy": "allow"}}}})") ==
        "say how far it may fall: \"limit\": 5000");
  CHECK(message(R"("points": {"currencies": {"miles": {
                   "spend": {"min": 5, "max": 4}}}})") ==
        "the most that can be spent is below the least");
  CHECK(message(R"("satisfaction": {"instruments": {"q": {"kind": "csat",
                   "scale": [5, 1]}}})") == "a scale rises");
  CHECK(message(R"("satisfaction": {"instruments": {"q": {"kind": "csat",
                   "codes": {"missing": [3]}}}})") ==
        "a code lies outside the scale, or no answer could be told from it; found 3");
  CHECK(message(R"("churn": {"bands": [{"id": "a"}, {"id": "b", "at_least": 0.5}]})") ==
        "bands need a probability: say scorecard");
  CHECK(message(R"("churn": {"scorecard": {"base_rate": 0.5},
                   "bands": [{"id": "a"}, {"id": "a", "at_least": 0.5}]})") ==
        "duplicate id \"a\"");
  CHECK(message(R"("metrics": {"frequency": {"aggregate": "count", "on": "booking"}})") ==
        "\"frequency\" is a built-in metric");
  CHECK(message(R"("attributes": {"booking": {"seats": {"type": "int",
                   "default": "x"}}})") ==
        "the default is not of the attribute's type; found \"x\"");
  CHECK(message(R"("attributes": {"booking": {"ref": "string"}})") ==
        "\"ref\" is a key of every event");
  CHECK(message(R"("attributes": {"booking": {"channel": "string"}})") ==
        "\"channel\" is already an attribute there");
}

TEST_CASE("pack: beyond the bounds there is an error, not a slow answer",
          "[rules][pack][limit][error]") {
  std::string roles = "\"roles\": {";
  for (int i = 0; i <= 4096; ++i) {
    roles += (i == 0 ? "\"r" : ", \"r") + std::to_string(i) + "\": {}";
  }
  const Loaded many = load(with(roles + "}"));
  CHECK(many.pack.status().code() == ErrorCode::limit);
  CHECK(many.pack.status().message() == "at most 4096 entries; found 4097");
  CHECK(load(std::string(5u << 20, ' ')).pack.status().code() == ErrorCode::limit);
  CHECK(load(std::string(64, '[')).pack.status().code() == ErrorCode::limit);
}

// ---- literals and names ---------------------------------------------------------------
TEST_CASE("literals: durations, windows, shares and types", "[rules][literals]") {
  CHECK(rules::span("2 weeks")->days == 14);
  CHECK(rules::span("2 quarters")->months == 6);
  CHECK_FALSE(rules::span("2 hours"));
  CHECK_FALSE(rules::span("weeks"));
  CHECK(rules::days({12, 0}) == 365);
  CHECK(rules::days({1, 0}) == 30);   // 30.42
  CHECK(rules::days({6, 0}) == 183);  // 182.5
  CHECK(rules::window("last month")->ago == 1);
  CHECK(rules::window("12 months")->span.months == 12);
  CHECK_FALSE(rules::window("since joining"));
  CHECK(rules::share("12.5%")->value == 125);
  CHECK(rules::share("12.5%")->scale == 3);
  CHECK_FALSE(rules::share("12.5"));
  CHECK(rules::type("decimal(3)?", 2).scale == 3);
  CHECK(rules::type("decimal(3)?", 2).nullable);
  CHECK(rules::type("money", 2).scale == 2);
  CHECK(rules::type("list(int)", 2).element == model::TypeKind::integer);
}

TEST_CASE("environment: a name of a later phase is known, but refused",
          "[rules][environment]") {
  model::Pack pack;
  pack.metrics.push_back({});
  pack.metrics[0].id = "trips";
  model::EventTypes booking;
  booking.set(model::index(model::EventType::booking));
  const auto refused = [&](rules::Phase phase, std::string_view path) {
    const rules::Environment environment = rules::environment(
        pack, phase, phase == rules::Phase::churn ? model::EventTypes{} : booking);
    const rules::Name* name = environment.find(path);
    REQUIRE(name != nullptr);
    return !name->refusal.empty();
  };
  CHECK(refused(rules::Phase::metric, "metrics.trips"));
  CHECK(refused(rules::Phase::metric, "today"));
  CHECK_FALSE(refused(rules::Phase::metric, "trip.net"));
  CHECK_FALSE(refused(rules::Phase::earn, "metrics.trips"));
  CHECK_FALSE(refused(rules::Phase::earn, "before.metrics.trips"));
  CHECK(refused(rules::Phase::earn, "satisfaction.index.value"));
  CHECK(refused(rules::Phase::earn, "churn.overdue_ratio"));
  CHECK(refused(rules::Phase::churn, "event.amount"));
  CHECK(refused(rules::Phase::churn, "trip.net"));
  CHECK_FALSE(refused(rules::Phase::churn, "churn.overdue_ratio"));
  CHECK_FALSE(refused(rules::Phase::care, "event.amount"));
  CHECK(refused(rules::Phase::care, "event.rating"));  // Of reviews.
  CHECK(refused(rules::Phase::care, "before.metrics.trips"));
}

TEST_CASE("environment: names tell how they move while nothing happens",
          "[rules][environment]") {
  model::Pack pack;
  pack.metrics.resize(2);
  pack.metrics[0].id = "ever";
  pack.metrics[1].id = "year";
  pack.metrics[1].window.kind = model::WindowKind::calendar;
  const rules::Environment environment =
      rules::environment(pack, rules::Phase::churn, {});
  const auto motion = [&](std::string_view path) {
    return environment.find(path)->motion;
  };
  CHECK(motion("metrics.ever") == model::Motion::still);
  CHECK(motion("metrics.year") == model::Motion::stepwise);
  CHECK(motion("metrics.recency_days") == model::Motion::monotone);
  CHECK(motion("satisfaction.index.value") == model::Motion::monotone);
  CHECK(motion("churn.overdue_ratio") == model::Motion::monotone);
  CHECK(environment.find("metrics.nothing") == nullptr);
}
