// SPDX-License-Identifier: Apache-2.0
// RE2 runs in time linear in the text. What depends on its Unicode tables is refused, for
// they change with its version: classes like \pL, and case-blind letters beyond ASCII.
#include "rules/patterns.hpp"

#include <algorithm>
#include <utility>

namespace patron::rules {

namespace {

constexpr std::int64_t kPatternMemory = 1 << 20;  // Bytes of its automata.

bool has_escape(std::string_view text, std::string_view letters) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    if (letters.find(text[++i]) != std::string_view::npos) return true;
  }
  return false;
}

// (?i), (?s-i:...): does a group of flags set i?
bool ignores_case(std::string_view text) {
  for (std::size_t at = text.find("(?"); at != std::string_view::npos;
       at = text.find("(?", at + 1)) {
    const std::string_view flags = text.substr(at + 2);
    const std::string_view set = flags.substr(0, flags.find_first_not_of("imsU"));
    if (set.find('i') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string add_pattern(Tree& tree, std::string_view text) {
  if (has_escape(text, "pP")) return "classes of Unicode (\\p) are not supported";
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (!ascii && ignores_case(text)) return "(?i) works on ASCII letters only";
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemory);
  auto pattern =
      std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!pattern->ok()) return "malformed pattern: " + pattern->error();
  tree.patterns.push_back(std::move(pattern));
  return "";
}

bool matches(const re2::RE2& pattern, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

}  // namespace patron::rules
