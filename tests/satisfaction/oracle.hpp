// SPDX-License-Identifier: Apache-2.0
// Worked numbers from outside the repository: PATRON_ORACLES, or ../shared/oracles beside
// the checkout. Where they are absent a case says so and checks nothing.
#pragma once

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "patron/satisfaction.hpp"

namespace oracle {

namespace js = boost::json;

inline std::optional<js::object> read(const std::string& name) {
  namespace fs = std::filesystem;
  const char* given = std::getenv("PATRON_ORACLES");
  const char* source = std::getenv("PATRON_SOURCE");
  const fs::path root = given != nullptr    ? fs::path(given)
                        : source != nullptr ? fs::path(source) / "../shared/oracles"
                                            : fs::path("../shared/oracles");
  const fs::path path = root / "satisfaction" / (name + ".json");
  if (!fs::exists(path)) {
    WARN("skipped: " << path << " is not here");
    return std::nullopt;
  }
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return js::parse(text.str()).as_object();
}

inline double number(const js::value& value) {
  return value.to_number<double>();
}

inline std::vector<double> numbers(const js::value& value) {
  std::vector<double> out;
  if (!value.is_array()) return {number(value)};
  for (const js::value& one : value.as_array()) out.push_back(number(one));
  return out;
}

// Rows of numbers as columns.
inline std::vector<std::vector<double>> columns(const js::value& rows) {
  std::vector<std::vector<double>> out;
  for (const js::value& row : rows.as_array()) {
    const std::vector<double> cells = numbers(row);
    out.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) out[i].push_back(cells[i]);
  }
  return out;
}

// A column of rows that are objects.
inline std::vector<double> column(const js::value& rows, const char* name) {
  std::vector<double> out;
  for (const js::value& row : rows.as_array())
    out.push_back(number(row.as_object().at(name)));
  return out;
}

inline std::vector<patron::satisfaction::Answers> spans(
    const std::vector<std::vector<double>>& columns) {
  return {columns.begin(), columns.end()};
}

inline Approx near(double value, double tolerance = 1e-9) {
  return Approx(value).epsilon(tolerance).margin(tolerance);
}

}  // namespace oracle
