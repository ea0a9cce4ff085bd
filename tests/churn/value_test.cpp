// SPDX-License-Identifier: Apache-2.0
// RFM, ABC and retention, by hand.
#include "patron/value.hpp"

#include "oracles.hpp"

using oracles::near;
using patron::Date;
using patron::ErrorCode;
using patron::churn::RfmCuts;
using patron::churn::Trips;

namespace {

Date day(const char* text) {
  return *Date::parse(text);
}

// Three customers; 1 travels twice on one day, and once after the as-of day.
struct Log {
  std::vector<std::int64_t> customer{3, 1, 1, 2, 1, 3, 1};
  std::vector<Date> date{day("2026-01-10"), day("2026-02-01"), day("2026-02-01"),
                         day("2026-03-05"), day("2026-03-20"), day("2025-06-01"),
                         day("2026-05-01")};
  std::vector<double> spend{40, 10, 20, 100, 5, 60, 1000};
  Trips trips() const { return {customer, date, spend}; }
};

}  // namespace

TEST_CASE("value: RFM by cuts that are kept", "[churn][value]") {
  const Log log;
  const RfmCuts cuts{{11, 60}, {1, 2}, {50, 100}};
  const auto made = rfm(log.trips(), {day("2026-03-31"), {}}, cuts);
  REQUIRE(made.ok());
  CHECK(made->customer == std::vector<std::int64_t>{3, 1, 2});
  CHECK(made->recency_days == std::vector<double>{80, 11, 26});
  CHECK(made->trips == std::vector<double>{2, 2, 1});
  CHECK(made->spend == std::vector<double>{100, 35, 100});
  CHECK(made->r == std::vector<double>{1, 3, 2});  // A cut belongs to the better side.
  CHECK(made->f == std::vector<double>{2, 2, 1});
  CHECK(made->m == std::vector<double>{2, 1, 2});
  // In a window: the trip of June does not count.
  const auto lately = rfm(log.trips(), {day("2026-03-31"), day("2026-01-01")}, cuts);
  REQUIRE(lately.ok());
  CHECK(lately->trips == std::vector<double>{1, 2, 1});
  CHECK(lately->spend == std::vector<double>{40, 35, 100});

  // Type 7: the median of {11, 26, 80} is 26, of {1, 2, 2} 2, of {35, 100, 100} 100.
  const auto found = fit_rfm(log.trips(), {day("2026-03-31"), {}}, 2);
  REQUIRE(found.ok());
  CHECK(found->recency == std::vector<double>{26});
  CHECK(found->frequency == std::vector<double>{2});
  CHECK(found->monetary == std::vector<double>{100});
  CHECK(fit_rfm(log.trips(), {day("2026-03-31"), {}}, 1).status().code() ==
        ErrorCode::argument);
  CHECK(fit_rfm(log.trips(), {day("2020-01-01"), {}}).status().code() ==
        ErrorCode::argument);
  CHECK(rfm(log.trips(), {day("2026-03-31"), {}}, {{60, 11}, {1, 2}, {1, 2}})
            .status()
            .code() == ErrorCode::argument);
}

TEST_CASE("value: ABC by share", "[churn][value]") {
  // 70 of 100 are before 15 comes: who crosses 80 is an a. 95 are reached by 10: b.
  const double values[] = {10, 70, 5, 15};
  const auto made = patron::churn::abc(values);
  REQUIRE(made.ok());
  CHECK(made->of == std::vector<char>{'b', 'a', 'c', 'a'});
  CHECK(made->order == std::vector<std::size_t>{1, 3, 0, 2});
  CHECK(near(made->cumulative[3], 0.85, 1e-15));
  CHECK(made->least_a == 15.0);
  CHECK(made->least_b == 10.0);
  // 0.8 exactly: 80 of 100 are a, and the next is not.
  const double line[] = {80, 20};
  CHECK(patron::churn::abc(line)->of == std::vector<char>{'a', 'b'});
  const double none[] = {0, 0}, bad[] = {1, -1};
  CHECK(patron::churn::abc(none).status().code() == ErrorCode::argument);
  CHECK(patron::churn::abc(bad).status().place().row == 1);
  CHECK(patron::churn::abc(values, 0.9, 0.8).status().code() == ErrorCode::argument);
}

TEST_CASE("value: who came back, by cohort", "[churn][value]") {
  const Log log;
  // By 31 March: cohorts June 2025 (3), February (1), March (2) of 2026.
  const auto made = retention(log.trips(), {day("2026-03-31"), 3});
  REQUIRE(made.ok());
  // Quarters: 2025 II: customer 3, back in 2026 I; 2026 I: 1 and 2.
  CHECK(made->cohort == std::vector<Date>{day("2025-04-01"), day("2025-04-01"),
                                          day("2025-04-01"), day("2025-04-01"),
                                          day("2026-01-01")});
  CHECK(made->n == std::vector<std::int64_t>{1, 1, 1, 1, 2});
  CHECK(made->period == std::vector<std::int64_t>{0, 1, 2, 3, 0});
  CHECK(made->customers == std::vector<std::int64_t>{1, 0, 0, 1, 2});
  // Wilson for 0 of 1: from 0 to z^2 / (1 + z^2).
  CHECK(made->low[1] == 0.0);
  CHECK(near(made->high[1], 0.793450685622763, 1e-12));
  CHECK(retention(log.trips(), {day("2026-03-31"), 5}).status().code() ==
        ErrorCode::argument);
  CHECK(retention(log.trips(), {day("2025-06-29"), 1}).status().code() ==
        ErrorCode::argument);  // June 2025 still runs.
  Log garbage;
  garbage.date[2] = Date{-2'000'000'000};
  CHECK(retention(garbage.trips(), {day("2026-03-31"), 3}).status().place().row == 2);
  CHECK(rfm(garbage.trips(), {day("2026-03-31"), {}}, {{1}, {1}, {1}}).status().code() ==
        ErrorCode::table);
  garbage.customer.pop_back();
  CHECK(rfm(garbage.trips(), {day("2026-03-31"), day("2026-01-01")}, {{1}, {1}, {1}})
            .status()
            .code() == ErrorCode::table);
}
