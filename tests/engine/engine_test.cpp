// SPDX-License-Identifier: Apache-2.0
// Building an engine, what it declares, the tests of its pack, and its limits.
#include "engine/club.hpp"

#include <thread>

#include "base/limits.hpp"
#include "patron/version.hpp"

using namespace club;

TEST_CASE("engine: a pack that is wrong says where", "[engine][compile][error]") {
  Engine::Diagnostics findings;
  const auto engine = Engine::compile("{\"patron\": 1,\n \"id\": \"Club\"}", &findings);
  REQUIRE_FALSE(engine.ok());
  CHECK(engine.status().code() == ErrorCode::pack);
  REQUIRE_FALSE(findings.empty());
  for (const Diagnostic& finding : findings) {
    CHECK(finding.severity == Severity::error);
    CHECK_FALSE(finding.message.empty());
    CHECK(finding.place.line.value_or(0) >= 1);
  }
  CHECK(Engine::compile("").status().code() == ErrorCode::pack);
  CHECK(Engine::compile(std::string(limits::kPackBytes + 1, ' ')).status().code() ==
        ErrorCode::limit);
}

TEST_CASE("engine: is built from versions and limits", "[engine][compile][error]") {
  Engine::Builder builder;
  CHECK(builder.freeze().status().code() == ErrorCode::state);
  CHECK(builder.set_limit("speed", 5).code() == ErrorCode::not_found);
  CHECK(builder.set_limit("event_bytes", 0).code() == ErrorCode::argument);
  CHECK(builder.set_limit("event_bytes", 65'537).code() == ErrorCode::argument);
  CHECK(builder.set_limit("event_bytes", 120).ok());
  CHECK(builder.set_limit("history_entries", 4'097).code() == ErrorCode::argument);
  CHECK(builder.set_limit("history_entries", 2).ok());
  REQUIRE(builder.add_pack(kPack).ok());
  Engine::Builder moved = std::move(builder);
  const auto engine = moved.freeze();
  REQUIRE(engine.ok());
  Guest guest(*engine);
  guest.accepts(review("a", "2026-03-01"));
  guest.accepts(review("b", "2026-03-02"));
  CHECK(guest.refuses(review("c", "2026-03-03")).code() == ErrorCode::history_full);
  guest.accepts(review("b", "2026-03-02"));  // A repetition takes no room.
  CHECK(guest.refuses(event("review", "c", "2026-03-03",
                            R"("text":")" + std::string(80, 'x') + "\""))
            .code() == ErrorCode::limit);
  Engine::Builder full;
  for (int i = 0; i < 64; ++i) REQUIRE(full.add_pack("{}").ok());
  CHECK(full.add_pack("{}").code() == ErrorCode::limit);
  CHECK(full.freeze().status().code() == ErrorCode::pack);
}

TEST_CASE("engine: warnings stop a strict build only", "[engine][compile]") {
  std::string pack = replaced(kPack, "\"timezone\"",
                              "\"languages\": [\"en\", \"zh\"], \"timezone\"");
  pack = replaced(pack, "\"half a year without a trip\"",
                  "{\"en\": \"half a year without a trip\"}");
  for (const bool strict : {false, true}) {
    Engine::Builder builder;
    Engine::Diagnostics findings;
    REQUIRE(builder.add_pack(pack).ok());
    const auto engine = builder.freeze(strict, &findings);
    CHECK(engine.ok() != strict);
    REQUIRE_FALSE(findings.empty());
    CHECK(findings[0].severity == Severity::warning);
    CHECK(findings[0].code == "missing_text");
  }
}

TEST_CASE("engine: names have indexes and places", "[engine][lists]") {
  const Engine engine = engine_of();
  CHECK(engine.id() == "club");
  CHECK(engine.hash().size() == 32);
  CHECK(engine.hash() == engine_of().hash());
  CHECK(engine.count(List::currencies) == 1);
  CHECK(engine.name(List::currencies, 0) == "miles");
  CHECK(engine.find(List::currencies, "miles") == 0);
  CHECK_FALSE(engine.find(List::currencies, "stars"));
  CHECK(engine.name(List::currencies, 1).empty());
  CHECK(engine.name(List::currencies, -1).empty());
  CHECK(engine.find(List::tiers, "club.gold") == 1);
  CHECK(engine.find(List::rules, "points.earn.base") == 0);
  CHECK(engine.find(List::rules, "care.actions.call"));
  CHECK(engine.find(List::event_types, "custom.visa_refused"));
  CHECK(engine.count(List::metrics) == 3);
  CHECK(engine.name(List::metrics, 0) == "booked");  // By id, whatever the order.
  CHECK(engine.count(static_cast<List>(99)) == 0);
  CHECK(engine.count(static_cast<List>(-1)) == 0);
  CHECK(engine.list(static_cast<List>(99)).rows() == 0);
  for (std::int32_t list = 1; list < 20; ++list) {
    const auto which = static_cast<List>(list);
    CHECK(engine.list(which).rows() == engine.count(which));
  }
  const Table rules = engine.list(List::rules);
  CHECK(rules.text(0, rules.column("path")) == "/points/earn/base");
  CHECK(rules.int64(0, rules.column("line")) > 1);
  CHECK(engine.pack_json().substr(0, 9) == "{\"attribu");
  CHECK(engine_of(engine.pack_json()).hash() == engine.hash());
}

TEST_CASE("engine: days are those of the program's zone", "[engine]") {
  const Engine engine = engine_of();
  CHECK(engine.date(at("2026-03-01T15:59:59Z")) == *Date::parse("2026-03-01"));
  CHECK(engine.date(at("2026-03-01T16:00:00Z")) == *Date::parse("2026-03-02"));
  CHECK(engine.day_end(*Date::parse("2026-03-01")) == at("2026-03-01T15:59:59.999Z"));
}

TEST_CASE("engine: a pack proves itself by its own tests", "[engine][pack_tests]") {
  const Engine engine = engine_of();
  const Table all = engine.test();
  REQUIRE(all.rows() == 2);
  const auto passed = all.column("passed");
  CHECK(all.text(0, all.column("name")) == "a test that is wrong");
  CHECK(all.int64(0, passed) == 0);
  CHECK(all.text(0, all.column("expected")).find("5") != std::string_view::npos);
  CHECK(all.text(0, all.column("found")).find("0") != std::string_view::npos);
  CHECK(all.int64(1, passed) == 1);
  CHECK(engine.test("earns").rows() == 1);
  CHECK(engine.test("no such words").rows() == 0);
}

TEST_CASE("engine: amounts stay within what every JSON reader can hold",
          "[engine][limits][error]") {
  const std::string most = "90071992547409.91";  // 2^53 - 1 fen.
  Guest guest(engine_of());
  guest.accepts(booking("B1", "2026-03-01", most));
  CHECK(guest.refuses(booking("B2", "2026-03-02", most)).code() == ErrorCode::range);
  CHECK(guest.refuses(event("points_adjusted", "a", "2026-03-02",
                            R"("points":9007199254740992)"))
            .code() == ErrorCode::event);
  guest.accepts(event("points_adjusted", "a", "2026-03-02",
                      R"("points":9007199254740991)"));
  CHECK(guest.refuses(event("points_adjusted", "b", "2026-03-03", R"("points":1)"))
            .code() == ErrorCode::range);
  guest.accepts(event("payment", "p1", "2026-03-03",
                      R"("ref":"B1","tender":"card","amount":")" + most + "\""));
  CHECK(guest.refuses(event("payment", "p2", "2026-03-04",
                            R"("ref":"B1","tender":"card","amount":")" + most + "\""))
            .code() == ErrorCode::range);
  CHECK(guest.reconciled());
  Member again(guest.engine);
  CHECK(again.load(guest.member.save()).ok());
}

TEST_CASE("engine: a member has as many trips as can be saved and loaded",
          "[engine][limits][error]") {
  Guest guest(engine_of());
  std::string many;
  for (int i = 0; i < 512; ++i)
    many += completed("T" + std::to_string(i), "2026-03-01") + "\n";
  guest.accepts(many);
  CHECK(guest.refuses(completed("one more", "2026-03-02")).code() == ErrorCode::limit);
  Member again(guest.engine);
  CHECK(again.load(guest.member.save()).ok());
  CHECK(again.save() == guest.member.save());
  guest.accepts(completed("one more", "2027-03-02"));  // A year later there is room.
}

TEST_CASE("engine: spans longer than any calendar do no harm", "[engine][limits]") {
  std::string pack = replaced(kPack, "12 months", "9999 years");
  pack = replaced(pack, "\"7 days\"", "\"9999 weeks\"");
  pack = replaced(pack, "\"trips\": {", "\"trips\": {\"window\": \"9999 years\", ");
  pack = replaced(pack, "metrics.recency_days > 180", "metrics.trips > 0");
  Guest guest(engine_of(pack));
  guest.accepts(booking("B1", "2026-03-02", "880.50"));
  guest.accepts(completed("B1", "2026-03-20"));
  CHECK(guest.told() == Lines{"posting activate 880", "signal raised", "action due"});
  VerbOptions far;
  far.far_ahead = true;
  guest.advances(noon("2098-01-01"), far);
  CHECK(guest.told().empty());
  CHECK(guest.active(noon("2098-01-01")) == 880);
  Member again(guest.engine);
  CHECK(again.load(guest.member.save()).ok());
}

TEST_CASE("engine: any number of threads may ask one engine", "[engine][threads]") {
  const Engine engine = engine_of();
  const Instant asked = noon("2026-05-01");  // No assertion may stand in a thread.
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&engine, asked, &result = results[i]] {
      const Engine mine = engine;  // Copied, used and dropped by each.
      Member member(mine, "C1");
      Effects effects;
      for (int trip = 0; trip < 20; ++trip) {
        const std::string ref = "B" + std::to_string(trip);
        const std::string month = trip < 10 ? "2026-03-" : "2026-04-";
        const std::string day = month + std::to_string(10 + trip % 10);
        for (const std::string& each : {booking(ref, day + "T08:00:00Z", "100.00"),
                                        completed(ref, day + "T09:00:00Z")})
          if (!mine.apply(member, each, effects).ok()) return;
        (void)effects.table();
        (void)mine.assess(member, asked);
        (void)mine.holdings(member, "lots", asked);
      }
      Member again(mine);
      if (!again.load(member.save()).ok()) return;
      if (mine.test().rows() != 2) return;
      const std::string repeated = booking("B0", "2026-03-10T08:00:00Z", "100.00");
      if (!mine.apply(again, repeated, effects).ok()) return;
      result = again.save();
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) {
    CHECK_FALSE(result.empty());
    CHECK(result == results[0]);
  }
}

TEST_CASE("version: says what this library is", "[version]") {
  CHECK(version() == 100);  // 0.1.0
  CHECK(version_text() == "0.1.0");
  CHECK(zones_version().size() == 5);
  CHECK(snapshot_format_min() == 1);
  CHECK(snapshot_format_max() == 1);
  CHECK(pack_schema().substr(0, 1) == "{");
}
