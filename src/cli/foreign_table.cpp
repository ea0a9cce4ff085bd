// SPDX-License-Identifier: Apache-2.0
// A cell of FEEL or ZEN that is a unary test reads the same in a pack, but for dates and
// the empty cell; anything else is refused with its place, never guessed.
#include "cli/foreign_table.hpp"

#include <algorithm>
#include <set>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

std::string id_of(const std::string& name, std::set<std::string>& taken) {
  std::string id;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter)
      id += static_cast<char>(c | 0x20);
    else if (c >= '0' && c <= '9')
      id += c;
    else if (!id.empty() && id.back() != '_')
      id += '_';
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.empty() || !(id[0] >= 'a' && id[0] <= 'z'))
    id = "t" + (id.empty() ? "" : "_" + id);
  id.resize(std::min<std::size_t>(id.size(), 60));
  std::string found = id;
  for (int n = 2; !taken.insert(found).second; ++n) found = id + "_" + std::to_string(n);
  return found;
}

// date("2026-05-01") is 2026-05-01.
std::string plain_dates(std::string cell) {
  for (std::size_t at; (at = cell.find("date(\"")) != std::string::npos;) {
    const std::size_t end = cell.find("\")", at);
    if (end == std::string::npos) break;
    cell.replace(at, end + 2 - at, cell.substr(at + 6, end - at - 6));
  }
  return cell;
}

bool quoted_whole(const std::string& text) {
  return text.size() >= 2 && (text[0] == '"' || text[0] == '\'') &&
         text.back() == text[0] && text.find(text[0], 1) == text.size() - 1;
}

bool is_number(const std::string& text, int& decimals) {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t first = at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == first) return false;
  decimals = 0;
  if (at == text.size()) return true;
  if (text[at] != '.') return false;
  decimals = static_cast<int>(text.size() - at) - 1;
  return decimals > 0 && decimals <= 9 &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// Is it made of literals, comparisons and intervals only?
bool unary(const std::string& cell) {
  bool quoted = false;
  char quote = 0;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    if (quoted) {
      quoted = c != quote;
      continue;
    }
    if (c == '"' || c == '\'') {
      quoted = true;
      quote = c;
    } else if (c == '$' || c == '+' || c == '*' || c == '/' || c == '?' || c == '{' ||
               c == '&' || c == '|' || c == '=') {
      if (c != '=' || i == 0 || (cell[i - 1] != '<' && cell[i - 1] != '>')) return false;
    } else if (c == '(' && i > 0 && cell[i - 1] != ' ' && cell[i - 1] != ',' &&
               cell.compare(i - std::min<std::size_t>(i, 3), 3, "not") != 0) {
      return false;
    }
  }
  return !quoted && cell.find(" and ") == std::string::npos &&
         cell.find(" or ") == std::string::npos;
}

class Writer {
 public:
  explicit Writer(std::string& problem) : problem_(problem) {}

