// SPDX-License-Identifier: Apache-2.0
// Operations are strict: an error or unknown among the operands is the answer, an error
// before an unknown, the error of the smallest place first. && and || take the greatest
// of false > unknown > error > true, and its mirror. A name that is absent reads as null
// that remembers its slot; where a value is needed, it becomes unknown.
#include "rules/evaluator.hpp"

#include <type_traits>

#include "base/limits.hpp"
#include "rules/functions.hpp"
#include "rules/operations.hpp"
#include "rules/patterns.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

static_assert(std::is_trivially_copyable_v<Value>);

Value unknown_value(std::int32_t slot) {
  Value value;
  value.outcome = Outcome::unknown;
  value.unknown = slot;
  return value;
}

bool is_value(const Value& value) { return value.outcome == Outcome::value; }
bool is_null(const Value& value) {
  return is_value(value) && value.kind == TypeKind::null;
}

// Among outcomes that are no values, the one that stands for both.
Value worse(const Value& a, const Value& b) {
  if (is_value(a)) return b;
  if (is_value(b)) return a;
  if (a.outcome != b.outcome) return a.outcome == Outcome::error ? a : b;
  return a.outcome == Outcome::error && b.error.offset < a.error.offset ? b : a;
}

Value at(Value value, std::uint32_t offset) {
  if (value.outcome == Outcome::error) value.error.offset = offset;
  return value;
}

// Null where a value is needed.
Value needed(const Value& null, std::uint32_t offset) {
  if (null.unknown >= 0) return unknown_value(null.unknown);
  return at(error_value("null has no value here"), offset);
}

Value truth(const Value& value, std::uint32_t offset) {
  if (!is_value(value) || value.kind == TypeKind::boolean) return value;
  if (is_null(value)) return needed(value, offset);
  return at(error_value("expected true or false"), offset);
}

// Higher wins in &&; with `decisive` false. In ||, with `decisive` true.
int weight(const Value& value, bool decisive) {
  if (value.outcome == Outcome::unknown) return 2;
  if (value.outcome == Outcome::error) return 1;
  return value.is_true() == decisive ? 3 : 0;
}

Value merged(const Value& a, const Value& b, bool decisive) {
  const int left = weight(a, decisive), right = weight(b, decisive);
  if (left == right) return left == 1 ? worse(a, b) : a;
  return left > right ? a : b;
}

struct Loop {
  Value range;
  Value element;
  Value answer;
  std::size_t next;
  std::size_t size;
  std::vector<Value>* list;
};

class Machine {
 public:
  Machine(const Program& program, const Activation& activation, Storage& storage)
      : program_(program), activation_(activation), storage_(storage) {}

  Value run(std::size_t entry) {
    const Instruction* const begin = program_.instructions.data();
    const Instruction* next = begin + program_.entries[entry];
    for (;;) {
      const Instruction& one = *next++;
      switch (one.op) {
        case Op::finish: return top();
        case Op::and_jump:
        case Op::or_jump:
          top() = truth(top(), one.at);
          if (weight(top(), one.op == Op::or_jump) == 3) next = begin + one.a;
          break;
        case Op::jump: next = begin + one.a; break;
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
        case Op::loop_begin:
          if (!loop_begin(one)) next = begin + one.b;
          break;
        case Op::loop_next:
          if (!loop_next(loop(one))) next = begin + one.b;
          break;
        case Op::loop_test:
          if (!loop_test(one)) next = begin + one.b;
          break;
        case Op::loop_step:
          loop_step(one);
          next = begin + one.b;
          break;
        default: step(one);
      }
    }
  }

 private:
  // ---- the stack --------------------------------------------------------------------
  void push(const Value& value) { memory_.values[size_++] = value; }
  Value pop() { return memory_.values[--size_]; }
  Value& top() { return memory_.values[size_ - 1]; }
  // The last `count` values, the first of them left to be overwritten by the answer.
  Value* take(std::size_t count) {
    size_ -= count - 1;
    return &memory_.values[size_ - 1];
  }

