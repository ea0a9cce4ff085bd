// SPDX-License-Identifier: Apache-2.0
// Correlations, drivers, map, trend and control charts by name.
#include <algorithm>
#include <cmath>

#include "base/limits.hpp"
#include "satisfaction/analyse_parts.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

Result<Table> correlation_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, limits::kItems); !status.ok()) return status;
  std::string method = "pearson";
  double confidence = 0.95;
  options.word("method", method);
  options.number("confidence", confidence);
  if (Status status = options.done(); !status.ok()) return status;
  constexpr std::string_view kMethods[] = {"pearson", "spearman", "kendall",
                                           "polychoric"};
  const auto* at = std::find(std::begin(kMethods), std::end(kMethods), method);
  if (at == std::end(kMethods))
    return bad("option \"method\" is one of pearson, spearman, kendall, polychoric");
  TableBuilder table;
  const auto a = table.column("a", ColumnType::int64);
  const auto b = table.column("b", ColumnType::int64);
  Numbers numbers(table, {"value", "low", "high", "standard_error", "statistic", "p", "n",
                          "n_effective"});
  for (std::size_t i = 0; i < asked.columns.size(); ++i)
    for (std::size_t j = i + 1; j < asked.columns.size(); ++j) {
      const auto found =
          correlate(static_cast<Association>(at - std::begin(kMethods)), asked.columns[i],
                    asked.columns[j], asked.weights, confidence);
      if (!found.ok()) return found.status();
      table.row();
      table.set(a, static_cast<std::int64_t>(i));
      table.set(b, static_cast<std::int64_t>(j));
      numbers.set({found->value, found->low, found->high, found->standard_error,
                   found->statistic, found->p, found->n, found->n_effective});
    }
  return table.finish();
}

Result<Table> drivers_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, limits::kItems); !status.ok()) return status;
  if (Status status = options.done(); !status.ok()) return status;
  const std::span<const Answers> all(asked.columns);
  const auto found = drivers(all.first(all.size() - 1), all.back(), asked.weights);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto item = table.column("item", ColumnType::int64);
  Numbers numbers(table, {"coefficient",
                          "standard_error",
                          "t",
                          "p",
                          "beta",
                          "correlation",
                          "correlation_low",
                          "correlation_high",
                          "lmg",
                          "lmg_share",
                          "johnson",
                          "johnson_share",
                          "pratt",
                          "vif",
                          "mean",
                          "r_squared",
                          "r_squared_adjusted",
                          "residual_sd",
                          "n",
                          "n_effective"});
  const auto suppressor = table.column("suppressor", ColumnType::boolean);
  const double none = std::nan(""), r = found->r_squared;
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const Driver& one = found->items[i];
    table.row();
    table.set(item, static_cast<std::int64_t>(i));
    numbers.set({one.coefficient,
                 one.standard_error,
                 one.t,
                 one.p,
                 one.beta,
                 one.correlation.value,
                 one.correlation.low,
                 one.correlation.high,
                 one.lmg,
                 one.lmg / r,
                 one.johnson,
                 one.johnson / r,
                 one.pratt,
                 one.vif,
                 one.mean,
                 r,
                 found->r_squared_adjusted,
                 found->residual_sd,
                 found->n,
                 found->n_effective});
    table.set(suppressor, std::int64_t{one.suppressor ? 1 : 0});
  }
  table.row();
  numbers.set({found->intercept,
               found->intercept_error,
               found->intercept_t,
               found->intercept_p,
               none,
               none,
               none,
               none,
               none,
               none,
               none,
               none,
               none,
               none,
               none,
               r,
               found->r_squared_adjusted,
               found->residual_sd,
               found->n,
               found->n_effective});
  return table.finish();
}

