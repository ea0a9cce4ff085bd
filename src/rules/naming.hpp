// SPDX-License-Identifier: Apache-2.0
// What a name in the text means: the variable of a macro, a name of the environment, a
// type. A dotted path is looked up whole, then without its last part, and so on: the
// longest name wins and the rest selects from its value. Shared by the checker and the
// binder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/functions.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

class Naming {
 protected:
  Naming(Tree& tree, const Environment& environment)
      : tree_(tree), environment_(environment) {}

  struct Scope {
    std::string_view name;
    StaticType type;
    std::int32_t slot = 0;
    bool second = false;
  };
  const Scope* scope(const Node& node) const;
  // "a.b.c" of selections that start at a name, not at a variable.
  std::optional<std::string> dotted(const Node& node) const;
  // Does the text at the start of a dotted path have a leading dot?
  static bool rooted(const Node& node) { return stem(node).rooted; }
  static const Node& stem(const Node& node);
  // Is a proper prefix of the path a name or a type, to select from?
  bool resolves(const std::string& path, bool rooted) const;

  static void bind_variable(Node& node, const Scope& scope);
  void bind_name(Node& node, const Name& name);
  // A name that an open environment does not hold: of any type.
  Name open_name(const std::string& path) const {
    return {path, StaticType(),
            {model::Space::binding, static_cast<std::int32_t>(tree_.reads.size())},
            model::Motion::still, ""};
  }
  // The type that a path names, as a constant. False: it names none.
  bool bind_type(Node& node, std::string_view path) const;
  // math.abs(x) is a call of "math.abs", not of abs() on a value named math: then the
  // receiver goes and the node calls that. Also within the container.
  bool bind_namespace(Node& call);

  // The variables of a comprehension or binding; false: nested too deep.
  bool open_loop(Node& node, const StaticType& first, const StaticType& second);
  void close_loop(const Node& node);

  Tree& tree_;
  const Environment& environment_;
  std::vector<Scope> scopes_;
  std::int32_t loops_ = 0;
};

}  // namespace patron::rules
