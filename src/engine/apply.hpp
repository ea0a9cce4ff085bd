// SPDX-License-Identifier: Apache-2.0
// The verbs on the insides of a member: they change it whole or not at all.
#pragma once

#include <string_view>
#include <vector>

#include "engine/emission.hpp"
#include "engine/member_state.hpp"

namespace patron::engine {

struct VerbInput {
  Scopes* scopes = nullptr;
  bool trace = false;
  bool far_ahead = false;
  bool recorded = false;
};

Status apply(Access::MemberState& member, std::string_view events,
             const VerbInput& input, std::vector<Emission>& out);
Status advance(Access::MemberState& member, Instant until, const VerbInput& input,
               std::vector<Emission>& out);
Status compact(Access::MemberState& member, Instant before);

}  // namespace patron::engine
