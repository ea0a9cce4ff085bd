// SPDX-License-Identifier: Apache-2.0
// Tier ladders: levels with thresholds over metrics, lowest first.
#include <algorithm>
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::Level;
using model::Need;
using model::Threshold;

// A figure at the metric's scale: "30000.00" for money, 3 for a count.
std::int64_t figure(Loading& loading, const PackNode& node, const model::Metric& metric) {
  if (metric.money) {
    if (node.is(json::Kind::string)) return loading.money(node);
    loading.error(node, "a threshold of money is a decimal string such as \"30000.00\"; "
                        "found " + found(node.value()));
    return 0;
  }
  const auto value = base::parse_decimal(node.text());
  const auto scaled =
      value ? base::rescale_exact(value->value, value->scale, metric.scale)
            : std::nullopt;
  if (scaled) return *scaled;
  loading.error(node, quoted(metric.id) + " has " + std::to_string(metric.scale) +
                          " decimals; found " + found(node.value()));
  return 0;
}

std::vector<Threshold> thresholds(Loading& loading, const PackNode& node) {
  std::vector<Threshold> out;
  const std::vector<model::Metric>& metrics = loading.pack().metrics;
  for (const auto& [id, one] : node.entries()) {
    const std::int32_t metric = loading.reference(one, id, "metric", ids_of(metrics));
    if (metric < 0) continue;
    out.push_back(
        {metric, figure(loading, one, metrics[static_cast<std::size_t>(metric)])});
  }
  return out;
}

void load_need(Loading& loading, const PackNode& node, Level& level) {
  if (node.is(json::Kind::number)) {
    level.need = Need::count;
    level.need_count = node.integer_or(1);
    if (static_cast<std::size_t>(level.need_count) > level.reach.size()) {
      loading.error(node, "there are only " + std::to_string(level.reach.size()) +
                              " thresholds; found " + found(node.value()));
    }
  } else if (node.text() == "any") {
    level.need = Need::any;
  }
}

const Threshold* of_metric(const std::vector<Threshold>& list, std::int32_t metric) {
  const auto one =
      std::find_if(list.begin(), list.end(),
                   [&](const Threshold& entry) { return entry.metric == metric; });
  return one == list.end() ? nullptr : &*one;
}

void check_keep(Loading& loading, const PackNode& node, const Level& level) {
  for (const Threshold& keep : level.keep) {
    const Threshold* reach = of_metric(level.reach, keep.metric);
    if (reach == nullptr || keep.at_least <= reach->at_least) continue;
    loading.warn(node, "keep_above_reach",
                 "keeping " + quoted(level.id) + " asks more than reaching it");
  }
}

Level load_level(Loading& loading, const PackNode& node, bool first) {
  Level level;
  level.id = node["id"].text();
  level.title = loading.text(node["title"]);
  level.origin = node.origin();
  const PackNode reach = node["reach"];
  if (first && reach) {
    loading.error(reach, "everybody stands on the first level; it has no reach");
  }
  if (!first && !reach) loading.error(node, "missing key \"reach\"");
  if (node["keep"] && !reach) loading.error(node["keep"], "keep needs reach");
  level.reach = thresholds(loading, reach);
  level.keep = node["keep"] ? thresholds(loading, node["keep"]) : level.reach;
  level.forever = thresholds(loading, node["forever"]);
  if (first && node["forever"])
    loading.error(node["forever"], "everybody stands on the first level for ever");
  load_need(loading, node["need"], level);
  check_keep(loading, node["keep"], level);
  return level;
}

// Does whoever reaches `lower` also reach `higher`? Answered where it is certain.
bool implies(const Level& lower, const Level& higher) {
  if (lower.reach.empty() || higher.reach.empty()) return false;
  const auto less = [](const Threshold* asked, const Threshold* had) {
    return asked != nullptr && had != nullptr && asked->at_least <= had->at_least;
  };
  const auto all_of_higher = [&] {
    return std::all_of(higher.reach.begin(), higher.reach.end(), [&](const auto& one) {
      return less(&one, of_metric(lower.reach, one.metric));
    });
  };
  const auto each_of_lower = [&] {
    return std::all_of(lower.reach.begin(), lower.reach.end(), [&](const auto& one) {
      return less(of_metric(higher.reach, one.metric), &one);
    });
  };
  const bool lower_all = lower.need == Need::all || lower.reach.size() == 1;
  const bool higher_all = higher.need == Need::all || higher.reach.size() == 1;
  if (lower_all && higher_all) return all_of_higher();
  return lower.need == Need::any && higher.need == Need::any && each_of_lower();
}

