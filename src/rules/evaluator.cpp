// SPDX-License-Identifier: Apache-2.0
// Operations are strict: an error or unknown among the operands is the answer, an error
// before an unknown, the error of the smallest place first. && and || take the greatest
// of false > unknown > error > true, and its mirror. A name that is absent reads as null
// that remembers its slot; where a value is needed, it becomes unknown.
#include "rules/evaluator.hpp"

#include "rules/lookups.hpp"
#include "rules/machine.hpp"
#include "rules/operations.hpp"
#include "rules/patterns.hpp"

namespace patron::rules {

using model::TypeKind;

Value Machine::run(std::size_t entry) {
  const Instruction* const begin = program_.instructions.data();
  const Instruction* next = begin + program_.entries[entry];
  for (;;) {
    const Instruction& one = *next++;
    switch (one.op) {
      case Op::finish:
        return top();
      case Op::and_jump:
      case Op::or_jump:
        top() = truth(top(), one.at);
        if (weight(top(), one.op == Op::or_jump) == 3) next = begin + one.a;
        break;
      case Op::jump:
        next = begin + one.a;
        break;
      case Op::branch: {
        const Value condition = truth(pop(), one.at);
        if (!is_value(condition)) {
          push(condition);
          next = begin + one.b;
        } else if (condition.integer == 0) {
          next = begin + one.a;
        }
        break;
      }
      case Op::or_else:
        if (!or_else(one)) next = begin + one.a;
        break;
      case Op::loop_begin:
        if (!loop_begin(one)) next = begin + one.b;
        break;
      case Op::loop_next:
        if (!loop_next(one)) next = begin + one.b;
        break;
      case Op::loop_test:
        if (!loop_test(one)) next = begin + one.b;
        break;
      case Op::loop_step:
        loop_step(one);
        next = begin + one.b;
        break;
      default:
        step(one);
    }
  }
}

void Machine::step(const Instruction& one) {
  switch (one.op) {
    case Op::constant:
      push(program_.constants[static_cast<std::size_t>(one.a)]);
      return;
    case Op::read:
      push(read(one.a));
      return;
    case Op::variable:
      push(one.b != 0 ? loop(one).second : loop(one).element);
      return;
    case Op::bind: {
      const Value value = pop();
      loop(one).element = value;
      return;
    }
    case Op::operate:
      return operate(one);
    case Op::negate:
      return apply(one, take(1), 1, [](const Value* a) { return rules::negate(*a); });
    case Op::invert:
      top() = truth(top(), one.at);
      if (is_value(top())) top().integer = top().integer == 0 ? 1 : 0;
      return;
    case Op::present:
      if (is_value(top())) top() = boolean_value(!is_null(top()));
      return;
    case Op::present_key:
      return present_key(one);
    case Op::at_key:
      return apply(one, take(2), 2, [&](const Value* a) {
        return at_key(a[0], a[1], one.count != 0, storage_);
      });
    case Op::between:
      return between(one);
    case Op::call:
      return call(one);
    case Op::matches:
      return match(one);
    case Op::look_up:
      return apply(one, take(1), 1, [&](const Value* key) {
        return rules::look_up(
            *program_.tree->lookups[static_cast<std::size_t>(one.a)], *key);
      });
    case Op::truth:
      top() = truth(top(), one.at);
      return;
    case Op::and_merge:
    case Op::or_merge: {
      const Value right = truth(pop(), one.at);
      top() = merged(top(), right, one.op == Op::or_merge);
      return;
    }
    case Op::loop_end:
      return loop_end(one);
    default:
      collect(one);
  }
}

void Machine::operate(const Instruction& one) {
  Value* operands = take(2);
  const Operator op = one.operation;
  if (op == Operator::in && is_null(operands[1])) {
    operands[1] = needed(operands[1], one.at);
  }
  const bool equality = op == Operator::equal || op == Operator::not_equal;
  if (!equality && op != Operator::in) {
    return apply(one, operands, 2, [&](const Value* a) {
      return op >= Operator::less ? compare(op, a[0], a[1], storage_)
                                  : arithmetic(op, a[0], a[1], storage_);
    });
  }
  const Value blocked = worse(operands[0], operands[1]);
  if (!is_value(blocked)) {
    *operands = blocked;
  } else {
    *operands = at(equality ? compare(op, operands[0], operands[1], storage_)
                            : contained(operands[0], operands[1], storage_),
                   one.at);
  }
}

void Machine::present_key(const Instruction& one) {
  const Value& key = program_.constants[static_cast<std::size_t>(one.a)];
  apply(one, take(1), 1, [&](const Value* a) { return has_key(*a, key, storage_); });
}

// The same as least <= x && x <= most.
void Machine::between(const Instruction& one) {
  Value* values = take(3);
  Value least[2] = {values[0], values[1]}, most[2] = {values[0], values[2]};
  apply(one, least, 2, [&](const Value* a) {
    return compare(Operator::greater_equal, a[0], a[1], storage_);
  });
  apply(one, most, 2, [&](const Value* a) {
    return compare(Operator::less_equal, a[0], a[1], storage_);
  });
  *values = merged(least[0], most[0], false);
}

void Machine::call(const Instruction& one) {
  const auto& overloads = program_.overloads[static_cast<std::size_t>(one.a)];
  Value* arguments = take(one.count);
  Value blocked, null;
  std::size_t work = 0;
  for (std::size_t i = 0; i < one.count; ++i) {
    const Value& argument = arguments[i];
    blocked = worse(blocked, argument);
    if (is_null(argument)) null = needed(argument, one.at);
    work += argument.text.size() / kBytesOfWork;
    if (argument.list != nullptr) work += argument.list->size();
  }
  if (is_value(blocked)) blocked = called(overloads, arguments, one, null, work);
  *arguments = blocked;
}

Value Machine::called(std::span<const Overload> overloads, const Value* arguments,
                      const Instruction& one, const Value& null, std::size_t work) {
  const Overload* chosen = choose(overloads, arguments, one.count);
  if (chosen == nullptr && !is_value(null)) return null;
  if (chosen == nullptr) {
    return at(error_value("this function does not take values of these kinds"), one.at);
  }
  if (work > 0 && !storage_.may_work(work)) return at(error_value(kTooMuchWork), one.at);
  return at(chosen->apply(arguments, storage_), one.at);
}

// Does the other value have to be asked for?
bool Machine::or_else(const Instruction& one) {
  Value& asked = top();
  if (is_null(asked)) asked = needed(asked, one.at);
  if (!is_value(asked)) return false;
  if (asked.kind != TypeKind::optional) {
    asked = at(error_value("expected an optional"), one.at);
    return false;
  }
  if (asked.list != nullptr) {
    if (one.count != 0) asked = Value(asked.list->front());
    return false;
  }
  --size_;
  return true;
}

void Machine::match(const Instruction& one) {
  const re2::RE2& pattern = *program_.tree->patterns[static_cast<std::size_t>(one.a)];
  apply(one, take(1), 1, [&](const Value* a) {
    if (a->kind != TypeKind::string && a->kind != TypeKind::enumeration) {
      return error_value("matches takes a string");
    }
    const bool may = storage_.may_work(a->text.size() / kBytesOfWork);
    return may ? boolean_value(matches(pattern, a->text)) : error_value(kTooMuchWork);
  });
}

Value run(const Program& program, std::size_t entry, const Activation& activation,
          Storage& storage) {
  return Machine(program, activation, storage).run(entry);
}

}  // namespace patron::rules
