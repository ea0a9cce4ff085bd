// SPDX-License-Identifier: Apache-2.0
// Recursive descent. Depth is counted where the text nests and height where operators
// chain, so hostile text meets a limit before the stack does; && and || chains are one
// node with many children and have no height.
#include "rules/parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/limits.hpp"

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
constexpr auto kProducts = std::to_array<Level>({{"*", Operator::multiply},
                                                 {"/", Operator::divide},
                                                 {"%", Operator::modulo}});

std::optional<Macro> macro_of(std::string_view name, std::size_t arguments) {
  if (arguments == 2 && name == "all") return Macro::all;
  if (arguments == 2 && name == "exists") return Macro::exists;
  if (arguments == 2 && (name == "exists_one" || name == "existsOne")) {
    return Macro::exists_one;
  }
  if (arguments == 2 && name == "filter") return Macro::filter;
  if ((arguments == 2 || arguments == 3) && name == "map") return Macro::map;
  return std::nullopt;
}

class Parser {
 public:
  Parser(Tree& tree, const std::vector<Token>& tokens) : tree_(tree), tokens_(tokens) {}

  Status run() {
    Node* root = expression();
    if (root != nullptr && token().kind != TokenKind::end) {
      root = unexpected("an operator or the end");
    }
    tree_.root = root;
    return failure_;
  }

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
  Node* unexpected(std::string_view expected) {
    std::string found = "the end";
    if (token().kind != TokenKind::end) {
      found = "\"" + std::string(std::string_view(tree_.source)
                                     .substr(token().begin,
                                             token().end - token().begin)) + "\"";
    }
    return fail(token().begin, "expected " + std::string(expected) + "; found " + found);
  }
  bool expect(std::string_view symbol) {
    if (take(symbol)) return true;
    unexpected("\"" + std::string(symbol) + "\"");
    return false;
  }

