// SPDX-License-Identifier: Apache-2.0
// Tables of the run as NDJSON and CSV: their text, and the files it goes to.
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

// Rows as text, in one or both forms.
class TableText {
 public:
  TableText(bool wants_ndjson, bool wants_csv);
  // All rows but those of duplicates; the header comes from the first table.
  void append(const patron_table* table);

  std::string header, ndjson, csv;
  std::uint64_t rows = 0;

 private:
  void head(const patron_table* table);
  void csv_row(const patron_table* table, std::size_t row);

  bool wants_ndjson_, wants_csv_;
  std::int32_t duplicate_ = -1;
  BufferHandle json_;
};

// The files of such a table.
class TableOutput {
 public:
  // Which of the two forms are written; base: "effects".
  bool open(const std::string& directory, const std::string& base, bool ndjson, bool csv,
            std::string& problem);
  void write(const TableText& text);
  std::uint64_t rows() const { return rows_; }
  bool close(std::string& problem);
  bool keep(std::string& problem);

 private:
  OutputFile ndjson_, csv_;
  bool headed_ = false;
  std::uint64_t rows_ = 0;
};

}  // namespace patron::cli
