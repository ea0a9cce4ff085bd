// SPDX-License-Identifier: Apache-2.0
// Values with a name, for figures that several rules share: constants.long_trip.
#include <optional>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

using model::TypeKind;
using ConstantValue = decltype(model::Constant::value);

std::optional<ConstantValue> whole(const PackNode& literal, std::int32_t scale) {
  const auto value = base::parse_decimal(literal.text());
  const auto scaled =
      value ? base::rescale_exact(value->value, value->scale, scale) : std::nullopt;
  return scaled && base::fits_amount(*scaled) ? std::optional<ConstantValue>(*scaled)
                                              : std::nullopt;
}

// The literal as a value of the type; nothing if it is none.
std::optional<ConstantValue> value_of(const PackNode& literal, const model::Type& type) {
  const bool text = literal.is(json::Kind::string);
  switch (type.kind) {
    case TypeKind::boolean:
      if (!literal.is(json::Kind::boolean)) return std::nullopt;
      return std::int64_t{literal.flag() ? 1 : 0};
    case TypeKind::integer:
      return literal.is(json::Kind::number) ? whole(literal, 0) : std::nullopt;
    case TypeKind::decimal:
    case TypeKind::money:
      return text ? whole(literal, type.scale) : std::nullopt;
    case TypeKind::date: {
      const auto day = text ? Date::parse(literal.text()) : Result<Date>(Status());
      if (!text || !day.ok()) return std::nullopt;
      return std::int64_t{day->days};
    }
    default:
      if (!text) return std::nullopt;
      return std::string(literal.text());
  }
}

bool may_be(const model::Type& type) {
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

}  // namespace

void load_constants(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["constants"].entries()) {
    model::Constant constant;
    constant.id = id;
    constant.title = loading.text(node["title"]);
    constant.origin = node.origin();
    constant.type = type(node["type"].text(), loading.pack().currency_scale);
    if (!may_be(constant.type)) {
      loading.error(node["type"],
                    "a constant is bool, int, decimal(n), money, string or "
                    "date");
      continue;
    }
    const auto value = value_of(node["literal"], constant.type);
    if (!value)
      loading.error(node["literal"], "the literal is not of type " +
                                         quoted(node["type"].text()) + "; found " +
                                         found(node["literal"].value()));
    constant.value = value.value_or(std::int64_t{0});
    loading.pack().constants.push_back(std::move(constant));
  }
}

}  // namespace patron::rules
