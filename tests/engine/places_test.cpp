// SPDX-License-Identifier: Apache-2.0
// Segments, grades, quadrants, lifecycles, stages: where a member is placed, and when.
#include "club.hpp"

using namespace club;

namespace {

std::string pack_with(const std::string& sections) {
  return R"({"patron": 1, "id": "places", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2020-01-01"},
    "metrics": {
      "spend_6m": {"aggregate": "sum", "on": "trip_completed", "value": "trip.net",
                   "window": "6 months"},
      "trips_6m": {"aggregate": "count", "on": "trip_completed", "window": "6 months"}
    },)" + sections + "}";
}

void travels(Guest& guest, const std::string& ref, const std::string& day,
             const std::string& amount) {
  guest.accepts(booking(ref, day, amount));
  guest.accepts(completed(ref, day));
}

// "2026-03-01 grade main from ordinary" for each effect that placed the member since.
std::vector<std::string> placed(Guest& guest, const std::string& until) {
  guest.advances(night(until));
  std::vector<std::string> lines;
  for (const Effect& effect : guest.effects) {
    std::string line = guest.engine.date(effect.at).text() + " " +
                       std::string(effect.kind) + " " + std::string(effect.what);
    if (!effect.before.empty()) line += " from " + std::string(effect.before);
    lines.push_back(line);
  }
  return lines;
}

std::string label(Guest& guest, const std::string& day, const std::string& id) {
  const auto found = guest.engine.assess(guest.member, night(day));
  REQUIRE(found.ok());
  for (const auto& [name, value] : found->labels)
    if (name == id) return value;
  return "";
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("places: a grade rises at once and falls with patience", "[engine][places]") {
  Guest guest(engine_of(pack_with(R"("grades": {"customer": {
    "value": "metrics.spend_6m", "min_stay": "90 days", "levels": [
      {"id": "small"}, {"id": "ordinary", "at_least": "1000.00", "leave_below": "800.00"},
      {"id": "main", "at_least": "5000.00"}]}})")));
  travels(guest, "a", "2026-01-10", "900.00");
  CHECK(guest.told().empty());  // Small, as everybody at first.
  CHECK(label(guest, "2026-01-10", "grades.customer") == "small");
  travels(guest, "b", "2026-02-10", "4200.00");  // 5,100: over two levels at once.
  CHECK(guest.told() == Lines{"grade main"});
  // The trips leave the six months on 10 July and 10 August. On 10 July there are 4,200:
  // ordinary. On 10 August there is nothing; the dwell of ordinary ends on 8 October.
  CHECK(placed(guest, "2026-12-31") ==
        Lines{"2026-07-10 grade ordinary from main",
              "2026-10-08 grade small from ordinary"});
  CHECK(label(guest, "2026-10-07", "grades.customer") == "ordinary");
  CHECK(guest.holdings("places", night("2026-12-31")) ==
        R"({"place":"small","placing":"grades.customer","since":"2026-10-08"})"
        "\n");
}

TEST_CASE("places: a level is left below its own threshold", "[engine][places]") {
  Guest guest(engine_of(pack_with(R"("grades": {"customer": {
    "value": "metrics.spend_6m", "levels": [
      {"id": "small"},
      {"id": "main", "at_least": "1000.00", "leave_below": "800.00"}]}})")));
  travels(guest, "a", "2026-01-10", "300.00");
  travels(guest, "b", "2026-02-10", "850.00");
  CHECK(guest.told() == Lines{"grade main"});
  CHECK(placed(guest, "2026-08-09").empty());  // 850 from 10 July on: not below 800.
  CHECK(placed(guest, "2026-08-10") == Lines{"2026-08-10 grade small from main"});
}

TEST_CASE("places: four boxes with a margin", "[engine][places]") {
  Guest guest(engine_of(pack_with(R"("quadrants": {"worth": {
    "x": {"value": "metrics.spend_6m", "cut": "1000.00"},
    "y": {"value": "metrics.trips_6m", "cut": 2}, "margin": "10%",
    "labels": {"low_low": "let_go", "high_low": "control", "low_high": "cultivate",
               "high_high": "keep"}}})")));
  travels(guest, "a", "2026-01-10", "1050.00");
  // At the booking, when nothing was spent, the member was placed low_low; from there
  // 1,050 is within the margin of 1,100.
  CHECK(guest.told().empty());
  travels(guest, "b", "2026-01-12", "60.00");
  CHECK(guest.told() == Lines{"quadrant control"});  // 1,110; 2 trips are below 2.2.
  travels(guest, "c", "2026-03-12", "1.00");
  CHECK(guest.told() == Lines{"quadrant keep"});
  // Leaves a: 61 and 2 trips, at least 1.8: high still. Leaves b, too: 1 trip.
  CHECK(placed(guest, "2026-12-31") ==
        Lines{"2026-07-10 quadrant cultivate from keep",
              "2026-07-12 quadrant let_go from cultivate"});
}

TEST_CASE("places: a segment with another way out", "[engine][places]") {
  Guest guest(engine_of(pack_with(R"("segments": {"regulars": {
    "when": "metrics.trips_6m >= 3", "leave_when": "metrics.trips_6m <= 1",
    "min_stay": "200 days"}})")));
  travels(guest, "a", "2026-01-10", "10.00");
  travels(guest, "b", "2026-02-10", "10.00");
  travels(guest, "c", "2026-03-10", "10.00");
  CHECK(guest.told() == Lines{"segment entered"});
  CHECK(label(guest, "2026-03-10", "segments.regulars") == "in");
  // One trip is left on 10 August; 200 days after 10 March is 26 September.
  CHECK(placed(guest, "2026-12-31") == Lines{"2026-09-26 segment left"});
  CHECK(label(guest, "2026-12-31", "segments.regulars").empty());
}

namespace {
const std::string kStages = R"("churn": {"stages": [
  {"id": "won_back", "when": "churn.was_lapsed && metrics.recency_days <= 30",
   "min_stay": "60 days"},
  {"id": "lapsed", "when": "metrics.recency_days > 100"},
  {"id": "overdue", "when": "metrics.recency_days > 50", "leave_when":
   "metrics.recency_days > 80 || metrics.recency_days < 10"},
  {"id": "active"}]})";
}  // namespace

