// SPDX-License-Identifier: Apache-2.0
// import: decision tables of other tools as the section `tables` of a pack.
#include <cstdio>

#include "cli/file.hpp"
#include "cli/foreign_table.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {

int import_tables(const Options& options) {
  const std::string& path = options.packs.front();
  const auto ends = [&](std::string_view ending) {
    return path.size() >= ending.size() &&
           path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
  };
  const auto give_up = [&](const std::string& problem) {
    std::fprintf(stderr, "patron: %s: %s\n", path.c_str(), problem.c_str());
    return kCouldNotSay;
  };
  if (!ends(".json") && !ends(".dmn") && !ends(".xml"))
    return give_up("the ending says what a file is: .json (JDM), .dmn or .xml (DMN)");
  std::string content, problem, out;
  if (!read_file(path, content, problem)) {
    std::fprintf(stderr, "patron: %s\n", problem.c_str());
    return kCouldNotSay;
  }
  std::vector<ForeignTable> tables;
  const bool read = ends(".json") ? read_jdm(content, tables, problem)
                                  : read_dmn(content, tables, problem);
  if (!read || !pack_tables(tables, out, problem)) return give_up(problem);
  std::fwrite(out.data(), 1, out.size(), stdout);
  return kYes;
}

}  // namespace patron::cli
