// SPDX-License-Identifier: Apache-2.0
// Churn: signals as evidence in log-odds, the scorecard that adds them up, bands of the
// probability. Predicates of signals are looked at every day, so the day on which one
// turns must be computable (semantics F3).
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/decimal.hpp"
#include "base/limits.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::TypeKind;

void load_bins(Loading& loading, const PackNode& node, model::Signal& signal) {
  const std::vector<PackNode> bins = node.items();
  for (std::size_t i = 0; i < bins.size(); ++i) {
    model::Bin bin;
    bin.weight = loading.decimal(bins[i]["weight"]);
    const PackNode below = bins[i]["below"];
    if (below) bin.below = loading.decimal(below);
    if (!below && i + 1 < bins.size()) {
      loading.error(bins[i], "missing key \"below\": only the last bin is open");
    }
    if (below && i + 1 == bins.size()) {
      loading.error(below, "the last bin takes all the rest; it has no below");
    }
    if (i > 0 && bin.below && signal.bins.back().below &&
        base::compare(*bin.below, *signal.bins.back().below) <= 0) {
      loading.error(below, "bins stand lowest first; found " + found(below.value()));
    }
    signal.bins.push_back(std::move(bin));
  }
}

void load_value(Loading& loading, const PackNode& node, const Environment& environment,
                model::Signal& signal) {
  signal.value = loading.value(node["value"], environment);
  if (signal.value >= 0) {
    const TypeKind kind = loading.expression(signal.value).type().kind;
    if (kind != TypeKind::integer && kind != TypeKind::decimal &&
        kind != TypeKind::money) {
      loading.error(node["value"], "bins need int, decimal or money",
                    ErrorCode::expression);
    }
  }
  load_bins(loading, node["bins"], signal);
  for (const std::string_view key : {"clear_when", "min_stay", "weight"}) {
    if (node[key]) {
      loading.error(node[key], quoted(key) + " belongs to a signal with when; one with "
                                             "bins is never raised");
    }
  }
}

void load_signal(Loading& loading, const std::string& id, const PackNode& node,
                 const Environment& environment) {
  model::Signal signal;
  signal.id = id;
  signal.reason = loading.text(node["reason"]);
  signal.title = loading.text(node["title"]);
  signal.origin = node.origin();
  if (node["value"]) {
    load_value(loading, node, environment, signal);
  } else {
    signal.when = timed_predicate(loading, node["when"], environment);
    signal.clear_when = timed_predicate(loading, node["clear_when"], environment);
    signal.weight = loading.decimal(node["weight"]);
    signal.min_stay_days = days(loading.span(node["min_stay"]));
    if (node["bins"]) loading.error(node["bins"], "bins belong to a signal with value");
  }
  loading.pack().churn.signals.push_back(std::move(signal));
}

void load_bands(Loading& loading, const PackNode& node) {
  std::vector<model::Band>& bands = loading.pack().churn.bands;
  for (const PackNode& one : node.items()) {
    model::Band band;
    band.id = one["id"].text();
    band.title = loading.text(one["title"]);
    const PackNode least = one["at_least"];
    if (one["leave_below"])
      loading.error(one["leave_below"],
                    "not supported yet: \"leave_below\" of a band; the stages of churn "
                    "have a memory");
    if (least) band.at_least = loading.decimal(least);
    if (least && bands.empty()) {
      loading.error(least, "the first band takes all below the next; it has no at_least");
    }
    if (!least && !bands.empty()) loading.error(one, "missing key \"at_least\"");
    if (least && (!least.is(json::Kind::number) || band.at_least->value <= 0 ||
                  base::compare(*band.at_least, {1, 0}) >= 0)) {
      loading.error(least, "a band begins at a probability between 0 and 1; found " +
                               found(least.value()));
    }
    if (least && !bands.empty() && bands.back().at_least &&
        base::compare(*band.at_least, *bands.back().at_least) <= 0) {
      loading.error(least, "bands stand lowest first; found " + found(least.value()));
    }
    bands.push_back(std::move(band));
  }
  loading.distinct_ids(node);
}

model::ChurnModel::Params params_of(const PackNode& node) {
  model::ChurnModel::Params out;
  for (const auto& [name, value] : node.entries())
    out.emplace_back(name, value.number_or(0.0));
  return out;
}

