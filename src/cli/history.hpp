// SPDX-License-Identifier: Apache-2.0
// A history replayed for its effects alone: what the books and the journal are made of.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/handles.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"

namespace patron::cli {

// The effects of one call for one customer. False stops, with a problem of its own.
using OnHistory = std::function<bool(const std::string& customer, const patron_table*)>;

struct Replayed {
  std::uint64_t left_out = 0, refused = 0;  // Rows; events that the rules refused.
};

// Everything that --events and --customers name, up to the end of `day`. False: `problem`
// is for stderr.
bool replay_effects(const Options& options, const Program& program, std::int32_t day,
                    const OnHistory& on_history, Replayed& out, std::string& problem);

}  // namespace patron::cli
