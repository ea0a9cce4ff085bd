// SPDX-License-Identifier: Apache-2.0
// run: events in; effects, assessments and the summary page out. Customers are
// independent and go one after another, unless the pack has budgets that they share.
// Files stand under their names only when all of them are whole.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "cli/clerk.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/replay.hpp"
#include "cli/report.hpp"
#include "cli/tally.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

class Run {
 public:
  Run(const Options& options, const Program& program)
      : options_(options),
        program_(program),
        as_of_(*parse_day(options.as_of)),
        progress_(options.quiet),
        tally_(program.engine.get(), program.pack_json, options.language, as_of_),
        table_(patron_table_create(options.language.c_str())),
        json_(patron_buffer_create()),
        error_(patron_error_create(options.language.c_str())),
        clerk_(options.language),
        on_effects_([this](TableHandle& table) {
          if (told_ && patron_table_rows(table.get()) == 0) return;
          told_ = true;  // The first, empty or not, has the names of the columns.
          clerk_.take(table, [this](const patron_table* effects) {
            effects_.append(effects);
            tally_.effects(effects);
          });
        }) {}

  int go() {
    std::string problem;
    if (!read_input(options_, program_, input_, problem)) return give_up(problem);
    events_ = input_.events.size() + input_.rejects.size();
    print_rejects(input_, printed_);
    if (stopped()) return kCouldNotSay;
    if (!open(problem)) return give_up(problem);
    if (!replay(problem)) {
      progress_.clear();
      return problem.empty() ? kCouldNotSay : give_up(problem);
    }
    progress_.clear();
    if (!finish()) return give_up("internal error: the counts do not add up");
    if (!close(problem)) return give_up(problem);
    if (!options_.quiet) {
      std::fprintf(stderr, "%s%s/summary.html\n",
                   closing_report(program_, summary_, effects_.rows()).c_str(),
                   options_.out.c_str());
    }
    return input_.rejects.empty() ? kYes : kNo;
  }

 private:
  bool stopped() const {
    if (!options_.strict || input_.rejects.empty()) return false;
    std::fprintf(stderr, "patron: stopped at the first bad row (--strict)\n");
    return true;
  }

  bool open(std::string& problem) {
    const bool ndjson = options_.format != "csv", csv = options_.format != "ndjson";
    const std::string& out = options_.out;
    return make_directory(out, problem) &&
           effects_.open(out, "effects", ndjson, csv, problem) &&
           assessments_.open(out, "assessments", ndjson, csv, problem) &&
           rejects_.open(out, "rejects.csv", problem) &&
           refusals_.open(out, "refusals.csv", problem) &&
           page_.open(out, "summary.html", problem);
  }

  // False with a problem, or without one if --strict stopped the run.
  bool replay(std::string& problem) {
    Counts before;
    std::vector<Customer> customers =
        group(input_, program_.engine.get(), as_of_, before);
    later_ = before.later;
    Replay replay(program_, input_, options_.language, 0);
    const bool whole = replay.shares() ? in_turns(replay, customers, problem)
                                       : one_by_one(replay, customers, problem);
    if (!whole) return false;
    if (!clerk_.finish()) {
      problem = "the results could not be written: out of memory";
      return false;
    }
    counts_ = replay.counts();
    refused_ = replay.refusals().size();
    write_refusals(input_, replay.refusals(), refusals_);
    return true;
  }

  // Every customer whole, and then the next.
  bool one_by_one(Replay& replay, std::vector<Customer>& customers,
                  std::string& problem) {
    std::uint64_t done = 0;
    for (Customer& customer : customers) {
      if (!begin(replay, customer, problem)) return false;
      for (std::size_t at = 0; at < customer.events.size();) {
        if (!step(replay, customer, at, problem)) return false;
      }
      if (!look_at(replay, customer, problem)) return false;
      progress_.show(++done, customers.size(), replay.counts().applied,
                     input_.rejects.size());
    }
    return true;
  }

  // All customers by time, for they share a budget.
  bool in_turns(Replay& replay, std::vector<Customer>& customers, std::string& problem) {
    for (Customer& customer : customers)
      if (!begin(replay, customer, problem)) return false;
    const std::vector<std::size_t> turns = turns_by_time(input_, customers);
    std::vector<std::size_t> at(customers.size());
    for (std::size_t i = 0; i < turns.size(); ++i) {
      if (!step(replay, customers[turns[i]], at[turns[i]], problem)) return false;
      progress_.show(i * customers.size() / turns.size(), customers.size(),
                     replay.counts().applied, input_.rejects.size());
    }
    return std::all_of(customers.begin(), customers.end(), [&](Customer& customer) {
      return look_at(replay, customer, problem);
    });
  }

