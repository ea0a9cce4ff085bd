// SPDX-License-Identifier: Apache-2.0
// Recursive descent. Depth is counted where the text nests and height where operators
// chain, so hostile text meets a limit before the stack does; && and || chains are one
// node with many children and have no height.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/limits.hpp"
#include "rules/parser_walk.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr auto kReserved = std::to_array<std::string_view>(
    {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
     "loop", "package", "namespace", "return", "var", "void", "while"});

struct Level {
  std::string_view symbol;
  Operator op;
};
constexpr auto kRelations = std::to_array<Level>({{"==", Operator::equal},
                                                  {"!=", Operator::not_equal},
                                                  {"<", Operator::less},
                                                  {"<=", Operator::less_equal},
                                                  {">", Operator::greater},
                                                  {">=", Operator::greater_equal},
                                                  {"in", Operator::in}});
constexpr auto kSums =
    std::to_array<Level>({{"+", Operator::add}, {"-", Operator::subtract}});
constexpr auto kProducts = std::to_array<Level>(
    {{"*", Operator::multiply}, {"/", Operator::divide}, {"%", Operator::modulo}});

}  // namespace

// ---- tokens and nodes -----------------------------------------------------------------
Status Parser::run() {
  Node* root = expression();
  if (root != nullptr && token().kind != TokenKind::end) {
    root = unexpected("an operator or the end");
  }
  tree_.root = root;
  return failure_;
}

Node* Parser::unexpected(std::string_view expected) {
  std::string found = "the end";
  if (token().kind != TokenKind::end) {
    found = "\"" +
            std::string(std::string_view(tree_.source)
                            .substr(token().begin, token().end - token().begin)) +
            "\"";
  }
  return fail(token().begin, "expected " + std::string(expected) + "; found " + found);
}

bool Parser::expect(std::string_view symbol) {
  if (take(symbol)) return true;
  unexpected("\"" + std::string(symbol) + "\"");
  return false;
}

Node* Parser::make(NodeKind kind, std::uint32_t begin, std::uint32_t at,
                   std::vector<Node*> children) {
  if (tree_.nodes.size() >= limits::kExpressionNodes) {
    return fail(at, "more than " + std::to_string(limits::kExpressionNodes) + " parts",
                ErrorCode::limit);
  }
  Node& node = tree_.nodes.emplace_back();
  node.kind = kind;
  node.begin = begin;
  node.at = at;
  node.end = last_end();
  for (const Node* child : children) {
    node.height = std::max(node.height, child->height + 1);
  }
  if (node.height > static_cast<int>(limits::kExpressionDepth)) return too_deep(at);
  node.children = std::move(children);
  return &node;
}
Node* Parser::too_deep(std::uint32_t at) {
  return fail(at, "nested deeper than " + std::to_string(limits::kExpressionDepth),
              ErrorCode::limit);
}

bool Parser::room(const std::vector<Node*>& elements, std::size_t each,
                  std::uint32_t at) {
  if (elements.size() < limits::kExpressionList * each) return true;
  fail(at,
       "a list or map of more than " + std::to_string(limits::kExpressionList) +
           " elements",
       ErrorCode::limit);
  return false;
}

// ---- operators ------------------------------------------------------------------------
Node* Parser::expression() {
  if (++depth_ > limits::kExpressionDepth) return too_deep(token().begin);
  Node* node = conditional();
  --depth_;
  return node;
}

Node* Parser::conditional() {
  const std::uint32_t begin = token().begin;
  Node* condition = chain(NodeKind::disjunction, "||");
  const std::uint32_t at = token().begin;
  if (condition == nullptr || !take("?")) return condition;
  Node* yes = chain(NodeKind::disjunction, "||");
  if (yes == nullptr || !expect(":")) return nullptr;
  Node* no = expression();
  if (no == nullptr) return nullptr;
  return make(NodeKind::conditional, begin, at, {condition, yes, no});
}

Node* Parser::chain(NodeKind kind, std::string_view symbol) {
  const std::uint32_t begin = token().begin;
  std::vector<Node*> parts;
  std::uint32_t at = begin;
  do {
    if (!parts.empty()) at = tokens_[at_ - 1].begin;
    Node* part =
        kind == NodeKind::disjunction ? chain(NodeKind::conjunction, "&&") : relation();
    if (part == nullptr) return nullptr;
    parts.push_back(part);
  } while (take(symbol));
  return parts.size() == 1 ? parts[0] : make(kind, begin, at, std::move(parts));
}

Node* Parser::relation() {
  return binary(kRelations, [this] { return sum(); });
}
Node* Parser::sum() {
  return binary(kSums, [this] { return product(); });
}
Node* Parser::product() {
  return binary(kProducts, [this] { return unary(); });
}

template <class Levels, class Next>
Node* Parser::binary(const Levels& levels, Next next) {
  const std::uint32_t begin = token().begin;
  Node* left = next();
  while (left != nullptr) {
    const std::uint32_t at = token().begin;
    const auto level = std::find_if(levels.begin(), levels.end(),
                                    [this](const Level& l) { return is(l.symbol); });
    if (level == levels.end()) return left;
    ++at_;
    Node* right = next();
    if (right == nullptr) return nullptr;
    left = make(NodeKind::operation, begin, at, {left, right});
    if (left != nullptr) left->op = level->op;
  }
  return nullptr;
}

