// SPDX-License-Identifier: Apache-2.0
// Fellegi and Sunter (1969): each column adds log2(m/u) of its level; what is missing
// adds nothing; the sum moves the prior odds. Sums run in the order of the columns, so
// that the same records give the same bytes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/table_builder.hpp"
#include "base/text.hpp"
#include "identity/rules.hpp"

namespace patron {
namespace {

using identity::Nearness;
using identity::Pair;
using identity::Records;
using identity::Rules;

struct Match {
  Pair pair;
  double weight, probability;
};

using Weights = std::vector<std::vector<double>>;  // By field and level.

Weights weights_of(const Rules& rules) {
  Weights out;
  for (const identity::Field& field : rules.fields) {
    std::vector<double>& levels = out.emplace_back();
    for (std::size_t i = 0; i < field.m.size(); ++i)
      levels.push_back(std::log2(field.m[i] / field.u[i]));
  }
  return out;
}

double probability_of(double weight, double prior) {
  const double odds = std::exp2(weight) * prior / (1.0 - prior);
  return std::isinf(odds) ? 1.0 : odds / (1.0 + odds);
}

std::string evidence(const Records& records, const Rules& rules, const Weights& weights,
                     Pair pair) {
  std::string out = "{";
  for (std::size_t i = 0; i < rules.fields.size(); ++i) {
    const std::optional<Nearness> near = identity::compare(records, rules, i, pair);
    if (!near) continue;
    if (out.size() > 1) out += ',';
    json::append_string(out, rules.fields[i].column);
    out += ":{\"level\":";
    json::append_string(out,
                        identity::levels_of(rules.fields[i].kind).words[near->level]);
    if (near->similarity >= 0.0) {
      out += ",\"similarity\":";
      json::append_double(out, near->similarity);
    }
    out += ",\"weight\":";
    json::append_double(out, weights[i][near->level]);
    out += '}';
  }
  return out + '}';
}

}  // namespace

Result<Table> match(std::span<const TextColumn> columns, std::string_view options) {
  const Result<Rules> rules = identity::read_rules(columns, options, false);
  if (!rules.ok()) return rules.status();
  const Records records = identity::records_of(columns, *rules);
  const Result<std::vector<Pair>> pairs = identity::candidates(records, *rules);
  if (!pairs.ok()) return pairs.status();
  const Weights weights = weights_of(*rules);
  std::vector<Match> found;
  for (const Pair pair : *pairs) {
    double weight = 0.0;
    for (std::size_t i = 0; i < rules->fields.size(); ++i)
      if (const auto near = identity::compare(records, *rules, i, pair))
        weight += weights[i][near->level];
    const double probability = probability_of(weight, rules->prior);
    if (probability >= rules->threshold) found.push_back({pair, weight, probability});
  }
  std::stable_sort(found.begin(), found.end(), [](const Match& a, const Match& b) {
    return a.weight > b.weight;  // The rest stands in the order of the rows.
  });

  TableBuilder table;
  const auto a = table.column("a", ColumnType::int64);
  const auto b = table.column("b", ColumnType::int64);
  const auto weight = table.column("weight", ColumnType::number);
  const auto probability = table.column("probability", ColumnType::number);
  const auto why = table.column("evidence", ColumnType::nested);
  for (const Match& one : found) {
    table.row();
    table.set(a, std::int64_t{one.pair.a});
    table.set(b, std::int64_t{one.pair.b});
    table.set_number(weight, one.weight);
    table.set_number(probability, one.probability);
    table.set(why, evidence(records, *rules, weights, one.pair));
  }
  return table.finish();
}

Result<std::vector<std::int32_t>> match_groups(const Table& pairs, std::size_t rows) {
  const std::int32_t a = pairs.column("a"), b = pairs.column("b");
  if (pairs.rows() > 0 && (a < 0 || b < 0))
    return Status(ErrorCode::table, "pairs have the columns a and b");
  std::vector<std::size_t> parent(rows);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t row) {
    while (parent[row] != row) row = parent[row] = parent[parent[row]];
    return row;
  };
  for (std::size_t i = 0; i < pairs.rows(); ++i) {
    const std::int64_t one = pairs.int64(i, a), other = pairs.int64(i, b);
    if (one < 0 || other < 0 || static_cast<std::size_t>(std::max(one, other)) >= rows)
      return Status(ErrorCode::table, "pair " + std::to_string(i) +
                                          " names a row beyond " + std::to_string(rows) +
                                          " records");
    const std::size_t x = root(static_cast<std::size_t>(one));
    const std::size_t y = root(static_cast<std::size_t>(other));
    parent[std::max(x, y)] = std::min(x, y);  // The first record of a group is its root.
  }
  std::vector<std::int32_t> group(rows);
  std::int32_t groups = 0;
  for (std::size_t row = 0; row < rows; ++row)
    group[row] = root(row) == row ? groups++ : group[root(row)];
  return group;
}

}  // namespace patron
