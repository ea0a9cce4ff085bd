// SPDX-License-Identifier: Apache-2.0
// The plan of an expression over lanes, outermost part first. A part that reads one
// column of texts is evaluated once for each word; one that reads no column, once; the
// same text twice, once. What is left is taken apart, down to what vectors hold.
#include "rules/columnar.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/columnar_steps.hpp"
#include "rules/compiler.hpp"
#include "rules/evaluator.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

using model::TypeKind;

Value LaneRow::read(const model::Reference& reference) const {
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    if (reads_[i].reference != reference) continue;
    return i == only_ ? value_ : lanes_[i].value(row_);
  }
  return {};
}

namespace {

// What a part reads: slots of columns, and variables of a macro around it.
void gather(const Node& node, std::set<std::int32_t>& slots,
            std::set<std::int32_t>& free) {
  if (node.kind == NodeKind::name) slots.insert(node.slot);
  if (node.kind == NodeKind::variable) free.insert(node.slot);
  for (const Node* child : node.children) gather(*child, slots, free);
  const bool binds =
      node.kind == NodeKind::comprehension || node.kind == NodeKind::binding;
  if (binds) free.erase(node.slot);
}

}  // namespace

// Evaluates one part of the expression, for one value of one column.
class Part final : public Ask {
 public:
  Part(const Program& program, std::size_t entry, LaneRow& row, std::size_t slot)
      : program_(program), entry_(entry), row_(row), slot_(slot) {}
  Value answer(const Value& value) override {
    row_.stand_in(slot_, value);
    Storage storage;
    return run(program_, entry_, row_, storage);
  }

 private:
  const Program& program_;
  std::size_t entry_;
  LaneRow& row_;
  std::size_t slot_;
};

class Planner {
 public:
  Planner(const Tree& tree, std::span<const Lane> lanes, std::size_t rows, Plan& plan)
      : tree_(tree), lanes_(lanes), plan_(plan), rows_(rows) {
    find_parts(*tree.root);
    Result<Program> compiled = rules::compile(tree, parts_);
    if (!compiled.ok()) return;  // Then all is for the row evaluator.
    plan.program_ = *std::move(compiled);
    plan.root_ = step(*tree.root);
  }

 private:
  // Where a part is evaluated by itself: it reads one column, or none.
  void find_parts(const Node& node) {
    std::set<std::int32_t> slots, free;
    gather(node, slots, free);
    if (!free.empty()) return;
    std::erase_if(slots, [&](std::int32_t slot) { return !column(slot); });
    const bool alone = slots.size() <= 1 && node.kind != NodeKind::literal;
    const bool once =
        alone && (slots.empty() || lane(*slots.begin()).form == Lane::Form::coded);
    if (once || (alone && node.kind != NodeKind::name)) {
      entries_[&node] = {parts_.size(), slots.empty() ? -1 : *slots.begin()};
      parts_.push_back(&node);
    } else if (parts_.empty()) {
      parts_.push_back(tree_.root);  // Entry 0 is there in any case.
    }
    if (once) return;
    for (const Node* child : node.children) find_parts(*child);
  }

  const Lane& lane(std::int32_t slot) const {
    return lanes_[static_cast<std::size_t>(slot)];
  }
  // Clocks and names without a column are the same in every row.
  bool column(std::int32_t slot) const { return lane(slot).form > Lane::Form::fixed; }

  Step* step(const Node& node) {
    const std::string_view text = tree_.slice(node);
    const auto known = steps_.find(text);
    if (known != steps_.end()) return known->second;
    Step* made = keep(make(node));
    steps_[text] = made;
    return made;
  }

  Step* keep(StepPointer step) {
    if (step == nullptr) return nullptr;
    plan_.steps_.push_back(std::move(step));
    return plan_.steps_.back().get();
  }

  StepPointer make(const Node& node) {
    const auto found = entries_.find(&node);
    if (found != entries_.end()) {
      const auto [entry, slot] = found->second;
      if (slot < 0) return constant_step(part(entry, lanes_.size()).answer({}));
      if (lane(slot).form == Lane::Form::coded) return by_word(entry, slot);
      if (costly(node) && range(slot) && range(slot)->size <= rows_ / 8) {
        StepPointer made = by_value(entry, slot);
        if (made != nullptr) return made;
      }
    }
    StepPointer made = operation(node);
    if (made != nullptr || found == entries_.end()) return made;
    return by_value(found->second.first, found->second.second);
  }

  // Where an answer for each value that may come is cheaper than one for each row.
  bool costly(const Node& node) const {
    const auto part = entries_.find(&node);
    if (part != entries_.end() && part->second.second < 0) return false;  // Once for all.
    const bool divides = node.kind == NodeKind::operation &&
                         (node.op == Operator::divide || node.op == Operator::modulo);
    const bool calls = node.kind == NodeKind::call && node.text != "double";
    return divides || calls || node.op == Operator::in ||
           std::any_of(node.children.begin(), node.children.end(),
                       [&](const Node* child) { return costly(*child); });
  }

  const std::optional<Range>& range(std::int32_t slot) {
    const auto [at, added] = ranges_.try_emplace(slot);
    if (added) at->second = close_together(lane(slot), rows_);
    return at->second;
  }

  Part part(std::size_t entry, std::size_t slot) {
    return {plan_.program_, entry, *plan_.row_, slot};
  }

