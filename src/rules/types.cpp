// SPDX-License-Identifier: Apache-2.0
// Types form no hierarchy: two are the same or join to dynamic, save that exact numbers
// join at the larger scale and null joins by making the other nullable.
#include "rules/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr auto kNames = std::to_array<std::string_view>(
    {"null",  "bool", "int",       "double",        "string",    "bytes",   "decimal",
     "money", "date", "timestamp", "duration",      "list",      "map",     "dyn",
     "enum",  "uint", "type",      "optional_type", "parameter", "abstract"});
constexpr std::int32_t kMostDecimals = 18;
constexpr int kDeepestText = 16;

StaticType with(TypeKind kind, std::vector<StaticType> parts) {
  return with_parts(scalar(kind), std::move(parts));
}

bool same_parts(const StaticType& a, const StaticType& b) {
  if (a.parts == b.parts) return true;
  if (a.parts == nullptr || b.parts == nullptr) return false;
  return std::equal(a.parts->begin(), a.parts->end(), b.parts->begin(), b.parts->end(),
                    same);
}

bool labelled(const StaticType& type) {
  return type.is(TypeKind::enumeration) || type.is(TypeKind::string);
}

// ---- text ---------------------------------------------------------------------------
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<StaticType> run() {
    std::optional<StaticType> out = type(0);
    return out && text_.empty() ? out : std::nullopt;
  }

 private:
  bool take(char c) {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<StaticType> type(int depth) {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    const std::string_view word = text_.substr(0, text_.find_first_of("()?, "));
    text_.remove_prefix(word.size());
    if (depth > kDeepestText) return std::nullopt;
    StaticType out;
    if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z') {
      out = scalar(TypeKind::parameter);
      out.variable = word[0] - 'A';
    } else {
      const auto known = std::find(kNames.begin(), kNames.end() - 2, word);
      if (known == kNames.end() - 2 || word == "enum") return std::nullopt;
      out.kind = static_cast<TypeKind>(known - kNames.begin());
      if (!arguments(out, depth)) return std::nullopt;
    }
    out.nullable = take('?');
    return out;
  }

  bool arguments(StaticType& out, int depth) {
    const bool list = out.is(TypeKind::list), map = out.is(TypeKind::map);
    const bool one = list || out.is(TypeKind::optional) || out.is(TypeKind::type);
    if (!take('(')) return true;
    if (out.is(TypeKind::decimal) || out.is(TypeKind::money)) {
      const auto end =
          std::from_chars(text_.data(), text_.data() + text_.size(), out.scale);
      text_.remove_prefix(static_cast<std::size_t>(end.ptr - text_.data()));
      return end.ec == std::errc() && out.scale >= 0 && out.scale <= kMostDecimals &&
             take(')');
    }
    std::vector<StaticType> parts;
    do {
      std::optional<StaticType> part = type(depth + 1);
      if (!part) return false;
      parts.push_back(*std::move(part));
    } while (take(','));
    if (!take(')') || parts.size() != (map ? 2U : 1U) || !(one || map)) return false;
    out = with(out.kind, std::move(parts));
    return true;
  }

  std::string_view text_;
};

}  // namespace

StaticType scalar(TypeKind kind, std::int32_t scale) {
  StaticType type;
  type.kind = kind;
  type.scale = scale;
  return type;
}

StaticType with_parts(StaticType type, std::vector<StaticType> parts) {
  type.parts = std::make_shared<const std::vector<StaticType>>(std::move(parts));
  return type;
}

StaticType list_of(StaticType element) {
  return with(TypeKind::list, {std::move(element)});
}
StaticType map_of(StaticType key, StaticType element) {
  return with(TypeKind::map, {std::move(key), std::move(element)});
}
StaticType optional_of(StaticType value) {
  return with(TypeKind::optional, {std::move(value)});
}
StaticType type_of_type(StaticType type) {
  return with(TypeKind::type, {std::move(type)});
}
StaticType abstract_of(std::string name, std::vector<StaticType> parts) {
  StaticType type = with(TypeKind::abstract, std::move(parts));
  type.name = std::move(name);
  return type;
}

