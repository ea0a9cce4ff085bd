// SPDX-License-Identifier: Apache-2.0
// What became of each rule that looked at an event, and why: for explanations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/view.hpp"
#include "model/pack.hpp"

namespace patron::engine {

// A part of the condition with its value, or of a way to make it true.
struct ConsideredPart {
  std::int32_t way = 0;  // 0: of the condition as it is; else of that way.
  std::int32_t depth = 0;
  std::string text, value;  // Of a way: the inputs as they are, "amount = 3.00".
  bool decides = false;
  bool wanted = true;  // Of a way: what the part must become.
};

struct Considered {
  std::string rule;
  std::string status;  // "holds", "does not hold", "undecided", "not in force", ...
  std::vector<ConsideredPart> parts;
};

// The event that is asked about, and what was found.
struct Observer {
  std::string_view event;
  std::vector<Considered> found;

  void note(const std::string& rule, std::string_view status);
  // What else became of the rule that was looked at last.
  void amend(std::string_view status) { found.back().status = status; }
  // By what its condition comes to; one without a condition holds.
  void look(const std::string& rule, const View& view, model::ExpressionIndex when);
};

}  // namespace patron::engine
