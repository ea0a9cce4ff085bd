// SPDX-License-Identifier: Apache-2.0
// What happens to one customer, event by event. Expected points are worked by hand.
#include "engine/club.hpp"

using namespace club;

TEST_CASE("apply: miles are pending until the trip is over", "[engine][apply]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  CHECK(guest.told() == Lines{"posting hold 880"});
  CHECK(guest.pending(noon("2026-03-02")) == 880);
  CHECK(guest.active(noon("2026-03-02")) == 0);
  CHECK(guest.effects[0].rule == "points.earn.base");
  CHECK(guest.effects[0].event == "B1-b");
  CHECK(guest.effects[0].customer == "C1");
  CHECK(guest.effects[0].pack == "1");
  CHECK(guest.effects[0].id.size() == 32);
  CHECK(guest.effects[0].at == noon("2026-03-02"));
  const std::string hold(guest.effects[0].id);

  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"posting activate 880", "action due"});
  CHECK(guest.effects[0].parent == hold);
  CHECK(guest.effects[0].balance == 880);
  CHECK(guest.effects[0].until == night("2027-03-20"));  // 12 months, inclusive.
  CHECK(guest.effects[1].until == night("2026-03-27"));
  CHECK(guest.effects.reason(1) == "a call within a week of the trip");
  CHECK(guest.active(noon("2026-03-20")) == 880);
  CHECK(guest.pending(noon("2026-03-20")) == 0);
  CHECK(guest.reconciled());

  guest.accepts(event("contact", "k1", "2026-03-23"));
  CHECK(guest.told() == Lines{"action done"});
  CHECK(guest.member.revision() == 3);
  CHECK(guest.member.retained() == 3);
}

TEST_CASE("apply: a cancelled trip earns nothing", "[engine][apply]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  guest.accepts(event("booking_cancelled", "x", "2026-03-03", R"("ref":"B1")"));
  CHECK(guest.told() == Lines{"posting void -880"});
  CHECK(guest.pending(noon("2026-03-04")) == 0);
  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"ignored final_outcome"});  // M21: the first counts.
  CHECK(guest.reconciled());
}

TEST_CASE("apply: gold is reached by what was spent in the year", "[engine][apply]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "1000.00"));
  CHECK(guest.tier(noon("2026-03-02")) == "club.member");
  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"posting activate 1000", "tier gold", "action due"});
  CHECK(guest.effects[1].before == "member");
  CHECK(guest.effects[1].until == night("2027-12-31"));  // M41
  CHECK(guest.tier(noon("2026-03-20")) == "club.gold");
  CHECK(guest.tier(noon("2027-12-31")) == "club.gold");
  CHECK(guest.tier(noon("2028-01-01")) == "club.member");
}

TEST_CASE("apply: a refund takes back its part, a second one the rest",
          "[engine][apply]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "199.99"));
  guest.accepts(completed("B1", "2026-03-20"));
  const auto refund = [](const std::string& id, const char* amount) {
    return event("refund", id, "2026-03-2" + id.substr(1),
                 R"("ref":"B1","amount":")" + std::string(amount) + "\"");
  };
  guest.accepts(refund("r1", "66.66"));  // M22: 66, 66, 67 of 199.
  CHECK(guest.told() == Lines{"posting clawback -66"});
  CHECK(guest.refuses(refund("r3", "133.34")).code() == ErrorCode::event);
  guest.accepts(refund("r2", "66.66"));
  CHECK(guest.told() == Lines{"posting clawback -66"});
  guest.accepts(refund("r3", "66.67"));
  CHECK(guest.told() == Lines{"posting clawback -67"});
  CHECK(guest.active(noon("2026-03-26")) == 0);
  guest.accepts(event("refund", "r4", "2026-03-26", R"("ref":"B9","amount":"1.00")"));
  CHECK(guest.told() == Lines{"unreversible refund"});
  CHECK(guest.reconciled());
}

