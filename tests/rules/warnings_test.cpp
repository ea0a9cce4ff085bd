// SPDX-License-Identifier: Apache-2.0
// What `patron check` warns of over a whole pack of points.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "rules/pack_loader.hpp"

TEST_CASE("pack: what is allowed and surely not meant warns", "[rules][pack][warning]") {
  const auto codes = [](const std::string& currency, const std::string& points) {
    std::vector<patron::Diagnostic> findings;
    const auto pack = patron::rules::load_pack(
        R"({"patron": 1, "id": "small", "version": "3", "timezone": "Asia/Shanghai",
            "currency": "CNY", "effective": {"from": "2026-01-01"},
            "points": {"currencies": {"miles": {)" +
            currency + "}}, " + points + "}}",
        findings);
    std::vector<std::string> out;
    for (const patron::Diagnostic& one : findings) {
      UNSCOPED_INFO(one.place.path << " " << one.message);
      out.push_back(one.code);
    }
    CHECK(pack.ok());
    return out;
  };
  using Codes = std::vector<std::string>;
  const std::string base =
      R"("base": {"on": "review", "currency": "miles", "points": 50)";
  const std::string expiry =
      R"("expiry": {"kind": "rolling", "from": "earn", "after": "3 months"})";
  // 100 days are longer than 3 months, 30 are not.
  CHECK(codes(expiry, R"("earn": {)" + base + R"(, "hold": {"delay": "100 days"}}})") ==
        Codes{"ends_while_held"});
  CHECK(codes(expiry, R"("earn": {)" + base + R"(, "hold": {"delay": "30 days"}}})")
            .empty());
  CHECK(codes("", R"("earn": {)" + base + R"(, "limit": {"points": 49}}})") ==
        Codes{"limit_below_grant"});
  CHECK(codes("", R"("earn": {)" + base + R"(, "limit": {"points": 50}}})").empty());
  const std::string lounge =
      R"("rewards": {"lounge": {"price": {"currency": "miles", "points": 500}}})";
  CHECK(codes("", R"("earn": {)" + base + R"(, "limit": {"points": 400}}}, )" + lounge) ==
        Codes{"reward_out_of_reach"});
  CHECK(codes("", R"("earn": {)" + base + R"(, "limit": {"points": 400}},
                "more": {"on": "survey", "currency": "miles", "points": 1}}, )" + lounge)
            .empty());
  const std::string worth = R"("spend": {"rate": {"points": 100, "per": "1.00"}})";
  const std::string rate = R"("earn": {"base": {"on": "booking", "currency": "miles",
                              "rate": {"points": 1, "per": "1.00"})";
  CHECK(codes(worth, rate + "}}") == Codes{"points_earn_points"});
  CHECK(codes(worth, rate + R"(, "basis": {"exclude_tenders": ["points"]}}})").empty());
  CHECK(codes("", R"("earn": {)" + base + R"(},
                "more": {"multiply": "1.0", "of": ["base"]}})") == Codes{"no_effect"});
}
