// SPDX-License-Identifier: Apache-2.0
// Conversions answer exactly or fail; only int() of a fraction drops digits, towards zero
// as CEL has it.
#include "rules/conversions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/decimal.hpp"
#include "base/json.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::string_view kRange = "number out of range";

template <class T>
bool read(std::string_view text, T& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

Value made(std::string text, Storage& storage) {
  return text_value(storage.texts.emplace_back(std::move(text)));
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr auto kUnits = std::to_array<Unit>({{"ms", 1'000'000},
                                             {"us", 1'000},
                                             {"ns", 1},
                                             {"h", 3'600'000'000'000},
                                             {"m", 60'000'000'000},
                                             {"s", 1'000'000'000}});

// One "1.5h" of a duration, in nanoseconds; takes it from the front of `text`.
std::optional<base::Int128> span(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, digits);
  const auto dot = number.find('.');
  const auto amount = base::parse_decimal(
      number.ends_with('.') ? number.substr(0, digits - 1)
                            : number);
  if (!amount || (dot == 0 && digits == 1)) return std::nullopt;
  text.remove_prefix(digits);
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return base::Int128{amount->value} * unit.nanoseconds /
           base::power_of_ten(amount->scale);
  }
  return std::nullopt;
}

}  // namespace

Value to_integer(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  switch (from.kind) {
    case TypeKind::number:
      // Both bounds are powers of two; CEL leaves them out.
      if (!(std::fabs(from.number) < 9223372036854775808.0)) return error_value(kRange);
      return scalar_value(TypeKind::integer, static_cast<std::int64_t>(from.number));
    case TypeKind::unsigned_integer:
      if (from.integer < 0) return error_value(kRange);
      return scalar_value(TypeKind::integer, from.integer);
    case TypeKind::decimal:
    case TypeKind::money:
      return scalar_value(TypeKind::integer,
                          from.integer / base::power_of_ten(from.scale));
    case TypeKind::instant: {
      const std::int64_t part = from.integer % 1000;
      return scalar_value(TypeKind::integer, from.integer / 1000 - (part < 0 ? 1 : 0));
    }
    case TypeKind::string: {
      std::int64_t parsed = 0;
      if (!read(from.text, parsed)) return error_value("this text is no int");
      return scalar_value(TypeKind::integer, parsed);
    }
    default: return from;
  }
}

Value to_unsigned(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  std::uint64_t parsed = 0;
  switch (from.kind) {
    case TypeKind::integer:
      if (from.integer < 0) return error_value(kRange);
      return scalar_value(TypeKind::unsigned_integer, from.integer);
    case TypeKind::number:
      if (!(from.number > -1.0 && from.number < 18446744073709551616.0)) {
        return error_value(kRange);
      }
      parsed = static_cast<std::uint64_t>(from.number);
      break;
    case TypeKind::string:
      if (!read(from.text, parsed)) return error_value("this text is no uint");
      break;
    default: return from;
  }
  return scalar_value(TypeKind::unsigned_integer, static_cast<std::int64_t>(parsed));
}

Value to_number(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  switch (from.kind) {
    case TypeKind::integer: return number_value(static_cast<double>(from.integer));
    case TypeKind::unsigned_integer:
      return number_value(static_cast<double>(static_cast<std::uint64_t>(from.integer)));
    case TypeKind::decimal:
    case TypeKind::money:
      return number_value(static_cast<double>(from.integer) /
                          static_cast<double>(base::power_of_ten(from.scale)));
    case TypeKind::string: {
      double parsed = 0.0;
      if (!read(from.text, parsed)) return error_value("this text is no number");
      return number_value(parsed);
    }
    default: return from;
  }
}

Value to_text(const Value* arguments, Storage& storage) {
  const Value& from = arguments[0];
  switch (from.kind) {
    case TypeKind::string: return from;
    case TypeKind::enumeration: return text_value(from.text);
    case TypeKind::bytes:
      if (!json::valid_utf8(from.text)) return error_value("these bytes are not UTF-8");
      return text_value(from.text);
    case TypeKind::instant: {
      std::string written = Instant{from.integer}.text();
      const auto dot = written.find('.');
      if (dot != std::string::npos) {
        written.pop_back();
        while (written.back() == '0') written.pop_back();
        if (written.back() == '.') written.pop_back();
        written += 'Z';
      }
      return made(std::move(written), storage);
    }
    default: return made(text(from), storage);
  }
}

Value to_boolean(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  if (from.kind == TypeKind::boolean) return from;
  constexpr auto kYes = std::to_array<std::string_view>({"true", "True", "TRUE", "t", "T",
                                                         "1"});
  constexpr auto kNo = std::to_array<std::string_view>({"false", "False", "FALSE", "f",
                                                        "F", "0"});
  const auto among = [&](const auto& words) {
    return std::find(words.begin(), words.end(), from.text) != words.end();
  };
  if (among(kYes)) return boolean_value(true);
  return among(kNo) ? boolean_value(false)
                    : error_value("this text is neither true nor false");
}

Value to_bytes(const Value* arguments, Storage&) {
  return text_value(arguments[0].text, TypeKind::bytes);
}

Value to_date(const Value* arguments, Storage&) {
  if (arguments[0].kind == TypeKind::date) return arguments[0];
  const Result<Date> date = Date::parse(arguments[0].text);
  if (!date.ok()) return error_value("this text is no date, e.g. 2026-05-01");
  return scalar_value(TypeKind::date, date->days);
}

Value to_instant(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  if (from.kind == TypeKind::instant) return from;
  if (from.kind == TypeKind::integer) {
    // The years 1 to 9999.
    if (from.integer < -62'135'596'800 || from.integer > 253'402'300'799) {
      return error_value("time out of range");
    }
    return scalar_value(TypeKind::instant, from.integer * 1000);
  }
  const Result<Instant> instant = Instant::parse(from.text);
  if (!instant.ok()) {
    return error_value("this text is no timestamp, e.g. 2026-05-01T09:00:00+08:00");
  }
  return scalar_value(TypeKind::instant, instant->milliseconds);
}

Value to_duration(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  if (from.kind == TypeKind::duration) return from;
  constexpr std::string_view kMalformed = "this text is no duration, e.g. 36h or 90m";
  std::string_view rest = from.text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return scalar_value(TypeKind::duration, 0);
  if (rest.empty()) return error_value(kMalformed);
  base::Int128 sum = 0;
  while (!rest.empty()) {
    const auto part = span(rest);
    if (!part) return error_value(kMalformed);
    sum += *part;
    if (sum > INT64_MAX) return error_value("duration out of range");
  }
  if (sum % 1'000'000 != 0) {
    return error_value("a duration is a whole number of milliseconds");
  }
  const auto milliseconds = static_cast<std::int64_t>(sum / 1'000'000);
  return scalar_value(TypeKind::duration, negative ? -milliseconds : milliseconds);
}

}  // namespace patron::rules
