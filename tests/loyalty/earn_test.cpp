// SPDX-License-Identifier: Apache-2.0
#include "loyalty/earn.hpp"

#include <catch2/catch.hpp>

using patron::Decimal;
using patron::loyalty::Award;
using namespace patron::model;
using patron::base::Rounding;

namespace {

Pack pack_of(std::vector<EarnRule> rules) {
  Pack pack;
  pack.currency = "CNY";
  pack.currencies.emplace_back().id = "miles";
  pack.earn = std::move(rules);
  return pack;
}

EarnRule rate(std::int64_t points, std::int64_t per_minor, bool blocks = false) {
  EarnRule rule;
  rule.kind = EarnKind::rate;
  rule.points = points;
  rule.per_minor = per_minor;
  rule.full_blocks = blocks;
  return rule;
}

EarnRule times(Decimal factor) {
  EarnRule rule;
  rule.kind = EarnKind::multiply;
  rule.multiply = factor;
  rule.of = {0};
  return rule;
}

Trip trip_of(std::int64_t gross, std::int64_t discount = 0, std::int64_t tax = 0) {
  Trip trip;
  trip.gross = gross;
  trip.discount = discount;
  trip.tax = tax;
  return trip;
}

std::vector<std::int64_t> points(const Pack& pack, const Trip& trip) {
  std::vector<Award> fired;
  for (std::size_t i = 0; i < pack.earn.size(); ++i)
    fired.push_back({static_cast<std::int32_t>(i), 0});
  REQUIRE(patron::loyalty::price(pack, fired, {&trip, std::nullopt, {}}));
  std::vector<std::int64_t> result;
  for (const Award& award : fired) result.push_back(award.points);
  return result;
}

using Points = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("earn: the basis is what was paid by eligible tenders", "[loyalty][earn]") {
  // M7: 1,000, discount 100, tax 54, 50 by points, 200 gift card: 846 x 650/900 = 611.00.
  Trip trip = trip_of(100'000, 10'000, 5'400);
  trip.points_paid = 5'000;
  trip.payments.push_back({"gift_card", 20'000});
  EarnRule rule = rate(1, 100);
  rule.basis.exclude_tenders = {"points", "gift_card"};
  CHECK(points(pack_of({rule}), trip) == Points{611});
}

TEST_CASE("earn: proportional, or by full blocks", "[loyalty][earn]") {
  // M8, O-13: 5 per 2.50 on 3.00: block 5, proportional 6.
  CHECK(points(pack_of({rate(5, 250)}), trip_of(300)) == Points{6});
  CHECK(points(pack_of({rate(5, 250, true)}), trip_of(300)) == Points{5});
}

TEST_CASE("earn: decimal rates are exact where binary fractions are not",
          "[loyalty][earn]") {
  // O-12: 289.50 x 4 % at 1 point = 0.01: 1,158; 149.99 x 10 %: 1,499.
  CHECK(points(pack_of({rate(4, 100)}), trip_of(28'950)) == Points{1158});
  CHECK(points(pack_of({rate(10, 100)}), trip_of(14'999)) == Points{1499});
}

TEST_CASE("earn: a multiplier works on the rounded base", "[loyalty][earn]") {
  // M9: 3.99 x2: 3 + 3 = 6, not 7; 199.99 x1.25: 199 + 49 = 248, not 249.
  CHECK(points(pack_of({rate(1, 100), times({2, 0})}), trip_of(399)) == Points{3, 3});
  CHECK(points(pack_of({rate(1, 100), times({125, 2})}), trip_of(19'999)) ==
        Points{199, 49});
}

TEST_CASE("earn: several multipliers add, and their postings add up",
          "[loyalty][earn]") {
  // M10: base 101, 1.25 and 1.5, additive: 25 + 50 (176).
  CHECK(points(pack_of({rate(1, 100), times({125, 2}), times({15, 1})}),
               trip_of(10'100)) == Points{101, 25, 50});
}

TEST_CASE("earn: O-10, fractions of a multiplier are dropped", "[loyalty][earn]") {
  CHECK(points(pack_of({rate(1, 100), times({3, 0})}), trip_of(500)) == Points{5, 10});
  CHECK(points(pack_of({rate(1, 100), times({15, 1})}), trip_of(400)) == Points{4, 2});
  CHECK(points(pack_of({rate(1, 100), times({15, 1})}), trip_of(500)) == Points{5, 2});
}

TEST_CASE("earn: a cumulative refund takes back everything in any split",
          "[loyalty][earn]") {
  // M22: E 199 on 199.99; 66.66, 66.66, 66.67 -> 66, 66, 67.
  using patron::loyalty::revoked;
  const std::int64_t first = revoked(199, 6'666, 19'999, Rounding::floor);
  const std::int64_t second = revoked(199, 13'332, 19'999, Rounding::floor);
  const std::int64_t third = revoked(199, 19'999, 19'999, Rounding::floor);
  CHECK(first == 66);
  CHECK(second - first == 66);
  CHECK(third - second == 67);
}

TEST_CASE("earn: what does not fit is refused, not wrapped", "[loyalty][earn][error]") {
  const Pack pack = pack_of({rate(patron::base::kAmountMax, 1)});
  std::vector<Award> fired = {{0, 0}};
  const Trip trip = trip_of(patron::base::kAmountMax);
  CHECK_FALSE(patron::loyalty::price(pack, fired, {&trip, std::nullopt, {}}));
}
