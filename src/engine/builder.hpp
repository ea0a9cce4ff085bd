// SPDX-License-Identifier: Apache-2.0
// From compiled packs to a frozen engine.
#pragma once

#include <vector>

#include "engine/access.hpp"
#include "engine/program.hpp"

namespace patron::engine {

// Errors: mismatch (two programs, versions that overlap or leave a gap, a currency or
// tier that goes away). `packs` must not be empty.
Result<Engine> join_versions(std::vector<rules::CompiledPack> packs,
                             const Limits& limits);

}  // namespace patron::engine