  bool begin(Replay& replay, Customer& customer, std::string& problem) {
    if (replay.start(customer)) return go_on();
    problem = replay.fatal();
    return false;
  }

  bool step(Replay& replay, Customer& customer, std::size_t& at, std::string& problem) {
    const auto on_survey = [&](const Event& event) {
      clerk_.note([this, &event] {
        tally_.survey(event.json,
                      patron_engine_date(program_.engine.get(), event.instant));
      });
    };
    if (replay.step(customer, at, on_effects_, on_survey)) return go_on();
    problem = replay.fatal();
    return false;
  }

  // Shows new bad rows; false if --strict stops at them.
  bool go_on() {
    if (printed_ < kRejectsPrinted && printed_ < input_.rejects.size()) {
      progress_.clear();
      print_rejects(input_, printed_);
    }
    return !stopped();
  }

  // The customer on the day asked: what falls due until then, and the assessment. A
  // customer of whom no event was accepted is none.
  bool look_at(Replay& replay, Customer& customer, std::string& problem) {
    const patron_member* member = customer.member.get();
    if (member == nullptr || patron_member_revision(member) == 0) return true;
    ++customers_;
    if (!replay.advance(customer, as_of_, on_effects_)) {
      problem = replay.fatal();
      return false;
    }
    const bool assessed = assess(customer.id, member);
    if (!assessed) problem = message(error_.get());
    customer.member.reset();
    return assessed;
  }

  // Asked here, written by the clerk: at the end of a run with a shared budget there is
  // nothing else to do.
  bool assess(const std::string& id, const patron_member* member) {
    const patron_engine* engine = program_.engine.get();
    const std::int64_t at = patron_engine_day_end(engine, as_of_);
    if (patron_engine_assess(engine, member, at, table_.get(), error_.get()) != PATRON_OK)
      return false;
    clerk_.take(table_, [this, id](const patron_table* assessment) {
      tally_.customer_done(id);
      assessments_.append(assessment);
      if (patron_table_row_json(assessment, 0, json_.get(), nullptr) == PATRON_OK)
        tally_.assessment(text(json_.get()));
    });
    if (patron_engine_holdings(engine, member, PATRON_LITERAL("lots"), at, table_.get(),
                               error_.get()) != PATRON_OK)
      return false;
    clerk_.take(table_, [this](const patron_table* lots) { tally_.lots(lots); });
    return true;
  }

  // False if an event was lost on the way: that must never pass in silence.
  bool finish() {
    const auto whole = [](auto value) { return static_cast<std::int64_t>(value); };
    summary_.customers = whole(customers_);
    summary_.rows = whole(input_.rows.size());
    summary_.applied = whole(counts_.applied);
    summary_.duplicates = whole(counts_.duplicates);
    summary_.refused = whole(refused_);
    summary_.rejected = whole(input_.rejects.size());
    summary_.later = whole(later_);
    summary_.without_event = whole(input_.rows_without_event);
    summary_.events = whole(events_);
    summary_.versions = program_.title;
    tally_.finish(summary_);
    page_.write(summary_page(summary_));
    write_rejects(input_, rejects_);
    return summary_.events == summary_.applied + summary_.duplicates + summary_.refused +
                                  summary_.rejected + summary_.later;
  }

  bool close(std::string& problem) {
    return effects_.close(problem) && assessments_.close(problem) &&
           rejects_.close(problem) && refusals_.close(problem) && page_.close(problem) &&
           effects_.keep(problem) && assessments_.keep(problem) &&
           rejects_.keep(problem) && refusals_.keep(problem) && page_.keep(problem);
  }

  const Options& options_;
  const Program& program_;
  std::int32_t as_of_;
  Progress progress_;
  Input input_;
  Tally tally_;
  TableOutput effects_, assessments_;
  OutputFile rejects_, refusals_, page_;
  TableHandle table_;
  BufferHandle json_;  // The clerk's.
  ErrorHandle error_;
  Clerk clerk_;  // Writes to all of the above, so it goes before they do.
  Replay::OnEffects on_effects_;
  bool told_ = false;
  Summary summary_;
  Counts counts_;
  std::size_t printed_ = 0;
  std::uint64_t events_ = 0, customers_ = 0, refused_ = 0, later_ = 0;
};

}  // namespace

int run(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  return Run(options, program).go();
}

}  // namespace patron::cli
