// SPDX-License-Identifier: Apache-2.0
// The most that one evaluation of an expression can cost, known before it runs.
#pragma once

#include <cstdint>

#include "rules/syntax.hpp"

namespace patron::rules {

// In units of about one read or one comparison. Texts of unknown length count as 256
// characters, ten to a unit; lists and maps as 64 elements.
std::uint64_t cost_max(const Tree& tree);

}  // namespace patron::rules
