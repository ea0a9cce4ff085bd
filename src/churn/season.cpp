// SPDX-License-Identifier: Apache-2.0
// Operational time: the integral of a seasonal intensity. Weights are kept in millionths,
// and positions are whole numbers of them, so that a span does not depend on where it
// lies or how it was cut.
#include <algorithm>
#include <cmath>

#include "patron/churn.hpp"

namespace patron::churn {
namespace {

constexpr std::array<std::int64_t, 12> kLength{31, 28, 31, 30, 31, 30,
                                               31, 31, 30, 31, 30, 31};

// Leap days of the years before `year`, since 1900 (2100 has none).
std::int64_t leap_days(std::int64_t year) {
  const auto up_to = [](std::int64_t y) { return y / 4 - y / 100 + y / 400; };
  return up_to(year - 1) - up_to(1899);
}
bool leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

}  // namespace

Result<Season> Season::of(const Weights& weights) {
  double sum = 0.0;
  Season made;
  for (std::size_t i = 0; i < 12; ++i) {
    if (!(weights[i] >= 0.0 && weights[i] <= 12.0))
      return Status(ErrorCode::argument, "a month's weight is from 0 to 12");
    sum += weights[i];
    made.micros_[i] = std::llround(weights[i] * 1e6);
  }
  if (std::abs(sum / 12.0 - 1.0) > 0.01)
    return Status(ErrorCode::argument, "the twelve weights have mean 1; found a sum of " +
                                           std::to_string(sum));
  return made;
}

Result<Season> Season::learn(std::span<const Date> trips, Date from, Date until,
                             double prior_days) {
  if (until < from)
    return Status(ErrorCode::argument, "the period ends before it begins");
  if (from.civil().year < 1900 || until.civil().year > 2199)
    return Status(ErrorCode::argument, "a season is learned from days of 1900 to 2199");
  if (!(prior_days >= 0.0 && prior_days <= 1e6))
    return Status(ErrorCode::argument, "prior_days is a number from 0");
  Weights made{}, days{};
  double total = 0.0;
  for (const Date trip : trips) {
    if (trip < from || until < trip) continue;
    made[static_cast<std::size_t>(trip.civil().month - 1)] += 1.0;
    total += 1.0;
  }
  if (total == 0.0) return Status(ErrorCode::argument, "no trip within the period");
  for (Date first = from; first <= until;) {
    const Civil civil = first.civil();
    const Date next{Date{first.days - civil.day + 1}.add_months(1)};
    const std::int32_t end = std::min(next.days, until.days + 1);
    days[static_cast<std::size_t>(civil.month - 1)] += end - first.days;
    first = Date{end};
  }
  const double rate = total / (until.days - from.days + 1);
  double sum = 0.0;
  for (std::size_t i = 0; i < 12; ++i) {
    const double seen = days[i] + prior_days;
    made[i] = seen > 0.0 ? (made[i] + prior_days * rate) / seen : rate;
    sum += made[i];
  }
  for (double& weight : made) weight *= 12.0 / sum;
  return of(made);
}

Season::Weights Season::weights() const noexcept {
  Weights out;
  for (std::size_t i = 0; i < 12; ++i) out[i] = static_cast<double>(micros_[i]) / 1e6;
  return out;
}

// Season time from the beginning of 1900 to the end of a day.
std::int64_t Season::position(Date day) const noexcept {
  const Civil civil = day.civil();
  std::int64_t common = 0, before = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    common += kLength[i] * micros_[i];
    if (static_cast<int>(i) < civil.month - 1) before += kLength[i] * micros_[i];
  }
  const bool past_leap_day = civil.month > 2 && leap(civil.year);
  return (civil.year - 1900) * common +
         (leap_days(civil.year) + (past_leap_day ? 1 : 0)) * micros_[1] + before +
         civil.day * micros_[static_cast<std::size_t>(civil.month - 1)];
}

double Season::days(Date after, Date until) const noexcept {
  return static_cast<double>(position(until) - position(after)) / 1e6;
}

}  // namespace patron::churn
