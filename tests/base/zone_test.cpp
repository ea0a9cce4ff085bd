// SPDX-License-Identifier: Apache-2.0
// Expected offsets are those of the IANA data, worked by hand from its rules.
#include "base/zone.hpp"

#include <string>

#include "property.hpp"

using patron::Date;
using patron::Instant;
using patron::base::Zone;

namespace {

Zone zone(std::string_view name) {
  const auto found = Zone::find(name);
  REQUIRE(found);
  return *found;
}
Instant at(std::string_view text) {
  const auto instant = Instant::parse(text);
  REQUIRE(instant.ok());
  return *instant;
}
Date day(std::string_view text) { return *Date::parse(text); }

}  // namespace

TEST_CASE("zone: Shanghai is eight hours ahead, all year", "[base][zone]") {
  const Zone shanghai = zone("Asia/Shanghai");
  CHECK(shanghai.offset(at("2026-01-01T00:00:00Z")) == 8 * 3600);
  CHECK(shanghai.offset(at("2026-07-01T00:00:00Z")) == 8 * 3600);
  CHECK(shanghai.day_start(day("2026-05-01")).text() == "2026-04-30T16:00:00.000Z");
  CHECK(shanghai.day_end(day("2026-05-01")).text() == "2026-05-01T15:59:59.999Z");
  CHECK(shanghai.noon(day("2026-05-01")).text() == "2026-05-01T04:00:00.000Z");
  CHECK(shanghai.at(day("2026-05-01"), 9 * 60 + 30).text() ==
        "2026-05-01T01:30:00.000Z");
  // M4: 23:30 on 31 December in Shanghai belongs to the old year.
  CHECK(shanghai.date(at("2025-12-31T15:30:00Z")) == day("2025-12-31"));
  CHECK(shanghai.date(at("2025-12-31T16:00:00Z")) == day("2026-01-01"));
  // It had summer time from 1986 to 1991: from 4 May 1986, 02:00.
  CHECK(shanghai.offset(at("1986-05-03T17:59:59Z")) == 8 * 3600);
  CHECK(shanghai.offset(at("1986-05-03T18:00:00Z")) == 9 * 3600);
}

TEST_CASE("zone: the clock is put forward and back in New York", "[base][zone]") {
  // 2026: from 8 March, 02:00 EST, to 1 November, 02:00 EDT.
  const Zone york = zone("America/New_York");
  CHECK(york.offset(at("2026-03-08T06:59:59Z")) == -5 * 3600);
  CHECK(york.offset(at("2026-03-08T07:00:00Z")) == -4 * 3600);
  CHECK(york.offset(at("2026-11-01T05:59:59Z")) == -4 * 3600);
  CHECK(york.offset(at("2026-11-01T06:00:00Z")) == -5 * 3600);
  // The day in March has 23 hours, the one in November 25.
  const auto hours = [&](std::string_view date) {
    return (york.day_end(day(date)).milliseconds + 1 -
            york.day_start(day(date)).milliseconds) /
           3'600'000;
  };
  CHECK(hours("2026-03-08") == 23);
  CHECK(hours("2026-11-01") == 25);
  CHECK(hours("2026-07-01") == 24);
  // 02:30 does not exist on 8 March: the instant after the gap.
  CHECK(york.at(day("2026-03-08"), 150).text() == "2026-03-08T07:00:00.000Z");
  // 01:30 comes twice on 1 November: the first.
  CHECK(york.at(day("2026-11-01"), 90).text() == "2026-11-01T05:30:00.000Z");
}

TEST_CASE("zone: a day may have no midnight", "[base][zone]") {
  // M1: Cairo has no 00:00 on 2023-04-28; the day begins at 01:00, which is 22:00Z.
  const Zone cairo = zone("Africa/Cairo");
  CHECK(cairo.day_start(day("2023-04-28")).text() == "2023-04-27T22:00:00.000Z");
  CHECK(cairo.day_end(day("2023-04-27")).text() == "2023-04-27T21:59:59.999Z");
  CHECK(cairo.date(at("2023-04-27T21:59:59Z")) == day("2023-04-27"));
  CHECK(cairo.date(at("2023-04-27T22:00:00Z")) == day("2023-04-28"));
}

