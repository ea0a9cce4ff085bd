// SPDX-License-Identifier: Apache-2.0
// A zone is a sorted list of transitions, read from the bundled table; nothing of the
// machine is asked, so every machine answers the same. A library such as cctz could read a
// bundled table too, but Debian has it as a shared library only, and it is told of another
// source through one variable of the whole process, which an embedded library must not set.
#include "base/zone.hpp"

#include <algorithm>
#include <vector>

namespace patron::base {

extern const std::string_view kZonesText;  // zones.txt, embedded by the build.

struct Zone::Rules {
  std::vector<std::int64_t> from;     // Seconds; the first is the beginning of time.
  std::vector<std::int32_t> offsets;  // In force from there on.
};

namespace {

constexpr std::int64_t kDaySeconds = 86'400;

// Cuts `text` at the first `mark`: what stands before it is returned.
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

std::int64_t number(std::string_view text, int radix) {
  const bool negative = !text.empty() && text.front() == '-';
  std::int64_t value = 0;
  for (const char c : text.substr(negative ? 1 : 0))
    value = value * radix + (c >= 'a' ? c - 'a' + 10 : c - '0');
  return negative ? -value : value;
}

bool named(std::string_view names, std::string_view name) {
  while (!names.empty())
    if (cut(names, ',') == name) return true;
  return false;
}

std::int64_t floor_day(std::int64_t seconds) {
  const std::int64_t day = seconds / kDaySeconds;
  return seconds % kDaySeconds < 0 ? day - 1 : day;
}

std::int64_t seconds_of(Instant instant) {
  const std::int64_t seconds = instant.milliseconds / 1000;
  return instant.milliseconds % 1000 < 0 ? seconds - 1 : seconds;
}

}  // namespace

std::string_view Zone::version() noexcept {
  return kZonesText.substr(0, kZonesText.find('\n'));
}

std::optional<Zone> Zone::find(std::string_view name) {
  if (name.empty() || name.find_first_of(",|\n") != std::string_view::npos)
    return std::nullopt;
  std::string_view table = kZonesText;
  cut(table, '\n');
  while (!table.empty()) {
    std::string_view line = cut(table, '\n');
    if (!named(cut(line, '|'), name)) continue;
    std::vector<std::int32_t> offsets;
    for (std::string_view list = cut(line, '|'); !list.empty();)
      offsets.push_back(static_cast<std::int32_t>(number(cut(list, ','), 10)));
    auto rules = std::make_shared<Rules>();
    rules->from.push_back(INT64_MIN);
    rules->offsets.push_back(offsets.front());
    std::int64_t second = 0;
    while (!line.empty()) {
      std::string_view pair = cut(line, ',');
      second += number(cut(pair, '.'), 36);
      rules->from.push_back(second);
      rules->offsets.push_back(offsets[static_cast<std::size_t>(number(pair, 36))]);
    }
    Zone zone;
    zone.rules_ = std::move(rules);
    return zone;
  }
  return std::nullopt;
}

std::int32_t Zone::offset(Instant instant) const noexcept {
  if (!rules_) return 0;
  const auto at = std::upper_bound(rules_->from.begin(), rules_->from.end(),
                                   seconds_of(instant));
  return rules_->offsets[static_cast<std::size_t>(at - rules_->from.begin()) - 1];
}

Date Zone::date(Instant instant) const noexcept {
  // Beyond the calendar there is no day to tell apart.
  constexpr std::int64_t kFar = 200'000 * kDaySeconds;
  const std::int64_t local = seconds_of(instant) + offset(instant);
  return Date{static_cast<std::int32_t>(floor_day(std::clamp(local, -kFar, kFar)))};
}

// Local time may jump forward over midnight, or over a whole day: then the day begins with
// the jump. So: the first instant at which the local second is not before midnight.
Instant Zone::at(Date date, int minutes) const noexcept {
  const std::int64_t wanted = date.days * kDaySeconds + std::int64_t{minutes} * 60;
  if (!rules_) return {wanted * 1000};
  const auto& from = rules_->from;
  // The last transition that surely lies before the wanted local second, then onwards.
  auto index = static_cast<std::size_t>(
      std::upper_bound(from.begin(), from.end(), wanted - 2 * kDaySeconds) -
      from.begin() - 1);
  for (;; ++index) {
    const std::int64_t candidate = wanted - rules_->offsets[index];
    const bool last = index + 1 == from.size();
    if (candidate < from[index]) return {from[index] * 1000};  // Skipped by the jump.
    if (last || candidate < from[index + 1]) return {candidate * 1000};
  }
}

Instant Zone::day_start(Date date) const noexcept { return at(date, 0); }
Instant Zone::noon(Date date) const noexcept { return at(date, 720); }

Instant Zone::day_end(Date date) const noexcept {
  return {day_start(Date{date.days + 1}).milliseconds - 1};
}

}  // namespace patron::base
