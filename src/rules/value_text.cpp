// SPDX-License-Identifier: Apache-2.0
// Values as the language writes them, so that an explanation can be read as a rule.
#include <charconv>

#include "base/decimal.hpp"
#include "rules/expression.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

std::string quoted_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string number_text(double number) {
  char written[32];
  const auto end = std::to_chars(written, written + sizeof written, number);
  return std::string(written, end.ptr);
}

// To the millisecond, as instants of events are; with more digits where it has more.
std::string exact_instant(const Value& value) {
  constexpr std::int64_t kFirst = -2'208'988'800'000,
                         kEnd = 4'102'444'800'000;  // 1900, 2100
  const bool usual =
      value.nanoseconds == 0 && value.integer >= kFirst && value.integer < kEnd;
  return usual ? Instant{value.integer}.text() : instant_text(value);
}

std::string list_text(const std::vector<Value>& list) {
  std::string out = "[";
  for (const Value& value : list) out += (out.size() > 1 ? ", " : "") + text(value);
  return out + "]";
}

std::string map_text(const std::vector<std::pair<Value, Value>>& map) {
  std::string out = "{";
  for (const auto& [key, value] : map) {
    out += (out.size() > 1 ? ", " : "") + text(key) + ": " + text(value);
  }
  return out + "}";
}

}  // namespace

std::string text(const Value& value) {
  if (value.outcome == Outcome::error)
    return "error: " + std::string(value.error.message);
  if (value.outcome == Outcome::unknown) return "unknown";
  switch (value.kind) {
    case TypeKind::null:
      return "null";
    case TypeKind::boolean:
      return value.integer != 0 ? "true" : "false";
    case TypeKind::integer:
      return std::to_string(value.integer);
    case TypeKind::unsigned_integer:
      return std::to_string(static_cast<std::uint64_t>(value.integer));
    case TypeKind::number:
      return number_text(value.number);
    case TypeKind::string:
    case TypeKind::enumeration:
      return quoted_text(value.text);
    case TypeKind::bytes:
      return "b" + quoted_text(value.text);
    case TypeKind::decimal:
      return base::decimal_text(value.integer, value.scale);
    case TypeKind::money: {
      const std::string amount = base::decimal_text(value.integer, value.scale);
      return value.text.empty() ? amount : amount + " " + std::string(value.text);
    }
    case TypeKind::date:
      return Date{static_cast<std::int32_t>(value.integer)}.text();
    case TypeKind::instant:
      return exact_instant(value);
    case TypeKind::duration:
      return duration_text(value);
    case TypeKind::list:
      return list_text(*value.list);
    case TypeKind::map:
      return map_text(*value.map);
    case TypeKind::type:
      return std::string(value.text);
    case TypeKind::optional:
      return value.list == nullptr ? "optional.none()"
                                   : "optional.of(" + text(value.list->front()) + ")";
    default:
      break;
  }
  return "null";
}

}  // namespace patron::rules
