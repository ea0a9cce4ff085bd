// SPDX-License-Identifier: Apache-2.0
// From a log to a summary. The trips are kept until the summary is asked for: gaps
// between days cannot be told from the parts of a log that was cut anywhere. Customers
// are numbered by a hash map, trips put to them by counting, and a customer's trips
// sorted by day and spend, so that sums of spend do not depend on the order of rows
// either.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>

#include "base/limits.hpp"
#include "churn/quantile.hpp"
#include "churn/sums.hpp"
#include "patron/churn.hpp"

namespace patron::churn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Trip {
  std::int32_t day;
  double spend;
};
struct Day {
  std::int32_t day;
  double spend;
};

Status bad_row(std::size_t row, std::string message) {
  return {ErrorCode::table,
          std::move(message),
          {{}, {}, {}, {}, static_cast<std::int64_t>(row)}};
}

// Trips of one customer, sorted, as days.
void merge_days(std::span<Trip> trips, std::vector<Day>& days) {
  std::sort(trips.begin(), trips.end(), [](const Trip& a, const Trip& b) {
    return a.day != b.day ? a.day < b.day : a.spend < b.spend;
  });
  days.clear();
  for (std::size_t i = 0; i < trips.size();) {
    Sum spend;
    const std::int32_t day = trips[i].day;
    for (; i < trips.size() && trips[i].day == day; ++i) spend.add(trips[i].spend);
    days.push_back({day, spend.value()});
  }
}

class Writer {
 public:
  Writer(const SummaryOptions& options, bool spending, Summaries& out)
      : options_(options),
        spending_(spending),
        plain_(options.season.weights() == Season().weights()),
        out_(out) {}

  // Nothing for a customer whose first trip is after the as-of day.
  void add(std::int64_t customer, std::span<const Day> days) {
    const std::int32_t as_of = options_.as_of.days;
    const auto after =
        std::upper_bound(days.begin(), days.end(), as_of,
                         [](std::int32_t d, const Day& x) { return d < x.day; });
    const auto count = static_cast<std::size_t>(after - days.begin());
    if (count == 0) return;
    const std::span<const Day> seen = days.first(count);
    out_.customer.push_back(customer);
    out_.first.push_back({seen.front().day});
    out_.frequency.push_back(static_cast<double>(count - 1));
    out_.recency.push_back(units(seen.front().day, seen.back().day));
    out_.T.push_back(units(seen.front().day, as_of));
    add_gaps(seen);
    add_spend(seen);
    add_trend(seen);
    if (options_.holdout_end) add_holdout(days.subspan(count));
  }

 private:
  double units(std::int32_t after, std::int32_t until) const {
    const double days =
        plain_ ? until - after : options_.season.days(Date{after}, Date{until});
    return days / options_.unit_days;
  }

  void add_gaps(std::span<const Day> seen) {
    gaps_.clear();
    Sum logs;
    for (std::size_t i = 1; i < seen.size(); ++i)
      gaps_.push_back(units(seen[i - 1].day, seen[i].day));
    std::sort(gaps_.begin(), gaps_.end());
    // Two trips within months that do not count are one season day apart at least: the
    // logarithm of nothing is no number.
    for (const double gap : gaps_)
      logs.add(std::log(std::max(gap, 1e-6 / options_.unit_days)));
    out_.log_gaps.push_back(logs.value());
    out_.gap_median.push_back(quantile(gaps_, 0.5));
    out_.gap_p90.push_back(quantile(gaps_, 0.9));
  }

  void add_spend(std::span<const Day> seen) {
    Sum repeat;
    for (const Day& day : seen.subspan(1)) repeat.add(day.spend);
    const double trips = static_cast<double>(seen.size() - 1);
    const bool known = spending_ && trips > 0.0;
    out_.spend.push_back(known ? repeat.value() / trips : kNaN);
    repeat.add(seen.front().spend);
    out_.spend_total.push_back(spending_ ? repeat.value() : kNaN);
  }

  void add_trend(std::span<const Day> seen) {
    const std::int64_t as_of = options_.as_of.days, length = options_.trend_days;
    double lately = 0.0, before = 0.0;
    for (const Day& day : seen) {
      if (day.day > as_of - length)
        lately += 1.0;
      else if (day.day > as_of - 2 * length)
        before += 1.0;
    }
    out_.trend.push_back(std::log((lately + 1.0) / (before + 1.0)));
  }

