// SPDX-License-Identifier: Apache-2.0
// A small interpreter of JSON Schema over json::Value. Conditions (if, not, oneOf,
// anyOf) are walked silently; everything else reports, with the schema's errorMessage
// where it has one. A value of the wrong type is reported once and not looked into.
#include "rules/shape.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "rules/shape_parts.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using json::Kind;
using json::Value;

namespace {

constexpr std::size_t kKnownKeys = 12;  // More names than that help nobody.

double number(const Value& value) {
  double out = 0.0;
  std::from_chars(value.text.data(), value.text.data() + value.text.size(), out);
  return out;
}

bool integral(const Value& value) {
  return value.is(Kind::number) &&
         value.text.find_first_of(".eE") == std::string_view::npos;
}

std::string canonical(const Value& value) {
  std::string out;
  json::append_canonical(out, value);
  return out;
}

// Enumerated values as people read them: strings without quotes.
std::string shown(const Value& value) {
  return value.is(Kind::string) ? std::string(value.text) : canonical(value);
}

bool has_type(const Value& value, std::string_view type) {
  if (type == "string") return value.is(Kind::string);
  if (type == "object") return value.is(Kind::object);
  if (type == "array") return value.is(Kind::array);
  if (type == "boolean") return value.is(Kind::boolean);
  if (type == "number") return value.is(Kind::number);
  return type == "integer" && integral(value);
}

}  // namespace

// ---- one walk over a pack -----------------------------------------------------------
class Shape::Walk {
 public:
  Walk(const Parts& parts, Findings* findings) : parts_(parts), findings_(findings) {}

  // Where the value stands; a map's key when names are checked.
  struct Spot {
    const Value& value;
    std::string path;
  };

  bool valid(const Value& schema, const Spot& spot) {
    if (schema.is(Kind::boolean)) {
      return schema.boolean || fail(spot, spot.value, "no value may stand here");
    }
    if (!typed(schema, spot)) return false;
    note_later(schema, spot);
    bool ok = true;
    switch (spot.value.kind) {
      case Kind::string:
        ok = text(schema, spot);
        break;
      case Kind::number:
        ok = bounded(schema, spot);
        break;
      case Kind::object:
        ok = object(schema, spot);
        break;
      case Kind::array:
        ok = array(schema, spot);
        break;
      default:
        break;
    }
    if (!ok && silent()) return false;
    return listed(schema, spot) & combined(schema, spot) & ok;
  }

 private:
  bool silent() const { return findings_ == nullptr; }

  bool fail(const Spot& spot, const Value& at, std::string message) {
    add(spot.path, at.line, at.column, std::move(message));
    return false;
  }

  void add(const std::string& path, std::uint32_t line, std::uint32_t column,
           std::string message, bool later = false) {
    if (silent()) return;
    Diagnostic diagnostic{Severity::error,
                          std::string(name(ErrorCode::pack)),
                          std::move(message),
                          "",
                          "",
                          {}};
    diagnostic.place.path = path;
    diagnostic.place.line = line;
    diagnostic.place.column = column;
    (later ? findings_->later : findings_->errors).push_back(std::move(diagnostic));
  }

  static std::string_view message_of(const Value& schema, std::string_view keyword) {
    const Value* own = schema.find("errorMessage");
    if (keyword == "pattern") {
      if (const Value* of_pattern = schema.find("patternErrorMessage")) own = of_pattern;
    }
    return own == nullptr ? std::string_view{} : own->text;
  }

  // The schema's own words, if it has some, and what was found.
  bool fail(const Value& schema, const Spot& spot, std::string_view keyword,
            const std::string& otherwise, const std::string& hint = "") {
    if (silent()) return false;
    const std::string_view own = message_of(schema, keyword);
    std::string message = own.empty() ? otherwise : std::string(own);
    message += "; found " + found(spot.value) + hint;
    return fail(spot, spot.value, std::move(message));
  }

  bool typed(const Value& schema, const Spot& spot) {
    const Value* type = schema.find("type");
    if (type == nullptr) return true;
    if (type->is(Kind::string)) {
      if (has_type(spot.value, type->text)) return true;
      return fail(schema, spot, "type", "expected " + phrase(type->text));
    }
    std::string expected;
    for (const Value& one : type->items) {
      if (has_type(spot.value, one.text)) return true;
      expected += (expected.empty() ? "expected " : " or ") + phrase(one.text);
    }
    // A pattern's words say more than "a string or a list".
    return fail(schema, spot, "pattern", expected);
  }

  static std::string phrase(std::string_view type) {
    if (type == "integer") return "a whole number";
    if (type == "object") return "an object";
    if (type == "array") return "a list";
    if (type == "boolean") return "true or false";
    return "a " + std::string(type);
  }

  // ---- what is not built yet --------------------------------------------------------
  void note_later(const Value& schema, const Spot& spot) {
    if (silent() || hidden_ > 0) return;
    const Value* later = schema.find("x-later");
    if (later != nullptr && later->is(Kind::array) && one_of(*later, spot.value)) {
      refuse(spot);
    }
    const Value* built = schema.find("x-built");
    if (built == nullptr) return;
    if (built->is(Kind::array)) {
      if (!one_of(*built, spot.value)) refuse(spot);
    } else if (spot.value.is(Kind::string) && !matches(*built, spot.value)) {
      refuse(spot);
    }
  }

