// SPDX-License-Identifier: Apache-2.0
// What the sections of the loader share: the pack being filled, the findings, and the
// literals that need both. Sections are loaded in the order of the functions below; each
// finds all of its own errors and goes on, so that an author sees them together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/pack.hpp"
#include "patron/pack.hpp"
#include "rules/decision_table.hpp"
#include "rules/environment.hpp"
#include "rules/pack_node.hpp"
#include "rules/pack_loader.hpp"

namespace patron::rules {

// A table whose input columns are made for each way in which it is used.
struct TableDraft {
  std::string id;
  PackNode node;
  DecisionTable table;  // Without columns.
  std::vector<std::pair<std::vector<CellClass>, std::int32_t>> made;
};

class Loading {
 public:
  explicit Loading(CompiledPack& out) : out_(out) {}

  CompiledPack& out() { return out_; }
  model::Pack& pack() { return out_.pack; }
  std::vector<Diagnostic>& findings() { return findings_; }
  std::vector<TableDraft>& tables() { return tables_; }

  void error(const PackNode& node, std::string message,
             ErrorCode code = ErrorCode::pack);
  void warn(const PackNode& node, std::string_view code, std::string message,
            std::string hint = "");

  // Text for people; warns where a language of the pack is missing.
  model::Text text(const PackNode& node);
  // Literals. Absent or bad: the fallback; bad ones are reported.
  Decimal decimal(const PackNode& node, Decimal otherwise = {});  // "1.25" or 0.5
  std::int64_t points(const PackNode& node, std::int32_t scale,
                      std::int64_t otherwise = 0);
  std::int64_t money(const PackNode& node);  // Minor units of the pack's currency.
  base::Span span(const PackNode& node, base::Span otherwise = {});
  model::Window window(const PackNode& node);  // Absent: lifetime.
  model::DatePeriod effective(const PackNode& node);
  // A date that the calendar has.
  std::optional<Date> date(const PackNode& node);
  // One event type or a list of them; custom ones must be declared.
  // `own`: those that patron makes may be among them.
  model::EventTypes events(const PackNode& node, bool own = false);
  // "base" -> the index in `ids`, or an error: no <what> "bace"; did you mean "base"?
  std::int32_t reference(const PackNode& node, std::string_view id, std::string_view what,
                         const std::vector<std::string_view>& ids);
  // Ids of one list, each once.
  void distinct_ids(const PackNode& list);

  // Compiles an expression; -1 if absent or bad. `predicate`: it must be a bool.
  model::ExpressionIndex predicate(const PackNode& node, const Environment& environment);
  model::ExpressionIndex value(const PackNode& node, const Environment& environment);
  model::ExpressionIndex keep(Expression compiled) {
    out_.expressions.push_back(std::move(compiled));
    return static_cast<model::ExpressionIndex>(out_.expressions.size() - 1);
  }
  // What the pack allows one expression, and all of them together, to cost.
  void limit_cost(const PackNode& bounds);
  void check_cost(const PackNode& bounds);
  const Expression& expression(model::ExpressionIndex index) const {
    return out_.expressions[static_cast<std::size_t>(index)];
  }

 private:
  CompiledPack& out_;
  std::vector<Diagnostic> findings_;
  std::vector<TableDraft> tables_;
  std::uint64_t rule_cost_ = UINT64_MAX;
};

template <class Entries>
std::vector<std::string_view> ids_of(const Entries& entries) {
  std::vector<std::string_view> ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

// The rules that a selection names: ids, "#tag", "*". `effects`: multipliers may not be
// named, and tags and "*" pass them over. Sorted, each once.
std::vector<std::int32_t> selected_rules(Loading& loading, const PackNode& selection,
                                         bool effects);

// A predicate that is looked at every day: it must be computable on which one it turns.
model::ExpressionIndex timed_predicate(Loading& loading, const PackNode& node,
                                       const Environment& environment);
// A figure that stands still but on days that are known: int, decimal or money.
model::ExpressionIndex figure(Loading& loading, const PackNode& node,
                              const Environment& environment);
// In the figure's own terms: money as a string, anything else as a number.
Decimal threshold(Loading& loading, const PackNode& node, model::ExpressionIndex value);
// A level of a grade, above those that it has.
void load_level(Loading& loading, const PackNode& node, std::int32_t min_stay,
                model::Placing& grade);
// {"value": CEL} or {"table": id, "output": id}.
model::Computed computed(Loading& loading, const PackNode& node,
                         const Environment& environment);
void check_tables_are_used(Loading& loading);
void check_sense(Loading& loading, const PackNode& root);  // Of a pack without errors.
// What a rule says of errors, or else the pack.
model::OnError on_error(const PackNode& rule, const PackNode& root);
// "half_even"; floor if empty.
base::Rounding rounding(std::string_view mode);

void load_header(Loading& loading, const PackNode& root);
void load_attributes(Loading& loading, const PackNode& root);
void load_constants(Loading& loading, const PackNode& root);
void load_lookups(Loading& loading, const PackNode& root);
void load_metrics(Loading& loading, const PackNode& root);
void load_tables(Loading& loading, const PackNode& root);
void load_currencies(Loading& loading, const PackNode& root);
void load_tiers(Loading& loading, const PackNode& root);
void load_lapses(Loading& loading, const PackNode& root);  // Of currencies.
void load_placings(Loading& loading, const PackNode& root);
void load_stages(Loading& loading, const PackNode& stages);  // Of churn.
void load_worth(Loading& loading, const PackNode& root);
void load_groups(Loading& loading, const PackNode& root);
void load_earn(Loading& loading, const PackNode& root);
void load_caps(Loading& loading, const PackNode& root);
void load_rewards(Loading& loading, const PackNode& root);
void load_shared(Loading& loading, const PackNode& root);
void load_satisfaction(Loading& loading, const PackNode& root);
void load_churn(Loading& loading, const PackNode& root);
void load_care(Loading& loading, const PackNode& root);
void load_tests(Loading& loading, const PackNode& root);

}  // namespace patron::rules
