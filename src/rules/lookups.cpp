// SPDX-License-Identifier: Apache-2.0
#include "rules/lookups.hpp"

#include <algorithm>
#include <utility>

#include "base/decimal.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::Literal;
using model::TypeKind;

namespace {

std::optional<Literal> whole(std::string_view text, std::int32_t scale) {
  const auto value = base::parse_decimal(text);
  const auto scaled =
      value ? base::rescale_exact(value->value, value->scale, scale) : std::nullopt;
  return scaled && base::fits_amount(*scaled) ? std::optional<Literal>(*scaled)
                                              : std::nullopt;
}

// A key stands in quotes whatever its type.
std::optional<Literal> key_of(std::string_view text, const model::Type& type) {
  json::Value written;
  written.kind = type.kind == TypeKind::integer ? json::Kind::number : json::Kind::string;
  written.text = text;
  if (type.kind == TypeKind::boolean) {
    if (text != "true" && text != "false") return std::nullopt;
    written.kind = json::Kind::boolean;
    written.boolean = text == "true";
  }
  return literal(written, type);
}

const std::string kTypes = "bool, int, decimal(n), money, string or date";

}  // namespace

bool may_be_literal(const model::Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::decimal:
    case TypeKind::money:
    case TypeKind::date:
    case TypeKind::string:
      return !type.nullable;
    default:
      return false;
  }
}

std::optional<Literal> literal(const json::Value& from, const model::Type& type) {
  const bool text = from.is(json::Kind::string);
  switch (type.kind) {
    case TypeKind::boolean:
      if (!from.is(json::Kind::boolean)) return std::nullopt;
      return std::int64_t{from.boolean ? 1 : 0};
    case TypeKind::integer:
      return from.is(json::Kind::number) ? whole(from.text, 0) : std::nullopt;
    case TypeKind::decimal:
    case TypeKind::money:
      return text ? whole(from.text, type.scale) : std::nullopt;
    case TypeKind::date: {
      const auto day = text ? Date::parse(from.text) : Result<Date>(Status());
      if (!text || !day.ok()) return std::nullopt;
      return std::int64_t{day->days};
    }
    default:
      if (!text) return std::nullopt;
      return std::string(from.text);
  }
}

Value value_of(const Literal& literal, const model::Type& type) {
  if (const auto* text = std::get_if<std::string>(&literal)) return text_value(*text);
  return scalar_value(type.kind, *std::get_if<std::int64_t>(&literal), type.scale);
}

std::optional<LookupFault> read_lookup(const PackNode& node, model::Lookup& out) {
  if (!may_be_literal(out.keys)) return LookupFault{node["keys"], "keys are " + kTypes};
  if (!may_be_literal(out.values))
    return LookupFault{node["values"], "values are " + kTypes};
  const auto value = [&](const PackNode& from) {
    return literal(from.value(), out.values);
  };
  const auto wrong = [&](const PackNode& from) {
    return LookupFault{from, "the value is not of type " +
                                 quoted(node["values"].text()) + "; found " +
                                 found(from.value())};
  };
  for (const auto& [id, row] : node["rows"].entries()) {
    const auto key = key_of(id, out.keys);
    if (!key)
      return LookupFault{row, "the key " + quoted(id) + " is not of type " +
                                  quoted(node["keys"].text())};
    const auto answer = value(row);
    if (!answer) return wrong(row);
    out.rows.emplace_back(*key, *answer);
  }
  std::sort(out.rows.begin(), out.rows.end());
  for (std::size_t i = 1; i < out.rows.size(); ++i)
    if (out.rows[i].first == out.rows[i - 1].first)
      return LookupFault{node["rows"], "two keys are the same value"};
  if (const PackNode otherwise = node["default"]) {
    out.fallback = value(otherwise);
    if (!out.fallback) return wrong(otherwise);
  }
  return std::nullopt;
}

Value look_up(const model::Lookup& lookup, const Value& key) {
  const bool text = lookup.keys.kind == TypeKind::string;
  const Literal* found = nullptr;
  if (text && (key.kind == TypeKind::string || key.kind == TypeKind::enumeration)) {
    found = lookup.find(key.text);
  } else if (key.kind == lookup.keys.kind && key.scale == lookup.keys.scale) {
    found = lookup.find(Literal(key.integer));
  } else {
    return error_value("a key of another type");
  }
  return found == nullptr ? error_value("no such key") : value_of(*found, lookup.values);
}

}  // namespace patron::rules
