// SPDX-License-Identifier: Apache-2.0
// From the tree to steps: conditions become jumps, so that && and || cost nothing but the
// comparisons they need. What has no short way makes the whole have none.
#include "rules/plain.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/decimal.hpp"
#include "rules/functions.hpp"
#include "rules/machine.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

enum class Form : std::uint8_t { none, whole, number, text };

Form form_of(const StaticType& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::date:
    case TypeKind::instant:
    case TypeKind::duration:
    case TypeKind::decimal:
    case TypeKind::money:
      return Form::whole;
    case TypeKind::number:
      return Form::number;
    case TypeKind::string:
    case TypeKind::enumeration:
      return Form::text;
    default:
      return Form::none;
  }
}

bool is_null_literal(const Node& node) {
  return node.kind == NodeKind::literal && node.constant.kind == TypeKind::null;
}
bool amount(TypeKind kind) {
  return kind == TypeKind::decimal || kind == TypeKind::money;
}

}  // namespace

Cell cell_of(const Value& value) {
  Cell out;
  if (value.outcome != Outcome::value) {
    out.tag = kOtherTag;
    return out;
  }
  constexpr std::size_t kLong = 1024;  // What is longer counts as work.
  out.tag = tag_of(value.kind, value.scale);
  out.whole = value.integer;
  switch (value.kind) {
    case TypeKind::null:
      out.tag = kNullTag;
      break;
    case TypeKind::number:
      out.whole = std::bit_cast<std::int64_t>(value.number);
      break;
    case TypeKind::string:
    case TypeKind::enumeration: {
      const bool label = value.kind == TypeKind::enumeration;
      if (value.text.size() > kLong || (label && value.integer > UINT16_MAX))
        out.tag = kOtherTag;
      out.text = value.text.data();
      out.size = static_cast<std::uint16_t>(value.text.size());
      out.place = label ? static_cast<std::uint16_t>(value.integer) : std::uint16_t{0};
      break;
    }
    case TypeKind::money:
      if (!value.text.empty()) out.tag = kOtherTag;  // In another currency.
      break;
    case TypeKind::instant:
    case TypeKind::duration:
      if (value.nanoseconds != 0) out.tag = kOtherTag;
      break;
    case TypeKind::list:
      out.list = value.list;
      if (value.list == nullptr || value.list->size() > kLong) out.tag = kOtherTag;
      break;
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::decimal:
    case TypeKind::date:
      break;
    default:
      out.tag = kOtherTag;
  }
  return out;
}

class PlainCompiler {
 public:
  explicit PlainCompiler(const Tree& tree) : tree_(tree) {}

  std::unique_ptr<const Plain> run() {
    const auto& reads = tree_.reads;
    if (!tree_.root->type.is(TypeKind::boolean) || reads.size() > Plain::kSlots)
      return nullptr;
    for (const Name& name : reads) {
      out_->reads_.push_back(name.reference);
    }
    const int yes = label(), no = label();
    condition(*tree_.root, yes, no);
    place(yes);
    add(Plain::Op::yes);
    place(no);
    add(Plain::Op::no);
    if (failed_ || out_->steps_.size() > INT16_MAX) return nullptr;
    for (Plain::Step& step : out_->steps_) {
      step.then = target(step.then);
      step.otherwise = target(step.otherwise);
    }
    return std::move(out_);
  }

 private:
  using Op = Plain::Op;
  using Step = Plain::Step;

  // ---- steps and labels -------------------------------------------------------------
  int label() {
    if (labels_.size() > INT16_MAX) fail();
    labels_.push_back(0);
    return static_cast<int>(labels_.size()) - 1;
  }
  void place(int label) {
    labels_[static_cast<std::size_t>(label)] =
        static_cast<std::int32_t>(out_->steps_.size());
  }
  std::int16_t target(std::int16_t label) const {
    return static_cast<std::int16_t>(labels_[static_cast<std::size_t>(label)]);
  }
  Step& add(Op op, int then = 0, int otherwise = 0) {
    Step& step = out_->steps_.emplace_back();
    step.op = op;
    step.then = static_cast<std::int16_t>(then);
    step.otherwise = static_cast<std::int16_t>(otherwise);
    return step;
  }
  std::int16_t fail() {
    failed_ = true;
    return 0;
  }
  std::int16_t fresh() {
    return registers_ < static_cast<std::int16_t>(Plain::kRegisters) ? registers_++
                                                                     : fail();
  }

