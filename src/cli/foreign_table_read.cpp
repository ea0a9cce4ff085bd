// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <sstream>

#include <boost/json.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include "cli/foreign_table.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;
using boost::property_tree::ptree;

// ---- JDM ------------------------------------------------------------------------------

std::string word(const js::object& object, std::string_view key) {
  const js::value* value = object.if_contains({key.data(), key.size()});
  return value == nullptr || !value->is_string()
             ? std::string()
             : std::string(value->as_string().data(), value->as_string().size());
}

const js::array* list(const js::object& object, std::string_view key) {
  const js::value* value = object.if_contains({key.data(), key.size()});
  return value == nullptr ? nullptr : value->if_array();
}

bool read_columns(const js::object& content, std::string_view key,
                  std::vector<ForeignTable::Column>& columns,
                  std::vector<std::string>& ids) {
  const js::array* all = list(content, key);
  if (all == nullptr) return false;
  for (const js::value& one : *all) {
    const js::object* column = one.if_object();
    if (column == nullptr) return false;
    const std::string field = word(*column, "field"), name = word(*column, "name");
    columns.push_back({name.empty() ? field : name, field, {}, {}});
    ids.push_back(word(*column, "id"));
  }
  return !columns.empty();
}

bool read_table(const js::object& node, ForeignTable& table, std::string& problem) {
  table.name = word(node, "name");
  const js::value* inner = node.if_contains("content");
  const js::object* content = inner == nullptr ? nullptr : inner->if_object();
  std::vector<std::string> ids;
  if (content == nullptr || !read_columns(*content, "inputs", table.inputs, ids) ||
      !read_columns(*content, "outputs", table.outputs, ids)) {
    problem = "table \"" + table.name + "\" has no inputs or outputs";
    return false;
  }
  table.hit = word(*content, "hitPolicy");
  if (table.hit.empty()) table.hit = "first";
  const js::array* rules = list(*content, "rules");
  if (rules == nullptr) return true;
  for (const js::value& rule : *rules) {
    const js::object* cells = rule.if_object();
    if (cells == nullptr) continue;
    std::vector<std::string> row;
    for (const std::string& id : ids) row.push_back(word(*cells, id));
    table.rows.push_back(std::move(row));
  }
  return true;
}

// ---- DMN ------------------------------------------------------------------------------

constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr int kDeepest = 64;

// The reader of XML works on the stack: what nests without end is refused before.
bool too_deep(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '<') continue;
    if (text[i + 1] == '/')
      --depth;
    else if (text[i + 1] != '!' && text[i + 1] != '?')
      ++depth;
    if (depth > kDeepest) return true;
    const std::size_t end = text.find('>', i);
    if (end == std::string_view::npos) return false;
    if (text[end - 1] == '/' && text[i + 1] != '/') --depth;
    i = end;
  }
  return false;
}

std::string_view local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

template <class Use>
void each(const ptree& node, std::string_view name, Use&& use) {
  for (const auto& [key, child] : node)
    if (local(key) == name) use(child);
}

std::string attribute(const ptree& node, const char* name) {
  return node.get<std::string>(std::string("<xmlattr>.") + name, "");
}

std::string text_in(const ptree& node, std::string_view name) {
  std::string out;
  each(node, name, [&](const ptree& child) {
    each(child, "text", [&](const ptree& text) { out = text.data(); });
  });
  const auto blank = [](char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  };
  while (!out.empty() && blank(out.back())) out.pop_back();
  out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), blank));
  return out;
}

std::vector<std::string> values_of(const std::string& text) {
  std::vector<std::string> out;
  std::string one;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      out.push_back(std::move(one));
      one.clear();
    } else if (c != ' ' || quoted) {
      one += c;
    }
  }
  if (!one.empty()) out.push_back(std::move(one));
  return out;
}

std::string text_of(const ptree& entry) {
  ptree holder;
  holder.add_child("e", entry);
  return text_in(holder, "e");
}