TEST_CASE("places: the stages of churn have a memory", "[engine][places]") {
  Guest guest(engine_of(pack_with(kStages)));
  travels(guest, "a", "2026-01-01", "10.00");
  CHECK(guest.told().empty());
  // Overdue from day 51 until it is left on day 81; its `when` holds still, but nobody
  // enters what they would leave at once. Lapsed from day 101.
  CHECK(placed(guest, "2026-06-30") ==
        Lines{"2026-02-21 stage overdue from active",
              "2026-03-23 stage active from overdue",
              "2026-04-12 stage lapsed from active"});
}

TEST_CASE("places: won back stays won back for its dwell", "[engine][places]") {
  std::string stages = replaced(kStages, R"(, "leave_when":
   "metrics.recency_days > 80 || metrics.recency_days < 10")", "");
  Guest guest(engine_of(pack_with(stages)));
  travels(guest, "a", "2026-01-01", "10.00");
  CHECK(placed(guest, "2026-06-30") == Lines{"2026-02-21 stage overdue from active",
                                             "2026-04-12 stage lapsed from overdue"});
  travels(guest, "b", "2026-07-01", "10.00");
  CHECK(guest.told() == Lines{"stage won_back"});
  CHECK(guest.engine.assess(guest.member, night("2026-07-01"))->stage == "won_back");
  // 60 days: until 30 August, 60 days after the trip.
  CHECK(placed(guest, "2026-08-29").empty());
  CHECK(placed(guest, "2026-08-30") == Lines{"2026-08-30 stage overdue from won_back"});
}

