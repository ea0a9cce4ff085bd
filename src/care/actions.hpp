// SPDX-License-Identifier: Apache-2.0
// Care: what has to be done for a customer, by when. An action opens when its trigger
// happens and starts on its day; it is done or cancelled by an event, and overdue when
// neither came in time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/hash.hpp"
#include "model/pack.hpp"

namespace patron::care {

struct OpenAction {
  std::int32_t version = 0,
               action = 0;  // Which version of the program, which action there.
  bool started = false;                  // It was told.
  base::Hash128 id;                      // Of the effect that told it.
  std::string ref;
  Date start;
  Date due;                              // Last day on which it is in time.
  bool overdue = false;
  std::int32_t steps = 0;                // Steps up that were taken.
};

// The last day before an open action goes a step further up; none if there is none.
std::optional<Date> next_step(const OpenAction& open, const model::Action& action);

// Does one open action come before another to who looks for what to do next?
bool comes_before(const OpenAction& a, const model::Action& of_a, const OpenAction& b,
                  const model::Action& of_b);

// Does an event with this ref speak of this action? Both refs must agree if both exist.
bool concerns(const OpenAction& open, std::string_view ref);

void write(base::Writer& out, const OpenAction& open);
OpenAction read(base::Reader& in);

}  // namespace patron::care
