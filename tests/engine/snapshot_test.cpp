// SPDX-License-Identifier: Apache-2.0
// A member as bytes: whole, or head and tail apart; damaged in any way it is refused.
#include "engine/club.hpp"

#include "patron/version.hpp"

using namespace club;

namespace {

// A customer with something of everything: lots, a hold, a tier, a signal, an action.
Guest regular() {
  Guest guest(engine_of());
  guest.accepts(event("customer", "p", "2026-01-01",
                      R"("name":"\u674e\u96f7","diet":"halal","consents":["mail"])"));
  guest.accepts(booking("B1", "2026-03-02", "1200.00"));
  guest.accepts(completed("B1", "2026-03-20"));
  guest.accepts(event("survey", "s", "2026-03-22",
                      R"("instrument":"recommend","answers":{"recommend":9})"));
  guest.accepts(booking("B2", "2026-04-02", "300.00"));
  guest.accepts(redemption("r", "2026-04-03", 200));
  guest.accepts(review("v", "2026-04-04"));  // Asks a budget that is not here.
  guest.accepts(event("complaint", "k", "2026-04-05"));
  guest.advances(noon("2026-05-01"));
  return guest;
}

std::string part(const Member& member, Part which, std::uint64_t since = 0) {
  std::string bytes = "what stood here before";
  member.save(which, since, bytes);
  return bytes;
}

constexpr const char* kWhat[] = {"accounts", "actions",   "balances", "events",
                                 "lots",     "metrics",   "profile",  "requests",
                                 "responses", "signals",  "tiers",    "trips"};

void check_same(const Guest& a, const Member& b) {
  for (const char* what : kWhat) {
    const auto mine = a.engine.holdings(a.member, what, noon("2026-05-02"));
    const auto other = a.engine.holdings(b, what, noon("2026-05-02"));
    REQUIRE(mine.ok());
    REQUIRE(other.ok());
    CHECK(mine->json() == other->json());
  }
}

}  // namespace

TEST_CASE("snapshot: what was saved is loaded, and saved again the same",
          "[engine][snapshot]") {
  const Guest guest = regular();
  const std::string bytes = guest.member.save();
  Member again(guest.engine);
  REQUIRE(again.load(bytes).ok());
  CHECK(again.save() == bytes);
  CHECK(again.customer() == "C1");
  CHECK(again.revision() == guest.member.revision());
  CHECK(again.retained() == 8);
  CHECK(again.watermark() == noon("2026-05-01"));
  CHECK(again.next_due() == guest.member.next_due());
  CHECK(again.horizon() == guest.member.horizon());
  check_same(guest, again);
  // It goes on as the one that was never saved.
  Effects mine, other;
  Guest live = regular();
  REQUIRE(live.engine.apply(live.member, completed("B2", "2026-05-03"), mine).ok());
  REQUIRE(guest.engine.apply(again, completed("B2", "2026-05-03"), other).ok());
  REQUIRE(mine.size() == other.size());
  for (std::size_t i = 0; i < mine.size(); ++i) CHECK(mine[i].id == other[i].id);
  CHECK(live.member.save() == again.save());
}

TEST_CASE("snapshot: its header is read without an engine", "[engine][snapshot]") {
  const Guest guest = regular();
  const auto header = snapshot_header(guest.member.save());
  REQUIRE(header.ok());
  CHECK(header->format == snapshot_format_max());
  CHECK(header->revision == guest.member.revision());
  CHECK(header->watermark == noon("2026-05-01"));
  CHECK(header->next_due == guest.member.next_due());
  CHECK(header->horizon == guest.member.horizon());
  CHECK(header->retained == 8);
  CHECK(header->customer == "C1");
  CHECK(header->zones_version == zones_version());
  CHECK(snapshot_header("").status().code() == ErrorCode::snapshot);
  CHECK(snapshot_header(std::string(80, 'x')).status().code() == ErrorCode::snapshot);
}

