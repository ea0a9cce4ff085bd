// SPDX-License-Identifier: Apache-2.0
// Segments, grades, quadrants, lifecycles and the stages of churn. They are looked at
// every day, so the day on which one turns must be computable (semantics F3): a figure
// may move on days that are known, a predicate as that of a signal.
#include <algorithm>
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

using model::PlacingKind;
using model::TypeKind;

model::Placing placing_of(Loading& loading, const PackNode& node, std::string id,
                          PlacingKind kind) {
  model::Placing out;
  out.id = std::move(id);
  out.kind = kind;
  out.title = loading.text(node["title"]);
  out.origin = node.origin();
  return out;
}

void load_grade(Loading& loading, const std::string& id, const PackNode& node,
                const Environment& environment) {
  model::Placing out = placing_of(loading, node, "grades." + id, PlacingKind::grade);
  out.axes.push_back({figure(loading, node["value"], environment), {}});
  const std::int32_t min_stay = days(loading.span(node["min_stay"]));
  for (const PackNode& level : node["levels"].items())
    load_level(loading, level, min_stay, out);
  loading.distinct_ids(node["levels"]);
  loading.pack().placings.push_back(std::move(out));
}

void load_quadrant(Loading& loading, const std::string& id, const PackNode& node,
                   const Environment& environment) {
  model::Placing out =
      placing_of(loading, node, "quadrants." + id, PlacingKind::quadrant);
  for (const std::string_view axis : {"x", "y"}) {
    const PackNode one = node[axis];
    const model::ExpressionIndex value = figure(loading, one["value"], environment);
    out.axes.push_back({value, threshold(loading, one["cut"], value)});
  }
  if (const PackNode margin = node["margin"])
    out.margin = share(margin.text()).value_or(Decimal{});
  for (const std::string_view label : {"low_low", "high_low", "low_high", "high_high"}) {
    model::Place box;
    box.id = node["labels"][label].text();
    box.origin = node.origin();
    box.min_stay_days = days(loading.span(node["min_stay"]));
    for (const model::Place& other : out.places)
      if (other.id == box.id)
        loading.error(node["labels"][label], "two boxes are called " + quoted(box.id));
    out.places.push_back(std::move(box));
  }
  loading.pack().placings.push_back(std::move(out));
}

void load_segment(Loading& loading, const std::string& id, const PackNode& node,
                  const Environment& environment) {
  model::Placing out = placing_of(loading, node, "segments." + id, PlacingKind::segment);
  model::Place left, entered;
  left.id = "left";
  entered.id = "entered";
  entered.when = timed_predicate(loading, node["when"], environment);
  entered.leave_when = timed_predicate(loading, node["leave_when"], environment);
  entered.min_stay_days = days(loading.span(node["min_stay"]));
  out.places = {std::move(left), std::move(entered)};
  loading.pack().placings.push_back(std::move(out));
}

void load_predicates(Loading& loading, const PackNode& stages,
                     const Environment& environment, model::Placing& placing) {
  const std::vector<PackNode> items = stages.items();
  for (std::size_t i = 0; i < items.size() && i < placing.places.size(); ++i) {
    model::Place& place = placing.places[i];
    place.when = timed_predicate(loading, items[i]["when"], environment);
    place.leave_when = timed_predicate(loading, items[i]["leave_when"], environment);
    const bool last = i + 1 == items.size();
    if (last && items[i]["when"])
      loading.error(items[i]["when"],
                    "the last stage takes all the rest; it has no when");
    if (!last && !items[i]["when"]) loading.error(items[i], "missing key \"when\"");
  }
}

// The stages without their predicates, which may read where a customer has been.
model::Placing stages_of(Loading& loading, const PackNode& node, const PackNode& stages,
                         std::string id, PlacingKind kind) {
  model::Placing out = placing_of(loading, node, std::move(id), kind);
  for (const PackNode& one : stages.items()) {
    model::Place place;
    place.id = one["id"].text();
    place.title = loading.text(one["title"]);
    place.origin = one.origin();
    place.min_stay_days = days(loading.span(one["min_stay"]));
    out.places.push_back(std::move(place));
  }
  loading.distinct_ids(stages);
  if (out.places.size() > 64) loading.error(stages, "at most 64 stages");
  return out;
}

}  // namespace