  void step(const Instruction& one) {
    switch (one.op) {
      case Op::constant:
        push(program_.constants[static_cast<std::size_t>(one.a)]);
        return;
      case Op::read: push(read(one.a)); return;
      case Op::variable: push(loop(one).element); return;
      case Op::operate: return operate(one);
      case Op::negate: return apply(one, take(1), 1, [](const Value* a) {
        return rules::negate(*a);
      });
      case Op::invert:
        top() = truth(top(), one.at);
        if (is_value(top())) top().integer = top().integer == 0 ? 1 : 0;
        return;
      case Op::present:
        if (is_value(top())) top() = boolean_value(!is_null(top()));
        return;
      case Op::present_key: return present_key(one);
      case Op::at_key: return apply(one, take(2), 2, [](const Value* a) {
        return at_key(a[0], a[1]);
      });
      case Op::between: return between(one);
      case Op::call:
      case Op::call_by_kind: return call(one);
      case Op::matches: return match(one);
      case Op::truth: top() = truth(top(), one.at); return;
      case Op::and_merge:
      case Op::or_merge: {
        const Value right = truth(pop(), one.at);
        top() = merged(top(), right, one.op == Op::or_merge);
        return;
      }
      case Op::loop_end: return loop_end(one);
      default: collect(one);
    }
  }

  Value read(std::int32_t slot) const {
    const Name& name = program_.tree->reads[static_cast<std::size_t>(slot)];
    Value value = activation_.read(name.reference);
    if (is_null(value) || value.outcome == Outcome::unknown) value.unknown = slot;
    return value;
  }

  // Answers in arguments[0] what `function` makes of the arguments, if all are values.
  template <class F>
  void apply(const Instruction& one, Value* arguments, std::size_t count, F function) {
    Value blocked;
    for (std::size_t i = 0; i < count; ++i) {
      blocked = worse(blocked, is_null(arguments[i]) ? needed(arguments[i], one.at)
                                                     : arguments[i]);
    }
    *arguments = is_value(blocked) ? at(function(arguments), one.at) : blocked;
  }

  void operate(const Instruction& one) {
    Value* operands = take(2);
    const Operator op = one.operation;
    if (op == Operator::in && is_null(operands[1])) {
      operands[1] = needed(operands[1], one.at);
    }
    const bool equality = op == Operator::equal || op == Operator::not_equal;
    if (!equality && op != Operator::in) {
      return apply(one, operands, 2, [&](const Value* a) {
        return op >= Operator::less ? compare(op, a[0], a[1])
                                    : arithmetic(op, a[0], a[1], storage_);
      });
    }
    const Value blocked = worse(operands[0], operands[1]);
    if (!is_value(blocked)) {
      *operands = blocked;
    } else {
      *operands = at(equality ? compare(op, operands[0], operands[1])
                              : contained(operands[0], operands[1]),
                     one.at);
    }
  }

  void present_key(const Instruction& one) {
    const Value& key = program_.constants[static_cast<std::size_t>(one.a)];
    apply(one, take(1), 1, [&key](const Value* a) {
      return a->kind == TypeKind::map ? boolean_value(find_key(*a, key) != nullptr)
                                      : error_value("only a map has parts");
    });
  }

  // The same as least <= x && x <= most.
  void between(const Instruction& one) {
    Value* values = take(3);
    Value least[2] = {values[0], values[1]}, most[2] = {values[0], values[2]};
    apply(one, least, 2, [](const Value* a) {
      return compare(Operator::greater_equal, a[0], a[1]);
    });
    apply(one, most, 2, [](const Value* a) {
      return compare(Operator::less_equal, a[0], a[1]);
    });
    *values = merged(least[0], most[0], false);
  }

  void call(const Instruction& one) {
    const auto& overloads = program_.overloads[static_cast<std::size_t>(one.a)];
    apply(one, take(one.count), one.count, [&](const Value* a) {
      const Overload* chosen =
          one.op == Op::call ? &overloads[0] : choose(overloads, a, one.count);
      return chosen == nullptr
                 ? error_value("this function does not take values of these kinds")
                 : chosen->apply(a, storage_);
    });
  }

  void match(const Instruction& one) {
    const re2::RE2& pattern =
        *program_.tree->patterns[static_cast<std::size_t>(one.a)];
    apply(one, take(1), 1, [&pattern](const Value* a) {
      return a->kind == TypeKind::string || a->kind == TypeKind::enumeration
                 ? boolean_value(matches(pattern, a->text))
                 : error_value("matches takes a string");
    });
  }

  // ---- lists and maps ---------------------------------------------------------------
  void collect(const Instruction& one) {
    switch (one.op) {
      case Op::new_list:
        push(scalar_value(TypeKind::list, 0));
        top().list = &storage_.lists.emplace_back();
        return;
      case Op::append: {
        const Value* pair = take(2);
        const Value blocked = worse(pair[0], pair[1]);
        if (is_value(blocked)) {
          storage_list(pair[0]).push_back(pair[1]);
        } else {
          top() = blocked;
        }
        return;
      }
      case Op::new_map:
        push(scalar_value(TypeKind::map, 0));
        top().map = &storage_.maps.emplace_back();
        return;
      default: insert(one, take(3));
    }
  }

