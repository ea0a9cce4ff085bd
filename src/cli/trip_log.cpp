// SPDX-License-Identifier: Apache-2.0
// A bad row makes the log unusable: a trip that is not counted is a customer who left.
#include "cli/trip_log.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <unordered_map>

#include "cli/csv_reader.hpp"
#include "cli/file.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

using Names = std::map<std::string, std::string>;

// "customer=id,date=day" put over the usual names.
bool names_of(const std::string& columns, Names& names, std::string& problem) {
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(',', at), columns.size());
    const std::string pair = columns.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    const auto name = names.find(pair.substr(0, equals));
    if (equals == std::string::npos || name == names.end()) {
      problem =
          "--columns is like customer=id,date=day,spend=sales, found '" + pair + "'";
      return false;
    }
    name->second = pair.substr(equals + 1);
    at = end + 1;
  }
  return true;
}

std::size_t place(const CsvRow& header, const std::string& name) {
  for (std::size_t i = 0; i < header.cell_count; ++i)
    if (header.cells[i] == name) return i;
  return std::string::npos;
}

bool number(const std::string& cell, double& out) {
  const char* end = cell.data() + cell.size();
  const auto read = std::from_chars(cell.data(), end, out);
  return read.ec == std::errc() && read.ptr == end && std::isfinite(out);
}

}  // namespace

bool TripFile::read(const std::string& path, const std::string& columns,
                    std::string& problem) {
  Names names{{"customer", "customer"}, {"date", "date"}, {"spend", "spend"}};
  std::string content;
  if (!names_of(columns, names, problem) || !read_file(path, content, problem))
    return false;
  CsvReader reader(content);
  CsvRow row;
  if (!reader.next(row) || !row.problem.empty()) {
    problem = path + (row.problem.empty() ? ": no header" : ":1: " + row.problem);
    return false;
  }
  const std::size_t width = row.cell_count, who = place(row, names["customer"]),
                    when = place(row, names["date"]), paid = place(row, names["spend"]);
  for (const char* needed : {"customer", "date"}) {
    if (place(row, names[needed]) != std::string::npos) continue;
    problem =
        path + ": no column '" + names[needed] + "'; say --columns " + needed + "=NAME";
    return false;
  }
  std::unordered_map<std::string, std::int64_t> numbers;
  const bool spending = paid != std::string::npos;
  while (reader.next(row)) {
    std::string wrong = row.problem;
    if (wrong.empty() && row.cell_count != width)
      wrong = std::to_string(row.cell_count) + " cells, the header has " +
              std::to_string(width);
    const auto day = wrong.empty() ? parse_day(row.cells[when]) : std::nullopt;
    double spent = 0.0;
    if (wrong.empty() && !day) wrong = "'" + row.cells[when] + "' is not a day";
    if (wrong.empty() && row.cells[who].empty()) wrong = "no customer";
    if (wrong.empty() && spending && !number(row.cells[paid], spent))
      wrong = "'" + row.cells[paid] + "' is not a number";
    if (!wrong.empty()) {
      problem = path + ":" + std::to_string(row.line) + ": " + wrong;
      return false;
    }
    const auto next = static_cast<std::int64_t>(numbers.size());
    customer.push_back(numbers.try_emplace(row.cells[who], next).first->second);
    date.push_back(*day);
    if (spending) spend.push_back(spent);
  }
  return true;
}

patron_trips TripFile::trips() const {
  patron_trips out = PATRON_TRIPS_INIT;
  out.size = customer.size();
  out.customer = customer.data();
  out.date = date.data();
  out.spend = spend.empty() ? nullptr : spend.data();
  return out;
}

}  // namespace patron::cli
