// SPDX-License-Identifier: Apache-2.0
// The parser's state; parser.cpp holds operators and literals, parser_members.cpp what
// follows a dot, calls and macros. Private to them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/parser.hpp"

namespace patron::rules {

class Parser {
 public:
  Parser(Tree& tree, const std::vector<Token>& tokens, bool macros)
      : tree_(tree), tokens_(tokens), macros_(macros) {}
  Status run();

 private:
  // ---- tokens -----------------------------------------------------------------------
  const Token& token(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool is(std::string_view symbol, std::size_t ahead = 0) const {
    const Token& one = token(ahead);
    return (one.kind == TokenKind::symbol || one.kind == TokenKind::name) &&
           one.text == symbol;
  }
  bool take(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }
  std::uint32_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }

  Node* fail(std::uint32_t at, std::string message,
             ErrorCode code = ErrorCode::expression) {
    if (failure_.ok()) failure_ = tree_.error(at, std::move(message), code);
    return nullptr;
  }
  Node* unexpected(std::string_view expected);
  bool expect(std::string_view symbol);

  // ---- nodes ------------------------------------------------------------------------
  Node* make(NodeKind kind, std::uint32_t begin, std::uint32_t at,
             std::vector<Node*> children = {});
  Node* too_deep(std::uint32_t at);
  bool room(const std::vector<Node*>& elements, std::size_t each, std::uint32_t at);

  // ---- operators and literals -------------------------------------------------------
  Node* expression();
  Node* conditional();
  Node* chain(NodeKind kind, std::string_view symbol);
  Node* relation();
  Node* sum();
  Node* product();
  Node* unary();
  Node* primary();
  Node* name(bool rooted, std::uint32_t begin);
  Node* literal(bool negative);
  bool number(Node& node, TokenKind kind);

  template <class Levels, class Next>
  Node* binary(const Levels& levels, Next next);

  // ---- members, calls, macros -------------------------------------------------------
  Node* member();
  Node* selection(Node* operand, std::uint32_t begin);
  Node* call(const Token& name, Node* target, std::uint32_t begin);
  Node* macro(const Token& name, Node* target, std::uint32_t begin,
              const std::vector<Node*>& arguments, bool& known);
  Node* presence(const Token& name, std::uint32_t begin, std::vector<Node*> arguments);
  Node* comprehension(Macro macro, std::size_t variables, const Token& name,
                      std::uint32_t begin, Node* range,
                      const std::vector<Node*>& arguments);
  Node* binding(const Token& name, std::uint32_t begin,
                const std::vector<Node*>& arguments);
  bool variable(const Node& node, const Token& macro);
  Node* offered();
  bool list(std::vector<Node*>& out, std::string_view close);
  Node* map(std::uint32_t begin);

  Tree& tree_;
  const std::vector<Token>& tokens_;
  const bool macros_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Status failure_;
};

}  // namespace patron::rules
