// SPDX-License-Identifier: Apache-2.0
// A walk from the leaves up. A dotted path is looked up whole, then without its last
// part, and so on: the longest name wins and the rest selects from its value. Variables
// of macros come before names of the environment.
#include "rules/checker.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "rules/functions.hpp"
#include "rules/names.hpp"
#include "rules/patterns.hpp"
#include "rules/typing.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

struct Scope {
  std::string_view name;
  StaticType type;
};

class Checker {
 public:
  Checker(Tree& tree, const Environment& environment)
      : tree_(tree), environment_(environment) {}

  Status run() {
    walk(*tree_.root);
    return failure_;
  }

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
  bool all(const Node& node) {
    return std::all_of(node.children.begin(), node.children.end(),
                       [this](Node* child) { return walk(*child); });
  }

  bool walk(Node& node) {
    switch (node.kind) {
      case NodeKind::literal: node.type = scalar(node.constant.kind); return true;
      case NodeKind::name:
      case NodeKind::select: return path(node);
      case NodeKind::variable: return true;
      case NodeKind::index: return all(node) && index(node);
      case NodeKind::call: return call(node);
      case NodeKind::list: return all(node) && list(node);
      case NodeKind::map: return all(node) && map(node);
      case NodeKind::operation: return operation(node);
      case NodeKind::conjunction:
      case NodeKind::disjunction: return logic(node);
      case NodeKind::conditional: return all(node) && conditional(node);
      case NodeKind::presence: return presence(node);
      case NodeKind::comprehension: return comprehension(node);
    }
    return false;
  }

  // ---- names ------------------------------------------------------------------------
  const Node& stem(const Node& node) const {
    const Node* at = &node;
    while (at->kind == NodeKind::select) at = at->children[0];
    return *at;
  }
  const Scope* scope(const Node& node) const {
    if (node.kind != NodeKind::name || node.rooted) return nullptr;
    const auto found = std::find_if(scopes_.rbegin(), scopes_.rend(),
                                    [&](const Scope& s) { return s.name == node.text; });
    return found == scopes_.rend() ? nullptr : &*found;
  }
  // "a.b.c" of selections that start at a name of the environment.
  std::optional<std::string> dotted(const Node& node) const {
    if (node.kind == NodeKind::name) {
      if (scope(node) != nullptr) return std::nullopt;
      return std::string(node.text);
    }
    if (node.kind != NodeKind::select) return std::nullopt;
    std::optional<std::string> before = dotted(*node.children[0]);
    if (before) before->append(".").append(node.text);
    return before;
  }

  bool path(Node& node) {
    if (const Scope* found = scope(node)) {
      node.kind = NodeKind::variable;
      node.slot = static_cast<std::int32_t>(found - scopes_.data());
      node.type = found->type;
      return true;
    }
    const std::optional<std::string> whole = dotted(node);
    if (whole) {
      if (const Name* name = environment_.find(*whole)) return bind(node, *name);
      if (!resolves(*whole)) {
        return fail(stem(node).at, unknown_name(environment_, *whole));
      }
    }
    return walk(*node.children[0]) && field(node);
  }

