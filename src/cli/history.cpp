// SPDX-License-Identifier: Apache-2.0
#include "cli/history.hpp"

#include <algorithm>
#include <vector>

#include "cli/replay.hpp"

namespace patron::cli {

bool replay_effects(const Options& options, const Program& program, std::int32_t day,
                    const OnHistory& on_history, Replayed& out, std::string& problem) {
  Input input;
  if (!read_input(options, program, input, problem)) return false;
  Counts before;
  std::vector<Customer> customers = group(input, program.engine.get(), day, before);
  Replay replay(program, input, options.language, 0);
  bool going = true;  // What is told after a failure is passed over.
  const auto tell = [&](const Customer& customer, TableHandle& effects) {
    going = going && on_history(customer.id, effects.get());
  };
  const bool done =
      replay_by_time(replay, input, customers, tell) && going &&
      std::all_of(customers.begin(), customers.end(), [&](Customer& customer) {
        const patron_member* member = customer.member.get();
        if (member == nullptr || patron_member_revision(member) == 0) return true;
        const auto mine = [&](TableHandle& effects) { tell(customer, effects); };
        return replay.advance(customer, day, mine) && going;
      });
  out.left_out = input.rejects.size() + replay.rejects().size();
  out.refused = replay.refusals().size();
  if (!done && going) problem = replay.fatal();
  return done;
}

}  // namespace patron::cli