void check_order(Loading& loading, const PackNode& levels, const model::Ladder& ladder) {
  const std::vector<PackNode> nodes = levels.items();
  for (std::size_t high = 2; high < ladder.levels.size(); ++high) {
    for (std::size_t low = 1; low < high; ++low) {
      if (!implies(ladder.levels[low], ladder.levels[high])) continue;
      loading.warn(nodes[low], "unreachable_tier",
                   "nobody stays on " + quoted(ladder.levels[low].id) +
                       ": whoever reaches it also reaches " +
                       quoted(ladder.levels[high].id),
                   "levels stand lowest first");
    }
  }
}

void load_carry_over(Loading& loading, const PackNode& node, model::Ladder& ladder) {
  const std::vector<model::Metric>& metrics = loading.pack().metrics;
  for (const PackNode& one : node.items()) {
    const std::int32_t metric = loading.reference(one["metric"], one["metric"].text(),
                                                  "metric", ids_of(metrics));
    if (metric < 0) continue;
    const model::Metric& counted = metrics[static_cast<std::size_t>(metric)];
    const bool asked = std::any_of(
        ladder.levels.begin(), ladder.levels.end(),
        [&](const Level& level) { return of_metric(level.reach, metric) != nullptr; });
    if (!asked)
      loading.error(one["metric"], "no level asks for " + quoted(counted.id));
    const model::Window& window = counted.window;
    if (counted.aggregate == model::Aggregate::streak ||
        window.kind != model::WindowKind::calendar || window.ago != 0 ||
        window.period != ladder.period)
      loading.error(one["metric"], "only what counts in the ladder's own period can be "
                                   "carried into the next: a window like \"this year\"");
    const bool twice = std::any_of(
        ladder.carry_over.begin(), ladder.carry_over.end(),
        [&](const auto& other) { return other.metric == metric; });
    if (twice) loading.error(one["metric"], quoted(counted.id) + " is carried already");
    std::optional<std::int64_t> most;
    if (one["max"]) most = figure(loading, one["max"], counted);
    ladder.carry_over.push_back({metric, most});
  }
}

}  // namespace

void load_tiers(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["points"]["tiers"].entries()) {
    model::Ladder ladder;
    ladder.id = id;
    ladder.origin = node.origin();
    ladder.period = period(node["period"].text_or("year"));
    const std::string_view valid = node["valid"].text();
    if (valid == "end of period") ladder.valid = model::Valid::end_of_period;
    if (valid == "forever") ladder.valid = model::Valid::forever;
    const std::string_view downgrade = node["downgrade"].text();
    if (downgrade == "one_step") ladder.downgrade = model::Downgrade::one_step;
    if (downgrade == "none") ladder.downgrade = model::Downgrade::none;
    if (const PackNode grace = node["grace"])
      ladder.grace = {loading.span(grace["for"]), period(grace["to_end_of"].text())};
    if (const PackNode by_hand = node["override"]) {
      ladder.override_reasons.emplace();
      for (const PackNode& reason : by_hand["reasons"].items())
        ladder.override_reasons->emplace_back(reason.text());
      if (by_hand["longest"]) ladder.override_longest = loading.span(by_hand["longest"]);
    }
    ladder.late_falls = node["lower_on_correction"].flag();
    const PackNode levels = node["levels"];
    for (const PackNode& level : levels.items()) {
      ladder.levels.push_back(load_level(loading, level, ladder.levels.empty()));
    }
    load_carry_over(loading, node["carry_over"], ladder);
    loading.distinct_ids(levels);
    check_order(loading, levels, ladder);
    loading.pack().ladders.push_back(std::move(ladder));
  }
}

}  // namespace patron::rules
