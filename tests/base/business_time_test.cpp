// SPDX-License-Identifier: Apache-2.0
// Expected deadlines are counted by hand on the clock; random questions are asked of a
// walk that looks at every minute.
#include "patron/calendar.hpp"

#include "base/zone.hpp"
#include "property.hpp"

using namespace patron;

namespace {

const char* const kOffice = R"({
  "version": "cn-2026-1", "timezone": "Asia/Shanghai",
  "hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]},
  "holidays": [{"from": "2026-05-01", "to": "2026-05-05"}],
  "workdays": ["2026-05-09", {"date": "2026-05-10", "hours": ["10:00-11:00"]}],
  "known_until": "2026-12-31"})";

Calendar read(std::string_view json) {
  auto calendar = Calendar::read(json);
  INFO(calendar.status().message());
  REQUIRE(calendar.ok());
  return *calendar;
}
Instant at(std::string_view text) { return *Instant::parse(text); }
std::string added(const Calendar& calendar, std::string_view from, std::int64_t amount,
                  Unit unit = Unit::minutes, std::vector<Calendar::Pause> pauses = {}) {
  const auto made = calendar.add(at(from), amount, unit, pauses);
  INFO(made.status().message());
  REQUIRE(made.ok());
  return made->at.text() + (made->provisional ? " provisional" : "");
}
std::string problem(std::string_view json) {
  const auto made = Calendar::read(json);
  REQUIRE(!made.ok());
  CHECK(made.status().code() == ErrorCode::argument);
  return made.status().place().path + ": " + made.status().message();
}

}  // namespace

TEST_CASE("business time: lunch, night, weekend, holidays, make-up days", "[base]") {
  const Calendar office = read(kOffice);
  // Thursday 30 April, 17:30: 30 minutes are left of the day; then the holiday, and the
  // 2nd and 3rd are a weekend within it. Wednesday 6 May is the next working day.
  CHECK(added(office, "2026-04-30T17:30:00+08:00", 30) == "2026-04-30T10:00:00.000Z");
  CHECK(added(office, "2026-04-30T17:30:00+08:00", 31) == "2026-05-06T01:01:00.000Z");
  CHECK(added(office, "2026-05-06T11:30:00+08:00", 60) == "2026-05-06T06:00:00.000Z");
  // Saturday the 9th is worked with Monday's hours, Sunday the 10th for an hour.
  CHECK(added(office, "2026-05-08T17:59:00+08:00", 2) == "2026-05-09T01:01:00.000Z");
  CHECK(added(office, "2026-05-09T18:00:00+08:00", 60) == "2026-05-10T03:00:00.000Z");
  CHECK(added(office, "2026-05-09T18:00:00+08:00", 61) == "2026-05-11T01:01:00.000Z");
  CHECK(added(office, "2026-05-01T00:00:00+08:00", 0) == "2026-04-30T16:00:00.000Z");
  CHECK(office.is_open(at("2026-05-06T09:00:00+08:00")));
  CHECK(!office.is_open(at("2026-05-06T12:00:00+08:00")));
  CHECK(!office.is_open(at("2026-05-04T10:00:00+08:00")));
  CHECK(office.is_working_day(*Date::parse("2026-05-10")));
  CHECK(!office.is_working_day(*Date::parse("2026-05-16")));
  CHECK(office.version() == "cn-2026-1");
}

TEST_CASE("business time: working days end with their day", "[base]") {
  const Calendar office = read(kOffice);
  // After Thursday 30 April: 6, 7, 8, 9 and 10 May.
  CHECK(added(office, "2026-04-30T08:00:00+08:00", 5, Unit::days) ==
        "2026-05-10T15:59:59.999Z");
  CHECK(added(office, "2026-05-02T08:00:00+08:00", 1, Unit::days) ==
        "2026-05-06T15:59:59.999Z");
  CHECK(added(office, "2026-12-31T08:00:00+08:00", 1, Unit::days) ==
        "2027-01-01T15:59:59.999Z provisional");
  const auto days = office.between(at("2026-04-30T08:00:00+08:00"),
                                   at("2026-05-10T20:00:00+08:00"), Unit::days);
  CHECK(days->amount == 5);
}

TEST_CASE("business time: a pause does not count", "[base]") {
  const Calendar office = read(kOffice);
  const std::vector<Calendar::Pause> pauses = {
      {at("2026-05-11T11:00:00+08:00"), at("2026-05-11T15:00:00+08:00")}};
  // 7.5 hours from 9:00 on Monday: 2 before the pause, 3 after it, 2.5 on Tuesday.
  CHECK(added(office, "2026-05-11T09:00:00+08:00", 450, Unit::minutes, pauses) ==
        "2026-05-12T03:30:00.000Z");
  const Instant from = at("2026-05-11T09:00:00+08:00");
  const Instant to = at("2026-05-12T11:30:00+08:00");
  CHECK(office.between(from, to, Unit::minutes, pauses)->amount == 450);
  const std::vector<Calendar::Pause> wrong = {{at("2026-05-12T00:00:00Z"),
                                               at("2026-05-11T00:00:00Z")}};
  CHECK(office.add(at("2026-05-11T09:00:00Z"), 1, Unit::minutes, wrong).status().code() ==
        ErrorCode::argument);
}

TEST_CASE("business time: a night when the clock jumps", "[base]") {
  // 29 March 2026 in Madrid: 2:00 becomes 3:00, so from 0:00 to 6:00 are five hours.
  const Calendar bar = read(R"({"timezone": "Europe/Madrid",
      "hours": {"sun": ["00:00-06:00"]}})");
  const auto night = bar.between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z"),
                                 Unit::minutes);
  CHECK(night->amount == 300);
  CHECK(added(bar, "2026-03-28T12:00:00Z", 150) == "2026-03-29T01:30:00.000Z");
}