  // Is a proper prefix of the path a name, to select from?
  bool resolves(const std::string& path) const {
    for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
         dot = path.rfind('.', dot - 1)) {
      if (environment_.find(path.substr(0, dot)) != nullptr) return true;
    }
    return false;
  }

  bool bind(Node& node, const Name& name) {
    if (!name.refusal.empty()) {
      return fail(stem(node).at,
                  "\"" + name.path + "\" cannot be read here: " + name.refusal);
    }
    auto& reads = tree_.reads;
    auto known = std::find_if(reads.begin(), reads.end(), [&](const Name& one) {
      return one.path == name.path;
    });
    if (known == reads.end()) known = reads.insert(known, name);
    node.at = stem(node).at;
    node.kind = NodeKind::name;
    node.slot = static_cast<std::int32_t>(known - reads.begin());
    node.type = from_model(name.type);
    node.text = tree_.keep(name.path);
    node.children.clear();
    return true;
  }

  bool field(Node& node) {
    const StaticType& operand = node.children[0]->type;
    if (!operand.is(TypeKind::map) && !operand.dynamic()) {
      return fail(node.at, describe(operand) + " has no part \"" +
                               std::string(node.text) + "\"");
    }
    node.type = element_of(operand);
    return true;
  }

  bool presence(Node& node) {
    Node& asked = *node.children[0];
    node.type = scalar(TypeKind::boolean);
    if (!path(asked)) return false;
    if (asked.kind == NodeKind::variable) {
      return fail(node.at, "has() asks for a name or a part, not for a variable");
    }
    return true;
  }

  // ---- collections ------------------------------------------------------------------
  bool index(Node& node) {
    const StaticType& operand = node.children[0]->type;
    Node& key = *node.children[1];
    node.type = element_of(operand);
    if (operand.dynamic()) return true;
    if (operand.is(TypeKind::list)) {
      if (key.type.is(TypeKind::integer) || key.type.dynamic()) return true;
      return fail(key.begin, "a list is indexed by int; found " + describe(key.type));
    }
    if (!operand.is(TypeKind::map)) {
      return fail(node.at, "only a list or a map has parts in []; found " +
                               describe(operand));
    }
    StaticType compared;
    return passes(key, type_of(Operator::in, key.type, operand, compared));
  }

  bool list(Node& node) {
    node.type = scalar(TypeKind::list);
    for (const Node* child : node.children) {
      node.type = join(node.type, list_of(child->type));
    }
    return true;
  }

  bool map(Node& node) {
    node.type = scalar(TypeKind::map);
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const Node& key = *node.children[i];
      switch (key.type.kind) {
        case TypeKind::integer:
        case TypeKind::unsigned_integer:
        case TypeKind::boolean:
        case TypeKind::string:
        case TypeKind::enumeration:
        case TypeKind::dynamic: break;
        default:
          return fail(key.begin, "a key is int, uint, bool or string; found " +
                                     describe(key.type));
      }
      node.type = join(node.type, map_of(key.type, node.children[i + 1]->type));
    }
    return true;
  }

  bool comprehension(Node& node) {
    Node& range = *node.children[0];
    if (!walk(range)) return false;
    const bool maps = range.type.is(TypeKind::map);
    if (!maps && !range.type.is(TypeKind::list) && !range.type.dynamic()) {
      return fail(node.at, "macros run over a list or a map; found " +
                               describe(range.type));
    }
    if (scopes_.size() == limits::kExpressionLoops) {
      return fail(node.at, "macros nested deeper than " +
                               std::to_string(limits::kExpressionLoops),
                  ErrorCode::limit);
    }
    node.slot = static_cast<std::int32_t>(scopes_.size());
    const StaticType element = maps ? key_of(range.type) : element_of(range.type);
    scopes_.push_back({node.text, element});
    const std::size_t last = node.children.size() - 1;
    for (std::size_t i = 1; i <= last; ++i) {
      if (!walk(*node.children[i])) return false;
      const bool condition = node.macro != Macro::map || i < last;
      if (condition && !truth(*node.children[i])) return false;
    }
    scopes_.pop_back();
    switch (node.macro) {
      case Macro::map: node.type = list_of(node.children[last]->type); break;
      case Macro::filter: node.type = list_of(element); break;
      default: node.type = scalar(TypeKind::boolean);
    }
    return true;
  }

  // ---- logic ------------------------------------------------------------------------
  bool truth(const Node& node) {
    if (node.type.is(TypeKind::boolean) || node.type.dynamic()) return true;
    return fail(node.begin, "expected true or false; found " + describe(node.type));
  }

  bool logic(Node& node) {
    node.type = scalar(TypeKind::boolean);
    return std::all_of(node.children.begin(), node.children.end(),
                       [this](Node* child) { return walk(*child) && truth(*child); });
  }

  bool conditional(Node& node) {
    Node& yes = *node.children[1];
    Node& no = *node.children[2];
    if (!truth(*node.children[0]) || !beside(yes, no, Operator::add)) return false;
    node.type = join(yes.type, no.type);
    if (node.type.dynamic() && !yes.type.dynamic() && !no.type.dynamic()) {
      return fail(node.at, "the two answers are of different kinds: " +
                               describe(yes.type) + " and " + describe(no.type));
    }
    return true;
  }

  // ---- operators --------------------------------------------------------------------
  bool operation(Node& node) {
    Node& first = *node.children[0];
    if (node.children.size() == 1) return walk(first) && unary(node, first);
    Node& second = *node.children[1];
    if (!both(first, second)) return false;
    if (node.op == Operator::in) {
      if (!members(first, second)) return false;
    } else if (!beside(first, second, node.op)) {
      return false;
    }
    return passes(node, type_of(node.op, first.type, second.type, node.type));
  }

  bool unary(Node& node, const Node& operand) {
    node.type = operand.type;
    node.type.nullable = false;
    if (node.op == Operator::invert) return truth(operand);
    switch (operand.type.kind) {
      case TypeKind::integer:
      case TypeKind::number:
      case TypeKind::decimal:
      case TypeKind::money:
      case TypeKind::duration:
      case TypeKind::dynamic: return true;
      default: return fail(node.at, "\"-\" does not take " + describe(operand.type));
    }
  }

  // A literal takes the type of what stands beside it.
  bool beside(Node& a, Node& b, Operator op) {
    return passes(a, promote(a, b, op)) && passes(b, promote(b, a, op)) &&
           label(a, b.type, tree_.slice(b), op) && label(b, a.type, tree_.slice(a), op);
  }

  bool label(Node& literal, const StaticType& type, std::string_view of, Operator op) {
    const bool equality = op == Operator::equal || op == Operator::not_equal;
    if (!equality || !type.is(TypeKind::enumeration) ||
        literal.kind != NodeKind::literal ||
        literal.constant.kind != TypeKind::string) {
      return true;
    }
    return passes(literal, resolve_label(literal, literal.constant.text, type, of));
  }

  // `a in [..]`: each element of a list literal stands beside `a`.
  bool members(Node& item, Node& collection) {
    if (collection.kind != NodeKind::list) return true;
    for (Node* element : collection.children) {
      const bool promoted =
          passes(*element, promote(*element, item, Operator::equal)) &&
          label(*element, item.type, tree_.slice(item), Operator::equal);
      if (!promoted) return false;
    }
    return list(collection);
  }

  // ---- rank -------------------------------------------------------------------------
  static bool rank_of_label(const Node& node) {
    return node.kind == NodeKind::call && node.text == "rank" && !node.receiver &&
           node.children.size() == 1 && node.children[0]->kind == NodeKind::literal &&
           node.children[0]->constant.kind == TypeKind::string;
  }

  // Checks two operands; rank('gold') takes the labels of the other side.
  bool both(Node& a, Node& b) {
    const bool left = rank_of_label(a), right = rank_of_label(b);
    if (left == right) return walk(a) && walk(b);
    Node& known = left ? b : a;
    return walk(known) && rank_beside(left ? a : b, known);
  }

  bool rank_beside(Node& literal, const Node& known) {
    const bool ranks = known.kind == NodeKind::call && known.text == "rank" &&
                       known.children[0]->type.is(TypeKind::enumeration);
    if (!ranks) return walk(literal);
    Node& label = *literal.children[0];
    const Node& source = *known.children[0];
    if (!passes(label, resolve_label(label, label.constant.text, source.type,
                                     tree_.slice(source)))) {
      return false;
    }
    literal.kind = NodeKind::literal;
    literal.constant = scalar_value(TypeKind::integer, label.constant.integer);
    literal.type = scalar(TypeKind::integer);
    literal.text = {};
    literal.children.clear();
    return true;
  }

  bool rank(Node& node) {
    const Node& operand = *node.children[0];
    if (operand.kind == NodeKind::literal) {
      return fail(node.at, "a label has a rank only beside the enum it belongs to, e.g. "
                           "rank(tiers.club) >= rank('gold')");
    }
    if (operand.type.is(TypeKind::enumeration) && !operand.type.ordered) {
      return fail(node.at, "the labels of " + std::string(tree_.slice(operand)) +
                               " have no order; declare it ordered");
    }
    return true;
  }

  // ---- calls ------------------------------------------------------------------------
  bool call(Node& node) {
    if (!node.receiver && node.text == "between") return between(node);
    if (!all(node)) return false;
    if (!node.receiver && node.text == "dyn" && node.children.size() == 1) return true;
    if (node.text == "matches") return matches(node);
    if (node.text == "rank" && node.children.size() == 1 && !rank(node)) return false;
    const std::span<const Overload> named = overloads_of(node.text);
    if (named.empty()) return fail(node.at, unknown_function(node.text));
    const Style wrong = node.receiver ? Style::global : Style::member;
    if (named.front().style == wrong) {
      return fail(node.at, "write " + (node.receiver ? std::string(node.text) + "(...)"
                                                     : "x." + std::string(node.text) +
                                                           "(...)"));
    }
    return overload(node, named) && constant_call(node);
  }

  bool between(Node& node) {
    if (node.children.size() != 3) {
      return fail(node.at, "between(x, least, most) takes three values; found " +
                               std::to_string(node.children.size()));
    }
    Node& x = *node.children[0];
    node.type = scalar(TypeKind::boolean);
    for (std::size_t i = 1; i < 3; ++i) {
      Node& bound = *node.children[i];
      StaticType type;
      const bool known = i == 1 ? both(x, bound)
                                : (rank_of_label(bound) ? rank_beside(bound, x)
                                                        : walk(bound));
      const Operator op = i == 1 ? Operator::greater_equal : Operator::less_equal;
      if (!known || !beside(x, bound, op) ||
          !passes(node, type_of(op, x.type, bound.type, type))) {
        return false;
      }
    }
    return true;
  }

  bool matches(Node& node) {
    node.type = scalar(TypeKind::boolean);
    if (node.children.size() != 2) {
      return fail(node.at, "matches takes a text and a pattern");
    }
    const Node& subject = *node.children[0];
    const Node& pattern = *node.children[1];
    if (!fits(subject.type.kind, TypeKind::string) && !subject.type.dynamic()) {
      return fail(node.at, "matches takes a string; found " + describe(subject.type));
    }
    if (pattern.kind != NodeKind::literal || pattern.constant.kind != TypeKind::string) {
      return fail(pattern.begin, "the pattern of matches is a string literal");
    }
    node.pattern = static_cast<std::int32_t>(tree_.patterns.size());
    return passes(pattern, add_pattern(tree_, pattern.constant.text));
  }

  bool overload(Node& node, std::span<const Overload> named) {
    std::vector<const Overload*> candidates;
    bool dynamic = false;
    for (const Overload& one : named) {
      bool chosen = one.count == node.children.size();
      for (std::size_t i = 0; chosen && i < one.count; ++i) {
        const StaticType& type = node.children[i]->type;
        dynamic = dynamic || type.dynamic();
        chosen = type.dynamic() || fits(type.kind, one.parameters[i]);
      }
      if (chosen) candidates.push_back(&one);
    }
    if (candidates.empty()) return fail(node.at, no_overload(node, named));
    node.overloads = dynamic ? named : std::span(candidates[0], 1);
    node.type = scalar(candidates[0]->result);
    for (const Overload* one : candidates) {
      if (dynamic && one->result != node.type.kind) node.type = StaticType();
    }
    return true;
  }

  // date('2026-05-01') is a constant, and a wrong one does not load.
  bool constant_call(Node& node) {
    constexpr auto kConstants =
        std::to_array<std::string_view>({"date", "timestamp", "duration"});
    if (std::find(kConstants.begin(), kConstants.end(), node.text) == kConstants.end() ||
        node.children[0]->kind != NodeKind::literal) {
      return true;
    }
    const Value& written = node.children[0]->constant;
    const Value made = node.overloads[0].apply(&written, tree_.storage);
    if (made.outcome != Outcome::value) {
      return fail(node.children[0]->begin,
                  std::string(made.error.message) + "; found " + text(written));
    }
    node.kind = NodeKind::literal;
    node.constant = made;
    node.text = {};
    node.children.clear();
    return true;
  }

  Tree& tree_;
  const Environment& environment_;
  std::vector<Scope> scopes_;
  Status failure_;
};

}  // namespace

Status check(Tree& tree, const Environment& environment) {
  return Checker(tree, environment).run();
}

}  // namespace patron::rules
