// SPDX-License-Identifier: Apache-2.0
// A CSV row becomes one event, column by column (an empty cell is an absent attribute),
// or the events of a mapping. The header is checked first: a file whose columns cannot be
// told apart is refused whole.
#include <algorithm>
#include <filesystem>

#include "cli/csv_reader.hpp"
#include "cli/file.hpp"
#include "cli/input.hpp"
#include "cli/mapping.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

bool read_header(const CsvRow& row, File& file, std::string& problem) {
  file.header.assign(row.cells.begin(),
                     row.cells.begin() + static_cast<std::ptrdiff_t>(row.cell_count));
  for (std::size_t i = 0; i < file.header.size(); ++i) {
    const std::string& name = file.header[i];
    const auto first = std::find(file.header.begin(), file.header.end(), name);
    std::string wrong;
    if (name.empty()) wrong = "a column without a name";
    if (bad_utf8(name) != std::string::npos) wrong = "a column name that is not UTF-8";
    if (static_cast<std::size_t>(first - file.header.begin()) != i) {
      wrong = "column \"" + name + "\" twice";
    }
    if (wrong.empty()) continue;
    problem = file.path + ":1:" +
              std::to_string(cell_position(row.raw, i).column) + ": " + wrong;
    return false;
  }
  return true;
}

// Builds the one event of a row without a mapping; the column at fault on failure.
struct PlainRow {
  bool customers;
  std::string program_from;
  std::vector<CellKind> kind;         // By column.
  std::vector<std::string> name;      // JSON key of a column; of answers: the item.
  std::vector<bool> answer;
  std::size_t customer_column = 0;

  PlainRow(const std::vector<std::string>& header, const CellKinds& all, bool profile,
           std::string from)
      : customers(profile), program_from(std::move(from)) {
    for (const std::string& column : header) {
      if (column == "customer") customer_column = name.size();
      answer.push_back(column.rfind("answers.", 0) == 0);
      name.push_back(answer.back() ? column.substr(8) : column);
      kind.push_back(all.of(column));
    }
  }

  std::string build(const CsvRow& row, Event& event, std::size_t& column) const {
    std::string answers, joined;
    bool has_type = false;
    event.json = "{";
    for (std::size_t i = 0; i < name.size(); ++i) {
      const std::string& cell = row.cells[i];
      if (cell.empty()) continue;
      std::string& json = answer[i] ? answers : event.json;
      if (!json.empty() && json != "{") json += ',';
      append_json(json, name[i]);
      json += ':';
      if (!append_cell(json, kind[i], cell)) {
        column = i;
        return name[i] + " is not JSON";
      }
      if (answer[i]) continue;
      if (name[i] == "id") event.id = cell;
      if (name[i] == "customer") event.customer = cell;
      if (name[i] == "occurred_at") event.occurred_at = cell;
      if (name[i] == "joined") joined = cell;
      if (name[i] == "type") {
        event.survey = cell == "survey";
        has_type = true;
      }
    }
    if (!answers.empty()) event.json += ",\"answers\":{" + answers + '}';
    if (event.customer.empty()) {
      column = customer_column;
      return "no customer";
    }
    if (customers) return profile(event, joined, has_type);
    event.json += '}';
    return {};
  }

  // The program knows nobody before its own first day.
  std::string profile(Event& event, const std::string& joined, bool has_type) const {
    const auto add = [&event](std::string_view key, const std::string& value) {
      event.json += ',';
      append_json(event.json, key);
      event.json += ':';
      append_json(event.json, value);
    };
    if (!has_type) add("type", "customer");
    if (event.id.empty()) add("id", event.id = "customer-" + event.customer);
    if (event.occurred_at.empty()) {
      if (joined.empty()) return "neither joined nor occurred_at: when was it known?";
      const bool before = parse_day(joined) && joined < program_from;
      add("occurred_at", event.occurred_at = before ? program_from : joined);
    }
    event.json += '}';
    return {};
  }
};

void add_mapped(Input& input, const File& file, const CsvRow& row, std::uint32_t index,
                std::uint64_t number, const CellKinds& kinds) {
  const Mapping& mapping = *file.mapping;
  const std::string name = std::filesystem::path(file.path).stem().string();
  const MappedRow mapped{&row.cells, number, name};
  std::size_t made = 0;
  for (std::size_t i = 0; i < mapping.events() && !mapping.skips(mapped); ++i) {
    Event event;
    event.row = index;
    if (!mapping.make(i, mapped, kinds, event)) continue;
    ++made;
    if (event.customer.empty()) {
      input.reject(index, row.line, 1, "event", "the mapping finds no customer");
      return;
    }
    input.events.push_back(std::move(event));
  }
  if (made == 0) ++input.rows_without_event;
}

// Reason and place if the row cannot be used; empty if it can.
std::string look_at(const CsvRow& row, const File& file, Position& place) {
  place = {0, row.column};
  if (!row.problem.empty()) return row.problem;
  const std::size_t bad = bad_utf8(row.raw);
  if (bad != std::string_view::npos) {
    place.column = static_cast<std::uint32_t>(bad) + 1;
    return "not UTF-8";
  }
  if (row.cell_count != file.header.size()) {
    place = cell_position(row.raw, std::min(row.cell_count, file.header.size()));
    return std::to_string(row.cell_count) + " cells, the header has " +
           std::to_string(file.header.size());
  }
  return {};
}

}  // namespace

bool read_csv(Input& input, const CellKinds& kinds, bool customers,
              std::string& problem) {
  File& file = input.files.back();
  CsvReader reader(file.content);
  CsvRow row;
  if (!reader.next(row) || !row.problem.empty()) {
    problem = file.path + (row.problem.empty() ? ": no header" : ":1: " + row.problem);
    return false;
  }
  if (!read_header(row, file, problem)) return false;
  const auto has = [&](const char* name) {
    return std::find(file.header.begin(), file.header.end(), name) != file.header.end();
  };
  if (file.mapping == nullptr && !has("customer")) {
    const std::string near = nearest("customer", file.header);
    problem = file.path + ":1: no column \"customer\"" +
              (near.empty() ? " (--map turns other tables into events)"
                            : "; is it \"" + near + "\"?");
    return false;
  }
  if (file.mapping != nullptr) {
    auto bound = std::make_shared<Mapping>(*file.mapping);
    if (!bound->bind(file.header, problem)) {
      problem = file.path + ": " + problem;
      return false;
    }
    file.mapping = std::move(bound);
  }
  const PlainRow plain(file.header, kinds, customers, input.program_from);
  for (std::uint64_t number = 1; reader.next(row); ++number) {
    const std::uint32_t index = input.add_row(row.line, row.raw);
    Position place;
    std::string wrong = look_at(row, file, place);
    if (!wrong.empty()) {
      input.reject(index, row.line + place.line, place.column, "table", std::move(wrong));
      continue;
    }
    if (file.mapping != nullptr) {
      add_mapped(input, file, row, index, number, kinds);
      continue;
    }
    Event event;
    event.row = index;
    std::size_t column = 0;
    wrong = plain.build(row, event, column);
    if (!wrong.empty()) {
      place = cell_position(row.raw, column);
      input.reject(index, row.line + place.line, place.column, "event", std::move(wrong));
      continue;
    }
    input.events.push_back(std::move(event));
  }
  return true;
}

}  // namespace patron::cli
