// SPDX-License-Identifier: Apache-2.0
// bench: what a pack costs on the user's own events. Each call is timed by itself; of
// several rounds the one that took least counts, for it was disturbed least.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "cli/output.hpp"
#include "cli/replay.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kLastDay = "2099-12-30";  // Of the calendar.

// Of one kind of call.
struct Timings {
  std::vector<double> microseconds;  // Of each call.
  std::uint64_t things = 0;          // Events, customers.

  double sum() const {
    double out = 0;
    for (const double each : microseconds) out += each;
    return out;
  }
};

struct Round {
  Timings apply, advance, assess, save;
  std::uint64_t bytes = 0, largest = 0;  // Of snapshots.
  Counts counts;
  std::uint64_t refused = 0, rejected = 0;

  double sum() const {
    return apply.sum() + advance.sum() + assess.sum() + save.sum();
  }
};

template <class Call>
bool timed(Timings& timings, Call call) {
  const Clock::time_point begun = Clock::now();
  const bool done = call();
  timings.microseconds.push_back(
      std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
  return done;
}

class Bench {
 public:
  Bench(const Options& options, const Program& program, const Input& input,
        std::int32_t day)
      : options_(options), program_(program), input_(input), day_(day) {}

  // False with a problem: the surroundings failed.
  bool round(const std::vector<Customer>& customers, Round& out, std::string& problem) {
    Replay replay(program_, input_, options_.language, 0);
    const bool done = all(replay, customers, out);
    if (!done) problem = replay.fatal();
    return done;
  }

 private:
  bool all(Replay& replay, const std::vector<Customer>& customers, Round& out) const {
    const TableHandle assessment(patron_table_create(options_.language.c_str()));
    const BufferHandle snapshot(patron_buffer_create());
    const auto ignore = [](TableHandle&) {};
    for (const Customer& each : customers) {
      Customer customer{each.id, each.events, {}};
      if (!replay.start(customer)) return false;
      for (std::size_t at = 0; at < customer.events.size();)
        if (!timed(out.apply, [&] {
              return replay.step(customer, at, ignore, [](const Event&) {});
            }))
          return false;
      if (customer.member == nullptr) continue;
      if (!timed(out.advance,
                 [&] { return replay.advance(customer, day_, ignore); }) ||
          !ask(customer.member.get(), replay.error(), assessment, snapshot, out))
        return false;
    }
    out.counts = replay.counts();
    out.refused = replay.refusals().size();
    out.rejected = replay.rejects().size();
    out.apply.things = out.counts.applied;
    return true;
  }

  bool ask(patron_member* member, patron_error* error, const TableHandle& assessment,
           const BufferHandle& snapshot, Round& out) const {
    const patron_instant at = patron_engine_day_end(program_.engine.get(), day_);
    const bool done =
        timed(out.assess, [&] {
          return patron_engine_assess(program_.engine.get(), member, at, assessment.get(),
                                      error) == PATRON_OK;
        }) &&
        timed(out.save, [&] {
          return patron_member_save(member, PATRON_PART_ALL, 0, snapshot.get(), error) ==
                 PATRON_OK;
        });
    const std::uint64_t bytes = patron_buffer_size(snapshot.get());
    out.bytes += bytes;
    out.largest = std::max(out.largest, bytes);
    return done;
  }

  const Options& options_;
  const Program& program_;
  const Input& input_;
  std::int32_t day_;
};

double percentile(std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last + 0.5)];
}

void print(const char* what, const char* unit, Timings& timings) {
  std::sort(timings.microseconds.begin(), timings.microseconds.end());
  const double total = timings.sum();
  const std::uint64_t things =
      timings.things > 0 ? timings.things : timings.microseconds.size();
  const double each = total > 0 ? static_cast<double>(things) * 1e6 / total : 0;
  std::printf("%-9s %12s %s   p50 %s us, p99 %s us, most %s us\n", what,
              grouped(static_cast<std::int64_t>(each)).c_str(), unit,
              fixed(percentile(timings.microseconds, 0.5), 1).c_str(),
              fixed(percentile(timings.microseconds, 0.99), 1).c_str(),
              fixed(percentile(timings.microseconds, 1), 1).c_str());
}

