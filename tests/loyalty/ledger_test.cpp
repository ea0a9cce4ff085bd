// SPDX-License-Identifier: Apache-2.0
#include "loyalty/ledger.hpp"

#include <catch2/catch.hpp>

using patron::Date;
using patron::loyalty::Ledger;
using patron::loyalty::Lot;
using patron::loyalty::Pieces;

namespace {

Lot lot(std::uint64_t id, std::int64_t points, int activated,
        std::optional<int> expires) {
  Lot result;
  result.id = {0, id};
  result.grant = static_cast<std::uint32_t>(id);
  result.points = points;
  result.activated_on = Date{activated};
  if (expires) result.expires = Date{*expires};
  return result;
}

}  // namespace

TEST_CASE("ledger: points that expire soonest are spent first", "[loyalty][ledger]") {
  // O-5: 100 and 150, burn 120: the first is empty, 130 are left of the second.
  Ledger ledger;
  ledger.open(lot(2, 150, 60, 500), false);
  ledger.open(lot(1, 100, 1, 400), false);
  Pieces parts;
  CHECK(ledger.burn(120, parts) == 0);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].id.low == 1);
  CHECK(parts[0].points == 100);
  CHECK(parts[1].points == 20);
  REQUIRE(ledger.lots().size() == 1);
  CHECK(ledger.lots()[0].points == 130);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: no expiry comes last, then the older activation",
          "[loyalty][ledger]") {
  // M28: exp 30 Jun activated 1 May goes before exp 30 Jun activated 2 May.
  Ledger ledger;
  ledger.open(lot(1, 10, 5, std::nullopt), false);
  ledger.open(lot(2, 10, 122, 180), false);
  ledger.open(lot(3, 10, 121, 180), false);
  REQUIRE(ledger.lots().size() == 3);
  CHECK(ledger.lots()[0].id.low == 3);
  CHECK(ledger.lots()[1].id.low == 2);
  CHECK(ledger.lots()[2].id.low == 1);
}

TEST_CASE("ledger: a day on which points end is a day on which they can be spent",
          "[loyalty][ledger]") {
  Ledger ledger;
  ledger.open(lot(1, 40, 0, 30), false);
  CHECK(ledger.expire(Date{30}).empty());
  CHECK(ledger.covers(40));
  CHECK(ledger.expire(Date{31}).size() == 1);
  CHECK_FALSE(ledger.covers(1));
  CHECK(ledger.totals().expired == 40);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: a clawback beyond what is left is a shortfall, or debt to the limit",
          "[loyalty][ledger]") {
  // M25: earn 100, burn 80, full refund. Clamp: 20 taken, shortfall 80. Limit 50: 20
  // taken, debt 50, shortfall 30.
  const std::int64_t limit = GENERATE(0, 50);
  Ledger ledger;
  ledger.open(lot(1, 100, 0, std::nullopt), false);
  Pieces parts;
  ledger.burn(80, parts);
  const Ledger::Clawback taken = ledger.claw_back(100, 1, 0, limit);
  CHECK(taken.from_lots == 20);
  CHECK(taken.became_debt == limit);
  CHECK(taken.shortfall == 80 - limit);
  CHECK(ledger.debt() == limit);
  CHECK(ledger.active() == 0);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: a clawback takes the grant's own lot before others",
          "[loyalty][ledger]") {
  Ledger ledger;
  ledger.open(lot(1, 50, 0, 100), false);
  ledger.open(lot(2, 50, 0, 200), false);
  const Ledger::Clawback taken = ledger.claw_back(60, 2, 0, 0);
  REQUIRE(taken.parts.size() == 2);
  CHECK(taken.parts[0].lot.low == 2);
  CHECK(taken.parts[0].points == 50);
  CHECK(taken.parts[1].points == 10);
}