TEST_CASE("zone: a whole day may be skipped", "[base][zone]") {
  // Samoa went from 29 December 2011 straight to the 31st.
  const Zone apia = zone("Pacific/Apia");
  const Instant jump = at("2011-12-30T10:00:00Z");
  CHECK(apia.date(Instant{jump.milliseconds - 1}) == day("2011-12-29"));
  CHECK(apia.date(jump) == day("2011-12-31"));
  CHECK(apia.day_start(day("2011-12-30")) == jump);
  CHECK(apia.day_start(day("2011-12-31")) == jump);
}

TEST_CASE("zone: offsets need not be whole hours", "[base][zone]") {
  CHECK(zone("Asia/Kathmandu").offset(at("2026-01-01T00:00:00Z")) == 20'700);  // 5:45
  // Lord Howe moves by half an hour: 10:30, and 11:00 in summer.
  CHECK(zone("Australia/Lord_Howe").offset(at("2026-01-01T00:00:00Z")) == 39'600);
  CHECK(zone("Australia/Lord_Howe").offset(at("2026-07-01T00:00:00Z")) == 37'800);
  // Liberia was 44:30 behind until 1972.
  CHECK(zone("Africa/Monrovia").offset(at("1971-01-01T00:00:00Z")) == -2'670);
  CHECK(zone("Africa/Monrovia").offset(at("1973-01-01T00:00:00Z")) == 0);
}

TEST_CASE("zone: old names stay known, wrong ones do not", "[base][zone][error]") {
  CHECK(zone("Egypt").offset(at("2026-01-01T00:00:00Z")) == 7'200);
  CHECK(zone("Etc/GMT-3").offset(at("2026-01-01T00:00:00Z")) == 10'800);
  for (const std::string_view name :
       {"", "Asia", "asia/shanghai", "Asia/Shanghai ", "Europe/Atlantis", "+08:00",
        "Africa/Cairo,Egypt", "Asia/Shanghai|", "Asia/Shanghai\n", "2026f"})
    CHECK_FALSE(Zone::find(name));
}

TEST_CASE("zone: the table has a version", "[base][zone]") {
  const std::string_view version = Zone::version();
  REQUIRE(version.size() == 5);
  CHECK(version.substr(0, 2) == "20");
  CHECK(version.back() >= 'a');
}

TEST_CASE("zone: every instant is within its own local day", "[base][zone]") {
  const Zone zones[] = {zone("Asia/Shanghai"),       zone("America/New_York"),
                        zone("Africa/Cairo"),        zone("Pacific/Apia"),
                        zone("Australia/Lord_Howe"), zone("America/Sao_Paulo"),
                        zone("Asia/Tehran"),         zone("Africa/Casablanca")};
  testing::holds_for_all([&] {
    const Instant instant{*rc::gen::inRange<std::int64_t>(-2'208'988'800'000,
                                                          4'102'444'800'000)};
    for (const Zone& each : zones) {
      const Date date = each.date(instant);
      RC_ASSERT(each.day_start(date) <= instant);
      RC_ASSERT(instant <= each.day_end(date));
      RC_ASSERT(each.day_end(date).milliseconds + 1 ==
                each.day_start(Date{date.days + 1}).milliseconds);
      RC_ASSERT(each.date(each.day_start(date)) == date);
    }
  }, 2'000);
}

TEST_CASE("zone: beyond the calendar nothing breaks", "[base][zone]") {
  const Zone york = zone("America/New_York");
  CHECK(york.date(Instant::never()).days == 200'000);
  CHECK(york.date(Instant{std::numeric_limits<std::int64_t>::min()}).days == -200'000);
}
