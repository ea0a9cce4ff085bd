// SPDX-License-Identifier: Apache-2.0
// Scores of several items by name.
#include <cmath>

#include "base/limits.hpp"
#include "satisfaction/analyse_parts.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

// Options of items with the respondents' weights of what was asked.
Result<ItemOptions> items_of(const Asked& asked, Options& options, double low,
                             double high) {
  if (Status status = columns_are(asked, 1, limits::kItems); !status.ok()) return status;
  Result<ItemOptions> how = item_options(options, low, high);
  if (!how.ok()) return how.status();
  how->respondents = asked.weights;
  if (Status status = options.done(); !status.ok()) return status;
  return how;
}

Result<Table> likert_question(const Asked& asked, const Asked&, Options& options) {
  const Result<ItemOptions> how = items_of(asked, options, 1.0, 5.0);
  if (!how.ok()) return how.status();
  const auto found = likert(asked.columns, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  Numbers numbers(table, {"value"});
  for (const double value : *found) {
    table.row();
    numbers.set({value});
  }
  return table.finish();
}

Result<Table> index_question(const Asked& asked, const Asked&, Options& options) {
  const Result<ItemOptions> how = items_of(asked, options, 1.0, 10.0);
  if (!how.ok()) return how.status();
  const auto found = weighted_index(asked.columns, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  ScoreColumns columns(table);
  table.row();
  columns.set(*found);
  return table.finish();
}

Result<Table> differential_question(const Asked& asked, const Asked&, Options& options) {
  const Result<ItemOptions> how = items_of(asked, options, -3.0, 3.0);
  if (!how.ok()) return how.status();
  const auto found = semantic_differential(asked.columns, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto pair = table.column("pair", ColumnType::int64);
  ScoreColumns columns(table);
  for (std::size_t i = 0; i <= found->pairs.size(); ++i) {
    table.row();
    const bool all = i == found->pairs.size();
    if (!all) table.set(pair, static_cast<std::int64_t>(i));
    columns.set(all ? found->overall : found->pairs[i]);
  }
  return table.finish();
}

Result<Table> stars_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 1, 1); !status.ok()) return status;
  StarOptions how;
  std::int64_t high = how.high;
  options.whole("high", 2, 100, high);
  options.number("prior_mean", how.prior_mean);
  options.number("prior_weight", how.prior_weight);
  options.number("confidence", how.confidence);
  options.number("min_n", how.min_n);
  options.number("max_width", how.max_width);
  if (Status status = options.done(); !status.ok()) return status;
  how.high = static_cast<int>(high);
  const auto found = stars(asked.columns[0], asked.weights, how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto measure = table.column("measure", ColumnType::text);
  ScoreColumns columns(table);
  Score bayesian = no_score();
  bayesian.value = found->bayesian;
  bayesian.n = found->mean.n;
  bayesian.n_effective = found->mean.n_effective;
  for (const auto& [name, score] :
       {std::pair<std::string_view, const Score*>{"mean", &found->mean},
        {"expected", &found->expected},
        {"bayesian", &bayesian}}) {
    table.row();
    table.set(measure, name);
    columns.set(*score);
  }
  return table.finish();
}

Result<Table> servqual_question(const Asked& asked, const Asked& other,
                                Options& options) {
  ServiceQualityOptions how;
  std::vector<double> dimensions;
  options.numbers("dimensions", dimensions);
  options.numbers("dimension_weights", how.weights);
  const Result<ItemOptions> items = items_of(asked, options, 1.0, 7.0);
  if (!items.ok()) return items.status();
  how.items = *items;
  for (const double one : dimensions) {
    if (!(one >= 0.0 && one < static_cast<double>(limits::kItems)))
      return bad("option \"dimensions\": 0, 1, ... of each item are expected");
    how.dimensions.push_back(static_cast<std::int32_t>(one));
  }
  if (dimensions.empty()) how.dimensions.assign(asked.columns.size(), 0);
  const auto found = service_quality(asked.columns, other.columns, how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto part = table.column("part", ColumnType::text);
  const auto number = table.column("index", ColumnType::int64);
  Numbers numbers(table, {"perceived", "expected", "weight"});
  ScoreColumns columns(table);
  const auto add = [&](std::string_view name, std::int64_t at, const Gap& gap) {
    table.row();
    table.set(part, name);
    if (at >= 0) table.set(number, at);
    numbers.set({gap.perceived, gap.expected, gap.weight});
    columns.set(gap.gap);
  };
  for (std::size_t i = 0; i < found->items.size(); ++i)
    add("item", static_cast<std::int64_t>(i), found->items[i]);
  for (std::size_t i = 0; i < found->dimensions.size(); ++i)
    add("dimension", static_cast<std::int64_t>(i), found->dimensions[i]);
  add("overall", -1, found->overall);
  add("weighted", -1, found->weighted);
  return table.finish();
}

Result<Table> kano_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, 2); !status.ok()) return status;
  double confidence = 0.95;
  options.number("confidence", confidence);
  if (Status status = options.done(); !status.ok()) return status;
  const auto found = kano(asked.columns[0], asked.columns[1], asked.weights, confidence);
  if (!found.ok()) return found.status();
  constexpr std::string_view kNames[] = {"attractive", "one_dimensional",
                                         "must_be",    "indifferent",
                                         "reverse",    "questionable"};
  TableBuilder table;
  const auto kind = table.column("kind", ColumnType::text);
  const auto significant = table.column("significant", ColumnType::boolean);
  Numbers counts(table, {"attractive", "one_dimensional", "must_be", "indifferent",
                         "reverse", "questionable"});
  Numbers numbers(table, {"better", "better_low", "better_high", "worse", "worse_low",
                          "worse_high", "category_strength", "total_strength", "n"});
  table.row();
  table.set(kind, kNames[static_cast<std::size_t>(found->kind)]);
  table.set(significant, std::int64_t{found->significant ? 1 : 0});
  const auto& c = found->counts;
  counts.set({c[0], c[1], c[2], c[3], c[4], c[5]});
  numbers.set({found->better.value, found->better.low, found->better.high,
               found->worse.value, found->worse.low, found->worse.high,
               found->category_strength, found->total_strength,
               c[0] + c[1] + c[2] + c[3] + c[4] + c[5]});
  return table.finish();
}

