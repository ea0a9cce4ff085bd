// SPDX-License-Identifier: Apache-2.0
// RE2 runs in time linear in the text. What depends on its Unicode tables is refused, for
// they change with its version: classes like \pL, and case-blind letters beyond ASCII.
#include "rules/patterns.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"

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

std::unique_ptr<re2::RE2> compiled(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemory);
  return std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
}

}  // namespace

std::string add_pattern(Tree& tree, std::string_view text, bool strict) {
  if (text.size() > limits::kExpressionPattern) {
    return "a pattern of more than " + std::to_string(limits::kExpressionPattern) +
           " bytes";
  }
  if (strict && has_escape(text, "pP")) {
    return "classes of Unicode (\\p) are not supported";
  }
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (strict && !ascii && ignores_case(text)) return "(?i) works on ASCII letters only";
  std::unique_ptr<re2::RE2> pattern = compiled(text);
  if (!pattern->ok()) return "malformed pattern: " + pattern->error();
  tree.patterns.push_back(std::move(pattern));
  return "";
}

bool matches(const re2::RE2& pattern, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

Value matches(const Value* arguments, Storage& storage) {
  constexpr std::size_t kCompileWork = 1000;  // A pattern costs about as much.
  const std::string_view text = arguments[1].text;
  if (text.size() > limits::kExpressionPattern) {
    return error_value("this pattern is too long");
  }
  if (!storage.may_work(kCompileWork + text.size())) return error_value(kTooMuchWork);
  const std::unique_ptr<re2::RE2> pattern = compiled(text);
  if (!pattern->ok()) return error_value("malformed pattern");
  return boolean_value(matches(*pattern, arguments[0].text));
}

}  // namespace patron::rules
