// SPDX-License-Identifier: Apache-2.0
// The only part of the command that looks at a clock, and never for data.
#include "cli/progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "cli/text.hpp"

namespace patron::cli {

Progress::Progress(bool quiet)
    : on_(!quiet && isatty(STDERR_FILENO) == 1), start_(Clock::now()), last_(start_) {}

void Progress::show(std::uint64_t done, std::uint64_t all, std::uint64_t events,
                    std::uint64_t left_out) {
  if (!on_) return;
  const Clock::time_point now = Clock::now();
  if (now - start_ < std::chrono::seconds(1)) return;
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  const double spent = std::chrono::duration<double>(now - start_).count();
  const double left = done == 0 ? 0.0
      : spent * static_cast<double>(all - done) / static_cast<double>(done);
  const auto seconds = static_cast<std::int64_t>(left + 0.5);
  std::string line = grouped(static_cast<std::int64_t>(done)) + " of " +
                     grouped(static_cast<std::int64_t>(all)) + " customers, " +
                     grouped(static_cast<std::int64_t>(events)) + " events, ";
  if (left_out > 0) {
    line += grouped(static_cast<std::int64_t>(left_out)) + " rows left out, ";
  }
  const std::string rest = std::to_string(seconds % 60);
  line += std::to_string(seconds / 60) + ':' + (rest.size() < 2 ? "0" : "") + rest;
  std::fprintf(stderr, "\r\x1b[K%s left", line.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace patron::cli
