// SPDX-License-Identifier: Apache-2.0
// What a member is worth: RFM by stored cuts, ABC, lifetime value, what it cost to win
// them, credit. Numbers by hand, and by 30-digit arithmetic for the lifetime value.
#include "club.hpp"

using namespace club;

namespace {

std::string pack_with(const std::string& worth, const std::string& more = "") {
  return R"({"patron": 1, "id": "worth", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2020-01-01"},
    "metrics": {
      "spend_6m": {"aggregate": "sum", "on": "trip_completed", "value": "trip.net",
                   "window": "6 months"},
      "overdue": {"aggregate": "sum", "on": "payment_overdue", "value": "event.days",
                  "window": "3 months"},
      "owed": {"aggregate": "sum", "on": "payment_due", "value": "event.amount"}
    },
    "worth": )" +
         worth + more + "}";
}

void travels(Guest& guest, const std::string& ref, const std::string& day,
             const std::string& amount) {
  guest.accepts(booking(ref, day, amount));
  guest.accepts(completed(ref, day));
}

Assessment assessed(Guest& guest, const std::string& day) {
  const auto found = guest.engine.assess(guest.member, night(day));
  REQUIRE(found.ok());
  return *found;
}

}  // namespace

TEST_CASE("worth: RFM by right-closed cuts", "[engine][worth]") {
  Guest guest(
      engine_of(pack_with(R"({"rfm": {"window": "12 months", "scores": 3, "cuts": {
    "recency": [60, 150], "frequency": [1, 2], "monetary": ["1000.00", "3000.00"]}}})")));
  CHECK(assessed(guest, "2026-01-01").rfm.empty());  // No trip yet.
  travels(guest, "a", "2026-01-10", "900.00");
  travels(guest, "b", "2026-02-10", "1200.00");
  CHECK(assessed(guest, "2026-04-11").rfm == "3-2-2");  // 60 days, 2 trips, 2,100.
  CHECK(assessed(guest, "2026-04-12").rfm == "2-2-2");
  // What was spent is net of refunds: 900 + 1,200 - 1,150 = 950.
  guest.accepts(event("refund", "r", "2026-04-20", R"("ref":"b","amount":"1150.00")"));
  CHECK(assessed(guest, "2026-04-21").rfm == "2-2-1");
  // The first trip leaves the twelve months on its anniversary, then the second.
  CHECK(assessed(guest, "2027-01-09").rfm == "1-2-1");
  CHECK(assessed(guest, "2027-01-10").rfm == "1-1-1");
  const Table row = assessed(guest, "2026-04-12").table();
  CHECK(row.text(0, row.column("rfm")) == "2-2-2");
  // Its metrics are its own: no rule reads them, no list shows them.
  CHECK(guest.holdings("metrics", night("2026-04-12")).find("worth") ==
        std::string::npos);
  CHECK(assessed(guest, "2026-04-12").metrics.size() == 3);
}

TEST_CASE("worth: ABC by stored cuts is told when it turns", "[engine][worth]") {
  Guest guest(engine_of(pack_with(R"({"abc": {"value": "metrics.spend_6m",
    "cuts": {"a": "5000.00", "b": "1000.00"}}})")));
  travels(guest, "a", "2026-01-10", "999.99");
  CHECK(assessed(guest, "2026-01-10").abc == "c");
  travels(guest, "b", "2026-01-20", "4000.01");
  CHECK(guest.told() == Lines{"grade a"});
  CHECK(assessed(guest, "2026-01-20").abc == "a");
  guest.advances(night("2026-07-10"));  // The first trip has left the six months.
  CHECK(guest.told() == Lines{"grade b"});
  CHECK(guest.effects[0].rule == "worth.abc");
}

