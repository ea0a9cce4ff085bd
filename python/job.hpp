// SPDX-License-Identifier: Apache-2.0
// The verbs over a table: events of many customers, each customer whole, in the order of
// first appearance; or all by time, where they share scopes. Slices of customers may run
// on several threads at once; what comes out does not depend on how they were cut.
#pragma once

#include <map>
#include <mutex>

#include "arrow_in.hpp"
#include "input.hpp"
#include "shims.hpp"

namespace patron::python {

class Job {
 public:
  struct Plan {
    std::shared_ptr<const Input> customers, events;  // Either may be NULL.
    std::vector<KeptMember> members;
    std::optional<Instant> until;  // Time passes to here; later events are left out.
    std::optional<Instant> at;     // Assess each.
    std::shared_ptr<SharedScopes> scopes;
    bool trace = false, effects = true, snapshots = true, skip_customer = false;
    bool recorded = false;
  };
  Job(std::shared_ptr<SpokenEngine> engine, Plan plan);

  std::size_t customers() const { return customers_.size(); }
  // Slices of all customers by time, which come first if they share scopes; else none.
  std::size_t turns() const { return turns_.size(); }
  void run_turns(std::size_t first, std::size_t last);
  // Customers [first, last), each once. Any threads at once.
  void run(std::size_t first, std::size_t last);

  struct Outcome {
    Rows effects, members, assessments, errors;
    std::size_t customers = 0, events = 0, duplicates = 0, later = 0, bad = 0;
  };
  Outcome finish();  // When all have run.

 private:
  struct Source {
    std::uint32_t row;
    bool profile;  // Of the customers' table.
    Instant at;
  };
  struct Problem {
    const char* table;
    std::int64_t row;
    std::string customer, event, column;
    ErrorCode code;
    std::string message;
  };
  struct Customer {
    std::string id;
    std::int32_t kept = -1;  // Index of the member that it goes onto.
    std::vector<Source> events;
    std::optional<Member> member;
    std::size_t next = 0;  // Of its events.
    std::vector<Problem> problems;
    std::size_t applied = 0, duplicates = 0;
    bool dropped = false;
    Rows effects;
  };
  struct Piece {
    Rows effects, members, assessments;
  };

  Customer& of(const std::string& id);
  void take_rows(const Input& input, bool profile);
  bool begin(Customer& customer);
  void step(Customer& customer);
  bool together(Customer& customer, std::size_t last);
  void apply_one(Customer& customer, const Source& source);
  void look_at(Customer& customer, Piece& piece);
  void note(Customer& customer, const Source& source, const Status& status);
  void give(Customer& customer, const Effects& effects);
  VerbOptions options() const;

  std::shared_ptr<SpokenEngine> engine_;
  Plan plan_;
  std::vector<Customer> customers_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<Problem> problems_;  // Of rows that belong to nobody.
  std::vector<std::size_t> turns_;  // Customers, by time.
  std::mutex mutex_;
  std::map<std::size_t, Piece> pieces_;
  std::size_t later_ = 0;
};

}  // namespace patron::python