namespace {

struct Clock {
  const char* zone;
  const char* from;  // Three weeks with a jump of the clock in them, where there is one.
};
constexpr std::int64_t kMinute = 60'000;

// Open minutes counted one by one, without those in the pause.
Instant walk(const Calendar& calendar, Instant at, std::int64_t open,
             const Calendar::Pause& pause) {
  for (; open > 0; at.milliseconds += kMinute)
    if (calendar.is_open(at) && !(pause.from <= at && at < pause.to)) --open;
  return at;
}

}  // namespace

TEST_CASE("business time: random questions beside a walk over minutes", "[base]") {
  testing::Numbers numbers(7);
  for (const Clock& clock : {Clock{"Asia/Shanghai", "2026-04-20T00:00:00Z"},
                             Clock{"Europe/Madrid", "2026-03-20T00:00:00Z"},
                             Clock{"America/New_York", "2026-10-20T00:00:00Z"},
                             Clock{"Australia/Lord_Howe", "2026-09-25T00:00:00Z"}}) {
    std::string json = kOffice;
    json.replace(json.find("Asia/Shanghai"), 13, clock.zone);
    json.replace(json.find("mon-fri"), 7, "mon-sun");  // Clocks jump on a Sunday.
    const Calendar office = read(json);
    const auto minutes = [&](std::size_t most) {
      return static_cast<std::int64_t>(numbers.below(most)) * kMinute;
    };
    for (int i = 0; i < 60; ++i) {
      const Instant from{at(clock.from).milliseconds + minutes(21 * 1440)};
      const Instant paused{from.milliseconds + minutes(2 * 1440)};
      const Calendar::Pause pause{paused, {paused.milliseconds + minutes(1440)}};
      const std::int64_t wanted = minutes(2400) / kMinute + 1;
      const Instant expected = walk(office, from, wanted, pause);
      const auto deadline =
          office.add(from, wanted, Unit::minutes, std::span(&pause, 1));
      INFO(clock.zone << ' ' << from.text() << " + " << wanted);
      REQUIRE(deadline.ok());
      REQUIRE(deadline->at == expected);
      REQUIRE(office.between(from, expected, Unit::minutes, std::span(&pause, 1))
                  ->amount == wanted);
    }
  }
}

TEST_CASE("business time: what cannot be", "[base]") {
  const Calendar office = read(kOffice);
  CHECK(office.add({0}, -1, Unit::minutes).status().code() == ErrorCode::argument);
  CHECK(office.add({0}, INT64_MAX, Unit::minutes).status().code() == ErrorCode::range);
  const Calendar closed = read(R"({"hours": {"mon": []}})");
  CHECK(closed.add({0}, 1, Unit::minutes).status().code() == ErrorCode::range);
  CHECK(closed.add({0}, 1, Unit::days).status().code() == ErrorCode::range);
  for (const Instant far : {Instant{INT64_MIN}, Instant{INT64_MAX}, Instant::never()}) {
    CHECK(office.add(far, 1, Unit::minutes).status().code() == ErrorCode::range);
    CHECK(office.add(far, 1, Unit::days).status().code() == ErrorCode::range);
    CHECK(!office.is_open(far));
  }
  CHECK(office.between({INT64_MIN}, {INT64_MAX}, Unit::days).status().code() ==
        ErrorCode::range);
  CHECK(!office.is_working_day(Date{INT32_MAX}));
  CHECK(!office.is_working_day(Date{INT32_MIN}));
  const Instant late{Date::parse("2199-12-31")->days * std::int64_t{86'400'000}};
  CHECK(office.add(late, 10'000, Unit::minutes).status().code() == ErrorCode::range);
  CHECK(office.between({1}, {0}, Unit::days).status().code() == ErrorCode::argument);

  CHECK(problem(R"({"hours": {"mon-fry": []}})") ==
        "/hours/mon-fry: hours are keyed by weekday: mon, tue, ... or a range mon-fri; "
        "found \"mon-fry\"");
  CHECK(problem(R"({"hours": {"mon": ["9:00-12:00"]}})")
            .starts_with("/hours/mon/0: hours are"));
  CHECK(problem(R"({"hours": {"mon": ["12:00-09:00"]}})").find("after they begin") !=
        std::string::npos);
  CHECK(problem(R"({"hours": {"mon": ["09:00-12:00", "11:00-13:00"]}})")
            .find("do not overlap") != std::string::npos);
  CHECK(problem(R"({"hours": {"mon-fri": [], "fri": ["09:00-10:00"], "thu-sat":
        ["11:00-12:00"]}})") == "/hours/thu-sat: this weekday has hours already");
  CHECK(problem(R"({"hour": {}})").find("did you mean \"hours\"") != std::string::npos);
  CHECK(problem(R"({"hours": {}, "holidays": ["2026-02-30"]})").find("/holidays/0") == 0);
  CHECK(problem(R"({"hours": {}, "holidays": [{"from": "2026-02-03"}]})")
            .find("{from, to}") != std::string::npos);
  CHECK(problem(R"({"hours": {}, "timezone": "Mars/Olympus"})")
            .find("unknown time zone") != std::string::npos);
  CHECK(problem(R"({"hours": {},
                    "holidays": [{"from": "1900-01-01", "to": "2100-01-01"}]})")
            .find("too many days") != std::string::npos);
  CHECK(problem("[1]") == ": expected an object");
}
