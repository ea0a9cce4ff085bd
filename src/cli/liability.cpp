// SPDX-License-Identifier: Apache-2.0
// liability: deferred revenue and points outstanding by cohort, for a period.
#include <cstdio>
#include <map>

#include "cli/history.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

struct FreeLiability {
  void operator()(patron_liability* p) const { patron_liability_free(p); }
};
using LiabilityHandle = std::unique_ptr<patron_liability, FreeLiability>;

constexpr const char* kMoney[] = {"opening", "allocated", "returned", "recognised",
                                  "closing"};

void print_line(const std::string& cohort, const char* kind, const std::string& left,
                const std::int64_t (&money)[5], int scale) {
  std::printf("%-24s %-6s %16s", cohort.c_str(), kind, left.c_str());
  for (const std::int64_t amount : money)
    std::printf(" %16s", grouped(amount, scale).c_str());
  std::printf("\n");
}

// Cohorts by currency, and what they come to together.
void print_text(const patron_table* rows) {
  std::printf("%-24s %-6s %16s", "cohort", "kind", "outstanding");
  for (const char* name : kMoney) std::printf(" %16s", name);
  std::printf("\n");
  const int scale = patron_table_column_scale(
      rows, patron_table_column(rows, PATRON_LITERAL("closing")));
  struct Total {
    std::int64_t left = 0, money[5] = {};
  };
  std::map<std::string, Total> totals;
  for (std::size_t row = 0; row < patron_table_rows(rows); ++row) {
    const std::string currency = cell_text(rows, row, "currency");
    Total& total = totals[currency];
    std::int64_t money[5];
    for (int i = 0; i < 5; ++i)
      total.money[i] += money[i] = cell_int64(rows, row, kMoney[i]);
    const std::int64_t left = cell_int64(rows, row, "outstanding");
    total.left += left;
    const auto first = static_cast<std::int32_t>(cell_int64(rows, row, "cohort"));
    print_line(currency + ' ' + day_text(first), cell_text(rows, row, "kind").c_str(),
               grouped(left), money, scale);
  }
  for (const auto& [currency, total] : totals)
    print_line(currency, "all", grouped(total.left), total.money, scale);
}

bool print(const patron_table* rows, const std::string& format, patron_error* error) {
  if (format != "csv" && format != "ndjson") return print_text(rows), true;
  const BufferHandle out(patron_buffer_create());
  const patron_status status = format == "csv"
                                   ? patron_table_csv(rows, out.get(), error)
                                   : patron_table_json(rows, out.get(), error);
  std::fwrite(text(out.get()).data(), 1, text(out.get()).size(), stdout);
  return status == PATRON_OK;
}

}  // namespace

int liability(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  patron_liability* made = nullptr;
  const auto failed = [&] { return give_up(std::string(message(error.get()))); };
  if (patron_liability_create(program.engine.get(), &made, error.get()) != PATRON_OK)
    return failed();
  const LiabilityHandle books(made);
  const std::int32_t first = *parse_day(options.from), last = *parse_day(options.to);
  Replayed done;
  std::string problem;
  const bool whole = replay_effects(
      options, program, last,
      [&](const std::string&, const patron_table* effects) {
        return patron_liability_add(books.get(), effects, error.get()) == PATRON_OK;
      },
      done, problem);
  if (!whole) return problem.empty() ? failed() : give_up(problem);
  const TableHandle rows(patron_table_create(options.language.c_str()));
  if (patron_liability_report(books.get(), first, last, rows.get(), error.get()) !=
          PATRON_OK ||
      !print(rows.get(), options.format, error.get()))
    return failed();
  if (done.left_out > 0 && !options.quiet)
    std::fprintf(stderr, "patron: rows left out: %llu\n",
                 static_cast<unsigned long long>(done.left_out));
  return done.left_out > 0 ? kNo : kYes;
}

}  // namespace patron::cli