  // ---- nodes ------------------------------------------------------------------------
  Node* make(NodeKind kind, std::uint32_t begin, std::uint32_t at,
             std::vector<Node*> children = {}) {
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
  Node* too_deep(std::uint32_t at) {
    return fail(at, "nested deeper than " + std::to_string(limits::kExpressionDepth),
                ErrorCode::limit);
  }

  // ---- operators --------------------------------------------------------------------
  Node* expression() {
    if (++depth_ > limits::kExpressionDepth) return too_deep(token().begin);
    Node* node = conditional();
    --depth_;
    return node;
  }

  Node* conditional() {
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

  Node* chain(NodeKind kind, std::string_view symbol) {
    const std::uint32_t begin = token().begin;
    std::vector<Node*> parts;
    std::uint32_t at = begin;
    do {
      if (!parts.empty()) at = tokens_[at_ - 1].begin;
      Node* part = kind == NodeKind::disjunction ? chain(NodeKind::conjunction, "&&")
                                                 : relation();
      if (part == nullptr) return nullptr;
      parts.push_back(part);
    } while (take(symbol));
    return parts.size() == 1 ? parts[0] : make(kind, begin, at, std::move(parts));
  }

  Node* relation() { return binary(kRelations, [this] { return sum(); }); }
  Node* sum() { return binary(kSums, [this] { return product(); }); }
  Node* product() { return binary(kProducts, [this] { return unary(); }); }

  template <std::size_t N, class Next>
  Node* binary(const std::array<Level, N>& levels, Next next) {
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

  Node* unary() {
    const std::size_t first = at_;
    const std::string_view symbol = is("!") ? "!" : "-";
    while (is(symbol)) ++at_;
    std::size_t count = at_ - first;
    // A minus right before a number belongs to it: -9223372036854775808 is a literal.
    const bool numeric = token().kind == TokenKind::integer ||
                         token().kind == TokenKind::number;
    const bool signs =
        count > 0 && symbol == "-" && numeric && !is(".", 1) && !is("[", 1);
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

  // ---- members ----------------------------------------------------------------------
  Node* member() {
    const std::uint32_t begin = token().begin;
    Node* node = primary();
    while (node != nullptr) {
      const std::uint32_t at = token().begin;
      if (take(".")) {
        node = selection(node, begin);
      } else if (take("[")) {
        if (is("?"))
          return fail(token().begin, "optional selection is not supported yet");
        Node* key = expression();
        if (key == nullptr || !expect("]")) return nullptr;
        node = make(NodeKind::index, begin, at, {node, key});
      } else if (is("{") && (node->kind == NodeKind::name ||
                             node->kind == NodeKind::select)) {
        return fail(at, "messages are not supported; a map is written {'key': value}");
      } else {
        return node;
      }
    }
    return nullptr;
  }

  Node* selection(Node* operand, std::uint32_t begin) {
    if (is("?")) return fail(token().begin, "optional selection is not supported yet");
    const Token field = token();
    const bool keyword = is("in") || is("true") || is("false") || is("null");
    if ((field.kind != TokenKind::name && field.kind != TokenKind::quoted_name) ||
        keyword) {
      return unexpected("a name after the dot");
    }
    ++at_;
    if (field.kind == TokenKind::name && is("(")) return call(field, operand, begin);
    Node* node = make(NodeKind::select, begin, field.begin, {operand});
    if (node != nullptr) node->text = field.text;
    return node;
  }

  Node* call(const Token& name, Node* target, std::uint32_t begin) {
    std::vector<Node*> arguments;
    if (!expect("(") || !list(arguments, ")")) return nullptr;
    if (target == nullptr && name.text == "has") {
      return presence(name, begin, std::move(arguments));
    }
    if (target != nullptr) {
      if (const auto macro = macro_of(name.text, arguments.size())) {
        return comprehension(*macro, name, begin, target, arguments);
      }
      arguments.insert(arguments.begin(), target);
    }
    Node* node = make(NodeKind::call, begin, name.begin, std::move(arguments));
    if (node == nullptr) return nullptr;
    node->text = name.text;
    node->receiver = target != nullptr;
    return node;
  }

  Node* presence(const Token& name, std::uint32_t begin, std::vector<Node*> arguments) {
    if (arguments.size() != 1 || (arguments[0]->kind != NodeKind::select &&
                                  arguments[0]->kind != NodeKind::name)) {
      return fail(name.begin, "has() asks for one name, e.g. has(customer.birthday)");
    }
    return make(NodeKind::presence, begin, name.begin, std::move(arguments));
  }

  Node* comprehension(Macro macro, const Token& name, std::uint32_t begin, Node* range,
                      const std::vector<Node*>& arguments) {
    const Node& variable = *arguments[0];
    if (variable.kind != NodeKind::name || variable.rooted) {
      return fail(variable.begin, "the first argument of " + std::string(name.text) +
                                      "() names the element, e.g. x");
    }
    std::vector<Node*> children = {range};
    children.insert(children.end(), arguments.begin() + 1, arguments.end());
    Node* node = make(NodeKind::comprehension, begin, name.begin, std::move(children));
    if (node == nullptr) return nullptr;
    node->macro = macro;
    node->text = variable.text;
    return node;
  }

  // Expressions up to `close`; a comma may follow the last.
  bool list(std::vector<Node*>& out, std::string_view close) {
    while (!is(close)) {
      if (is("?") && close != ")") {
        fail(token().begin, "optional elements are not supported yet");
        return false;
      }
      Node* node = expression();
      if (node == nullptr) return false;
      out.push_back(node);
      if (!is(close) && !take(",")) {
        unexpected("\",\" or \"" + std::string(close) + "\"");
        return false;
      }
    }
    ++at_;
    return true;
  }

  Node* map(std::uint32_t begin) {
    std::vector<Node*> entries;
    while (!is("}")) {
      if (is("?")) return fail(token().begin, "optional entries are not supported yet");
      Node* key = expression();
      if (key == nullptr || !expect(":")) return nullptr;
      Node* value = expression();
      if (value == nullptr) return nullptr;
      entries.push_back(key);
      entries.push_back(value);
      if (!is("}") && !take(",")) return unexpected("\",\" or \"}\"");
    }
    ++at_;
    return make(NodeKind::map, begin, begin, std::move(entries));
  }

  // ---- primaries --------------------------------------------------------------------
  Node* primary() {
    const std::uint32_t begin = token().begin;
    switch (token().kind) {
      case TokenKind::name: return name(false, begin);
      case TokenKind::symbol: break;
      case TokenKind::end:
      case TokenKind::quoted_name: return unexpected("a value");
      default: return literal(false);
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

  Node* name(bool rooted, std::uint32_t begin) {
    const Token word = token();
    if (!rooted && (word.text == "true" || word.text == "false" || word.text == "null")) {
      return literal(false);
    }
    if (word.text == "in" || std::find(kReserved.begin(), kReserved.end(), word.text) !=
                                 kReserved.end()) {
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
  Node* literal(bool negative) {
    const Token word = token();
    const std::uint32_t begin = negative ? tokens_[at_ - 1].begin : word.begin;
    ++at_;
    Node* node = make(NodeKind::literal, begin, begin);
    if (node == nullptr) return nullptr;
    switch (word.kind) {
      case TokenKind::string: node->constant = text_value(word.text); return node;
      case TokenKind::bytes:
        node->constant = text_value(word.text, TypeKind::bytes);
        return node;
      case TokenKind::name:
        if (word.text != "null") node->constant = boolean_value(word.text == "true");
        return node;
      default: break;
    }
    node->text = negative ? tree_.keep("-" + std::string(word.text)) : word.text;
    return number(*node, word.kind) ? node : nullptr;
  }

  bool number(Node& node, TokenKind kind) {
    std::string_view digits = node.text;
    const bool negative = digits.front() == '-';
    if (kind == TokenKind::number) {
      double parsed = 0.0;
      const auto end =
          std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
      if (end.ec != std::errc()) {
        fail(node.begin, "number out of range");
        return false;
      }
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

  Tree& tree_;
  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Status failure_;
};

}  // namespace

Status parse(Tree& tree, const std::vector<Token>& tokens) {
  return Parser(tree, tokens).run();
}

}  // namespace patron::rules
