// SPDX-License-Identifier: Apache-2.0
// Cohort retention. A period that still runs would look like a loss and is left out.
#include <algorithm>
#include <cmath>
#include <map>

#include "patron/value.hpp"

namespace patron::churn {
namespace {

// The interval of Wilson (1927) at 95 % for part of n.
void wilson(double part, double n, Retention& out) {
  constexpr double kZ = 1.959963984540054;
  const double share = part / n, spread = kZ * kZ / n;
  const double half = kZ * std::sqrt(share * (1.0 - share) / n + spread / (4.0 * n));
  const double middle = share + spread / 2.0, width = 1.0 + spread;
  out.retention.push_back(share);
  out.low.push_back(std::clamp((middle - half) / width, 0.0, share));
  out.high.push_back(std::clamp((middle + half) / width, share, 1.0));
}

std::int32_t floor_divide(std::int32_t a, std::int32_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

struct Cohort {
  std::int64_t n = 0;
  std::vector<std::int64_t> back;  // Customers by period since.
};

}  // namespace

Result<Retention> retention(const Trips& trips, const RetentionOptions& options) {
  const std::int32_t months = options.months;
  if (months != 1 && months != 3 && months != 12)
    return Status(ErrorCode::argument, "a cohort is of 1, 3 or 12 months");
  if (trips.date.size() != trips.customer.size())
    return Status(ErrorCode::table, "columns of one length are expected");
  const auto period_of = [&](Date day) {
    const Civil civil = day.civil();
    return floor_divide(civil.year * 12 + civil.month - 1, months);
  };
  // The period that the day after the as-of day falls in is the first that is not over.
  const std::int32_t running = period_of(Date{options.as_of.days + 1});
  std::vector<std::pair<std::int64_t, std::int32_t>> seen;
  for (std::size_t i = 0; i < trips.date.size(); ++i) {
    // Before that no cohort has a name; a garbage date would be millions of periods.
    if (trips.date[i] < Date{-25'567})
      return Status(ErrorCode::table, "a trip is from 1900 on",
                    {{}, {}, {}, {}, static_cast<std::int64_t>(i)});
    const std::int32_t period = period_of(trips.date[i]);
    if (period < running) seen.emplace_back(trips.customer[i], period);
  }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  std::map<std::int32_t, Cohort> cohorts;
  for (std::size_t i = 0; i < seen.size();) {
    const auto [customer, first] = seen[i];
    Cohort& cohort = cohorts[first];
    cohort.back.resize(static_cast<std::size_t>(running - first), 0);
    ++cohort.n;
    for (; i < seen.size() && seen[i].first == customer; ++i)
      ++cohort.back[static_cast<std::size_t>(seen[i].second - first)];
  }
  if (cohorts.empty())
    return Status(ErrorCode::argument, "no period with a first trip is over by then");
  Retention out;
  for (const auto& [period, cohort] : cohorts) {
    const std::int32_t month = period * months;
    const std::int32_t year = floor_divide(month, 12);
    const Result<Date> first = Date::from_civil({year, month - year * 12 + 1, 1});
    if (!first.ok()) return first.status();
    for (std::size_t since = 0; since < cohort.back.size(); ++since) {
      out.cohort.push_back(*first);
      out.n.push_back(cohort.n);
      out.period.push_back(static_cast<std::int64_t>(since));
      out.customers.push_back(cohort.back[since]);
      wilson(static_cast<double>(cohort.back[since]), static_cast<double>(cohort.n), out);
    }
  }
  return out;
}

}  // namespace patron::churn
