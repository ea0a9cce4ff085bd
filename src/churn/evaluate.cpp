// SPDX-License-Identifier: Apache-2.0
// How good probabilities are. AUC by mid-ranks, so that ties count half; the slope and
// intercept of a logistic recalibration of the log-odds (1 and 0 are ideal; a slope below
// 1 is over-confident); lift of the tenth with the highest probabilities, a tie at its
// edge shared out. Source: hanley-mcneil-1982, cox-1958, neslin-2006.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/limits.hpp"
#include "churn/cases.hpp"
#include "churn/logistic_fit.hpp"
#include "churn/special.hpp"
#include "churn/sums.hpp"
#include "patron/churn.hpp"

namespace patron::churn {

Result<std::vector<Case>> cases_of(std::span<const double> probability,
                                   std::span<const double> happened,
                                   std::span<const double> weight) {
  if (probability.size() != happened.size() ||
      (!weight.empty() && weight.size() != happened.size()))
    return Status(ErrorCode::argument, "columns of one length are expected");
  if (probability.size() > limits::kCustomers)
    return Status(ErrorCode::limit, "at most 100,000,000 customers in one call");
  std::vector<Case> out;
  out.reserve(probability.size());
  const auto bad = [](std::size_t row, const char* message) {
    return Status(ErrorCode::argument, message,
                  {{}, {}, {}, {}, static_cast<std::int64_t>(row)});
  };
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const Case each{probability[i], happened[i], weight.empty() ? 1.0 : weight[i]};
    if (!(each.probability >= 0.0 && each.probability <= 1.0))
      return bad(i, "a probability is from 0 to 1");
    if (each.happened != 0.0 && each.happened != 1.0) return bad(i, "happened is 0 or 1");
    if (!(each.weight >= 0.0 && each.weight <= 1e15)) return bad(i, "weight is from 0");
    if (each.weight > 0.0) out.push_back(each);
  }
  std::sort(out.begin(), out.end(), [](const Case& a, const Case& b) {
    if (a.probability != b.probability) return a.probability > b.probability;
    return a.happened != b.happened ? a.happened < b.happened : a.weight < b.weight;
  });
  return out;
}

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// AUC and lift, from the highest probability down, a tie at a time.
void rank(const std::vector<Case>& cases, double weight, double positive, Quality& out) {
  const double tenth = 0.1 * weight, negative = weight - positive;
  double seen = 0.0, caught = 0.0, concordant = 0.0, above = 0.0;
  for (std::size_t i = 0; i < cases.size();) {
    double tied = 0.0, tied_positive = 0.0;
    const double p = cases[i].probability;
    for (; i < cases.size() && cases[i].probability == p; ++i) {
      tied += cases[i].weight;
      tied_positive += cases[i].weight * cases[i].happened;
    }
    const double tied_negative = tied - tied_positive;
    concordant += tied_negative * (above + 0.5 * tied_positive);
    above += tied_positive;
    if (seen < tenth) caught += tied_positive * std::min(1.0, (tenth - seen) / tied);
    seen += tied;
  }
  out.auc = positive > 0.0 && negative > 0.0 ? concordant / (positive * negative) : kNaN;
  out.gini = 2.0 * out.auc - 1.0;
  out.top_decile_lift = positive > 0.0 ? caught / (0.1 * positive) : kNaN;
}

}  // namespace

Result<Quality> evaluate(std::span<const double> probability,
                         std::span<const double> happened,
                         std::span<const double> weight) {
  const auto cases = cases_of(probability, happened, weight);
  if (!cases.ok()) return cases.status();
  Quality out;
  if (cases->empty())
    return Status(ErrorCode::argument, "nothing to evaluate: no row has a weight");
  Sum n, positive, squares, logs;
  for (const Case& each : *cases) {
    n.add(each.weight);
    positive.add(each.weight * each.happened);
    const double miss = each.probability - each.happened;
    squares.add(each.weight * miss * miss);
    // A probability of exactly 0 or 1 that fails costs as much as one of 1e-15.
    const double right = each.happened > 0.0 ? each.probability : 1.0 - each.probability;
    logs.add(-each.weight * std::log(std::max(right, 1e-15)));
  }
  out.n = n.value();
  out.base_rate = positive.value() / out.n;
  out.brier = squares.value() / out.n;
  out.log_loss = logs.value() / out.n;
  rank(*cases, out.n, positive.value(), out);
  std::vector<LogisticCase> fit;
  fit.reserve(cases->size());
  for (const Case& each : *cases)
    fit.push_back({log_odds(each.probability), each.happened, each.weight});
  const LogisticLine line = fit_line(fit);
  out.slope = line.slope;
  out.intercept = line.intercept;
  return out;
}

}  // namespace patron::churn
