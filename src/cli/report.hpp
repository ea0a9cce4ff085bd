// SPDX-License-Identifier: Apache-2.0
// What a run says of its rows: on stderr as they are found, in files whole, and at the
// end as counts that add up.
#pragma once

#include <cstddef>
#include <string>

#include "cli/file.hpp"
#include "cli/input.hpp"
#include "cli/replay.hpp"
#include "cli/summary.hpp"

namespace patron::cli {

// Prints rejects from index `next` on, the first kRejectsPrinted in all.
inline constexpr std::size_t kRejectsPrinted = 20;
void print_rejects(const Input& input, std::size_t& next);

// "bookings.csv:17:5: amount must be a decimal, found \"12,50\" [event]"
// Tells what went wrong; kCouldNotSay.
int give_up(const std::string& problem);
std::string reject_text(const Input& input, const Reject& reject);
void write_rejects(const Input& input, OutputFile& file);
void write_refusals(const Input& input, const std::vector<Refusal>& refusals,
                    OutputFile& file);
// The closing lines of a run.
std::string closing_report(const Program& program, const Summary& summary,
                           std::uint64_t effects);

}  // namespace patron::cli
