// SPDX-License-Identifier: Apache-2.0
// Reading a mapping file. Unknown keys are errors with the nearest known one: a mapping
// with a slip of the pen must not leave out a column in silence.
#include <algorithm>
#include <initializer_list>

#include <boost/json.hpp>

#include "cli/mapping.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

std::string plain(const js::string& text) { return {text.data(), text.size()}; }

// A text, number or boolean as the text that a cell would hold.
bool scalar(const js::value& value, std::string& out) {
  if (value.is_string()) {
    out = plain(value.as_string());
    return true;
  }
  if (!value.is_int64() && !value.is_uint64() && !value.is_bool()) return false;
  out = js::serialize(value);
  return true;
}

bool only(const js::object& object, std::initializer_list<const char*> keys,
          const std::string& where, std::string& problem) {
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const auto& [key, value] : object) {
    const std::string name(key);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    problem = where + ": unknown key \"" + name + "\"" +
              (near.empty() ? "" : "; did you mean \"" + near + "\"?");
    return false;
  }
  return true;
}

// "{customer}-{row:06}" into its parts; "{{" is a brace.
bool read_template(const std::string& text, Mapping::Value& value, std::string& problem) {
  Mapping::Part literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = at + 1 < text.size() && text[at + 1] == text[at];
    if ((text[at] == '{' || text[at] == '}') && doubled) {
      literal.text += text[at++];
      continue;
    }
    if (text[at] != '{') {
      literal.text += text[at];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) {
      problem = "\"" + text + "\": a brace that is not closed";
      return false;
    }
    Mapping::Part part;
    part.is_column = true;
    part.column = text.substr(at + 1, end - at - 1);
    const std::size_t colon = part.column.rfind(':');
    if (colon != std::string::npos) {
      const std::string width = part.column.substr(colon + 1);
      if (width.empty() || width.size() > 2 ||
          width.find_first_not_of("0123456789") != std::string::npos) {
        problem = "\"" + text + "\": after the colon stands a width such as 02";
        return false;
      }
      part.width = std::stoi(width);
      part.column.resize(colon);
    }
    if (!literal.text.empty()) value.parts.push_back(literal);
    literal.text.clear();
    value.parts.push_back(std::move(part));
    at = end;
  }
  if (!literal.text.empty()) value.parts.push_back(literal);
  return true;
}

bool read_texts(const js::value& value, const std::string& where,
                std::set<std::string, std::less<>>& out, std::string& problem) {
  if (value.is_array()) {
    for (const js::value& item : value.as_array()) {
      std::string text;
      if (!scalar(item, text)) break;
      out.insert(text);
    }
    if (out.size() == value.as_array().size()) return true;
  }
  problem = where + " must be a list of different texts";
  return false;
}

bool read_value(const js::value& json, const std::string& where, Mapping::Value& value,
                std::string& problem) {
  std::string text;
  if (scalar(json, text)) return read_template(text, value, problem);
  if (!json.is_object()) {
    problem = where + " must be a text or {\"column\": ...}";
    return false;
  }
  const js::object& object = json.as_object();
  if (!only(object, {"column", "template", "missing", "map"}, where, problem)) {
    return false;
  }
  const js::value* column = object.if_contains("column");
  const js::value* form = object.if_contains("template");
  if ((column == nullptr) == (form == nullptr)) {
    problem = where + " needs either \"column\" or \"template\"";
    return false;
  }
  if (column != nullptr && column->is_string()) {
    value.parts.push_back({{}, plain(column->as_string()), 0, -1, true});
  } else if (form != nullptr && form->is_string()) {
    if (!read_template(plain(form->as_string()), value, problem)) return false;
  } else {
    problem = where + ": column and template are texts";
    return false;
  }
  if (const js::value* missing = object.if_contains("missing")) {
    if (!read_texts(*missing, where + ".missing", value.missing, problem)) return false;
  }
  if (const js::value* map = object.if_contains("map")) {
    if (!map->is_object()) {
      problem = where + ".map must be an object";
      return false;
    }
    for (const auto& [from, to] : map->as_object()) {
      if (!scalar(to, value.map[std::string(from)])) {
        problem = where + ".map: values are texts or whole numbers";
        return false;
      }
    }
  }
  return true;
}

