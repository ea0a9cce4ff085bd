// SPDX-License-Identifier: Apache-2.0
// assess: how a customer is at an instant. Nothing is decided here; standing, balances
// and evidence are read off the state, and the evidence is joined into one probability.
#include <algorithm>
#include <cmath>

#include "base/table_builder.hpp"
#include "engine/replay.hpp"
#include "engine/risk.hpp"
#include "engine/scores.hpp"
#include "engine/worth.hpp"

namespace patron {
namespace {

using engine::State;
using engine::Version;

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

Decimal rounded(double value, std::int32_t scale) {
  const double factor = static_cast<double>(base::power_of_ten(scale));
  return {std::llrint(std::clamp(value * factor, -9e15, 9e15)), scale};
}

void add_forecast(Assessment& out, const engine::Risk& risk, const Version& version) {
  if (risk.model < 0) return;
  const auto at = static_cast<std::size_t>(risk.model);
  out.churn_model = version.pack().churn.models[at].id;
  if (!risk.forecast) return;
  out.p_alive = rounded(risk.forecast->p_alive, 6);
  out.trips_expected = rounded(risk.forecast->trips, 4);
  if (risk.forecast->missed) out.trips_missed = rounded(*risk.forecast->missed, 2);
  if (risk.forecast->spend)
    out.value_expected = rounded(*risk.forecast->spend * risk.forecast->trips,
                                 version.pack().currency_scale);
}

void add_churn(Assessment& out, const Version& version, const State& state,
               const engine::View& view) {
  const model::Churn& churn = version.pack().churn;
  out.churn_horizon_days = churn.horizon_days;
  out.currency = version.pack().currency;
  const rules::Value ratio =
      view.read({model::Space::churn,
                 static_cast<std::int32_t>(model::ChurnField::overdue_ratio)});
  if (ratio.kind == model::TypeKind::decimal)
    out.overdue_ratio = Decimal{ratio.integer, ratio.scale};
  const engine::Risk risk = engine::risk_of(version, state, view);
  if (!risk.scored) return;
  out.churn_scored = true;
  out.churn_risk = {risk.joined.ppm, 6};
  if (risk.band != nullptr) out.churn_band = risk.band->id;
  out.churn_calibrated = risk.joined.calibrated;
  if (churn.score) out.churn_score = churn::score(*churn.score, risk.joined.micros);
  add_forecast(out, risk, version);
  for (const churn::Piece& piece : risk.pieces)
    out.reasons.push_back({piece.id, {piece.micros, 6}, *piece.reason});
}

void add_worth(Assessment& out, const Version& version, const State& state,
               const engine::View& view) {
  const model::Worth& worth = version.pack().worth;
  const auto money = [&](std::optional<std::int64_t> minor) {
    return minor ? std::optional(Decimal{*minor, version.pack().currency_scale})
                 : std::nullopt;
  };
  if (const auto scores = engine::rfm_of(version, state, view))
    for (const std::int32_t score : *scores)
      out.rfm += (out.rfm.empty() ? "" : "-") + std::to_string(score);
  if (worth.clv && state.known) {
    const rules::Value clv = view.read(
        {model::Space::worth, static_cast<std::int32_t>(model::WorthField::clv)});
    if (clv.kind == model::TypeKind::money) out.clv = money(clv.integer);
  }
  if (worth.acquisition) {
    out.acquisition_cost = money(engine::money_of(worth.acquisition->cost, view));
    if (worth.acquisition->by >= 0) {
      const rules::Value by = view.evaluate(worth.acquisition->by);
      if (by.outcome == rules::Outcome::value && by.kind != model::TypeKind::null)
        out.acquisition_by = by.text;
    }
  }
  if (!worth.credit || !state.known) return;
  if (worth.credit->when >= 0 && !view.evaluate(worth.credit->when).is_true()) {
    std::erase_if(out.labels,
                  [](const auto& label) { return label.first == "worth.credit"; });
    return;
  }
  out.credit_hold = false;
  for (const auto& [id, label] : out.labels) {
    if (id == "worth.credit") out.credit = label;
    if (id == "worth.credit_hold") out.credit_hold = true;
  }
  if (!worth.credit->limit) return;
  out.credit_limit = money(engine::money_of(*worth.credit->limit, view));
  if (worth.credit->used < 0 || !out.credit_limit) return;
  const auto used = engine::money_of({0, worth.credit->used}, view);
  if (used)
    out.credit_available =
        money(std::max<std::int64_t>(out.credit_limit->value - *used, 0));
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

void add_places(Assessment& out, const Version& version, const engine::View& view) {
  const auto& placings = version.pack().placings;
  for (std::size_t i = 0; i < placings.size(); ++i) {
    const rules::Value value =
        view.read({model::Space::place, static_cast<std::int32_t>(i)});
    if (placings[i].kind == model::PlacingKind::stage)
      out.stage = value.text;
    else if (placings[i].kind != model::PlacingKind::segment)
      out.labels.emplace_back(placings[i].id, value.text);
    else if (value.integer != 0)
      out.labels.emplace_back(placings[i].id, "in");
  }
  std::sort(out.labels.begin(), out.labels.end());
  for (const auto& [id, label] : out.labels)
    if (id == "worth.abc") out.abc = label;
}

void add_care(Assessment& out, const Access::Program& program, const State& state) {
  out.complaints_open = static_cast<std::int32_t>(state.cases.size());
  const care::OpenAction* next = nullptr;
  const auto rules = [&](const care::OpenAction& open) -> const model::Action& {
    return program.versions[static_cast<std::size_t>(open.version)]
        .pack()
        .actions[static_cast<std::size_t>(open.action)];
  };
  for (const care::OpenAction& open : state.actions)
    if (open.started && (next == nullptr ||
                         care::comes_before(open, rules(open), *next, rules(*next))))
      next = &open;
  if (next == nullptr) return;
  const Version& version = program.versions[static_cast<std::size_t>(next->version)];
  out.action_next = version.action_ids[static_cast<std::size_t>(next->action)];
  out.action_due = version.pack().zone.day_end(next->due);
}

// What a piece of evidence was read from: the names of a signal, the row of a model.
std::string inputs_of(const Version& version, const engine::View& view,
                      const engine::Risk& risk, const std::string& id) {
  std::string out;
  const auto add = [&](std::string_view name, const std::string& value) {
    out += (out.empty() ? "" : ", ") + std::string(name) + " = " + value;
  };
  const auto signal =
      std::find(version.signal_ids.begin(), version.signal_ids.end(), id);
  if (signal != version.signal_ids.end()) {
    const model::Signal& rule =
        version.pack().churn.signals[static_cast<std::size_t>(
            signal - version.signal_ids.begin())];
    const model::ExpressionIndex read = rule.when >= 0 ? rule.when : rule.value;
    for (const rules::Name& name : version.expression(read).reads())
      add(name.path, rules::text(view.read(name.reference)));
    return out;
  }
  if (id == "churn.cadence") {
    add("P(gap over)", rounded(*risk.lateness, 6).text());
    return out;
  }
  if (risk.forecast) {
    const auto figure = [&](std::string_view name, double value, std::int32_t scale) {
      add(name, rounded(value, scale).text());
    };
    figure("frequency", risk.forecast->row.x, 0);
    figure("recency", risk.forecast->row.recency, 4);
    figure("T", risk.forecast->row.age, 4);
    figure("horizon", risk.forecast->horizon, 4);
    figure("P(alive)", risk.forecast->p_alive, 6);
  }
  add("P(none)", rounded(*risk.model_risk, 6).text());
  return out;
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
  engine::fit_to(then.state, program.sizes());
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
  add_churn(out, version, then->state, view);
  if (then->state.known) add_places(out, version, view);
  add_worth(out, version, then->state, view);
  add_points(out, *program_, version, then->state);
  add_care(out, *program_, then->state);
  const auto& metrics = version.pack().metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (!metrics[i].hidden) out.metrics.emplace_back(
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
  const engine::View view(*program_, state.version, state, at, then->today);
  const engine::Risk risk = engine::risk_of(version, state, view);
  if (!risk.scored) return b.finish();
  const model::Churn& churn = version.pack().churn;
  row("churn.base_rate", base::decimal_text(churn.base_rate.value, churn.base_rate.scale),
      "log-odds of the base rate");
  b.set(contribution, churn::base_log_odds(churn.base_rate));
  for (const churn::Piece& each : risk.pieces) {
    row(each.id, inputs_of(version, view, risk, each.id),
        model::in_language(*each.reason, language));
    b.set(weight, base::decimal_text(each.micros, 6));
    b.set(contribution, each.micros);
  }
  row("churn.risk", base::decimal_text(risk.joined.ppm, 6),
      risk.booked            ? "a trip is booked"
      : risk.band != nullptr ? std::string_view(risk.band->id)
                             : "");
  return b.finish();
}

}  // namespace patron
