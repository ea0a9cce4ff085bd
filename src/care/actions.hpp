// SPDX-License-Identifier: Apache-2.0
// Care: what has to be done for a customer, by when. An action opens when its trigger
// happens, is done or cancelled by an event, and is overdue when neither came in time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/hash.hpp"
#include "model/pack.hpp"

namespace patron::care {

struct OpenAction {
  std::int32_t version = 0,
               action = 0;  // Which version of the program, which action there.
  base::Hash128 id;                      // Of the effect that opened it.
  std::string ref;
  Date due;                              // Last day on which it is in time.
  bool overdue = false;
};

// The last day in time for an action whose trigger fell on `day`.
Date deadline(const model::Action& action, Date day);

// Does an event with this ref speak of this action? Both refs must agree if both exist.
bool concerns(const OpenAction& open, std::string_view ref);

void write(base::Writer& out, const OpenAction& open);
OpenAction read(base::Reader& in);

}  // namespace patron::care
