// SPDX-License-Identifier: Apache-2.0
// eval: one expression over one JSON object. stdout has the value; an error, and inputs
// that are missing, are told on stderr with the place.
#include <cstdio>
#include <string>

#include <boost/json.hpp>

#include "cli/file.hpp"
#include "cli/handles.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

// "@rows.json" is the content of a file, anything else the text itself.
bool text_of(const std::string& option, std::string& out) {
  if (option.empty() || option[0] != '@') {
    out = option;
    return true;
  }
  std::string problem;
  if (read_file(option.substr(1), out, problem)) return true;
  std::fprintf(stderr, "patron: %s: %s\n", option.c_str() + 1, problem.c_str());
  return false;
}

void print_excerpt(std::int64_t line, std::int64_t column, const std::string& text) {
  const BufferHandle lines(patron_buffer_create());
  patron_excerpt(text.data(), text.size(), line, column, lines.get(), nullptr);
  if (patron_buffer_size(lines.get()) > 0) {
    std::fprintf(stderr, "%s\n", patron_buffer_text(lines.get()));
  }
}

// "1:9: error: no name "amuont"; did you mean "amount"?", the line and a caret.
void print_error(const patron_error* error, const std::string& text) {
  const std::string_view where = path(error);
  if (!where.empty()) {
    std::fprintf(stderr, "patron: %.*s: %s\n", static_cast<int>(where.size()),
                 where.data(), patron_error_message(error, nullptr));
    return;
  }
  std::string place;
  if (patron_error_line(error) > 0) {
    place = std::to_string(patron_error_line(error)) + ':' +
            std::to_string(patron_error_column(error)) + ": ";
  }
  std::fprintf(stderr, "%serror: %s\n", place.c_str(),
               patron_error_message(error, nullptr));
  print_excerpt(patron_error_line(error), patron_error_column(error), text);
}

// What an evaluation that has no value says: an object with a place, or missing inputs.
void print_outcome(const patron_buffer* value, const std::string& text) {
  boost::system::error_code code;
  const std::string_view json = cli::text(value);
  const auto read = boost::json::parse({json.data(), json.size()}, code);
  if (code) return;
  if (read.is_object()) {
    const auto& parts = read.as_object();
    const std::int64_t line = parts.at("line").as_int64();
    const std::int64_t column = parts.at("column").as_int64();
    std::fprintf(stderr, "%lld:%lld: error: %s\n", static_cast<long long>(line),
                 static_cast<long long>(column), parts.at("error").as_string().c_str());
    print_excerpt(line, column, text);
  } else if (read.is_array()) {
    std::string names;
    for (const auto& name : read.as_array()) {
      names += (names.empty() ? "" : ", ") + std::string(name.as_string());
    }
    std::fprintf(stderr, "unknown: missing %s\n", names.c_str());
  }
}

struct ExpressionFree {
  void operator()(patron_expression* p) const { patron_expression_free(p); }
};
using ExpressionHandle = std::unique_ptr<patron_expression, ExpressionFree>;

// A line a part, indented by its depth; * marks what decided.
void print_trace(const patron_table* trace) {
  for (std::size_t row = 0; row < patron_table_rows(trace); ++row) {
    std::string line = cell_int64(trace, row, "decides") != 0 ? "* " : "  ";
    line.append(static_cast<std::size_t>(cell_int64(trace, row, "depth")) * 2, ' ');
    line += cell_text(trace, row, "text");
    const std::string outcome = cell_text(trace, row, "outcome");
    if (line.size() < 48) line.append(48 - line.size(), ' ');
    line += "  ";
    if (outcome == "unknown") {
      line += "unknown: " + cell_text(trace, row, "missing");
    } else {
      line += cell_text(trace, row, "value");
    }
    std::printf("%s\n", line.c_str());
  }
}

// What would make a condition true, a way a line.
void print_ways(const patron_table* ways) {
  std::int64_t last = 0;
  for (std::size_t row = 0; row < patron_table_rows(ways); ++row) {
    const std::int64_t way = cell_int64(ways, row, "way");
    const char* word = way == last ? "  and " : way == 1 ? "it would take " : "or    ";
    std::string line = cell_text(ways, row, "text");
    if (cell_int64(ways, row, "wanted") == 0) line = "not (" + line + ")";
    if (line.size() < 34) line.append(34 - line.size(), ' ');
    const std::string inputs = cell_text(ways, row, "inputs");
    if (inputs != "{}") line += "  now " + inputs;
    std::printf("%-14s%s\n", word, line.c_str());
    last = way;
  }
}

}  // namespace

int eval(const Options& options) {
  std::string schema, bindings;
  if (!text_of(options.schema, schema) || !text_of(options.bindings, bindings)) {
    return kCouldNotSay;
  }
  if (bindings.empty()) bindings = "{}";
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const std::string& text = options.packs.front();
  patron_instant now = PATRON_NEVER;
  if (!options.now.empty() &&
      patron_instant_parse(options.now.data(), options.now.size(), &now, error.get()) !=
          PATRON_OK) {
    print_error(error.get(), options.now);
    return kCouldNotSay;
  }
  patron_expression* made = nullptr;
  const patron_status status =
      patron_expression_compile(schema.empty() ? nullptr : schema.data(), schema.size(),
                                text.data(), text.size(), &made, error.get());
  const ExpressionHandle expression(made);
  if (status != PATRON_OK) {
    print_error(error.get(), text);
    return kCouldNotSay;
  }
  const BufferHandle value(patron_buffer_create());
  std::int32_t outcome = 0;
  if (patron_expression_eval_json(made, bindings.data(), bindings.size(), now, &outcome,
                                  value.get(), error.get()) != PATRON_OK) {
    print_error(error.get(), bindings);
    return kCouldNotSay;
  }
  if (options.explain) {
    const TableHandle trace(patron_table_create(options.language.c_str()));
    patron_expression_explain(made, bindings.data(), bindings.size(), now, trace.get(),
                              error.get());
    print_trace(trace.get());
    patron_expression_would_take(made, bindings.data(), bindings.size(), now, trace.get(),
                                 error.get());
    print_ways(trace.get());
  } else if (outcome < PATRON_OUTCOME_ERROR && !options.quiet) {
    std::printf("%s\n", patron_buffer_text(value.get()));
  }
  if (outcome >= PATRON_OUTCOME_ERROR) {
    print_outcome(value.get(), text);
    return kCouldNotSay;
  }
  return options.exit_status && outcome != PATRON_OUTCOME_TRUE ? kNo : kYes;
}

}  // namespace patron::cli