  void add_holdout(std::span<const Day> later) {
    Sum spend;
    double trips = 0.0;
    for (const Day& day : later) {
      if (day.day > options_.holdout_end->days) break;
      trips += 1.0;
      spend.add(day.spend);
    }
    out_.trips_holdout.push_back(trips);
    out_.spend_holdout.push_back(spending_ ? spend.value() : kNaN);
  }

  const SummaryOptions& options_;
  bool spending_;
  bool plain_;  // Days are days.
  Summaries& out_;
  std::vector<double> gaps_;
};

}  // namespace

// The trips, each with the number of its customer.
struct TripLog::Days {
  std::unordered_map<std::int64_t, std::uint32_t> numbers;
  std::vector<std::int64_t> customers;
  std::vector<std::uint32_t> of;
  std::vector<Trip> trips;
  bool spending = true;

  std::uint32_t number(std::int64_t customer) {
    const auto [at, fresh] =
        numbers.try_emplace(customer, static_cast<std::uint32_t>(customers.size()));
    if (fresh) customers.push_back(customer);
    return at->second;
  }
};

TripLog::TripLog() : days_(std::make_unique<Days>()) {}
TripLog::TripLog(const TripLog& other) : days_(std::make_unique<Days>(*other.days_)) {}
TripLog::TripLog(TripLog&&) noexcept = default;
TripLog& TripLog::operator=(TripLog other) noexcept {
  days_.swap(other.days_);
  return *this;
}
TripLog::~TripLog() = default;

Status TripLog::add(const Trips& trips) {
  const std::size_t size = trips.customer.size();
  if (trips.date.size() != size || (!trips.spend.empty() && trips.spend.size() != size))
    return {ErrorCode::table, "columns of one length are expected"};
  if (size > limits::kCustomers - days_->trips.size())
    return {ErrorCode::limit, "at most 100,000,000 trips in one log"};
  for (std::size_t i = 0; i < trips.spend.size(); ++i)
    if (!std::isfinite(trips.spend[i])) return bad_row(i, "spend is a finite number");
  days_->of.reserve(days_->of.size() + size);
  days_->trips.reserve(days_->trips.size() + size);
  for (std::size_t i = 0; i < size; ++i) {
    days_->of.push_back(days_->number(trips.customer[i]));
    days_->trips.push_back(
        {trips.date[i].days, trips.spend.empty() ? 0.0 : trips.spend[i]});
  }
  if (size > 0 && trips.spend.empty()) days_->spending = false;
  return {};
}

Status TripLog::merge(const TripLog& other) {
  if (other.days_->trips.size() > limits::kCustomers - days_->trips.size())
    return {ErrorCode::limit, "at most 100,000,000 trips in one log"};
  std::vector<std::uint32_t> numbers;
  numbers.reserve(other.days_->customers.size());
  for (const std::int64_t customer : other.days_->customers)
    numbers.push_back(days_->number(customer));
  for (const std::uint32_t of : other.days_->of) days_->of.push_back(numbers[of]);
  days_->trips.insert(days_->trips.end(), other.days_->trips.begin(),
                      other.days_->trips.end());
  days_->spending = days_->spending && other.days_->spending;
  return {};
}

Result<Summaries> TripLog::summarise(const SummaryOptions& options) const {
  if (!(options.unit_days > 0.0 && options.unit_days <= 1e6))
    return Status(ErrorCode::argument, "the unit is above 0 days");
  if (options.trend_days < 1 || options.trend_days > 100'000)
    return Status(ErrorCode::argument, "trend_days is from 1 to 100000");
  if (options.holdout_end && *options.holdout_end <= options.as_of)
    return Status(ErrorCode::argument, "the holdout ends after the as-of day");
  // Counting sort by customer.
  const Days& log = *days_;
  std::vector<std::size_t> begin(log.customers.size() + 1, 0);
  for (const std::uint32_t of : log.of) ++begin[of + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  std::vector<Trip> sorted(log.trips.size());
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (std::size_t i = 0; i < log.trips.size(); ++i)
    sorted[next[log.of[i]]++] = log.trips[i];

  Summaries out;
  Writer writer(options, log.spending, out);
  std::vector<Day> days;
  for (std::size_t i = 0; i < log.customers.size(); ++i) {
    merge_days(std::span(sorted).subspan(begin[i], begin[i + 1] - begin[i]), days);
    writer.add(log.customers[i], days);
  }
  return out;
}

Result<Summaries> summarise(const Trips& trips, const SummaryOptions& options) {
  TripLog log;
  if (Status s = log.add(trips); !s.ok()) return s;
  return log.summarise(options);
}

}  // namespace patron::churn
