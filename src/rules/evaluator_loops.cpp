// SPDX-License-Identifier: Apache-2.0
// Lists and maps that the program makes, and the loops of macros. What a loop gathers,
// and how often it turns, is bounded.
#include "rules/machine.hpp"
#include "rules/operations.hpp"

namespace patron::rules {

using model::TypeKind;

// ---- lists and maps ---------------------------------------------------------------
void Machine::collect(const Instruction& one) {
  switch (one.op) {
    case Op::new_list:
      push(scalar_value(TypeKind::list, 0));
      top().list = &storage_.lists.emplace_back();
      return;
    case Op::append:
      return append(one, take(2));
    case Op::new_map:
      push(scalar_value(TypeKind::map, 0));
      top().map = &storage_.maps.emplace_back();
      return;
    default:
      insert(one, take(3));
  }
}

// Of an offered element its value; false if it has none.
bool Machine::offers(const Instruction& one, Value& value) {
  if (one.count == 0) return true;
  if (value.kind != TypeKind::optional) {
    value = at(error_value("what follows \"?\" is an optional"), one.at);
    return true;
  }
  if (value.list == nullptr) return false;
  value = Value(value.list->front());
  return true;
}

void Machine::append(const Instruction& one, Value* pair) {
  Value blocked = worse(pair[0], pair[1]);
  if (is_value(blocked) && !offers(one, pair[1])) return;
  if (is_value(blocked)) blocked = pair[1];
  if (is_value(blocked) && !storage_.may_make(sizeof(Value))) {
    blocked = at(error_value(kTooMuchMade), one.at);
  }
  if (is_value(blocked)) {
    storage_list(pair[0]).push_back(pair[1]);
  } else {
    top() = blocked;
  }
}

// Why a key cannot be added to a map; a value if it can.
Value Machine::refusal(const Value& map, const Value& key, std::uint32_t offset) {
  const bool good = key.kind == TypeKind::integer || key.kind == TypeKind::boolean ||
                    key.kind == TypeKind::unsigned_integer ||
                    key.kind == TypeKind::string || key.kind == TypeKind::enumeration;
  if (is_null(key)) return needed(key, offset);
  if (!good) return at(error_value("a key is int, uint, bool or string"), offset);
  if (find_key(map, key, storage_) != nullptr) {
    return at(error_value("a key stands twice"), offset);
  }
  const bool may = storage_.may_make(2 * sizeof(Value)) && storage_.may_work(1);
  return may ? Value() : at(error_value(kTooMuchMade), offset);
}

void Machine::insert(const Instruction& one, Value* values) {
  Value blocked = worse(worse(values[0], values[1]), values[2]);
  if (is_value(blocked)) {
    if (!offers(one, values[2])) return;
    blocked = worse(values[2], refusal(values[0], values[1], one.at));
  }
  if (is_value(blocked)) {
    storage_map(values[0]).emplace_back(values[1], values[2]);
  } else {
    values[0] = blocked;
  }
}

// What this evaluation made; lists and maps under construction are the last ones.
std::vector<Value>& Machine::storage_list(const Value& value) {
  auto list = storage_.lists.rbegin();
  while (&*list != value.list) ++list;
  return *list;
}
std::vector<std::pair<Value, Value>>& Machine::storage_map(const Value& value) {
  auto map = storage_.maps.rbegin();
  while (&*map != value.map) ++map;
  return *map;
}

// ---- loops ------------------------------------------------------------------------
// How many elements the range of a macro has; nothing if it is of the wrong kind.
std::optional<std::size_t> Machine::size_of(const Value& range, Macro macro) {
  if (macro >= Macro::optional_map) {
    if (range.kind != TypeKind::optional) return std::nullopt;
    return range.list == nullptr ? 0 : 1;
  }
  if (range.kind == TypeKind::list) return range.list->size();
  if (range.kind == TypeKind::map) return range.map->size();
  return std::nullopt;
}

bool Machine::loop_begin(const Instruction& one) {
  Value range = pop();
  if (is_null(range)) range = needed(range, one.at);
  std::optional<std::size_t> size;
  if (is_value(range)) {
    size = size_of(range, one.macro);
    if (!size) {
      range = at(error_value(one.macro >= Macro::optional_map
                                 ? "this macro takes an optional"
                                 : "macros run over a list or a map"),
                 one.at);
    }
  }
  if (!size) {
    push(range);
    return false;
  }
  Loop& loop = this->loop(one);
  loop = {range, Value(), Value(), Value(), 0, *size, nullptr, nullptr};
  switch (one.macro) {
    case Macro::all:
    case Macro::exists:
      loop.answer = boolean_value(one.macro == Macro::all);
      break;
    case Macro::exists_one:
      loop.answer = scalar_value(TypeKind::integer, 0);
      break;
    case Macro::map:
    case Macro::filter:
      loop.list = &storage_.lists.emplace_back();
      loop.answer = scalar_value(TypeKind::list, 0);
      loop.answer.list = loop.list;
      break;
    case Macro::transform_map:
    case Macro::transform_entry:
      loop.map = &storage_.maps.emplace_back();
      loop.answer = scalar_value(TypeKind::map, 0);
      loop.answer.map = loop.map;
      break;
    case Macro::optional_map:
    case Macro::optional_flat_map:
      loop.answer = no_value();
      break;
  }
  return true;
}

bool Machine::loop_next(const Instruction& one) {
  Loop& loop = this->loop(one);
  if (loop.next == loop.size) return false;
  if (++iterations_ > limits::kExpressionIterations) {
    end(loop, at(error_value("too many iterations"), one.at));
    return false;
  }
  const std::size_t place = loop.next++;
  if (loop.range.kind == TypeKind::map) {
    loop.element = (*loop.range.map)[place].first;
    loop.second = (*loop.range.map)[place].second;
    return true;
  }
  loop.second = (*loop.range.list)[place];
  loop.element = one.count != 0
                     ? scalar_value(TypeKind::integer, static_cast<std::int64_t>(place))
                     : loop.second;
  return true;
}

void Machine::end(Loop& loop, const Value& answer) {
  loop.answer = answer;
  loop.next = loop.size;
}

bool Machine::loop_test(const Instruction& one) {
  const Value held = truth(pop(), one.at);
  if (!is_value(held)) end(loop(one), held);
  return held.is_true();
}

void Machine::loop_step(const Instruction& one) {
  Loop& loop = this->loop(one);
  Value value = pop();
  const bool condition = one.macro < Macro::map || one.macro == Macro::filter;
  if (condition) value = truth(value, one.at);
  if (one.macro == Macro::all || one.macro == Macro::exists) {
    const bool decisive = one.macro == Macro::exists;
    loop.answer = merged(loop.answer, value, decisive);
    if (weight(loop.answer, decisive) == 3) loop.next = loop.size;
  } else if (!is_value(value)) {
    end(loop, value);
  } else if (one.macro == Macro::exists_one) {
    loop.answer.integer += value.is_true() ? 1 : 0;
  } else if (!condition || value.is_true()) {
    gather(one, loop, value);
  }
}

// Adds what the body made to the answer.
void Machine::gather(const Instruction& one, Loop& loop, const Value& value) {
  switch (one.macro) {
    case Macro::optional_map:
      loop.answer = some_value(storage_, value);
      return;
    case Macro::optional_flat_map:
      loop.answer = value.kind == TypeKind::optional
                        ? value
                        : at(error_value("expected an optional"), one.at);
      return;
    case Macro::transform_map:
      return enter(one, loop, loop.element, value);
    case Macro::transform_entry:
      if (value.kind != TypeKind::map) {
        return end(loop, at(error_value("expected a map"), one.at));
      }
      for (const auto& [key, entry] : *value.map) enter(one, loop, key, entry);
      return;
    default:
      break;
  }
  if (!storage_.may_make(sizeof(Value))) {
    return end(loop, at(error_value(kTooMuchMade), one.at));
  }
  loop.list->push_back(one.macro == Macro::filter ? loop.element : value);
}

void Machine::enter(const Instruction& one, Loop& loop, const Value& key,
                    const Value& value) {
  if (!is_value(loop.answer)) return;
  const Value why = refusal(loop.answer, key, one.at);
  if (!is_value(why)) return end(loop, why);
  loop.map->emplace_back(key, value);
}

void Machine::loop_end(const Instruction& one) {
  const Value& answer = loop(one).answer;
  push(one.macro == Macro::exists_one && is_value(answer)
           ? boolean_value(answer.integer == 1)
           : answer);
}

}  // namespace patron::rules
