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
  bool going = true;
  const auto tell = [&](const Customer& customer) {
    return [&](TableHandle& effects) {
      going = going && on_history(customer.id, effects.get());
    };
  };
  const auto ignore = [](const Event&) {};
  const bool begun =
      std::all_of(customers.begin(), customers.end(),
                  [&](Customer& customer) { return replay.start(customer); });
  // One after another, or in order of time where customers share something.
  const std::vector<std::size_t> turns =
      begun ? turns_by_time(input, customers) : std::vector<std::size_t>{};
  std::vector<std::size_t> next(customers.size());
  const bool whole =
      begun && std::all_of(turns.begin(), turns.end(), [&](std::size_t i) {
        return replay.step(customers[i], next[i], tell(customers[i]), ignore) && going;
      });
  const bool done =
      whole && std::all_of(customers.begin(), customers.end(), [&](Customer& customer) {
        const patron_member* member = customer.member.get();
        return member == nullptr || patron_member_revision(member) == 0 ||
               (replay.advance(customer, day, tell(customer)) && going);
      });
  out.left_out = input.rejects.size();
  out.refused = replay.refusals().size();
  if (!done && going) problem = replay.fatal();
  return done;
}

}  // namespace patron::cli