  StepPointer by_word(std::size_t entry, std::int32_t slot) {
    Part asked = part(entry, static_cast<std::size_t>(slot));
    std::vector<Value> answers;
    for (const Value& word : lane(slot).words) answers.push_back(asked.answer(word));
    return coded_step(lane(slot), answers);
  }

  // The kind of the answers is that of the first value that has one.
  StepPointer by_value(std::size_t entry, std::int32_t slot) {
    const auto at = static_cast<std::size_t>(slot);
    const Lane& from = lane(slot);
    if (rows_ == 0) return nullptr;
    Part asked = part(entry, at);
    for (std::size_t row = 0; row < std::min<std::size_t>(rows_, 16); ++row) {
      const Value value = asked.answer(from.value(row));
      if (value.outcome != Outcome::value || value.kind == TypeKind::null) continue;
      return memo_step(from, range(slot), value.kind, value.scale,
                       std::make_unique<Part>(plan_.program_, entry, *plan_.row_, at));
    }
    return nullptr;
  }

  StepPointer operation(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return constant_step(node.constant);
      case NodeKind::name:
        return lane_step(lane(node.slot));
      case NodeKind::presence: {
        const Step* asked = step(*node.children[0]);
        return asked == nullptr ? nullptr : null_step(asked->out(), false);
      }
      case NodeKind::operation:
        return node.children.size() == 1 ? unary(node) : binary(node);
      case NodeKind::call:
        return node.text == "daysBetween" ? days_between(node)
               : node.text == "double"    ? number(node)
                                          : between(node);
      case NodeKind::conjunction:
        return chain(node, false);
      case NodeKind::disjunction:
        return chain(node, true);
      case NodeKind::conditional: {
        const Step* parts[] = {step(*node.children[0]), step(*node.children[1]),
                               step(*node.children[2])};
        if (parts[0] == nullptr || parts[1] == nullptr || parts[2] == nullptr)
          return nullptr;
        return choice_step(parts[0]->out(), parts[1]->out(), parts[2]->out());
      }
      default:
        return nullptr;
    }
  }

  StepPointer unary(const Node& node) {
    const Step* operand = step(*node.children[0]);
    if (operand == nullptr) return nullptr;
    return node.op == Operator::negate ? negate_step(operand->out())
                                       : invert_step(operand->out());
  }

  StepPointer binary(const Node& node) {
    if (node.op == Operator::in) return nullptr;
    const bool equality = node.op == Operator::equal || node.op == Operator::not_equal;
    const auto is_null = [](const Node* child) {
      return child->kind == NodeKind::literal && child->constant.kind == TypeKind::null;
    };
    if (equality && (is_null(node.children[0]) || is_null(node.children[1]))) {
      const Step* asked = step(*node.children[is_null(node.children[0]) ? 1 : 0]);
      return asked == nullptr ? nullptr
                              : null_step(asked->out(), node.op == Operator::equal);
    }
    const Step* a = step(*node.children[0]);
    const Step* b = step(*node.children[1]);
    if (a == nullptr || b == nullptr) return nullptr;
    return equality || node.op >= Operator::less
               ? compare_step(node.op, a->out(), b->out())
               : arithmetic_step(node.op, a->out(), b->out());
  }

  StepPointer number(const Node& node) {
    const Step* operand = node.children.size() == 1 ? step(*node.children[0]) : nullptr;
    return operand == nullptr ? nullptr : number_step(operand->out());
  }

  StepPointer days_between(const Node& node) {
    const Step* a = step(*node.children[0]);
    const Step* b = step(*node.children[1]);
    const auto date = [](const Step* one) {
      return one != nullptr && one->out().kind == TypeKind::date;
    };
    if (!date(a) || !date(b)) return nullptr;
    return arithmetic_step(Operator::subtract, b->out(), a->out());
  }

  // between(x, least, most).
  StepPointer between(const Node& node) {
    if (node.children.size() != 3 || !node.overloads.empty() || node.pattern >= 0)
      return nullptr;
    const Step* parts[] = {step(*node.children[0]), step(*node.children[1]),
                           step(*node.children[2])};
    if (parts[0] == nullptr || parts[1] == nullptr || parts[2] == nullptr) return nullptr;
    const Step* least =
        keep(compare_step(Operator::greater_equal, parts[0]->out(), parts[1]->out()));
    const Step* most =
        keep(compare_step(Operator::less_equal, parts[0]->out(), parts[2]->out()));
    if (least == nullptr || most == nullptr) return nullptr;
    return chain_step(false, {&least->out(), &most->out()});
  }

  StepPointer chain(const Node& node, bool decisive) {
    std::vector<const Vector*> parts;
    for (const Node* child : node.children) {
      const Step* part = step(*child);
      parts.push_back(part == nullptr ? nullptr : &part->out());
    }
    return chain_step(decisive, std::move(parts));
  }

  const Tree& tree_;
  std::span<const Lane> lanes_;
  Plan& plan_;
  std::size_t rows_;
  std::vector<const Node*> parts_;
  std::map<const Node*, std::pair<std::size_t, std::int32_t>> entries_;
  std::map<std::string_view, Step*> steps_;
  std::map<std::int32_t, std::optional<Range>> ranges_;
};

Plan::Plan(const Tree& tree, std::span<const Lane> lanes, std::size_t rows)
    : row_(std::make_unique<LaneRow>(tree.reads, lanes)) {
  Planner(tree, lanes, rows, *this);
}

}  // namespace patron::rules
