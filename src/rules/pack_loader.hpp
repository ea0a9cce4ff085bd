// SPDX-License-Identifier: Apache-2.0
// From the text of a pack to a typed, checked, immutable pack with compiled expressions.
// Stages, a file each: shape (the schema), loader, names, sections.
#pragma once

#include <string_view>
#include <vector>

#include "model/pack.hpp"
#include "patron/pack.hpp"
#include "patron/status.hpp"
#include "rules/decision_table.hpp"
#include "rules/expression.hpp"

namespace patron::rules {

// One test that a pack carries (/tests).
struct PackTest {
  std::string name;
  model::Origin origin;
  std::string given_customer_json;  // The event that tells it, id "t0"; "" if not given.
  std::vector<std::pair<std::string, std::string>> given_tiers;  // ladder -> level
  // JSON of each, `at` turned to occurred_at, ids "t1", "t2"...
  std::vector<std::string> events;
  std::optional<Date> as_of;
  struct Expectation {
    // "points.miles.available", "tiers.club", "granted.base", "actions.call",
    // "signals.late" ("true" or "false"), "refused"
    std::string path;
    std::string value;  // "1250", "gold", "2026-03-27", "none"
    std::uint32_t line = 0;
  };
  std::vector<Expectation> expect;
};

struct CompiledPack {
  model::Pack pack;
  std::vector<Expression> expressions;  // What ExpressionIndex means.
  std::vector<DecisionTable> tables;    // What Computed::table means.
  std::vector<PackTest> tests;
  // The address of each expression in the document, and the most it costs.
  std::vector<std::pair<std::string, std::uint64_t>> costs;
  std::string canonical;                // The pack's canonical JSON.
};

// Reads, checks and compiles one pack. All findings go to `diagnostics` (errors first met
// in document order); the status is the first error.
// Errors: pack, expression, limit.
Result<CompiledPack> load_pack(std::string_view text,
                               std::vector<Diagnostic>& diagnostics);

}  // namespace patron::rules