bool read_attributes(const js::value& json, const std::string& where,
                     std::vector<Mapping::Attribute>& out, std::string& problem) {
  if (!json.is_object()) {
    problem = where + " must be an object";
    return false;
  }
  for (const auto& [key, value] : json.as_object()) {
    Mapping::Attribute attribute{std::string(key), {}};
    if (!read_value(value, where + '.' + attribute.name, attribute.value, problem)) {
      return false;
    }
    out.push_back(std::move(attribute));
  }
  return true;
}

bool read_conditions(const js::value& json, const std::string& where,
                     std::vector<Mapping::Condition>& out, std::string& problem) {
  if (!json.is_array()) {
    problem = where + " must be a list of conditions";
    return false;
  }
  for (const js::value& item : json.as_array()) {
    const js::object* object = item.if_object();
    const js::value* column = object == nullptr ? nullptr : object->if_contains("column");
    if (column == nullptr || !column->is_string()) {
      problem = where + ": a condition is {\"column\": ..., \"in\" or \"not_in\": [...]}";
      return false;
    }
    if (!only(*object, {"column", "in", "not_in"}, where, problem)) return false;
    Mapping::Condition condition;
    condition.column = plain(column->as_string());
    condition.negated = object->contains("not_in");
    const js::value* values = object->if_contains(condition.negated ? "not_in" : "in");
    if (values == nullptr || object->size() != 2) {
      problem = where + ": a condition needs one of \"in\" and \"not_in\"";
      return false;
    }
    if (!read_texts(*values, where, condition.in, problem)) return false;
    out.push_back(std::move(condition));
  }
  return true;
}

bool read_spec(const js::value& json, const std::string& where, Mapping::Spec& spec,
               std::string& problem) {
  if (!json.is_object()) {
    problem = where + " must be an object";
    return false;
  }
  for (const auto& [key, value] : json.as_object()) {
    const std::string name(key), place = where + '.' + name;
    if (name == "when") {
      if (!read_conditions(value, place, spec.when, problem)) return false;
    } else if (name == "answers") {
      if (!read_attributes(value, place, spec.answers, problem)) return false;
    } else if (name == "lines") {
      if (!value.is_array()) {
        problem = place + " must be a list";
        return false;
      }
      for (const js::value& line : value.as_array()) {
        spec.lines.emplace_back();
        if (!read_attributes(line, place, spec.lines.back(), problem)) return false;
      }
    } else {
      spec.attributes.push_back({name, {}});
      if (!read_value(value, place, spec.attributes.back().value, problem)) return false;
    }
  }
  for (const char* name : {"type", "id", "customer", "occurred_at"}) {
    const bool given = std::any_of(spec.attributes.begin(), spec.attributes.end(),
                                   [&](const auto& a) { return a.name == name; });
    if (given) continue;
    problem = where + " needs \"" + name + "\"";
    return false;
  }
  return true;
}

}  // namespace

bool Mapping::read(std::string_view json, std::string& problem) {
  skip_.clear();
  events_.clear();
  js::parse_options options;
  options.allow_comments = true;
  boost::system::error_code code;
  const js::value value = js::parse({json.data(), json.size()}, code, {}, options);
  if (code || !value.is_object()) {
    problem = code ? "not JSON: " + code.message() : "must be one JSON object";
    return false;
  }
  const js::object& object = value.as_object();
  if (!only(object, {"mapping", "note", "skip", "events"}, "mapping", problem)) {
    return false;
  }
  const js::value* version = object.if_contains("mapping");
  if (version == nullptr || !version->is_int64() || version->as_int64() != 1) {
    problem = "must begin with \"mapping\": 1, the version of its format";
    return false;
  }
  if (const js::value* skip = object.if_contains("skip")) {
    if (!read_conditions(*skip, "skip", skip_, problem)) return false;
  }
  const js::value* events = object.if_contains("events");
  if (events == nullptr || !events->is_array() || events->as_array().empty()) {
    problem = "needs \"events\", a list of the events that a row makes";
    return false;
  }
  for (const js::value& event : events->as_array()) {
    const std::string where = "events[" + std::to_string(events_.size()) + ']';
    events_.emplace_back();
    if (!read_spec(event, where, events_.back(), problem)) return false;
  }
  return true;
}

}  // namespace patron::cli