Result<Table> map_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, 2); !status.ok()) return status;
  double importance = 0.0, performance = 3.0;
  options.number("importance_middle", importance);
  options.number("performance_middle", performance);
  if (Status status = options.done(); !status.ok()) return status;
  const auto found =
      importance_performance(asked.columns[0], asked.columns[1], importance, performance);
  if (!found.ok()) return found.status();
  constexpr std::string_view kNames[] = {"concentrate_here", "keep_up", "low_priority",
                                         "possible_overkill"};
  TableBuilder table;
  const auto item = table.column("item", ColumnType::int64);
  Numbers numbers(table, {"importance", "performance"});
  const auto by_mean = table.column("by_mean", ColumnType::text);
  const auto by_median = table.column("by_median", ColumnType::text);
  const auto by_middle = table.column("by_middle", ColumnType::text);
  Numbers cuts(table, {"importance_mean", "performance_mean", "importance_median",
                       "performance_median", "importance_middle", "performance_middle"});
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const Placed& one = found->items[i];
    const auto name = [&](Quadrant quadrant) {
      return kNames[static_cast<std::size_t>(quadrant)];
    };
    table.row();
    table.set(item, static_cast<std::int64_t>(i));
    numbers.set({asked.columns[0][i], asked.columns[1][i]});
    table.set(by_mean, name(one.by_mean));
    table.set(by_median, name(one.by_median));
    table.set(by_middle, name(one.by_middle));
    cuts.set({found->importance_mean, found->performance_mean, found->importance_median,
              found->performance_median, found->importance_middle,
              found->performance_middle});
  }
  return table.finish();
}

Result<Table> trend_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 1, 2); !status.ok()) return status;
  double confidence = 0.95;
  options.number("confidence", confidence);
  if (Status status = options.done(); !status.ok()) return status;
  const Answers times = asked.columns.size() > 1 ? asked.columns[1] : Answers();
  const auto found = trend(asked.columns[0], times, confidence);
  if (!found.ok()) return found.status();
  constexpr std::string_view kNames[] = {"falling", "flat", "rising"};
  TableBuilder table;
  const auto name = table.column("trend", ColumnType::text);
  Numbers numbers(
      table, {"slope", "slope_low", "slope_high", "p", "tau", "z", "s", "variance", "n"});
  table.row();
  table.set(name, kNames[found->trend + 1]);
  numbers.set({found->slope, found->slope_low, found->slope_high, found->p, found->tau,
               found->z, found->s, found->variance, found->n});
  return table.finish();
}

Result<Table> control_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 1, 2); !status.ok()) return status;
  ControlOptions how;
  std::string method = "cusum";
  std::int64_t baseline = 0;
  options.word("method", method);
  options.whole("baseline", 0, INT32_MAX, baseline);
  options.number("target", how.target);
  options.number("sigma", how.sigma);
  options.number("allowance", how.allowance);
  options.number("decision", how.decision);
  options.number("head_start", how.head_start);
  options.number("lambda", how.lambda);
  options.number("width", how.width);
  options.flag("asymptotic", how.asymptotic);
  if (Status status = options.done(); !status.ok()) return status;
  if (method != "cusum" && method != "ewma")
    return bad("option \"method\" is one of cusum, ewma");
  how.chart = method == "ewma" ? Chart::ewma : Chart::cusum;
  how.baseline = static_cast<std::int32_t>(baseline);
  how.share = asked.columns.size() > 1;
  const Answers sizes = how.share ? asked.columns[1] : Answers();
  const auto found = control(asked.columns[0], sizes, how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  Numbers numbers(table, {"value", "high", "low", "upper", "lower", "target", "sigma"});
  const auto high_run = table.column("high_run", ColumnType::int64);
  const auto low_run = table.column("low_run", ColumnType::int64);
  const auto alarm = table.column("alarm", ColumnType::text);
  for (const ControlPoint& point : found->points) {
    table.row();
    numbers.set({point.value, point.high, point.low, point.upper, point.lower,
                 found->target, found->sigma});
    table.set(high_run, std::int64_t{point.high_run});
    table.set(low_run, std::int64_t{point.low_run});
    if (point.alarm != 0)
      table.set(alarm, point.alarm > 0 ? std::string_view("rose") : "fell");
  }
  return table.finish();
}

}  // namespace

Question analysis_question(std::string_view what) {
  if (what == "correlation") return correlation_question;
  if (what == "drivers") return drivers_question;
  if (what == "importance_performance") return map_question;
  if (what == "trend") return trend_question;
  if (what == "control") return control_question;
  return nullptr;
}

}  // namespace patron::satisfaction
