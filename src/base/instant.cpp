// SPDX-License-Identifier: Apache-2.0
// RFC 3339 to the millisecond, with an offset; the year of an instant is bounded, since
// the zone table ends somewhere.
#include <optional>

#include "base/text.hpp"
#include "patron/date.hpp"

namespace patron {
namespace {

constexpr std::int64_t kDay = 86'400'000;

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

// Milliseconds of ".123456" at the front of `text`, which loses it; -1: finer than that.
std::int64_t fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  text.remove_prefix(1);
  std::int64_t value = 0, place = 100;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
    const int digit = text[count] - '0';
    if (place == 0 && digit != 0) return -1;
    value += digit * place;
    place /= 10;
  }
  text.remove_prefix(count);
  return count == 0 ? -1 : value;
}

// Milliseconds of "Z" or "+08:00", which must be all of `text`; nothing otherwise.
std::optional<std::int64_t> offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
    return std::nullopt;
  const std::int64_t hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t size = (hours * 60 + minutes) * 60'000;
  return text[0] == '-' ? -size : size;
}

Status bad_instant(std::string_view text) {
  return {ErrorCode::argument,
          "an instant is \"2026-05-01T10:00:00+08:00\", with its offset and at most "
          "milliseconds; found " +
              base::shown(text)};
}

}  // namespace

Result<Instant> Instant::parse(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || text[16] != ':')
    return bad_instant(text);
  const Result<Date> date = Date::parse(text.substr(0, 10));
  const std::int64_t hour = digits(text, 11, 2), minute = digits(text, 14, 2),
                     second = digits(text, 17, 2);
  std::string_view rest = text.substr(19);
  const std::int64_t millisecond = fraction(rest);
  const auto shift = offset(rest);
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59 || millisecond < 0 || !shift)
    return bad_instant(text);
  const Instant instant{date->days * kDay + ((hour * 60 + minute) * 60 + second) * 1000 +
                        millisecond - *shift};
  const Instant first{-25'567 * kDay}, end{47'482 * kDay};  // 1900-01-01, 2100-01-01
  if (instant < first || instant >= end)
    return Status(ErrorCode::argument,
                  "an instant is from 1900 to 2099; found " + base::shown(text));
  return instant;
}

std::string Instant::text() const {
  if (*this == never()) return "never";
  std::int64_t day = milliseconds / kDay;
  std::int64_t rest = milliseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --day;
  }
  if (day < -200'000 || day > 200'000) return "never";
  std::string out = Date{static_cast<std::int32_t>(day)}.text() + "T00:00:00.000Z";
  const auto put = [&](std::size_t end, std::int64_t value) {
    for (std::size_t i = end; value > 0; --i, value /= 10)
      out[i] = static_cast<char>('0' + value % 10);
  };
  put(12, rest / 3'600'000);
  put(15, rest / 60'000 % 60);
  put(18, rest / 1000 % 60);
  put(22, rest % 1000);
  return out;
}

}  // namespace patron
