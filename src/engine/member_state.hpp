// SPDX-License-Identifier: Apache-2.0
// The insides of a Member: the head (what the fold came to), the base (the same at the
// horizon), and the entries between them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/access.hpp"
#include "engine/program.hpp"
#include "engine/state.hpp"

namespace patron {

struct Member::State {
  std::shared_ptr<const Access::Program> program;
  std::string customer;
  std::uint64_t revision = 0;
  Instant watermark = engine::kBeforeAll;
  Instant horizon = engine::kBeforeAll;
  Instant next_due = Instant::never();
  engine::State head, base;
  std::vector<engine::Entry> entries;  // In order of their keys.
  // Of every retained id, also of entries whose tail is not loaded: a hit asks for it.
  std::vector<std::uint16_t> fingerprints;
  bool tail = true;    // All retained entries are here.
  bool behind = false;  // Written with older tables: to be folded anew from the tail.
};

}  // namespace patron

namespace patron::engine {

inline constexpr std::uint32_t kSnapshotFormat = 1;  // What is written.

inline std::uint16_t fingerprint(std::uint64_t id_hash) {
  return static_cast<std::uint16_t>(id_hash >> 48);
}

// The head's bytes, as a snapshot writes them; also how two states are compared.
std::string head_bytes(const Access::Program& program, const State& state,
                       Instant watermark);

// Do all indexes of a state that was read point at something?
bool valid(const State& state, const Access::Program& program);
bool valid(const TierStep& kept, const Access::Program& program);

}  // namespace patron::engine
