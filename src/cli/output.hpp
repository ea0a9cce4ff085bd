// SPDX-License-Identifier: Apache-2.0
// A table of the run as NDJSON and CSV, grown call by call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/file.hpp"
#include "cli/handles.hpp"

namespace patron::cli {

// The text of a cell as a person or a spreadsheet reads it; "" for null.
std::string cell_text(const patron_table* table, std::size_t row, std::int32_t column);
// The cell under a column's name; "" if there is none.
std::string cell_text(const patron_table* table, std::size_t row, std::string_view name);
std::int64_t cell_int64(const patron_table* table, std::size_t row,
                        std::string_view name);

class TableOutput {
 public:
  TableOutput();
  // Which of the two forms are written; base: "effects".
  bool open(const std::string& directory, const std::string& base, bool ndjson, bool csv,
            std::string& problem);
  // All rows but those of duplicates; the header comes from the first table.
  void append(const patron_table* table);
  std::uint64_t rows() const { return rows_; }
  bool close(std::string& problem);
  bool keep(std::string& problem);

 private:
  void header(const patron_table* table);
  void csv_row(const patron_table* table, std::size_t row);

  OutputFile ndjson_, csv_;
  bool wants_ndjson_ = false, wants_csv_ = false, headed_ = false;
  std::int32_t duplicate_ = -1;
  std::uint64_t rows_ = 0;
  BufferHandle json_;
  std::string line_;
};

}  // namespace patron::cli