TEST_CASE("places: day by day is the same as at once", "[engine][places]") {
  const std::string pack = pack_with(
      R"("grades": {"g": {"value": "metrics.spend_6m", "min_stay": "45 days", "levels": [
        {"id": "small"}, {"id": "main", "at_least": "15.00", "leave_below": "9.00"}]}},
      "segments": {"s": {"when": "metrics.recency_days between_"}},)" +
      kStages);
  const std::string good =
      replaced(pack, "metrics.recency_days between_", "metrics.trips_6m > 1");
  const auto told = [&](std::int32_t step) {
    Guest guest(engine_of(good));
    travels(guest, "a", "2026-01-01", "10.00");
    travels(guest, "b", "2026-02-01", "8.00");
    std::vector<std::string> lines;
    const std::int32_t end = Date::parse("2026-12-31")->days;
    for (std::int32_t day = Date::parse("2026-02-02")->days; day <= end; day += step)
      for (const std::string& line : placed(guest, Date{std::min(day, end)}.text()))
        lines.push_back(line);
    return lines;
  };
  const auto daily = told(1);
  CHECK(daily == Lines{"2026-03-24 stage overdue from active",
                       "2026-04-23 stage active from overdue",
                       "2026-05-13 stage lapsed from active",
                       "2026-07-01 grade small from main", "2026-07-01 segment left"});
  CHECK(told(37) == daily);
  CHECK(told(332) == daily);
}

TEST_CASE("places: rules read them, a snapshot keeps them", "[engine][places]") {
  Guest guest(engine_of(pack_with(R"("grades": {"g": {"value": "metrics.trips_6m",
      "levels": [{"id": "small"}, {"id": "main", "at_least": 2}]}},
    "roles": {"advisor": {}},
    "points": {"currencies": {"miles": {}}, "earn": {"thanks": {"on": "booking",
      "currency": "miles", "points": 7, "when": "rank(grades.g) > 0", "hold": "none"}}},
    "care": {"actions": {"gift": {"on": "trip_completed", "do": "thanks",
      "due": "7 days", "owner": "advisor", "reason": "thanks",
      "when": "rank(grades.g) == 1 && churn.stage == 'active'"}}},)" +
                                    kStages)));
  travels(guest, "a", "2026-01-01", "10.00");
  guest.accepts(booking("b", "2026-01-20", "10.00"));
  guest.accepts(completed("b", "2026-01-20"));  // Care sees the grade after the event.
  CHECK(guest.told() == Lines{"grade main", "action due"});
  Member again(guest.engine, "C1");
  REQUIRE(again.load(guest.member.save()).ok());
  guest.member = again;
  guest.accepts(booking("c", "2026-01-21", "10.00"));
  CHECK(guest.active(noon("2026-01-21")) == 7);
  CHECK(guest.reconciled());
}

TEST_CASE("places: what a pack may not say", "[engine][places]") {
  const auto refused = [](const std::string& sections) {
    Engine::Diagnostics findings;
    const auto engine = Engine::compile(pack_with(sections), &findings);
    CHECK_FALSE(engine.ok());
    return findings.empty() ? "" : findings[0].message;
  };
  const auto has = [&](const std::string& sections, const std::string& words) {
    const std::string message = refused(sections);
    INFO(message);
    CHECK(message.find(words) != std::string::npos);
  };
  const std::string levels = R"("levels": [{"id": "a"}, {"id": "b", "at_least": 5}])";
  has(R"("grades": {"g": {"value": "metrics.recency_days", )" + levels + "}}",
      "moves from day to day");
  has(R"("grades": {"g": {"value": "metrics.spend_6m", )" + levels + "}}",
      "a threshold of money");
  has(R"("grades": {"g": {"value": "'x'", )" + levels + "}}", "int, decimal or money");
  has(R"("grades": {"g": {"value": "metrics.trips_6m", "levels": [{"id": "a"},
      {"id": "b", "at_least": 5, "leave_below": 6}]}})", "below its at_least");
  has(R"("churn": {"stages": [{"id": "a", "when": "churn.stage == 'b'"}, {"id": "b"}]})",
      "decided after the signals");
  has(R"("churn": {"stages": [{"id": "a"}, {"id": "b"}]})", "missing key \"when\"");
  has(R"("lifecycles": {"l": {"stages": [{"id": "a", "when": "true"},
      {"id": "b", "when": "true"}]}})", "takes all the rest");
}
