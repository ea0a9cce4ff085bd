// SPDX-License-Identifier: Apache-2.0
// Customers drawn from a model, to see whether a fit finds its way back. The generator is
// SplitMix64 (Steele, Lea, Flood 2014), one stream a customer; gammas by Marsaglia and
// Tsang (2000). No distribution of the standard library: those differ between libraries.
#include <cmath>
#include <numbers>

#include "base/limits.hpp"
#include "churn/model.hpp"
#include "churn/special.hpp"

namespace patron {
namespace {

using churn::Kind;
using churn::Parameters;

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream)
      : state_(mix(seed + 0x9e3779b97f4a7c15u) ^ mix(stream * 0xd1342543de82ef95u + 1)) {}

  double uniform() {  // Within (0, 1).
    state_ += 0x9e3779b97f4a7c15u;
    return (static_cast<double>(mix(state_) >> 11) + 0.5) * 0x1p-53;
  }
  double exponential() { return -std::log(uniform()); }
  double normal() {
    const double radius = std::sqrt(2.0 * exponential());
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  // ln of a gamma of shape a: small shapes go below the smallest double.
  double log_gamma(double a) {
    if (a < 1.0) return log_gamma(a + 1.0) + std::log(uniform()) / a;
    const double d = a - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
      const double x = normal(), v = 1.0 + c * x;
      if (v <= 0.0) continue;
      const double cube = v * v * v;
      if (std::log(uniform()) < 0.5 * x * x + d * (1.0 - cube + std::log(cube)))
        return std::log(d * cube);
    }
  }
  double gamma(double a) { return std::exp(log_gamma(a)); }
  double beta(double a, double b) { return churn::logistic(log_gamma(a) - log_gamma(b)); }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

struct Life {
  double x = 0.0, recency = 0.0, log_gaps = 0.0, spend = std::nan(""), later = 0.0;
  bool alive = true;
};

// No customer makes more trips than this; a model that would is cut off there.
constexpr double kMostDrawn = 1e6;

Life draw_nbd(const Parameters& model, double age, double horizon, Random& random) {
  const auto& p = model.p;
  Life life;
  const double rate = random.gamma(p[0]) / p[1];
  const bool pareto = model.kind == Kind::pareto_nbd;
  const double dies =
      pareto ? random.exponential() / (random.gamma(p[2]) / p[3]) : INFINITY;
  const double leaves = pareto ? 0.0 : random.beta(p[2], p[3]);
  bool gone = churn::is_mbg(model.kind) && random.uniform() < leaves;
  double now = 0.0, left_at = gone ? 0.0 : INFINITY;
  while (!gone && life.x + life.later < kMostDrawn) {
    double gap = 0.0;
    for (int i = 0; i < model.k; ++i) gap += random.exponential() / rate;
    if (!(now + gap <= std::min(dies, age + horizon))) break;
    now += gap;
    if (now <= age) {
      life.x += 1.0;
      life.recency = now;
      life.log_gaps += std::log(gap);
    } else {
      life.later += 1.0;
    }
    gone = !pareto && random.uniform() < leaves;
    if (gone) left_at = now;
  }
  life.alive = std::min(dies, left_at) > age;
  return life;
}

Life draw_bg_bb(const Parameters& model, double age, double horizon, Random& random) {
  const auto& p = model.p;
  Life life;
  const double buys = random.beta(p[0], p[1]), leaves = random.beta(p[2], p[3]);
  for (double i = 1.0; i <= age + horizon && life.alive; i += 1.0) {
    if (random.uniform() < leaves) {
      life.alive = i > age + 1.0;
      break;
    }
    if (random.uniform() >= buys) continue;
    if (i <= age) {
      life.x += 1.0;
      life.recency = i;
    } else {
      life.later += 1.0;
    }
  }
  return life;
}

Life draw_sbg(const Parameters& model, double age, double horizon, Random& random) {
  Life life;
  const double leaves = random.beta(model.p[0], model.p[1]);
  double renewals = 0.0;
  while (renewals < age + horizon && random.uniform() >= leaves) renewals += 1.0;
  life.x = std::min(renewals, age);
  life.later = renewals - life.x;
  life.alive = renewals >= age;
  return life;
}

// Here the age is the number of repeat trips whose mean spend is drawn.
Life draw_spend(const Parameters& model, double trips, Random& random) {
  Life life;
  life.x = std::floor(trips);
  const double scale = random.gamma(model.p[1]) / model.p[2];
  if (life.x > 0.0) life.spend = random.gamma(model.p[0] * life.x) / (scale * life.x);
  return life;
}

Life draw(const Parameters& model, double age, double horizon, Random& random) {
  switch (model.kind) {
    case Kind::bg_bb:
      return draw_bg_bb(model, std::floor(age), std::floor(horizon), random);
    case Kind::sbg:
      return draw_sbg(model, std::floor(age), std::floor(horizon), random);
    case Kind::gamma_gamma:
      return draw_spend(model, age, random);
    default:
      return draw_nbd(model, age, horizon, random);
  }
}

}  // namespace

Result<Model::Simulated> Model::simulate(
    std::span<const double> ages, double horizon, std::uint64_t seed,
    std::span<const Summary::Column> covariates) const {
  if (ages.size() > limits::kCustomers)
    return Status(ErrorCode::limit, "at most 100,000,000 customers in one call");
  if (!(horizon >= 0.0 && horizon <= 1e12))
    return Status(ErrorCode::argument, "the horizon is a number from 0");
  const Kind kind = fitted_->parameters.kind;
  const bool discrete = kind == Kind::bg_bb || kind == Kind::sbg;
  const auto most = static_cast<double>(limits::kOpportunities);
  if (discrete && horizon > most)
    return Status(ErrorCode::argument, "at most 100000 opportunities");
  if (covariates.size() != fitted_->covariates.size())
    return Status(ErrorCode::argument,
                  "as many covariates as the model has are expected");
  for (const Summary::Column column : covariates)
    if (column.size() != ages.size() ||
        !std::all_of(column.begin(), column.end(),
                     [](double each) { return std::isfinite(each); }))
      return Status(ErrorCode::argument, "covariates are finite, one an age");
  Simulated out;
  std::vector<double> z(covariates.size());
  for (std::size_t i = 0; i < ages.size(); ++i) {
    if (!(ages[i] >= 0.0 && ages[i] <= (discrete ? most : 1e12)))
      return Status(ErrorCode::argument, "an age is out of range",
                    {{}, {}, {}, {}, static_cast<std::int64_t>(i)});
    Random random(seed, i);
    for (std::size_t j = 0; j < z.size(); ++j) z[j] = covariates[j][i];
    const Life life = draw(churn::shifted(fitted_->parameters, fitted_->effects, z),
                           ages[i], horizon, random);
    out.frequency.push_back(life.x);
    out.recency.push_back(life.recency);
    out.T.push_back(discrete ? std::floor(ages[i]) : ages[i]);
    out.log_gaps.push_back(life.log_gaps);
    out.spend.push_back(life.spend);
    out.trips_holdout.push_back(life.later);
    out.alive.push_back(life.alive ? 1.0 : 0.0);
  }
  return out;
}

}  // namespace patron
