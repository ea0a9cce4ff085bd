// SPDX-License-Identifier: Apache-2.0
// Writes down what a run tells, in the order in which it is told, on a thread of its own:
// the engine works on while files and figures are made.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/handles.hpp"

namespace patron::cli {

class Clerk {
 public:
  // What to do with one table; called on the clerk's thread, one at a time.
  using Task = std::function<void(const patron_table*)>;

  explicit Clerk(std::string language) : language_(std::move(language)) {}
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  ~Clerk();  // What was not written by then is left: the run failed.

  // Takes the table and leaves an empty one in its place. May wait for the clerk.
  void take(TableHandle& table, Task task);
  void note(std::function<void()> task);  // The same for what has no table.
  // Waits until all is written. False: something failed (memory); nothing more is done.
  bool finish();

 private:
  struct Work {
    TableHandle table;
    Task task;
  };
  void gather(Work work);
  void write_all();

  std::string language_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Work> waiting_;          // Guarded, as are the next three.
  std::vector<TableHandle> spare_;     // Tables that were written.
  bool over_ = false, failed_ = false;
  std::vector<Work> gathered_;         // Of the run's thread: handed over by the lot.
  std::vector<TableHandle> own_spare_;
  std::thread thread_;
};

}  // namespace patron::cli