// A figure that stands still but on days that are known.
model::ExpressionIndex figure(Loading& loading, const PackNode& node,
                              const Environment& environment) {
  const model::ExpressionIndex index = loading.value(node, environment);
  if (index < 0) return index;
  const Expression& expression = loading.expression(index);
  const TypeKind kind = expression.type().kind;
  if (kind != TypeKind::integer && kind != TypeKind::decimal && kind != TypeKind::money)
    loading.error(node, "a figure is int, decimal or money", ErrorCode::expression);
  else if (expression.restless() || expression.motion() == model::Motion::monotone)
    loading.error(
        node,
        "it moves from day to day by itself; say it with `when` in a segment or "
        "lifecycle",
        ErrorCode::expression);
  return index;
}

// In the figure's own terms: money as a string, anything else as a number.
Decimal threshold(Loading& loading, const PackNode& node, model::ExpressionIndex value) {
  const bool money =
      value >= 0 && loading.expression(value).type().kind == TypeKind::money;
  if (!money) return loading.decimal(node);
  if (node.is(json::Kind::string))
    return {loading.money(node), loading.pack().currency_scale};
  loading.error(node,
                "a threshold of money is a decimal string such as \"30000.00\"; "
                "found " +
                    found(node.value()));
  return {};
}

void load_level(Loading& loading, const PackNode& node, std::int32_t min_stay,
                model::Placing& out) {
  model::Place level;
  level.id = node["id"].text();
  level.title = loading.text(node["title"]);
  level.origin = node.origin();
  level.min_stay_days = min_stay;
  const PackNode least = node["at_least"], below = node["leave_below"];
  if (least) level.at_least = threshold(loading, least, out.axes[0].value);
  if (below) level.leave_below = threshold(loading, below, out.axes[0].value);
  if (least && out.places.empty())
    loading.error(least, "the first level takes all below the next; it has no at_least");
  if (!least && !out.places.empty()) loading.error(node, "missing key \"at_least\"");
  if (least && !out.places.empty() && out.places.back().at_least &&
      base::compare(*level.at_least, *out.places.back().at_least) <= 0)
    loading.error(least, "levels stand lowest first; found " + found(least.value()));
  if (least && below && base::compare(*level.leave_below, *level.at_least) > 0)
    loading.error(below, "a level is left below its at_least, not above it");
  out.places.push_back(std::move(level));
}

model::ExpressionIndex timed_predicate(Loading& loading, const PackNode& node,
                                       const Environment& environment) {
  const model::ExpressionIndex index = loading.predicate(node, environment);
  if (index >= 0 && loading.expression(index).restless())
    loading.error(node,
                  "the day on which this turns cannot be computed; compare one figure "
                  "that moves with time with a constant, e.g. "
                  "\"metrics.recency_days > 180\"",
                  ErrorCode::expression);
  return index;
}

void load_placings(Loading& loading, const PackNode& root) {
  using Load =
      void (*)(Loading&, const std::string&, const PackNode&, const Environment&);
  for (const auto& [section, load] :
       {std::pair<std::string_view, Load>{"grades", load_grade},
        {"quadrants", load_quadrant},
        {"segments", load_segment}}) {
    // A later kind may read the earlier ones.
    const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
    for (const auto& [id, node] : root[section].entries())
      load(loading, id, node, environment);
  }
  const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
  for (const auto& [id, node] : root["lifecycles"].entries()) {
    model::Placing out = stages_of(loading, node, node["stages"], "lifecycles." + id,
                                   PlacingKind::lifecycle);
    load_predicates(loading, node["stages"], environment, out);
    loading.pack().placings.push_back(std::move(out));
  }
}

void load_stages(Loading& loading, const PackNode& stages) {
  if (!stages) return;
  std::vector<model::Placing>& placings = loading.pack().placings;
  placings.push_back(
      stages_of(loading, stages, stages, "churn.stages", PlacingKind::stage));
  const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
  load_predicates(loading, stages, environment, placings.back());
}

}  // namespace patron::rules
