// SPDX-License-Identifier: Apache-2.0
// match: pairs of customer records that are likely one person, on stdout.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <deque>

#include <boost/json.hpp>

#include "cli/csv_reader.hpp"
#include "cli/file.hpp"
#include "cli/handles.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

int problem(const std::string& what) {
  std::fprintf(stderr, "patron: %s\n", what.c_str());
  return kCouldNotSay;
}

// The file column by column. Bad rows make the file unusable: a pair names rows.
struct Customers {
  std::vector<std::string> header;
  std::vector<std::deque<std::string>> cells;  // By column.
  std::vector<std::string> names;              // Of the rows.

  bool read(const std::string& path, std::string& trouble) {
    std::string content;
    if (!read_file(path, content, trouble)) return false;
    CsvReader reader(content);
    CsvRow row;
    if (!reader.next(row) || !row.problem.empty()) {
      trouble = path + (row.problem.empty() ? ": no header" : ":1: " + row.problem);
      return false;
    }
    header.assign(row.cells.begin(),
                  row.cells.begin() + static_cast<std::ptrdiff_t>(row.cell_count));
    cells.resize(header.size());
    const auto named = std::find_if(header.begin(), header.end(), [](const auto& name) {
      return name == "id" || name == "customer";
    });
    const auto id = static_cast<std::size_t>(named - header.begin());
    while (reader.next(row)) {
      std::string wrong = row.problem;
      if (wrong.empty() && bad_utf8(row.raw) != std::string_view::npos)
        wrong = "not UTF-8";
      if (wrong.empty() && row.cell_count != header.size())
        wrong = std::to_string(row.cell_count) + " cells, the header has " +
                std::to_string(header.size());
      if (!wrong.empty()) {
        trouble = path + ":" + std::to_string(row.line) + ": " + wrong;
        return false;
      }
      for (std::size_t i = 0; i < header.size(); ++i) cells[i].push_back(row.cells[i]);
      names.push_back(id < header.size() ? row.cells[id] : std::to_string(row.line));
    }
    return true;
  }
};

// The options of the library, with --threshold put in.
bool options_of(const Options& options, std::string& json, std::string& trouble) {
  std::string text = options.matching.empty() ? "{}" : options.matching;
  if (text[0] == '@') {
    const std::string path = text.substr(1);
    if (!read_file(path, text, trouble)) return false;
  }
  json = text;
  if (options.threshold.empty()) return true;
  double number = 0;
  const char* end = options.threshold.data() + options.threshold.size();
  const auto read = std::from_chars(options.threshold.data(), end, number);
  boost::system::error_code code;
  boost::json::value value = boost::json::parse({text.data(), text.size()}, code);
  if (read.ec != std::errc() || read.ptr != end) {
    trouble = "--threshold is a number from 0 to 1, found '" + options.threshold + "'";
    return false;
  }
  if (code || !value.is_object()) return true;  // The library says what is wrong.
  value.as_object()["threshold"] = number;
  json = boost::json::serialize(value);
  return true;
}

void print_csv(const Customers& customers, const patron_table* pairs) {
  std::string line = "a,b,probability,weight,evidence\r\n";
  const auto name = [&](std::size_t row, const char* column) -> const std::string& {
    return customers.names[static_cast<std::size_t>(cell_int64(pairs, row, column))];
  };
  for (std::size_t row = 0; row < patron_table_rows(pairs); ++row) {
    append_csv(line, name(row, "a"));
    line += ',';
    append_csv(line, name(row, "b"));
    for (const char* column : {"probability", "weight", "evidence"}) {
      line += ',';
      append_csv(line, cell_text(pairs, row, column));
    }
    line += "\r\n";
  }
  std::fwrite(line.data(), 1, line.size(), stdout);
}

void print_ndjson(const Customers& customers, const patron_table* pairs) {
  std::string out;
  for (std::size_t row = 0; row < patron_table_rows(pairs); ++row) {
    const auto name = [&](const char* column) {
      append_json(
          out, customers.names[static_cast<std::size_t>(cell_int64(pairs, row, column))]);
    };
    out += "{\"a\":";
    name("a");
    out += ",\"b\":";
    name("b");
    for (const char* column : {"probability", "weight", "evidence"})
      out += ",\"" + std::string(column) + "\":" + cell_text(pairs, row, column);
    out += "}\n";
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}

}  // namespace

int match(const Options& options) {
  Customers customers;
  std::string trouble, how;
  if (!customers.read(options.packs[0], trouble) || !options_of(options, how, trouble))
    return problem(trouble);
  std::vector<std::vector<const char*>> texts(customers.header.size());
  std::vector<patron_text_column> columns;
  for (std::size_t i = 0; i < customers.header.size(); ++i) {
    for (const std::string& cell : customers.cells[i]) texts[i].push_back(cell.c_str());
    columns.push_back({customers.header[i].c_str(), texts[i].data()});
  }
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const TableHandle pairs(patron_table_create(options.language.c_str()));
  const BufferHandle learned(patron_buffer_create());
  const patron_status status =
      options.learn
          ? patron_match_learn(columns.data(), columns.size(), customers.names.size(),
                               how.data(), how.size(), learned.get(), error.get())
          : patron_match(columns.data(), columns.size(), customers.names.size(),
                         how.data(), how.size(), pairs.get(), error.get());
  if (status != PATRON_OK) {
    const std::string where(path(error.get()));
    return problem((where.empty() ? "" : where + ": ") +
                   std::string(message(error.get())));
  }
  if (options.learn)
    std::printf("%s\n", patron_buffer_text(learned.get()));
  else if (options.format == "ndjson")
    print_ndjson(customers, pairs.get());
  else
    print_csv(customers, pairs.get());
  return kYes;
}

}  // namespace patron::cli