  void insert(const Instruction& one, Value* values) {
    Value blocked = worse(worse(values[0], values[1]), values[2]);
    if (is_value(blocked)) {
      const TypeKind key = values[1].kind;
      const bool good = key == TypeKind::integer || key == TypeKind::unsigned_integer ||
                        key == TypeKind::boolean || key == TypeKind::string ||
                        key == TypeKind::enumeration;
      if (is_null(values[1])) {
        blocked = needed(values[1], one.at);
      } else if (!good) {
        blocked = at(error_value("a key is int, uint, bool or string"), one.at);
      } else if (find_key(values[0], values[1]) != nullptr) {
        blocked = at(error_value("a key stands twice"), one.at);
      }
    }
    if (!is_value(blocked)) {
      values[0] = blocked;
      return;
    }
    for (auto& map : storage_.maps) {
      if (&map == values[0].map) map.emplace_back(values[1], values[2]);
    }
  }

  // The list that this evaluation made; lists under construction are the last ones.
  std::vector<Value>& storage_list(const Value& value) {
    auto list = storage_.lists.rbegin();
    while (&*list != value.list) ++list;
    return *list;
  }

  // ---- loops ------------------------------------------------------------------------
  Loop& loop(const Instruction& one) {
    return memory_.loops[static_cast<std::size_t>(one.a)];
  }

  bool loop_begin(const Instruction& one) {
    Value range = pop();
    if (is_null(range)) range = needed(range, one.at);
    const bool list = range.kind == TypeKind::list, map = range.kind == TypeKind::map;
    if (is_value(range) && !list && !map) {
      range = at(error_value("macros run over a list or a map"), one.at);
    }
    if (!is_value(range)) {
      push(range);
      return false;
    }
    Loop& loop = this->loop(one);
    loop = {range, Value(), Value(), 0, list ? range.list->size() : range.map->size(),
            nullptr};
    switch (one.macro) {
      case Macro::all:
      case Macro::exists: loop.answer = boolean_value(one.macro == Macro::all); break;
      case Macro::exists_one: loop.answer = scalar_value(TypeKind::integer, 0); break;
      case Macro::map:
      case Macro::filter:
        loop.list = &storage_.lists.emplace_back();
        loop.answer = scalar_value(TypeKind::list, 0);
        loop.answer.list = loop.list;
    }
    return true;
  }

  bool loop_next(Loop& loop) {
    if (loop.next == loop.size) return false;
    if (++iterations_ > limits::kExpressionIterations) {
      end(loop, error_value("too many iterations"));
      return false;
    }
    loop.element = loop.range.kind == TypeKind::list
                       ? (*loop.range.list)[loop.next]
                       : (*loop.range.map)[loop.next].first;
    ++loop.next;
    return true;
  }

  static void end(Loop& loop, const Value& answer) {
    loop.answer = answer;
    loop.next = loop.size;
  }

  bool loop_test(const Instruction& one) {
    const Value held = truth(pop(), one.at);
    if (!is_value(held)) end(loop(one), held);
    return held.is_true();
  }

  void loop_step(const Instruction& one) {
    Loop& loop = this->loop(one);
    Value value = pop();
    if (one.macro != Macro::map) value = truth(value, one.at);
    if (one.macro == Macro::all || one.macro == Macro::exists) {
      const bool decisive = one.macro == Macro::exists;
      loop.answer = merged(loop.answer, value, decisive);
      if (weight(loop.answer, decisive) == 3) loop.next = loop.size;
    } else if (!is_value(value)) {
      end(loop, value);
    } else if (one.macro == Macro::map) {
      loop.list->push_back(value);
    } else if (value.is_true()) {
      if (one.macro == Macro::filter) loop.list->push_back(loop.element);
      if (one.macro == Macro::exists_one) ++loop.answer.integer;
    }
  }

  void loop_end(const Instruction& one) {
    const Value& answer = loop(one).answer;
    push(one.macro == Macro::exists_one && is_value(answer)
             ? boolean_value(answer.integer == 1)
             : answer);
  }

  const Program& program_;
  const Activation& activation_;
  Storage& storage_;
  // Not initialised: an evaluation touches what it needs.
  struct Memory {
    union {
      Value values[kStackValues];
    };
    union {
      Loop loops[limits::kExpressionLoops];
    };
    Memory() {}
  } memory_;
  std::size_t size_ = 0;
  std::size_t iterations_ = 0;
};

}  // namespace

Value run(const Program& program, std::size_t entry, const Activation& activation,
          Storage& storage) {
  return Machine(program, activation, storage).run(entry);
}

}  // namespace patron::rules
