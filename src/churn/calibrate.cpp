// SPDX-License-Identifier: Apache-2.0
// Maps from a probability to one that holds. Isotonic by pooling adjacent violators: a
// stack of blocks, joined from the back while they fall. A block is two knots, its ends,
// so that the map is flat on it. Source: platt-1999, ayer-1955, hyndman-fan-1996.
#include <algorithm>
#include <cmath>
#include <limits>

#include "churn/cases.hpp"
#include "churn/logistic_fit.hpp"
#include "churn/quantile.hpp"
#include "churn/special.hpp"
#include "patron/churn.hpp"

namespace patron::churn {

double Platt::apply(double probability) const noexcept {
  return logistic(intercept + slope * log_odds(probability));
}

double Isotonic::apply(double value) const noexcept {
  if (probability.empty() || std::isnan(value))
    return std::numeric_limits<double>::quiet_NaN();
  const auto above = std::upper_bound(probability.begin(), probability.end(), value);
  if (above == probability.begin()) return calibrated.front();
  if (above == probability.end()) return calibrated.back();
  const auto i = static_cast<std::size_t>(above - probability.begin());
  const double share =
      (value - probability[i - 1]) / (probability[i] - probability[i - 1]);
  return calibrated[i - 1] + share * (calibrated[i] - calibrated[i - 1]);
}

Result<Platt> fit_platt(std::span<const double> probability,
                        std::span<const double> happened,
                        std::span<const double> weight) {
  const auto cases = cases_of(probability, happened, weight);
  if (!cases.ok()) return cases.status();
  std::vector<LogisticCase> fit;
  fit.reserve(cases->size());
  for (const Case& each : *cases)
    fit.push_back({log_odds(each.probability), each.happened, each.weight});
  const LogisticLine line = fit.empty() ? LogisticLine{NAN, NAN} : fit_line(fit);
  if (std::isnan(line.slope))
    return Status(ErrorCode::argument,
                  "no line to fit: one outcome only, one probability only, or all told "
                  "apart");
  return Platt{line.slope, line.intercept};
}

Result<Isotonic> fit_isotonic(std::span<const double> probability,
                              std::span<const double> happened,
                              std::span<const double> weight) {
  auto cases = cases_of(probability, happened, weight);
  if (!cases.ok()) return cases.status();
  if (cases->empty()) return Status(ErrorCode::argument, "nothing to calibrate on");
  struct Block {
    double low, high, happened, weight;
    double mean() const { return happened / weight; }
  };
  std::vector<Block> blocks;
  for (std::size_t i = cases->size(); i > 0;) {  // The lowest probability first.
    Block block{(*cases)[i - 1].probability, (*cases)[i - 1].probability, 0.0, 0.0};
    for (; i > 0 && (*cases)[i - 1].probability == block.low; --i) {
      block.happened += (*cases)[i - 1].weight * (*cases)[i - 1].happened;
      block.weight += (*cases)[i - 1].weight;
    }
    while (!blocks.empty() && blocks.back().mean() >= block.mean()) {
      block.low = blocks.back().low;
      block.happened += blocks.back().happened;
      block.weight += blocks.back().weight;
      blocks.pop_back();
    }
    blocks.push_back(block);
  }
  Isotonic out;
  for (const Block& block : blocks) {
    out.probability.push_back(block.low);
    out.calibrated.push_back(block.mean());
    if (block.high == block.low) continue;
    out.probability.push_back(block.high);
    out.calibrated.push_back(block.mean());
  }
  return out;
}

std::vector<double> quantile_cuts(std::span<const double> values, std::size_t bins) {
  std::vector<double> sorted;
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> cuts;
  for (std::size_t i = 1; i < bins && !sorted.empty(); ++i)
    cuts.push_back(quantile(sorted, static_cast<double>(i) / static_cast<double>(bins)));
  return cuts;
}

double quantile_score(std::span<const double> cuts, double value) noexcept {
  if (std::isnan(value)) return value;
  return 1.0 + static_cast<double>(std::lower_bound(cuts.begin(), cuts.end(), value) -
                                   cuts.begin());
}

}  // namespace patron::churn
