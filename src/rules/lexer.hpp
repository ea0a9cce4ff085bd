// SPDX-License-Identifier: Apache-2.0
// From text to tokens, literals decoded.
#pragma once

#include <vector>

#include "rules/syntax.hpp"

namespace patron::rules {

enum class TokenKind : std::uint8_t {
  end, name, quoted_name, integer, unsigned_integer, number, string, bytes, symbol
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;  // As written; of string, bytes and quoted names what they mean.
};

// Tokens of `tree.source`, the last of kind end. Decoded texts are kept in the tree.
// Errors: expression.
Result<std::vector<Token>> tokens_of(Tree& tree);

}  // namespace patron::rules