TEST_CASE("apply: a recorded spend is taken, and told as infeasible", "[engine][apply]") {
  Guest guest(engine_of());
  VerbOptions history;
  history.recorded = true;
  guest.accepts(event("points_adjusted", "a", "2026-03-01", R"("points":100)"), history);
  guest.accepts(redemption("s", "2026-03-02", 60), history);
  CHECK(guest.told() == Lines{"posting burn -60"});
  // 40 are there; the 20 that are not are forgiven, for this club has no debts.
  guest.accepts(redemption("t", "2026-03-03", 60), history);
  CHECK(guest.told() ==
        Lines{"infeasible points 60", "posting burn -60", "posting write_off 20"});
  CHECK(guest.active(noon("2026-03-03")) == 0);
  CHECK(guest.reconciled());
  // Late, too, and though it takes points that were spent since.
  guest.accepts(redemption("r", "2026-03-01T20:00:00+08:00", 90), history);
  CHECK(guest.reconciled());
}

TEST_CASE("apply: recorded history may end a reservation that these rules ended before",
          "[engine][apply]") {
  // 30 minutes are the default: at noon of the next day both are over.
  Guest guest(engine_of());
  VerbOptions history;
  history.recorded = true;
  guest.accepts(event("points_adjusted", "a", "2026-03-01", R"("points":100)"), history);
  for (const char* id : {"r", "q"})
    guest.accepts(event("reservation", id, "2026-03-02", R"("points":40)"), history);
  guest.accepts(event("reservation_released", "l", "2026-03-03", R"("reservation":"r")"),
                history);
  guest.accepts(
      event("redemption", "s", "2026-03-04", R"("points":40,"reservation":"q")"),
      history);
  CHECK(guest.active(noon("2026-03-04")) == 60);
  // A fact of the entries: what comes late, and is no recorded history, replays them.
  guest.accepts(event("points_adjusted", "b", "2026-02-20", R"("points":7)"));
  CHECK(guest.active(noon("2026-03-04")) == 67);
  CHECK(guest.reconciled());
}

TEST_CASE("apply: nobody spends what is not there", "[engine][apply][error]") {
  Guest guest(engine_of());
  guest.accepts(event("points_adjusted", "a", "2026-03-01", R"("points":100)"));
  CHECK(guest.told() == Lines{"posting adjust 100"});
  CHECK(guest.refuses(redemption("s", "2026-03-02", 101)).code() ==
        ErrorCode::insufficient_points);
  CHECK(guest.refuses(redemption("s", "2026-03-02", 0)).code() == ErrorCode::event);
  CHECK(guest.refuses(redemption("s", "2026-03-02", -5)).code() == ErrorCode::event);
  guest.accepts(redemption("s", "2026-03-02", 60));  // A refused id may be used again.
  CHECK(guest.told() == Lines{"posting burn -60"});
  CHECK(guest.effects.detail_json(0).find("\"points\":60") != std::string::npos);
  CHECK(guest.active(noon("2026-03-02")) == 40);
  CHECK(guest.refuses(event("points_adjusted", "z", "2026-03-03", R"("points":0)"))
            .code() == ErrorCode::event);
  CHECK(guest
            .refuses(event("points_adjusted", "z", "2026-03-03",
                           R"("points":5,"expires":"2026-03-02")"))
            .code() == ErrorCode::event);
  CHECK(guest
            .refuses(event("redemption", "z", "2026-03-03",
                           R"("points":5,"points_currency":"stars")"))
            .place()
            .path == "/points_currency");
  // M57: -100 on a balance of 40 takes 40 and tells of 60.
  guest.accepts(event("points_adjusted", "z", "2026-03-03", R"("points":-100)"));
  CHECK(guest.told() == Lines{"posting adjust -40", "shortfall points 60"});
  CHECK(guest.reconciled());
}

TEST_CASE("apply: the same event again says the same and changes nothing",
          "[engine][apply][duplicate]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "1000.00"));
  guest.accepts(completed("B1", "2026-03-20"));
  std::vector<std::string> ids;
  for (const Effect& effect : guest.effects) ids.emplace_back(effect.id);
  const std::string before = guest.member.save();

  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"posting activate 1000 duplicate", "tier gold duplicate",
                              "action due duplicate"});
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(guest.effects[i].id == ids[i]);
  CHECK(guest.member.save() == before);
  // When it was recorded and who says so is no content; 12:00 is what the day means.
  guest.accepts(event("trip_completed", "B1-c", "2026-03-20T12:00:00+08:00",
                      R"("ref":"B1","source":"retry","recorded_at":"2026-03-25")"));
  CHECK(guest.effects.size() == 3);
  CHECK(guest.member.save() == before);
}