TEST_CASE("snapshot: the head is enough for events in time", "[engine][snapshot]") {
  const Guest guest = regular();
  const std::string head = part(guest.member, Part::head);
  const std::string tail = part(guest.member, Part::tail);
  CHECK(head + tail == guest.member.save());

  Member member(guest.engine);
  Effects effects;
  REQUIRE(member.load(head).ok());
  CHECK(member.retained() == 8);
  // What needs the history says so, and nothing is changed.
  for (const std::string& needs :
       {booking("B1", "2026-03-02", "1200.00"), review("late", "2026-04-01")})
    CHECK(guest.engine.apply(member, needs, effects).code() == ErrorCode::need_tail);
  CHECK(guest.engine.assess(member, noon("2026-04-01")).status().code() ==
        ErrorCode::need_tail);
  CHECK(guest.engine.holdings(member, "events", noon("2026-05-01")).status().code() ==
        ErrorCode::need_tail);
  CHECK(guest.engine.reconcile(member).status().code() == ErrorCode::need_tail);
  CHECK(guest.engine
            .statement(member, *Date::parse("2026-04-01"), *Date::parse("2026-05-01"))
            .status()
            .code() == ErrorCode::need_tail);
  CHECK(guest.engine.compact(member, noon("2025-01-01")).code() == ErrorCode::need_tail);
  CHECK(part(member, Part::head) == head);

  REQUIRE(guest.engine.apply(member, completed("B2", "2026-05-03"), effects).ok());
  const std::string added = part(member, Part::tail, guest.member.revision());
  // The host appends what is new to the tail that it kept.
  Member whole(guest.engine);
  REQUIRE(whole.load(part(member, Part::head)).ok());
  REQUIRE(whole.load_tail(tail + added).ok());
  Guest live = regular();
  live.accepts(completed("B2", "2026-05-03"));
  CHECK(whole.save() == live.member.save());
  CHECK(whole.load_tail(tail).code() == ErrorCode::ok);  // It has the new one itself.
}

TEST_CASE("snapshot: a tail fits its own head only", "[engine][snapshot][error]") {
  const Guest guest = regular();
  const std::string head = part(guest.member, Part::head);
  const std::string tail = part(guest.member, Part::tail);
  Member member(guest.engine);
  REQUIRE(member.load(head).ok());
  CHECK(member.load_tail("").code() == ErrorCode::mismatch);
  CHECK(member.load_tail(tail.substr(0, tail.size() - 1)).code() == ErrorCode::snapshot);
  CHECK(member.load_tail(tail + "x").code() == ErrorCode::snapshot);
  CHECK(member.load_tail(head).code() == ErrorCode::snapshot);

  // As many events of the same customer, but others.
  Guest other(guest.engine);
  for (int i = 0; i < 8; ++i)
    other.accepts(event("complaint", "o" + std::to_string(i), "2026-04-05"));
  CHECK(member.load_tail(part(other.member, Part::tail)).code() == ErrorCode::mismatch);
  Guest stranger(guest.engine, "C2");
  stranger.accepts(event("complaint", "k", "2026-04-05"));
  CHECK(member.load_tail(part(stranger.member, Part::tail)).code() ==
        ErrorCode::mismatch);
  CHECK(member.load_tail(tail).ok());

  Member named(guest.engine, "C2");
  CHECK(named.load(guest.member.save()).code() == ErrorCode::mismatch);
  CHECK(named.customer() == "C2");
}

TEST_CASE("snapshot: nothing loads as a new customer", "[engine][snapshot]") {
  Guest guest = regular();
  REQUIRE(guest.member.load("").ok());
  CHECK(guest.member.revision() == 0);
  CHECK(guest.member.customer() == "C1");
  CHECK(guest.member.save() == Member(guest.engine, "C1").save());
  Member again(guest.engine);
  CHECK(again.load(guest.member.save()).ok());
}

TEST_CASE("snapshot: every damaged byte is noticed", "[engine][snapshot][hostile]") {
  const Guest guest = regular();
  const std::string bytes = guest.member.save();
  Member member(guest.engine, "C1");
  REQUIRE(member.load(bytes).ok());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {1, 0x80, 0xff}) {
      std::string broken = bytes;
      broken[i] = static_cast<char>(broken[i] ^ flip);
      const Status status = member.load(broken);
      const bool clean = status.code() == ErrorCode::snapshot ||
                         status.code() == ErrorCode::format ||
                         status.code() == ErrorCode::mismatch;
      if (!clean || member.save() != bytes)
        FAIL("byte " << i << ": " << name(status.code()) << " " << status.message());
    }
  }
}

TEST_CASE("snapshot: every truncation is noticed, but for the head alone",
          "[engine][snapshot][hostile]") {
  const Guest guest = regular();
  const std::string bytes = guest.member.save();
  const std::size_t head = part(guest.member, Part::head).size();
  Member member(guest.engine, "C1");
  REQUIRE(member.load(bytes).ok());
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    if (size == head) continue;
    const Status status = member.load(bytes.substr(0, size));
    if (status.code() != ErrorCode::snapshot || member.save() != bytes)
      FAIL("cut at " << size << ": " << name(status.code()));
  }
  CHECK(member.load(bytes + '\0').code() == ErrorCode::snapshot);
  CHECK(member.save() == bytes);
}

TEST_CASE("snapshot: copies of a member go their own ways", "[engine][snapshot]") {
  Guest guest = regular();
  Member copy = guest.member;
  const std::string before = copy.save();
  guest.accepts(completed("B2", "2026-05-03"));
  CHECK(copy.save() == before);
  copy = guest.member;
  CHECK(copy.save() == guest.member.save());
  const Member moved = std::move(copy);
  CHECK(moved.save() == guest.member.save());
}
