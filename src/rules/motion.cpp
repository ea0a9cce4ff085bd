// SPDX-License-Identifier: Apache-2.0
// What moves one way crosses a threshold once, so bisection over days finds the crossing.
// That holds for one monotone name, added to, subtracted from or multiplied by what
// stands still, and compared with what stands still. Two such names may cross and cross
// again; so may a remainder, a month of the year, or a quotient whose divisor moves.
#include "rules/motion.hpp"

#include <algorithm>

#include "rules/functions.hpp"

namespace patron::rules {

using model::Motion;
using model::TypeKind;

namespace {

class Walk {
 public:
  explicit Walk(Tree& tree) : tree_(tree) {}

  std::vector<const Node*> run() {
    visit(*tree_.root);
    return std::move(turning_points_);
  }

 private:
  void visit(Node& node) {
    for (Node* child : node.children) visit(*child);
    node.course = course(node);
  }

  static Course worst(const Node& node) {
    Course course = Course::still;
    for (const Node* child : node.children) course = std::max(course, child->course);
    return course;
  }
  static std::ptrdiff_t moving(const Node& node) {
    return std::count_if(
        node.children.begin(), node.children.end(),
        [](const Node* child) { return child->course == Course::moving; });
  }
  static bool has(const Node& node, Course course) {
    return std::any_of(node.children.begin(), node.children.end(),
                       [course](const Node* child) { return child->course == course; });
  }
  // The children's, where a child that moves makes the whole unpredictable.
  static Course calm(const Node& node) {
    return has(node, Course::moving) ? Course::restless : worst(node);
  }
  // The same, where one moving child among others that stand still is fine.
  static Course gliding(const Node& node) {
    const bool alone = moving(node) <= 1 && !has(node, Course::turning);
    return moving(node) == 0 || alone ? worst(node) : Course::restless;
  }

  Course course(Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
      case NodeKind::variable:
        return Course::still;
      case NodeKind::name:
        return name(node);
      case NodeKind::operation:
        return operation(node);
      case NodeKind::call:
        return call(node);
      case NodeKind::conjunction:
      case NodeKind::disjunction:
        return calm(node);
      case NodeKind::conditional:
        // The condition must not jump from one moving branch to another.
        return node.children[0]->course > Course::stepwise && moving(node) > 0
                   ? Course::restless
                   : gliding(node);
      case NodeKind::presence: {
        // Whether there is a value at all changes only with an event or a known day.
        const Course inner = node.children[0]->course;
        return inner == Course::moving ? Course::stepwise : inner;
      }
      case NodeKind::comprehension: {
        // A body is read once an element: none of its comparisons stands for itself.
        const Course inner = worst(node);
        return inner > Course::stepwise ? Course::restless : inner;
      }
      case NodeKind::binding:
        // The variable stands for the value, wherever the body reads it.
        return node.children[0]->course > Course::stepwise ? Course::restless
                                                           : worst(node);
      default:
        return calm(node);
    }
  }

  Course name(Node& node) {
    switch (tree_.reads[static_cast<std::size_t>(node.slot)].motion) {
      case Motion::still:
        return Course::still;
      case Motion::stepwise:
        return Course::stepwise;
      case Motion::monotone:
        break;
    }
    if (!node.type.is(TypeKind::boolean)) return Course::moving;
    turning_points_.push_back(&node);
    return Course::turning;
  }

  Course operation(Node& node) {
    switch (node.op) {
      case Operator::negate:
      case Operator::add:
      case Operator::subtract:
      case Operator::multiply:
        return gliding(node);
      case Operator::divide:
        return node.children[1]->course == Course::moving ? Course::restless
                                                          : gliding(node);
      case Operator::equal:
      case Operator::not_equal:
        if (compares_null(node)) return Course::stepwise;
        return threshold(node, *node.children[0], *node.children[1],
                         {Operator::greater_equal, Operator::greater});
      case Operator::less:
      case Operator::less_equal:
      case Operator::greater:
      case Operator::greater_equal:
        return threshold(node, *node.children[0], *node.children[1], {});
      default:
        return calm(node);
    }
  }

  // `x == null` where x is a moving name: it moves, but not in and out of being.
  static bool compares_null(const Node& node) {
    const auto null = [](const Node* child) { return child->type.is(TypeKind::null); };
    return moving(node) == 1 &&
           std::any_of(node.children.begin(), node.children.end(), null);
  }

  // A comparison. It turns itself; one that turns twice (x == 5) turns where the `ways`
  // of comparing the same sides do.
  Course threshold(Node& node, Node& a, Node& b, const std::vector<Operator>& ways) {
    const int count = (a.course == Course::moving) + (b.course == Course::moving);
    const Course both = std::max(a.course, b.course);
    if (count == 0) return both;
    if (count == 2 || both == Course::restless || a.course == Course::turning ||
        b.course == Course::turning) {
      return Course::restless;
    }
    if (ways.empty()) turning_points_.push_back(&node);
    for (const Operator way : ways) turning_points_.push_back(&compared(node, a, b, way));
    return Course::turning;
  }

  Node& compared(const Node& from, Node& a, Node& b, Operator op) {
    Node& node = tree_.nodes.emplace_back();
    node.kind = NodeKind::operation;
    node.op = op;
    node.begin = from.begin;
    node.end = from.end;
    node.at = from.at;
    node.children = {&a, &b};
    node.type = scalar(TypeKind::boolean);
    return node;
  }

  Course call(Node& node) {
    if (node.overloads.empty() && node.pattern < 0 &&
        node.children.size() == 3) {  // between
      Node& x = *node.children[0];
      const Course least =
          threshold(node, x, *node.children[1], {Operator::greater_equal});
      return std::max(least,
                      threshold(node, x, *node.children[2], {Operator::less_equal}));
    }
    const bool one_way =
        node.pattern < 0 && node.lookup < 0 &&
        std::all_of(node.overloads.begin(), node.overloads.end(),
                                        [](const Overload& one) { return one.monotone; });
    return one_way ? gliding(node) : calm(node);
  }

  Tree& tree_;
  std::vector<const Node*> turning_points_;
};

}  // namespace

std::vector<const Node*> set_courses(Tree& tree) {
  return Walk(tree).run();
}

}  // namespace patron::rules
