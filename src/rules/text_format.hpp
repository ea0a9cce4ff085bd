// SPDX-License-Identifier: Apache-2.0
// string.format() of CEL: %s %d %f %e %b %o %x %X %%, with a precision for %f and %e.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/expression.hpp"

namespace patron::rules {

// Appends to `out`. Answers a message; empty means fine.
std::string_view format_text(std::string_view format, const std::vector<Value>& arguments,
                             std::string& out);

}  // namespace patron::rules