  void refuse(const Spot& spot) {
    add(spot.path, spot.value.line, spot.value.column,
        "not supported yet: " + (spot.value.is(Kind::string) ? quoted(spot.value.text)
                                                             : canonical(spot.value)),
        true);
  }

  static bool one_of(const Value& list, const Value& value) {
    const std::string text = canonical(value);
    return std::any_of(list.items.begin(), list.items.end(),
                       [&](const Value& one) { return canonical(one) == text; });
  }

  bool matches(const Value& pattern, const Value& value) const {
    const auto found_pattern = parts_.patterns.find(&pattern);
    return found_pattern == parts_.patterns.end() ||
           re2::RE2::PartialMatch(re2::StringPiece(value.text.data(), value.text.size()),
                                  *found_pattern->second);
  }

  // ---- scalars ----------------------------------------------------------------------
  bool text(const Value& schema, const Spot& spot) {
    const Value* pattern = schema.find("pattern");
    if (pattern != nullptr && !matches(*pattern, spot.value)) {
      return fail(
          schema, spot, "pattern", "malformed text",
          silent() ? "" : base::did_you_mean(spot.value.text, words_of(pattern->text)));
    }
    const Value* least = schema.find("minLength");
    if (least != nullptr &&
        static_cast<double>(code_points(spot.value.text)) < number(*least)) {
      return fail(schema, spot, "minLength", "the text is empty");
    }
    const Value* most = schema.find("maxLength");
    if (most != nullptr &&
        static_cast<double>(code_points(spot.value.text)) > number(*most)) {
      return fail(schema, spot, "maxLength",
                  "the text is longer than " + std::string(most->text));
    }
    return true;
  }

  bool bounded(const Value& schema, const Spot& spot) {
    const double value = number(spot.value);
    for (const json::Member& bound : schema.members) {
      const double limit = bound.value.is(Kind::number) ? number(bound.value) : 0.0;
      const std::string text(bound.value.text);
      if (bound.key == "minimum" && !(value >= limit)) {
        return fail(schema, spot, bound.key, "at least " + text);
      }
      if (bound.key == "maximum" && !(value <= limit)) {
        return fail(schema, spot, bound.key, "at most " + text);
      }
      if (bound.key == "exclusiveMinimum" && !(value > limit)) {
        return fail(schema, spot, bound.key, "more than " + text);
      }
      if (bound.key == "exclusiveMaximum" && !(value < limit)) {
        return fail(schema, spot, bound.key, "less than " + text);
      }
    }
    return true;
  }

