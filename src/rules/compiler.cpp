// SPDX-License-Identifier: Apache-2.0
// Code for a stack machine: operands in order, then the operation. && and || jump out at
// the first operand that decides and merge the others two by two, which the lattice of
// outcomes makes the same as looking at all of them at once.
#include "rules/compiler.hpp"

#include <algorithm>
#include <utility>

#include "rules/functions.hpp"
#include "rules/operations.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

bool textual(const StaticType& type) {
  return type.is(TypeKind::string) || type.is(TypeKind::bytes) ||
         type.is(TypeKind::list) || type.is(TypeKind::map) ||
         type.is(TypeKind::optional) || type.dynamic();
}

// May the value be a text or list that does not exist before the evaluation?
bool makes(const Node& node) {
  if (!textual(node.type)) return false;
  switch (node.kind) {
    case NodeKind::literal:
    case NodeKind::name:
    case NodeKind::variable:
      return false;
    case NodeKind::call:
      return node.lookup < 0 && (!node.overloads.empty() || makes(*node.children[0]));
    case NodeKind::failure:
      return false;
    case NodeKind::select:
    case NodeKind::index:
      return node.optional || makes(*node.children[0]);
    case NodeKind::conditional:
      return makes(*node.children[1]) || makes(*node.children[2]);
    default:
      return true;
  }
}

class Compiler {
 public:
  explicit Compiler(const Tree& tree) { out_.tree = &tree; }

  Result<Program> run(const std::vector<const Node*>& roots) {
    out_.makes = makes(*roots[0]);
    for (const Node* root : roots) {
      out_.entries.push_back(static_cast<std::uint32_t>(out_.instructions.size()));
      depth_ = 0;
      emit(*root);
      // A predicate that is null is unknown, not false.
      if (root->type.is(TypeKind::boolean)) add(Op::truth, *root, 0);
      add(Op::finish, *root, 0);
    }
    if (deepest_ > kStackValues) {
      return out_.tree->error(roots[0]->begin, "holds too many values at once",
                              ErrorCode::limit);
    }
    return std::move(out_);
  }

 private:
  std::int32_t here() const {
    return static_cast<std::int32_t>(out_.instructions.size());
  }

