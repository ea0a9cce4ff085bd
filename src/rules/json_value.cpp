// SPDX-License-Identifier: Apache-2.0
// Values in and out as JSON. Whole numbers keep every digit; amounts, days and instants
// are texts; what has no declared type is an int where it is written as one, else a
// double.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/decimal.hpp"
#include "rules/functions.hpp"
#include "rules/schema.hpp"
#include "rules/syntax.hpp"
#include "rules/time_value.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

template <class T>
bool number_from(std::string_view text, T& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

bool numeric(const json::Value& from) {
  return from.is(json::Kind::number) || from.is(json::Kind::string);
}

bool whole(std::string_view text) {
  return text.find_first_of(".eE") == std::string_view::npos;
}

// Runs a function of one text: base64.decode.
bool converted(std::string_view function, std::string_view text, Storage& storage,
               Value& out) {
  const Value argument = text_value(text);
  const Overload* chosen = choose(overloads_of(function), &argument, 1);
  if (chosen == nullptr) return false;
  out = chosen->apply(&argument, storage);
  return out.outcome == Outcome::value;
}

class Reading {
 public:
  explicit Reading(Storage& storage) : storage_(storage) {}

  bool read(const json::Value& from, const StaticType& type, Value& out) {
    if (from.is(json::Kind::null)) {
      out = Value();
      return true;
    }
    const bool text = from.is(json::Kind::string);
    switch (type.kind) {
      case TypeKind::boolean:
        out = boolean_value(from.boolean);
        return from.is(json::Kind::boolean);
      case TypeKind::integer:
        out = scalar_value(TypeKind::integer, 0);
        return numeric(from) && number_from(from.text, out.integer);
      case TypeKind::unsigned_integer: {
        std::uint64_t read = 0;
        const bool good = numeric(from) && number_from(from.text, read);
        out = scalar_value(type.kind, static_cast<std::int64_t>(read));
        return good;
      }
      case TypeKind::number:
        out = number_value(0);
        return numeric(from) && number_from(from.text, out.number);
      case TypeKind::decimal:
      case TypeKind::money:
        return numeric(from) && amount(from.text, type, out);
      case TypeKind::string:
        out = text_value(storage_.texts.emplace_back(from.text));
        return text;
      case TypeKind::enumeration:
        return text && label(from.text, type, out);
      case TypeKind::bytes:
        return text && converted("base64.decode", from.text, storage_, out);
      case TypeKind::date: {
        const Result<Date> day = Date::parse(from.text);
        if (day.ok()) out = scalar_value(type.kind, day->days);
        return text && day.ok();
      }
      case TypeKind::instant:
      case TypeKind::duration:
        out = type.is(TypeKind::instant) ? instant_from(from.text)
                                         : duration_from(from.text);
        return text && out.outcome == Outcome::value;
      case TypeKind::list:
        return from.is(json::Kind::array) && list(from, element_of(type), out);
      case TypeKind::map:
        return from.is(json::Kind::object) && map(from, type, out);
      case TypeKind::optional: {
        Value inner;
        if (!read(from, element_of(type), inner)) return false;
        out = some_value(storage_, inner);
        return true;
      }
      default:
        return dynamic(from, out);
    }
  }

 private:
  bool amount(std::string_view text, const StaticType& type, Value& out) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const auto read = base::parse_decimal(text.substr(0, space));
    if (!read) return false;
    const auto scaled = base::rescale_exact(read->value, read->scale, type.scale);
    if (!scaled || (space < text.size() && type.is(TypeKind::decimal))) return false;
    out = scalar_value(type.kind, *scaled, type.scale);
    if (space < text.size()) {
      out.text = storage_.texts.emplace_back(text.substr(space + 1));
    }
    return true;
  }

  static bool label(std::string_view text, const StaticType& type, Value& out) {
    if (type.labels == nullptr) return false;
    const auto found = std::find(type.labels->begin(), type.labels->end(), text);
    if (found == type.labels->end()) return false;
    out = text_value(*found, TypeKind::enumeration);
    out.integer = found - type.labels->begin();
    return true;
  }

  bool list(const json::Value& from, const StaticType& element, Value& out) {
    std::vector<Value> items(from.items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!read(from.items[i], element, items[i])) return false;
    }
    out = make_list(storage_, std::move(items));
    return out.outcome == Outcome::value;
  }

  bool map(const json::Value& from, const StaticType& type, Value& out) {
    const StaticType key = key_of(type), element = element_of(type);
    auto& entries = storage_.maps.emplace_back();
    for (const json::Member& member : from.members) {
      auto& [at, value] = entries.emplace_back();
      json::Value written;
      written.kind = json::Kind::string;
      written.text = member.key;
      if (key.is(TypeKind::boolean)) {
        at = boolean_value(member.key == "true");
        if (member.key != "true" && member.key != "false") return false;
      } else if (!read(written, key.dynamic() ? scalar(TypeKind::string) : key, at)) {
        return false;
      }
      if (!read(member.value, element, value)) return false;
    }
    out = scalar_value(TypeKind::map, 0);
    out.map = &entries;
    return true;
  }

  bool dynamic(const json::Value& from, Value& out) {
    switch (from.kind) {
      case json::Kind::boolean:
        return read(from, scalar(TypeKind::boolean), out);
      case json::Kind::number: {
        const bool integer = whole(from.text);
        if (integer && read(from, scalar(TypeKind::integer), out)) return true;
        return read(from, scalar(TypeKind::number), out);
      }
      case json::Kind::string:
        return read(from, scalar(TypeKind::string), out);
      case json::Kind::array:
        return list(from, StaticType(), out);
      case json::Kind::object:
        return map(from, scalar(TypeKind::map), out);
      default:
        out = Value();
        return true;
    }
  }

  Storage& storage_;
};

