// SPDX-License-Identifier: Apache-2.0
// Unification with the leniency of CEL: dynamic agrees with everything, and of two types
// that agree the more general one stands for a parameter. Null agrees with what may be
// null.
#include "rules/inference.hpp"

#include <algorithm>

namespace patron::rules {

using model::TypeKind;

namespace {

bool takes_null(const StaticType& type) {
  switch (type.kind) {
    case TypeKind::null:
    case TypeKind::instant:
    case TypeKind::duration:
    case TypeKind::optional:
    case TypeKind::abstract:
      return true;
    default:
      return type.nullable;
  }
}

std::size_t size_of(const StaticType& type) {
  return type.parts == nullptr ? 0 : type.parts->size();
}

// Is `a` as general as `b`, or more?
bool covers(const StaticType& a, const StaticType& b) {
  if (a.open()) return true;
  if (b.open()) return false;
  if (a.kind != b.kind || a.name != b.name) return a.is(TypeKind::string);
  if (b.nullable && !a.nullable) return false;
  if (a.is(TypeKind::type)) return true;
  if (size_of(a) != size_of(b)) return size_of(a) < size_of(b);
  for (std::size_t i = 0; i < size_of(a); ++i) {
    if (!covers((*a.parts)[i], (*b.parts)[i])) return false;
  }
  return a.scale >= b.scale;
}

StaticType general(const StaticType& a, const StaticType& b) {
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) {
    return a.is(TypeKind::null) ? b : a;
  }
  return covers(a, b) ? a : b;
}

}  // namespace

StaticType Inference::fresh() {
  StaticType out = scalar(TypeKind::parameter);
  out.variable = static_cast<std::int32_t>(bound_.size());
  bound_.emplace_back();
  return out;
}

StaticType Inference::instance(const StaticType& type, Names& names) {
  if (type.is(TypeKind::parameter)) {
    const auto index = static_cast<std::size_t>(type.variable);
    while (names.size() <= index) names.push_back(fresh());
    return names[index];
  }
  if (type.parts == nullptr) return type;
  std::vector<StaticType> parts;
  for (const StaticType& part : *type.parts) parts.push_back(instance(part, names));
  return with_parts(type, std::move(parts));
}

void Inference::set(const StaticType& parameter, StaticType type) {
  auto& place = bound_[static_cast<std::size_t>(parameter.variable)];
  trail_.emplace_back(parameter.variable, std::move(place));
  place = std::move(type);
}

bool Inference::stands_alone(std::int32_t variable, const StaticType& type) const {
  if (type.is(TypeKind::parameter)) {
    if (type.variable == variable) return false;
    const auto& known = bound(type);
    return !known || stands_alone(variable, *known);
  }
  return type.parts == nullptr ||
         std::all_of(type.parts->begin(), type.parts->end(), [&](const StaticType& part) {
           return stands_alone(variable, part);
         });
}

// Nothing: they contradict nothing yet, but the type holds the parameter itself.
std::optional<bool> Inference::bind(const StaticType& parameter, const StaticType& type) {
  if (type.is(TypeKind::parameter) && type.variable == parameter.variable) return true;
  if (const std::optional<StaticType> known = bound(parameter)) {
    if (same(*known, type) && known->nullable == type.nullable) return true;
    if (!assign(type, *known)) return false;
    StaticType wider = general(type, *known);
    if (stands_alone(parameter.variable, wider)) set(parameter, std::move(wider));
    return true;
  }
  if (!stands_alone(parameter.variable, type)) return std::nullopt;
  set(parameter, type);
  return true;
}

bool Inference::assign(const StaticType& a, const StaticType& b) {
  if (b.is(TypeKind::parameter)) {
    if (const std::optional<bool> bound = bind(b, a)) return *bound;
  }
  if (a.is(TypeKind::parameter)) return bind(a, b).value_or(false);
  if (a.dynamic() || b.dynamic()) return true;
  if (a.is(TypeKind::null)) return takes_null(b);
  if (b.is(TypeKind::null)) return takes_null(a);
  if (a.kind != b.kind) {
    const auto labelled = [](const StaticType& type) {
      return type.is(TypeKind::enumeration) || type.is(TypeKind::string);
    };
    return labelled(a) && labelled(b);
  }
  switch (a.kind) {
    case TypeKind::enumeration:
      // The parameter of a function takes any enumeration: it has no labels.
      return a.labels == nullptr || b.labels == nullptr || *a.labels == *b.labels;
    case TypeKind::type:
      return true;
    case TypeKind::abstract:
      return a.name == b.name && assign_parts(a, b);
    default:
      return assign_parts(a, b);
  }
}

bool Inference::assign_parts(const StaticType& a, const StaticType& b) {
  if (a.parts == nullptr || b.parts == nullptr) return true;  // list: of anything.
  if (a.parts->size() != b.parts->size()) return false;
  return std::equal(a.parts->begin(), a.parts->end(), b.parts->begin(),
                    [this](const StaticType& one, const StaticType& other) {
                      return assign(one, other);
                    });
}

bool Inference::assignable(std::span<const StaticType> from,
                           std::span<const StaticType> to) {
  trail_.clear();
  const bool ok = from.size() == to.size() &&
                  std::equal(from.begin(), from.end(), to.begin(),
                             [this](const StaticType& a, const StaticType& b) {
                               return assign(a, b);
                             });
  for (; !ok && !trail_.empty(); trail_.pop_back()) {
    auto& [variable, before] = trail_.back();
    bound_[static_cast<std::size_t>(variable)] = std::move(before);
  }
  return ok;
}

bool Inference::assignable(const StaticType& from, const StaticType& to) {
  return assignable(std::span(&from, 1), std::span(&to, 1));
}

std::optional<StaticType> Inference::join(const StaticType& a, const StaticType& b) {
  if (!assignable(a, b)) return std::nullopt;
  return general(resolve(a), resolve(b));
}

StaticType Inference::resolve(const StaticType& type, bool dynamic) const {
  if (type.is(TypeKind::parameter)) {
    const auto& known = bound(type);
    if (known) return resolve(*known, dynamic);
    return dynamic ? StaticType() : type;
  }
  if (type.parts == nullptr) return type;
  std::vector<StaticType> parts;
  for (const StaticType& part : *type.parts) parts.push_back(resolve(part, dynamic));
  return with_parts(type, std::move(parts));
}

}  // namespace patron::rules
