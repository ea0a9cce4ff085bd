// SPDX-License-Identifier: Apache-2.0
// What a customer is worth. ABC by its cuts and credit by its levels are grades with
// another address, so that the day on which one turns is known and told like theirs. RFM
// counts trips and spend in its window by two metrics of its own, which no rule reads.
#include <array>
#include <utility>

#include "base/calendar.hpp"
#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

using model::TypeKind;

// ---- RFM ----

std::int32_t own_metric(Loading& loading, const PackNode& node, model::Aggregate what,
                        std::string id) {
  model::Metric metric;
  metric.id = std::move(id);
  metric.origin = node.origin();
  metric.hidden = true;
  metric.aggregate = what;
  metric.on.set(model::index(model::EventType::trip_completed));
  metric.window = loading.window(node["window"]);
  if (!node["window"]) {
    metric.window.kind = model::WindowKind::rolling;
    metric.window.span.months = 24;
  }
  if (what == model::Aggregate::sum) {
    const Environment environment =
        rules::environment(loading.pack(), Phase::metric, metric.on);
    loading.out().expressions.push_back(*Expression::compile("trip.net", environment));
    metric.value =
        static_cast<model::ExpressionIndex>(loading.out().expressions.size() - 1);
    metric.money = metric.net_of_refund = true;
    metric.scale = loading.pack().currency_scale;
  }
  loading.pack().metrics.push_back(std::move(metric));
  return static_cast<std::int32_t>(loading.pack().metrics.size() - 1);
}

// Right-closed cuts, rising; money as strings, days and trips as whole numbers.
std::vector<Decimal> cuts_of(Loading& loading, const PackNode& node, bool money,
                             std::int32_t scores) {
  std::vector<Decimal> out;
  for (const PackNode& cut : node.items()) {
    if (money && !cut.is(json::Kind::string)) {
      loading.error(cut,
                    "a cut of money is a decimal string such as \"2000.00\"; found " +
                        found(cut.value()));
      continue;
    }
    const Decimal value = money
                              ? Decimal{loading.money(cut), loading.pack().currency_scale}
                              : loading.decimal(cut);
    if (!out.empty() && base::compare(value, out.back()) < 0)
      loading.error(cut, "cuts rise; found " + found(cut.value()));
    out.push_back(value);
  }
  if (out.size() + 1 != static_cast<std::size_t>(scores))
    loading.error(node, std::to_string(scores) + " scores need " +
                            std::to_string(scores - 1) + " cuts; found " +
                            std::to_string(out.size()));
  return out;
}

void load_rfm(Loading& loading, const PackNode& node) {
  if (!node) return;
  model::Rfm& out = loading.pack().worth.rfm.emplace();
  out.scores = node["scores"].integer_or(5);
  out.frequency = own_metric(loading, node, model::Aggregate::count, "worth.rfm.trips");
  out.monetary = own_metric(loading, node, model::Aggregate::sum, "worth.rfm.spend");
  const PackNode cuts = node["cuts"];
  out.recency_cuts = cuts_of(loading, cuts["recency"], false, out.scores);
  out.frequency_cuts = cuts_of(loading, cuts["frequency"], false, out.scores);
  out.monetary_cuts = cuts_of(loading, cuts["monetary"], true, out.scores);
}

// ---- ABC and credit: grades ----

model::Placing grade_of(const PackNode& node, std::string id,
                        model::ExpressionIndex value) {
  model::Placing out;
  out.id = std::move(id);
  out.kind = model::PlacingKind::grade;
  out.origin = node.origin();
  out.axes.push_back({value, {}});
  return out;
}

model::Place class_of(std::string id, std::optional<Decimal> least) {
  model::Place out;
  out.id = std::move(id);
  out.at_least = least;
  return out;
}

void load_abc(Loading& loading, const PackNode& node, const Environment& environment) {
  if (!node) return;
  const model::ExpressionIndex value = figure(loading, node["value"], environment);
  const Decimal a = threshold(loading, node["cuts"]["a"], value),
                b = threshold(loading, node["cuts"]["b"], value);
  if (base::compare(a, b) <= 0)
    loading.error(node["cuts"]["a"], "class a begins above class b");
  model::Placing out = grade_of(node, "worth.abc", value);
  out.places.push_back(class_of("c", {}));
  out.places.push_back(class_of("b", b));
  out.places.push_back(class_of("a", a));
  loading.pack().placings.push_back(std::move(out));
}

