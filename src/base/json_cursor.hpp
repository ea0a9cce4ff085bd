// SPDX-License-Identifier: Apache-2.0
// Where tokens of a JSON text stand, and what was expected where it breaks. Boost.JSON's
// parser tells neither, so this follows it: callbacks come in the order of the tokens,
// and between two tokens there is only white space, comments, commas and colons.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace patron::json {

// Walks a text token by token, counting lines and columns (in characters, not bytes).
class Cursor {
 public:
  struct At {
    std::uint32_t line, column;
  };

  explicit Cursor(std::string_view text) : text_(text) {}

  std::size_t byte() const { return at_; }
  At at() const { return {line_, column_}; }

  // To the next string, word, number or bracket, and over it; where it began.
  At token() {
    skip(true);
    const At begun = at();
    over();
    return begun;
  }

  // Over the token that begins here; always moves on if there is text left.
  void over() {
    if (at_ >= text_.size()) return;
    const std::size_t begun = at_;
    if (text_[at_] == '"') {
      step();
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '\\') step();
        step();
      }
      step();
    } else {
      while (at_ < text_.size() && !ends_word(text_[at_])) step();
    }
    if (at_ == begun) step();
  }

  // Over white space and comments, with `marks` over commas and colons too. False if a
  // block comment does not end.
  bool skip(bool marks) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '/' && at_ + 1 < text_.size()) {
        if (!skip_comment(text_[at_ + 1] == '*')) return false;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
                 (marks && (c == ',' || c == ':'))) {
        step();
      } else {
        return true;
      }
    }
    return true;
  }

  // The line and column of a byte of the text.
  static At place(std::string_view text, std::size_t byte) {
    Cursor cursor(text);
    while (cursor.at_ < std::min(byte, text.size())) cursor.step();
    return cursor.at();
  }

 private:
  static bool ends_word(char c) {
    switch (c) {
      case ' ': case '\t': case '\r': case '\n': case ',': case ':': case '{': case '}':
      case '[': case ']': case '/': case '"': return true;
      default: return false;
    }
  }

  void step() {
    if (at_ >= text_.size()) return;
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column_;
    }
  }

  bool skip_comment(bool block) {
    step();
    step();
    while (at_ < text_.size()) {
      if (!block && text_[at_] == '\n') return true;
      if (block && text_[at_] == '*' && at_ + 1 < text_.size() && text_[at_ + 1] == '/') {
        step();
        step();
        return true;
      }
      step();
    }
    return !block;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

// What could stand at `byte`, where the parser gave up: ", or }". The text before it is
// good JSON, so brackets need no check.
inline std::string_view expected(std::string_view text, std::size_t byte) {
  enum class After { start, opening, comma, key, colon, value } after = After::start;
  std::string open;  // The brackets that are open.
  Cursor cursor(text);
  for (;;) {
    if (!cursor.skip(false)) return "*/";
    const std::size_t begin = cursor.byte();
    if (begin >= byte || begin >= text.size()) break;
    const char c = text[begin];
    const bool in_object = !open.empty() && open.back() == '{';
    cursor.over();
    if (c == '{' || c == '[') {
      open += c;
      after = After::opening;
    } else if (c == '}' || c == ']') {
      if (!open.empty()) open.pop_back();
      after = After::value;
    } else if (c == ',' || c == ':') {
      after = c == ',' ? After::comma : After::colon;
    } else if (c == '"') {
      const bool closed = cursor.byte() - begin > 1 && text[cursor.byte() - 1] == '"';
      if (byte < cursor.byte() || (byte == cursor.byte() && !closed))
        return byte < text.size() ? "another character in a string" : "\"";
      after = in_object && after != After::colon ? After::key : After::value;
    } else {
      constexpr std::string_view kWantsDigit = "-+.eE";
      if (byte <= cursor.byte() && (c == '-' || (c >= '0' && c <= '9')) &&
          kWantsDigit.find(text[byte - 1]) != std::string_view::npos)
        return "a digit";
      const std::string_view word = text.substr(begin, cursor.byte() - begin);
      if (byte >= text.size() && cursor.byte() == byte && c >= 'A' && word != "true" &&
          word != "false" && word != "null")
        return "true, false or null";
      if (c == '/') return "a comment";
      after = After::value;
    }
  }
  const bool in_object = !open.empty() && open.back() == '{';
  switch (after) {
    case After::opening: return in_object ? "a key or }" : "a value or ]";
    case After::comma: return in_object ? "a key" : "a value";
    case After::key: return ":";
    case After::value:
      return open.empty() ? "the end of the text" : in_object ? ", or }" : ", or ]";
    default: return "a value";
  }
}

// The token at `byte` as a message shows it: a word, a string, or one character.
inline std::string_view token_at(std::string_view text, std::size_t byte) {
  const std::string_view rest = text.substr(byte);
  Cursor cursor(rest);
  cursor.over();
  std::string_view token = rest.substr(0, cursor.byte());
  if (token.size() > 1 && token.front() == '"') {
    token.remove_prefix(1);
    if (token.back() == '"') token.remove_suffix(1);
  }
  return token;
}

}  // namespace patron::json
