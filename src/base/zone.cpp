// SPDX-License-Identifier: Apache-2.0
// A zone is a sorted list of transitions, read from the bundled table; nothing of the
// machine is asked, so every machine answers the same. A library such as cctz could read
// a bundled table too, but Debian has it as a shared library only, and it is told of
// another source through one variable of the whole process, which an embedded library
// must not set.
#include "base/zone.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace patron::base {

extern const std::string_view kZonesText;  // zones.txt, embedded by the build.

struct Zone::Rules {
  std::vector<std::int64_t> from;     // Seconds; the first is the beginning of time.
  std::vector<std::int32_t> offsets;  // In force from there on.

  // Of a line "names|offset,offset|steps": the offsets in seconds east of UTC, the first
  // in force before 1970; a step is "fk0B": the base-36 number of quarter hours since the
  // transition before, then the offset from there on, A the first. After '!': seconds.
  void read(std::string_view list, std::string_view steps);
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

void Zone::Rules::read(std::string_view list, std::string_view steps) {
  std::vector<std::int32_t> known;
  while (!list.empty()) {
    const std::string_view text = cut(list, ',');
    std::int32_t offset = 0;
    std::from_chars(text.data(), text.data() + text.size(), offset);
    known.push_back(offset);
  }
  from.push_back(INT64_MIN);
  offsets.push_back(known.front());
  constexpr std::int64_t kQuarterHour = 900;
  std::int64_t second = 0, count = 0, unit = kQuarterHour;
  for (const char c : steps) {
    if (c == '!') {
      unit = 1;
    } else if (c >= 'A' && c <= 'Z') {
      second += count * unit;
      from.push_back(second);
      offsets.push_back(known[static_cast<std::size_t>(c - 'A')]);
      count = 0;
      unit = kQuarterHour;
    } else {
      count = count * 36 + (c >= 'a' ? c - 'a' + 10 : c - '0');
    }
  }
}

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
    auto rules = std::make_shared<Rules>();
    const std::string_view offsets = cut(line, '|');
    rules->read(offsets, line);
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

// Local time may jump forward over midnight, or over a whole day: then the day begins
// with the jump. So: the first instant at which the local second is not before midnight.
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
  return {at(date, 24 * 60).milliseconds - 1};
}

}  // namespace patron::base
