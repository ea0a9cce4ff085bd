// SPDX-License-Identifier: Apache-2.0
#include "oracles.hpp"

using namespace patron::churn;
using patron::Date;

namespace {

Date day(std::string_view text) {
  return *Date::parse(text);
}
// Winter stands still, July and August count three days each.
const Season::Weights kSummer{0, 0.5, 0.5, 0.5, 0.5, 1, 3, 3, 1, 1, 1, 0};

}  // namespace

TEST_CASE("season: a year of plain months is a year of days", "[churn][season]") {
  const Season plain;
  CHECK(plain.days(day("2024-02-01"), day("2024-03-01")) == 29.0);
  CHECK(plain.days(day("1999-12-31"), day("2199-12-31")) == 73'049.0);  // 49 leap days.
  CHECK(plain.days(day("2026-05-01"), day("2026-04-01")) == -30.0);
}

TEST_CASE("season: days count by their month", "[churn][season]") {
  const auto season = Season::of(kSummer);
  REQUIRE(season.ok());
  CHECK(season->days(day("2026-06-30"), day("2026-07-10")) == 30.0);
  CHECK(season->days(day("2026-01-01"), day("2026-01-31")) == 0.0);
  CHECK(season->days(day("2026-01-31"), day("2026-02-28")) == 14.0);
  CHECK(season->days(day("2024-01-31"), day("2024-02-29")) == 14.5);
  // Any day in between cuts a span into two that add up.
  const Date a = day("2023-11-17"), b = day("2027-08-03");
  bool adds_up = true;
  for (std::int32_t d = a.days; d <= b.days; ++d)
    adds_up &= season->days(a, Date{d}) + season->days(Date{d}, b) == season->days(a, b);
  CHECK(adds_up);
}

TEST_CASE("season: weights are of mean 1", "[churn][season]") {
  Season::Weights weights = kSummer;
  weights[0] = 1.0;
  CHECK(Season::of(weights).status().code() == patron::ErrorCode::argument);
  weights[0] = -0.5;
  CHECK_FALSE(Season::of(weights).ok());
}

TEST_CASE("season: learned from what there was, not from what was seen longer",
          "[churn][season]") {
  // Two Januaries and one of every other month, a trip a day of each: all alike.
  std::vector<Date> trips;
  for (std::int32_t d = day("2025-01-01").days; d <= day("2026-01-31").days; ++d)
    trips.push_back({d});
  const auto even = Season::learn(trips, day("2025-01-01"), day("2026-01-31"));
  REQUIRE(even.ok());
  for (const double weight : even->weights()) CHECK(weight == Approx(1.0));
  // 10 trips in July 2025 only, a prior of 30 days: the rate is 10 / 365; July has
  // (10 + 30 x 10 / 365) / 61, a month of m days 30 x 10 / 365 / (m + 30).
  const std::vector<Date> july(10, day("2025-07-05"));
  const auto summer = Season::learn(july, day("2025-01-01"), day("2025-12-31"));
  REQUIRE(summer.ok());
  const double others = 300.0 / 365 * (6.0 / 61 + 4.0 / 60 + 1.0 / 58);
  const double seven = (10.0 + 300.0 / 365) / 61;
  CHECK(summer->weights()[6] == Approx(12.0 * seven / (seven + others)).epsilon(1e-5));
  CHECK_FALSE(Season::learn({}, day("2025-01-01"), day("2025-12-31")).ok());
  CHECK_FALSE(Season::learn(july, day("2025-12-31"), day("2025-01-01")).ok());
  // Days that no calendar has are refused, not walked through month by month.
  constexpr std::int32_t kFar = std::numeric_limits<std::int32_t>::max();
  CHECK_FALSE(Season::learn(july, {-kFar}, day("2025-01-01")).ok());
  CHECK_FALSE(Season::learn(july, day("2025-01-01"), {kFar}).ok());
}

TEST_CASE("season: a summary on its clock", "[churn][season]") {
  SummaryOptions options;
  options.as_of = day("2026-08-31");
  options.unit_days = 1.0;
  options.season = *Season::of(kSummer);
  const std::vector<std::int64_t> who{1, 1};
  const std::vector<Date> when{day("2025-07-31"), day("2026-07-31")};
  const auto made = summarise({who, when, {}}, options);
  REQUIRE(made.ok());
  // August 93, September to November 91, December and January 0, February to May 0.5 x
  // 120, June 30, July 93.
  CHECK(made->recency[0] == 93.0 + 91.0 + 60.0 + 30.0 + 93.0);
  CHECK(made->T[0] == made->recency[0] + 93.0);
  CHECK(made->gap_median[0] == made->recency[0]);
}