StaticType from_model(const model::Type& type) {
  StaticType out;
  switch (type.kind) {
    case TypeKind::list:
      out = list_of(scalar(type.element));
      break;
    case TypeKind::map:
      out = map_of(scalar(TypeKind::string), scalar(type.element));
      break;
    default:
      out = scalar(type.kind, type.scale);
  }
  out.nullable = type.nullable;
  out.ordered = type.ordered;
  if (type.kind == TypeKind::enumeration) {
    out.labels = std::make_shared<const std::vector<std::string>>(type.labels);
  }
  return out;
}

model::Type to_model(const StaticType& type) {
  model::Type out;
  out.kind = type.kind;
  out.scale = type.scale;
  out.nullable = type.nullable;
  out.ordered = type.ordered;
  if (type.labels != nullptr) out.labels = *type.labels;
  if (type.parts != nullptr) out.element = element_of(type).kind;
  return out;
}

StaticType element_of(const StaticType& type) {
  return type.parts == nullptr || type.parts->empty() ? StaticType() : type.parts->back();
}

StaticType key_of(const StaticType& type) {
  return type.parts == nullptr || type.parts->empty() ? StaticType()
                                                      : type.parts->front();
}

bool exact(TypeKind kind) {
  return kind == TypeKind::integer || kind == TypeKind::decimal;
}

bool same(const StaticType& a, const StaticType& b) {
  if (a.kind != b.kind || a.variable != b.variable || a.name != b.name) return false;
  if (a.labels != b.labels &&
      (a.labels == nullptr || b.labels == nullptr || *a.labels != *b.labels)) {
    return false;
  }
  return a.scale == b.scale && same_parts(a, b);
}

StaticType join(const StaticType& a, const StaticType& b) {
  StaticType out;
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) {
    out = a.is(TypeKind::null) ? b : a;
    out.nullable = !out.is(TypeKind::null);
    return out;
  }
  const bool nullable = a.nullable || b.nullable;
  if (same(a, b)) {
    out = a;
  } else if ((exact(a.kind) && exact(b.kind)) ||
             (a.is(TypeKind::money) && b.is(TypeKind::money))) {
    out = scalar(a.is(TypeKind::money) ? TypeKind::money : TypeKind::decimal,
                 std::max(a.scale, b.scale));
  } else if (labelled(a) && labelled(b)) {
    out = scalar(TypeKind::string);
  } else if (a.is(TypeKind::list) && b.is(TypeKind::list)) {
    out = list_of(join(element_of(a), element_of(b)));
  } else if (a.is(TypeKind::map) && b.is(TypeKind::map)) {
    out = map_of(join(key_of(a), key_of(b)), join(element_of(a), element_of(b)));
  }
  out.nullable = nullable;
  return out;
}

std::string_view describe(TypeKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

std::string describe(const StaticType& type) {
  std::string out(type.is(TypeKind::abstract) ? type.name : describe(type.kind));
  if (type.is(TypeKind::parameter)) out = "dyn";
  if (type.is(TypeKind::decimal)) out += "(" + std::to_string(type.scale) + ")";
  if (type.parts != nullptr) {
    std::string inner;
    for (const StaticType& part : *type.parts) {
      inner += (inner.empty() ? "" : ", ") + describe(part);
    }
    if (!inner.empty()) out += "(" + inner + ")";
  }
  return out;
}

std::optional<StaticType> type_from(std::string_view text) {
  return Reader(text).run();
}

std::string_view type_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::null:
      return "null_type";
    case TypeKind::instant:
      return "google.protobuf.Timestamp";
    case TypeKind::duration:
      return "google.protobuf.Duration";
    case TypeKind::enumeration:
      return "string";
    default:
      return describe(kind);
  }
}

}  // namespace patron::rules