  bool listed(const Value& schema, const Spot& spot) {
    const Value* constant = schema.find("const");
    if (constant != nullptr && canonical(*constant) != canonical(spot.value)) {
      return fail(schema, spot, "const", "expected " + found(*constant));
    }
    const Value* choices = schema.find("enum");
    if (choices == nullptr || one_of(*choices, spot.value)) return true;
    if (silent()) return false;
    if (!message_of(schema, "enum").empty()) return fail(schema, spot, "enum", "");
    std::string message = found(spot.value) + " is not one of ";
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < choices->items.size(); ++i) {
      if (i > 0) message += ", ";
      message += shown(choices->items[i]);
      names.push_back(choices->items[i].text);
    }
    if (spot.value.is(Kind::string)) {
      message += base::did_you_mean(spot.value.text, names);
    }
    return fail(spot, spot.value, std::move(message));
  }

  // ---- objects and lists ------------------------------------------------------------
  bool object(const Value& schema, const Spot& spot) {
    bool ok = present(schema, spot);
    const Value* properties = schema.find("properties");
    const Value* additional = schema.find("additionalProperties");
    const Value* names = schema.find("propertyNames");
    if (properties == nullptr && additional == nullptr && names == nullptr) return ok;
    for (const json::Member& member : spot.value.members) {
      if (!ok && silent()) return false;
      if (names != nullptr && !named(*names, spot, member)) {
        ok = false;
        continue;
      }
      const Value* sub = properties == nullptr ? nullptr : properties->find(member.key);
      if (sub == nullptr && additional != nullptr && additional->is(Kind::boolean) &&
          !additional->boolean) {
        add(spot.path, member.line, member.column, unknown_key(*properties, member.key));
        ok = false;
        continue;
      }
      if (sub == nullptr) sub = additional;
      if (sub == nullptr) continue;
      ok = entry(*sub, spot, member) && ok;
    }
    return ok;
  }

  bool entry(const Value& schema, const Spot& spot, const json::Member& member) {
    Spot inner{member.value, spot.path};
    json::append_pointer(inner.path, member.key);
    const Value* later = schema.find("x-later");
    const bool refused = later != nullptr && later->is(Kind::boolean) && later->boolean;
    if (refused && hidden_ == 0) {
      add(inner.path, member.line, member.column,
          "not supported yet: " + quoted(member.key), true);
    }
    hidden_ += refused ? 1 : 0;
    const bool ok = valid(schema, inner);
    hidden_ -= refused ? 1 : 0;
    return ok;
  }

  bool named(const Value& schema, const Spot& spot, const json::Member& member) {
    Value name;
    name.kind = Kind::string;
    name.text = member.key;
    name.line = member.line;
    name.column = member.column;
    return valid(schema, Spot{name, spot.path});
  }

  bool present(const Value& schema, const Spot& spot) {
    bool ok = true;
    if (const Value* required = schema.find("required")) {
      for (const Value& key : required->items) {
        if (spot.value.find(key.text) != nullptr) continue;
        ok = fail(spot, spot.value, "missing key " + quoted(key.text));
        if (silent()) return false;
      }
    }
    const Value* least = schema.find("minProperties");
    if (least != nullptr &&
        static_cast<double>(spot.value.members.size()) < number(*least)) {
      ok = fail(spot, spot.value, "nothing is given here");
    }
    return ok;
  }

  static std::string unknown_key(const Value& properties, std::string_view key) {
    std::vector<std::string_view> names;
    std::string known;
    for (const json::Member& property : properties.members) {
      names.push_back(property.key);
      known += (known.empty() ? "; known: " : ", ") + std::string(property.key);
    }
    std::string hint = base::did_you_mean(key, names);
    if (hint.empty() && names.size() <= kKnownKeys) hint = known;
    return "unknown key " + quoted(key) + hint;
  }

  bool array(const Value& schema, const Spot& spot) {
    const std::vector<Value>& items = spot.value.items;
    const Value* least = schema.find("minItems");
    if (least != nullptr && static_cast<double>(items.size()) < number(*least)) {
      return fail(spot, spot.value,
                  "a list of at least " + std::string(least->text) + "; found " +
                      std::to_string(items.size()));
    }
    const Value* most = schema.find("maxItems");
    if (most != nullptr && static_cast<double>(items.size()) > number(*most)) {
      return fail(spot, spot.value,
                  "a list of at most " + std::string(most->text) + "; found " +
                      std::to_string(items.size()));
    }
    bool ok = distinct(schema, spot);
    const Value* prefix = schema.find("prefixItems");
    const std::size_t placed = prefix == nullptr ? 0 : prefix->items.size();
    const Value* rest = schema.find("items");
    for (std::size_t i = 0; i < items.size() && (ok || !silent()); ++i) {
      const Value* sub = i < placed ? &prefix->items[i] : rest;
      if (sub == nullptr) continue;
      Spot inner{items[i], spot.path};
      json::append_pointer(inner.path, i);
      ok = valid(*sub, inner) && ok;
    }
    return ok;
  }

  bool distinct(const Value& schema, const Spot& spot) {
    const Value* unique = schema.find("uniqueItems");
    if (unique == nullptr || !unique->boolean) return true;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < spot.value.items.size(); ++i) {
      if (seen.emplace(canonical(spot.value.items[i]), i).second) continue;
      Spot inner{spot.value.items[i], spot.path};
      json::append_pointer(inner.path, i);
      return fail(inner, inner.value, found(inner.value) + " stands twice in this list");
    }
    return true;
  }

  // ---- combinations -----------------------------------------------------------------
  bool holds(const Value& schema, const Spot& spot) const {
    return Walk(parts_, nullptr).valid(schema, spot);
  }

  std::size_t count(const Value& schemas, const Spot& spot) const {
    return static_cast<std::size_t>(
        std::count_if(schemas.items.begin(), schemas.items.end(),
                      [&](const Value& one) { return holds(one, spot); }));
  }

  bool combined(const Value& schema, const Spot& spot) {
    bool ok = true;
    if (const Value* reference = schema.find("$ref")) {
      ok = valid(*parts_.definitions.find(reference->text)->second, spot);
    }
    if (const Value* all = schema.find("allOf")) {
      for (const Value& one : all->items) {
        if (!ok) return false;
        ok = valid(one, spot);
      }
    }
    const Value* condition = schema.find("if");
    if (ok && condition != nullptr) {
      const Value* branch = schema.find(holds(*condition, spot) ? "then" : "else");
      if (branch != nullptr) ok = valid(*branch, spot);
    }
    if (!ok) return false;
    const std::string_view own = message_of(schema, "not");
    if (const Value* refused = schema.find("not"); refused && holds(*refused, spot)) {
      return fail(spot, spot.value,
                  own.empty() ? "this combination is not possible" : std::string(own));
    }
    const Value* one = schema.find("oneOf");
    const Value* any = schema.find("anyOf");
    if ((one != nullptr && count(*one, spot) != 1) ||
        (any != nullptr && count(*any, spot) == 0)) {
      return fail(schema, spot, "oneOf", "none of the possible forms");
    }
    return true;
  }

  const Parts& parts_;
  Findings* findings_;  // NULL: only the answer counts.
  int hidden_ = 0;      // Inside something that is refused already.
};

Shape::Findings Shape::check(const json::Value& root) const {
  Findings findings;
  Walk walk(*parts_, &findings);
  walk.valid(parts_->document.root(), {root, ""});
  return findings;
}

}  // namespace patron::rules
