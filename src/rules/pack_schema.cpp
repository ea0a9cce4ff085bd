// SPDX-License-Identifier: Apache-2.0
#include "patron/pack.hpp"
#include "rules/shape.hpp"

namespace patron {

std::string_view pack_schema() noexcept { return rules::kPackSchema; }

}  // namespace patron