TEST_CASE("ledger: what is set aside can be spent past its last day, or comes back",
          "[loyalty][ledger]") {
  // M30: A60 (day 30) and B60 (day 120); 100 set aside are A60 + B40. 70 of them are
  // spent as A60 + B10; the other 30 join the 20 of B that were free.
  Ledger ledger;
  ledger.open(lot(1, 60, 0, 30), false);
  ledger.open(lot(2, 60, 0, 120), false);
  Pieces pieces = ledger.reserve(100);
  CHECK(ledger.active() == 20);
  CHECK(ledger.reserved() == 100);
  CHECK(ledger.expire(Date{31}).empty());
  ledger.burn_reserved(70);
  pieces.erase(pieces.begin());
  pieces.front().points = 30;
  CHECK(ledger.release(pieces).empty());
  REQUIRE(ledger.lots().size() == 1);
  CHECK(ledger.lots()[0].points == 50);
  CHECK(ledger.reserved() == 0);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: points that come back pay a debt first", "[loyalty][ledger]") {
  // 100 set aside of 100; 30 taken back by hand become a debt; released: 30 pay it.
  Ledger ledger;
  ledger.open(lot(1, 100, 0, 30), false);
  const Pieces pieces = ledger.reserve(100);
  CHECK(ledger.adjust_down(30, 50).became_debt == 30);
  CHECK(points_of(ledger.release(pieces)) == 30);
  CHECK(ledger.debt() == 0);
  CHECK(ledger.active() == 70);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: a burn is undone to its lots", "[loyalty][ledger]") {
  // M32: A100 (day 30) and B50 (day 120) spent; 60 come back on day 40: B50, A10 too
  // late.
  Ledger ledger;
  ledger.open(lot(1, 100, 0, 30), false);
  ledger.open(lot(2, 50, 0, 120), false);
  Pieces pieces;
  ledger.burn(150, pieces);
  REQUIRE(pieces.size() == 2);
  Pieces alive{pieces[1]}, ended{pieces[0]};
  ended[0].points = 10;
  CHECK(ledger.give_back(60, 0, 0, alive, ended).empty());
  CHECK(ledger.active() == 50);
  CHECK(ledger.totals().burn_reversed == 60);
  CHECK(ledger.totals().expired == 10);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: debt is paid when points become active", "[loyalty][ledger]") {
  // M27: debt 50, 120 activate: 50 offset, a lot of 70.
  Ledger ledger;
  ledger.claw_back(50, 0, 0, 50);
  ledger.hold(120);
  CHECK(ledger.pending() == 120);
  CHECK(ledger.open(lot(1, 120, 0, 30), true) == 50);
  CHECK(ledger.debt() == 0);
  CHECK(ledger.active() == 70);
  CHECK(ledger.pending() == 0);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: a forced burn leaves debt, which can be written off",
          "[loyalty][ledger]") {
  // F12: in = earned 80 + written off 20 = out = burned 100.
  Ledger ledger;
  ledger.open(lot(1, 80, 0, std::nullopt), false);
  Pieces parts;
  CHECK(ledger.burn(100, parts) == 20);
  CHECK(ledger.debt() == 20);
  ledger.write_off(20);
  CHECK(ledger.debt() == 0);
  CHECK(ledger.totals().in() == 100);
  CHECK(ledger.totals().out() == 100);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: a negative adjustment beyond the balance is a shortfall",
          "[loyalty][ledger]") {
  // M57: -100 on a balance of 80, clamp: -80, shortfall 20.
  Ledger ledger;
  ledger.adjust_up(lot(1, 80, 0, std::nullopt));
  const Ledger::Clawback taken = ledger.adjust_down(100, 0);
  CHECK(taken.shortfall == 20);
  CHECK(ledger.totals().adjusted_down == 80);
  CHECK(ledger.balanced());
}

TEST_CASE("ledger: bytes bring back the same ledger, and damage is seen",
          "[loyalty][ledger][error]") {
  Ledger ledger;
  ledger.open(lot(7, 80, 3, 90), false);
  ledger.hold(12);
  std::string bytes;
  patron::base::Writer writer(bytes);
  ledger.write(writer);
  patron::base::Reader reader(bytes);
  const Ledger read = Ledger::read(reader);
  CHECK(reader.at_end());
  std::string again;
  patron::base::Writer second(again);
  read.write(second);
  CHECK(again == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    patron::base::Reader cut(std::string_view(bytes).substr(0, size));
    Ledger::read(cut);
    CHECK_FALSE(cut.ok());
  }
}
