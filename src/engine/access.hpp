// SPDX-License-Identifier: Apache-2.0
// The one door by which the engine, the C ABI and the bindings reach the insides of the
// public classes.
#pragma once

#include <memory>

#include "patron/effect.hpp"
#include "patron/engine.hpp"
#include "patron/member.hpp"
#include "patron/scopes.hpp"
#include "patron/table.hpp"

namespace patron {

struct Access {
  using Program = Engine::Program;
  using MemberState = Member::State;
  using EffectRows = Effects::Rows;
  using HeldScopes = Scopes::Held;

  static const std::shared_ptr<const Program>& program(const Engine& engine) {
    return engine.program_;
  }
  static Engine engine(std::shared_ptr<const Program> program);
  static MemberState& state(Member& member) { return *member.state_; }
  static const MemberState& state(const Member& member) { return *member.state_; }
  static EffectRows& rows(Effects& effects) { return *effects.rows_; }
  static HeldScopes& held(Scopes& scopes) { return *scopes.held_; }
  static const HeldScopes& held(const Scopes& scopes) { return *scopes.held_; }
};

}  // namespace patron