TEST_CASE("apply: the same id with other content is a conflict",
          "[engine][apply][duplicate][error]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "1000.00"));
  CHECK(guest.refuses(booking("B1", "2026-03-02", "1000.01")).code() ==
        ErrorCode::conflict);
  CHECK(guest.refuses(booking("B1", "2026-03-03", "1000.00")).code() ==
        ErrorCode::conflict);
  CHECK(guest.refuses(event("review", "B1-b", "2026-03-03")).code() ==
        ErrorCode::conflict);
  CHECK(refused(ErrorCode::conflict));
  // The scale of an amount is no content: 1000 is 1000.00.
  guest.accepts(booking("B1", "2026-03-02", "1000"));
  CHECK(guest.told() == Lines{"posting hold 1000 duplicate"});
  // Two in one call that contradict each other: neither is applied.
  CHECK(guest.refuses(booking("B2", "2026-03-04", "1.00") + "\n" +
                      booking("B2", "2026-03-04", "2.00"))
            .place()
            .row == 1);
}

TEST_CASE("apply: an event is of this customer or of none",
          "[engine][apply][error]") {
  Guest guest(engine_of());
  const auto of = [](const char* customer, const char* id) {
    return event("review", id, "2026-03-02",
                 R"("customer":")" + std::string(customer) + "\"");
  };
  CHECK(guest.refuses(of("C2", "a")).code() == ErrorCode::mismatch);
  guest.accepts(of("C1", "a"));
  guest.accepts(event("review", "a", "2026-03-02"));  // The same event, less explicit.
  CHECK(guest.effects[0].duplicate);

  Guest nobody(engine_of(), "");
  const Status status = nobody.refuses(event("review", "a", "2026-03-02"));
  CHECK(status.code() == ErrorCode::event);
  CHECK(status.place().path == "/customer");
  nobody.accepts(of("C7", "a"));
  CHECK(nobody.member.customer() == "C7");
}

TEST_CASE("apply: many events come in any order, together or not at all",
          "[engine][apply]") {
  Guest guest(engine_of());
  guest.accepts(completed("B1", "2026-03-20") + "\n\n" +
                booking("B1", "2026-03-02", "880.50") + "\r\n" +
                redemption("s", "2026-03-21", 80) + "\n");
  CHECK(guest.told() == Lines{"posting hold 880", "posting activate 880", "action due",
                              "posting burn -80"});
  CHECK(guest.member.revision() == 1);
  CHECK(guest.active(noon("2026-03-21")) == 800);

  // The row that is at fault is named as it stands in the call.
  const Status status = guest.refuses(redemption("s3", "2026-04-03", 900) + "\n" +
                                      redemption("s2", "2026-04-02", 10) + "\n" +
                                      redemption("s1", "2026-04-01", 10));
  CHECK(status.code() == ErrorCode::insufficient_points);
  CHECK(status.place().row == 0);
  CHECK(guest.refuses(review("v", "2026-04-01") + "\n{\"type\": \"revue\"}")
            .place()
            .row == 1);
  CHECK_FALSE(guest.refuses("{\"type\": \"revue\"}").place().row);
}

TEST_CASE("apply: an event in the past must still be acceptable",
          "[engine][apply][error]") {
  Guest guest(engine_of());
  const auto recorded = [](const char* id, const char* when) {
    return event("review", id, "2026-01-01T12:00:00+08:00",
                 R"("recorded_at":")" + std::string(when) + "\"");
  };
  // 180 days after 1 January are 30 June.
  CHECK(guest.refuses(recorded("a", "2026-06-30T12:00:00.001+08:00")).code() ==
        ErrorCode::too_old);
  guest.accepts(recorded("a", "2026-06-30T12:00:00+08:00"));
  // Nothing occurs more than a day after it was recorded.
  CHECK(guest.refuses(recorded("b", "2025-12-31T11:59:59+08:00")).code() ==
        ErrorCode::event);
  guest.accepts(recorded("b", "2025-12-31T12:00:00+08:00"));
  // Before the program began nobody knows what it would have said.
  const Status status = guest.refuses(review("c", "2019-12-31"));
  CHECK(status.code() == ErrorCode::event);
  CHECK(status.place().path == "/occurred_at");
}

