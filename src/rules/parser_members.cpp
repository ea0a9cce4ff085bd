// SPDX-License-Identifier: Apache-2.0
// What follows a value: parts, calls; and macros, which become comprehensions here.
#include <algorithm>
#include <array>
#include <optional>

#include "rules/parser_walk.hpp"

namespace patron::rules {

namespace {

struct Known {
  std::string_view name;
  Macro macro;
  std::size_t variables;
  std::size_t least, most;  // Arguments, the variables included.
};
constexpr auto kMacros = std::to_array<Known>({
    {"all", Macro::all, 1, 2, 2},
    {"all", Macro::all, 2, 3, 3},
    {"exists", Macro::exists, 1, 2, 2},
    {"exists", Macro::exists, 2, 3, 3},
    {"exists_one", Macro::exists_one, 1, 2, 2},
    {"exists_one", Macro::exists_one, 2, 3, 3},
    {"existsOne", Macro::exists_one, 1, 2, 2},
    {"existsOne", Macro::exists_one, 2, 3, 3},
    {"filter", Macro::filter, 1, 2, 2},
    {"map", Macro::map, 1, 2, 3},
    {"transformList", Macro::map, 2, 3, 4},
    {"transformMap", Macro::transform_map, 2, 3, 4},
    {"transformMapEntry", Macro::transform_entry, 2, 3, 4},
    {"optMap", Macro::optional_map, 1, 2, 2},
    {"optFlatMap", Macro::optional_flat_map, 1, 2, 2},
});

bool namespace_of(const Node* target, std::string_view name) {
  return target != nullptr && target->kind == NodeKind::name && target->text == name;
}

}  // namespace

Node* Parser::member() {
  const std::uint32_t begin = token().begin;
  Node* node = primary();
  while (node != nullptr) {
    const std::uint32_t at = token().begin;
    if (take(".")) {
      node = selection(node, begin);
    } else if (take("[")) {
      const bool optional = take("?");
      Node* key = expression();
      if (key == nullptr || !expect("]")) return nullptr;
      node = make(NodeKind::index, begin, at, {node, key});
      if (node != nullptr) node->optional = optional;
    } else if (is("{") &&
               (node->kind == NodeKind::name || node->kind == NodeKind::select)) {
      return fail(at, "messages are not supported; a map is written {'key': value}");
    } else {
      return node;
    }
  }
  return nullptr;
}

Node* Parser::selection(Node* operand, std::uint32_t begin) {
  const bool optional = take("?");
  const Token field = token();
  const bool keyword = is("in") || is("true") || is("false") || is("null");
  if ((field.kind != TokenKind::name && field.kind != TokenKind::quoted_name) ||
      keyword) {
    return unexpected("a name after the dot");
  }
  ++at_;
  if (field.kind == TokenKind::name && !optional && is("(")) {
    return call(field, operand, begin);
  }
  Node* node = make(NodeKind::select, begin, field.begin, {operand});
  if (node == nullptr) return nullptr;
  node->text = field.text;
  node->optional = optional;
  return node;
}

Node* Parser::call(const Token& name, Node* target, std::uint32_t begin) {
  std::vector<Node*> arguments;
  if (!expect("(") || !list(arguments, ")")) return nullptr;
  bool known = false;
  Node* expanded = macro(name, target, begin, arguments, known);
  if (known) return expanded;
  if (namespace_of(target, "math") && (name.text == "greatest" || name.text == "least") &&
      arguments.size() > 2) {
    Node* all = make(NodeKind::list, begin, name.begin, std::move(arguments));
    if (all == nullptr) return nullptr;
    arguments = {all};
  }
  if (target != nullptr) arguments.insert(arguments.begin(), target);
  Node* node = make(NodeKind::call, begin, name.begin, std::move(arguments));
  if (node == nullptr) return nullptr;
  node->text = name.text;
  node->receiver = target != nullptr;
  return node;
}

// `known`: it is a macro, and the answer what became of it.
Node* Parser::macro(const Token& name, Node* target, std::uint32_t begin,
                    const std::vector<Node*>& arguments, bool& known) {
  known = macros_;
  if (!macros_) return nullptr;
  if (target == nullptr && name.text == "has") return presence(name, begin, arguments);
  if (namespace_of(target, "cel") && name.text == "bind" && arguments.size() == 3) {
    return binding(name, begin, arguments);
  }
  const auto found = std::find_if(kMacros.begin(), kMacros.end(), [&](const Known& one) {
    return one.name == name.text && arguments.size() >= one.least &&
           arguments.size() <= one.most;
  });
  known = target != nullptr && found != kMacros.end();
  if (!known) return nullptr;
  return comprehension(found->macro, found->variables, name, begin, target, arguments);
}

Node* Parser::presence(const Token& name, std::uint32_t begin,
                       std::vector<Node*> arguments) {
  if (arguments.size() != 1 ||
      (arguments[0]->kind != NodeKind::select && arguments[0]->kind != NodeKind::name)) {
    return fail(name.begin, "has() asks for one name, e.g. has(customer.birthday)");
  }
  return make(NodeKind::presence, begin, name.begin, std::move(arguments));
}

bool Parser::variable(const Node& node, const Token& macro) {
  if (node.kind == NodeKind::name && !node.rooted) return true;
  fail(node.begin, "here " + std::string(macro.text) + "() names the element, e.g. x");
  return false;
}

Node* Parser::comprehension(Macro macro, std::size_t variables, const Token& name,
                            std::uint32_t begin, Node* range,
                            const std::vector<Node*>& arguments) {
  for (std::size_t i = 0; i < variables; ++i) {
    if (!variable(*arguments[i], name)) return nullptr;
  }
  const std::string_view first = arguments[0]->text;
  if (variables == 2 && first == arguments[1]->text) {
    return fail(arguments[1]->begin, "the two variables need two names");
  }
  std::vector<Node*> children = {range};
  children.insert(children.end(),
                  arguments.begin() + static_cast<std::ptrdiff_t>(variables),
                  arguments.end());
  Node* node = make(NodeKind::comprehension, begin, name.begin, std::move(children));
  if (node == nullptr) return nullptr;
  node->macro = macro;
  node->text = first;
  if (variables == 2) node->second_text = arguments[1]->text;
  return node;
}

Node* Parser::binding(const Token& name, std::uint32_t begin,
                      const std::vector<Node*>& arguments) {
  if (!variable(*arguments[0], name)) return nullptr;
  Node* node = make(NodeKind::binding, begin, name.begin, {arguments[1], arguments[2]});
  if (node != nullptr) node->text = arguments[0]->text;
  return node;
}

// `?x` of a list or a map, the question mark taken.
Node* Parser::offered() {
  const std::uint32_t begin = token().begin;
  Node* inner = expression();
  return inner == nullptr ? nullptr : make(NodeKind::offered, begin, begin, {inner});
}

// Expressions up to `close`; a comma may follow the last, save of arguments.
bool Parser::list(std::vector<Node*>& out, std::string_view close) {
  while (!is(close)) {
    if (!room(out, 1, token().begin)) return false;
    Node* node = close == "]" && take("?") ? offered() : expression();
    if (node == nullptr) return false;
    out.push_back(node);
    if (is(close)) break;
    if (!take(",")) {
      unexpected("\",\" or \"" + std::string(close) + "\"");
      return false;
    }
    if (is(close) && close == ")") {
      unexpected("a value");
      return false;
    }
  }
  ++at_;
  return true;
}

Node* Parser::map(std::uint32_t begin) {
  std::vector<Node*> entries;
  while (!is("}")) {
    if (!room(entries, 2, token().begin)) return nullptr;
    const bool optional = take("?");
    Node* key = expression();
    if (key == nullptr || !expect(":")) return nullptr;
    Node* value = optional ? offered() : expression();
    if (value == nullptr) return nullptr;
    entries.push_back(key);
    entries.push_back(value);
    if (!is("}") && !take(",")) return unexpected("\",\" or \"}\"");
  }
  ++at_;
  return make(NodeKind::map, begin, begin, std::move(entries));
}

}  // namespace patron::rules