// The rules that can cost most, most first.
void print_costs(const patron_engine* engine, const std::string& language) {
  const TableHandle rules(patron_table_create(language.c_str()));
  if (patron_engine_list(engine, PATRON_LIST_RULES, rules.get(), nullptr) != PATRON_OK)
    return;
  std::vector<std::pair<std::int64_t, std::string>> costs;
  for (std::size_t row = 0; row < patron_table_rows(rules.get()); ++row)
    costs.emplace_back(-cell_int64(rules.get(), row, "cost"),
                       cell_text(rules.get(), row, "name"));
  std::sort(costs.begin(), costs.end());
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(kShown, costs.size()); ++i)
    std::printf("%-9s %12s units at most   %s\n", i == 0 ? "rules" : "",
                grouped(-costs[i].first).c_str(), costs[i].second.c_str());
}

std::string whole(std::uint64_t value) {
  return grouped(static_cast<std::int64_t>(value));
}

void report(const Program& program, const Options& options, double load, int rounds,
            Round& best) {
  const std::size_t members = best.save.microseconds.size();
  std::printf("%s customers, %s events applied, %s duplicates, %s refused, %s rejected; "
              "best of %d rounds, one thread\n",
              whole(members).c_str(), whole(best.counts.applied).c_str(),
              whole(best.counts.duplicates).c_str(), whole(best.refused).c_str(),
              whole(best.rejected).c_str(), rounds);
  std::printf("%-9s %12s ms\n", "load", fixed(load, 1).c_str());
  print("apply", "events/s   ", best.apply);
  print("advance", "customers/s", best.advance);
  print("assess", "customers/s", best.assess);
  print("save", "customers/s", best.save);
  std::printf("%-9s %12s bytes a customer, most %s\n", "snapshot",
              whole(members == 0 ? 0 : best.bytes / members).c_str(),
              whole(best.largest).c_str());
  print_costs(program.engine.get(), options.language);
}

// The day asked, or the last one of the events.
std::int32_t last_day(const Options& options, const patron_engine* engine,
                      const Input& input) {
  if (!options.as_of.empty()) return *parse_day(options.as_of);
  // Beyond it stand rows whose instant could not be read.
  const std::int64_t end = patron_engine_day_end(engine, *parse_day(kLastDay));
  std::int64_t last = 0;
  for (const Event& event : input.events)
    if (event.instant <= end) last = std::max(last, event.instant);
  return patron_engine_date(engine, last);
}

}  // namespace

int bench(const Options& options) {
  const Clock::time_point begun = Clock::now();
  const Program program = load_program(options, false);
  const double load =
      std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  Input input;
  std::string problem;
  if (!read_input(options, program, input, problem)) {
    std::fprintf(stderr, "patron: %s\n", problem.c_str());
    return kCouldNotSay;
  }
  std::size_t printed = 0;
  print_rejects(input, printed);
  Counts later;
  const std::string until = options.as_of.empty() ? kLastDay : options.as_of;
  const std::vector<Customer> customers =
      group(input, program.engine.get(), *parse_day(until), later);
  const int rounds = options.repeat.empty() ? 3 : std::stoi(options.repeat);
  Bench bench(options, program, input, last_day(options, program.engine.get(), input));
  Round best;
  for (int i = 0; i < rounds; ++i) {
    Round round;
    if (!bench.round(customers, round, problem)) {
      std::fprintf(stderr, "patron: %s\n", problem.c_str());
      return kCouldNotSay;
    }
    if (i == 0 || round.sum() < best.sum()) best = std::move(round);
  }
  report(program, options, load, rounds, best);
  return kYes;
}

}  // namespace patron::cli
