// SPDX-License-Identifier: Apache-2.0
// check: what is wrong with a pack, one finding a line. test: what the pack expects.
#include <algorithm>
#include <cstdio>

#include "cli/output.hpp"
#include "cli/program.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

std::string finding_json(const Finding& finding) {
  std::string out = "{\"code\":";
  append_json(out, finding.code);
  out += ",\"column\":" + std::to_string(finding.column) + ",\"file\":";
  append_json(out, finding.file);
  out += ",\"line\":" + std::to_string(finding.line) + ",\"message\":";
  append_json(out, finding.message);
  out += ",\"severity\":";
  append_json(out, finding.severity);
  return out + '}';
}

std::string plural(std::size_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

// A rule a line, in the order of the pack.
void print_costs(const patron_engine* engine, const Options& options) {
  const TableHandle rules(patron_table_create(options.language.c_str()));
  if (patron_engine_list(engine, PATRON_LIST_RULES, rules.get(), nullptr) != PATRON_OK)
    return;
  for (std::size_t row = 0; row < patron_table_rows(rules.get()); ++row) {
    const std::string name = cell_text(rules.get(), row, "name");
    const auto cost = static_cast<long long>(cell_int64(rules.get(), row, "cost"));
    if (options.format == "ndjson") {
      std::string quoted;
      append_json(quoted, name);
      std::printf("{\"cost\":%lld,\"rule\":%s}\n", cost, quoted.c_str());
    } else {
      std::printf("%8lld  %s\n", cost, name.c_str());
    }
  }
}

}  // namespace

int check(const Options& options) {
  const Program program = load_program(options, options.strict);
  if (!program.problem.empty()) {
    report_program(program, options.quiet);
    return kCouldNotSay;
  }
  std::size_t errors = 0, warnings = 0;
  for (const Finding& finding : program.findings) {
    const bool error = finding.severity == "error";
    ++(error ? errors : warnings);
    if (!error && options.quiet && !options.strict) continue;
    const std::string line =
        options.format == "ndjson" ? finding_json(finding) : finding_text(finding);
    std::printf("%s\n", line.c_str());
  }
  if (options.cost && program.engine != nullptr)
    print_costs(program.engine.get(), options);
  if (options.format != "ndjson") {
    std::string closing = program.title.empty() ? options.packs.front() : program.title;
    closing += ": ";
    if (program.engine != nullptr) {
      closing += plural(patron_engine_count(program.engine.get(), PATRON_LIST_RULES),
                        "rule") + ", ";
    }
    closing += plural(errors, "error") + ", " + plural(warnings, "warning");
    std::printf("%s\n", closing.c_str());
  }
  const bool good = program.engine != nullptr && errors == 0;
  return good && !(options.strict && warnings > 0) ? kYes : kNo;
}

int test(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const TableHandle rows(patron_table_create(options.language.c_str()));
  const std::string& filter = options.filter;
  const patron_status status =
      patron_engine_test(program.engine.get(), filter.data(), filter.size(), rows.get(),
                         error.get());
  if (status != PATRON_OK) {
    std::fprintf(stderr, "patron: %s\n", patron_error_message(error.get(), nullptr));
    return kCouldNotSay;
  }
  const std::size_t count = patron_table_rows(rows.get());
  std::size_t failed = 0;
  for (std::size_t row = 0; row < count; ++row) {
    const bool passed = cell_int64(rows.get(), row, "passed") != 0;
    const std::string name = cell_text(rows.get(), row, "name");
    if (passed) {
      if (!options.quiet) std::printf("ok   %s\n", name.c_str());
      continue;
    }
    ++failed;
    std::printf("FAIL %s (%s:%lld)\n       expected: %s\n       found:    %s\n",
                name.c_str(), options.packs.front().c_str(),
                static_cast<long long>(cell_int64(rows.get(), row, "line")),
                cell_text(rows.get(), row, "expected").c_str(),
                cell_text(rows.get(), row, "found").c_str());
  }
  std::printf("%s, %zu failed\n", plural(count, "test").c_str(), failed);
  return failed == 0 ? kYes : kNo;
}

}  // namespace patron::cli
