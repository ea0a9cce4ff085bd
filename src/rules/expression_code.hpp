// SPDX-License-Identifier: Apache-2.0
// What a public Expression holds, for those who evaluate it: by row, by column.
#pragma once

#include <string>
#include <vector>

#include "base/hash.hpp"
#include "patron/expression.hpp"
#include "rules/expression.hpp"

namespace patron {

struct Expression::Code {
  rules::Expression compiled;
  std::string type;
  std::vector<Input> inputs;
  const rules::Plain* plain = nullptr;  // Of `compiled`.
  base::Hash128 schema;  // Of its text: a Row must be of the same.

  std::string names(const std::vector<std::int32_t>& slots) const;  // As JSON.
  std::string shown(const rules::Expression::Clause& clause) const;
};

namespace rules {

patron::Outcome outcome_of(const Value& value);
// `now`, or `today` in UTC; null if the time is not known.
Value clock_value(const Name& name, Instant now);

}  // namespace rules
}  // namespace patron
