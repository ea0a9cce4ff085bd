// SPDX-License-Identifier: Apache-2.0
// A line on stderr while work takes longer than a second, if stderr is a terminal.
#pragma once

#include <chrono>
#include <cstdint>

namespace patron::cli {

class Progress {
 public:
  // `quiet`: never a line.
  explicit Progress(bool quiet);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // "12,000 of 23,570 customers, 81,204 events, 2 rows left out, 0:07 left"
  void show(std::uint64_t done, std::uint64_t all, std::uint64_t events,
            std::uint64_t left_out);
  void clear();  // Before anything else is printed.

 private:
  using Clock = std::chrono::steady_clock;
  bool on_ = false, shown_ = false;
  Clock::time_point start_, last_;
};

}  // namespace patron::cli
