// SPDX-License-Identifier: Apache-2.0
// Gamma-Gamma: the mean spend m of x repeat trips is gamma (shape p x), its scale differs
// between customers as a gamma (shape q, rate v). Customers without a repeat trip say
// nothing, and neither do those who spent nothing on them. Source: fader2013gg.
#include <boost/math/special_functions/trigamma.hpp>
#include <limits>

#include "churn/kinds.hpp"
#include "churn/special.hpp"

namespace patron::churn {
namespace {

class GammaGammaLikelihood final : public Likelihood {
 public:
  explicit GammaGammaLikelihood(const Parameters& parameters) : p_(parameters) {}

  void jet(const Row& row, Jet& out) override {
    const double p = p_.p[0], q = p_.p[1], v = p_.p[2], x = row.x, m = row.spend;
    // ln G(px+q) - ln G(px) - ln G(q): the larger of px and q takes part in the ratio.
    const Rising by_p = rising(p * x, q), by_q = rising(q, p * x);
    const double gammas =
        p * x > q ? by_p.value - log_gamma(q) : by_q.value - log_gamma(p * x);
    const double share = std::log1p(v / (x * m)), rest = std::log1p(x * m / v);
    out.value = gammas - q * rest - p * x * share - std::log(m);
    const double sum = x * m + v, n = p * x + q;
    const double g[3] = {x * (by_p.first - share), by_q.first - rest, q / v - n / sum};
    const double trigamma = boost::math::trigamma(n);
    const double h[6] = {x * x * by_p.second, x * trigamma,
                         by_q.second,         -x / sum,
                         1.0 / v - 1.0 / sum, -q / (v * v) + n / (sum * sum)};
    out.hessian.fill(0.0);
    out.gradient.fill(0.0);
    for (std::size_t i = 0, at = 0; i < 3; ++i) {
      out.gradient[i] = p_.p[i] * g[i];
      for (std::size_t j = 0; j <= i; ++j, ++at)
        out.hessian[at] = p_.p[i] * p_.p[j] * h[at] + (i == j ? out.gradient[i] : 0.0);
    }
  }

 private:
  static double log_gamma(double z) { return log_rising(1.0, z) - std::log(z); }

  Parameters p_;
};

}  // namespace

std::unique_ptr<Likelihood> gamma_gamma_likelihood(const Parameters& parameters) {
  return std::make_unique<GammaGammaLikelihood>(parameters);
}

double gamma_gamma_answer(const Parameters& parameters, const Row& row,
                          const Question& question) {
  if (question.what == What::log_likelihood) {
    if (row.x == 0.0 || row.spend == 0.0) return 0.0;
    Jet jet;
    GammaGammaLikelihood(parameters).jet(row, jet);
    return jet.value;
  }
  const double p = parameters.p[0], q = parameters.p[1], v = parameters.p[2];
  // The mean over customers exists for q > 1 only.
  const double below = p * row.x + q - 1.0;
  if (below <= 0.0) return std::numeric_limits<double>::infinity();
  return p * (v + (row.x > 0.0 ? row.x * row.spend : 0.0)) / below;
}

}  // namespace patron::churn
