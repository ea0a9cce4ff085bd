// SPDX-License-Identifier: Apache-2.0
// Each clause is compiled by itself and run on the same machine, so that its value cannot
// differ from what the whole saw. Then a walk from the top marks what decided: of a
// false && the false operands, of an unknown one the unknown ones.
#include <algorithm>

#include "rules/compiler.hpp"
#include "rules/evaluator.hpp"
#include "rules/machine.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

struct Ran {
  Program program;
  Storage storage;
};

struct Part {
  const Node* node = nullptr;
  int depth = 0;
  Value value;
  bool decides = false;
  std::vector<std::int32_t> missing;
  std::shared_ptr<const void> keeps;
  std::vector<Part> parts;
};

// The parts that have a value by themselves: the body of a macro has none.
std::size_t parts_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::comprehension:
    case NodeKind::binding:
      return 1;
    case NodeKind::presence:
    case NodeKind::list:
    case NodeKind::map:
      return 0;
    default:
      return node.children.size();
  }
}

bool decides_by_truth(const Part& part) {
  return part.node->kind == NodeKind::conjunction ||
         part.node->kind == NodeKind::disjunction;
}

// As an operand of && and ||: an absent name is an unknown truth.
Value truth_of(const Part& part) {
  return truth(part.value, part.node->at);
}

class Walk {
 public:
  Walk(const Tree& tree, const Activation& activation)
      : tree_(tree), activation_(activation) {}

  Part look(const Node& node, int depth) {
    Part out;
    out.node = &node;
    out.depth = depth;
    if (node.kind == NodeKind::literal) {
      out.value = node.constant;
      return out;
    }
    Result<Program> program = compile(tree_, {&node});
    if (program.ok()) {  // No part holds more values than the whole.
      auto ran = std::make_shared<Ran>();
      ran->program = *std::move(program);
      out.value = run(ran->program, 0, activation_, ran->storage);
      out.keeps = std::move(ran);
    }
    for (std::size_t i = 0; i < parts_of(node); ++i) {
      out.parts.push_back(look(*node.children[i], depth + 1));
    }
    out.missing = missing(out);
    return out;
  }

 private:
  static void add(std::vector<std::int32_t>& slots, const Part& part) {
    for (const std::int32_t slot : part.missing) {
      if (std::find(slots.begin(), slots.end(), slot) == slots.end()) {
        slots.push_back(slot);
      }
    }
  }

  static std::vector<std::int32_t> missing(const Part& part) {
    const bool absent = is_null(part.value) && part.value.unknown >= 0;
    if (part.value.outcome != Outcome::unknown && !absent) return {};
    if (part.node->kind == NodeKind::name) return {part.value.unknown};
    std::vector<std::int32_t> slots;
    if (part.node->kind == NodeKind::conditional) {
      const Value condition = truth_of(part.parts[0]);
      add(slots, !is_value(condition)  ? part.parts[0]
                 : condition.is_true() ? part.parts[1]
                                       : part.parts[2]);
    } else {
      for (const Part& one : part.parts) add(slots, one);
    }
    if (slots.empty() && part.value.unknown >= 0) slots.push_back(part.value.unknown);
    std::sort(slots.begin(), slots.end());
    return slots;
  }

  const Tree& tree_;
  const Activation& activation_;
};

void mark(Part& part) {
  part.decides = true;
  if (decides_by_truth(part)) {
    const bool decisive = part.node->kind == NodeKind::disjunction;
    const int outcome = weight(truth_of(part), decisive);
    for (Part& one : part.parts) {
      if (weight(truth_of(one), decisive) == outcome) mark(one);
    }
  } else if (part.node->kind == NodeKind::conditional) {
    const Value condition = truth_of(part.parts[0]);
    mark(part.parts[0]);
    if (is_value(condition)) mark(part.parts[condition.is_true() ? 1 : 2]);
  } else {
    for (Part& one : part.parts) mark(one);
  }
}

void list(const Tree& tree, Part& part, std::vector<Expression::Clause>& out) {
  if (part.node->kind == NodeKind::literal && part.depth > 0) return;
  Expression::Clause& clause = out.emplace_back();
  clause.text = tree.slice(*part.node);
  clause.depth = part.depth;
  clause.at = part.node->begin;
  clause.value = part.value;
  clause.decides = part.decides;
  clause.missing = std::move(part.missing);
  clause.keeps = std::move(part.keeps);
  for (Part& one : part.parts) list(tree, one, out);
}

}  // namespace

std::vector<Expression::Clause> Expression::explain(const Activation& activation) const {
  std::vector<Clause> out;
  Part whole = Walk(tree(), activation).look(*tree().root, 0);
  mark(whole);
  list(tree(), whole, out);
  return out;
}

}  // namespace patron::rules
