// SPDX-License-Identifier: Apache-2.0
// What a customer on his own was told is kept as tables until it is sure that he asked
// for nothing shared.
#include "cli/batch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

class Desk {
 public:
  explicit Desk(const Course& course)
      : course_(course),
        results_(course),
        table_(patron_table_create(course.options.language.c_str())),
        json_(patron_buffer_create()),
        error_(patron_error_create(course.options.language.c_str())) {}

  Results& results() { return results_; }

  void alone(Customer& customer) {
    Replay replay(course_.program, course_.input, course_.options.language, 0, true);
    told_count_ = 0;
    surveys_.clear();
    const auto keep = [this](TableHandle& effects) { std::swap(effects, next_table()); };
    const auto answered = [this](const Event& event) { surveys_.push_back(&event); };
    bool going = replay.start(customer);
    for (std::size_t at = 0; going && at < customer.events.size() && !replay.asked();)
      going = replay.step(customer, at, keep, answered);
    const bool someone = going && !replay.asked() && known(customer);
    if (someone) going = replay.advance(customer, course_.as_of, keep);
    if (replay.asked()) {
      customer.member.reset();
      results_.sharers.push_back(&customer);
      return;
    }
    for (std::size_t i = 0; i < told_count_; ++i) show(told_[i].get());
    for (const Event* survey : surveys_) count_survey(*survey);
    if (going && someone) going = assess(customer);
    take(replay);
    if (!going) fail(replay);
  }

  void in_turns(std::vector<Customer>& customers) {
    Replay replay(course_.program, course_.input, course_.options.language, 0);
    const auto write = [this](TableHandle& effects) { show(effects.get()); };
    const auto answered = [this](const Event& event) { count_survey(event); };
    bool going = std::all_of(customers.begin(), customers.end(),
                             [&](Customer& each) { return replay.start(each); });
    std::vector<std::size_t> turns, at(customers.size());
    if (going) turns = turns_by_time(course_.input, customers);
    going = going && std::all_of(turns.begin(), turns.end(), [&](std::size_t i) {
              return replay.step(customers[i], at[i], write, answered);
            });
    going = going && std::all_of(customers.begin(), customers.end(), [&](Customer& each) {
              return !known(each) ||
                     (replay.advance(each, course_.as_of, write) && assess(each));
            });
    take(replay);
    if (!going) fail(replay);
  }

 private:
  // A customer of whom no event was accepted is none.
  static bool known(const Customer& customer) {
    return customer.member != nullptr &&
           patron_member_revision(customer.member.get()) > 0;
  }

  TableHandle& next_table() {
    if (told_count_ == told_.size())
      told_.emplace_back(patron_table_create(course_.options.language.c_str()));
    return told_[told_count_++];
  }

  void show(const patron_table* effects) {
    results_.effects.append(effects);
    results_.tally.effects(effects);
  }

  void count_survey(const Event& event) {
    results_.tally.survey(event.json, patron_engine_date(engine(), event.instant));
  }

  bool assess(Customer& customer) {
    ++results_.customers;
    const std::int64_t at = patron_engine_day_end(engine(), course_.as_of);
    const patron_member* member = customer.member.get();
    if (patron_engine_assess(engine(), member, at, table_.get(), error_.get()) !=
        PATRON_OK)
      return false;
    results_.tally.customer_done(customer.id);
    results_.assessments.append(table_.get());
    if (patron_table_row_json(table_.get(), 0, json_.get(), error_.get()) != PATRON_OK)
      return false;
    results_.tally.assessment(text(json_.get()));
    if (patron_engine_holdings(engine(), member, PATRON_LITERAL("lots"), at, table_.get(),
                               error_.get()) != PATRON_OK)
      return false;
    results_.tally.lots(table_.get());
    customer.member.reset();
    return true;
  }

  void take(const Replay& replay) {
    results_.counts.applied += replay.counts().applied;
    results_.counts.duplicates += replay.counts().duplicates;
    const auto append = [](auto& to, const auto& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(results_.rejects, replay.rejects());
    append(results_.refusals, replay.refusals());
  }

  void fail(const Replay& replay) {
    results_.problem = message(error_.get());
    if (results_.problem.empty()) results_.problem = replay.fatal();
  }

  const patron_engine* engine() const { return course_.program.engine.get(); }

  const Course& course_;
  Results results_;
  TableHandle table_;
  BufferHandle json_;
  ErrorHandle error_;
  std::vector<TableHandle> told_;  // Of one customer; the first `told_count_` of them.
  std::size_t told_count_ = 0;
  std::vector<const Event*> surveys_;
};

bool wants(const Course& course, const char* other) {
  return course.options.format != other;
}

}  // namespace

Results::Results(const Course& course)
    : effects(wants(course, "csv"), wants(course, "ndjson")),
      assessments(wants(course, "csv"), wants(course, "ndjson")),
      tally(course.program.engine.get(), course.pack, course.as_of) {}

Results one_by_one(const Course& course, Customer* first, Customer* last) {
  Desk desk(course);
  for (Customer* each = first; each != last && desk.results().problem.empty(); ++each)
    desk.alone(*each);
  return std::move(desk.results());
}

Results in_turns(const Course& course, std::vector<Customer> customers) {
  Desk desk(course);
  desk.in_turns(customers);
  return std::move(desk.results());
}

}  // namespace patron::cli
