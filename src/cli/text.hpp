// SPDX-License-Identifier: Apache-2.0
// Small things with text that every part of the command needs: days, numbers for people,
// quoting for JSON, CSV and HTML, and the nearest of some names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

// "2026-06-30" as days since 1970-01-01; nothing if it is not such a day.
std::optional<std::int32_t> parse_day(std::string_view text);
std::string day_text(std::int32_t day);
std::string instant_text(std::int64_t milliseconds);  // "2026-05-01T02:00:00.000Z"
// Writes a number over zeros, its last digit at out[last].
void put_digits(std::string& out, std::size_t last, std::int32_t value);
struct YearMonth {
  int year = 0, month = 0;  // month from 1.
};
YearMonth year_month(std::int32_t day);
// The first day of a month counted as year * 12 + month - 1.
std::int32_t month_start(int month_number);

// 1234567 -> "1,234,567". With a scale the last digits are decimals.
std::string grouped(std::int64_t value, int scale = 0);
std::string fixed(double value, int decimals);

void append_json(std::string& out, std::string_view text);  // With its quotes.
void append_csv(std::string& out, std::string_view text);   // Quoted only if it must be.
std::string html(std::string_view text);
// A whole JSON number: "12", "-0.5", "1e3"; not "01", "+1", "1.".
bool is_json_number(std::string_view text);
bool is_json_integer(std::string_view text);
// Offset of the first byte that is not UTF-8; npos if all is well.
std::size_t bad_utf8(std::string_view text);
// The text with each such byte as \xb5: what is written stays UTF-8, and nothing is lost.
std::string as_utf8(std::string_view text);

// The one of `names` that `text` was probably meant to be; empty if none is near.
std::string nearest(std::string_view text, const std::vector<std::string>& names);

}  // namespace patron::cli