TEST_CASE("apply: looking ahead does nothing", "[engine][preview]") {
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-02", "1000.00"));
  const std::string before = guest.member.save();
  Effects seen;
  REQUIRE(guest.engine.preview(guest.member, completed("B1", "2026-03-20"), seen).ok());
  CHECK(guest.member.save() == before);
  guest.accepts(completed("B1", "2026-03-20"));
  REQUIRE(seen.size() == guest.effects.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].id == guest.effects[i].id);
    CHECK(seen[i].points == guest.effects[i].points);
  }
  CHECK_FALSE(guest.engine
                  .preview(guest.member, redemption("s", "2026-03-21", 5000), seen)
                  .ok());
  CHECK(seen.empty());
}

TEST_CASE("apply: a rule that cannot be decided waits for a person",
          "[engine][apply]") {
  // No rate for euros: nothing is granted until somebody says so (F11, M54).
  Guest guest(engine_of());
  guest.accepts(event("booking", "b", "2026-03-02",
                      R"("ref":"B1","amount":"100.00","currency":"EUR")"));
  CHECK(guest.told() == Lines{"undecided rule"});
  CHECK(guest.effects[0].rule == "points.earn.base");
  CHECK(guest.holdings("undecided", noon("2026-03-02")).find("EUR") !=
        std::string::npos);
  guest.accepts(event("booking", "d", "2026-03-03",
                      R"("ref":"B2","amount":"100.00","currency":"USD")"));
  CHECK(guest.told() == Lines{"posting hold 700"});
  // Both bookings, in yuan where the rate is known: 100 x 7.
  CHECK(guest.holdings("metrics", noon("2026-03-03")).find("\"700.00\"") !=
        std::string::npos);
}

TEST_CASE("apply: effects carry inputs and arithmetic if asked", "[engine][effects]") {
  Guest guest(engine_of());
  VerbOptions options;
  options.trace = true;
  guest.accepts(booking("B1", "2026-03-02", "880.50"), options);
  CHECK(guest.effects.detail_json(0) ==
        R"({"arithmetic":"880.50 CNY x 1 per 1.00, floor = 880"})");
  CHECK(guest.effects.detail_json(1).empty());
  CHECK(guest.effects.reason(1).empty());
  CHECK(guest.effects.reason(0).empty());
  const Table table = guest.effects.table();
  CHECK(table.rows() == 1);
  CHECK(table.text(0, table.column("what")) == "hold");
  CHECK(table.int64(0, table.column("points")) == 880);
  CHECK(table.int64(0, table.column("revision")) == 1);
  CHECK(table.is_null(0, table.column("until")));
  CHECK(table.column("detail") >= 0);
}

TEST_CASE("apply: ids of effects are the same in every run, and one's own",
          "[engine][effects]") {
  const auto run = [](std::string_view customer) {
    Guest guest(engine_of(), customer);
    std::vector<std::string> ids;
    for (const std::string& each :
         {booking("B1", "2026-03-02", "880.50"), completed("B1", "2026-03-20")}) {
      guest.accepts(each);
      for (const Effect& effect : guest.effects) ids.emplace_back(effect.id);
    }
    return ids;
  };
  CHECK(run("C1") == run("C1"));
  const auto mine = run("C1"), yours = run("C2");
  REQUIRE(mine.size() == yours.size());
  for (std::size_t i = 0; i < mine.size(); ++i) CHECK(mine[i] != yours[i]);
  // Neither the wording of the JSON nor the version of the pack is in it.
  Guest guest(engine_of(
      replaced(kPack, "\"version\": \"1\"", "\"version\": \"7\"")));
  guest.accepts(R"({ "ref": "B1", "amount": 880.5, "occurred_at": "2026-03-02",
                     "id": "B1-b", "type": "booking" })");
  CHECK(guest.effects[0].id == mine[0]);
}

TEST_CASE("apply: a member belongs to the engine it was made with",
          "[engine][apply][error]") {
  Guest guest(engine_of());
  const Engine other = engine_of();
  Effects effects;
  CHECK(other.apply(guest.member, review("v", "2026-03-02"), effects).code() ==
        ErrorCode::mismatch);
  CHECK(other.advance(guest.member, noon("2026-03-02"), effects).code() ==
        ErrorCode::mismatch);
  CHECK(other.compact(guest.member, noon("2026-03-02")).code() == ErrorCode::mismatch);
  const Engine same = guest.engine;  // A copy is the same engine.
  CHECK(same.apply(guest.member, review("v", "2026-03-02"), effects).ok());
}
