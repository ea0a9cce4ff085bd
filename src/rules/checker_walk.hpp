// SPDX-License-Identifier: Apache-2.0
// The checker's state; checker.cpp holds names and collections, checker_operators.cpp
// logic and operators, checker_calls.cpp functions. Private to them.
#pragma once

#include <string>
#include <vector>

#include "rules/checker.hpp"
#include "rules/inference.hpp"
#include "rules/naming.hpp"

namespace patron::rules {

class Checker : private Naming {
 public:
  Checker(Tree& tree, const Environment& environment, bool strict)
      : Naming(tree, environment), strict_(strict) {}
  Status run();

 private:
  bool fail(std::uint32_t at, std::string message,
            ErrorCode code = ErrorCode::expression) {
    if (failure_.ok()) failure_ = tree_.error(at, std::move(message), code);
    return false;
  }
  // An empty message is none.
  bool passes(const Node& node, std::string message) {
    return message.empty() || fail(node.at, std::move(message));
  }
  // The type of a node with all that is known of it by now.
  StaticType known(const Node& node) const { return inference_.resolve(node.type); }

  bool walk(Node& node);
  bool all(const Node& node);

  // ---- names and collections --------------------------------------------------------
  bool path(Node& node);
  bool field(Node& node);
  bool presence(Node& node);
  bool index(Node& node);
  bool list(Node& node);
  bool map(Node& node);
  bool offered(Node& node);
  bool key(const Node& node);
  StaticType either(const StaticType& a, const StaticType& b);
  bool comprehension(Node& node);
  bool elements(const Node& node, StaticType& first, StaticType& second);
  bool result(Node& node, const StaticType& element);
  bool binding(Node& node);

  // ---- logic and operators ----------------------------------------------------------
  bool truth(const Node& node);
  bool logic(Node& node);
  bool conditional(Node& node);
  bool operation(Node& node);
  bool combined(Node& node, Node& first, Node& second);
  bool unary(Node& node, const Node& operand);
  bool beside(Node& a, Node& b, Operator op);
  bool label(Node& literal, const StaticType& type, std::string_view of, Operator op);
  bool members(Node& item, Node& collection);
  bool both(Node& a, Node& b);
  bool rank_beside(Node& literal, const Node& known);
  static bool rank_of_label(const Node& node);

  // ---- calls ------------------------------------------------------------------------
  bool call(Node& node);
  bool rank(Node& node);
  bool between(Node& node);
  bool matches(Node& node);
  bool lookup(Node& node);
  bool overload(Node& node, std::span<const Overload> named);
  bool declared(Node& node, bool& found);
  bool constant_call(Node& node);

  const bool strict_;
  Inference inference_;
  Status failure_;
};

}  // namespace patron::rules
