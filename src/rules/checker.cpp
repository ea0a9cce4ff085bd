// SPDX-License-Identifier: Apache-2.0
// A walk from the leaves up. Types may hold parameters until the end: `[]` is a list of
// some A, and what it stands beside says of what.
#include <algorithm>

#include "base/limits.hpp"
#include "rules/checker_walk.hpp"
#include "rules/names.hpp"
#include "rules/typing.hpp"

namespace patron::rules {

using model::TypeKind;

Status Checker::run() {
  if (walk(*tree_.root)) {
    for (Node& node : tree_.nodes) node.type = inference_.resolve(node.type, true);
  }
  return failure_;
}

bool Checker::all(const Node& node) {
  return std::all_of(node.children.begin(), node.children.end(),
                     [this](Node* child) { return walk(*child); });
}

bool Checker::walk(Node& node) {
  switch (node.kind) {
    case NodeKind::literal:
      node.type = scalar(node.constant.kind);
      return true;
    case NodeKind::name:
    case NodeKind::select:
      return path(node);
    case NodeKind::variable:
      return true;
    case NodeKind::index:
      return all(node) && index(node);
    case NodeKind::call:
      return call(node);
    case NodeKind::list:
      return all(node) && list(node);
    case NodeKind::map:
      return all(node) && map(node);
    case NodeKind::offered:
      return all(node) && offered(node);
    case NodeKind::operation:
      return operation(node);
    case NodeKind::conjunction:
    case NodeKind::disjunction:
      return logic(node);
    case NodeKind::conditional:
      return all(node) && conditional(node);
    case NodeKind::presence:
      return presence(node);
    case NodeKind::comprehension:
      return comprehension(node);
    case NodeKind::binding:
      return binding(node);
    case NodeKind::failure:
      break;
  }
  return false;
}

// ---- names ----------------------------------------------------------------------------
bool Checker::path(Node& node) {
  if (const Scope* found = scope(node)) {
    bind_variable(node, *found);
    return true;
  }
  if (const std::optional<std::string> whole = dotted(node)) {
    if (const Name* name = environment_.resolve(*whole, rooted(node))) {
      if (!name->refusal.empty()) {
        return fail(stem(node).at,
                    "\"" + name->path + "\" cannot be read here: " + name->refusal);
      }
      bind_name(node, *name);
      return true;
    }
    if (bind_type(node, *whole)) return true;
    if (!resolves(*whole, rooted(node))) {
      if (!environment_.open()) {
        return fail(stem(node).at, unknown_name(environment_, *whole));
      }
      if (node.kind == NodeKind::name) {
        bind_name(node, open_name(*whole));
        return true;
      }
    }
  }
  return walk(*node.children[0]) && field(node);
}

bool Checker::field(Node& node) {
  StaticType operand = known(*node.children[0]);
  const bool optional = operand.is(TypeKind::optional);
  if (optional) operand = inference_.resolve(element_of(operand));
  if (!operand.is(TypeKind::map) && !operand.open()) {
    return fail(node.at,
                describe(operand) + " has no part \"" + std::string(node.text) + "\"");
  }
  node.type = operand.open() ? StaticType() : element_of(operand);
  if (optional || node.optional) node.type = optional_of(node.type);
  return true;
}

bool Checker::presence(Node& node) {
  Node& asked = *node.children[0];
  node.type = scalar(TypeKind::boolean);
  if (!path(asked)) return false;
  if (asked.kind == NodeKind::variable) {
    return fail(node.at, "has() asks for a name or a part, not for a variable");
  }
  if (asked.kind != NodeKind::name && asked.kind != NodeKind::select) {
    return fail(node.at, "has() asks for a name or a part, not for a type");
  }
  return true;
}

// ---- collections ----------------------------------------------------------------------
bool Checker::index(Node& node) {
  StaticType operand = known(*node.children[0]);
  const Node& key = *node.children[1];
  const bool optional = operand.is(TypeKind::optional);
  if (optional) operand = inference_.resolve(element_of(operand));
  node.type = operand.open() ? StaticType() : element_of(operand);
  if (optional || node.optional) node.type = optional_of(node.type);
  if (operand.open()) return true;
  if (operand.is(TypeKind::list)) {
    if (inference_.assignable(key.type, scalar(TypeKind::integer))) return true;
    return fail(key.begin, "a list is indexed by int; found " + describe(known(key)));
  }
  if (!operand.is(TypeKind::map)) {
    return fail(node.at,
                "only a list or a map has parts in []; found " + describe(operand));
  }
  if (inference_.assignable(key.type, key_of(operand))) return true;
  StaticType compared;
  return passes(key, type_of(Operator::in, known(key), operand, compared));
}

// The type of a value that is either, by CEL or by what patron adds.
StaticType Checker::either(const StaticType& a, const StaticType& b) {
  if (const std::optional<StaticType> type = inference_.join(a, b)) return *type;
  return join(inference_.resolve(a), inference_.resolve(b));
}

bool Checker::offered(Node& node) {
  const StaticType inner = known(*node.children[0]);
  if (!inner.is(TypeKind::optional) && !inner.open()) {
    return fail(node.begin,
                "what follows \"?\" is an optional; found " + describe(inner));
  }
  node.type = inner.open() ? StaticType() : element_of(inner);
  return true;
}

bool Checker::list(Node& node) {
  StaticType element = inference_.fresh();
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const StaticType& next = node.children[i]->type;
    element = i == 0 ? next : either(element, next);
  }
  node.type = list_of(std::move(element));
  return true;
}

