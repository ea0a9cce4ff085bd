// SPDX-License-Identifier: Apache-2.0
#include "loyalty/tiers.hpp"

#include <catch2/catch.hpp>

using namespace patron::model;
using patron::Date;
namespace loyalty = patron::loyalty;

namespace {

Date day(std::string_view text) { return *Date::parse(text); }

Level level(std::int64_t at_least) {
  Level result;
  if (at_least > 0) result.reach = result.keep = {{0, at_least}};
  return result;
}

// member, silver from 10,000, gold from 30,000.
Ladder club(Downgrade downgrade = Downgrade::one_step) {
  Ladder ladder;
  ladder.levels = {level(0), level(1'000'000), level(3'000'000)};
  ladder.downgrade = downgrade;
  return ladder;
}

loyalty::MetricValue spend(std::int64_t minor) {
  return [=](std::int32_t) { return minor; };
}

}  // namespace

TEST_CASE("tiers: the highest level whose thresholds hold is reached",
          "[loyalty][tiers]") {
  CHECK(loyalty::reached(club(), spend(999'999)) == 0);
  CHECK(loyalty::reached(club(), spend(1'000'000)) == 1);
  CHECK(loyalty::reached(club(), spend(9'000'000)) == 2);
}

TEST_CASE("tiers: a term lasts through the end of the next period", "[loyalty][tiers]") {
  // M41: reached 2026-05-10 by calendar year: through 2027-12-31.
  CHECK(loyalty::term_from(club(), day("2026-05-10")) == day("2027-12-31"));
  Ladder ladder = club();
  ladder.valid = Valid::end_of_period;
  CHECK(loyalty::term_from(ladder, day("2026-05-10")) == day("2026-12-31"));
  ladder.period = patron::base::Period::month;  // O-18: reached 10 March.
  CHECK(loyalty::term_from(ladder, day("2026-03-10")) == day("2026-03-31"));
  ladder.valid = Valid::end_of_next_period;
  CHECK(loyalty::term_from(ladder, day("2026-03-10")) == day("2026-04-30"));
  ladder.valid = Valid::forever;
  CHECK_FALSE(loyalty::term_from(ladder, day("2026-03-10")));
}

TEST_CASE("tiers: the review reads the closed year only", "[loyalty][tiers]") {
  // M42: gold, 4,000 in 2027: one step is silver through 2028-12-31; full is no tier.
  const auto one_step =
      loyalty::review(club(), 2, day("2027-12-31"), spend(400'000));
  CHECK(one_step.level == 1);
  CHECK(one_step.until == day("2028-12-31"));
  const auto full =
      loyalty::review(club(Downgrade::full), 2, day("2027-12-31"), spend(400'000));
  CHECK(full.level == 0);
  CHECK_FALSE(full.until);
  const auto kept = loyalty::review(club(), 2, day("2027-12-31"), spend(3'000'000));
  CHECK(kept.level == 2);
  CHECK(kept.until == day("2028-12-31"));
  const auto none =
      loyalty::review(club(Downgrade::none), 2, day("2027-12-31"), spend(0));
  CHECK(none.level == 2);
}

TEST_CASE("tiers: all, any or some of several thresholds", "[loyalty][tiers]") {
  Level gold;
  gold.keep = {{0, 10}, {1, 3}};
  const auto one = [](std::int32_t metric) { return metric == 0 ? 10 : 0; };
  gold.need = Need::all;
  CHECK_FALSE(loyalty::keeps(gold, one));
  gold.need = Need::any;
  CHECK(loyalty::keeps(gold, one));
  gold.need = Need::count;
  gold.need_count = 2;
  CHECK_FALSE(loyalty::keeps(gold, one));
}
