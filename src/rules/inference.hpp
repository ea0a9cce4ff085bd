// SPDX-License-Identifier: Apache-2.0
// Which type stands for each parameter: list(A) met by list(int) makes A int.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rules/types.hpp"

namespace patron::rules {

class Inference {
 public:
  // A parameter that stands for nothing yet.
  StaticType fresh();
  // `type` with its parameters A to Z replaced by those of `names`, made on first use.
  using Names = std::vector<StaticType>;
  StaticType instance(const StaticType& type, Names& names);

  // May a value of type `from` stand where `to` is wanted? What that says about the
  // parameters of both is kept; if not, nothing changes.
  bool assignable(const StaticType& from, const StaticType& to);
  bool assignable(std::span<const StaticType> from, std::span<const StaticType> to);
  // The type of a value that is either; nothing if they have nothing in common.
  std::optional<StaticType> join(const StaticType& a, const StaticType& b);

  // With all that is known; what is not stays a parameter, or becomes dynamic.
  StaticType resolve(const StaticType& type, bool dynamic = false) const;

 private:
  bool assign(const StaticType& a, const StaticType& b);
  bool assign_parts(const StaticType& a, const StaticType& b);
  std::optional<bool> bind(const StaticType& parameter, const StaticType& type);
  bool stands_alone(std::int32_t variable, const StaticType& type) const;
  const std::optional<StaticType>& bound(const StaticType& parameter) const {
    return bound_[static_cast<std::size_t>(parameter.variable)];
  }
  void set(const StaticType& parameter, StaticType type);

  std::vector<std::optional<StaticType>> bound_;
  // What was bound before, for taking back.
  std::vector<std::pair<std::int32_t, std::optional<StaticType>>> trail_;
};

}  // namespace patron::rules