  bool table(const ForeignTable& table, std::set<std::string>& ids, std::string& out) {
    table_ = &table;
    const std::string id = id_of(table.name, ids);
    out += "    ";
    append_json(out, id);
    out += ": {\n      \"hit\": ";
    append_json(out, table.hit);
    if (!table.aggregate.empty()) {
      out += ", \"aggregate\": ";
      append_json(out, table.aggregate);
    }
    out += ",\n      \"inputs\": [";
    std::set<std::string> names;
    for (std::size_t i = 0; i < table.inputs.size(); ++i) {
      if (table.inputs[i].value.empty())
        return fail("input " + std::to_string(i + 1) + " has no expression of its own");
      out += i == 0 ? "{\"id\": " : ", {\"id\": ";
      append_json(out, id_of(table.inputs[i].name, names));
      out += ", \"value\": ";
      append_json(out, table.inputs[i].value);
      out += '}';
    }
    out += "],\n      \"outputs\": [";
    names.clear();
    for (std::size_t i = 0; i < table.outputs.size(); ++i)
      if (!output(i, names, out)) return false;
    out += "],\n      \"rows\": [";
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      out += row == 0 ? "\n        [" : ",\n        [";
      if (!cells(row, out)) return false;
      out += ']';
    }
    out += "\n      ]";
    if (!defaults(out)) return false;
    out += "\n    }";
    return true;
  }

 private:
  bool fail(const std::string& why) {
    problem_ = "table \"" + table_->name + "\": " + why;
    return false;
  }

  // What type do all the values of an output have? "": none that a pack knows.
  std::string type_of(std::size_t output) const {
    bool numbers = true, texts = true, flags = true;
    int most = 0;
    const auto look = [&](const std::string& cell) {
      int decimals = 0;
      numbers = numbers && is_number(cell, decimals);
      most = std::max(most, decimals);
      texts = texts && quoted_whole(cell);
      flags = flags && (cell == "true" || cell == "false");
    };
    for (const auto& row : table_->rows)
      if (table_->inputs.size() + output < row.size())
        look(row[table_->inputs.size() + output]);
    for (const std::string& value : table_->outputs[output].order) look(value);
    if (!table_->outputs[output].otherwise.empty())
      look(table_->outputs[output].otherwise);
    if (numbers) return most == 0 ? "int" : "decimal(" + std::to_string(most) + ")";
    return texts ? "string" : flags ? "bool" : "";
  }

  static void literal(const std::string& cell, std::string& out) {
    int decimals = 0;
    if (quoted_whole(cell))
      append_json(out, cell.substr(1, cell.size() - 2));
    else if (cell == "true" || cell == "false" ||
             (is_number(cell, decimals) && decimals == 0))
      out += cell;
    else
      append_json(out, cell);
  }

  bool output(std::size_t i, std::set<std::string>& names, std::string& out) {
    const ForeignTable::Column& column = table_->outputs[i];
    const std::string type = type_of(i);
    if (type.empty())
      return fail("the values of output \"" + column.name +
                  "\" are not all numbers, all quoted texts or all true and false");
    out += i == 0 ? "{\"id\": " : ", {\"id\": ";
    append_json(out, id_of(column.name, names));
    out += ", \"type\": ";
    append_json(out, type);
    if (!column.order.empty()) {
      out += ", \"order\": [";
      for (std::size_t n = 0; n < column.order.size(); ++n) {
        if (n > 0) out += ", ";
        literal(column.order[n], out);
      }
      out += ']';
    }
    out += '}';
    return true;
  }

  bool cells(std::size_t row, std::string& out) {
    const std::vector<std::string>& all = table_->rows[row];
    if (all.size() != table_->inputs.size() + table_->outputs.size())
      return fail("row " + std::to_string(row + 1) + " has " +
                  std::to_string(all.size()) + " cells");
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) out += ", ";
      if (i >= table_->inputs.size()) {
        literal(all[i], out);
        continue;
      }
      const std::string cell = all[i].empty() ? "-" : plain_dates(all[i]);
      if (!unary(cell))
        return fail("row " + std::to_string(row + 1) + ", input \"" +
                    table_->inputs[i].name + "\": " + cell +
                    " is not a test that a table of a pack has");
      append_json(out, cell);
    }
    return true;
  }

  bool defaults(std::string& out) {
    const auto& outputs = table_->outputs;
    const auto given = std::count_if(outputs.begin(), outputs.end(), [](const auto& one) {
      return !one.otherwise.empty();
    });
    if (given == 0) return true;
    if (static_cast<std::size_t>(given) != outputs.size())
      return fail("a default stands for some outputs only");
    out += ",\n      \"default\": [";
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (i > 0) out += ", ";
      literal(outputs[i].otherwise, out);
    }
    out += ']';
    return true;
  }

  const ForeignTable* table_ = nullptr;
  std::string& problem_;
};

}  // namespace

bool pack_tables(const std::vector<ForeignTable>& tables, std::string& out,
                 std::string& problem) {
  std::set<std::string> ids;
  out = "{\n  \"tables\": {\n";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (i > 0) out += ",\n";
    if (!Writer(problem).table(tables[i], ids, out)) return false;
  }
  out += "\n  }\n}\n";
  return true;
}

}  // namespace patron::cli
