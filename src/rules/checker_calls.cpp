// SPDX-License-Identifier: Apache-2.0
// A call keeps the overloads that its arguments may meet; if the types leave one, it is
// chosen here, else by the values.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rules/checker_walk.hpp"
#include "rules/names.hpp"
#include "rules/patterns.hpp"
#include "rules/typing.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::TypeKind;

bool Checker::call(Node& node) {
  if (!node.receiver && node.text == "between") return between(node);
  if (!node.receiver && node.text == "lookup") return lookup(node);
  bind_namespace(node);
  if (!all(node)) return false;
  bool found = false;
  if (!declared(node, found) || found) return found;
  if (!node.receiver && node.text == "dyn" && node.children.size() == 1) {
    node.type = StaticType();
    return true;
  }
  if (node.text == "rank" && node.children.size() == 1 && !rank(node)) return false;
  if (node.text == "matches" && !matches(node)) return false;
  const std::span<const Overload> named = overloads_of(node.text);
  if (named.empty()) return fail(node.at, unknown_function(node.text));
  const Style wrong = node.receiver ? Style::global : Style::member;
  if (named.front().style == wrong) {
    return fail(node.at,
                "write " + (node.receiver ? std::string(node.text) + "(...)"
                                          : "x." + std::string(node.text) + "(...)"));
  }
  return overload(node, named) && constant_call(node);
}

bool Checker::rank(Node& node) {
  const Node& operand = *node.children[0];
  if (operand.kind == NodeKind::literal) {
    return fail(node.at,
                "a label has a rank only beside the enum it belongs to, e.g. "
                "rank(tiers.club) >= rank('gold')");
  }
  if (operand.type.is(TypeKind::enumeration) && !operand.type.ordered) {
    return fail(node.at, "the labels of " + std::string(tree_.slice(operand)) +
                             " have no order; declare it ordered");
  }
  return true;
}

bool Checker::between(Node& node) {
  if (node.children.size() != 3) {
    return fail(node.at, "between(x, least, most) takes three values; found " +
                             std::to_string(node.children.size()));
  }
  Node& x = *node.children[0];
  node.type = scalar(TypeKind::boolean);
  for (std::size_t i = 1; i < 3; ++i) {
    Node& bound = *node.children[i];
    StaticType type;
    const bool walked =
        i == 1 ? both(x, bound)
               : (rank_of_label(bound) ? rank_beside(bound, x) : walk(bound));
    const Operator op = i == 1 ? Operator::greater_equal : Operator::less_equal;
    if (!walked || !beside(x, bound, op) ||
        !passes(node, type_of(op, inference_.resolve(x.type, true),
                              inference_.resolve(bound.type, true), type))) {
      return false;
    }
  }
  return true;
}

// A pattern that is a literal is compiled here.
bool Checker::matches(Node& node) {
  if (node.children.size() != 2) {
    return fail(node.at, "matches takes a text and a pattern");
  }
  const Node& pattern = *node.children[1];
  if (pattern.kind != NodeKind::literal || pattern.constant.kind != TypeKind::string) {
    return !strict_ || fail(pattern.begin, "the pattern of matches is a string literal");
  }
  const std::size_t place = tree_.patterns.size();
  const std::string message = add_pattern(tree_, pattern.constant.text, strict_);
  if (message.empty()) node.pattern = static_cast<std::int32_t>(place);
  return !strict_ || passes(pattern, message);
}

