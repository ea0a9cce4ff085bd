// SPDX-License-Identifier: Apache-2.0
// Rows of a CSV text (RFC 4180), one after another, each with its line and its raw text.
// A row that cannot be read is a row with a problem: reading goes on after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <csv.h>

namespace patron::cli {

struct CsvRow {
  std::uint32_t line = 0;  // Of its first character, from 1.
  std::string_view raw;    // As it stands in the text, without its line end.
  std::vector<std::string> cells;
  std::size_t cell_count = 0;  // Cells beyond it are left over from earlier rows.
  std::string problem;         // Empty if the row could be read.
  std::uint32_t column = 0;    // Of the problem, from 1; 0 if there is none.
};

struct Position {
  std::uint32_t line = 0, column = 0;  // Line from 0 in the row, column from 1.
};
// Where a cell begins in the raw text of its row; columns count characters.
Position cell_position(std::string_view raw, std::size_t cell);

class CsvReader {
 public:
  // The text must outlive the reader. A byte order mark is passed over.
  explicit CsvReader(std::string_view text);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // False at the end.
  bool next(CsvRow& row);

 private:
  struct Pending {
    CsvRow* row = nullptr;
    std::size_t rows_done = 0;
  };
  static void on_cell(void* text, std::size_t size, void* pending);
  static void on_row(int end, void* pending);
  void restart();
  std::string_view line_at(std::size_t at) const;
  bool fail(CsvRow& row, std::string_view first, std::string problem, std::size_t offset);

  std::string_view text_;
  char line_end_ = '\n';
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  csv_parser parser_{};
  Pending pending_;
};

}  // namespace patron::cli
