// SPDX-License-Identifier: Apache-2.0
// How alike two texts are.
#pragma once

#include "identity/folding.hpp"

namespace patron::identity {

double jaro_winkler(const Points& a, const Points& b);

}  // namespace patron::identity
