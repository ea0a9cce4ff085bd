// SPDX-License-Identifier: Apache-2.0
// Values of a pack as messages quote them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace patron::rules {

// With quotes; a long text is cut.
std::string quoted(std::string_view text);
// "12m" (with quotes), 1.25, null, "a list".
std::string found(const json::Value& value);
std::size_t code_points(std::string_view text);
// The plain words of a pattern, as candidates for "did you mean": `^(on|off)$` -> on,
// off.
std::vector<std::string_view> words_of(std::string_view pattern);

}  // namespace patron::rules
