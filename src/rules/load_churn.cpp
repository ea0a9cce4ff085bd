// SPDX-License-Identifier: Apache-2.0
// Churn: signals as evidence in log-odds, the scorecard that adds them up, bands of the
// probability. Predicates of signals are looked at every day, so the day on which one
// turns must be computable (semantics F3).
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::TypeKind;

model::ExpressionIndex timed(Loading& loading, const PackNode& node,
                             const Environment& environment) {
  const model::ExpressionIndex index = loading.predicate(node, environment);
  if (index >= 0 && loading.expression(index).restless()) {
    loading.error(node,
                  "the day on which this turns cannot be computed; compare one figure "
                  "that moves with time with a constant, e.g. "
                  "\"metrics.recency_days > 180\"",
                  ErrorCode::expression);
  }
  return index;
}

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
    signal.when = timed(loading, node["when"], environment);
    signal.clear_when = timed(loading, node["clear_when"], environment);
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

}  // namespace

void load_churn(Loading& loading, const PackNode& root) {
  const PackNode node = root["churn"];
  model::Churn& out = loading.pack().churn;
  if (node["horizon"]) out.horizon_days = days(loading.span(node["horizon"]));
  if (out.horizon_days < 1) loading.error(node["horizon"], "a horizon is at least 1 day");
  out.min_gaps = node["cadence"]["min_gaps"].integer_or(out.min_gaps);
  const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
  for (const auto& [id, one] : node["signals"].entries()) {
    load_signal(loading, id, one, environment);
  }
  out.alive_when = loading.predicate(node["alive_when"], environment);
  if (const PackNode scorecard = node["scorecard"]) {
    out.scored = true;
    out.base_rate = loading.decimal(scorecard["base_rate"]);
  }
  load_bands(loading, node["bands"]);
  if (!out.scored && node["bands"]) {
    loading.error(node["bands"], "bands need a probability: say scorecard");
  }
}

}  // namespace patron::rules
