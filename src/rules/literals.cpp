// SPDX-License-Identifier: Apache-2.0
#include "rules/literals.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "base/decimal.hpp"

namespace patron::rules {

namespace {

using model::TypeKind;

constexpr std::int32_t kMostUnits = 99'999;

struct Counted {
  std::int32_t count = 0;
  std::string_view unit;  // Singular.
};

std::optional<Counted> counted(std::string_view text) {
  Counted out;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out.count);
  if (error != std::errc{} || out.count < 0 || out.count > kMostUnits) return {};
  const std::size_t used = static_cast<std::size_t>(end - text.data());
  if (used >= text.size() || text[used] != ' ') return {};
  out.unit = text.substr(used + 1);
  if (out.unit.ends_with('s')) out.unit.remove_suffix(1);
  return out;
}

TypeKind scalar(std::string_view name) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, TypeKind>>(
      {{"string", TypeKind::string},
       {"int", TypeKind::integer},
       {"number", TypeKind::number},
       {"bool", TypeKind::boolean},
       {"date", TypeKind::date},
       {"instant", TypeKind::instant},
       {"money", TypeKind::money}});
  for (const auto& [word, kind] : kNames) {
    if (word == name) return kind;
  }
  return TypeKind::dynamic;
}

}  // namespace

std::optional<base::Span> span(std::string_view text) {
  const std::optional<Counted> parts = counted(text);
  if (!parts) return {};
  const std::int32_t count = parts->count;
  if (parts->unit == "day") return base::Span{0, count};
  if (parts->unit == "week") return base::Span{0, 7 * count};
  if (parts->unit == "month") return base::Span{count, 0};
  if (parts->unit == "quarter") return base::Span{3 * count, 0};
  if (parts->unit == "year") return base::Span{12 * count, 0};
  return {};
}

std::int32_t days(const base::Span& span) {
  return span.days + (span.months * 365 + 6) / 12;
}

base::Period period(std::string_view word) {
  if (word == "week") return base::Period::week;
  if (word == "month") return base::Period::month;
  if (word == "quarter") return base::Period::quarter;
  if (word == "half_year") return base::Period::half_year;
  if (word == "year") return base::Period::year;
  return base::Period::none;
}

std::optional<model::Window> window(std::string_view text) {
  model::Window out;
  if (text == "lifetime") return out;
  const bool last = text.starts_with("last ");
  if (last || text.starts_with("this ")) {
    out.kind = model::WindowKind::calendar;
    out.period = period(text.substr(5));
    out.ago = last ? 1 : 0;
    if (out.period == base::Period::none) return {};
    return out;
  }
  const std::optional<base::Span> length = span(text);
  if (!length) return {};
  out.kind = model::WindowKind::rolling;
  out.span = *length;
  return out;
}

std::optional<Decimal> share(std::string_view text) {
  if (!text.ends_with('%')) return {};
  text.remove_suffix(1);
  std::optional<Decimal> out = base::parse_decimal(text);
  if (out) out->scale += 2;
  return out;
}

model::Type type(std::string_view text, std::int32_t money_scale) {
  model::Type out;
  if (text.ends_with('?')) {
    out.nullable = true;
    text.remove_suffix(1);
  }
  if (text.starts_with("decimal(")) {
    out.kind = TypeKind::decimal;
    out.scale = text[8] - '0';
  } else if (text.starts_with("list(")) {
    out.kind = TypeKind::list;
    out.element = scalar(text.substr(5, text.size() - 6));
  } else {
    out.kind = scalar(text);
    if (out.kind == TypeKind::money) out.scale = money_scale;
  }
  return out;
}

}  // namespace patron::rules
