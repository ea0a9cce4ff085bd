// SPDX-License-Identifier: Apache-2.0
// Events that come to be known late: applied at their own time, and the host is told only
// what is different now (semantics F1, F3).
#include "engine/club.hpp"

using namespace club;

namespace {

std::string adjusted(const char* id, const char* day, int points,
                     const std::string& rest = "") {
  return event("points_adjusted", id, day,
               "\"points\":" + std::to_string(points) + (rest.empty() ? "" : "," + rest));
}

}  // namespace

TEST_CASE("late: what it brings is marked late and becomes known now",
          "[engine][late]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  guest.accepts(booking("B0", "2026-02-01", "50.00"));
  CHECK(guest.told() == Lines{"posting hold 50 late"});
  CHECK(guest.effects[0].at == noon("2026-02-01"));
  CHECK(guest.effects[0].recorded_at == noon("2026-03-02"));
  CHECK(guest.pending(noon("2026-03-02")) == 930);
  CHECK(guest.pending(noon("2026-02-15")) == 50);
  CHECK(guest.member.watermark() == noon("2026-03-02"));
  CHECK(guest.reconciled());
}

TEST_CASE("late: what was told and is no longer so is taken back", "[engine][late]") {
  Guest guest(engine_of());
  guest.accepts(completed("B1", "2026-03-20"));
  guest.advances(night("2026-10-01"));
  CHECK(guest.told() == Lines{"action overdue", "signal raised"});
  const std::string raised(guest.effects[1].id);
  CHECK(guest.effects[1].at == at("2026-09-17T00:00:00+08:00"));  // The 181st day.
  // There was a trip in June: the half year begins anew.
  guest.accepts(completed("B2", "2026-06-01"));
  CHECK(guest.told() == Lines{"action due late", "action overdue late",
                              "signal raised retracted"});
  CHECK(guest.effects[2].id == raised);
  guest.advances(night("2026-11-28"));
  CHECK(guest.told().empty());
  guest.advances(night("2026-11-29"));  // 181 days after 1 June.
  CHECK(guest.told() == Lines{"signal raised"});
  CHECK(guest.reconciled());
}

TEST_CASE("late: a spend takes the lots that it would have taken", "[engine][late]") {
  // F1: A 100 (1 May), 60 spent on 1 June; B 80 of 1 April comes late, ends on 30 June.
  Guest guest(engine_of());
  guest.accepts(adjusted("A", "2026-05-01", 100));
  guest.accepts(redemption("s", "2026-06-01", 60));
  guest.accepts(adjusted("B", "2026-04-01", 80, R"("expires":"2026-06-30")"));
  CHECK(guest.told() == Lines{"posting adjust 80 late", "posting burn_reversal 60 late",
                              "posting burn -60 corrected"});
  CHECK(guest.effects[1].parent == guest.effects[2].id);
  CHECK(guest.active(noon("2026-06-02")) == 120);
  CHECK(guest.active(noon("2026-07-01")) == 100);  // B's last 20 ended: not 40.
  CHECK(guest.reconciled());
}

TEST_CASE("late: a spend in the past must not take what was spent since",
          "[engine][late][error]") {
  Guest guest(engine_of());
  guest.accepts(adjusted("A", "2026-05-01", 100));
  guest.accepts(redemption("s", "2026-06-01", 70));
  CHECK(guest.refuses(redemption("t", "2026-05-15", 31)).code() ==
        ErrorCode::insufficient_points);
  CHECK(guest.refuses(redemption("t", "2026-04-15", 10)).code() ==
        ErrorCode::insufficient_points);  // Not there yet at that time.
  guest.accepts(redemption("t", "2026-05-15", 30));
  CHECK(guest.active(noon("2026-06-02")) == 0);
}

TEST_CASE("late: a spend once accepted is never refused", "[engine][late]") {
  // The 100 miles turn out to have been taken back before they were spent: the debt is
  // forgiven at once (clamp), the spend stands.
  Guest guest(engine_of());
  guest.accepts(adjusted("A", "2026-05-01", 100));
  guest.accepts(redemption("s", "2026-06-01", 100));
  guest.accepts(adjusted("m", "2026-05-10", -100));
  CHECK(guest.told() ==
        Lines{"posting adjust -100 late", "posting burn_reversal 100 late",
              "posting burn -100 corrected", "posting write_off 100 late"});
  CHECK(guest.active(noon("2026-06-02")) == 0);
  CHECK(guest.points(noon("2026-06-02"), Points::debt) == 0);
  CHECK(guest.reconciled());
}

