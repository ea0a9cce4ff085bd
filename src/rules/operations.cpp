// SPDX-License-Identifier: Apache-2.0
// Integers and decimals are exact and fail when they overflow; decimals add at the larger
// scale and multiply at the sum of scales, within 18 digits. Numbers of different kinds
// compare by what they count, as the CEL suite pins it (against doubles: as doubles).
#include "rules/operations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/decimal.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::int64_t kMillisecondsOfDay = 86'400'000;
constexpr std::string_view kNoOperator =
    "this operator does not take values of these kinds";
constexpr std::string_view kOverflow = "integer overflow";
constexpr std::string_view kDigits = "a decimal of more than 18 digits";
constexpr std::string_view kCurrencies = "amounts of two currencies do not mix";
constexpr std::string_view kTimeRange = "time out of range";

// Dates of the years 1 to 9999.
constexpr std::int64_t kFirstDate = -719'162;
constexpr std::int64_t kLastDate = 2'932'896;

Value checked(std::optional<std::int64_t> result, TypeKind kind,
              std::string_view failure) {
  return result ? scalar_value(kind, *result) : error_value(failure);
}

Value within(std::optional<std::int64_t> result, TypeKind kind, std::int64_t least,
             std::int64_t most) {
  if (!result || *result < least || *result > most) return error_value(kTimeRange);
  return scalar_value(kind, *result);
}

// ---- numbers ------------------------------------------------------------------------
Value integers(Operator op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case Operator::add:
      return checked(base::add(a, b), TypeKind::integer, kOverflow);
    case Operator::subtract:
      return checked(base::subtract(a, b), TypeKind::integer, kOverflow);
    case Operator::multiply:
      return checked(base::multiply(a, b), TypeKind::integer, kOverflow);
    default:
      break;
  }
  if (b == 0) {
    return error_value(op == Operator::divide ? "integer division by zero"
                                              : "integer modulus by zero");
  }
  if (a == std::numeric_limits<std::int64_t>::min() && b == -1) {
    return error_value(kOverflow);
  }
  return scalar_value(TypeKind::integer, op == Operator::divide ? a / b : a % b);
}

Value unsigned_integers(Operator op, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  bool overflow = false;
  switch (op) {
    case Operator::add:
      overflow = __builtin_add_overflow(a, b, &result);
      break;
    case Operator::subtract:
      overflow = __builtin_sub_overflow(a, b, &result);
      break;
    case Operator::multiply:
      overflow = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0) return integers(op, 0, 0);
      result = op == Operator::divide ? a / b : a % b;
  }
  if (overflow) return error_value(kOverflow);
  return scalar_value(TypeKind::unsigned_integer, static_cast<std::int64_t>(result));
}

Value numbers(Operator op, double a, double b) {
  switch (op) {
    case Operator::add:
      return number_value(a + b);
    case Operator::subtract:
      return number_value(a - b);
    case Operator::multiply:
      return number_value(a * b);
    case Operator::divide:
      return number_value(a / b);
    default:
      return error_value(kNoOperator);
  }
}

Value decimals(Operator op, const Value& a, const Value& b, TypeKind kind) {
  std::optional<std::int64_t> result;
  std::int32_t scale = std::max(a.scale, b.scale);
  if (op == Operator::multiply) {
    scale = a.scale + b.scale;
    result = base::multiply(a.integer, b.integer);
  } else if (op == Operator::add || op == Operator::subtract) {
    const auto left = base::rescale_exact(a.integer, a.scale, scale);
    const auto right = base::rescale_exact(b.integer, b.scale, scale);
    if (left && right) {
      result =
          op == Operator::add ? base::add(*left, *right) : base::subtract(*left, *right);
    }
  } else {
    return error_value(kNoOperator);
  }
  const std::int64_t most = base::power_of_ten(18) - 1;
  if (!result || scale > 18 || *result > most || *result < -most) {
    return error_value(kDigits);
  }
  return scalar_value(kind, *result, scale);
}

Value amounts(Operator op, const Value& a, const Value& b) {
  const bool both = a.kind == b.kind;
  if (op == Operator::multiply ? both : !both) return error_value(kNoOperator);
  if (both && a.text != b.text) return error_value(kCurrencies);
  Value result = decimals(op, a, b, TypeKind::money);
  if (result.outcome == Outcome::value) {
    result.text = a.kind == TypeKind::money ? a.text : b.text;
  }
  return result;
}

