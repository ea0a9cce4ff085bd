// SPDX-License-Identifier: Apache-2.0
// Days go through the standard calendar; nothing here looks at a locale, so that a run
// prints the same everywhere. Nearness is the edit distance with swapped neighbours, at
// most a third of the letters, so that a suggestion is never a guess.
#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace patron::cli {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

// Bytes of the UTF-8 sequence that begins here; 0 if it is none.
std::size_t sequence_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(at);
  if (first < 0x80U) return first == 0U ? 0 : 1;
  if (first >= 0xC2U && first <= 0xDFU) return follows(at + 1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    const unsigned second = byte(at + 1);
    if (first == 0xE0U && second < 0xA0U) return 0;
    if (first == 0xEDU && second > 0x9FU) return 0;
    return follows(at + 1) && follows(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const unsigned second = byte(at + 1);
    if (first == 0xF0U && second < 0x90U) return 0;
    if (first == 0xF4U && second > 0x8FU) return 0;
    return follows(at + 1) && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::optional<std::int32_t> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && !digit(text[i])) return std::nullopt;
  }
  const std::chrono::year_month_day day{
      std::chrono::year{number(text.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(number(text.substr(5, 2)))},
      std::chrono::day{static_cast<unsigned>(number(text.substr(8, 2)))}};
  if (!day.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count());
}

YearMonth year_month(std::int32_t day) {
  const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{day}}};
  return {static_cast<int>(civil.year()),
          static_cast<int>(static_cast<unsigned>(civil.month()))};
}

void put_digits(std::string& out, std::size_t last, std::int32_t value) {
  for (std::size_t i = last; value > 0; --i, value /= 10)
    out[i] = static_cast<char>('0' + value % 10);
}

std::string day_text(std::int32_t day) {
  const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{day}}};
  std::string out = "0000-00-00";
  put_digits(out, 3, static_cast<int>(civil.year()));
  put_digits(out, 6, static_cast<std::int32_t>(static_cast<unsigned>(civil.month())));
  put_digits(out, 9, static_cast<std::int32_t>(static_cast<unsigned>(civil.day())));
  return out;
}

std::string instant_text(std::int64_t milliseconds) {
  constexpr std::int64_t kDay = 86'400'000;
  const std::int64_t day = milliseconds / kDay - (milliseconds % kDay < 0 ? 1 : 0);
  if (day < -200'000 || day > 200'000) return "never";
  const auto rest = static_cast<std::int32_t>(milliseconds - day * kDay);
  std::string out = day_text(static_cast<std::int32_t>(day)) + "T00:00:00.000Z";
  put_digits(out, 12, rest / 3'600'000);
  put_digits(out, 15, rest / 60'000 % 60);
  put_digits(out, 18, rest / 1000 % 60);
  put_digits(out, 22, rest % 1000);
  return out;
}

std::int32_t month_start(int month_number) {
  const std::chrono::year_month_day first{
      std::chrono::year{month_number / 12},
      std::chrono::month{static_cast<unsigned>(month_number % 12 + 1)},
      std::chrono::day{1}};
  return static_cast<std::int32_t>(
      std::chrono::sys_days{first}.time_since_epoch().count());
}

std::string grouped(std::int64_t value, int scale) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto decimals = static_cast<std::size_t>(std::max(scale, 0));
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  const std::string fraction = digits.substr(digits.size() - decimals);
  digits.resize(digits.size() - decimals);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  if (decimals > 0) digits += '.' + fraction;
  return value < 0 ? '-' + digits : digits;
}

std::string fixed(double value, int decimals) {
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%.*f", decimals, value);
  const std::string text = out.data();
  return text.find_first_not_of("-0.") == std::string::npos && text[0] == '-'
             ? text.substr(1)
             : text;
}

void append_json(std::string& out, std::string_view text) {
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20U && c != '"' && c != '\\';
  };
  out += '"';
  while (!text.empty()) {
    const auto run = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), plain) - text.begin());
    out.append(text.data(), run);
    if (run == text.size()) break;
    const char c = text[run];
    text.remove_prefix(run + 1);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
      continue;
    }
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned char>(c));
    out += escape.data();
  }
  out += '"';
}

void append_csv(std::string& out, std::string_view text) {
  // Quotes are rare but in JSON, which has them at once: no branch a byte is needed.
  unsigned special = 0;
  for (const char c : text)
    special |= unsigned{c == ','} | unsigned{c == '"'} | unsigned{c == '\r'} |
               unsigned{c == '\n'};
  if (special == 0) {
    out += text;
    return;
  }
  out += '"';
  while (!text.empty()) {
    const std::size_t run = std::min(text.find('"'), text.size());
    out.append(text.data(), run);
    if (run == text.size()) break;
    out += "\"\"";
    text.remove_prefix(run + 1);
  }
  out += '"';
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

bool is_json_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
  return std::all_of(text.begin(), text.end(), digit);
}

bool is_json_number(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(".eE"), text.size());
  if (!is_json_integer(text.substr(0, end))) return false;
  text.remove_prefix(end);
  const auto digits = [&text] {
    std::size_t count = 0;
    while (count < text.size() && digit(text[count])) ++count;
    text.remove_prefix(count);
    return count > 0;
  };
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    if (!digits()) return false;
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    if (!digits()) return false;
  }
  return text.empty();
}

std::size_t bad_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (static_cast<signed char>(text[at]) > 0) {
      ++at;  // ASCII, for the most part.
      continue;
    }
    const std::size_t bytes = sequence_bytes(text, at);
    if (bytes == 0) return at;
    at += bytes;
  }
  return std::string_view::npos;
}

std::string as_utf8(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t bad = bad_utf8(text); bad != std::string_view::npos;
       bad = bad_utf8(text)) {
    const auto byte = static_cast<unsigned char>(text[bad]);
    out.append(text.substr(0, bad)).append("\\x");
    out.append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    text.remove_prefix(bad + 1);
  }
  return out.append(text);
}

std::string nearest(std::string_view text, const std::vector<std::string>& names) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t d = distance(text, name);
    if (d < least) {
      least = d;
      best = name;
    }
  }
  return best;
}

}  // namespace patron::cli
