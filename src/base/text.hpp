// SPDX-License-Identifier: Apache-2.0
// Words for messages: the nearest name, what was found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patron::base {

// The candidate nearest to `word` by edit distance with transpositions, if near enough to
// be a slip of the pen (at most a third of the letters, and 3); else "".
std::string_view nearest(std::string_view word,
                         const std::vector<std::string_view>& names);
// "; did you mean \"when\"?" or "".
std::string did_you_mean(std::string_view word,
                         const std::vector<std::string_view>& names);

// What was found, for a message: in quotes, on one line, in UTF-8 whatever it was; long
// texts are cut to 64 bytes.
std::string shown(std::string_view text);

}  // namespace patron::base
