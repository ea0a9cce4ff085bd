// SPDX-License-Identifier: Apache-2.0
// Metrics: counts and sums over events. A sum keeps the type of what it adds: whole
// numbers, money, or decimals at their scale.
#include <array>
#include <utility>

#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::TypeKind;

constexpr auto kBuiltIn = std::to_array<std::string_view>(
    {"recency_days", "frequency", "monetary", "tenure_days", "gap_median_days",
     "gap_mad_days", "complaints_open", "overdue_days", "future_bookings",
     "points_to_expire", "points_to_next_tier"});

void load_value(Loading& loading, const PackNode& node, const Environment& environment,
                model::Metric& metric) {
  metric.value = loading.value(node["value"], environment);
  if (metric.value < 0) return;
  const model::Type& type = loading.expression(metric.value).type();
  switch (type.kind) {
    case TypeKind::integer: break;
    case TypeKind::money:
      metric.money = true;
      metric.scale = loading.pack().currency_scale;
      break;
    case TypeKind::decimal: metric.scale = type.scale; break;
    default:
      loading.error(node["value"], "a sum adds int, decimal or money",
                    ErrorCode::expression);
  }
}

void load_metric(Loading& loading, const std::string& id, const PackNode& node) {
  model::Metric metric;
  metric.id = id;
  metric.title = loading.text(node["title"]);
  metric.origin = node.origin();
  for (const std::string_view name : kBuiltIn) {
    if (name == id) loading.error(node, quoted(id) + " is a built-in metric");
  }
  if (!node["aggregate"]) {
    loading.error(node, "not supported yet: a metric without an aggregate");
    return;
  }
  metric.on = loading.events(node["on"]);
  metric.window = loading.window(node["window"]);
  const Environment environment =
      rules::environment(loading.pack(), Phase::metric, metric.on);
  metric.when = loading.predicate(node["when"], environment);
  if (node["aggregate"].text() == "sum") {
    metric.aggregate = model::Aggregate::sum;
    load_value(loading, node, environment, metric);
  } else if (node["aggregate"].text() == "streak") {
    metric.aggregate = model::Aggregate::streak;
    for (const std::string_view key : {"window", "value"})
      if (node[key])
        loading.error(node[key], "a streak counts periods in a row: its grain");
    metric.grain = period(node["grain"].text());
  } else if (const PackNode value = node["value"]) {
    loading.error(value, "a count takes no value; for another amount use sum");
  }
  if (node["grain"] && metric.aggregate != model::Aggregate::streak)
    loading.error(node["grain"], "not supported yet: a grain of anything but a streak",
                  ErrorCode::unsupported);
  if (const PackNode net_of = node["net_of"]) {
    metric.net_of_refund = true;
    if (metric.aggregate != model::Aggregate::sum || !metric.money) {
      loading.error(net_of, "only a sum of money can be net of refunds");
    }
  }
  loading.pack().metrics.push_back(std::move(metric));
}

}  // namespace

void load_metrics(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["metrics"].entries()) load_metric(loading, id, node);
}

}  // namespace patron::rules
