// SPDX-License-Identifier: Apache-2.0
// Values are told as texts at once: what they look at does not outlive the event.
#include "engine/considered.hpp"

#include <algorithm>

#include "base/table_builder.hpp"
#include "engine/question.hpp"

namespace patron {
namespace engine {

void Observer::note(const std::string& rule, std::string_view status) {
  found.push_back({rule, std::string(status), {}});
}

void Observer::look(const std::string& rule, const View& view,
                    model::ExpressionIndex when) {
  if (when < 0) return note(rule, "holds");
  const rules::Expression& condition = view.version().expression(when);
  note(rule, "");
  Considered& out = found.back();
  const std::vector<rules::Expression::Clause> clauses = condition.explain(view);
  const rules::Value& whole = clauses.front().value;
  out.status = whole.outcome != rules::Outcome::value ? "undecided"
               : whole.is_true()                      ? "holds"
               : whole.kind == model::TypeKind::null  ? "undecided"
                                                      : "does not hold";
  for (const auto& clause : clauses)
    out.parts.push_back(
        {0, clause.depth, clause.text, rules::text(clause.value), clause.decides, true});
  std::int32_t way = 0;
  for (const auto& changes : condition.would_take(view)) {
    ++way;
    for (const rules::Expression::Change& change : changes) {
      std::string inputs;
      for (const auto& [name, value] : change.inputs)
        inputs += (inputs.empty() ? "" : ", ") + name + " = " + rules::text(value);
      out.parts.push_back({way, 0, change.text, inputs, false, change.wanted});
    }
  }
}

}  // namespace engine

namespace {

class Rows {
 public:
  void add(const engine::Considered& one) {
    if (one.parts.empty()) row(one);
    for (const engine::ConsideredPart& part : one.parts) {
      row(one);
      table_.set(way_, std::int64_t{part.way});
      table_.set(depth_, std::int64_t{part.depth});
      table_.set(text_, part.text);
      table_.set(value_, part.value);
      table_.set(decides_, std::int64_t{part.decides ? 1 : 0});
      if (part.way > 0) table_.set(wanted_, std::int64_t{part.wanted ? 1 : 0});
    }
  }
  Table finish() { return table_.finish(); }

 private:
  void row(const engine::Considered& one) {
    table_.row();
    table_.set(rule_, one.rule);
    table_.set(status_, one.status);
  }

  TableBuilder table_;
  std::int32_t rule_ = table_.column("rule", ColumnType::text),
               status_ = table_.column("status", ColumnType::text),
               way_ = table_.column("way", ColumnType::int64),
               depth_ = table_.column("depth", ColumnType::int64),
               text_ = table_.column("text", ColumnType::text),
               value_ = table_.column("value", ColumnType::text),
               decides_ = table_.column("decides", ColumnType::boolean),
               wanted_ = table_.column("wanted", ColumnType::boolean);
};

}  // namespace

Result<Table> Engine::explain_event(const Member& member, std::string_view event) const {
  const Access::MemberState& state = Access::state(member);
  if (!state.tail)
    return Status(ErrorCode::need_tail, "to explain an event needs the tail");
  std::vector<engine::Entry> entries = state.entries;
  const auto asked = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.event.id == event;
  });
  if (asked == entries.end())
    return Status(ErrorCode::not_found,
                  "this member's history has no event " + std::string(event));
  engine::Observer observer;
  observer.event = event;
  engine::ReplayOptions options;
  options.until = asked->event.occurred_at;
  options.effects = false;
  options.observer = &observer;
  const Result<engine::Replayed> replayed = engine::replay(state, entries, options);
  if (!replayed.ok()) return replayed.status();
  Rows rows;
  for (const engine::Considered& one : observer.found) rows.add(one);
  return rows.finish();
}

}  // namespace patron
