// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "oracles.hpp"

using namespace patron::churn;
using patron::Date;
using patron::ErrorCode;

namespace {

Date day(std::string_view text) {
  return *Date::parse(text);
}

struct Log {
  std::vector<std::int64_t> customer;
  std::vector<Date> date;
  std::vector<double> spend;
  void add(std::int64_t c, std::string_view d, double s) {
    customer.push_back(c);
    date.push_back(day(d));
    spend.push_back(s);
  }
  Trips trips() const { return {customer, date, spend}; }
};

// Customer 8: 1 Jan, 15 Jan (twice), 12 Feb 2026; customer 5: 1 Feb only.
Log two() {
  Log log;
  log.add(8, "2026-02-12", 90.0);
  log.add(5, "2026-02-01", 10.0);
  log.add(8, "2026-01-15", 30.0);
  log.add(8, "2026-01-01", 70.0);
  log.add(8, "2026-01-15", 20.0);
  return log;
}

}  // namespace

TEST_CASE("summary: trips of one day are one trip", "[churn][summary]") {
  SummaryOptions options;
  options.as_of = day("2026-03-05");
  const auto made = summarise(two().trips(), options);
  REQUIRE(made.ok());
  CHECK(made->customer == std::vector<std::int64_t>{8, 5});  // In order of appearance.
  CHECK(made->frequency == std::vector<double>{2, 0});
  CHECK(made->recency == std::vector<double>{6, 0});  // 42 days.
  CHECK(made->T[0] == 9.0);                         // 63 days.
  CHECK(made->T[1] == Approx(32.0 / 7));
  CHECK(made->log_gaps[0] == Approx(std::log(2.0) + std::log(4.0)));
  CHECK(made->spend[0] == 70.0);  // (50 + 90) / 2
  CHECK(std::isnan(made->spend[1]));
  CHECK(made->spend_total == std::vector<double>{210, 10});
  CHECK(made->gap_median[0] == 3.0);
  CHECK(made->gap_p90[0] == Approx(3.8));  // 2 + 0.9 (4 - 2)
  CHECK(made->first[0] == day("2026-01-01"));
}

TEST_CASE("summary: what comes after the as-of day is the holdout", "[churn][summary]") {
  SummaryOptions options;
  options.as_of = day("2026-01-20");
  options.holdout_end = day("2026-02-12");
  const auto made = summarise(two().trips(), options);
  REQUIRE(made.ok());
  // Customer 5 was not there yet.
  CHECK(made->customer == std::vector<std::int64_t>{8});
  CHECK(made->frequency == std::vector<double>{1});
  CHECK(made->trips_holdout == std::vector<double>{1});
  CHECK(made->spend_holdout == std::vector<double>{90});
  options.holdout_end = day("2026-02-11");
  CHECK(summarise(two().trips(), options)->trips_holdout == std::vector<double>{0});
}

TEST_CASE("summary: the trend compares the last year with the one before",
          "[churn][summary]") {
  Log log;
  for (const char* d : {"2024-01-10", "2024-05-01", "2024-09-01", "2025-03-01"})
    log.add(1, d, 1.0);
  SummaryOptions options;
  options.as_of = day("2025-09-01");
  // Last 365 days: 2 Sep 2024 to 1 Sep 2025, one trip; before: 3 Sep 2023 on, three.
  CHECK(summarise(log.trips(), options)->trend[0] == Approx(std::log(2.0 / 4.0)));
}

TEST_CASE("summary: neither the order of rows nor the parts of a log matter",
          "[churn][summary]") {
  std::mt19937 random(5);
  Log log;
  for (int i = 0; i < 5000; ++i) {
    log.customer.push_back(random() % 300);
    log.date.push_back({20000 + static_cast<std::int32_t>(random() % 400)});
    log.spend.push_back(double(random() % 100000) / 100.0);
  }
  SummaryOptions options;
  options.as_of = {20300};
  options.holdout_end = Date{20399};
  const auto whole = summarise(log.trips(), options);
  REQUIRE(whole.ok());
  TripLog parts;
  for (std::size_t i = 0; i < 5000; i += 700) {
    TripLog part;
    const std::size_t n = std::min<std::size_t>(700, 5000 - i);
    REQUIRE(
        part.add({std::span(log.customer).subspan(i, n),
                  std::span(log.date).subspan(i, n), std::span(log.spend).subspan(i, n)})
            .ok());
    REQUIRE(parts.merge(part).ok());
  }
  const auto joined = parts.summarise(options);
  REQUIRE(joined.ok());
  CHECK(joined->customer == whole->customer);
  CHECK(joined->recency == whole->recency);
  CHECK(joined->log_gaps == whole->log_gaps);
  CHECK(joined->spend_total == whole->spend_total);
  CHECK(joined->trips_holdout == whole->trips_holdout);
  std::vector<std::size_t> order(5000);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  Log shuffled;
  for (const std::size_t i : order) {
    shuffled.customer.push_back(log.customer[i]);
    shuffled.date.push_back(log.date[i]);
    shuffled.spend.push_back(log.spend[i]);
  }
  const auto other = summarise(shuffled.trips(), options);
  for (std::size_t i = 0; i < other->customer.size(); ++i) {
    const auto at = static_cast<std::size_t>(
        std::find(whole->customer.begin(), whole->customer.end(), other->customer[i]) -
        whole->customer.begin());
    CHECK(other->spend_total[i] == whole->spend_total[at]);
    CHECK(other->log_gaps[i] == whole->log_gaps[at]);
  }
}

TEST_CASE("summary: bad logs are refused", "[churn][summary][error]") {
  Log log = two();
  log.spend[3] = NAN;
  SummaryOptions options;
  options.as_of = day("2026-03-05");
  const auto refused = summarise(log.trips(), options);
  CHECK(refused.status().code() == ErrorCode::table);
  CHECK(refused.status().place().row == 3);
  log = two();
  log.date.pop_back();
  CHECK(summarise(log.trips(), options).status().code() == ErrorCode::table);
  options.unit_days = 0.0;
  CHECK(summarise(two().trips(), options).status().code() == ErrorCode::argument);
  options.unit_days = 7.0;
  options.holdout_end = options.as_of;
  CHECK(summarise(two().trips(), options).status().code() == ErrorCode::argument);
}
