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

// ---- what would it take ----
struct Leaf {
  const Part* part;
  bool wanted;
};
using Way = std::vector<Leaf>;
using Ways = std::vector<Way>;

constexpr std::size_t kWays = 16;  // The shortest are kept.

void keep_short(Ways& ways) {
  std::stable_sort(ways.begin(), ways.end(),
                   [](const Way& a, const Way& b) { return a.size() < b.size(); });
  if (ways.size() > kWays) ways.resize(kWays);
}

Ways ways_to(const Part& part, bool wanted);

// All of the parts, or any one of them.
Ways ways_of_parts(const Part& part, bool wanted, bool all) {
  if (!all) {
    Ways out;
    for (const Part& one : part.parts)
      for (Way& way : ways_to(one, wanted)) out.push_back(std::move(way));
    keep_short(out);
    return out;
  }
  Ways out = {{}};
  for (const Part& one : part.parts) {
    Ways longer;
    for (const Way& way : ways_to(one, wanted))
      for (const Way& before : out) {
        Way& both = longer.emplace_back(before);
        both.insert(both.end(), way.begin(), way.end());
      }
    keep_short(longer);
    out = std::move(longer);
  }
  return out;
}

Ways ways_to(const Part& part, bool wanted) {
  const Value now = truth_of(part);
  if (is_value(now) && (now.integer != 0) == wanted) return {{}};
  switch (part.node->kind) {
    case NodeKind::literal:
      return {};
    case NodeKind::conjunction:
    case NodeKind::disjunction:
      return ways_of_parts(part, wanted,
                           (part.node->kind == NodeKind::conjunction) == wanted);
    case NodeKind::operation:
      if (part.node->op == Operator::invert) return ways_to(part.parts[0], !wanted);
      return {{{&part, wanted}}};
    case NodeKind::conditional: {
      Ways out;
      for (const bool held : {true, false})
        for (const Way& first : ways_to(part.parts[0], held))
          for (const Way& then : ways_to(part.parts[held ? 1 : 2], wanted)) {
            Way& both = out.emplace_back(first);
            both.insert(both.end(), then.begin(), then.end());
          }
      keep_short(out);
      return out;
    }
    default:
      return {{{&part, wanted}}};
  }
}

void inputs_of(const Tree& tree, const Part& part,
               std::vector<std::pair<std::string, Value>>& out) {
  if (part.node->kind == NodeKind::name) {
    const std::string& path = tree.reads[static_cast<std::size_t>(part.node->slot)].path;
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const auto& one) { return one.first == path; });
    if (!known) out.emplace_back(path, part.value);
  }
  for (const Part& one : part.parts) inputs_of(tree, one, out);
}

}  // namespace

std::vector<std::vector<Expression::Change>> Expression::would_take(
    const Activation& activation) const {
  std::vector<std::vector<Change>> out;
  if (!tree().root->type.is(TypeKind::boolean)) return out;
  const Part whole = Walk(tree(), activation).look(*tree().root, 0);
  for (const Way& way : ways_to(whole, true)) {
    if (way.empty()) return {};  // It is true.
    std::vector<Change>& changes = out.emplace_back();
    for (const Leaf& leaf : way) {
      Change& change = changes.emplace_back();
      change.text = tree().slice(*leaf.part->node);
      change.at = leaf.part->node->begin;
      change.wanted = leaf.wanted;
      inputs_of(tree(), *leaf.part, change.inputs);
    }
  }
  return out;
}

std::vector<Expression::Clause> Expression::explain(const Activation& activation) const {
  std::vector<Clause> out;
  Part whole = Walk(tree(), activation).look(*tree().root, 0);
  mark(whole);
  list(tree(), whole, out);
  return out;
}

}  // namespace patron::rules