// ---- time ---------------------------------------------------------------------------
Value instants(Operator op, const Value& a, const Value& b) {
  const bool adds = op == Operator::add;
  if (!adds && op != Operator::subtract) return error_value(kNoOperator);
  const bool left = a.kind == TypeKind::instant, right = b.kind == TypeKind::instant;
  const bool spans =
      (left || a.kind == TypeKind::duration) && (right || b.kind == TypeKind::duration);
  if (!spans || (right && (left ? adds : !adds))) return error_value(kNoOperator);
  const base::Int128 other = nanoseconds_of(b);
  const base::Int128 result = nanoseconds_of(a) + (adds ? other : -other);
  return left != right ? instant_of(result) : duration_of(result);
}

// A date moves by whole days.
Value dates(Operator op, const Value& a, const Value& b) {
  const bool adds = op == Operator::add;
  if (!adds && op != Operator::subtract) return error_value(kNoOperator);
  if (a.kind == b.kind) {
    return adds ? error_value(kNoOperator)
                : scalar_value(TypeKind::integer, a.integer - b.integer);
  }
  const Value& date = a.kind == TypeKind::date ? a : b;
  const Value& span = a.kind == TypeKind::date ? b : a;
  if (span.kind != TypeKind::duration || (!adds && b.kind == TypeKind::date)) {
    return error_value(kNoOperator);
  }
  if (span.integer % kMillisecondsOfDay != 0 || span.nanoseconds != 0) {
    return error_value("a date moves by whole days");
  }
  const std::int64_t days = span.integer / kMillisecondsOfDay;
  return within(adds ? date.integer + days : date.integer - days, TypeKind::date,
                kFirstDate, kLastDate);
}

// ---- order --------------------------------------------------------------------------
enum class Order : std::uint8_t { less, equal, greater, unordered, alien, currencies };

template <class T>
Order order_of(const T& a, const T& b) {
  return a < b    ? Order::less
         : b < a  ? Order::greater
         : a == b ? Order::equal
                  : Order::unordered;
}

bool numeric(TypeKind kind) {
  return kind == TypeKind::integer || kind == TypeKind::unsigned_integer ||
         kind == TypeKind::number;
}

double as_number(const Value& value) {
  if (value.kind == TypeKind::number) return value.number;
  if (value.kind == TypeKind::unsigned_integer) {
    return static_cast<double>(static_cast<std::uint64_t>(value.integer));
  }
  return static_cast<double>(value.integer);
}

Order order_numbers(const Value& a, const Value& b) {
  if (a.kind == TypeKind::number || b.kind == TypeKind::number) {
    return order_of(as_number(a), as_number(b));
  }
  if (a.kind == b.kind) {
    return a.kind == TypeKind::integer ? order_of(a.integer, b.integer)
                                       : order_of(static_cast<std::uint64_t>(a.integer),
                                                  static_cast<std::uint64_t>(b.integer));
  }
  const bool left = a.kind == TypeKind::integer;
  const std::int64_t number = left ? a.integer : b.integer;
  const auto other = static_cast<std::uint64_t>(left ? b.integer : a.integer);
  const Order order =
      number < 0 ? Order::less : order_of(static_cast<std::uint64_t>(number), other);
  if (left || order == Order::equal) return order;
  return order == Order::less ? Order::greater : Order::less;
}

bool textual(TypeKind kind) {
  return kind == TypeKind::string || kind == TypeKind::enumeration;
}

Order order(const Value& a, const Value& b) {
  if (numeric(a.kind) && numeric(b.kind)) return order_numbers(a, b);
  const bool amounts = a.kind == TypeKind::money && b.kind == TypeKind::money;
  if (amounts && a.text != b.text) return Order::currencies;
  if (amounts || (exact(a.kind) && exact(b.kind))) {
    return order_of(base::compare({a.integer, a.scale}, {b.integer, b.scale}), 0);
  }
  if (textual(a.kind) && textual(b.kind)) return order_of(a.text, b.text);
  if (a.kind != b.kind) return Order::alien;
  switch (a.kind) {
    case TypeKind::bytes:
      return order_of(a.text, b.text);
    case TypeKind::boolean:
    case TypeKind::date:
      return order_of(a.integer, b.integer);
    case TypeKind::instant:
    case TypeKind::duration:
      return a.integer == b.integer ? order_of(a.nanoseconds, b.nanoseconds)
                                    : order_of(a.integer, b.integer);
    default:
      return Order::alien;
  }
}

