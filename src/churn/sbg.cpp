// SPDX-License-Identifier: Apache-2.0
// Shifted beta-geometric: a contract ends at each renewal with a chance that differs
// between customers as a beta. x renewals of T opportunities: x = T is still there, x < T
// ended at opportunity x + 1. Source: fader2007sbg.
#include <algorithm>

#include "churn/kinds.hpp"
#include "churn/quadrature.hpp"
#include "churn/special.hpp"

namespace patron::churn {
namespace {

class SbgLikelihood final : public Likelihood {
 public:
  explicit SbgLikelihood(const Parameters& parameters) : p_(parameters) {}

  void jet(const Row& row, Jet& out) override {
    const double alpha = p_.p[0], beta = p_.p[1];
    const bool ended = row.x < row.age;
    const Rising b = rising(beta, row.x),
                 ab = rising(alpha + beta, row.x + (ended ? 1 : 0));
    out.value = b.value - ab.value + (ended ? std::log(alpha) : 0.0);
    const double more = ended ? 1.0 : 0.0;
    out.gradient = {more - alpha * ab.first, beta * (b.first - ab.first), 0.0, 0.0};
    out.hessian.fill(0.0);
    out.hessian[0] = -alpha * (ab.first + alpha * ab.second);
    out.hessian[1] = -alpha * beta * ab.second;
    out.hessian[2] = beta * (b.first - ab.first + beta * (b.second - ab.second));
  }

 private:
  Parameters p_;
};

}  // namespace

std::unique_ptr<Likelihood> sbg_likelihood(const Parameters& parameters) {
  return std::make_unique<SbgLikelihood>(parameters);
}

double sbg_answer(const Parameters& parameters, const Row& row,
                  const Question& question) {
  const double alpha = parameters.p[0], beta = parameters.p[1], x = row.x;
  const bool ended = x < row.age;
  const double t = question.horizon;
  switch (question.what) {
    case What::log_likelihood:
      return log_rising(beta, x) - log_rising(alpha + beta, x + (ended ? 1.0 : 0.0)) +
             (ended ? std::log(alpha) : 0.0);
    case What::pmf:  // Ends at renewal x + 1 of a new customer.
      return std::exp(log_rising(beta, x) - log_rising(alpha + beta, x + 1.0)) * alpha;
    case What::retention:
      return (beta + x) / (alpha + beta + x);
    case What::p_alive:
      return ended ? 0.0 : 1.0;
    default:
      break;
  }
  if (ended) return question.what == What::p_none ? 1.0 : 0.0;
  if (question.what == What::p_none)
    return -std::expm1(log_rising(beta + x, t) - log_rising(alpha + beta + x, t));
  if (question.what == What::trips) {
    double sum = 0.0, chance = 1.0;
    for (double i = 0.0; i < t; i += 1.0) {
      chance *= (beta + x + i) / (alpha + beta + x + i);
      sum += chance;
    }
    return sum;
  }
  // dert: the renewal at hand is not discounted, each later one by one period more.
  const double kept = std::exp(-question.discount), off = -std::expm1(-question.discount);
  return std::exp(log_beta_expectation(
      alpha, beta + x, 1e-17 * std::min(1.0, off), [&](double p, double q) {
        return std::log(std::max(q, 1e-300)) - std::log(off + p * kept);
      }));
}

}  // namespace patron::churn
