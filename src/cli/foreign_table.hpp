// SPDX-License-Identifier: Apache-2.0
// Decision tables of other tools, brought into the form of a pack: GoRules JDM (JSON) and
// DMN (XML), as far as their cells are unary tests and their outputs literals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

struct ForeignTable {
  struct Column {
    std::string name, value;         // Of an input: its expression.
    std::vector<std::string> order;  // Of an output: best first; as written.
    std::string otherwise;           // Of an output: its default, as written.
  };
  std::string name;
  std::string hit = "unique", aggregate;  // As a pack has them.
  std::vector<Column> inputs, outputs;
  std::vector<std::vector<std::string>> rows;  // Cells as written.
};

// All tables of a document. False: `problem` says why and where.
bool read_jdm(std::string_view text, std::vector<ForeignTable>& out,
              std::string& problem);
bool read_dmn(std::string_view text, std::vector<ForeignTable>& out,
              std::string& problem);

// The section `tables` of a pack, indented. False: a cell that no table of a pack takes.
bool pack_tables(const std::vector<ForeignTable>& tables, std::string& out,
                 std::string& problem);

}  // namespace patron::cli
