// SPDX-License-Identifier: Apache-2.0
// BG/BB: at each of T opportunities a customer who is alive buys with a beta chance p,
// and before each leaves with a beta chance. x bought, the last at t_x. The likelihood is
// a sum: alive at all T, or gone before one of the opportunities after t_x. Source:
// fader2010bgbb.
#include <algorithm>

#include "churn/kinds.hpp"
#include "churn/quadrature.hpp"
#include "churn/special.hpp"

namespace patron::churn {
namespace {

// Parts of the likelihood: i = 0.. for gone before opportunity t_x + i + 1, last: alive.
class BgBbLikelihood final : public Likelihood {
 public:
  explicit BgBbLikelihood(const Parameters& parameters) : p_(parameters) {}

  void jet(const Row& row, Jet& out) override {
    const auto& [alpha, beta, gamma, delta] = p_.p;
    const double x = row.x, age = row.age;
    const Rising rose = rising(alpha, x);
    double shift = -1e300, total = 0.0;
    std::array<double, 4> first{};
    std::array<double, 10> second{};
    const auto add = [&](double m, bool gone) {
      // ln w = R(alpha;x) + R(beta;m-x) - R(alpha+beta;m)
      //        + [ln gamma -] R(delta;m) - R(gamma+delta;m[+1])
      const Rising b = rising(beta, m - x), ab = rising(alpha + beta, m),
                   d = rising(delta, m), gd = rising(gamma + delta, gone ? m + 1.0 : m);
      const double value = rose.value + b.value - ab.value + d.value - gd.value +
                           (gone ? std::log(gamma) : 0.0);
      const double g[4] = {rose.first - ab.first, b.first - ab.first,
                           (gone ? 1.0 / gamma : 0.0) - gd.first, d.first - gd.first};
      const double h[10] = {rose.second - ab.second,
                            -ab.second,
                            b.second - ab.second,
                            0.0,
                            0.0,
                            (gone ? -1.0 / (gamma * gamma) : 0.0) - gd.second,
                            0.0,
                            0.0,
                            -gd.second,
                            d.second - gd.second};
      if (value > shift) {
        const double scale = std::exp(shift - value);
        shift = value;
        total *= scale;
        for (double& each : first) each *= scale;
        for (double& each : second) each *= scale;
      }
      const double weight = std::exp(value - shift);
      total += weight;
      for (std::size_t i = 0, at = 0; i < 4; ++i) {
        first[i] += weight * g[i];
        for (std::size_t j = 0; j <= i; ++j, ++at)
          second[at] += weight * (g[i] * g[j] + h[at]);
      }
    };
    add(age, false);
    for (double m = row.recency; m < age; m += 1.0) add(m, true);
    out.value = shift + std::log(total);
    for (std::size_t i = 0, at = 0; i < 4; ++i) {
      const double mean = first[i] / total;
      out.gradient[i] = p_.p[i] * mean;
      for (std::size_t j = 0; j <= i; ++j, ++at)
        out.hessian[at] =
            p_.p[i] * p_.p[j] * (second[at] / total - mean * first[j] / total) +
            (i == j ? out.gradient[i] : 0.0);
    }
  }

 private:
  Parameters p_;
};

// ln of the likelihood if there were no purchase until opportunity `age`.
double log_likelihood(const Parameters& parameters, const Row& row, double age) {
  const auto& [alpha, beta, gamma, delta] = parameters.p;
  LogSum sum;
  const double rose = log_rising(alpha, row.x);
  const auto seen = [&](double m) {
    return rose + log_rising(beta, m - row.x) - log_rising(alpha + beta, m);
  };
  sum.add(seen(age) + log_rising(delta, age) - log_rising(gamma + delta, age));
  for (double m = row.recency; m < age; m += 1.0)
    sum.add(seen(m) + std::log(gamma) + log_rising(delta, m) -
            log_rising(gamma + delta, m + 1.0));
  return sum.value();
}

// P(X(n) = x) of a new customer: bought x of n, or of the m before leaving.
double bg_bb_pmf(const Parameters& parameters, double x, double n) {
  const auto& [alpha, beta, gamma, delta] = parameters.p;
  if (x > n) return 0.0;
  LogSum sum;
  const auto some = [&](double m) {  // C(m, x) B(alpha+x, beta+m-x) / B(alpha, beta)
    return log_rising(m - x + 1.0, x) - log_rising(1.0, x) + log_rising(alpha, x) +
           log_rising(beta, m - x) - log_rising(alpha + beta, m);
  };
  sum.add(some(n) + log_rising(delta, n) - log_rising(gamma + delta, n));
  for (double m = x; m < n; m += 1.0)
    sum.add(some(m) + std::log(gamma) + log_rising(delta, m) -
            log_rising(gamma + delta, m + 1.0));
  return std::exp(sum.value());
}

}  // namespace

std::unique_ptr<Likelihood> bg_bb_likelihood(const Parameters& parameters) {
  return std::make_unique<BgBbLikelihood>(parameters);
}

double bg_bb_answer(const Parameters& parameters, const Row& row,
                    const Question& question) {
  const auto& [alpha, beta, gamma, delta] = parameters.p;
  const double horizon = question.horizon;
  if (question.what == What::pmf) return bg_bb_pmf(parameters, row.x, horizon);
  const double now = log_likelihood(parameters, row, row.age);
  if (question.what == What::log_likelihood) return now;
  if (question.what == What::p_none)
    return std::min(1.0,
                    std::exp(log_likelihood(parameters, row, row.age + horizon) - now));
  // Alive at every opportunity so far, and the mean chance to buy then.
  const double n = row.age;
  const double alive = std::exp(log_rising(alpha, row.x) + log_rising(beta, n - row.x) -
                                log_rising(alpha + beta, n) + log_rising(delta, n) -
                                log_rising(gamma + delta, n) - now);
  const double buys = (alpha + row.x) / (alpha + beta + n);
  // The opportunity to come is the first that can be missed by leaving.
  const double next = (delta + n) / (gamma + delta + n);
  if (question.what == What::p_alive) return std::min(1.0, alive * next);
  if (question.what == What::trips) {
    double sum = 0.0, chance = 1.0;
    for (double i = 0.0; i < horizon; i += 1.0) {
      chance *= (delta + n + i) / (gamma + delta + n + i);
      sum += chance;
    }
    return alive * buys * sum;
  }
  // dert: sum of ((1-theta) e^-d)^i over i >= 1, theta the chance to leave.
  const double kept = std::exp(-question.discount), off = -std::expm1(-question.discount);
  return alive * buys * kept *
         std::exp(log_beta_expectation(
             gamma, delta + n, 1e-17 * std::min(1.0, off), [&](double p, double q) {
               return std::log(std::max(q, 1e-300)) - std::log(off + p * kept);
             }));
}

}  // namespace patron::churn
