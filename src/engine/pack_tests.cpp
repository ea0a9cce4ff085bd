// SPDX-License-Identifier: Apache-2.0
// Runs the tests that a pack carries: a fresh member, the events in order, and what must
// hold at the end of the last day.
#include <algorithm>
#include <map>

#include "base/table_builder.hpp"
#include "engine/effects.hpp"
#include "engine/replay.hpp"

namespace patron {
namespace {

using Expectation = rules::PackTest::Expectation;

struct Run {
  Status status;
  std::size_t failed_event = 0;
  Instant at;
  std::map<std::string, std::int64_t> granted;  // Points by earn rule.
};

// Holds and earnings of a rule less what was voided or taken back.
void count_grants(const Effects& effects, std::map<std::string, std::int64_t>& granted) {
  constexpr std::string_view kPrefix = "points.earn.";
  for (const Effect& effect : effects) {
    if (effect.kind != "posting" || !effect.rule.starts_with(kPrefix)) continue;
    if (effect.what == "activate" || effect.what == "debt_offset") continue;
    granted[std::string(effect.rule.substr(kPrefix.size()))] += effect.points;
  }
}

// The member's standing before the test: tiers by hand, as the pack's test says.
Status give_tiers(const Engine& engine, Member& member, const rules::PackTest& test) {
  const auto& program = *Access::program(engine);
  Access::MemberState& state = Access::state(member);
  engine::fit_to(state.base, program.sizes());
  for (const auto& [ladder, level] : test.given_tiers) {
    const std::int32_t index = program.ladders.find(ladder);
    const std::int32_t place =
        index < 0 ? -1 : program.levels[static_cast<std::size_t>(index)].find(level);
    if (place < 0) return {ErrorCode::pack, "no tier " + ladder + "." + level};
    engine::Standing& standing = state.base.standings[static_cast<std::size_t>(index)];
    standing.level = standing.own = place;
  }
  state.head = state.base;
  return {};
}

Run run(const Engine& engine, Member& member, const rules::PackTest& test) {
  Run result;
  Effects effects;
  result.status = give_tiers(engine, member, test);
  std::vector<std::string> events = test.events;
  if (!test.given_customer_json.empty())
    events.insert(events.begin(), test.given_customer_json);
  for (std::size_t i = 0; result.status.ok() && i < events.size(); ++i) {
    result.status = engine.apply(member, events[i], effects);
    if (!result.status.ok()) result.failed_event = i;
    count_grants(effects, result.granted);
  }
  if (!result.status.ok()) return result;
  result.at = engine.day_end(test.as_of ? *test.as_of : engine.date(member.watermark()));
  VerbOptions far;
  far.far_ahead = true;
  result.status = engine.advance(member, result.at, effects, far);
  count_grants(effects, result.granted);
  return result;
}

// The value of `wanted` in the row of a holdings table whose `key` is `name`.
std::string cell(const Result<Table>& table, std::string_view key, std::string_view name,
                 std::string_view wanted) {
  if (!table.ok()) return table.status().message();
  for (std::size_t row = 0; row < table->rows(); ++row) {
    if (table->text(row, table->column(key)) != name) continue;
    const std::int32_t column = table->column(wanted);
    if (column < 0 || table->is_null(row, column)) return "none";
    switch (table->column_type(column)) {
      case ColumnType::text: return std::string(table->text(row, column));
      case ColumnType::date:
        return Date{static_cast<std::int32_t>(table->int64(row, column))}.text();
      default: return std::to_string(table->int64(row, column));
    }
  }
  return "none";
}

std::string found(const Engine& engine, const Member& member, const Run& run,
                  std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view section = path.substr(0, dot);
  std::string_view rest = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  if (section == "granted") {
    const auto at = run.granted.find(std::string(rest));
    return at == run.granted.end() ? "0" : std::to_string(at->second);
  }
  if (section == "points") {
    const std::size_t field = rest.find('.');
    std::string_view what = field == std::string_view::npos ? "active"
                                                            : rest.substr(field + 1);
    if (what == "available") what = "active";
    return cell(engine.holdings(member, "balances", run.at), "currency",
                rest.substr(0, field), what);
  }
  if (section == "tiers")
    return cell(engine.holdings(member, "tiers", run.at), "ladder", rest, "tier");
  if (section == "actions")
    return cell(engine.holdings(member, "actions", run.at), "action",
                "care.actions." + std::string(rest), "due_on");
  if (section == "signals")
    return cell(engine.holdings(member, "signals", run.at), "signal", rest, "since") ==
                   "none"
               ? "false"
               : "true";
  return "unknown expectation";
}

}  // namespace

Table Engine::test(std::string_view filter) const {
  TableBuilder b;
  const auto name = b.column("name", ColumnType::text);
  const auto passed = b.column("passed", ColumnType::boolean);
  const auto path = b.column("path", ColumnType::text);
  const auto line = b.column("line", ColumnType::int64);
  const auto expected = b.column("expected", ColumnType::text);
  const auto actual = b.column("found", ColumnType::text);
  for (const rules::PackTest& test : program_->newest().compiled.tests) {
    if (test.name.find(filter) == std::string::npos) continue;
    Member member(*this, "me");
    const Run ran = run(*this, member, test);
    std::string missed, instead;
    std::uint32_t at = test.origin.line;
    const auto refused =
        std::find_if(test.expect.begin(), test.expect.end(),
                     [](const Expectation& e) { return e.path == "refused"; });
    if (!ran.status.ok()) {
      instead =
          std::string(patron::name(ran.status.code())) + ": " + ran.status.message();
      missed = "event " + std::to_string(ran.failed_event + 1) + " is accepted";
      if (refused != test.expect.end() &&
          refused->value == patron::name(ran.status.code()))
        missed.clear();
    } else {
      for (const Expectation& expectation : test.expect) {
        const std::string value = expectation.path == "refused"
                                      ? "accepted"
                                      : found(*this, member, ran, expectation.path);
        if (value == expectation.value) continue;
        if (!missed.empty()) missed += ", ", instead += ", ";
        missed += expectation.path + " " + expectation.value;
        instead += expectation.path + " " + value;
        at = expectation.line;
      }
    }
    b.row();
    b.set(name, test.name);
    b.set(passed, missed.empty() ? 1 : 0);
    b.set(path, test.origin.path);
    b.set(line, std::int64_t{at});
    if (missed.empty()) continue;
    b.set(expected, missed);
    b.set(actual, instead);
  }
  return b.finish();
}

}  // namespace patron