bool Checker::key(const Node& node) {
  const StaticType type = known(node);
  switch (type.kind) {
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
    case TypeKind::boolean:
    case TypeKind::string:
    case TypeKind::enumeration:
    case TypeKind::parameter:
    case TypeKind::dynamic:
      return true;
    default:
      return fail(node.begin,
                  "a key is int, uint, bool or string; found " + describe(type));
  }
}

bool Checker::map(Node& node) {
  StaticType keys = inference_.fresh(), values = inference_.fresh();
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    const Node& next = *node.children[i];
    if (!key(next)) return false;
    keys = i == 0 ? next.type : either(keys, next.type);
    const StaticType& value = node.children[i + 1]->type;
    values = i == 0 ? value : either(values, value);
  }
  node.type = map_of(std::move(keys), std::move(values));
  return true;
}

// ---- macros ---------------------------------------------------------------------------
// What the variables of a macro stand for.
bool Checker::elements(const Node& node, StaticType& first, StaticType& second) {
  const StaticType range = known(*node.children[0]);
  if (range.open()) return true;
  const bool wants_optional =
      node.macro == Macro::optional_map || node.macro == Macro::optional_flat_map;
  if (wants_optional) {
    if (!range.is(TypeKind::optional)) {
      return fail(node.at, "this macro takes an optional; found " + describe(range));
    }
    first = element_of(range);
    return true;
  }
  const bool two = !node.second_text.empty();
  if (range.is(TypeKind::map)) {
    first = key_of(range);
    second = element_of(range);
  } else if (range.is(TypeKind::list)) {
    first = two ? scalar(TypeKind::integer) : element_of(range);
    second = element_of(range);
  } else {
    return fail(node.at, "macros run over a list or a map; found " + describe(range));
  }
  return true;
}

bool Checker::comprehension(Node& node) {
  StaticType first, second;
  if (!walk(*node.children[0]) || !elements(node, first, second)) return false;
  if (!open_loop(node, first, second)) {
    return fail(node.at,
                "macros nested deeper than " + std::to_string(limits::kExpressionLoops),
                ErrorCode::limit);
  }
  const std::size_t last = node.children.size() - 1;
  const bool answers = node.macro >= Macro::map && node.macro != Macro::filter;
  for (std::size_t i = 1; i <= last; ++i) {
    if (!walk(*node.children[i])) return false;
    if ((!answers || i < last) && !truth(*node.children[i])) return false;
  }
  close_loop(node);
  return result(node, first);
}

bool Checker::result(Node& node, const StaticType& element) {
  const Node& body = *node.children.back();
  const StaticType type = known(body);
  switch (node.macro) {
    case Macro::map:
      node.type = list_of(body.type);
      return true;
    case Macro::filter:
      node.type = list_of(element);
      return true;
    case Macro::transform_map:
      node.type = map_of(element, body.type);
      return true;
    case Macro::optional_map:
      node.type = optional_of(body.type);
      return true;
    case Macro::transform_entry:
      node.type = type.open() ? map_of(StaticType(), StaticType()) : type;
      if (node.type.is(TypeKind::map)) return true;
      return fail(body.begin, "transformMapEntry() makes maps; found " + describe(type));
    case Macro::optional_flat_map:
      node.type = type.open() ? optional_of(StaticType()) : type;
      if (node.type.is(TypeKind::optional)) return true;
      return fail(body.begin, "optFlatMap() makes optionals; found " + describe(type));
    default:
      node.type = scalar(TypeKind::boolean);
      return true;
  }
}

bool Checker::binding(Node& node) {
  if (!walk(*node.children[0])) return false;
  if (!open_loop(node, node.children[0]->type, StaticType())) {
    return fail(node.at,
                "macros nested deeper than " + std::to_string(limits::kExpressionLoops),
                ErrorCode::limit);
  }
  if (!walk(*node.children[1])) return false;
  close_loop(node);
  node.type = node.children[1]->type;
  return true;
}

Status check(Tree& tree, const Environment& environment, bool strict) {
  return Checker(tree, environment, strict).run();
}

}  // namespace patron::rules
