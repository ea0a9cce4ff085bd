// SPDX-License-Identifier: Apache-2.0
// An effect as the fold emits it: ids not yet text, names borrowed from the program.
// Two folds are compared by these, so equality is defined over what the effect says, not
// over the running balance beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "loyalty/ledger.hpp"
#include "model/pack.hpp"
#include "patron/date.hpp"

namespace patron::engine {

struct Emission {
  std::string_view kind, what;
  base::Hash128 id;
  std::string event;             // Cause; empty if time was.
  Instant at, recorded_at;
  std::string_view rule;
  std::int32_t version = 0;
  std::string_view before;
  std::int32_t currency = -1;
  std::int64_t points = 0, balance = 0;
  std::optional<Instant> until;
  std::optional<base::Hash128> parent;
  std::string scope;
  const model::Text* reason = nullptr;
  loyalty::LotParts lots;
  std::optional<std::int64_t> price;    // Of points sold with a trip, minor units.
  std::string note;                     // Why: of undecided, ignored, a clawback.
  std::string arithmetic;               // Only with trace.
  std::vector<std::pair<std::string, std::string>> inputs;

  // "", "late", "corrected", "retracted".
  std::string_view change;
  bool duplicate = false;
};

// Do both say the same? (Not: the balance beside it, when it became known.)
bool same_content(const Emission& a, const Emission& b);

}  // namespace patron::engine
