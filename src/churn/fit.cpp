// SPDX-License-Identifier: Apache-2.0
// The fit runs in the logarithms of the parameters, times measured by the mean age, so
// that days, weeks and hours walk the same way. It starts from moments of the data. A
// parameter that runs a million-fold off is at a boundary; one whose standard error
// exceeds itself is on a ridge: the data fix some combination only.
#include "churn/fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "churn/sums.hpp"

namespace patron::churn {
namespace {

constexpr double kEdge = 1e9, kNearEdge = 1e6, kRidge = 1.0;
constexpr double kNearby = 5.0;  // On logarithms: beyond, a sample is no guide.
constexpr double kFarthest = 20.0, kNoEffect = 10.0;  // Of effects, on logarithms.

struct Means {
  double weight = 0.0, frequency = 0.0, age = 0.0, spend = 0.0;
};

Means means_of(const std::vector<Row>& rows) {
  Sum weight, frequency, age, spend;
  for (const Row& row : rows) {
    weight.add(row.weight);
    frequency.add(row.weight * row.x);
    age.add(row.weight * row.age);
    spend.add(row.weight * row.spend);
  }
  const double n = weight.value();
  return {n, frequency.value() / n, age.value() / n, spend.value() / n};
}

// Scale of each parameter: 1, the mean age, or the mean spend.
std::array<double, 4> scales(Kind kind, const Means& means) {
  std::array<double, 4> out{1.0, 1.0, 1.0, 1.0};
  for (std::size_t i = 0; i < 4; ++i)
    if ((info(kind).time >> i) & 1u) out[i] = means.age > 0.0 ? means.age : 1.0;
  if (kind == Kind::gamma_gamma) out[2] = means.spend;
  return out;
}

std::array<double, 4> start(Kind kind, int k, const Means& means,
                            const std::array<double, 4>& scale) {
  // A rate a little above what was seen, since some had left.
  const double rate = std::max(1.5 * k * means.frequency, 1e-3);
  switch (kind) {
    case Kind::pareto_nbd:
      return {0.7, 0.7 * scale[1] / rate, 0.7, scale[3]};
    case Kind::bg_bb:
      return {1.0, 1.0, 0.7, 3.0};
    case Kind::gamma_gamma:
      return {3.0, 3.0, scale[2], 0.0};
    case Kind::sbg:
      return {1.0, 2.0, 0.0, 0.0};
    default:
      return {0.4, 0.4 * scale[1] / rate, 0.7, 2.0};
  }
}

void add_prior(const Prior& prior, std::size_t at, const Parameters& parameters,
               Evaluation& out) {
  const double a = parameters.p[at], b = parameters.p[at + 1], mean = a / (a + b);
  const double w = prior.weight, curve = w * mean * (1.0 - mean);
  const std::size_t d = out.gradient.size();
  out.value +=
      w * (prior.share * std::log(mean) + (1.0 - prior.share) * std::log(b / (a + b)));
  out.gradient[at] += w * (prior.share - mean);
  out.gradient[at + 1] -= w * (prior.share - mean);
  out.hessian[at * d + at] -= curve;
  out.hessian[(at + 1) * d + at + 1] -= curve;
  out.hessian[at * d + at + 1] += curve;
  out.hessian[(at + 1) * d + at] += curve;
}

// What is fitted on. Covariates are measured by their largest values, so that years and
// euros walk the same way.
struct Data {
  const std::vector<Row>& rows;
  std::vector<Group> groups;
  std::vector<double> largest;  // Of each covariate.
};

Data data_of(const std::vector<Row>& rows, const std::vector<Group>& groups) {
  Data out{rows, groups, {}};
  out.largest.assign(groups.front().z.size(), 0.0);
  for (const Group& group : groups)
    for (std::size_t i = 0; i < group.z.size(); ++i)
      out.largest[i] = std::max(out.largest[i], std::abs(group.z[i]));
  for (double& each : out.largest) each = each > 0.0 ? each : 1.0;
  for (Group& group : out.groups)
    for (std::size_t i = 0; i < group.z.size(); ++i) group.z[i] /= out.largest[i];
  return out;
}

// Every so many rows, in their order: of all frequencies and ages alike. The fit of few
// is a start from which the fit of all takes two or three passes.
constexpr std::size_t kOfMany = 8, kFewest = 1000;
std::vector<Row> sample_of(const std::vector<Row>& rows) {
  std::vector<Row> out;
  if (rows.size() < kOfMany * kFewest) return out;
  for (std::size_t i = 0; i < rows.size(); i += kOfMany) out.push_back(rows[i]);
  return out;
}

struct Attempt {
  Optimum optimum;
  Parameters parameters;
  Effects effects;
};

Attempt attempt(const Data& data, Kind kind, int k, const FitOptions& options,
                const std::array<double, 4>& from, const std::array<double, 4>& scale) {
  const std::size_t d = info(kind).count, effects = data.largest.size();
  Attempt out;
  out.parameters.kind = kind;
  out.parameters.k = k;
  Box box;
  std::vector<double> theta(d + 2 * effects, 0.0);
  for (std::size_t i = 0; i < d; ++i) {
    box.low.push_back(std::log(scale[i] / kEdge));
    box.high.push_back(std::log(scale[i] * kEdge));
    theta[i] = std::clamp(std::log(from[i]), box.low[i], box.high[i]);
  }
  box.low.resize(theta.size(), -kFarthest);
  box.high.resize(theta.size(), kFarthest);
  const auto set = [&](const std::vector<double>& at) {
    for (std::size_t i = 0; i < d; ++i) out.parameters.p[i] = std::exp(at[i]);
    const auto first = at.begin() + static_cast<std::ptrdiff_t>(d);
    out.effects.activity.assign(first, first + static_cast<std::ptrdiff_t>(effects));
    out.effects.dropout.assign(first + static_cast<std::ptrdiff_t>(effects), at.end());
  };
  const Objective objective = [&](const std::vector<double>& at, Evaluation& e) {
    set(at);
    if (effects == 0)
      evaluate_rows(data.rows, out.parameters, e);
    else
      evaluate_groups(data.rows, data.groups, out.parameters, out.effects, e);
    if (options.prior)
      add_prior(*options.prior, static_cast<std::size_t>(leaving_beta(kind)),
                out.parameters, e);
  };
  bool near = false;
  if (const std::vector<Row> few = sample_of(data.rows); effects == 0 && !few.empty()) {
    const Objective rough = [&](const std::vector<double>& at, Evaluation& e) {
      set(at);
      evaluate_rows(few, out.parameters, e);
    };
    const Optimum found = maximise(rough, theta, box);
    bool clean = found.converged;
    for (std::size_t i = 0; i < d; ++i)
      clean = clean && !found.fixed[i] && std::abs(found.at[i] - theta[i]) < kNearby;
    if (clean) theta = found.at;
    near = clean;
  }
  out.optimum = maximise(objective, std::move(theta), box, near ? 0.0 : kFirstDamping);
  set(out.optimum.at);
  return out;
}

// The effects in the units of the covariates, with their standard errors.
void add_effects(const Attempt& best, const Data& data,
                 const std::vector<double>& covariance, const std::vector<bool>& fixed,
                 FitResult& out) {
  const std::size_t count = info(best.parameters.kind).count, m = data.largest.size();
  const std::size_t d = count + 2 * m;
  out.effects = best.effects;
  for (std::size_t i = 0; i < m; ++i) {
    out.effects.activity[i] /= data.largest[i];
    out.effects.dropout[i] /= data.largest[i];
  }
  const auto error = [&](std::size_t at, std::size_t i) {
    return covariance.empty() || fixed[at]
               ? std::numeric_limits<double>::quiet_NaN()
               : std::sqrt(covariance[at * d + at]) / data.largest[i];
  };
  for (std::size_t i = 0; i < m; ++i) {
    out.effect_errors.activity.push_back(error(count + i, i));
    out.effect_errors.dropout.push_back(error(count + m + i, i));
  }
}

FitResult finish(const Attempt& best, const Data& data, const Means& means,
                 const FitOptions& options, const std::array<double, 4>& scale) {
  FitResult out;
  out.parameters = best.parameters;
  out.customers = means.weight;
  out.evaluations = best.optimum.evaluations;
  const Evaluation& e = best.optimum.evaluation;
  out.log_likelihood = e.value;
  const std::size_t d = e.gradient.size(), count = info(best.parameters.kind).count;
  if (options.prior) {
    Evaluation prior;
    prior.gradient.assign(d, 0.0);
    prior.hessian.assign(d * d, 0.0);
    add_prior(*options.prior,
              static_cast<std::size_t>(leaving_beta(best.parameters.kind)),
              best.parameters, prior);
    out.log_likelihood -= prior.value;
  }
  std::vector<bool> fixed = best.optimum.fixed;
  bool edge = false;
  for (std::size_t i = 0; i < d; ++i) {
    if (i >= count) {
      edge = edge || fixed[i];
      continue;
    }
    const double relative = best.parameters.p[i] / scale[i];
    if (relative > kNearEdge || relative < 1.0 / kNearEdge) fixed[i] = true;
    edge = edge || fixed[i];
  }
  out.standard_errors.fill(std::numeric_limits<double>::quiet_NaN());
  const std::vector<double> c = covariance(e, fixed);
  bool ridge = c.empty();
  for (std::size_t i = 0; i < count && !c.empty(); ++i) {
    if (fixed[i]) continue;
    const double error = std::sqrt(c[i * d + i]);
    out.standard_errors[i] = best.parameters.p[i] * error;
    ridge = ridge || !(error <= kRidge);
  }
  add_effects(best, data, c, fixed, out);
  for (const auto* errors : {&out.effect_errors.activity, &out.effect_errors.dropout})
    for (std::size_t i = 0; i < errors->size(); ++i)
      ridge = ridge || (*errors)[i] * data.largest[i] > kNoEffect;
  out.status = edge                               ? "boundary"
               : ridge || !best.optimum.converged ? "ridge"
                                                  : "converged";
  return out;
}

}  // namespace

int leaving_beta(Kind kind) {
  if (is_bg(kind) || kind == Kind::bg_bb) return 2;
  return kind == Kind::sbg ? 0 : -1;
}

void evaluate_rows(std::span<const Row> rows, const Parameters& parameters,
                   Evaluation& out) {
  const std::size_t d = info(parameters.kind).count;
  // The value, 4 of the gradient, 10 of the Hessian, and one to make it even.
  constexpr std::size_t kGradient = 1, kHessian = 5, kAll = 16;
  constexpr std::size_t kFew = 8;  // Added up plainly: what they lose is below a digit.
  Sums<kAll> total;
  const std::unique_ptr<Likelihood> model = likelihood(parameters);
  for (std::size_t begin = 0; begin < rows.size(); begin += kBlock) {
    Sums<kAll> block;
    const std::size_t end = std::min(begin + kBlock, rows.size());
    Jet jet;
    for (std::size_t i = begin; i < end;) {
      double few[kAll] = {};
      for (const std::size_t stop = std::min(i + kFew, end); i < stop; ++i) {
        model->jet(rows[i], jet);
        const double weight = rows[i].weight;
        few[0] += weight * jet.value;
        for (std::size_t j = 0; j < 4; ++j)
          few[kGradient + j] += weight * jet.gradient[j];
        for (std::size_t j = 0; j < 10; ++j) few[kHessian + j] += weight * jet.hessian[j];
      }
      block.add(few, 1.0);
    }
    total.add(block);
  }
  out.value = total.value(0);
  out.gradient.resize(d);
  out.hessian.resize(d * d);
  for (std::size_t i = 0, at = kHessian; i < d; ++i) {
    out.gradient[i] = total.value(kGradient + i);
    for (std::size_t j = 0; j <= i; ++j, ++at)
      out.hessian[i * d + j] = out.hessian[j * d + i] = total.value(at);
  }
}

FitResult fit_rows(const std::vector<Row>& rows, const std::vector<Group>& groups,
                   Kind kind, const FitOptions& options) {
  const Data data = data_of(rows, groups);
  const Means means = means_of(rows);
  const std::array<double, 4> scale = scales(kind, means);
  const bool search =
      (kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k) && options.k == 0;
  const int first = search || options.k == 0 ? 1 : options.k;
  const int last = search ? options.k_max : first;
  std::optional<Attempt> best;
  std::array<double, 4> from = start(kind, first, means, scale);
  int worse = 0, evaluations = 0;
  for (int k = first; k <= last && worse < 2; ++k) {
    Attempt made = attempt(data, kind, k, options, from, scale);
    evaluations += made.optimum.evaluations;
    // k + 1 phases a gap take a rate that much higher; the rest is a good start.
    from = start(kind, k + 1, means, scale);
    const bool better =
        !best || made.optimum.evaluation.value > best->optimum.evaluation.value;
    worse = better ? 0 : worse + 1;
    if (better) best = std::move(made);
  }
  FitResult out = finish(*best, data, means, options, scale);
  out.evaluations = evaluations;
  return out;
}

}  // namespace patron::churn
