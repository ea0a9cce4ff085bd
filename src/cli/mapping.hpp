// SPDX-License-Identifier: Apache-2.0
// A mapping: how the rows of another table become events (docs/events.md, "Mapping").
// Read once, bound to the header of a file, then run over its rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input.hpp"

namespace patron::cli {

// The cells of a row by column, and where the row stands.
struct MappedRow {
  const std::vector<std::string>* cells = nullptr;
  std::uint64_t number = 0;  // From 1 in its file.
  std::string_view file;     // Name without directory.
};

class Mapping {
 public:
  // Replaces the content. False with a reason: not JSON, unknown key, wrong type.
  bool read(std::string_view json, std::string& problem);
  // Finds the columns it asks for. False: one is missing.
  bool bind(const std::vector<std::string>& header, std::string& problem);

  std::size_t events() const { return events_.size(); }
  // True: the row is left out.
  bool skips(const MappedRow& row) const;
  // Fills the event; false if the row does not make it (its `when`, or no answers).
  bool make(std::size_t index, const MappedRow& row, const CellKinds& kinds,
            Event& event) const;
  // The column behind an attribute ("amount", "answers.recommend"); -1 if none.
  std::int32_t column(std::size_t index, std::string_view attribute) const;

  struct Part {
    std::string text;     // Literal, or
    std::string column;   // a column's name, "row" or "file".
    int width = 0;        // Filled up with zeros.
    std::int32_t index = -1;
    bool is_column = false;
  };
  struct Value {
    std::vector<Part> parts;
    std::set<std::string, std::less<>> missing;
    std::map<std::string, std::string, std::less<>> map;
  };
  struct Attribute {
    std::string name;
    Value value;
  };
  struct Condition {
    std::string column;
    std::int32_t index = -1;
    std::set<std::string, std::less<>> in;
    bool negated = false;
  };
  struct Spec {
    std::vector<Attribute> attributes, answers;
    std::vector<std::vector<Attribute>> lines;
    std::vector<Condition> when;  // All must hold.
  };

 private:
  std::vector<Condition> skip_;  // Any leaves the row out.
  std::vector<Spec> events_;
};

}  // namespace patron::cli