Node* Parser::unary() {
  const std::size_t first = at_;
  const std::string_view symbol = is("!") ? "!" : "-";
  while (is(symbol)) ++at_;
  std::size_t count = at_ - first;
  // A minus right before a number belongs to it: -9223372036854775808 is a literal.
  const bool numeric =
      token().kind == TokenKind::integer || token().kind == TokenKind::number;
  const bool signs = count > 0 && symbol == "-" && numeric && !is(".", 1) && !is("[", 1);
  Node* node = nullptr;
  if (signs) {
    --count;
    node = literal(true);
  } else {
    node = member();
  }
  while (node != nullptr && count > 0) {
    const std::uint32_t at = tokens_[first + --count].begin;
    node = make(NodeKind::operation, at, at, {node});
    if (node != nullptr) {
      node->op = symbol == "!" ? Operator::invert : Operator::negate;
    }
  }
  return node;
}

// ---- primaries ------------------------------------------------------------------------
Node* Parser::primary() {
  const std::uint32_t begin = token().begin;
  switch (token().kind) {
    case TokenKind::name:
      return name(false, begin);
    case TokenKind::symbol:
      break;
    case TokenKind::end:
    case TokenKind::quoted_name:
      return unexpected("a value");
    default:
      return literal(false);
  }
  if (take("(")) {
    Node* inner = expression();
    return inner != nullptr && expect(")") ? inner : nullptr;
  }
  if (take("[")) {
    std::vector<Node*> elements;
    if (!list(elements, "]")) return nullptr;
    return make(NodeKind::list, begin, begin, std::move(elements));
  }
  if (take("{")) return map(begin);
  if (is(".") && token(1).kind == TokenKind::name) {
    ++at_;
    return name(true, begin);
  }
  return unexpected("a value");
}

Node* Parser::name(bool rooted, std::uint32_t begin) {
  const Token word = token();
  if (!rooted && (word.text == "true" || word.text == "false" || word.text == "null")) {
    return literal(false);
  }
  if (word.text == "in" ||
      std::find(kReserved.begin(), kReserved.end(), word.text) != kReserved.end()) {
    return fail(begin, "\"" + std::string(word.text) + "\" is a reserved word");
  }
  ++at_;
  if (is("(")) return call(word, nullptr, begin);
  Node* node = make(NodeKind::name, begin, word.begin);
  if (node == nullptr) return nullptr;
  node->text = word.text;
  node->rooted = rooted;
  return node;
}

// The token here, with the minus before it if `negative`.
Node* Parser::literal(bool negative) {
  const Token word = token();
  const std::uint32_t begin = negative ? tokens_[at_ - 1].begin : word.begin;
  ++at_;
  Node* node = make(NodeKind::literal, begin, begin);
  if (node == nullptr) return nullptr;
  switch (word.kind) {
    case TokenKind::string:
      node->constant = text_value(word.text);
      return node;
    case TokenKind::bytes:
      node->constant = text_value(word.text, TypeKind::bytes);
      return node;
    case TokenKind::name:
      if (word.text != "null") node->constant = boolean_value(word.text == "true");
      return node;
    default:
      break;
  }
  node->text = negative ? tree_.keep("-" + std::string(word.text)) : word.text;
  return number(*node, word.kind) ? node : nullptr;
}

bool Parser::number(Node& node, TokenKind kind) {
  std::string_view digits = node.text;
  const bool negative = digits.front() == '-';
  if (kind == TokenKind::number) {
    // Of a wider range than double, so that 1e-324 is 0 and 1e309 is refused.
    long double wide = 0.0L;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), wide);
    double parsed = static_cast<double>(wide);
    if (end.ec != std::errc() || std::isinf(parsed)) {
      fail(node.begin, "number out of range");
      return false;
    }
    // Rounded once, not twice, wherever it can be.
    std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    node.constant = number_value(parsed);
    return true;
  }
  const bool is_unsigned = kind == TokenKind::unsigned_integer;
  if (negative) digits.remove_prefix(1);
  if (is_unsigned) digits.remove_suffix(1);
  const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (hex) digits.remove_prefix(2);
  std::uint64_t parsed = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), parsed,
                                   hex ? 16 : 10);
  const std::uint64_t most =
      is_unsigned ? UINT64_MAX : std::uint64_t{INT64_MAX} + (negative ? 1 : 0);
  if (end.ec != std::errc() || parsed > most) {
    fail(node.begin, "\"" + std::string(node.text) + "\" is out of range");
    return false;
  }
  node.constant =
      scalar_value(is_unsigned ? TypeKind::unsigned_integer : TypeKind::integer,
                   static_cast<std::int64_t>(negative ? 0 - parsed : parsed));
  return true;
}

Status parse(Tree& tree, const std::vector<Token>& tokens, bool macros) {
  return Parser(tree, tokens, macros).run();
}

}  // namespace patron::rules
