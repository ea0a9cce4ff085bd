// SPDX-License-Identifier: Apache-2.0
// What time alone brings: once, on its day, however often and however late it is asked.
#include <algorithm>
#include <set>

#include "engine/club.hpp"
#include "property.hpp"

using namespace club;

namespace {

struct Told {
  std::string id, line;
  Instant at;
  bool operator==(const Told&) const = default;
};

void collect(const Guest& guest, std::vector<Told>& out) {
  const auto lines = guest.told();
  for (std::size_t i = 0; i < lines.size(); ++i)
    out.push_back({std::string(guest.effects[i].id), lines[i], guest.effects[i].at});
}

// A customer's random life: day by day something happens, or nothing.
std::vector<std::pair<Date, std::string>> life(std::uint64_t seed) {
  testing::Numbers numbers(seed);
  std::vector<std::pair<Date, std::string>> events;
  std::int32_t day = Date::parse("2024-01-05")->days;
  for (int i = 0; i < 25; ++i) {
    day += static_cast<std::int32_t>(1 + numbers.below(numbers.below(4) == 0 ? 250 : 20));
    const std::string id = std::to_string(i), date = Date{day}.text();
    const std::string ref = "B" + std::to_string(numbers.below(8));
    const std::string amount = std::to_string(10 + numbers.below(900)) + ".50";
    switch (numbers.below(8)) {
      case 0:
      case 1: events.emplace_back(Date{day}, booking(ref + id, date, amount)); break;
      case 2:
        events.emplace_back(
            Date{day}, event("booking", id, date,
                             R"("ref":")" + ref + R"(","amount":")" + amount + "\""));
        break;
      case 3:
      case 4:
        events.emplace_back(Date{day},
                            event("trip_completed", id, date, R"("ref":")" + ref +
                                                                  R"(","nights":2)"));
        break;
      case 5:
        events.emplace_back(
            Date{day}, event("booking_cancelled", id, date, R"("ref":")" + ref + "\""));
        break;
      case 6: events.emplace_back(Date{day}, event("complaint", id, date)); break;
      default:
        events.emplace_back(Date{day},
                            event("points_adjusted", id, date,
                                  "\"points\":" + std::to_string(1 + numbers.below(50))));
    }
  }
  return events;
}

}  // namespace

TEST_CASE("time: everything falls due on its day", "[engine][advance]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.member.next_due() == at("2026-03-28T00:00:00+08:00"));
  guest.advances(night("2026-03-27"));
  CHECK(guest.told().empty());
  guest.advances(at("2026-03-28T00:00:00+08:00"));
  CHECK(guest.told() == Lines{"action overdue"});
  CHECK(guest.member.next_due() == at("2026-09-17T00:00:00+08:00"));
  guest.advances(night("2026-12-31"));
  CHECK(guest.told() == Lines{"signal raised"});
  CHECK(guest.effects.reason(0) == "half a year without a trip");
  // M1: usable through 20 March 2027.
  guest.advances(night("2027-03-20"));
  CHECK(guest.told().empty());
  CHECK(guest.active(night("2027-03-20")) == 880);
  guest.advances(at("2027-03-21T00:00:00+08:00"));
  CHECK(guest.told() == Lines{"posting expire -880"});
  CHECK(guest.effects[0].balance == 0);
  CHECK(guest.effects[0].event.empty());
  CHECK(guest.member.next_due() == Instant::never());
  CHECK(guest.reconciled());
}

TEST_CASE("time: a booking without an outcome lapses after half a year",
          "[engine][advance]") {
  Guest guest(engine_of());
  guest.accepts(event("booking", "b", "2025-12-01",
                      R"("ref":"B1","amount":"100.00","end":"2026-01-10")"));
  guest.advances(night("2026-07-09"));
  CHECK(guest.told().empty());
  guest.advances(at("2026-07-10T00:00:00+08:00"));  // M20: day 181.
  CHECK(guest.told() == Lines{"posting void -100"});
}