Result<Table> alpha_question(const Asked& asked, const Asked&, Options& options) {
  const Result<ItemOptions> how = items_of(asked, options, -1e9, 1e9);
  if (!how.ok()) return how.status();
  const auto found = alpha(asked.columns, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto item = table.column("item", ColumnType::int64);
  ScoreColumns columns(table);
  Numbers numbers(table, {"standardised", "average_correlation", "lambda6", "item_rest",
                          "item_corrected", "mean", "sd"});
  const double none = std::nan("");
  table.row();
  columns.set(found->alpha);
  numbers.set({found->standardised, found->average_correlation, found->lambda6, none,
               none, none, none});
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const ItemReliability& one = found->items[i];
    Score dropped = no_score();
    dropped.value = one.alpha_if_dropped;
    dropped.n = found->alpha.n;
    dropped.n_effective = found->alpha.n_effective;
    table.row();
    table.set(item, static_cast<std::int64_t>(i));
    columns.set(dropped);
    numbers.set({one.standardised_if_dropped, none, none, one.item_rest,
                 one.item_corrected, one.mean, one.sd});
  }
  return table.finish();
}

}  // namespace

Question scale_question(std::string_view what) {
  if (what == "likert") return likert_question;
  if (what == "weighted_index") return index_question;
  if (what == "semantic_differential") return differential_question;
  if (what == "stars") return stars_question;
  if (what == "servqual") return servqual_question;
  if (what == "kano") return kano_question;
  if (what == "alpha") return alpha_question;
  return nullptr;
}

}  // namespace patron::satisfaction
