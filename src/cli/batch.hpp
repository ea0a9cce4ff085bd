// SPDX-License-Identifier: Apache-2.0
// Customers worked through: their events, the day asked, and all that is to be written of
// them. Batches know nothing of each other, so that each may have a thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/handles.hpp"
#include "cli/output.hpp"
#include "cli/pack_words.hpp"
#include "cli/replay.hpp"
#include "cli/tally.hpp"

namespace patron::cli {

// What all batches of a run read.
struct Course {
  const Options& options;
  const Program& program;
  const Input& input;
  const PackWords& pack;
  std::int32_t as_of = 0;
};

// What comes out of a batch.
struct Results {
  explicit Results(const Course& course);

  TableText effects, assessments;
  Tally tally;
  std::vector<Reject> rejects;
  std::vector<Refusal> refusals;
  Counts counts;
  std::uint64_t customers = 0;     // Of whom an event was accepted.
  std::vector<Customer*> sharers;  // Who have to take turns; nothing of them is here.
  std::string problem;             // Memory, an internal error: the run is over.
};

// Each customer whole, one after another. One who asks for a shared budget is set aside.
Results one_by_one(const Course& course, Customer* first, Customer* last);

// Customers who share budgets: by time, and then the day asked for each.
Results in_turns(const Course& course, std::vector<Customer> customers);

}  // namespace patron::cli
