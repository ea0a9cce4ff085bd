// SPDX-License-Identifier: Apache-2.0
// The calendar of std::chrono, which knows all years; zones come from the bundled table.
#include "rules/time_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/zone.hpp"

namespace patron::rules {

using base::Int128;
using model::TypeKind;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;  // In nanoseconds.
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kEndSecond = 253'402'300'800;    // 10000-01-01T00:00:00Z
constexpr std::string_view kNoInstant =
    "this text is no timestamp, e.g. 2026-05-01T09:00:00+08:00";
constexpr std::string_view kNoDuration = "this text is no duration, e.g. 36h or 90m";

template <class T>
T floor_divide(T value, T by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

Value of(TypeKind kind, Int128 nanoseconds) {
  const auto milliseconds =
      static_cast<std::int64_t>(floor_divide<Int128>(nanoseconds, kMillisecond));
  Value value = scalar_value(kind, milliseconds);
  value.nanoseconds =
      static_cast<std::int32_t>(nanoseconds - Int128{milliseconds} * kMillisecond);
  return value;
}

// Two or more digits at a fixed place; -1 if they are not digits.
std::int64_t digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return -1;
  std::int64_t value = 0;
  for (const char c : text.substr(at, size)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Nanoseconds of ".5" at the front of `text`, which loses it; -1: malformed.
std::int64_t fraction(std::string_view& text) {
  if (!text.starts_with('.')) return 0;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  const std::size_t size = end - 1;
  if (size < 1 || size > 9) return -1;
  std::int64_t value = digits(text, 1, size);
  for (std::size_t i = size; i < 9; ++i) value *= 10;
  text.remove_prefix(end);
  return value;
}

// Seconds of "+08:00"; also of "08:00" if `bare`.
std::optional<std::int64_t> offset(std::string_view text, bool bare) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  } else if (!bare) {
    return std::nullopt;
  }
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const std::int64_t hours = digits(text, 0, 2), minutes = digits(text, 3, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = (hours * 60 + minutes) * 60;
  return negative ? -seconds : seconds;
}

void put(std::string& out, std::int64_t value, std::size_t width) {
  const std::string text = std::to_string(value);
  out.append(width > text.size() ? width - text.size() : 0, '0').append(text);
}

void put_fraction(std::string& out, std::int64_t nanoseconds) {
  if (nanoseconds == 0) return;
  out += '.';
  put(out, nanoseconds, 9);
  out.erase(out.find_last_not_of('0') + 1);
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr auto kUnits = std::to_array<Unit>({{"ms", kMillisecond},
                                             {"us", 1'000},
                                             {"ns", 1},
                                             {"h", 3'600 * kSecond},
                                             {"m", 60 * kSecond},
                                             {"s", kSecond}});

// One "1.5h" of a duration, in nanoseconds; takes it from the front of `text`.
std::optional<Int128> span(std::string_view& text) {
  const std::size_t size = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, size);
  const std::size_t dot = std::min(number.find('.'), size);
  constexpr std::size_t kMostDigits = 18;
  if (size == 0 || size > kMostDigits || number == "." ||
      number.find('.', dot + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  Int128 amount = 0, scale = 1;
  for (std::size_t i = 0; i < size; ++i) {
    if (i == dot) continue;
    amount = amount * 10 + (number[i] - '0');
    if (i > dot) scale *= 10;
  }
  text.remove_prefix(size);
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return amount * unit.nanoseconds / scale;
  }
  return std::nullopt;
}

}  // namespace

Int128 nanoseconds_of(const Value& value) {
  return Int128{value.integer} * kMillisecond + value.nanoseconds;
}

Value instant_of(Int128 nanoseconds) {
  if (nanoseconds < Int128{kFirstSecond} * kSecond ||
      nanoseconds >= Int128{kEndSecond} * kSecond) {
    return error_value("time out of range");
  }
  return of(TypeKind::instant, nanoseconds);
}

Value duration_of(Int128 nanoseconds) {
  if (nanoseconds > INT64_MAX || nanoseconds < INT64_MIN) {
    return error_value("duration out of range");
  }
  return of(TypeKind::duration, nanoseconds);
}

Value instant_from(std::string_view text) {
  const std::int64_t year = digits(text, 0, 4), month = digits(text, 5, 2),
                     day = digits(text, 8, 2), hour = digits(text, 11, 2),
                     minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' ||
      text[16] != ':' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return error_value(kNoInstant);
  }
  std::string_view rest = text.substr(19);
  const std::int64_t part = fraction(rest);
  const std::optional<std::int64_t> shift =
      rest == "Z" || rest == "z" ? std::optional<std::int64_t>(0) : offset(rest, false);
  if (year < 0 || month < 1 || day < 1 || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59 || part < 0 || !shift) {
    return error_value(kNoInstant);
  }
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return error_value(kNoInstant);
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds =
      days * kDaySeconds + (hour * 60 + minute) * 60 + second - *shift;
  return instant_of(Int128{seconds} * kSecond + part);
}

Value duration_from(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return scalar_value(TypeKind::duration, 0);
  if (text.empty()) return error_value(kNoDuration);
  Int128 sum = 0;
  while (!text.empty()) {
    const std::optional<Int128> part = span(text);
    if (!part) return error_value(kNoDuration);
    sum += *part;
    if (sum > Int128{INT64_MAX} + 1) return error_value("duration out of range");
  }
  return duration_of(negative ? -sum : sum);
}

std::string instant_text(const Value& value) {
  const std::int64_t second = floor_divide<std::int64_t>(value.integer, 1000);
  const std::optional<Wall> wall = wall_of(value, "");
  std::string out;
  put(out, wall->year, 4);
  put(out += '-', wall->month, 2);
  put(out += '-', wall->day, 2);
  put(out += 'T', wall->second_of_day / 3600, 2);
  put(out += ':', wall->second_of_day / 60 % 60, 2);
  put(out += ':', wall->second_of_day % 60, 2);
  put_fraction(out, (value.integer - second * 1000) * kMillisecond + value.nanoseconds);
  return out + 'Z';
}

std::string duration_text(const Value& value) {
  Int128 nanoseconds = nanoseconds_of(value);
  std::string out;
  if (nanoseconds < 0) {
    out = '-';
    nanoseconds = -nanoseconds;
  }
  put(out, static_cast<std::int64_t>(nanoseconds / kSecond), 1);
  put_fraction(out, static_cast<std::int64_t>(nanoseconds % kSecond));
  return out + 's';
}

std::optional<Wall> wall_of(const Value& instant, std::string_view zone) {
  std::int64_t seconds = floor_divide<std::int64_t>(instant.integer, 1000);
  if (!zone.empty() && zone != "UTC") {
    if (const std::optional<std::int64_t> shift = offset(zone, true)) {
      seconds += *shift;
    } else if (const std::optional<base::Zone> known = base::Zone::find(zone)) {
      seconds += known->offset(Instant{instant.integer});
    } else {
      return std::nullopt;
    }
  }
  Wall wall;
  wall.days = floor_divide<std::int64_t>(seconds, kDaySeconds);
  wall.second_of_day = seconds - wall.days * kDaySeconds;
  const std::chrono::sys_days day{std::chrono::days(wall.days)};
  const std::chrono::year_month_day date(day);
  wall.year = static_cast<int>(date.year());
  wall.month = static_cast<unsigned>(date.month());
  wall.day = static_cast<unsigned>(date.day());
  wall.weekday = static_cast<std::int64_t>(std::chrono::weekday(day).c_encoding());
  const std::chrono::sys_days first(date.year() / std::chrono::January / 1);
  wall.day_of_year = (day - first).count();
  return wall;
}

}  // namespace patron::rules
