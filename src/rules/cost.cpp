// SPDX-License-Identifier: Apache-2.0
// Both operands of && and || are paid for, and the dearer branch of a conditional; a
// macro pays its body for each element. Sizes are known of what is written out, and taken
// from the type of all else.
#include "rules/cost.hpp"

#include <algorithm>

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::uint64_t kMost = UINT64_MAX / 2;  // What is beyond is beyond any limit.
constexpr std::uint64_t kText = 256, kElements = 64;
constexpr std::uint64_t kCharactersOfUnit = 10;
constexpr std::uint64_t kNewList = 10, kNewMap = 30;
constexpr std::uint64_t kPatternOfUnit = 4;  // Characters of a regular expression.

std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return std::min(a + b, kMost); }
std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kMost / b ? kMost : a * b;
}

std::uint64_t size_of_type(const StaticType& type) {
  switch (type.kind) {
    case TypeKind::string:
    case TypeKind::bytes:
    case TypeKind::dynamic:
      return kText;
    case TypeKind::list:
    case TypeKind::map:
      return kElements;
    default:
      return 1;
  }
}

// Characters or elements, at most.
std::uint64_t size_of(const Node& node) {
  const auto child = [&](std::size_t i) { return size_of(*node.children[i]); };
  switch (node.kind) {
    case NodeKind::literal:
      if (node.constant.list != nullptr) return node.constant.list->size();
      if (node.constant.map != nullptr) return node.constant.map->size();
      return std::max<std::uint64_t>(node.constant.text.size(), 1);
    case NodeKind::list:
      return node.children.size();
    case NodeKind::map:
      return node.children.size() / 2;
    case NodeKind::conditional:
      return std::max(child(1), child(2));
    case NodeKind::binding:
      return child(1);
    case NodeKind::comprehension: {
      const bool collects = node.type.is(TypeKind::list) || node.type.is(TypeKind::map);
      return collects ? child(0) : size_of_type(node.type);
    }
    case NodeKind::operation:
      if (node.op == Operator::add) return sum(child(0), child(1));
      return size_of_type(node.type);
    case NodeKind::call:
      return node.text == "split" ? child(0) : size_of_type(node.type);
    default:
      return size_of_type(node.type);
  }
}

bool textual(const StaticType& type) {
  return type.is(TypeKind::string) || type.is(TypeKind::bytes) || type.dynamic();
}

// Going over a value once: its characters, or its elements.
std::uint64_t pass(const Node& node) {
  const std::uint64_t size = size_of(node);
  return textual(node.type) ? size / kCharactersOfUnit : size;
}

std::uint64_t cost(const Node& node);

std::uint64_t children(const Node& node) {
  std::uint64_t out = 0;
  for (const Node* child : node.children) out = sum(out, cost(*child));
  return out;
}

// What an operator or a function does with its operands, besides having them.
std::uint64_t work(const Node& node) {
  std::uint64_t out = 1;
  if (node.kind == NodeKind::operation && node.op == Operator::in)
    return sum(out, pass(*node.children[1]));
  for (const Node* child : node.children)
    if (size_of_type(child->type) > 1) out = sum(out, pass(*child));
  return out;
}

std::uint64_t cost(const Node& node) {
  switch (node.kind) {
    case NodeKind::literal:
    case NodeKind::failure:
      return 0;
    case NodeKind::name:
    case NodeKind::variable:
      return 1;
    case NodeKind::presence:
    case NodeKind::select:
    case NodeKind::index:
      return sum(1, children(node));
    case NodeKind::list:
      return sum(kNewList, children(node));
    case NodeKind::map:
      return sum(kNewMap, children(node));
    case NodeKind::conditional:
      return sum(cost(*node.children[0]),
                 std::max(cost(*node.children[1]), cost(*node.children[2])));
    case NodeKind::comprehension: {
      std::uint64_t body = 1;
      for (std::size_t i = 1; i < node.children.size(); ++i)
        body = sum(body, cost(*node.children[i]));
      const Node& range = *node.children[0];
      return sum(cost(range), product(size_of(range), body));
    }
    case NodeKind::call:
      if (node.lookup >= 0) return sum(2, children(node));
      if (node.pattern >= 0) {
        const std::uint64_t pattern = node.children[1]->constant.text.size();
        return sum(cost(*node.children[0]), product(pass(*node.children[0]) + 1,
                                                    pattern / kPatternOfUnit + 1));
      }
      return sum(work(node), children(node));
    case NodeKind::operation:
      return sum(work(node), children(node));
    default:
      return children(node);
  }
}

}  // namespace

std::uint64_t cost_max(const Tree& tree) { return cost(*tree.root); }

}  // namespace patron::rules
