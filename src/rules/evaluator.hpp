// SPDX-License-Identifier: Apache-2.0
// Runs a program. Allocates only where the program makes texts, lists or maps.
#pragma once

#include "rules/program.hpp"

namespace patron::rules {

Value run(const Program& program, std::size_t entry, const Activation& activation,
          Storage& storage);

}  // namespace patron::rules