// The map is known when the text is compiled; what is left of the call is its key.
bool Checker::lookup(Node& node) {
  const bool named = node.children.size() == 2 &&
                     node.children[0]->kind == NodeKind::literal &&
                     node.children[0]->constant.kind == TypeKind::string;
  if (!named) return fail(node.at, "lookup('id', key) takes the id of a map, and a key");
  const std::string_view id = node.children[0]->constant.text;
  const auto& all = environment_.lookups();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one->id == id; });
  if (found == all.end()) {
    std::vector<std::string_view> ids;
    for (const auto& one : all) ids.push_back(one->id);
    return fail(node.children[0]->begin,
                "no lookup " + quoted(id) + base::did_you_mean(id, ids));
  }
  Node& key = *node.children[1];
  if (!walk(key)) return false;
  StaticType wanted = from_model((*found)->keys);
  const StaticType given = known(key);
  const bool label = given.is(TypeKind::enumeration) && wanted.is(TypeKind::string);
  StaticType bare = given;
  bare.nullable = false;
  if (!label && !given.dynamic() && !same(bare, wanted)) {
    return fail(key.begin, "the keys of " + quoted(id) + " are " + describe(wanted) +
                               "; found " + describe(given));
  }
  node.type = from_model((*found)->values);
  auto& used = tree_.lookups;
  const auto known_one = std::find(used.begin(), used.end(), *found);
  node.lookup = static_cast<std::int32_t>(known_one - used.begin());
  if (known_one == used.end()) used.push_back(*found);
  node.children.erase(node.children.begin());
  return true;
}

// Functions of the host: types only. `found`: it is one of them, and fits.
bool Checker::declared(Node& node, bool& found) {
  bool named = false;
  std::vector<StaticType> arguments;
  for (const Node* child : node.children) arguments.push_back(child->type);
  for (const HostFunction& one : environment_.declared()) {
    if (one.name != node.text || one.member != node.receiver) continue;
    named = true;
    Inference::Names names;
    std::vector<StaticType> parameters;
    for (const StaticType& type : one.parameters) {
      parameters.push_back(inference_.instance(type, names));
    }
    const StaticType result = inference_.instance(one.result, names);
    if (!inference_.assignable(arguments, parameters)) continue;
    const StaticType type = inference_.resolve(result);
    node.type = !found || same(node.type, type) ? type : StaticType();
    found = true;
  }
  if (named && !found) return fail(node.at, "no form of this function takes these types");
  if (found) {
    node.kind = NodeKind::failure;
    node.text = "a function of the host, which is not there";
    node.children.clear();
  }
  return true;
}

bool Checker::overload(Node& node, std::span<const Overload> named) {
  std::vector<StaticType> arguments;
  for (const Node* child : node.children) arguments.push_back(child->type);
  const bool open =
      std::any_of(arguments.begin(), arguments.end(),
                  [&](const auto& type) { return inference_.resolve(type).open(); });
  std::vector<const Overload*> candidates;
  for (const Overload& one : named) {
    if (one.count != arguments.size()) continue;
    const Signature signature = signature_of(one);
    Inference::Names names;
    std::vector<StaticType> parameters;
    for (const StaticType& type : signature.parameters) {
      parameters.push_back(inference_.instance(type, names));
    }
    const StaticType result = inference_.instance(signature.result, names);
    if (!inference_.assignable(arguments, parameters)) continue;
    const StaticType type = inference_.resolve(result);
    node.type = candidates.empty() || same(node.type, type) ? type : StaticType();
    candidates.push_back(&one);
  }
  if (candidates.empty()) {
    std::vector<StaticType> found;
    for (const StaticType& type : arguments) found.push_back(inference_.resolve(type));
    return fail(node.at, no_overload(node.text, named, found));
  }
  const bool one = candidates.size() == 1 && !open;
  node.overloads = one ? std::span(candidates[0], 1) : named;
  return true;
}

// date('2026-05-01') is a constant, and a wrong one does not load.
bool Checker::constant_call(Node& node) {
  constexpr auto kConstants =
      std::to_array<std::string_view>({"date", "timestamp", "duration"});
  if (std::find(kConstants.begin(), kConstants.end(), node.text) == kConstants.end() ||
      node.children.size() != 1 || node.children[0]->kind != NodeKind::literal) {
    return true;
  }
  const Value& written = node.children[0]->constant;
  const Overload* chosen = choose(node.overloads, &written, 1);
  if (chosen == nullptr) return true;
  const Value made = chosen->apply(&written, tree_.storage);
  if (made.outcome != Outcome::value) {
    return !strict_ || fail(node.children[0]->begin,
                            std::string(made.error.message) + "; found " + text(written));
  }
  node.kind = NodeKind::literal;
  node.constant = made;
  node.text = {};
  node.children.clear();
  return true;
}

}  // namespace patron::rules
