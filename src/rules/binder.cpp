// SPDX-License-Identifier: Apache-2.0
#include "rules/binder.hpp"

#include "rules/naming.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

class Binder : private Naming {
 public:
  Binder(Tree& tree, const Environment& environment) : Naming(tree, environment) {}

  Status run() {
    walk(*tree_.root);
    return failure_;
  }

 private:
  void walk(Node& node) {
    switch (node.kind) {
      case NodeKind::name:
      case NodeKind::select:
        path(node);
        break;
      case NodeKind::call:
        call(node);
        break;
      case NodeKind::comprehension:
      case NodeKind::binding:
        loop(node);
        break;
      case NodeKind::literal:
        node.type = scalar(node.constant.kind);
        return;
      default:
        all(node);
    }
    node.type = StaticType();
  }
  void all(Node& node) {
    for (Node* child : node.children) walk(*child);
  }

  static void give_up(Node& node, std::string_view why) {
    node.kind = NodeKind::failure;
    node.text = why;
    node.children.clear();
  }

  void path(Node& node) {
    if (const Scope* found = scope(node)) return bind_variable(node, *found);
    if (const std::optional<std::string> whole = dotted(node)) {
      if (const Name* name = environment_.resolve(*whole, rooted(node))) {
        return bind_name(node, *name);
      }
      if (bind_type(node, *whole)) return;
      if (!resolves(*whole, rooted(node))) return give_up(node, "no such name");
    }
    all(node);
  }

  void call(Node& node) {
    bind_namespace(node);
    all(node);
    if (node.text == "dyn" && !node.receiver && node.children.size() == 1) return;
    node.overloads = overloads_of(node.text);
    if (node.overloads.empty()) return give_up(node, "no such function");
    const Style wrong = node.receiver ? Style::global : Style::member;
    if (node.overloads.front().style == wrong) give_up(node, "no such function");
  }

  void loop(Node& node) {
    walk(*node.children[0]);
    if (!open_loop(node, StaticType(), StaticType())) {
      if (failure_.ok()) {
        failure_ = tree_.error(node.at, "macros nested too deep", ErrorCode::limit);
      }
      return;
    }
    for (std::size_t i = 1; i < node.children.size(); ++i) walk(*node.children[i]);
    close_loop(node);
  }

  Status failure_;
};

}  // namespace

Status bind(Tree& tree, const Environment& environment) {
  return Binder(tree, environment).run();
}

}  // namespace patron::rules