// A number or a truth, 1 or 0.
void load_covariates(Loading& loading, const PackNode& node,
                     const Environment& environment, model::ChurnModel& model) {
  for (const auto& [id, one] : node.entries()) {
    const model::ExpressionIndex value = loading.value(one["value"], environment);
    const TypeKind kind =
        value < 0 ? TypeKind::number : loading.expression(value).type().kind;
    if (kind != TypeKind::integer && kind != TypeKind::decimal &&
        kind != TypeKind::number && kind != TypeKind::boolean)
      loading.error(one["value"], "a covariate is a number, or true or false",
                    ErrorCode::expression);
    model.covariates.push_back(
        {value, one["activity"].number_or(0.0), one["dropout"].number_or(0.0)});
  }
  if (model.covariates.size() > limits::kCovariates)
    loading.error(node, "at most 64 covariates");
}

void load_model(Loading& loading, const std::string& id, const PackNode& node,
                const Environment& environment) {
  model::ChurnModel model;
  model.id = id;
  model.kind = node["kind"].text();
  model.title = loading.text(node["title"]);
  model.origin = node.origin();
  model.when = loading.predicate(node["when"], environment);
  model.priority = node["priority"].integer_or(0);
  model.unit = loading.span(node["unit"]);
  model.params = params_of(node["params"]);
  model.spend = params_of(node["spend"]["params"]);
  load_covariates(loading, node["covariates"], environment, model);
  if (node["value"]) {
    model.value = loading.value(node["value"], environment);
    const TypeKind kind = model.value < 0 ? TypeKind::number
                                          : loading.expression(model.value).type().kind;
    if (kind != TypeKind::integer && kind != TypeKind::decimal &&
        kind != TypeKind::number)
      loading.error(node["value"], "a probability is a number from 0 to 1",
                    ErrorCode::expression);
  } else if (model.unit.days == 0 && model.unit.months == 0) {
    loading.error(node["unit"], "a unit of time is at least 1 day");
  }
  for (const auto& [name, value] : node["params"].entries())
    if (value.number_or(0.0) < 1e-15 || value.number_or(0.0) > 1e15)
      loading.error(value, "a parameter is from 1e-15 to 1e15; found " +
                               found(value.value()));
  const std::int32_t months = model.unit.months;
  if (model.kind == "bg_bb" &&
      (model.unit.days != 0 || months == 0 || (months % 12 != 0 && 12 % months != 0)))
    loading.error(node["unit"],
                  "opportunities are parts of the calendar: 1, 2, 3, 4 or 6 months, or "
                  "whole years");
  loading.pack().churn.models.push_back(std::move(model));
}

void load_models(Loading& loading, const PackNode& node, const Environment& environment) {
  for (const auto& [id, one] : node.entries()) load_model(loading, id, one, environment);
  std::vector<model::ChurnModel>& models = loading.pack().churn.models;
  std::stable_sort(models.begin(), models.end(), [](const auto& a, const auto& b) {
    return a.priority > b.priority;
  });
}

void load_cadence(Loading& loading, const PackNode& node) {
  model::Cadence& out = loading.pack().churn.cadence;
  out.min_gaps = node["min_gaps"].integer_or(out.min_gaps);
  out.shrink = node["shrink"].number_or(out.shrink);
  const std::string_view law = node["gaps"].text_or("lognormal");
  out.law = law == "gamma"       ? model::GapLaw::gamma
            : law == "empirical" ? model::GapLaw::empirical
                                 : model::GapLaw::lognormal;
  const PackNode pool = node["pool"];
  if (!pool) return;
  out.pooled = true;
  out.pool_median_days = base::mean_days(loading.span(pool["median"]));
  out.pool_spread = pool["spread"].number_or(0.0);
  if (out.pool_median_days < 1.0)
    loading.error(pool["median"], "a gap is at least 1 day");
}

void load_season(Loading& loading, const PackNode& node) {
  model::Churn& out = loading.pack().churn;
  if (node["own"]) out.season_half_width = days(loading.span(node["own"]));
  if (!node["weights"]) return;
  std::array<double, 12> weights{};
  double sum = 0.0;
  const std::vector<PackNode> items = node["weights"].items();
  for (std::size_t i = 0; i < weights.size() && i < items.size(); ++i)
    sum += weights[i] = items[i].number_or(1.0);
  out.season = weights;
  if (sum < 11.88 || sum > 12.12)
    loading.error(node["weights"], "the twelve weights have mean 1, so that a year stays "
                                   "a year; divide each by their mean");
}

