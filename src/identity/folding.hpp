// SPDX-License-Identifier: Apache-2.0
// Code points, width and case. Full-width forms become ASCII; Latin, Greek and Cyrillic
// letters become small; all else stays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patron::identity {

using Points = std::vector<char32_t>;

// Bytes that are not UTF-8 become U+FFFD.
Points points(std::string_view text);
void append_utf8(std::string& out, char32_t point);

char32_t narrow(char32_t point);  // Full width to half; the wide blank to a blank.
char32_t small(char32_t point);
bool is_blank(char32_t point);
bool is_han(char32_t point);

// Narrow and small, blanks single, none at the ends.
std::string folded(std::string_view text);

}  // namespace patron::identity
