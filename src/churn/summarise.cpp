// SPDX-License-Identifier: Apache-2.0
// From a log to a summary. The trips are kept until the summary is asked for: gaps
// between days cannot be told from the parts of a log that was cut anywhere. Customers
// are numbered by a hash map, trips put to them by counting, and a customer's trips
// sorted by day and spend, so that sums of spend do not depend on the order of rows
// either.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "base/limits.hpp"
#include "churn/quantile.hpp"
#include "churn/sums.hpp"
#include "patron/churn.hpp"

namespace patron::churn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Day {
  std::int32_t day;
  double spend;
};
struct Trip {
  std::int32_t day;
  std::uint32_t customer;  // Its number.
  double spend;
};

Status bad_row(std::size_t row, std::string message) {
  return {ErrorCode::table,
          std::move(message),
          {{}, {}, {}, {}, static_cast<std::int64_t>(row)}};
}

// Trips of one customer, sorted, as days.
void merge_days(std::span<Day> trips, std::vector<Day>& days) {
  std::sort(trips.begin(), trips.end(), [](const Day& a, const Day& b) {
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

// Customers by number, in the order in which they appear.
struct Numbering {
  boost::unordered_flat_map<std::int64_t, std::uint32_t> numbers;
  std::vector<std::int64_t> customers;

  std::uint32_t of(std::int64_t customer) {
    const auto [at, fresh] =
        numbers.try_emplace(customer, static_cast<std::uint32_t>(customers.size()));
    if (fresh) customers.push_back(customer);
    return at->second;
  }
};

// Customers are often numbered without large gaps: then each is sought by hash once.
class Memo {
 public:
  Memo(std::span<const std::int64_t> customers, Numbering& numbering)
      : numbering_(numbering) {
    if (customers.empty()) return;
    const auto [low, high] = std::minmax_element(customers.begin(), customers.end());
    const auto range =
        static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low);
    if (range > 4 * customers.size()) return;
    first_ = *low;
    known_.resize(static_cast<std::size_t>(range) + 1, kUnknown);
  }
  std::uint32_t of(std::int64_t customer) {
    if (known_.empty()) return numbering_.of(customer);
    std::uint32_t& number = known_[static_cast<std::size_t>(customer - first_)];
    if (number == kUnknown) number = numbering_.of(customer);
    return number;
  }

 private:
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};
  Numbering& numbering_;
  std::int64_t first_ = 0;
  std::vector<std::uint32_t> known_;
};

Status check_trips(const Trips& trips, std::size_t there) {
  const std::size_t size = trips.customer.size();
  if (trips.date.size() != size || (!trips.spend.empty() && trips.spend.size() != size))
    return {ErrorCode::table, "columns of one length are expected"};
  if (size > limits::kCustomers - there)
    return {ErrorCode::limit, "at most 100,000,000 trips in one log"};
  for (std::size_t i = 0; i < trips.spend.size(); ++i)
    if (!std::isfinite(trips.spend[i])) return bad_row(i, "spend is a finite number");
  constexpr std::int32_t kFar = 1'000'000;  // Days; no difference of two overflows.
  for (std::size_t i = 0; i < size; ++i)
    if (trips.date[i].days < -kFar || trips.date[i].days > kFar)
      return bad_row(i, "no date, or one out of range");
  return {};
}

Status check_options(const SummaryOptions& options) {
  if (!(options.unit_days > 0.0 && options.unit_days <= 1e6))
    return {ErrorCode::argument, "the unit is above 0 days"};
  if (options.trend_days < 1 || options.trend_days > 100'000)
    return {ErrorCode::argument, "trend_days is from 1 to 100000"};
  if (options.holdout_end && *options.holdout_end <= options.as_of)
    return {ErrorCode::argument, "the holdout ends after the as-of day"};
  return {};
}

// The trips put to their customers by counting, then a row each. each_trip(visit) calls
// visit(number, day) for every one, in one order.
template <class EachTrip>
Summaries rows_of(const std::vector<std::int64_t>& customers, bool spending,
                  const SummaryOptions& options, EachTrip&& each_trip) {
  std::vector<std::uint32_t> ends(customers.size() + 1, 0);
  each_trip([&](std::uint32_t number, const Day&) { ++ends[number + 1]; });
  for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
  const std::size_t size = ends.back();
  const auto sorted = std::make_unique_for_overwrite<Day[]>(size);
  // Afterwards each customer ends where the next began.
  each_trip([&](std::uint32_t number, const Day& day) { sorted[ends[number]++] = day; });
  Summaries out;
  Writer writer(options, spending, out);
  std::vector<Day> days;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    merge_days({&sorted[begin], ends[i] - begin}, days);
    writer.add(customers[i], days);
    begin = ends[i];
  }
  return out;
}

}  // namespace

struct TripLog::Days {
  Numbering numbering;
  std::vector<Trip> trips;
  bool spending = true;
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
  if (Status s = check_trips(trips, days_->trips.size()); !s.ok()) return s;
  const std::size_t size = trips.customer.size();
  Memo numbers(trips.customer, days_->numbering);
  days_->trips.reserve(days_->trips.size() + size);
  for (std::size_t i = 0; i < size; ++i)
    days_->trips.push_back({trips.date[i].days, numbers.of(trips.customer[i]),
                            trips.spend.empty() ? 0.0 : trips.spend[i]});
  if (size > 0 && trips.spend.empty()) days_->spending = false;
  return {};
}

Status TripLog::merge(const TripLog& other) {
  if (other.days_->trips.size() > limits::kCustomers - days_->trips.size())
    return {ErrorCode::limit, "at most 100,000,000 trips in one log"};
  std::vector<std::uint32_t> numbers;
  numbers.reserve(other.days_->numbering.customers.size());
  for (std::size_t i = 0; i < other.days_->numbering.customers.size(); ++i)
    numbers.push_back(days_->numbering.of(other.days_->numbering.customers[i]));
  const std::size_t size = other.days_->trips.size();
  days_->trips.reserve(days_->trips.size() + size);
  for (std::size_t i = 0; i < size; ++i) {
    const Trip trip = other.days_->trips[i];
    days_->trips.push_back({trip.day, numbers[trip.customer], trip.spend});
  }
  days_->spending = days_->spending && other.days_->spending;
  return {};
}

Result<Summaries> TripLog::summarise(const SummaryOptions& options) const {
  if (Status s = check_options(options); !s.ok()) return s;
  return rows_of(days_->numbering.customers, days_->spending, options, [&](auto&& visit) {
    for (const Trip& trip : days_->trips) visit(trip.customer, Day{trip.day, trip.spend});
  });
}

Result<Summaries> summarise(const Trips& trips, const SummaryOptions& options) {
  if (Status s = check_trips(trips, 0); !s.ok()) return s;
  if (Status s = check_options(options); !s.ok()) return s;
  Numbering numbering;
  std::vector<std::uint32_t> numbers(trips.customer.size());
  Memo memo(trips.customer, numbering);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = memo.of(trips.customer[i]);
  const bool spending = numbers.empty() || !trips.spend.empty();
  return rows_of(numbering.customers, spending, options, [&](auto&& visit) {
    for (std::size_t i = 0; i < numbers.size(); ++i)
      visit(numbers[i],
            Day{trips.date[i].days, trips.spend.empty() ? 0.0 : trips.spend[i]});
  });
}

}  // namespace patron::churn