void load_scorecard(Loading& loading, const PackNode& node) {
  model::Churn& out = loading.pack().churn;
  out.scored = true;
  out.base_rate = loading.decimal(node["base_rate"]);
  out.model_weight = loading.decimal(node["weights"]["model"], out.model_weight);
  out.cadence_weight = loading.decimal(node["weights"]["cadence"], out.cadence_weight);
  for (const std::string_view key : {"model", "cadence"}) {
    const PackNode weight = node["weights"][key];
    if (weight && std::abs(weight.number_or(0.0)) > 100.0)
      loading.error(weight,
                    "a weight is from -100 to 100; found " + found(weight.value()));
  }
  if (out.cadence_weight.value != 0 && !out.cadence.pooled)
    loading.error(node["weights"]["cadence"],
                  "the gaps of one customer are too few to judge by; say "
                  "churn.cadence.pool, whose gaps they lean on");
  if (const PackNode score = node["score"])
    out.score = {score["base"].number_or(0.0), score["odds"].number_or(1.0),
                 score["double"].number_or(1.0)};
}

model::CalibrationMap calibration_map(Loading& loading, const PackNode& node,
                                      bool isotonic) {
  model::CalibrationMap out;
  for (const std::string_view key : {"slope", "intercept", "knots"})
    if (node[key] && isotonic != (key == "knots"))
      loading.error(node[key], quoted(key) + (isotonic ? " belongs to method platt"
                                                       : " belongs to method isotonic"));
  if (!isotonic) {
    out.slope = node["slope"].number_or(1.0);
    out.intercept = node["intercept"].number_or(0.0);
    if (!node["slope"] || !node["intercept"])
      loading.error(node, "a map of method platt has slope and intercept");
    return out;
  }
  if (!node["knots"]) loading.error(node, "a map of method isotonic has knots");
  for (const PackNode& knot : node["knots"].items()) {
    const std::vector<PackNode> pair = knot.items();
    if (pair.size() != 2) continue;
    const std::pair<double, double> at{pair[0].number_or(0.0), pair[1].number_or(0.0)};
    const bool within = at.first >= 0.0 && at.first <= 1.0 && at.second >= 0.0 &&
                        at.second <= 1.0;
    if (!within || (!out.knots.empty() && (at.first <= out.knots.back().first ||
                                           at.second < out.knots.back().second)))
      loading.error(knot, "knots rise, and stay within 0 and 1");
    out.knots.push_back(at);
  }
  return out;
}

void load_calibration(Loading& loading, const PackNode& node) {
  if (!node) return;
  const bool isotonic = node["method"].text() == "isotonic";
  const bool monthly = node["by"].text_or("all") == "month";
  for (const auto& [name, one] : node["maps"].entries()) {
    const int number = name == "all" ? 0 : (name[0] - '0') * 10 + name[1] - '0';
    const auto month = static_cast<std::size_t>(number);
    if (month > 0 && !monthly)
      loading.error(one, "maps of single months need \"by\": \"month\"");
    loading.pack().churn.calibration[month] = calibration_map(loading, one, isotonic);
  }
}

}  // namespace

void load_churn(Loading& loading, const PackNode& root) {
  const PackNode node = root["churn"];
  model::Churn& out = loading.pack().churn;
  if (node["horizon"]) out.horizon_days = days(loading.span(node["horizon"]));
  if (out.horizon_days < 1) loading.error(node["horizon"], "a horizon is at least 1 day");
  load_cadence(loading, node["cadence"]);
  load_season(loading, node["season"]);
  const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
  for (const auto& [id, one] : node["signals"].entries()) {
    load_signal(loading, id, one, environment);
  }
  out.alive_when = loading.predicate(node["alive_when"], environment);
  load_models(loading, node["models"], environment);
  if (node["scorecard"]) load_scorecard(loading, node["scorecard"]);
  load_calibration(loading, node["calibration"]);
  for (const std::string_view key : {"models", "calibration"})
    if (node[key] && !out.scored)
      loading.error(node[key], quoted(key) + " needs a probability: say scorecard");
  load_bands(loading, node["bands"]);
  if (!out.scored && node["bands"]) {
    loading.error(node["bands"], "bands need a probability: say scorecard");
  }
  load_stages(loading, node["stages"]);
}

}  // namespace patron::rules