enum class Same : std::uint8_t { no, yes, currencies, exhausted };

Same equal(const Value& a, const Value& b, Storage& work);

Same equal_lists(const std::vector<Value>& a, const std::vector<Value>& b,
                 Storage& work) {
  if (a.size() != b.size()) return Same::no;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (const Same same = equal(a[i], b[i], work); same != Same::yes) return same;
  }
  return Same::yes;
}

// The entry of a map, if `found` says yes.
Same seek(const Value& map, const Value& key, Storage& work, const Value*& out) {
  for (const auto& [known, value] : *map.map) {
    const Same same = equal(known, key, work);
    if (same == Same::yes) out = &value;
    if (same == Same::yes || same == Same::exhausted) return same;
  }
  return Same::no;
}

Same equal_maps(const Value& a, const Value& b, Storage& work) {
  if (a.map->size() != b.map->size()) return Same::no;
  for (const auto& [key, value] : *a.map) {
    const Value* other = nullptr;
    if (const Same found = seek(b, key, work, other); found != Same::yes) return found;
    if (const Same same = equal(value, *other, work); same != Same::yes) return same;
  }
  return Same::yes;
}

Same equal(const Value& a, const Value& b, Storage& work) {
  if (!work.may_work(1)) return Same::exhausted;
  if (a.kind == TypeKind::null || b.kind == TypeKind::null) {
    return a.kind == b.kind ? Same::yes : Same::no;
  }
  const auto both = [&](TypeKind kind) { return a.kind == kind && b.kind == kind; };
  if (both(TypeKind::list)) return equal_lists(*a.list, *b.list, work);
  if (both(TypeKind::map)) return equal_maps(a, b, work);
  if (both(TypeKind::optional)) {
    if (a.list != nullptr && b.list != nullptr)
      return equal_lists(*a.list, *b.list, work);
    return a.list == b.list ? Same::yes : Same::no;
  }
  if (both(TypeKind::type)) return a.text == b.text ? Same::yes : Same::no;
  switch (order(a, b)) {
    case Order::equal:
      return Same::yes;
    case Order::currencies:
      return Same::currencies;
    default:
      return Same::no;
  }
}

Value answer(Same same, bool wanted = true) {
  switch (same) {
    case Same::currencies:
      return error_value(kCurrencies);
    case Same::exhausted:
      return error_value(kTooMuchWork);
    default:
      return boolean_value((same == Same::yes) == wanted);
  }
}

// What is found in a container; `kind` says how that went.
enum class Found : std::uint8_t { yes, missing, wrong, exhausted };
Found find(const Value& container, const Value& key, Storage& work, const Value*& out) {
  if (container.kind == TypeKind::map) {
    switch (seek(container, key, work, out)) {
      case Same::yes:
        return Found::yes;
      case Same::exhausted:
        return Found::exhausted;
      default:
        return Found::missing;
    }
  }
  if (container.kind != TypeKind::list || !numeric(key.kind)) return Found::wrong;
  const std::vector<Value>& list = *container.list;
  std::uint64_t index = static_cast<std::uint64_t>(key.integer);
  if (key.kind == TypeKind::number) {
    const auto size = static_cast<double>(list.size());
    if (!(key.number >= 0.0 && key.number < size)) return Found::missing;
    index = static_cast<std::uint64_t>(key.number);
    if (static_cast<double>(index) != key.number) return Found::wrong;
  }
  if (index >= list.size()) return Found::missing;
  out = &list[index];
  return Found::yes;
}

}  // namespace

