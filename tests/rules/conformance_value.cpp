// SPDX-License-Identifier: Apache-2.0
#include "rules/conformance_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/decimal.hpp"
#include "rules/functions.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

template <class T>
bool number(std::string_view text, T& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

// Runs a function of one text: base64.decode, date.
bool converted(std::string_view function, std::string_view text, Storage& storage,
               Value& out) {
  const Value argument = text_value(text);
  const Overload* chosen = choose(overloads_of(function), &argument, 1);
  if (chosen == nullptr) return false;
  out = chosen->apply(&argument, storage);
  return out.outcome == Outcome::value;
}

bool same_numbers(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

bool ValueReader::read(const json::Value& from, Value& out, std::string& problem) {
  if (from.members.size() != 1) {
    problem = "a value has one key";
    return false;
  }
  const std::string_view kind = from.members[0].key;
  const json::Value& written = from.members[0].value;
  if (kind == "list") return list(written, out, problem);
  if (kind == "map") return map(written, out, problem);
  if (scalar(kind, written, out)) return true;
  problem = "no value of the kind " + std::string(kind);
  return false;
}

bool ValueReader::list(const json::Value& from, Value& out, std::string& problem) {
  std::vector<Value> items(from.items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!read(from.items[i], items[i], problem)) return false;
  }
  out = make_list(storage_, std::move(items));
  return true;
}

bool ValueReader::map(const json::Value& from, Value& out, std::string& problem) {
  auto& entries = storage_.maps.emplace_back();
  for (const json::Value& pair : from.items) {
    auto& [key, value] = entries.emplace_back();
    if (!read(pair.items[0], key, problem) || !read(pair.items[1], value, problem)) {
      return false;
    }
  }
  out = scalar_value(TypeKind::map, 0);
  out.map = &entries;
  return true;
}

bool ValueReader::scalar(std::string_view kind, const json::Value& from, Value& out) {
  const std::string_view written = from.text;
  if (kind == "null") {
    out = Value();
  } else if (kind == "bool") {
    out = boolean_value(from.boolean);
  } else if (kind == "int") {
    out = scalar_value(TypeKind::integer, 0);
    return number(written, out.integer);
  } else if (kind == "uint") {
    std::uint64_t read = 0;
    if (!number(written, read)) return false;
    out = scalar_value(TypeKind::unsigned_integer, static_cast<std::int64_t>(read));
  } else if (kind == "double") {
    out = number_value(0);
    return number(written, out.number);
  } else if (kind == "string") {
    out = text_value(written);
  } else if (kind == "bytes") {
    return converted("base64.decode", written, storage_, out);
  } else if (kind == "timestamp" || kind == "duration" || kind == "date") {
    return converted(kind, written, storage_, out);
  } else if (kind == "type") {
    out = type_value(written);
  } else if (kind == "enum") {
    out = text_value(written, TypeKind::enumeration);
    const std::size_t colon = written.find(':');  // "2:gold": its rank and label.
    out.text = written.substr(colon + 1);
    return number(written.substr(0, colon), out.integer);
  } else {
    return exact(kind, written, out);
  }
  return true;
}

// decimal "12.50", money "12.50" or "12.50 USD".
bool ValueReader::exact(std::string_view kind, std::string_view written, Value& out) {
  if (kind != "decimal" && kind != "money") return false;
  const std::size_t space = std::min(written.find(' '), written.size());
  const auto decimal = base::parse_decimal(written.substr(0, space));
  if (!decimal) return false;
  out = scalar_value(kind == "money" ? TypeKind::money : TypeKind::decimal,
                     decimal->value, decimal->scale);
  if (space < written.size()) out.text = written.substr(space + 1);
  return true;
}

bool read_type(const json::Value& from, StaticType& out, std::string& problem) {
  if (from.is(json::Kind::string)) {
    const std::optional<StaticType> type = type_from(from.text);
    if (type) out = *type;
    if (!type) problem = "no type " + std::string(from.text);
    return type.has_value();
  }
  if (from.members.empty()) return false;
  const std::string_view kind = from.members[0].key;
  const json::Value& of = from.members[0].value;
  const json::Value* arguments = &of;
  std::vector<StaticType> parts;
  if (kind == "param") {
    out = scalar(TypeKind::parameter);
    out.variable = of.text.empty() ? 0 : of.text[0] - 'A';
    return true;
  }
  if (kind == "enum") {
    std::vector<std::string> labels;
    for (const json::Value& label : of.items) labels.emplace_back(label.text);
    out = scalar(TypeKind::enumeration);
    out.ordered = from.find("ordered") != nullptr;
    out.labels = std::make_shared<const std::vector<std::string>>(std::move(labels));
    return true;
  }
  if (kind == "abstract") arguments = &of.items[1];
  if (arguments->is(json::Kind::array)) {
    for (const json::Value& one : arguments->items) {
      if (!read_type(one, parts.emplace_back(), problem)) return false;
    }
  } else if (!read_type(*arguments, parts.emplace_back(), problem)) {
    return false;
  }
  if (kind == "wrapper") {
    out = parts[0];
    out.nullable = true;
  } else if (kind == "list") {
    out = list_of(parts[0]);
  } else if (kind == "map") {
    out = map_of(parts[0], parts[1]);
  } else if (kind == "type") {
    out = type_of_type(parts[0]);
  } else if (kind == "abstract" && of.items[0].text == "optional_type") {
    out = optional_of(parts[0]);
  } else if (kind == "abstract") {
    out = abstract_of(std::string(of.items[0].text), std::move(parts));
  } else {
    problem = "no type of the kind " + std::string(kind);
    return false;
  }
  return true;
}

bool identical(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::null:
      return true;
    case TypeKind::number:
      return same_numbers(a.number, b.number);
    case TypeKind::string:
    case TypeKind::bytes:
    case TypeKind::type:
      return a.text == b.text;
    case TypeKind::list:
      return std::equal(a.list->begin(), a.list->end(), b.list->begin(), b.list->end(),
                        identical);
    case TypeKind::map:
      return a.map->size() == b.map->size() &&
             std::all_of(a.map->begin(), a.map->end(), [&](const auto& entry) {
               return std::any_of(b.map->begin(), b.map->end(), [&](const auto& other) {
                 return identical(entry.first, other.first) &&
                        identical(entry.second, other.second);
               });
             });
    default:
      return a.integer == b.integer && a.nanoseconds == b.nanoseconds &&
             a.scale == b.scale && a.text == b.text;
  }
}

}  // namespace patron::rules
