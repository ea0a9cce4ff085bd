// SPDX-License-Identifier: Apache-2.0
// From pack files to a frozen engine, with every finding by file, line and column.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/handles.hpp"
#include "cli/options.hpp"

namespace patron::cli {

struct Finding {
  std::string file, severity, code, message, hint;
  std::int64_t line = 0, column = 0;
};

struct Program {
  EngineHandle engine;  // NULL if there were errors.
  std::vector<Finding> findings;
  std::string problem;  // A file that could not be read.
  std::string title;    // "silk-road-club 2025.2, 2026.1"
  std::string from;       // The first day of the oldest; "" if it has none.
  std::string pack_json;  // Of the newest version, canonical.
};

// Older versions first, as given; `strict` makes warnings errors.
Program load_program(const Options& options, bool strict);
// The newest version as if it had been in force since an earlier day. False with a
// problem.
bool bring_forward(Program& program, const std::string& from, std::string& problem);
// "club.json:41:52: error: unknown key \"wen\" [unknown_key]"
std::string finding_text(const Finding& finding);
// Prints the problem or the findings on stderr; true if there is an engine.
bool report_program(const Program& program, bool quiet);

}  // namespace patron::cli
