// SPDX-License-Identifier: Apache-2.0
// libcsv is fed one physical line at a time, so that the line of every row is known. A
// quote that is never closed would swallow the rest of the file: a row longer than
// kRowBytes or kRowLines is given up, and reading goes on at the line after its first.
#include "cli/csv_reader.hpp"

#include <algorithm>
#include <utility>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

constexpr std::size_t kRowBytes = 64u << 10;  // An event is no longer than this, either.
constexpr std::size_t kRowLines = 1000;

int never(unsigned char) { return 0; }  // Blanks belong to their cell.

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
    line.remove_suffix(1);
  }
  return line;
}

std::uint32_t characters(std::string_view text) {
  const auto count = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return static_cast<std::uint32_t>(count);
}

}  // namespace

Position cell_position(std::string_view raw, std::size_t cell) {
  std::size_t at = 0, line_start = 0;
  std::uint32_t line = 0;
  bool quoted = false;
  for (; at < raw.size() && cell > 0; ++at) {
    if (raw[at] == '"') quoted = !quoted;
    if (raw[at] == ',' && !quoted) --cell;
    if (raw[at] == '\n') {
      ++line;
      line_start = at + 1;
    }
  }
  return {line, characters(raw.substr(line_start, at - line_start)) + 1};
}

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  const bool old_mac = text_.find('\n') == std::string_view::npos;
  if (old_mac && text_.find('\r') != std::string_view::npos) line_end_ = '\r';
  restart();
}

CsvReader::~CsvReader() { csv_free(&parser_); }

void CsvReader::restart() {
  csv_free(&parser_);
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_space_func(&parser_, never);
}

void CsvReader::on_cell(void* text, std::size_t size, void* pending) {
  auto& state = *static_cast<Pending*>(pending);
  if (state.rows_done > 0) return;
  CsvRow& row = *state.row;
  if (row.cell_count == row.cells.size()) row.cells.emplace_back();
  row.cells[row.cell_count++].assign(static_cast<const char*>(text), size);
}

void CsvReader::on_row(int, void* pending) {
  ++static_cast<Pending*>(pending)->rows_done;
}

std::string_view CsvReader::line_at(std::size_t at) const {
  const std::size_t end = text_.find(line_end_, at);
  return text_.substr(at, end == std::string_view::npos ? end : end + 1 - at);
}

bool CsvReader::fail(CsvRow& row, std::string_view first, std::string problem,
                     std::size_t offset) {
  row.raw = without_end(first);
  row.problem = std::move(problem);
  row.column = characters(first.substr(0, offset)) + 1;
  at_ = static_cast<std::size_t>(first.data() - text_.data()) + first.size();
  line_ = row.line + 1;
  restart();
  return true;
}

bool CsvReader::next(CsvRow& row) {
  row.cell_count = 0;
  row.problem.clear();
  row.column = 0;
  pending_ = {&row, 0};
  const std::size_t start = at_;
  row.line = line_;
  std::string_view first;
  std::size_t lines = 0;
  while (at_ < text_.size()) {
    const std::string_view line = line_at(at_);
    if (first.empty()) {
      first = line;
      row.line = line_;
    }
    const std::size_t used =
        csv_parse(&parser_, line.data(), line.size(), on_cell, on_row, &pending_);
    if (used != line.size()) {
      return fail(row, first, "a quote in the middle of a cell",
                  lines == 0 ? used : first.find('"'));
    }
    at_ += line.size();
    ++line_;
    if (pending_.rows_done > 1) {
      return fail(row, first, "a carriage return in the middle of the row", 0);
    }
    if (pending_.rows_done == 1) {
      row.raw = without_end(text_.substr(
          static_cast<std::size_t>(first.data() - text_.data()),
          at_ - static_cast<std::size_t>(first.data() - text_.data())));
      return true;
    }
    if (row.cell_count == 0 && without_end(line).empty() && lines == 0) {
      first = {};  // A blank line is no row.
      continue;
    }
    if (++lines > kRowLines || at_ - start > kRowBytes) {
      return fail(row, first, "a quote that is not closed", first.find('"'));
    }
  }
  if (first.empty()) return false;
  if (csv_fini(&parser_, on_cell, on_row, &pending_) != 0) {
    return fail(row, first, "a quote that is not closed", first.find('"'));
  }
  row.raw = first;
  return pending_.rows_done == 1;
}

}  // namespace patron::cli
