// SPDX-License-Identifier: Apache-2.0
// The events of one call, before any of them is folded: read, checked, told apart from
// those that the member knows already, and in order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/member_state.hpp"
#include "engine/state.hpp"

namespace patron::engine {

struct Incoming {
  std::vector<Entry> fresh;             // In order of their keys.
  std::vector<std::size_t> rows;        // Where each of them stood in the call.
  bool many = false;
  std::vector<std::string> duplicates;  // Ids.
  std::string customer;
};

// Names the row of an event where a call has several.
Status at_row(Status status, std::size_t row, bool many);
// One JSON text, or JSON Lines. Errors: event, mismatch, conflict, too_old, limit,
// need_tail (whether an id is known cannot be told).
Result<Incoming> read_incoming(const Access::MemberState& member, std::string_view text);

}  // namespace patron::engine