Value arithmetic(Operator op, const Value& a, const Value& b, Storage& storage) {
  const auto either = [&](TypeKind kind) { return a.kind == kind || b.kind == kind; };
  if (a.kind == b.kind) {
    switch (a.kind) {
      case TypeKind::integer:
        return integers(op, a.integer, b.integer);
      case TypeKind::unsigned_integer:
        return unsigned_integers(op, static_cast<std::uint64_t>(a.integer),
                                 static_cast<std::uint64_t>(b.integer));
      case TypeKind::number:
        return numbers(op, a.number, b.number);
      case TypeKind::string:
      case TypeKind::bytes:
        if (op != Operator::add) return error_value(kNoOperator);
        return make_text(storage, std::string(a.text).append(b.text), a.kind);
      case TypeKind::list: {
        if (op != Operator::add) return error_value(kNoOperator);
        if (!storage.may_make((a.list->size() + b.list->size()) * sizeof(Value))) {
          return error_value(kTooMuchMade);
        }
        std::vector<Value> list(*a.list);
        list.insert(list.end(), b.list->begin(), b.list->end());
        return make_list(storage, std::move(list));
      }
      default:
        break;
    }
  }
  if (exact(a.kind) && exact(b.kind)) return decimals(op, a, b, TypeKind::decimal);
  if (either(TypeKind::money)) {
    const TypeKind other = a.kind == TypeKind::money ? b.kind : a.kind;
    if (other == TypeKind::money || exact(other)) return amounts(op, a, b);
  }
  if (either(TypeKind::date)) return dates(op, a, b);
  if (either(TypeKind::instant) || either(TypeKind::duration)) return instants(op, a, b);
  return error_value(kNoOperator);
}

Value negate(const Value& value) {
  switch (value.kind) {
    case TypeKind::number:
      return number_value(-value.number);
    case TypeKind::integer:
      return integers(Operator::subtract, 0, value.integer);
    case TypeKind::duration:
      return duration_of(-nanoseconds_of(value));
    case TypeKind::decimal:
    case TypeKind::money: {
      Value result = value;
      result.integer = -value.integer;
      return result;
    }
    default:
      return error_value(kNoOperator);
  }
}

Value compare(Operator op, const Value& a, const Value& b, Storage& work) {
  if (op == Operator::equal || op == Operator::not_equal) {
    return answer(equal(a, b, work), op == Operator::equal);
  }
  const Order found = order(a, b);
  if (found == Order::alien) return error_value(kNoOperator);
  if (found == Order::currencies) return error_value(kCurrencies);
  switch (op) {
    case Operator::less:
      return boolean_value(found == Order::less);
    case Operator::less_equal:
      return boolean_value(found == Order::less || found == Order::equal);
    case Operator::greater:
      return boolean_value(found == Order::greater);
    default:
      return boolean_value(found == Order::greater || found == Order::equal);
  }
}

const Value* find_key(const Value& map, const Value& key, Storage& work) {
  const Value* found = nullptr;
  seek(map, key, work, found);
  return found;
}

Value contained(const Value& item, const Value& container, Storage& work) {
  if (container.kind == TypeKind::map) {
    const Value* found = nullptr;
    return answer(seek(container, item, work, found));
  }
  if (container.kind != TypeKind::list) return error_value(kNoOperator);
  Same worst = Same::no;
  for (const Value& one : *container.list) {
    const Same same = equal(item, one, work);
    if (same == Same::yes || same == Same::exhausted) return answer(same);
    worst = std::max(worst, same);
  }
  return answer(worst);
}

Value at_key(const Value& container, const Value& key, bool optional, Storage& storage) {
  const bool wrapped = container.kind == TypeKind::optional;
  if (wrapped && container.list == nullptr) return no_value();
  const Value& inner = wrapped ? container.list->front() : container;
  const Value* found = nullptr;
  switch (find(inner, key, storage, found)) {
    case Found::yes:
      break;
    case Found::missing:
      if (wrapped || optional) return no_value();
      return error_value(inner.kind == TypeKind::map ? "no such key"
                                                     : "index out of range");
    case Found::wrong:
      return error_value(kNoOperator);
    case Found::exhausted:
      return error_value(kTooMuchWork);
  }
  return wrapped || optional ? some_value(storage, *found) : *found;
}

Value has_key(const Value& container, const Value& key, Storage& work) {
  const bool wrapped = container.kind == TypeKind::optional;
  if (wrapped && container.list == nullptr) return boolean_value(false);
  const Value& inner = wrapped ? container.list->front() : container;
  if (inner.kind != TypeKind::map) return error_value("only a map has parts");
  const Value* found = nullptr;
  return answer(seek(inner, key, work, found));
}

}  // namespace patron::rules
