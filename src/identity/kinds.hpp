// SPDX-License-Identifier: Apache-2.0
// The kinds of columns: what is compared of a value, and how near two values are.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "identity/folding.hpp"
#include "patron/status.hpp"

namespace patron::identity {

enum class Kind { name, phone, email, date, text };

std::string name_key(std::string_view text);
Result<std::string> email_key(std::string_view text);

// "name" and so on; its place in the list is the kind.
std::span<const std::string_view> kind_words();
// The kind of a column by its name; -1: it needs to be told.
int kind_of_column(std::string_view column);

// Levels, nearest first; the last is "different". Default m and u have as many numbers.
struct Levels {
  std::span<const std::string_view> words;
  std::span<const double> m, u;
};
const Levels& levels_of(Kind kind);

// What is compared; "" for what is missing or cannot be a value of its kind.
std::string key_of(Kind kind, std::string_view text, std::string_view region);

// The level of two keys, none of which is "". Names come as points, others as texts.
struct Nearness {
  std::size_t level = 0;
  double similarity = -1;  // Of names.
};
Nearness name_nearness(const Points& a, const Points& b);
std::size_t level_of(Kind kind, std::string_view a, std::string_view b);

}  // namespace patron::identity
