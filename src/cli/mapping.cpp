// SPDX-License-Identifier: Apache-2.0
// Running a mapping: templates are filled with cells, an empty or missing cell makes its
// attribute absent, and an event whose answers are all absent is not made.
#include "cli/mapping.hpp"

#include <algorithm>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

using Value = Mapping::Value;

// The value's text; nothing if a cell that it needs is empty or stands for "missing".
std::optional<std::string> fill(const Value& value, const MappedRow& row) {
  std::string out;
  for (const Mapping::Part& part : value.parts) {
    if (!part.is_column) {
      out += part.text;
      continue;
    }
    std::string cell;
    if (part.index >= 0) {
      cell = (*row.cells)[static_cast<std::size_t>(part.index)];
    } else {
      cell = part.column == "row" ? std::to_string(row.number) : std::string(row.file);
    }
    if (cell.empty()) return std::nullopt;
    const auto width = static_cast<std::size_t>(part.width);
    if (cell.size() < width) out.append(width - cell.size(), '0');
    out += cell;
  }
  if (value.missing.contains(out)) return std::nullopt;
  const auto mapped = value.map.find(out);
  if (mapped != value.map.end()) out = mapped->second;
  if (out.empty()) return std::nullopt;
  return out;
}

bool holds(const Mapping::Condition& condition, const MappedRow& row) {
  const std::string& cell = (*row.cells)[static_cast<std::size_t>(condition.index)];
  return condition.in.contains(cell) != condition.negated;
}

// Appends "name":value; false if the value is absent.
bool append(std::string& json, std::string_view name, const std::string& text,
            CellKind kind) {
  if (json.back() != '{') json += ',';
  append_json(json, name);
  json += ':';
  if (append_cell(json, kind, text)) return true;
  append_json(json, text);  // Not what it should be: the engine says so.
  return true;
}

bool bind_value(Value& value, const std::vector<std::string>& header,
                std::string& problem) {
  for (Mapping::Part& part : value.parts) {
    if (!part.is_column) continue;
    const auto found = std::find(header.begin(), header.end(), part.column);
    if (found != header.end()) {
      part.index = static_cast<std::int32_t>(found - header.begin());
    } else if (part.column == "row" || part.column == "file") {
      part.index = -1;
    } else {
      const std::string near = nearest(part.column, header);
      problem = "the mapping asks for column \"" + part.column +
                "\", which is not there" +
                (near.empty() ? "" : "; did you mean \"" + near + "\"?");
      return false;
    }
  }
  return true;
}

bool bind_condition(Mapping::Condition& condition, const std::vector<std::string>& header,
                    std::string& problem) {
  Value value;
  value.parts.push_back({{}, condition.column, 0, -1, true});
  if (!bind_value(value, header, problem)) return false;
  condition.index = value.parts[0].index;
  if (condition.index >= 0) return true;
  problem = "a condition asks for \"" + condition.column + "\", which is no column";
  return false;
}

bool bind_all(std::vector<Mapping::Attribute>& attributes,
              const std::vector<std::string>& header, std::string& problem) {
  return std::all_of(attributes.begin(), attributes.end(), [&](auto& attribute) {
    return bind_value(attribute.value, header, problem);
  });
}

}  // namespace

bool Mapping::bind(const std::vector<std::string>& header, std::string& problem) {
  for (Condition& condition : skip_) {
    if (!bind_condition(condition, header, problem)) return false;
  }
  for (Spec& spec : events_) {
    for (Condition& condition : spec.when) {
      if (!bind_condition(condition, header, problem)) return false;
    }
    if (!bind_all(spec.attributes, header, problem)) return false;
    if (!bind_all(spec.answers, header, problem)) return false;
    for (auto& line : spec.lines) {
      if (!bind_all(line, header, problem)) return false;
    }
  }
  return true;
}

bool Mapping::skips(const MappedRow& row) const {
  return std::any_of(skip_.begin(), skip_.end(),
                     [&](const Condition& condition) { return holds(condition, row); });
}

bool Mapping::make(std::size_t index, const MappedRow& row, const CellKinds& kinds,
                   Event& event) const {
  const Spec& spec = events_[index];
  for (const Condition& condition : spec.when) {
    if (!holds(condition, row)) return false;
  }
  event.mapped = static_cast<std::int32_t>(index);
  std::string& json = event.json;
  json = "{";
  for (const Attribute& attribute : spec.attributes) {
    const std::optional<std::string> text = fill(attribute.value, row);
    if (!text) continue;
    append(json, attribute.name, *text, kinds.of(attribute.name));
    if (attribute.name == "id") event.id = *text;
    if (attribute.name == "customer") event.customer = *text;
    if (attribute.name == "occurred_at") event.occurred_at = *text;
    if (attribute.name == "type") event.survey = *text == "survey";
  }
  if (!spec.answers.empty()) {
    std::string answers = "{";
    for (const Attribute& answer : spec.answers) {
      const std::optional<std::string> text = fill(answer.value, row);
      if (text) append(answers, answer.name, *text, CellKind::number);
    }
    if (answers.size() == 1) return false;
    json += (json.size() > 1 ? ",\"answers\":" : "\"answers\":") + answers + '}';
  }
  if (!spec.lines.empty()) {
    std::string lines = "[";
    for (const auto& line : spec.lines) {
      std::string object = "{";
      for (const Attribute& attribute : line) {
        const std::optional<std::string> text = fill(attribute.value, row);
        if (text) append(object, attribute.name, *text, CellKind::text);
      }
      lines += (lines.size() > 1 ? "," : "") + object + '}';
    }
    json += (json.size() > 1 ? ",\"lines\":" : "\"lines\":") + lines + ']';
  }
  json += '}';
  return true;
}

std::int32_t Mapping::column(std::size_t index, std::string_view attribute) const {
  const bool answer = attribute.substr(0, 8) == "answers.";
  const Spec& spec = events_[index];
  const std::string_view name = answer ? attribute.substr(8) : attribute;
  for (const Attribute& candidate : answer ? spec.answers : spec.attributes) {
    if (candidate.name != name) continue;
    for (const Part& part : candidate.value.parts) {
      if (part.is_column && part.index >= 0) return part.index;
    }
  }
  return -1;
}

}  // namespace patron::cli