TEST_CASE("time: does not go back, nor further than somebody meant",
          "[engine][advance][error]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  const std::string before = guest.member.save();
  guest.advances(noon("2026-03-01"));  // The past is over: nothing happens.
  CHECK(guest.member.save() == before);
  // 400 days after 2 March 2026 are 6 April 2027; a day more is a wrong clock.
  Effects effects;
  CHECK(guest.engine.advance(guest.member, noon("2027-04-07"), effects).code() ==
        ErrorCode::argument);
  CHECK(guest.member.save() == before);
  VerbOptions meant;
  meant.far_ahead = true;
  guest.advances(noon("2027-04-07"), meant);
  CHECK(guest.told() == Lines{"posting void -880"});
  // Beyond the calendar nobody can go, also not by mistake.
  const Instant year_2100{4'102'444'800'000};
  for (const Instant far : {Instant::never(), year_2100, Instant{INT64_MIN}})
    CHECK(guest.engine.advance(guest.member, far, effects, meant).code() ==
          ErrorCode::argument);
  guest.advances(at("2099-12-31T23:59:59Z"), meant);
  CHECK(guest.told().empty());
}

TEST_CASE("time: a new customer may wait as long as it takes", "[engine][advance]") {
  Guest guest(engine_of());
  guest.advances(noon("2026-03-02"));
  CHECK(guest.told().empty());
  CHECK(guest.member.watermark() == noon("2026-03-02"));
  CHECK(guest.member.next_due() == Instant::never());
  guest.accepts(booking("B1", "2026-01-02", "10.00"));  // Late from the first day on.
  CHECK(guest.told() == Lines{"posting hold 10 late"});
  CHECK(guest.reconciled());
}

TEST_CASE("time: day by day is the same as all at once", "[engine][advance]") {
  VerbOptions far;
  far.far_ahead = true;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto events = life(seed);
    const Date last{events.back().first.days + 600};
    Guest daily(engine_of()), once(engine_of());
    std::vector<Told> every, few;
    std::size_t next = 0;
    for (Date day{events.front().first.days}; day <= last; ++day.days) {
      // In the morning, again in the evening, and the event of the day at noon.
      daily.advances(Instant{daily.engine.day_end(Date{day.days - 1}).milliseconds + 1});
      collect(daily, every);
      if (next < events.size() && events[next].first == day) {
        daily.accepts(events[next].second);
        collect(daily, every);
        once.accepts(events[next].second);
        collect(once, few);
        ++next;
      }
      daily.advances(daily.engine.day_end(day));
      collect(daily, every);
    }
    once.advances(once.engine.day_end(last), far);
    collect(once, few);
    CHECK(every == few);
    std::set<std::string> ids;
    for (const Told& told : every) CHECK(ids.insert(told.id).second);  // Each once.
    for (const char* what : {"accounts", "lots", "trips", "tiers", "metrics", "signals",
                             "actions", "balances"})
      CHECK(daily.holdings(what, daily.member.watermark()) ==
            once.holdings(what, daily.member.watermark()));
    CHECK(daily.reconciled());
    CHECK(once.reconciled());
    CHECK(daily.member.next_due() == once.member.next_due());
  }
}

TEST_CASE("time: the order in which events arrive changes nothing", "[engine][late]") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    auto events = life(seed);
    Guest batch(engine_of());
    std::string all;
    for (const auto& [day, text] : events) all += text + "\n";
    batch.accepts(all);
    testing::Numbers numbers(seed);
    for (std::size_t i = events.size(); i > 1; --i)
      std::swap(events[i - 1], events[numbers.below(i)]);
    Guest mixed(engine_of());
    for (const auto& [day, text] : events) {
      // However late: recorded on its day, as a host that was offline says it.
      std::string told = text;
      told.insert(1, R"("recorded_at":")" + day.text() + "\",");
      mixed.accepts(told);
    }
    const Instant end = batch.member.watermark();
    CHECK(mixed.member.watermark() == end);
    for (const char* what : {"accounts", "lots", "trips", "metrics", "balances"})
      CHECK(mixed.holdings(what, end) == batch.holdings(what, end));
    CHECK(mixed.reconciled());
  }
}