void append_key(std::string& out, const Value& key) {
  const bool words = key.kind == TypeKind::string || key.kind == TypeKind::enumeration;
  json::append_string(out, words ? std::string(key.text) : text(key));
}

void append_number(std::string& out, double number) {
  if (std::isfinite(number)) {
    json::append_double(out, number);
  } else {
    out += std::isnan(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  }
}

void append_bytes(std::string& out, const Value& value) {
  Storage storage;
  const Overload* encode = choose(overloads_of("base64.encode"), &value, 1);
  json::append_string(out, encode->apply(&value, storage).text);
}

}  // namespace

std::string read_value(const json::Value& from, const StaticType& type, Storage& storage,
                       Value& out) {
  if (Reading(storage).read(from, type, out)) return "";
  std::string wanted = describe(type);
  if (type.is(TypeKind::enumeration) && type.labels != nullptr) {
    wanted = "one of";
    for (std::size_t i = 0; i < type.labels->size() && i < 6; ++i) {
      wanted += (i == 0 ? " " : ", ") + (*type.labels)[i];
    }
  }
  return "expected " + wanted + "; found " + found(from);
}

void append_value(std::string& out, const Value& value) {
  switch (value.kind) {
    case TypeKind::null:
      out += "null";
      return;
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
      out += text(value);
      return;
    case TypeKind::number:
      return append_number(out, value.number);
    case TypeKind::string:
    case TypeKind::enumeration:
    case TypeKind::type:
      return json::append_string(out, value.text);
    case TypeKind::bytes:
      return append_bytes(out, value);
    case TypeKind::list:
      out += '[';
      for (std::size_t i = 0; i < value.list->size(); ++i) {
        if (i > 0) out += ',';
        append_value(out, (*value.list)[i]);
      }
      out += ']';
      return;
    case TypeKind::map: {
      std::vector<std::pair<std::string, const Value*>> entries;
      for (const auto& [key, held] : *value.map) {
        append_key(entries.emplace_back().first, key);
        entries.back().second = &held;
      }
      std::sort(entries.begin(), entries.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      out += '{';
      for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) out += ',';
        out += entries[i].first + ':';
        append_value(out, *entries[i].second);
      }
      out += '}';
      return;
    }
    case TypeKind::optional:
      if (value.list == nullptr) {
        out += "null";
      } else {
        append_value(out, value.list->front());
      }
      return;
    default:
      json::append_string(out, text(value));
  }
}

}  // namespace patron::rules
