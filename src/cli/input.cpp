// SPDX-License-Identifier: Apache-2.0
// Which reader a file goes to, and the way back from an error's JSON pointer to the cell.
#include "cli/input.hpp"

#include <algorithm>
#include <utility>

#include "cli/csv_reader.hpp"
#include "cli/file.hpp"
#include "cli/mapping.hpp"

namespace patron::cli {
namespace {

constexpr std::size_t kShortLine = 32;

bool ends_in(const std::string& path, std::string_view ending) {
  return path.size() >= ending.size() &&
         path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

// "/answers/guide" -> "answers.guide", "/lines/0/gross" -> "lines".
std::string attribute_of(std::string_view pointer) {
  if (pointer.empty() || pointer[0] != '/') return {};
  pointer.remove_prefix(1);
  const std::size_t slash = std::min(pointer.find('/'), pointer.size());
  const std::string_view first = pointer.substr(0, slash);
  if (first != "answers" || slash == pointer.size()) return std::string(first);
  return std::string("answers.").append(pointer.substr(slash + 1));
}

}  // namespace

std::uint32_t Input::add_row(std::uint32_t line, std::string_view text) {
  rows.push_back({static_cast<std::uint32_t>(files.size() - 1), line, text});
  return static_cast<std::uint32_t>(rows.size() - 1);
}

void Input::reject(std::uint32_t row, std::uint32_t line, std::uint32_t column,
                   std::string code, std::string reason) {
  rejects.push_back({row, line, column, std::move(code), std::move(reason)});
}

bool read_events_file(const std::string& path, std::shared_ptr<const Mapping> mapping,
                      const CellKinds& kinds, bool customers, Input& input,
                      std::string& problem) {
  const bool csv = ends_in(path, ".csv");
  if (!csv && !ends_in(path, ".ndjson") && !ends_in(path, ".jsonl")) {
    problem = path + ": the ending says what a file is: .csv, .ndjson or .jsonl";
    return false;
  }
  if (!csv && mapping != nullptr) {
    problem = path + ": --map is for .csv files";
    return false;
  }
  if (!csv && customers) {
    problem = path + ": --customers is a .csv file (in NDJSON, write customer events)";
    return false;
  }
  input.files.emplace_back();
  File& file = input.files.back();
  file.path = path;
  file.mapping = std::move(mapping);
  if (!read_file(path, file.content, problem)) return false;
  const std::string_view mark = std::string_view(file.content).substr(0, 2);
  if (mark == "\xFF\xFE" || mark == "\xFE\xFF") {
    problem = path + ": is UTF-16; save it as UTF-8";
    return false;
  }
  // Most rows are a line of some length: room for them once, not by doubling.
  const std::string& content = file.content;
  const auto lines = static_cast<std::size_t>(
      std::count(content.begin(), content.end(), '\n'));
  const std::size_t likely = std::min(lines + 1, content.size() / kShortLine);
  input.rows.reserve(input.rows.size() + likely);
  input.events.reserve(input.events.size() + likely);
  return csv ? read_csv(input, kinds, customers, problem) : read_ndjson(input, problem);
}

Spot locate(const Input& input, const Event& event, std::string_view pointer) {
  const Row& row = input.rows[event.row];
  const File& file = input.file_of(row);
  const std::string attribute = attribute_of(pointer);
  std::int32_t column = -1;
  if (attribute.empty() || file.header.empty()) return {row.line, 0};
  if (event.mapped >= 0) {
    column = file.mapping->column(static_cast<std::size_t>(event.mapped), attribute);
  } else {
    const auto found = std::find(file.header.begin(), file.header.end(), attribute);
    if (found != file.header.end()) {
      column = static_cast<std::int32_t>(found - file.header.begin());
    }
  }
  if (column < 0) return {row.line, 0};
  const Position place = cell_position(row.text, static_cast<std::size_t>(column));
  return {row.line + place.line, place.column};
}

}  // namespace patron::cli
