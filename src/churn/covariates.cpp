// SPDX-License-Identifier: Apache-2.0
// The jet of a group is that of its own parameters; the chain rule spreads it over the
// parameters and effects that made them.
#include "churn/covariates.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "churn/fit.hpp"
#include "churn/sums.hpp"

namespace patron::churn {
namespace {

constexpr double kLow = 1e-15, kHigh = 1e15;  // As any parameter.

// Which effect moves a parameter, and which way: 0 none.
struct Shift {
  int activity = 0, dropout = 0;
};
Shift shift_of(Kind kind, std::size_t parameter) {
  if (parameter == 1) return {-1, 0};
  if (kind == Kind::pareto_nbd) return {0, parameter == 3 ? -1 : 0};
  return {0, parameter >= 2 ? 1 : 0};
}

double product(const std::vector<double>& effects, std::span<const double> z) {
  double sum = 0.0;
  for (std::size_t i = 0; i < z.size(); ++i) sum += effects[i] * z[i];
  return sum;
}

// On which variables of the fit a parameter's logarithm depends, and how much.
using Terms = std::vector<std::pair<std::size_t, double>>;
void terms_of(Kind kind, std::size_t parameter, std::span<const double> z, Terms& out) {
  const std::size_t count = info(kind).count;
  const Shift shift = shift_of(kind, parameter);
  out.assign(1, {parameter, 1.0});
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (shift.activity != 0) out.emplace_back(count + i, shift.activity * z[i]);
    if (shift.dropout != 0) out.emplace_back(count + z.size() + i, shift.dropout * z[i]);
  }
}

}  // namespace

Parameters shifted(const Parameters& parameters, const Effects& effects,
                   std::span<const double> z) {
  Parameters out = parameters;
  if (z.empty()) return out;
  const double activity = product(effects.activity, z),
               dropout = product(effects.dropout, z);
  for (std::size_t i = 0; i < info(parameters.kind).count; ++i) {
    const Shift shift = shift_of(parameters.kind, i);
    const double by = shift.activity * activity + shift.dropout * dropout;
    if (by != 0.0) out.p[i] = std::clamp(out.p[i] * std::exp(by), kLow, kHigh);
  }
  return out;
}

void evaluate_groups(std::span<const Row> rows, std::span<const Group> groups,
                     const Parameters& parameters, const Effects& effects,
                     Evaluation& out) {
  const std::size_t count = info(parameters.kind).count, d = count + 2 * effects.size();
  Sum value;
  std::vector<Sum> gradient(d), hessian(d * d);
  std::vector<Terms> terms(count);
  Evaluation own;
  for (const Group& group : groups) {
    evaluate_rows(rows.subspan(group.begin, group.end - group.begin),
                  shifted(parameters, effects, group.z), own);
    value.add(own.value);
    for (std::size_t i = 0; i < count; ++i)
      terms_of(parameters.kind, i, group.z, terms[i]);
    for (std::size_t i = 0; i < count; ++i) {
      for (const auto& [a, by_a] : terms[i]) {
        gradient[a].add(by_a * own.gradient[i]);
        for (std::size_t j = 0; j < count; ++j)
          for (const auto& [b, by_b] : terms[j])
            hessian[a * d + b].add(by_a * by_b * own.hessian[i * count + j]);
      }
    }
  }
  out.value = value.value();
  out.gradient.resize(d);
  out.hessian.resize(d * d);
  for (std::size_t i = 0; i < d; ++i) out.gradient[i] = gradient[i].value();
  for (std::size_t i = 0; i < d * d; ++i) out.hessian[i] = hessian[i].value();
}

}  // namespace patron::churn
