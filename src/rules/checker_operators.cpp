// SPDX-License-Identifier: Apache-2.0
// Operators take what CEL lets them take, and then what patron adds: literals that become
// what stands beside them, exact amounts, dates, labels.
#include <algorithm>

#include "rules/checker_walk.hpp"
#include "rules/typing.hpp"

namespace patron::rules {

using model::TypeKind;

// ---- logic ----------------------------------------------------------------------------
bool Checker::truth(const Node& node) {
  if (inference_.assignable(node.type, scalar(TypeKind::boolean))) return true;
  return fail(node.begin, "expected true or false; found " + describe(known(node)));
}

bool Checker::logic(Node& node) {
  node.type = scalar(TypeKind::boolean);
  return std::all_of(node.children.begin(), node.children.end(),
                     [this](Node* child) { return walk(*child) && truth(*child); });
}

bool Checker::conditional(Node& node) {
  Node& yes = *node.children[1];
  Node& no = *node.children[2];
  if (!truth(*node.children[0]) || !beside(yes, no, Operator::add)) return false;
  const StaticType a = known(yes), b = known(no);
  node.type = either(a, b);
  if (node.type.dynamic() && !a.open() && !b.open()) {
    return fail(node.at, "the two answers are of different kinds: " + describe(a) +
                             " and " + describe(b));
  }
  return true;
}

// ---- operators ------------------------------------------------------------------------
bool Checker::operation(Node& node) {
  Node& first = *node.children[0];
  if (node.children.size() == 1) return walk(first) && unary(node, first);
  Node& second = *node.children[1];
  if (!both(first, second)) return false;
  if (node.op == Operator::in ? !members(first, second)
                              : !beside(first, second, node.op)) {
    return false;
  }
  return combined(node, first, second);
}

bool Checker::combined(Node& node, Node& first, Node& second) {
  const StaticType a = known(first), b = known(second);
  const bool equality = node.op == Operator::equal || node.op == Operator::not_equal;
  node.type = scalar(TypeKind::boolean);
  if (equality && inference_.assignable(a, b)) return true;
  if (node.op == Operator::in && (b.is(TypeKind::list) || b.is(TypeKind::map)) &&
      inference_.assignable(a, b.is(TypeKind::list) ? element_of(b) : key_of(b))) {
    return true;
  }
  if (node.op == Operator::add && a.is(TypeKind::list) && b.is(TypeKind::list)) {
    node.type = either(a, b);
    return true;
  }
  return passes(node, type_of(node.op, inference_.resolve(a, true),
                              inference_.resolve(b, true), node.type));
}

bool Checker::unary(Node& node, const Node& operand) {
  node.type = known(operand);
  node.type.nullable = false;
  if (node.op == Operator::invert) {
    node.type = scalar(TypeKind::boolean);
    return truth(operand);
  }
  switch (node.type.kind) {
    case TypeKind::integer:
    case TypeKind::number:
    case TypeKind::decimal:
    case TypeKind::money:
    case TypeKind::duration:
    case TypeKind::dynamic:
      return true;
    case TypeKind::parameter:
      node.type = StaticType();
      return true;
    default:
      return fail(node.at, "\"-\" does not take " + describe(node.type));
  }
}

// A literal takes the type of what stands beside it.
bool Checker::beside(Node& a, Node& b, Operator op) {
  return passes(a, promote(a, b, op)) && passes(b, promote(b, a, op)) &&
         label(a, b.type, tree_.slice(b), op) && label(b, a.type, tree_.slice(a), op);
}

bool Checker::label(Node& literal, const StaticType& type, std::string_view of,
                    Operator op) {
  const bool equality = op == Operator::equal || op == Operator::not_equal;
  if (!equality || !type.is(TypeKind::enumeration) || literal.kind != NodeKind::literal ||
      literal.constant.kind != TypeKind::string) {
    return true;
  }
  return passes(literal, resolve_label(literal, literal.constant.text, type, of));
}

// `a in [..]`: each element of a list literal stands beside `a`.
bool Checker::members(Node& item, Node& collection) {
  if (collection.kind != NodeKind::list) return true;
  for (Node* element : collection.children) {
    const bool promoted = passes(*element, promote(*element, item, Operator::equal)) &&
                          label(*element, item.type, tree_.slice(item), Operator::equal);
    if (!promoted) return false;
  }
  return list(collection);
}

// ---- rank -----------------------------------------------------------------------------
bool Checker::rank_of_label(const Node& node) {
  return node.kind == NodeKind::call && node.text == "rank" && !node.receiver &&
         node.children.size() == 1 && node.children[0]->kind == NodeKind::literal &&
         node.children[0]->constant.kind == TypeKind::string;
}

// Checks two operands; rank('gold') takes the labels of the other side.
bool Checker::both(Node& a, Node& b) {
  const bool left = rank_of_label(a), right = rank_of_label(b);
  if (left == right) return walk(a) && walk(b);
  Node& known = left ? b : a;
  return walk(known) && rank_beside(left ? a : b, known);
}

bool Checker::rank_beside(Node& literal, const Node& known) {
  const bool ranks = known.kind == NodeKind::call && known.text == "rank" &&
                     known.children[0]->type.is(TypeKind::enumeration);
  if (!ranks) return walk(literal);
  Node& label = *literal.children[0];
  const Node& source = *known.children[0];
  if (!passes(label, resolve_label(label, label.constant.text, source.type,
                                   tree_.slice(source)))) {
    return false;
  }
  literal.kind = NodeKind::literal;
  literal.constant = scalar_value(TypeKind::integer, label.constant.integer);
  literal.type = scalar(TypeKind::integer);
  literal.text = {};
  literal.children.clear();
  return true;
}

}  // namespace patron::rules