  // Appends an instruction that leaves `change` more values than before.
  std::size_t add(Op op, const Node& node, int change, std::int32_t a = 0) {
    Instruction& instruction = out_.instructions.emplace_back();
    instruction.op = op;
    instruction.operation = node.op;
    instruction.macro = node.macro;
    instruction.at = node.at;
    instruction.a = a;
    depth_ = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(depth_) + change);
    deepest_ = std::max(deepest_, depth_);
    return out_.instructions.size() - 1;
  }
  Instruction& last(std::size_t at) { return out_.instructions[at]; }
  void target(const std::vector<std::size_t>& jumps) {
    for (const std::size_t jump : jumps) out_.instructions[jump].a = here();
  }
  void constant(const Node& node, const Value& value) {
    out_.constants.push_back(value);
    add(Op::constant, node, 1, static_cast<std::int32_t>(out_.constants.size() - 1));
  }
  void operands(const Node& node) {
    for (const Node* child : node.children) emit(*child);
  }

  void emit(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return constant(node, node.constant);
      case NodeKind::name:
        add(Op::read, node, 1, node.slot);
        return;
      case NodeKind::variable:
        last(add(Op::variable, node, 1, node.slot)).b = node.second ? 1 : 0;
        return;
      case NodeKind::select:
        operands(node);
        constant(node, text_value(node.text));
        last(add(Op::at_key, node, -1)).count = node.optional ? 1 : 0;
        return;
      case NodeKind::index:
        operands(node);
        last(add(Op::at_key, node, -1)).count = node.optional ? 1 : 0;
        return;
      case NodeKind::call:
        return call(node);
      case NodeKind::list:
        return list(node);
      case NodeKind::map:
        return map(node);
      case NodeKind::operation:
        return operation(node);
      case NodeKind::conjunction:
        return chain(node, Op::and_jump, Op::and_merge);
      case NodeKind::disjunction:
        return chain(node, Op::or_jump, Op::or_merge);
      case NodeKind::conditional:
        return conditional(node);
      case NodeKind::presence:
        return presence(node);
      case NodeKind::comprehension:
        return comprehension(node);
      case NodeKind::binding:
        emit(*node.children[0]);
        add(Op::bind, node, -1, node.slot);
        return emit(*node.children[1]);
      case NodeKind::offered:
        return emit(*node.children[0]);
      case NodeKind::failure: {
        Value why = error_value(node.text);
        why.error.offset = node.at;
        return constant(node, why);
      }
    }
  }

  void operation(const Node& node) {
    operands(node);
    switch (node.op) {
      case Operator::negate:
        add(Op::negate, node, 0);
        return;
      case Operator::invert:
        add(Op::invert, node, 0);
        return;
      default:
        add(Op::operate, node, -1);
    }
  }

  void call(const Node& node) {
    if (node.pattern >= 0) {
      emit(*node.children[0]);
      add(Op::matches, node, 0, node.pattern);
      return;
    }
    if (node.lookup >= 0) {
      emit(*node.children[0]);
      add(Op::look_up, node, 0, node.lookup);
      return;
    }
    const int count = static_cast<int>(node.children.size());
    if (node.receiver && count == 2 && (node.text == "or" || node.text == "orValue")) {
      return or_else(node);
    }
    operands(node);
    if (node.overloads.empty()) {
      if (count == 3) add(Op::between, node, -2);  // Else dyn(), which is its operand.
      return;
    }
    out_.overloads.push_back(node.overloads);
    last(add(Op::call, node, 1 - count,
             static_cast<std::int32_t>(out_.overloads.size() - 1)))
        .count = static_cast<std::uint8_t>(count);
  }

  // The other value is asked for only if it is needed.
  void or_else(const Node& node) {
    emit(*node.children[0]);
    const std::size_t jump = add(Op::or_else, node, -1);
    last(jump).count = node.text == "orValue" ? 1 : 0;
    emit(*node.children[1]);
    target({jump});
  }

  void list(const Node& node) {
    add(Op::new_list, node, 1);
    for (const Node* child : node.children) {
      emit(*child);
      last(add(Op::append, node, -1)).count = child->kind == NodeKind::offered ? 1 : 0;
    }
  }

  void map(const Node& node) {
    add(Op::new_map, node, 1);
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Node& value = *node.children[i + 1];
      emit(*node.children[i]);
      emit(value);
      last(add(Op::insert, *node.children[i], -2)).count =
          value.kind == NodeKind::offered ? 1 : 0;
    }
  }

  void chain(const Node& node, Op jump, Op merge) {
    std::vector<std::size_t> decided;
    emit(*node.children[0]);
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      decided.push_back(add(jump, *node.children[i - 1], 0));
      emit(*node.children[i]);
      add(merge, *node.children[i], -1);
    }
    target(decided);
  }

  void conditional(const Node& node) {
    emit(*node.children[0]);
    const std::size_t branch = add(Op::branch, *node.children[0], -1);
    emit(*node.children[1]);
    const std::size_t done = add(Op::jump, node, -1);
    out_.instructions[branch].a = here();
    emit(*node.children[2]);
    out_.instructions[branch].b = here();
    target({done});
  }

  void presence(const Node& node) {
    const Node& asked = *node.children[0];
    if (asked.kind == NodeKind::name) {
      emit(asked);
      add(Op::present, node, 0);
      return;
    }
    if (asked.kind == NodeKind::failure) return emit(asked);
    if (asked.kind != NodeKind::select) {  // Unchecked only.
      Value why = error_value("has() asks for a name or a part");
      why.error.offset = node.at;
      return constant(node, why);
    }
    emit(*asked.children[0]);
    out_.constants.push_back(text_value(asked.text));
    add(Op::present_key, node, 0, static_cast<std::int32_t>(out_.constants.size() - 1));
  }

  void comprehension(const Node& node) {
    emit(*node.children[0]);
    const std::size_t begin = add(Op::loop_begin, node, -1, node.slot);
    const std::int32_t next = here();
    const std::size_t step = add(Op::loop_next, node, 0, node.slot);
    last(step).count = node.second_text.empty() ? 0 : 1;
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      emit(*node.children[i]);
      const bool final = i + 1 == node.children.size();
      const std::size_t taken =
          add(final ? Op::loop_step : Op::loop_test, node, -1, node.slot);
      out_.instructions[taken].b = next;
    }
    out_.instructions[step].b = here();
    add(Op::loop_end, node, 1, node.slot);
    out_.instructions[begin].b = here();
  }

  Program out_;
  std::size_t depth_ = 0;
  std::size_t deepest_ = 0;
};

bool literals(const Node& node) {
  return std::all_of(node.children.begin(), node.children.end(),
                     [](const Node* child) { return child->kind == NodeKind::literal; });
}

}  // namespace

void fold_constants(Tree& tree, Node& node) {
  for (Node* child : node.children) fold_constants(tree, *child);
  Value made;
  if (node.kind == NodeKind::list && literals(node)) {
    made.kind = TypeKind::list;
    std::vector<Value>& list = tree.storage.lists.emplace_back();
    for (const Node* child : node.children) list.push_back(child->constant);
    made.list = &list;
  } else if (node.kind == NodeKind::map && literals(node)) {
    made.kind = TypeKind::map;
    auto& map = tree.storage.maps.emplace_back();
    made.map = &map;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Value& key = node.children[i]->constant;
      const bool plain = key.kind == TypeKind::integer || key.kind == TypeKind::string ||
                         key.kind == TypeKind::unsigned_integer ||
                         key.kind == TypeKind::boolean ||
                         key.kind == TypeKind::enumeration;
      tree.storage.work = 0;
      // Evaluating says so.
      if (!plain || find_key(made, key, tree.storage) != nullptr) return;
      map.emplace_back(key, node.children[i + 1]->constant);
    }
  } else {
    return;
  }
  node.kind = NodeKind::literal;
  node.constant = made;
  node.text = {};
  node.children.clear();
}

Result<Program> compile(const Tree& tree, const std::vector<const Node*>& roots) {
  return Compiler(tree).run(roots);
}

}  // namespace patron::rules