TEST_CASE("late: a tier that was reported stays", "[engine][late]") {
  // 400 of 1,200 were refunded before the trip: 800 do not make gold.
  const std::string refund =
      event("refund", "r", "2026-03-10", R"("ref":"B1","amount":"400.00")");
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "1200.00"));
  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"posting activate 1200", "tier gold", "action due"});
  guest.accepts(refund);
  CHECK(guest.told() ==
        Lines{"posting clawback -400 late", "posting activate 800 corrected"});
  CHECK(guest.tier(noon("2026-03-21")) == "club.gold");
  CHECK(guest.reconciled());
  Member again(guest.engine, "C1");
  REQUIRE(again.load(guest.member.save()).ok());
  CHECK(*guest.engine.tier(again, 0, noon("2026-03-21")) == 1);

  Guest falls(engine_of(
      replaced(kPack, "{\"levels\"", "{\"lower_on_correction\": true, \"levels\"")));
  falls.accepts(booking("B1", "2026-03-02", "1200.00"));
  falls.accepts(completed("B1", "2026-03-20"));
  falls.accepts(refund);
  CHECK(falls.told() == Lines{"posting clawback -400 late", "tier gold retracted",
                              "posting activate 800 corrected"});
  CHECK(falls.tier(noon("2026-03-21")) == "club.member");
}

TEST_CASE("late: a decision reaches back to the event it is about", "[engine][late]") {
  Guest guest(engine_of());
  guest.accepts(event("booking", "b", "2026-03-02",
                      R"("ref":"B1","amount":"100.00","currency":"EUR")"));
  guest.accepts(event("decide", "d", "2026-03-05",
                      R"("rule":"points.earn.base","event":"b","allow":false)"));
  CHECK(guest.told() == Lines{"undecided rule retracted"});
  CHECK(guest.pending(noon("2026-03-06")) == 0);
  CHECK(guest.holdings("undecided", noon("2026-03-06")).empty());
}

TEST_CASE("late: what may be forgotten has an end", "[engine][compact]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-01-02", "880.50"));
  guest.accepts(completed("B1", "2026-01-20"));
  guest.accepts(redemption("s", "2026-02-01", 80));
  CHECK(guest.engine.compact(guest.member, noon("2026-01-25")).code() ==
        ErrorCode::argument);  // Not 180 days have passed.
  guest.advances(noon("2026-12-31"));
  const std::string lots = guest.holdings("lots", noon("2026-12-31"));
  // The watermark less 180 days is noon of 4 July.
  CHECK(guest.engine.compact(guest.member, at("2026-07-04T12:00:00.001+08:00")).code() ==
        ErrorCode::argument);
  const std::uint64_t revision = guest.member.revision();
  REQUIRE(guest.engine.compact(guest.member, noon("2026-01-25")).ok());
  CHECK(guest.member.revision() == revision + 1);
  CHECK(guest.member.horizon() == noon("2026-01-25"));
  CHECK(guest.member.retained() == 1);
  CHECK(guest.holdings("lots", noon("2026-12-31")) == lots);
  CHECK(guest.reconciled());

  // Before the horizon there are no answers, and no event is accepted, known or not.
  CHECK(guest.refuses(booking("B1", "2026-01-02", "880.50")).code() ==
        ErrorCode::too_old);
  CHECK(guest.engine.assess(guest.member, noon("2026-01-24")).status().code() ==
        ErrorCode::too_old);
  CHECK(guest.engine.holdings(guest.member, "events", noon("2026-01-24"))
            .status()
            .code() == ErrorCode::too_old);
  CHECK(guest.engine
            .statement(guest.member, *Date::parse("2026-01-25"),
                       *Date::parse("2026-12-31"))
            .status()
            .code() == ErrorCode::too_old);
  CHECK(guest.engine
            .statement(guest.member, *Date::parse("2026-01-26"),
                       *Date::parse("2026-12-31"))
            .ok());
  // From it on everything is as it was: the spend is known, a late one is replayed.
  guest.accepts(redemption("s", "2026-02-01", 80));
  CHECK(guest.told() == Lines{"posting burn -80 duplicate"});
  guest.accepts(event("points_adjusted", "a", "2026-07-10", R"("points":5)"));
  CHECK(guest.told() == Lines{"posting adjust 5 late"});
  CHECK(guest.active(noon("2026-12-31")) == 805);
  Member again(guest.engine, "C1");
  REQUIRE(again.load(guest.member.save()).ok());
  CHECK(again.save() == guest.member.save());
  CHECK(again.horizon() == noon("2026-01-25"));
  // Going back is no step.
  REQUIRE(guest.engine.compact(guest.member, noon("2026-01-10")).ok());
  CHECK(guest.member.horizon() == noon("2026-01-25"));
}
