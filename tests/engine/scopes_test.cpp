// SPDX-License-Identifier: Apache-2.0
// What all members share: 250 miles for reviews, at 100 each.
#include "engine/club.hpp"

using namespace club;

namespace {

constexpr std::string_view kKey = "budgets.reviews";

struct Shared {
  explicit Shared(const Engine& engine) : scopes(engine) {
    REQUIRE(scopes.load(kKey, "").ok());
    options.scopes = &scopes;
  }
  std::int64_t left() const {
    const Table table = scopes.list(noon("2026-03-01"));
    REQUIRE(table.rows() == 1);
    return table.int64(0, table.column("left"));
  }
  Scopes scopes;
  VerbOptions options;
};

}  // namespace

TEST_CASE("scopes: first come, first served, until nothing is left",
          "[engine][scopes]") {
  const Engine engine = engine_of();
  Shared shared(engine);
  Guest a(engine, "A"), b(engine, "B");
  CHECK(shared.left() == 250);
  a.accepts(review("v1", "2026-03-02"), shared.options);
  CHECK(a.told() == Lines{"posting earn 100"});
  b.accepts(review("v1", "2026-03-02"), shared.options);
  a.accepts(review("v2", "2026-03-03"), shared.options);
  CHECK(a.told() == Lines{"posting earn 50"});
  CHECK(shared.left() == 0);
  b.accepts(review("v2", "2026-03-04"), shared.options);
  CHECK(b.told().empty());
  CHECK(a.active(noon("2026-03-05")) == 150);
  CHECK(b.active(noon("2026-03-05")) == 100);
  CHECK(a.reconciled());
  const Table table = shared.scopes.list(noon("2026-03-05"));
  CHECK(table.text(0, table.column("key")) == kKey);
  CHECK(table.int64(0, table.column("limit")) == 250);
  CHECK(table.int64(0, table.column("used")) == 250);
  CHECK(table.int64(0, table.column("changed")) == 1);
  CHECK(table.is_null(0, table.column("window")));
}

TEST_CASE("scopes: all or nothing, where the pack says so", "[engine][scopes]") {
  const Engine engine =
      engine_of(replaced(kPack, "250", "250, \"overflow\": \"reject\""));
  Shared shared(engine);
  Guest guest(engine);
  for (const char* id : {"v1", "v2", "v3"})
    guest.accepts(review(id, "2026-03-02"), shared.options);
  CHECK(guest.active(noon("2026-03-05")) == 200);
  CHECK(shared.left() == 50);
}

TEST_CASE("scopes: who brings none waits for an answer", "[engine][scopes]") {
  Guest guest(engine_of());
  guest.accepts(review("v1", "2026-03-02"));
  CHECK(guest.told() == Lines{"request points 100"});
  CHECK(guest.effects[0].scope == kKey);
  const std::string id(guest.effects[0].id);
  CHECK(guest.active(noon("2026-03-02")) == 0);
  CHECK(guest.holdings("requests", noon("2026-03-02")).find(id) != std::string::npos);
  const auto granted = [&](const char* event_id, const std::string& request, int points) {
    return event("granted", event_id,
                 std::string("2026-03-0") + (event_id[1] == '2' ? "4" : "3"),
                 R"("request":")" + request + R"(","points":)" + std::to_string(points));
  };
  guest.accepts(granted("g0", std::string(32, '0'), 100));
  CHECK(guest.told() == Lines{"ignored no_request"});
  guest.accepts(granted("g1", id, 60));
  CHECK(guest.told() == Lines{"posting earn 60"});
  CHECK(guest.active(noon("2026-03-03")) == 60);
  CHECK(guest.holdings("requests", noon("2026-03-03")).empty());
  guest.accepts(granted("g2", id, 40));  // Answered already.
  CHECK(guest.told() == Lines{"ignored no_request"});
}

TEST_CASE("scopes: looking ahead and refusals leave them as they are",
          "[engine][scopes][error]") {
  const Engine engine = engine_of();
  Shared shared(engine);
  Guest guest(engine);
  Effects effects;
  const std::string before = *shared.scopes.save(kKey);
  REQUIRE(engine.preview(guest.member, review("v1", "2026-03-02"), effects,
                         shared.options)
              .ok());
  CHECK(effects.size() == 1);
  CHECK(*shared.scopes.save(kKey) == before);
  CHECK(guest
            .refuses(review("v1", "2026-03-02") + "\n" +
                         redemption("r", "2026-03-03", 900),
                     shared.options)
            .code() == ErrorCode::insufficient_points);
  CHECK(*shared.scopes.save(kKey) == before);
  guest.accepts(review("v1", "2026-03-02"), shared.options);
  const std::string after = *shared.scopes.save(kKey);
  CHECK(after != before);
  guest.accepts(review("v1", "2026-03-02"), shared.options);  // A duplicate asks nothing.
  CHECK(*shared.scopes.save(kKey) == after);
}

TEST_CASE("scopes: what was saved is loaded; what is damaged is not",
          "[engine][scopes][error]") {
  const Engine engine = engine_of();
  Shared shared(engine);
  Guest guest(engine);
  guest.accepts(review("v1", "2026-03-02"), shared.options);
  const std::string bytes = *shared.scopes.save(kKey);

  Scopes again(engine);
  CHECK(again.save(kKey).status().code() == ErrorCode::not_found);
  REQUIRE(again.load(kKey, bytes).ok());
  CHECK(*again.save(kKey) == bytes);
  CHECK(again.load("budgets.nothing", bytes).code() == ErrorCode::not_found);
  CHECK(again.load("reviews", bytes).code() == ErrorCode::not_found);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0x41);
    CHECK(again.load(kKey, broken).code() == ErrorCode::snapshot);
    CHECK((i == 0 || again.load(kKey, bytes.substr(0, i)).code() == ErrorCode::snapshot));
  }
  CHECK(*again.save(kKey) == bytes);
  const Scopes copy = again;
  CHECK(*copy.save(kKey) == bytes);
}
