// SPDX-License-Identifier: Apache-2.0
// Member: one customer as a value, a fold over the accepted events. It never sees another
// member. The verbs that change it are the engine's; here are its bytes and its header.
// Copy it to try something out. Threads: one at a time; const calls may overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "date.hpp"
#include "status.hpp"

namespace patron {

class Engine;

// The head is enough for events in time; the tail holds the retained history.
enum class Part : std::int32_t { all, head, tail };

// What a snapshot says of itself, readable without an engine.
struct SnapshotHeader {
  std::uint32_t format = 0;
  std::uint64_t revision = 0;
  Instant next_due, watermark, horizon;
  std::size_t retained = 0;
  std::string customer;
  std::string zones_version;
};
// Errors: snapshot (damaged, or not one), format (of a newer library).
Result<SnapshotHeader> snapshot_header(std::string_view snapshot);

class Member {
 public:
  explicit Member(const Engine& engine, std::string_view customer = {});
  Member(const Member&);
  Member(Member&&) noexcept;
  Member& operator=(Member) noexcept;
  ~Member();

  // Whole or head; empty: a new customer.
  // Errors: snapshot, format, pack_unknown, mismatch.
  Status load(std::string_view snapshot);
  // The tail, whole, after a load of the head. Errors: snapshot, mismatch.
  Status load_tail(std::string_view tail);
  std::string save() const;
  // Into the memory of `snapshot`; for the tail: what was added since a revision.
  void save(Part part, std::uint64_t since, std::string& snapshot) const;

  std::string_view customer() const noexcept;
  std::uint64_t revision() const noexcept;  // Goes up with every change.
  Instant next_due() const noexcept;        // When advance next has something to do.
  Instant watermark() const noexcept;       // All up to here was emitted.
  Instant horizon() const noexcept;         // Nothing before is accepted.
  std::size_t retained() const noexcept;    // Events kept.

 private:
  friend struct Access;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patron
