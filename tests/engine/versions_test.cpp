// SPDX-License-Identifier: Apache-2.0
// A program is the versions of one pack: each event is judged by the one of its day.
#include "engine/club.hpp"

using namespace club;

namespace {

// From 2026 on: two miles a yuan, and a second currency that goes by the nights.
std::string second() {
  std::string text = replaced(kPack, "\"version\": \"1\"", "\"version\": \"2\"");
  text = replaced(text, "2020-01-01", "2026-01-01");
  text = replaced(text, "\"points\": 1, \"per\"", "\"points\": 2, \"per\"");
  return replaced(text, "\"currencies\": {",
                  "\"currencies\": {\"status\": {\"use\": \"qualify\"}, ");
}

Result<Engine> joined(std::initializer_list<std::string> packs,
                      Engine::Diagnostics* findings = nullptr) {
  Engine::Builder builder;
  for (const std::string& pack : packs) REQUIRE(builder.add_pack(pack).ok());
  return builder.freeze(false, findings);
}

}  // namespace

TEST_CASE("versions: the day of the event says which rules hold", "[engine][versions]") {
  const auto engine = joined({second(), kPack});  // In whichever order they are added.
  REQUIRE(engine.ok());
  CHECK(engine->count(List::packs) == 2);
  CHECK(engine->name(List::packs, 0) == "club 1");
  CHECK(engine->name(List::packs, 1) == "club 2");
  Guest guest(*engine);
  guest.accepts(booking("B1", "2025-12-31T23:59:59+08:00", "100.00"));
  CHECK(guest.told() == Lines{"posting hold 100"});
  CHECK(guest.effects[0].pack == "1");
  CHECK(guest.member.next_due() == at("2026-01-01T00:00:00+08:00"));  // The new rules.
  guest.accepts(booking("B2", "2026-01-01T00:00:00+08:00", "100.00"));
  CHECK(guest.told() == Lines{"posting hold 200"});
  CHECK(guest.effects[0].pack == "2");
  guest.accepts(completed("B1", "2026-02-01"));
  // What was promised by the first version is kept by the second.
  CHECK(guest.effects[0].points == 100);
  guest.accepts(booking("B3", "2025-12-30", "10.00"));
  CHECK(guest.told() == Lines{"posting hold 10 late"});
  CHECK(guest.reconciled());
}

TEST_CASE("versions: a member of the first is read by an engine that holds both",
          "[engine][versions][snapshot]") {
  Guest old(engine_of());
  old.accepts(booking("B1", "2025-12-30", "100.00"));
  old.accepts(booking("B2", "2026-01-02", "100.00"));  // The old rules knew no better.
  const auto engine = joined({kPack, second()});
  REQUIRE(engine.ok());
  Guest guest(*engine);
  REQUIRE(guest.member.load(old.member.save()).ok());
  // Folded anew from its history: the second booking is the second version's.
  CHECK(guest.pending(noon("2026-01-02")) == 300);
  std::string head;
  old.member.save(Part::head, 0, head);
  Member part(*engine);
  Effects effects;
  REQUIRE(part.load(head).ok());
  CHECK(engine->apply(part, review("v", "2026-01-03"), effects).code() ==
        ErrorCode::need_tail);
  CHECK(engine->assess(part, noon("2026-01-03")).status().code() ==
        ErrorCode::need_tail);
  std::string tail;
  old.member.save(Part::tail, 0, tail);
  REQUIRE(part.load_tail(tail).ok());
  CHECK(engine->apply(part, review("v", "2026-01-03"), effects).ok());

  // The other way round the engine does not know what the snapshot speaks of.
  Member newer(old.engine);
  CHECK(newer.load(guest.member.save()).code() == ErrorCode::pack_unknown);
}

TEST_CASE("versions: what cannot be joined is refused", "[engine][versions][error]") {
  const auto code = [](std::initializer_list<std::string> packs) {
    Engine::Diagnostics findings;
    const auto engine = joined(packs, &findings);
    REQUIRE_FALSE(engine.ok());
    CHECK_FALSE(findings.empty());
    return engine.status().code();
  };
  const std::string other = replaced(second(), "\"id\": \"club\"", "\"id\": \"klub\"");
  CHECK(code({kPack, other}) == ErrorCode::mismatch);
  CHECK(code({kPack, replaced(second(), "2026-01-01", "2020-01-01")}) ==
        ErrorCode::mismatch);  // Both begin on one day.
  CHECK(code({kPack, replaced(second(), "CNY", "USD")}) != ErrorCode::ok);
  // A currency of points, a tier that are gone: what would become of those who hold them?
  std::string third = replaced(second(), "\"version\": \"2\"", "\"version\": \"3\"");
  third = replaced(third, "2026-01-01", "2027-01-01");
  third = replaced(third, "\"status\": {\"use\": \"qualify\"}, ", "");
  CHECK(code({kPack, second(), third}) == ErrorCode::mismatch);
  CHECK(code({kPack, replaced(second(), "\"id\": \"member\"", "\"id\": \"guest\"")}) ==
        ErrorCode::mismatch);
  // An attribute that was a text is one: its values are kept.
  CHECK(code({kPack, replaced(second(), "string?", "int")}) == ErrorCode::mismatch);
  // No gap between versions.
  const std::string ends = replaced(kPack, "{\"from\": \"2020-01-01\"}",
                                    "{\"from\": \"2020-01-01\", \"to\": \"2025-06-30\"}");
  CHECK(code({ends, second()}) == ErrorCode::mismatch);
}

TEST_CASE("versions: after the last day of the program nothing is judged",
          "[engine][versions][error]") {
  const std::string ends = replaced(kPack, "{\"from\": \"2020-01-01\"}",
                                    "{\"from\": \"2020-01-01\", \"to\": \"2026-03-31\"}");
  Guest guest(engine_of(ends));
  guest.accepts(review("a", "2026-03-31T23:59:59+08:00"));
  CHECK(guest.refuses(review("b", "2026-04-01T00:00:00+08:00")).code() ==
        ErrorCode::event);
}