// Money, or a number that is money in the pack's currency.
model::ExpressionIndex amount(Loading& loading, const PackNode& node,
                              const Environment& environment) {
  const model::ExpressionIndex index = loading.value(node, environment);
  if (index < 0) return index;
  const model::Type& type = loading.expression(index).type();
  const bool number = type.kind == TypeKind::integer ||
                      (type.kind == TypeKind::decimal &&
                       type.scale <= loading.pack().currency_scale);
  if (type.kind != TypeKind::money && !number)
    loading.error(node, "money is expected", ErrorCode::expression);
  return index;
}

model::MoneyOf money_of(Loading& loading, const PackNode& node,
                        const Environment& environment) {
  if (!node.is(json::Kind::object)) return {loading.money(node), -1};
  return {0, amount(loading, node["value"], environment)};
}

void load_credit(Loading& loading, const PackNode& node, const Environment& environment) {
  if (!node) return;
  model::Credit& out = loading.pack().worth.credit.emplace();
  out.when = timed_predicate(loading, node["when"], environment);
  if (node["limit"]) out.limit = money_of(loading, node["limit"], environment);
  out.used = amount(loading, node["used"], environment);
  if (node["levels"]) {
    if (!node["value"]) loading.error(node, "missing key \"value\": what levels grade");
    const model::ExpressionIndex value = figure(loading, node["value"], environment);
    model::Placing grade = grade_of(node, "worth.credit", value);
    grade.when = out.when;
    for (const PackNode& level : node["levels"].items())
      load_level(loading, level, 0, grade);
    loading.distinct_ids(node["levels"]);
    loading.pack().placings.push_back(std::move(grade));
  }
  if (node["hold_when"]) {
    model::Placing hold;
    hold.id = "worth.credit_hold";
    hold.kind = model::PlacingKind::segment;
    hold.origin = node.origin();
    hold.when = out.when;
    model::Place held;
    held.id = "entered";
    held.when = timed_predicate(loading, node["hold_when"], environment);
    hold.places = {class_of("left", {}), std::move(held)};
    loading.pack().placings.push_back(std::move(hold));
  }
}

// ---- what it costs, what it will bring ----

void load_clv(Loading& loading, const PackNode& node, const PackNode& root) {
  if (!node) return;
  model::Clv& out = loading.pack().worth.clv.emplace();
  out.horizon = loading.span(node["horizon"]);
  if (base::mean_days(out.horizon) < 28.0 || base::mean_days(out.horizon) > 36525.0)
    loading.error(node["horizon"], "a lifetime is from a month to a hundred years");
  out.discount = share(node["discount"].text_or("10%")).value_or(Decimal{});
  out.margin = share(node["margin"].text_or("100%")).value_or(Decimal{});
  for (const auto& [id, model] : root["churn"]["models"].entries())
    if (model["spend"]) return;
  loading.error(node, "a lifetime value needs a model of churn with spend");
}

void load_acquisition(Loading& loading, const PackNode& node,
                      const Environment& environment) {
  if (!node) return;
  model::Acquisition& out = loading.pack().worth.acquisition.emplace();
  out.cost = money_of(loading, node["cost"], environment);
  if (const PackNode by = node["by"]) {
    out.by = loading.value(by, environment);
    const TypeKind kind =
        out.by < 0 ? TypeKind::string : loading.expression(out.by).type().kind;
    if (kind != TypeKind::string && kind != TypeKind::enumeration)
      loading.error(by, "a split is a text", ErrorCode::expression);
  }
}

}  // namespace

void load_worth(Loading& loading, const PackNode& root) {
  const PackNode node = root["worth"];
  if (!node) return;
  const Environment environment = rules::environment(loading.pack(), Phase::churn, {});
  load_abc(loading, node["abc"], environment);
  load_credit(loading, node["credit"], environment);
  load_clv(loading, node["clv"], root);
  load_acquisition(loading, node["acquisition"], environment);
  load_rfm(loading, node["rfm"]);
}

}  // namespace patron::rules
