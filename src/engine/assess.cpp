// SPDX-License-Identifier: Apache-2.0
// assess: how a customer is at an instant. Nothing is decided here; standing, balances
// and evidence are read off the state, and the evidence is joined into one probability.
#include <algorithm>

#include "base/table_builder.hpp"
#include "churn/scorecard.hpp"
#include "engine/replay.hpp"
#include "engine/scores.hpp"

namespace patron {
namespace {

using engine::State;
using engine::Version;

struct Evidence {
  std::vector<churn::Piece> pieces;
  bool booked = false;  // alive_when holds.
};

// The weight of the first bin that the value falls below; the last bin takes the rest.
const Decimal* bin_weight(const model::Signal& signal, const rules::Value& value) {
  if (value.outcome != rules::Outcome::value || value.kind == model::TypeKind::null)
    return nullptr;
  Decimal number{value.integer, value.scale};
  if (value.kind == model::TypeKind::number) {
    // A statistic as a decimal of six places, so that no binary fraction decides a bin.
    if (!(value.number > -1e9 && value.number < 1e9)) return nullptr;
    number = {
        static_cast<std::int64_t>(value.number * 1e6 + (value.number < 0 ? -0.5 : 0.5)),
        6};
  }
  for (const model::Bin& bin : signal.bins)
    if (!bin.below || base::compare(number, *bin.below) < 0) return &bin.weight;
  return nullptr;
}

Evidence evidence_of(const Version& version, const State& state,
                     const engine::View& view) {
  Evidence evidence;
  const model::Churn& churn = version.pack().churn;
  for (std::size_t i = 0; i < churn.signals.size(); ++i) {
    const model::Signal& signal = churn.signals[i];
    if (signal.when >= 0) {
      if (state.signals[static_cast<std::size_t>(version.signal[i])].raised)
        evidence.pieces.push_back({version.signal_ids[i], signal.weight});
    } else if (signal.value >= 0) {
      if (const Decimal* weight = bin_weight(signal, view.evaluate(signal.value)))
        if (weight->value != 0)
          evidence.pieces.push_back({version.signal_ids[i], *weight});
    }
  }
  evidence.booked = churn.alive_when >= 0 && view.evaluate(churn.alive_when).is_true();
  return evidence;
}

Index100 index100(const satisfaction::Index& index) {
  Index100 result;
  result.value = {index.value, 2};
  result.low = {index.low, 2};
  result.high = {index.high, 2};
  result.n_effective = {index.n_effective, 2};
  result.n = index.n;
  result.reportable = index.reportable;
  return result;
}

void add_satisfaction(Assessment& out, const Version& version, const State& state,
                      Date today) {
  out.satisfaction = index100(engine::index_of(version, state, -1, today));
  const auto& touchpoints = version.pack().satisfaction.touchpoints;
  std::int64_t worst = 0;
  for (std::size_t i = 0; i < touchpoints.size(); ++i) {
    const satisfaction::Index index =
        engine::index_of(version, state, static_cast<std::int32_t>(i), today);
    if (index.n == 0) continue;
    out.touchpoints.emplace_back(touchpoints[i].id, index100(index));
    if (out.weakest_touchpoint.empty() || index.value < worst) {
      out.weakest_touchpoint = touchpoints[i].id;
      worst = index.value;
    }
  }
}

void add_churn(Assessment& out, const Version& version, const State& state,
               const engine::View& view, Date today) {
  const model::Churn& churn = version.pack().churn;
  out.churn_horizon_days = churn.horizon_days;
  if (const auto ratio = engine::overdue_ratio(state, churn.min_gaps, today))
    out.overdue_ratio = Decimal{*ratio, 2};
  if (!churn.scored || state.visits.empty()) return;
  out.churn_scored = true;
  const Evidence evidence = evidence_of(version, state, view);
  const std::int32_t ppm =
      evidence.booked ? 0 : churn::probability_ppm(churn.base_rate, evidence.pieces);
  out.churn_risk = {ppm, 6};
  out.churn_band = churn::band_of(churn.bands, ppm);
  for (const churn::Contribution& piece : churn::contributions(evidence.pieces)) {
    Reason reason;
    reason.id = piece.id;
    reason.contribution = piece.weight;
    const auto at =
        std::find(version.signal_ids.begin(), version.signal_ids.end(), piece.id);
    if (at != version.signal_ids.end())
      reason.texts =
          churn.signals[static_cast<std::size_t>(at - version.signal_ids.begin())].reason;
    out.reasons.push_back(std::move(reason));
  }
}

void add_points(Assessment& out, const Access::Program& program, const Version& version,
                const State& state) {
  for (std::size_t i = 0; i < version.ladder.size(); ++i) {
    const auto ladder = static_cast<std::size_t>(version.ladder[i]);
    const engine::Standing& standing = state.standings[ladder];
    const auto& levels = version.level[i];
    const auto place = std::find(levels.begin(), levels.end(), standing.level);
    Standing result;
    result.ladder = version.pack().ladders[i].id;
    result.tier = program.levels[ladder][standing.level];
    if (place != levels.end() && place + 1 != levels.end())
      result.next = program.levels[ladder][*(place + 1)];
    result.until = standing.until;
    out.standings.push_back(std::move(result));
  }
  for (const std::int32_t currency : version.currency) {
    const loyalty::Ledger& book = state.ledgers[static_cast<std::size_t>(currency)];
    Balance balance;
    balance.currency = program.currencies[currency];
    balance.active = book.active();
    balance.pending = book.pending();
    balance.debt = book.debt();
    balance.expire_on = book.next_expiry();
    for (const loyalty::Lot& lot : book.lots())
      if (lot.expires && lot.expires == balance.expire_on) balance.expiring += lot.points;
    out.balances.push_back(std::move(balance));
  }
}

void add_care(Assessment& out, const Access::Program& program, const State& state) {
  out.complaints_open = static_cast<std::int32_t>(state.cases.size());
  const care::OpenAction* next = nullptr;
  for (const care::OpenAction& open : state.actions)
    if (next == nullptr || open.due < next->due) next = &open;
  if (next == nullptr) return;
  const Version& version = program.versions[static_cast<std::size_t>(next->version)];
  out.action_next = version.action_ids[static_cast<std::size_t>(next->action)];
  out.action_due = version.pack().zone.day_end(next->due);
}

struct Then {
  State state;
  const Version* version = nullptr;
  Date today;
};

Result<Then> then_of(const Access::Program& program, const Member& member, Instant at) {
  Result<State> state = engine::state_at(Access::state(member), at);
  if (!state.ok()) return state.status();
  Then then;
  then.state = std::move(*state);
  if (then.state.version < 0)
    then.state.version = static_cast<std::int32_t>(program.versions.size()) - 1;
  engine::fit_to(then.state, {program.currencies.size(), program.metrics.size(),
                              program.ladders.size(), program.signals.size()});
  then.version = &program.versions[static_cast<std::size_t>(then.state.version)];
  then.today = then.version->pack().zone.date(at);
  return then;
}

}  // namespace

Result<Assessment> Engine::assess(const Member& member, Instant at) const {
  const Result<Then> then = then_of(*program_, member, at);
  if (!then.ok()) return then.status();
  const Version& version = *then->version;
  const engine::View view(*program_, then->state.version, then->state, at, then->today);
  Assessment out;
  out.customer = member.customer();
  out.at = at;
  add_satisfaction(out, version, then->state, then->today);
  add_churn(out, version, then->state, view, then->today);
  add_points(out, *program_, version, then->state);
  add_care(out, *program_, then->state);
  const auto& metrics = version.pack().metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i)
    out.metrics.emplace_back(
        metrics[i].id, base::decimal_text(view.metric(static_cast<std::int32_t>(i)),
                                          metrics[i].scale));
  return out;
}

