// SPDX-License-Identifier: Apache-2.0
// Open time is walked day by day: a day has a few intervals, and each is two instants, so
// that a jump of the clock makes it shorter or longer as it does for the people who work.
#include "base/business_time.hpp"

#include <algorithm>
#include <utility>

namespace patron {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int32_t kMostDays = 36'525;  // A walk of 100 years has no end in practice.

// Days that the calendar of dates knows, 1900 to 2199: what lies beyond is no day at all.
constexpr std::int32_t kFirstDay = -25'567, kLastDay = 84'005;

bool known(Date day) { return day.days >= kFirstDay && day.days <= kLastDay; }
bool known(Instant at) {
  return at.milliseconds >= kFirstDay * 1440 * kMinute &&
         at.milliseconds < (kLastDay + 1) * 1440 * kMinute;
}

Status out_of_range() { return {ErrorCode::range, "an instant is from 1900 to 2199"}; }

struct Stretch {
  std::int64_t from = 0, to = 0;
};

// What is left of [from, to) without the pauses, in order.
std::vector<Stretch> without(Stretch open, std::span<const Calendar::Pause> pauses) {
  std::vector<Stretch> left{open};
  for (const Calendar::Pause& pause : pauses) {
    std::vector<Stretch> next;
    for (const Stretch& part : left) {
      const std::int64_t from = std::max(part.from, pause.from.milliseconds);
      const std::int64_t to = std::min(part.to, pause.to.milliseconds);
      if (from >= to) {
        next.push_back(part);
        continue;
      }
      if (part.from < from) next.push_back({part.from, from});
      if (to < part.to) next.push_back({to, part.to});
    }
    left = std::move(next);
  }
  return left;
}

Status check(std::span<const Calendar::Pause> pauses) {
  for (const Calendar::Pause& pause : pauses)
    if (pause.to < pause.from)
      return {ErrorCode::argument, "a pause ends on " + pause.to.text() +
                                       ", before it begins on " + pause.from.text()};
  return {};
}

Status too_far() {
  return {ErrorCode::range, "so much open time does not come within 100 years"};
}

}  // namespace

const Calendar::Hours::Day& Calendar::Hours::of(Date date) const {
  const auto other = others.find(date.days);
  if (other != others.end()) return other->second;
  const std::int32_t weekday = ((date.days + 3) % 7 + 7) % 7;  // 1970-01-01: Thursday.
  return week[static_cast<std::size_t>(weekday)];
}

Result<Calendar> Calendar::read(std::string_view text, std::string_view timezone) {
  json::Options options;
  options.comments = true;
  options.code = ErrorCode::argument;
  const auto document = json::Document::parse(text, options);
  if (!document.ok()) return document.status();
  auto hours = base::read_hours(document->root(), timezone);
  if (!hours.ok()) return hours.status();
  Calendar calendar;
  calendar.hours_ = std::make_shared<const Hours>(*std::move(hours));
  return calendar;
}

Result<Calendar::Deadline> Calendar::add(Instant from, std::int64_t amount, Unit unit,
                                         std::span<const Pause> pauses) const {
  if (amount < 0)
    return Status(ErrorCode::argument, "open time only goes forward: " +
                                           std::to_string(amount) + " is negative");
  if (!known(from)) return out_of_range();
  if (Status status = check(pauses); !status.ok()) return status;
  const base::Zone& zone = hours_->zone;
  const auto deadline = [&](Instant at, Date day) {
    return Deadline{at, hours_->known_until && day > *hours_->known_until};
  };
  const Date first = zone.date(from);
  if (unit == Unit::days) {
    for (Date day = first; known(day) && day.days - first.days <= kMostDays; ++day.days) {
      if (day != first && is_working_day(day)) --amount;
      if (amount <= 0) return deadline(zone.day_end(day), day);
    }
    return too_far();
  }
  if (amount > kMostDays * 1440LL) return too_far();
  std::int64_t wanted = amount * kMinute;
  if (wanted == 0) return deadline(from, first);
  for (Date day = first; known(day) && day.days - first.days <= kMostDays; ++day.days)
    for (const Hours::Interval& open : hours_->of(day)) {
      const Stretch stretch{
          std::max(zone.at(day, open.opens).milliseconds, from.milliseconds),
          zone.at(day, open.closes).milliseconds};
      if (stretch.from >= stretch.to) continue;
      for (const Stretch& part : without(stretch, pauses)) {
        if (part.to - part.from >= wanted)
          return deadline(Instant{part.from + wanted}, day);
        wanted -= part.to - part.from;
      }
    }
  return too_far();
}

Result<Calendar::Elapsed> Calendar::between(Instant from, Instant to, Unit unit,
                                            std::span<const Pause> pauses) const {
  if (to < from)
    return Status(ErrorCode::argument, to.text() + " is before " + from.text());
  if (!known(from) || !known(to)) return out_of_range();
  if (Status status = check(pauses); !status.ok()) return status;
  const base::Zone& zone = hours_->zone;
  const Date first = zone.date(from), last = zone.date(to);
  if (last.days - first.days > kMostDays)
    return Status(ErrorCode::range, "these are more than 100 years apart");
  Elapsed elapsed;
  elapsed.provisional = hours_->known_until && last > *hours_->known_until;
  for (Date day = first; day <= last; ++day.days) {
    if (unit == Unit::days) {
      elapsed.amount += day != first && is_working_day(day) ? 1 : 0;
      continue;
    }
    for (const Hours::Interval& open : hours_->of(day)) {
      const Stretch stretch{
          std::max(zone.at(day, open.opens).milliseconds, from.milliseconds),
          std::min(zone.at(day, open.closes).milliseconds, to.milliseconds)};
      if (stretch.from >= stretch.to) continue;
      for (const Stretch& part : without(stretch, pauses))
        elapsed.amount += part.to - part.from;
    }
  }
  if (unit == Unit::minutes) elapsed.amount /= kMinute;
  return elapsed;
}

bool Calendar::is_open(Instant instant) const noexcept {
  if (!known(instant)) return false;
  const Date day = hours_->zone.date(instant);
  const auto& intervals = hours_->of(day);
  return std::any_of(intervals.begin(), intervals.end(), [&](const Hours::Interval& i) {
    return hours_->zone.at(day, i.opens) <= instant &&
           instant < hours_->zone.at(day, i.closes);
  });
}

bool Calendar::is_working_day(Date date) const noexcept {
  return known(date) && !hours_->of(date).empty();
}

std::string_view Calendar::version() const noexcept { return hours_->version; }

}  // namespace patron
