// SPDX-License-Identifier: Apache-2.0
// What a history comes to under one program: what each customer has on a day.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "cli/options.hpp"
#include "cli/program.hpp"

namespace patron::cli {

struct Holding {
  std::int64_t active = 0, pending = 0, debt = 0;  // At the currency's scale.
};
struct Outcome {
  std::map<std::string, Holding> points;     // By currency.
  std::map<std::string, std::string> tiers;  // Ladder -> level.
};
struct Outcomes {
  std::map<std::string, Outcome> customers;
  std::uint64_t infeasible = 0;  // Recorded spends that these rules would have refused.
  std::uint64_t refused = 0;     // Other events that they refused.
  std::uint64_t left_out = 0;    // Bad rows.
};

// Replays the events that the options name up to the end of their day, all customers by
// time. False: `problem` is for stderr.
bool replay_history(const Options& options, const Program& program, Outcomes& out,
                    std::string& problem);

}  // namespace patron::cli