TEST_CASE("worth: a lifetime of discounted trips", "[engine][worth]") {
  // Trips of 70, 50 and 90 yuan on 1 January, 15 January and 12 February: x = 2, t_x = 6
  // and T = 9 weeks on 5 March. Expected by 5 April (31 days) and 5 May (61 days):
  // 0.487964 and 0.902294 trips (the formula with 2F1, in 30 digits) of 63.7467 yuan, a
  // fifth of it margin: 0.2 x 63.7467 x (0.487964 / 1.1^(31/365.25) + 0.414330 /
  // 1.1^(61/365.25)) = 11.3701.
  Guest guest(engine_of(
      pack_with(R"({"clv": {"horizon": "2 months", "discount": "10%",
      "margin": "20%"}, "acquisition": {"cost": {"value": "metrics.owed"},
      "by": "customer.channel"}})",
                R"p(, "churn": {"models": {"m": {"kind": "bg_nbd", "unit": "1 week",
        "params": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
        "spend": {"params": {"p": 6.25, "q": 3.74, "v": 15.44}}}},
      "scorecard": {"base_rate": 0.4}},
      "care": {"actions": {"invest": {"on": "inquiry", "when":
        "worth.clv != null && worth.clv >= 10.00", "do": "task",
        "due": "7 days", "reason": "worth it"}}})p")));
  guest.accepts(event("customer", "p", "2026-01-01", R"("channel":"web")"));
  travels(guest, "a", "2026-01-01", "70.00");
  travels(guest, "b", "2026-01-15", "50.00");
  travels(guest, "c", "2026-02-12", "90.00");
  guest.accepts(event("payment_due", "d", "2026-03-01", R"("ref":"c","amount":"35.00")"));
  const Assessment found = assessed(guest, "2026-03-05");
  CHECK(found.clv->text() == "11.37");
  CHECK(found.acquisition_cost->text() == "35.00");
  CHECK(found.acquisition_by == "web");
  guest.accepts(event("inquiry", "i", "2026-03-05", ""));
  CHECK(guest.told() == Lines{"action due"});
}

TEST_CASE("worth: the credit of groups", "[engine][worth]") {
  const std::string pack = pack_with(R"({"credit": {"when": "customer.kind == 'group'",
    "limit": "50000.00", "used": "metrics.owed", "value": "metrics.overdue",
    "levels": [{"id": "good"}, {"id": "watch", "at_least": 15},
               {"id": "poor", "at_least": 45}],
    "hold_when": "metrics.overdue > 60"}})");
  Guest person(engine_of(pack));
  travels(person, "a", "2026-01-10", "900.00");
  CHECK(assessed(person, "2026-01-10").credit.empty());
  CHECK_FALSE(assessed(person, "2026-01-10").credit_hold.has_value());

  Guest group(engine_of(pack));
  group.accepts(event("customer", "p", "2026-01-01", R"("kind":"group")"));
  CHECK(assessed(group, "2026-01-01").credit == "good");
  CHECK(assessed(group, "2026-01-01").credit_available->text() == "50000.00");
  group.accepts(
      event("payment_due", "d", "2026-01-05", R"("ref":"x","amount":"20000.00")"));
  group.accepts(event("payment_overdue", "o", "2026-02-25",
                      R"("ref":"x","amount":"20000.00","days":20)"));
  CHECK(group.told() == Lines{"grade watch"});
  group.accepts(event("payment_overdue", "p2", "2026-04-01",
                      R"("ref":"x","amount":"20000.00","days":55)"));
  CHECK(group.told() == Lines{"grade poor", "segment entered"});  // 75 days: held, too.
  const Assessment held = assessed(group, "2026-04-01");
  CHECK(held.credit == "poor");
  CHECK(*held.credit_hold);
  CHECK(held.credit_limit->text() == "50000.00");
  CHECK(held.credit_available->text() == "30000.00");
  // On 25 May the first 20 days leave the three months: 55 days. Then all of them.
  group.advances(night("2026-05-25"));
  CHECK(group.told() == Lines{"segment left"});
  group.advances(night("2026-07-01"));
  CHECK(group.told() == Lines{"grade good"});
}
