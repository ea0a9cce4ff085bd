// SPDX-License-Identifier: Apache-2.0
// Attributes that the pack adds to events, lines and the customer. What several event
// types declare in the same words is one attribute, so that a rule over those types can
// read it.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::TypeKind;

// What every event has anyway, or carries in a form of its own.
constexpr auto kTaken = std::to_array<std::string_view>(
    {"answers", "currency", "customer", "id", "lines", "occurred_at", "recorded_at",
     "ref", "source", "type"});

// Does the literal have the type? Dates and instants stand as strings.
bool literal_fits(const json::Value& literal, const model::Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return literal.is(json::Kind::boolean);
    case TypeKind::integer:
      return literal.is(json::Kind::number) &&
             literal.text.find_first_of(".eE") == std::string_view::npos;
    case TypeKind::number: return literal.is(json::Kind::number);
    case TypeKind::decimal:
    case TypeKind::money: {
      if (!literal.is(json::Kind::string)) return false;
      const auto value = base::parse_decimal(literal.text);
      return value && base::rescale_exact(value->value, value->scale, type.scale);
    }
    case TypeKind::date:
      return literal.is(json::Kind::string) && Date::parse(literal.text).ok();
    case TypeKind::instant:
      return literal.is(json::Kind::string) && Instant::parse(literal.text).ok();
    case TypeKind::enumeration:
      return literal.is(json::Kind::string) &&
             std::find(type.labels.begin(), type.labels.end(), literal.text) !=
                 type.labels.end();
    default: return literal.is(json::Kind::string);
  }
}

model::Attribute read_attribute(Loading& loading, const std::string& name,
                                const PackNode& node) {
  model::Attribute out;
  out.name = name;
  out.built_in = false;
  const std::int32_t scale = loading.pack().currency_scale;
  if (node.is(json::Kind::string)) {
    out.type = type(node.text(), scale);
    return out;
  }
  out.type = type(node["type"].text_or("string"), scale);
  if (const PackNode labels = node["enum"]) {
    if (out.type.kind != TypeKind::string) {
      loading.error(node["type"], "labels are strings; leave the type out");
    }
    out.type.kind = TypeKind::enumeration;
    out.type.ordered = node["ordered"].flag();
    for (const PackNode& label : labels.items()) {
      out.type.labels.emplace_back(label.text());
    }
  }
  out.required = node["required"].flag();
  out.max_length = static_cast<std::uint32_t>(node["max_length"].integer_or(256));
  out.max_items = static_cast<std::uint32_t>(node["max_items"].integer_or(64));
  if (const PackNode literal = node["default"]) {
    if (!literal_fits(literal.value(), out.type)) {
      loading.error(literal, "the default is not of the attribute's type; found " +
                                 found(literal.value()));
    }
    std::string text;
    json::append_canonical(text, literal.value());
    out.default_text = std::move(text);
    if (out.required) {
      loading.error(literal, "an attribute that is required needs no default");
    }
  }
  return out;
}

bool alike(const model::Attribute& a, const model::Attribute& b) {
  return a.name == b.name && a.type == b.type && a.required == b.required &&
         a.default_text == b.default_text && a.max_length == b.max_length &&
         a.max_items == b.max_items;
}

struct Declared {
  model::Attribute attribute;
  PackNode node;
};

void declare(std::vector<Declared>& all, model::Attribute attribute,
             const PackNode& node) {
  for (Declared& one : all) {
    if (!alike(one.attribute, attribute)) continue;
    one.attribute.on |= attribute.on;
    return;
  }
  all.push_back({std::move(attribute), node});
}

}  // namespace

void load_attributes(Loading& loading, const PackNode& root) {
  model::Vocabulary& vocabulary = loading.pack().vocabulary;
  const auto owners = root["attributes"].entries();
  for (const auto& [owner, node] : owners) {
    if (owner.starts_with("custom.") && !vocabulary.add_type(owner)) {
      loading.error(node, "too many event types");
    }
  }
  const auto clash = [&](const PackNode& node, const std::string& name) {
    loading.error(node, quoted(name) + " is already an attribute there");
  };
  std::vector<Declared> of_events;
  for (const auto& [owner, map] : owners) {
    for (const auto& [name, node] : map.entries()) {
      model::Attribute attribute = read_attribute(loading, name, node);
      if (std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end()) {
        loading.error(node, quoted(name) + " is a key of every event");
        continue;
      }
      if (owner == "customer") {
        attribute.on.set(model::index(model::EventType::customer));
        if (!vocabulary.add_customer_attribute(attribute)) clash(node, name);
      } else if (owner == "line") {
        if (!vocabulary.add_line_attribute(attribute)) clash(node, name);
      } else if (owner == "event") {
        for (const std::string_view type : vocabulary.type_names()) {
          attribute.on.set(model::index(*vocabulary.type(type)));
        }
        declare(of_events, std::move(attribute), node);
      } else if (const auto type = vocabulary.type(owner)) {
        attribute.on.set(model::index(*type));
        declare(of_events, std::move(attribute), node);
      }
    }
  }
  for (const Declared& one : of_events) {
    if (!vocabulary.add_attribute(one.attribute)) clash(one.node, one.attribute.name);
  }
}

}  // namespace patron::rules
