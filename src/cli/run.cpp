// SPDX-License-Identifier: Apache-2.0
// run: events in; effects, assessments and the summary page out. Customers go in batches,
// on as many threads as there are; those who draw on a budget that all share come last,
// together. The bytes are the same whatever the number of threads. Files stand under
// their names only when all of them are whole.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <thread>
#include <utility>

#include "cli/batch.hpp"
#include "cli/progress.hpp"
#include "cli/report.hpp"
#include "cli/tally.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

// A batch is work for some milliseconds: threads seldom wait for each other's, and memory
// holds few results.
constexpr std::size_t kBatch = 32;
constexpr unsigned kMostThreads = 64;

unsigned threads_of(const Options& options) {
  if (!options.threads.empty())
    return static_cast<unsigned>(std::stoul(options.threads));
  return std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
}

class Run {
 public:
  Run(const Options& options, const Program& program)
      : options_(options),
        program_(program),
        as_of_(*parse_day(options.as_of)),
        progress_(options.quiet),
        pack_(read_pack_words(program.pack_json, options.language)),
        tally_(program.engine.get(), pack_, as_of_),
        course_{options, program, input_, pack_, as_of_} {}

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

  // False with a problem, or without one if --strict stopped the run. What is read by the
  // threads (input_.events, the customers) stands still while they run.
  bool replay(std::string& problem) {
    Counts before;
    std::vector<Customer> customers =
        group(input_, program_.engine.get(), as_of_, before);
    counts_.later = before.later;
    all_ = customers.size();
    std::deque<std::future<Results>> running;
    const unsigned threads = threads_of(options_);
    const std::launch how = threads > 1 ? std::launch::async : std::launch::deferred;
    for (std::size_t at = 0; at < all_ || !running.empty();) {
      while (at < all_ && running.size() < threads + 1) {
        const std::size_t end = std::min(at + kBatch, all_);
        running.push_back(std::async(how, one_by_one, std::cref(course_),
                                     customers.data() + at, customers.data() + end));
        at = end;
      }
      Results results = running.front().get();
      running.pop_front();
      done_ = std::min(done_ + kBatch, all_);
      if (!commit(std::move(results), problem)) return false;
    }
    if (!sharers_.empty() && !commit(in_turns(course_, std::move(sharers_)), problem))
      return false;
    write_refusals(input_, refused_, refusals_);
    return true;
  }

  // In the order of the batches, whichever thread was first.
  bool commit(Results results, std::string& problem) {
    problem = results.problem;
    if (!problem.empty()) return false;
    effects_.write(results.effects);
    assessments_.write(results.assessments);
    tally_.merge(std::move(results.tally));
    counts_.applied += results.counts.applied;
    counts_.duplicates += results.counts.duplicates;
    customers_ += results.customers;
    for (Customer* each : results.sharers) sharers_.push_back(std::move(*each));
    for (Refusal& each : results.refusals) refused_.push_back(std::move(each));
    for (Reject& each : results.rejects) {
      input_.rejects.push_back(std::move(each));
      if (options_.strict) break;
    }
    if (printed_ < kRejectsPrinted && printed_ < input_.rejects.size()) {
      progress_.clear();
      print_rejects(input_, printed_);
    }
    progress_.show(done_ - sharers_.size(), all_, counts_.applied, input_.rejects.size());
    return !stopped();
  }

  // False if an event was lost on the way: that must never pass in silence.
  bool finish() {
    const auto whole = [](auto value) { return static_cast<std::int64_t>(value); };
    summary_.customers = whole(customers_);
    summary_.rows = whole(input_.rows.size());
    summary_.applied = whole(counts_.applied);
    summary_.duplicates = whole(counts_.duplicates);
    summary_.refused = whole(refused_.size());
    summary_.rejected = whole(input_.rejects.size());
    summary_.later = whole(counts_.later);
    summary_.without_event = whole(input_.rows_without_event);
    summary_.events = whole(events_);
    summary_.versions = program_.title;
    tally_.finish(summary_, options_.language);
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
  PackWords pack_;
  Tally tally_;
  Course course_;
  TableOutput effects_, assessments_;
  OutputFile rejects_, refusals_, page_;
  Summary summary_;
  Counts counts_;
  std::vector<Customer> sharers_;
  std::vector<Refusal> refused_;
  std::size_t printed_ = 0, done_ = 0, all_ = 0;
  std::uint64_t events_ = 0, customers_ = 0;
};

}  // namespace

int run(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  return Run(options, program).go();
}

}  // namespace patron::cli
