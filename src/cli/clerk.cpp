// SPDX-License-Identifier: Apache-2.0
// Work is handed over by the lot, so that neither thread waits for a lock at each call.
// A run that does not fill a lot needs no thread.
#include "cli/clerk.hpp"

#include <iterator>
#include <utility>

namespace patron::cli {
namespace {

constexpr std::size_t kLot = 256;           // Handed over at once.
constexpr std::size_t kMostWaiting = 8192;  // Then the run waits: memory has an end.

}  // namespace

Clerk::~Clerk() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Clerk::take(TableHandle& table, Task task) {
  TableHandle next;
  if (!own_spare_.empty()) {
    next = std::move(own_spare_.back());
    own_spare_.pop_back();
  } else {
    next.reset(patron_table_create(language_.c_str()));
  }
  gather({std::exchange(table, std::move(next)), std::move(task)});
}

void Clerk::note(std::function<void()> task) {
  gather({nullptr, [task = std::move(task)](const patron_table*) { task(); }});
}

void Clerk::gather(Work work) {
  gathered_.push_back(std::move(work));
  if (gathered_.size() < kLot) return;
  if (!thread_.joinable()) thread_ = std::thread([this] { write_all(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting || failed_; });
  if (!failed_)
    std::move(gathered_.begin(), gathered_.end(), std::back_inserter(waiting_));
  std::move(spare_.begin(), spare_.end(), std::back_inserter(own_spare_));
  spare_.clear();
  gathered_.clear();
  changed_.notify_all();
}

bool Clerk::finish() {
  {
    const std::lock_guard lock(mutex_);
    std::move(gathered_.begin(), gathered_.end(), std::back_inserter(waiting_));
    gathered_.clear();
    over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
  else
    write_all();
  return !failed_;
}

void Clerk::write_all() {
  std::vector<Work> work;
  std::vector<TableHandle> written;
  try {
    while (true) {
      {
        std::unique_lock lock(mutex_);
        std::move(written.begin(), written.end(), std::back_inserter(spare_));
        changed_.wait(lock, [&] { return !waiting_.empty() || over_; });
        if (waiting_.empty()) return;
        work.swap(waiting_);
      }
      changed_.notify_all();
      written.clear();
      for (Work& one : work) {
        one.task(one.table.get());
        if (one.table != nullptr) written.push_back(std::move(one.table));
      }
      work.clear();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
  }
  changed_.notify_all();
}

}  // namespace patron::cli
