// SPDX-License-Identifier: Apache-2.0
// Optionals: a value or none. or() and orValue() are compiled to jumps, so that the other
// value is asked for only if it is needed; their rows give the types.
#include "rules/functions.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

bool is_zero(const Value& value) {
  // 0001-01-01T00:00:00Z
  constexpr std::int64_t kZeroInstant = -62'135'596'800'000;
  switch (value.kind) {
    case TypeKind::null:
      return true;
    case TypeKind::number:
      return value.number == 0.0;
    case TypeKind::string:
    case TypeKind::bytes:
      return value.text.empty();
    case TypeKind::list:
      return value.list->empty();
    case TypeKind::map:
      return value.map->empty();
    case TypeKind::optional:
      return value.list == nullptr;
    case TypeKind::instant:
      return value.integer == kZeroInstant && value.nanoseconds == 0;
    case TypeKind::duration:
      return value.integer == 0 && value.nanoseconds == 0;
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
    case TypeKind::decimal:
    case TypeKind::money:
      return value.integer == 0;
    default:
      return false;
  }
}

Value none(const Value*, Storage&) {
  return no_value();
}
Value of(const Value* a, Storage& storage) {
  return some_value(storage, *a);
}
Value of_non_zero(const Value* a, Storage& storage) {
  return is_zero(*a) ? no_value() : some_value(storage, *a);
}
Value has_value(const Value* a, Storage&) {
  return boolean_value(a->list != nullptr);
}
Value value(const Value* a, Storage&) {
  return a->list == nullptr ? error_value("this optional has no value")
                            : a->list->front();
}
Value either(const Value* a, Storage&) {
  return a->list == nullptr ? a[1] : a[0];
}
Value or_value(const Value* a, Storage&) {
  return a->list == nullptr ? a[1] : a->list->front();
}

Value first(const Value* a, Storage& storage) {
  return a->list->empty() ? no_value() : some_value(storage, a->list->front());
}
Value last(const Value* a, Storage& storage) {
  return a->list->empty() ? no_value() : some_value(storage, a->list->back());
}
Value unwrap(const Value* a, Storage& storage) {
  std::vector<Value> out;
  for (const Value& one : *a->list) {
    if (one.kind != TypeKind::optional) return error_value("expected optionals");
    if (one.list != nullptr) out.push_back(one.list->front());
  }
  return make_list(storage, std::move(out));
}

constexpr auto kRows = std::to_array<Overload>({
    {"optional.none", Style::global, "-> optional_type(A)", none},
    {"optional.of", Style::global, "A -> optional_type(A)", of},
    {"optional.ofNonZeroValue", Style::global, "A -> optional_type(A)", of_non_zero},
    {"optional.unwrap", Style::global, "list(optional_type(A)) -> list(A)", unwrap},
    {"unwrapOpt", Style::member, "list(optional_type(A)) -> list(A)", unwrap},
    {"hasValue", Style::member, "optional_type(A) -> bool", has_value},
    {"value", Style::member, "optional_type(A) -> A", value},
    {"or", Style::member, "optional_type(A), optional_type(A) -> optional_type(A)",
     either},
    {"orValue", Style::member, "optional_type(A), A -> A", or_value},
    {"first", Style::member, "list(A) -> optional_type(A)", first},
    {"last", Style::member, "list(A) -> optional_type(A)", last},
});

}  // namespace

std::span<const Overload> optional_functions() {
  return kRows;
}

}  // namespace patron::rules