  // ---- conditions -------------------------------------------------------------------
  void condition(const Node& node, int then, int otherwise) {
    if (failed_ || !node.type.is(TypeKind::boolean)) return void(fail());
    switch (node.kind) {
      case NodeKind::literal:
        add(Op::jump, node.constant.integer != 0 ? then : otherwise);
        return;
      case NodeKind::name: {
        Step& step = add(Op::truth_slot, then, otherwise);
        slot(node, step);
        return;
      }
      case NodeKind::conjunction:
      case NodeKind::disjunction:
        return chain(node, then, otherwise);
      case NodeKind::conditional: {
        const int left = label(), right = label();
        condition(*node.children[0], left, right);
        place(left);
        condition(*node.children[1], then, otherwise);
        place(right);
        return condition(*node.children[2], then, otherwise);
      }
      case NodeKind::presence:
        if (node.children[0]->kind != NodeKind::name) return void(fail());
        slot(*node.children[0], add(Op::null_slot, otherwise, then));
        return;
      case NodeKind::operation:
        if (node.op == Operator::invert)
          return condition(*node.children[0], otherwise, then);
        return node.op == Operator::in ? membership(node, then, otherwise)
                                       : comparison(node, then, otherwise);
      case NodeKind::call:
        if (node.overloads.empty()) return between(node, then, otherwise);
        [[fallthrough]];
      default:
        const std::int16_t made = value(node);
        add(Op::truth, then, otherwise).a = made;
    }
  }

