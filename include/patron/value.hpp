// SPDX-License-Identifier: Apache-2.0
// Who is worth what, over a log of trips: RFM with cuts that can be kept, classes by
// their share of what all bring, cohorts and who of them came back. Of one member a pack
// says it (worth, docs/rule-pack.md) with the cuts that are found here. Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "churn.hpp"

namespace patron::churn {

// Right-closed cuts of each part, rising: scores - 1 of them.
struct RfmCuts {
  std::vector<double> recency, frequency, monetary;
};
struct RfmOptions {
  Date as_of;                // Later trips do not count.
  std::optional<Date> from;  // Trips before it do not count, as in the window of a pack.
};
// A row a customer with a trip that counts, in order of first appearance. Trips of one
// day are one.
struct Rfm {
  std::vector<std::int64_t> customer;
  std::vector<double> recency_days;  // Since the last trip.
  std::vector<double> trips, spend;
  std::vector<double> r, f, m;  // Scores from 1, more is better; the shorter since the
                                // last trip, the better. Equal values score the same.
};
// Type-7 quantiles (Hyndman and Fan 1996). Errors: argument (scores from 2 to 100; no
// trip counts), table.
Result<RfmCuts> fit_rfm(const Trips& trips, const RfmOptions& options,
                        std::size_t scores = 5);
// Errors: argument (cuts that are not rising, or of different number), table.
Result<Rfm> rfm(const Trips& trips, const RfmOptions& options, const RfmCuts& cuts);

// Class a makes the first share of the total, highest value first, b what comes up to the
// second, who crosses the line included.
struct Abc {
  std::vector<char> of;  // 'a', 'b', 'c', of each value.
  std::vector<double> share, cumulative;
  std::vector<std::size_t> order;       // Highest first, ties as they stand.
  double least_a = 0.0, least_b = 0.0;  // The cuts that a pack keeps; b: of a if there is
                                        // no b.
};
// Errors: argument (a value below 0 or not finite, nothing to share, shares that do not
// rise within 0 and 1).
Result<Abc> abc(std::span<const double> values, double share_a = 0.80,
                double share_b = 0.95);

// Cohorts by the calendar month (1), quarter (3) or year (12) of the first trip.
struct RetentionOptions {
  Date as_of;
  std::int32_t months = 1;
};
// A row a cohort and period since: only periods that are over by the end of the as-of
// day.
struct Retention {
  std::vector<Date> cohort;                  // Its first day.
  std::vector<std::int64_t> n;               // Customers of the cohort.
  std::vector<std::int64_t> period;          // 0: that of the first trip.
  std::vector<std::int64_t> customers;       // With a trip in that very period.
  std::vector<double> retention, low, high;  // Share; Wilson's interval at 95 %.
};
// Errors: argument (no period with a first trip is over; months is not 1, 3 or 12),
// table.
Result<Retention> retention(const Trips& trips, const RetentionOptions& options);

}  // namespace patron::churn
