// SPDX-License-Identifier: Apache-2.0
// Fractions are rounded from the exact binary value, half to even, as C does; numbers
// that are none are written NaN, Infinity, -Infinity.
#include "rules/text_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/decimal.hpp"
#include "base/limits.hpp"
#include "rules/syntax.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::string_view kKind = "this clause does not take a value of this kind";
constexpr int kMostPrecision = 100;
constexpr int kUsualPrecision = 6;
constexpr int kDeepest = 64;

bool special(double number, std::string& out) {
  if (std::isfinite(number)) return false;
  out += std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  return true;
}

void fixed(double number, std::string& out) {
  if (special(number, out)) return;
  std::array<char, 400> written{};
  const auto end = std::to_chars(written.data(), written.data() + written.size(), number,
                                 std::chars_format::fixed);
  out.append(written.data(), end.ptr);
}

// ---- %s -------------------------------------------------------------------------------
std::string_view plain(const Value& value, std::string& out, int depth);

std::string_view plain_list(const std::vector<Value>& list, std::string& out, int depth) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ", ";
    if (const auto failure = plain(list[i], out, depth); !failure.empty()) return failure;
  }
  out += ']';
  return {};
}

std::string_view plain_map(const Value& map, std::string& out, int depth) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [key, value] : *map.map) {
    auto& [name, text] = entries.emplace_back();
    if (const auto failure = plain(key, name, depth); !failure.empty()) return failure;
    if (const auto failure = plain(value, text, depth); !failure.empty()) return failure;
  }
  std::sort(entries.begin(), entries.end());
  out += '{';
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) out += ", ";
    out.append(entries[i].first).append(": ").append(entries[i].second);
  }
  out += '}';
  return {};
}

std::string_view plain(const Value& value, std::string& out, int depth) {
  if (depth == kDeepest || out.size() > limits::kExpressionMade) return kTooMuchMade;
  switch (value.kind) {
    case TypeKind::string:
    case TypeKind::bytes:
    case TypeKind::enumeration:
      out += value.text;
      return {};
    case TypeKind::number:
      fixed(value.number, out);
      return {};
    case TypeKind::instant:
      out += instant_text(value);
      return {};
    case TypeKind::list:
      return plain_list(*value.list, out, depth + 1);
    case TypeKind::map:
      return plain_map(value, out, depth + 1);
    case TypeKind::optional:
      return kKind;
    default:
      out += text(value);
      return {};
  }
}

// ---- numbers --------------------------------------------------------------------------
std::string_view digits(const Value& value, int base, std::string& out) {
  std::array<char, 80> written{};
  char* const end = written.data() + written.size();
  const auto result =
      value.kind == TypeKind::integer
          ? std::to_chars(written.data(), end, value.integer, base)
          : std::to_chars(written.data(), end, static_cast<std::uint64_t>(value.integer),
                          base);
  out.append(written.data(), result.ptr);
  return {};
}

bool counts(const Value& value) {
  return value.kind == TypeKind::integer || value.kind == TypeKind::unsigned_integer;
}

std::string_view decimal(const Value& value, std::string& out) {
  if (counts(value)) return digits(value, 10, out);
  return value.kind == TypeKind::number && special(value.number, out) ? "" : kKind;
}

std::string_view fraction(const Value& value, std::chars_format style, int precision,
                          std::string& out) {
  double number = value.number;
  if (value.kind == TypeKind::integer) {
    number = static_cast<double>(value.integer);
  } else if (value.kind == TypeKind::unsigned_integer) {
    number = static_cast<double>(static_cast<std::uint64_t>(value.integer));
  } else if (value.kind == TypeKind::decimal) {
    number = Decimal{value.integer, value.scale}.number();
  } else if (value.kind != TypeKind::number) {
    return kKind;
  }
  if (special(number, out)) return {};
  std::array<char, 512> written{};
  const auto end = std::to_chars(written.data(), written.data() + written.size(), number,
                                 style, precision);
  out.append(written.data(), end.ptr);
  return {};
}

std::string_view hexadecimal(const Value& value, bool upper, std::string& out) {
  const std::size_t from = out.size();
  if (counts(value)) {
    digits(value, 16, out);
  } else if (value.kind == TypeKind::string || value.kind == TypeKind::bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : value.text) {
      const auto byte = static_cast<unsigned char>(c);
      out.append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
    }
  } else {
    return kKind;
  }
  for (std::size_t i = from; upper && i < out.size(); ++i) {
    if (out[i] >= 'a' && out[i] <= 'f') out[i] = static_cast<char>(out[i] - 'a' + 'A');
  }
  return {};
}

std::string_view binary(const Value& value, std::string& out) {
  if (value.kind == TypeKind::boolean) {
    out += value.integer != 0 ? '1' : '0';
    return {};
  }
  return counts(value) ? digits(value, 2, out) : kKind;
}

std::string_view clause(char letter, int precision, const Value& value,
                        std::string& out) {
  const int places = precision < 0 ? kUsualPrecision : precision;
  switch (letter) {
    case 's':
      return plain(value, out, 0);
    case 'd':
      return decimal(value, out);
    case 'f':
      return fraction(value, std::chars_format::fixed, places, out);
    case 'e':
      return fraction(value, std::chars_format::scientific, places, out);
    case 'b':
      return binary(value, out);
    case 'o':
      return counts(value) ? digits(value, 8, out) : kKind;
    case 'x':
      return hexadecimal(value, false, out);
    case 'X':
      return hexadecimal(value, true, out);
    default:
      return "unknown formatting clause";
  }
}

}  // namespace

std::string_view format_text(std::string_view format, const std::vector<Value>& arguments,
                             std::string& out) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (out.size() > limits::kExpressionMade) return kTooMuchMade;
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    if (format.substr(++i).starts_with('%')) {
      out += '%';
      continue;
    }
    int precision = -1;
    if (format.substr(i).starts_with('.')) {
      const auto end = std::from_chars(format.data() + i + 1,
                                       format.data() + format.size(), precision);
      if (end.ec != std::errc() || precision < 0 || precision > kMostPrecision) {
        return "malformed precision in a formatting clause";
      }
      i = static_cast<std::size_t>(end.ptr - format.data());
    }
    if (i >= format.size()) return "the format ends inside a clause";
    if (next == arguments.size()) return "more clauses than values to format";
    if (const auto failure = clause(format[i], precision, arguments[next++], out);
        !failure.empty()) {
      return failure;
    }
  }
  return {};
}

}  // namespace patron::rules