Result<Table> Engine::explain_assessment(const Member& member, Instant at,
                                         std::string_view language) const {
  const Result<Then> then = then_of(*program_, member, at);
  if (!then.ok()) return then.status();
  const Version& version = *then->version;
  const State& state = then->state;
  TableBuilder b;
  const auto piece = b.column("piece", ColumnType::text);
  const auto value = b.column("value", ColumnType::text);
  const auto weight = b.column("weight", ColumnType::text);
  const auto contribution = b.column("contribution", ColumnType::decimal, 6);
  const auto text = b.column("text", ColumnType::text);
  const auto row = [&](std::string_view name, std::string_view shown,
                       std::string_view words) {
    b.row();
    b.set(piece, name);
    b.set(value, shown);
    if (!words.empty()) b.set(text, words);
  };

  const satisfaction::Index index = engine::index_of(version, state, -1, then->today);
  row("satisfaction.index", base::decimal_text(index.value, 2),
      base::decimal_text(index.low, 2) + ".." + base::decimal_text(index.high, 2) +
          ", n " + std::to_string(index.n) + (index.reportable ? "" : ", insufficient"));
  for (const satisfaction::Response& response : state.responses) {
    row("satisfaction.response", base::decimal_text(response.value, 2),
        program_->instruments[response.instrument] +
            (response.touchpoint < 0
                 ? ""
                 : " at " + program_->touchpoints[response.touchpoint]) +
            " on " + Date{response.day}.text());
    b.set(weight, base::decimal_text(response.weight_ppm, 6));
  }
  const model::Churn& churn = version.pack().churn;
  if (!churn.scored || state.visits.empty()) return b.finish();
  const engine::View view(*program_, state.version, state, at, then->today);
  const Evidence evidence = evidence_of(version, state, view);
  row("churn.base_rate", base::decimal_text(churn.base_rate.value, churn.base_rate.scale),
      "log-odds of the base rate");
  b.set(contribution, churn::base_log_odds(churn.base_rate));
  for (const churn::Contribution& each : churn::contributions(evidence.pieces)) {
    const auto at_id = static_cast<std::size_t>(
        std::find(version.signal_ids.begin(), version.signal_ids.end(), each.id) -
        version.signal_ids.begin());
    const model::Signal& signal = churn.signals[at_id];
    const model::ExpressionIndex read = signal.when >= 0 ? signal.when : signal.value;
    std::string inputs;
    for (const rules::Name& name : version.expression(read).reads())
      inputs += (inputs.empty() ? "" : ", ") + name.path + " = " +
                rules::text(view.read(name.reference));
    row(each.id, inputs, model::in_language(signal.reason, language));
    b.set(weight, base::decimal_text(each.weight.value, each.weight.scale));
    b.set(contribution, base::rescale(each.weight.value, each.weight.scale, 6,
                                      base::Rounding::half_even)
                            .value_or(0));
  }
  const std::int32_t ppm =
      evidence.booked ? 0 : churn::probability_ppm(churn.base_rate, evidence.pieces);
  row("churn.risk", base::decimal_text(ppm, 6),
      evidence.booked ? "a trip is booked" : churn::band_of(churn.bands, ppm));
  return b.finish();
}

}  // namespace patron
