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
#include "rules/functions.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::string_view kRange = "number out of range";

template <class T>
bool read(std::string_view text, T& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
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
    default:
      return from;
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
    default:
      return from;
  }
  return scalar_value(TypeKind::unsigned_integer, static_cast<std::int64_t>(parsed));
}

Value to_number(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  switch (from.kind) {
    case TypeKind::integer:
      return number_value(static_cast<double>(from.integer));
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
    default:
      return from;
  }
}

Value to_text(const Value* arguments, Storage& storage) {
  const Value& from = arguments[0];
  switch (from.kind) {
    case TypeKind::string:
      return from;
    case TypeKind::enumeration:
      return text_value(from.text);
    case TypeKind::bytes:
      if (!json::valid_utf8(from.text)) return error_value("these bytes are not UTF-8");
      return text_value(from.text);
    case TypeKind::instant:
      return make_text(storage, instant_text(from));
    default:
      return make_text(storage, text(from));
  }
}

Value to_boolean(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  if (from.kind == TypeKind::boolean) return from;
  constexpr auto kYes =
      std::to_array<std::string_view>({"true", "True", "TRUE", "t", "T", "1"});
  constexpr auto kNo =
      std::to_array<std::string_view>({"false", "False", "FALSE", "f", "F", "0"});
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
  return instant_from(from.text);
}

Value to_duration(const Value* arguments, Storage&) {
  const Value& from = arguments[0];
  return from.kind == TypeKind::duration ? from : duration_from(from.text);
}

namespace {

constexpr auto kRows = std::to_array<Overload>({
    {"int", Style::global, "int -> int", to_integer, true},
    {"int", Style::global, "uint -> int", to_integer, true},
    {"int", Style::global, "double -> int", to_integer, true},
    {"int", Style::global, "decimal -> int", to_integer, true},
    {"int", Style::global, "money -> int", to_integer, true},
    {"int", Style::global, "timestamp -> int", to_integer, true},
    {"int", Style::global, "string -> int", to_integer},
    {"uint", Style::global, "uint -> uint", to_unsigned, true},
    {"uint", Style::global, "int -> uint", to_unsigned, true},
    {"uint", Style::global, "double -> uint", to_unsigned, true},
    {"uint", Style::global, "string -> uint", to_unsigned},
    {"double", Style::global, "double -> double", to_number, true},
    {"double", Style::global, "int -> double", to_number, true},
    {"double", Style::global, "uint -> double", to_number, true},
    {"double", Style::global, "decimal -> double", to_number, true},
    {"double", Style::global, "money -> double", to_number, true},
    {"double", Style::global, "string -> double", to_number},
    {"string", Style::global, "string -> string", to_text},
    {"string", Style::global, "bytes -> string", to_text},
    {"string", Style::global, "bool -> string", to_text},
    {"string", Style::global, "int -> string", to_text},
    {"string", Style::global, "uint -> string", to_text},
    {"string", Style::global, "double -> string", to_text},
    {"string", Style::global, "decimal -> string", to_text},
    {"string", Style::global, "money -> string", to_text},
    {"string", Style::global, "date -> string", to_text},
    {"string", Style::global, "timestamp -> string", to_text},
    {"string", Style::global, "duration -> string", to_text},
    {"bool", Style::global, "bool -> bool", to_boolean},
    {"bool", Style::global, "string -> bool", to_boolean},
    {"bytes", Style::global, "bytes -> bytes", to_bytes},
    {"bytes", Style::global, "string -> bytes", to_bytes},
    {"timestamp", Style::global, "string -> timestamp", to_instant},
    {"timestamp", Style::global, "int -> timestamp", to_instant, true},
    {"timestamp", Style::global, "timestamp -> timestamp", to_instant, true},
    {"duration", Style::global, "string -> duration", to_duration},
    {"duration", Style::global, "duration -> duration", to_duration, true},
});

}  // namespace

std::span<const Overload> conversion_functions() {
  return kRows;
}

}  // namespace patron::rules
