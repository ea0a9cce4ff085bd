// SPDX-License-Identifier: Apache-2.0
#include "rules/words.hpp"

#include <algorithm>

namespace patron::rules {

using json::Kind;

namespace {
constexpr std::size_t kFoundBytes = 60;  // Longest part of a text quoted in a message.
}

std::string quoted(std::string_view text) {
  std::string cut(text.substr(0, kFoundBytes));
  while (cut.size() < text.size() && !json::valid_utf8(cut)) cut.pop_back();
  std::string out;
  json::append_string(out, cut);
  if (cut.size() < text.size()) out.insert(out.size() - 1, "...");
  return out;
}

std::string found(const json::Value& value) {
  switch (value.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::number:
      return std::string(value.text);
    case Kind::string:
      return quoted(value.text);
    case Kind::array:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "";
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::vector<std::string_view> words_of(std::string_view pattern) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= pattern.size(); ++i) {
    if (i < pattern.size() &&
        std::string_view("^$()|").find(pattern[i]) == std::string_view::npos) {
      continue;
    }
    const std::string_view word = pattern.substr(begin, i - begin);
    begin = i + 1;
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_' || c == ' ';
    });
    if (plain && word.size() > 3) words.push_back(word);
  }
  return words;
}

}  // namespace patron::rules