bool read_table(const ptree& node, ForeignTable& table, std::string& problem) {
  const std::map<std::string, std::string> policies = {
      {"", "unique"},        {"UNIQUE", "unique"},     {"FIRST", "first"},
      {"ANY", "any"},        {"PRIORITY", "priority"}, {"RULE ORDER", "rule_order"},
      {"COLLECT", "collect"}};
  const std::map<std::string, std::string> aggregates = {
      {"", "list"}, {"SUM", "sum"}, {"MIN", "min"}, {"MAX", "max"}, {"COUNT", "count"}};
  const auto policy = policies.find(attribute(node, "hitPolicy"));
  const auto aggregate = aggregates.find(attribute(node, "aggregation"));
  if (policy == policies.end() || aggregate == aggregates.end()) {
    problem = "table \"" + table.name + "\": the hit policy " +
              attribute(node, "hitPolicy") + " is not one of a pack";
    return false;
  }
  table.hit = policy->second;
  if (table.hit == "collect") table.aggregate = aggregate->second;
  each(node, "input", [&](const ptree& input) {
    const std::string value = text_in(input, "inputExpression");
    const std::string label = attribute(input, "label");
    table.inputs.push_back({label.empty() ? value : label, value, {}, {}});
  });
  each(node, "output", [&](const ptree& output) {
    const std::string name = attribute(output, "name"),
                      label = attribute(output, "label");
    table.outputs.push_back({name.empty() ? label : name, "",
                             values_of(text_in(output, "outputValues")),
                             text_in(output, "defaultOutputEntry")});
  });
  each(node, "rule", [&](const ptree& rule) {
    std::vector<std::string> row;
    for (const char* kind : {"inputEntry", "outputEntry"})
      each(rule, kind, [&](const ptree& entry) { row.push_back(text_of(entry)); });
    table.rows.push_back(std::move(row));
  });
  return true;
}

}  // namespace

bool read_jdm(std::string_view text, std::vector<ForeignTable>& out,
              std::string& problem) {
  boost::system::error_code code;
  const js::value document = js::parse({text.data(), text.size()}, code);
  const js::object* root = code ? nullptr : document.if_object();
  const js::array* nodes = root == nullptr ? nullptr : list(*root, "nodes");
  if (nodes == nullptr) {
    problem = code ? "is not JSON" : "is no JDM: it has no \"nodes\"";
    return false;
  }
  for (const js::value& one : *nodes) {
    const js::object* node = one.if_object();
    if (node == nullptr || word(*node, "type") != "decisionTableNode") continue;
    ForeignTable table;
    if (!read_table(*node, table, problem)) return false;
    out.push_back(std::move(table));
  }
  if (out.empty()) problem = "has no decision table";
  return !out.empty();
}

bool read_dmn(std::string_view text, std::vector<ForeignTable>& out,
              std::string& problem) {
  if (text.size() > kMostBytes || too_deep(text)) {
    problem = "is too large, or nests too deep";
    return false;
  }
  ptree document;
  try {
    std::istringstream in{std::string(text)};
    boost::property_tree::read_xml(in, document);
  } catch (const boost::property_tree::xml_parser_error& error) {
    problem = "is not XML: line " + std::to_string(error.line()) + ": " + error.message();
    return false;
  }
  bool good = true;
  each(document, "definitions", [&](const ptree& definitions) {
    each(definitions, "decision", [&](const ptree& decision) {
      each(decision, "decisionTable", [&](const ptree& node) {
        ForeignTable table;
        table.name = attribute(decision, "name");
        if (table.name.empty()) table.name = attribute(decision, "id");
        good = good && read_table(node, table, problem);
        out.push_back(std::move(table));
      });
    });
  });
  if (good && out.empty()) problem = "has no decision table";
  return good && !out.empty();
}

}  // namespace patron::cli