  void chain(const Node& node, int then, int otherwise) {
    const bool both = node.kind == NodeKind::conjunction;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i + 1 == node.children.size())
        return condition(*node.children[i], then, otherwise);
      const int next = label();
      condition(*node.children[i], both ? next : then, both ? otherwise : next);
      place(next);
    }
  }

  void between(const Node& node, int then, int otherwise) {
    if (node.children.size() != 3 || node.pattern >= 0 || node.lookup >= 0)
      return void(fail());
    const int next = label();
    compare(Operator::greater_equal, *node.children[0], *node.children[1], next,
            otherwise);
    place(next);
    compare(Operator::less_equal, *node.children[0], *node.children[2], then, otherwise);
  }

  void comparison(const Node& node, int then, int otherwise) {
    if (node.op < Operator::equal || node.children.size() != 2) return void(fail());
    const Node &a = *node.children[0], &b = *node.children[1];
    const bool equality = node.op == Operator::equal || node.op == Operator::not_equal;
    const bool left = is_null_literal(a), right = is_null_literal(b);
    if (!left && !right) return compare(node.op, a, b, then, otherwise);
    const Node& asked = left ? b : a;
    if (!equality || asked.kind != NodeKind::name) return void(fail());
    if (node.op == Operator::not_equal) std::swap(then, otherwise);
    slot(asked, add(Op::null_slot, then, otherwise));
  }

  void compare(Operator relation, const Node& a, const Node& b, int then,
               int otherwise) {
    const Form form = form_of(a.type);
    if (form == Form::none || form != form_of(b.type)) return void(fail());
    if (a.kind == NodeKind::literal && b.kind != NodeKind::literal)
      return compare(turned(relation), b, a, then, otherwise);
    Cell other;
    const bool written = b.kind == NodeKind::literal;
    if (written && !constant(b, a.type, other)) return void(fail());
    if (!written && form == Form::whole && !alike(a.type, b.type)) return void(fail());
    if (written && a.kind == NodeKind::name) {
      Step& step = add(form == Form::whole    ? Op::whole_slot
                       : form == Form::number ? Op::number_slot
                                              : Op::text_slot,
                       then, otherwise);
      slot(a, step);
      step.mask = Plain::mask_of(relation);
      step.constant = other;
      return;
    }
    const std::int16_t left = value(a), right = written ? held(other) : value(b);
    Step& step = add(form == Form::whole    ? Op::compare_whole
                     : form == Form::number ? Op::compare_number
                                            : Op::compare_text,
                     then, otherwise);
    step.mask = Plain::mask_of(relation);
    step.a = left;
    step.b = right;
  }

  static Operator turned(Operator relation) {
    switch (relation) {
      case Operator::less:
        return Operator::greater;
      case Operator::less_equal:
        return Operator::greater_equal;
      case Operator::greater:
        return Operator::less;
      case Operator::greater_equal:
        return Operator::less_equal;
      default:
        return relation;
    }
  }
  static bool alike(const StaticType& a, const StaticType& b) {
    return a.kind == b.kind && a.scale == b.scale;
  }

  void membership(const Node& node, int then, int otherwise) {
    const Node &item = *node.children[0], &list = *node.children[1];
    const Form form = form_of(item.type);
    const bool texts_of_name =
        list.kind == NodeKind::name && list.type.is(TypeKind::list) &&
        element_of(list.type).is(TypeKind::string) && item.kind == NodeKind::literal &&
        form == Form::text;
    if (texts_of_name) {
      Step& step = add(Op::in_list_slot, then, otherwise);
      slot(list, step);
      step.constant = cell_of(item.constant);
      return;
    }
    if (list.kind != NodeKind::literal || list.constant.list == nullptr ||
        (form != Form::text && form != Form::whole))
      return void(fail());
    std::vector<std::string_view> texts;
    std::vector<std::int64_t> wholes;
    for (const Value& each : *list.constant.list) {
      const Cell cell = cell_of(each);
      const bool text =
          each.kind == TypeKind::string || each.kind == TypeKind::enumeration;
      const bool same = form == Form::text
                            ? text
                            : cell.tag == tag_of(item.type.kind, item.type.scale);
      if (!same || cell.tag == kOtherTag) return void(fail());
      texts.push_back(cell.view());
      wholes.push_back(cell.whole);
    }
    const bool slots = item.kind == NodeKind::name;
    const std::int16_t from = slots ? std::int16_t{0} : value(item);
    Step& step = add(form == Form::text ? (slots ? Op::any_text_slot : Op::any_text)
                                        : (slots ? Op::any_whole_slot : Op::any_whole),
                     then, otherwise);
    step.a = from;
    if (slots) slot(item, step);
    if (form == Form::text) {
      std::sort(texts.begin(), texts.end());
      step.set = static_cast<std::int32_t>(out_->texts_.size());
      out_->texts_.push_back(std::move(texts));
    } else {
      std::sort(wholes.begin(), wholes.end());
      step.set = static_cast<std::int32_t>(out_->wholes_.size());
      out_->wholes_.push_back(std::move(wholes));
    }
  }

  // ---- values -----------------------------------------------------------------------
  void slot(const Node& node, Step& step) {
    if (node.kind != NodeKind::name || node.slot < 0) return void(fail());
    const model::Reference& from =
        tree_.reads[static_cast<std::size_t>(node.slot)].reference;
    const bool clock = from.space == model::Space::clock;
    if (from.index > INT16_MAX) return void(fail());
    step.a = static_cast<std::int16_t>(node.slot);
    step.c = static_cast<std::int16_t>(clock ? -1 - from.index : from.index);
    step.tag = tag_of(node.type.kind, amount(node.type.kind) ? node.type.scale : 0);
  }

  // A literal as a value of the type beside it.
  static bool constant(const Node& node, const StaticType& beside, Cell& out) {
    Value value = node.constant;
    if (beside.is(TypeKind::decimal) && value.kind == TypeKind::integer) {
      value.kind = TypeKind::decimal;
      value.scale = 0;
    }
    if (amount(beside.kind) && value.kind == beside.kind) {
      const auto scaled = base::rescale_exact(value.integer, value.scale, beside.scale);
      if (!scaled) return false;
      value.integer = *scaled;
      value.scale = beside.scale;
    }
    out = cell_of(value);
    if (form_of(beside) == Form::text)
      return value.kind == TypeKind::string || value.kind == TypeKind::enumeration;
    return out.tag == tag_of(beside.kind, amount(beside.kind) ? beside.scale : 0);
  }
  std::int16_t held(const Cell& cell) {
    out_->constants_.push_back(cell);
    return static_cast<std::int16_t>(-static_cast<int>(out_->constants_.size()));
  }

  // The register that has it. A step must not be kept over one that adds another.
  std::int16_t value(const Node& node) {
    if (failed_ || form_of(node.type) == Form::none) return fail();
    switch (node.kind) {
      case NodeKind::literal: {
        Cell cell;
        return constant(node, node.type, cell) ? held(cell) : fail();
      }
      case NodeKind::name: {
        Step& step = add(Op::load);
        slot(node, step);
        return step.to = fresh();
      }
      case NodeKind::operation:
        return node.children.size() == 2 ? arithmetic(node) : fail();
      case NodeKind::conditional:
        return choice(node);
      case NodeKind::call:
        return call(node);
      default:
        return fail();
    }
  }

  std::int16_t arithmetic(const Node& node) {
    const Node &a = *node.children[0], &b = *node.children[1];
    if (node.op < Operator::add || node.op > Operator::modulo) return fail();
    const TypeKind kind = node.type.kind;
    const bool span = kind == TypeKind::duration && node.op == Operator::subtract &&
                      a.type.is(TypeKind::instant) && b.type.is(TypeKind::instant);
    if (span) {
      const std::int16_t left = value(a), right = value(b);
      return made(Op::span, node.op, left, right);
    }
    const bool whole = kind == TypeKind::integer && alike(a.type, node.type) &&
                       alike(b.type, node.type);
    const bool number = kind == TypeKind::number && alike(a.type, node.type) &&
                        alike(b.type, node.type) && node.op != Operator::modulo;
    if (!whole && !number) return amounts(node);
    const std::int16_t left = value(a), right = value(b);
    return made(whole ? Op::whole : Op::number, node.op, left, right);
  }

  // Sums at one scale; products at the sum of scales.
  std::int16_t amounts(const Node& node) {
    const Node &a = *node.children[0], &b = *node.children[1];
    if (!amount(node.type.kind) || !exact_kind(a.type) || !exact_kind(b.type))
      return fail();
    const bool sums = node.op == Operator::add || node.op == Operator::subtract;
    const std::int32_t product = a.type.scale + b.type.scale;
    if (sums ? !alike(a.type, node.type) || !alike(b.type, node.type)
             : node.op != Operator::multiply || product != node.type.scale)
      return fail();
    const std::int16_t left = value(a), right = value(b);
    return made(Op::exact, node.op, left, right);
  }
  static bool exact_kind(const StaticType& type) {
    return amount(type.kind) || type.is(TypeKind::integer);
  }

  std::int16_t made(Op op, Operator operation, std::int16_t a, std::int16_t b) {
    Step& step = add(op);
    step.relation = operation;
    step.a = a;
    step.b = b;
    return step.to = fresh();
  }

  std::int16_t choice(const Node& node) {
    if (!alike(node.children[1]->type, node.type) ||
        !alike(node.children[2]->type, node.type))
      return fail();
    const int left = label(), right = label(), done = label();
    const std::int16_t to = fresh();
    condition(*node.children[0], left, right);
    for (const auto& [at, child] : {std::pair{left, 1}, {right, 2}}) {
      place(at);
      const std::int16_t from = value(*node.children[static_cast<std::size_t>(child)]);
      Step& step = add(Op::move);
      step.to = to;
      step.a = from;
      add(Op::jump, done);
    }
    place(done);
    return to;
  }

  std::int16_t call(const Node& node) {
    if (node.overloads.size() != 1 || node.children.size() > 3) return fail();
    const Overload& one = node.overloads.front();
    const bool simple = std::all_of(
        node.children.begin(), node.children.end(), [](const Node* child) {
          return form_of(child->type) != Form::none && !amount(child->type.kind);
        });
    // A text that is made needs a place to stay.
    if (!simple || form_of(node.type) == Form::text || amount(node.type.kind))
      return fail();
    std::int16_t arguments[3] = {};
    for (std::size_t i = 0; i < node.children.size(); ++i)
      arguments[i] = value(*node.children[i]);
    if (one.name == "double" && node.children[0]->type.is(TypeKind::integer))
      return made(Op::to_number, Operator::none, arguments[0], 0);
    const Plain::Quick quick = Plain::quick_of(one);
    Step& step = add(quick != nullptr ? Op::quick : Op::call);
    step.quick = quick;
    step.function = &one;
    step.tag = tag_of(node.type.kind, 0);
    step.a = arguments[0];
    step.b = arguments[1];
    step.c = arguments[2];
    return step.to = fresh();
  }

  const Tree& tree_;
  std::unique_ptr<Plain> out_ = std::make_unique<Plain>();
  std::vector<std::int32_t> labels_ = {0};  // The first is of steps that do not jump.
  std::int16_t registers_ = 0;
  bool failed_ = false;
};

std::unique_ptr<const Plain> Plain::compile(const Tree& tree) {
  return PlainCompiler(tree).run();
}

}  // namespace patron::rules
