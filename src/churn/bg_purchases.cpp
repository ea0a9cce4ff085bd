// SPDX-License-Identifier: Apache-2.0
// Expected purchases of a customer who is alive. N events of the Poisson process in the
// horizon are negative binomial; with j phases of the open gap done they make
// M = floor((N + j) / k) purchases if nobody leaves, of which
//   C(M) = sum_{i<M} (b')_i / (a+b')_i
// are made on average. E = sum P(j) sum P(N | j) C(M) has positive terms only: no pole at
// a = 1, nothing cancels. Where the sum is too long, the same expectation is taken over
// the chance p to leave: (1 - E (1-p)^M) / p, with E (1-p)^M exact through the k-th roots
// of unity. Where many customers are asked, those of one frequency share the
// coefficients.
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "churn/bg_nbd.hpp"
#include "churn/quadrature.hpp"
#include "churn/special.hpp"

namespace patron::churn {
namespace {

constexpr double kLongestSum = 4000.0;
constexpr double kShortest = 0.98;  // z of a series that is short enough for certain.

// The beta of p, given alive.
struct Leaving {
  double a, b;
};
Leaving leaving(const Parameters& parameters, const BgState& state) {
  return {parameters.p[2], parameters.p[3] + state.y};
}

// Weights of the phases done in the open gap.
template <class Visit>
void each_phase(int k, double n, double q, Visit&& visit) {
  const double total = k == 1 ? 0.0 : log_phases(k, n, q);
  double term = 1.0;
  for (int j = 0; j < k; ++j) {
    if (j > 0) term *= (n + (j - 1)) * q / j;
    if (term > 0.0) visit(j, k == 1 ? 1.0 : std::exp(std::log(term) - total));
  }
}

// sum_N NB(N; nu, z) C(floor((N + j) / k)), from N = 0 while terms count.
double sum_of_counts(int k, int j, double nu, double z, const Leaving& leaving) {
  double pmf = std::exp(nu * std::log1p(-z)), sum = 0.0;
  double made = 0.0, chance = 1.0;  // C(M) and (b')_M / (a+b')_M.
  double m = 0.0;
  int phase = j;
  const double mean = nu * z / (1.0 - z);
  for (double count = 0.0;; count += 1.0) {
    sum += pmf * made;
    if (count > mean && pmf * (made + 1.0) < 1e-18 * sum * (1.0 - z)) return sum;
    if (count > 40.0 * kLongestSum) return sum;
    pmf *= (nu + count) / (count + 1.0) * z;
    if (++phase == k) {
      phase = 0;
      made += chance;
      chance *= (leaving.b + m) / (leaving.a + leaving.b + m);
      m += 1.0;
    }
  }
}

// A block of the power series, its terms in two chains.
constexpr std::size_t kTerms = 8;

double block_of(const double* c, double z, double z2, double z4) {
  const double low = (c[0] + c[1] * z) + (c[2] + c[3] * z) * z2;
  const double high = (c[4] + c[5] * z) + (c[6] + c[7] * z) * z2;
  return low + high * z4;
}

// 1 - E (1 - p)^M given p, for one phase. `keep` = (1-p)^(1/k), log_keep its logarithm.
double log_made_given(int k, int j, double nu, double tau, double q, double p) {
  const double log_keep = (q > 0.0 ? std::log1p(-p) : -800.0) / k;
  const double keep = std::exp(log_keep), lost = -std::expm1(log_keep);
  double spread = 0.0;  // mean over i < k of keep^-i, less 1.
  for (int i = 1; i < k; ++i) spread += std::expm1(-i * log_keep);
  double rest = std::log1p(spread / k) + j * log_keep - nu * std::log1p(lost * tau);
  double gone = -std::expm1(rest);
  for (int l = 1; l < k; ++l) {  // The other roots: small where p or nu tau is.
    const std::complex<double> root = std::polar(1.0, 2.0 * M_PI * l / k);
    std::complex<double> weight = 0.0, power = 1.0;
    for (int i = 0; i < k; ++i, power *= std::conj(root))
      weight += std::expm1(-i * log_keep) * power;
    const std::complex<double> base = 1.0 + (1.0 - keep * root) * tau;
    const std::complex<double> part =
        weight / double(k) *
        std::exp(double(j) * (log_keep + std::complex<double>(0.0, std::arg(root))) -
                 nu * std::log(base));
    gone -= part.real();
  }
  return std::log(std::max(gone, 1e-320)) - std::log(p);
}

double by_quadrature(const Parameters& parameters, int j, double nu, double tau,
                     const Leaving& leaving) {
  const int k = parameters.k;
  const double flat = 1e-17 / (1.0 + nu * tau);
  const double tiny = flat;
  return std::exp(
      log_beta_expectation(leaving.a, leaving.b, flat, [&](double p, double q) {
        if (k == 1) {  // (1 - (1 + p tau)^-nu) / p
          const double u = std::max(p, tiny);
          return std::log(-std::expm1(-nu * std::log1p(u * tau))) - std::log(u);
        }
        return log_made_given(k, j, nu, tau, q, std::max(p, tiny));
      }));
}

}  // namespace

void PurchaseSeries::Series::extend(int k, double nu, double a, double b) {
  for (std::size_t i = 0; i < kTerms; ++i) {
    const auto count = static_cast<double>(coefficients.size());
    coefficients.push_back(rising * made);
    rising *= (nu + count) / (count + 1.0);
    if (++phase < k) continue;
    phase = 0;
    made += chance;
    chance *= (b + m) / (a + b + m);
    m += 1.0;
  }
}

double PurchaseSeries::sum(std::size_t number, int k, int j, double nu, double a,
                           double b, double z) {
  if (series_.size() <= number) series_.resize(number + 1);
  Series& series = series_[number];
  if (series.coefficients.empty()) series.phase = j;
  const double z2 = z * z, z4 = z2 * z2, z8 = z4 * z4;
  const double enough = 1e-18 * (1.0 - z), mean = nu * z / (1.0 - z);
  double power = 1.0, sum = 0.0;
  for (std::size_t at = 0; static_cast<double>(at) < 2.0 * kLongestSum; at += kTerms) {
    if (series.coefficients.size() <= at) series.extend(k, nu, a, b);
    const double* c = &series.coefficients[at];
    sum += power * block_of(c, z, z2, z4);
    power *= z8;
    // Behind the peak every term is less than z times the one before, or a little more.
    if (static_cast<double>(at) > mean && c[kTerms - 1] * power < enough * sum)
      return sum;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double bg_purchases_alive(const Parameters& parameters, const BgState& state,
                          double horizon, PurchaseSeries* shared) {
  if (horizon <= 0.0) return 0.0;
  const double end = state.start + state.since, tau = horizon / end;
  const double z = horizon / (end + horizon);
  const Leaving beta = leaving(parameters, state);
  double total = 0.0;
  each_phase(parameters.k, state.n, state.since / end, [&](int j, double weight) {
    const double nu = state.n + j;
    const double none = growth(nu, end, horizon);  // -ln P(N = 0).
    double made = std::numeric_limits<double>::quiet_NaN();
    if (shared != nullptr && nu < PurchaseSeries::kHighestNu && z < kShortest)
      made = std::exp(-none) *
             shared->sum(static_cast<std::size_t>(std::lround(nu - parameters.p[0])),
                         parameters.k, j, nu, beta.a, beta.b, z);
    const auto summed = [&] {
      const double longest = (nu * z + 40.0 + 9.0 * std::sqrt(nu * z)) / (1.0 - z);
      return longest < kLongestSum && none < 650.0;
    };
    if (std::isnan(made))
      made = summed() ? sum_of_counts(parameters.k, j, nu, z, beta)
                      : by_quadrature(parameters, j, nu, tau, beta);
    total += weight * made;
  });
  return total;
}

// The next purchases come after Erlang times; discounted they are, with f = l/(l + d) at
// the rate l, f^(k-j) / (1 - (1-p) f^k): for k = 1 l/(l p + d). Expectation over l and p.
double bg_dert_alive(const Parameters& parameters, const BgState& state,
                     double discount) {
  const int k = parameters.k;
  const double end = state.start + state.since, scaled = discount * end;
  const Leaving beta = leaving(parameters, state);
  double total = 0.0;
  each_phase(k, state.n, state.since / end, [&](int j, double weight) {
    const double nu = state.n + j;
    if (k == 1) {
      // Given p, the integral over time: nu/end * int e^(-d u) (1 + p u/end)^-(nu+1) du.
      total += weight * nu *
               std::exp(log_beta_expectation(
                   beta.a, beta.b, 1e-17 * std::min(scaled, 1.0) / (nu + 1.0),
                   [&](double p, double) {
                     return p <= 0.0 || scaled / p > 1e300
                                ? -std::log(scaled)
                                : std::log(discounted_tail(nu + 1.0, scaled / p)) -
                                      std::log(p);
                   }));
      return;
    }
    // Over ln l: a gamma of shape nu; outer march as in the beta, both sides of the peak.
    const auto given_rate = [&](double log_rate) {
      const double log_f = -std::log1p(scaled * std::exp(-log_rate));
      const double none = -std::expm1(k * log_f), f_k = std::exp(k * log_f);
      const double flat = 1e-17 * std::max(none, 1e-300);
      return (k - j) * log_f +
             log_beta_expectation(
                 beta.a, beta.b, std::max(flat, 1e-300),
                 [&](double p, double) { return -std::log(none + p * f_k); });
    };
    const double log_gamma = log_rising(1.0, nu) - std::log(nu);
    const auto log_g = [&](double y) {
      return nu * y - std::exp(y) - log_gamma + given_rate(y);
    };
    const double top = std::log(nu + k);
    LogSum sum;
    for (const double sign : {1.0, -1.0})
      march(
          800.0 / std::min(1.0, nu),
          [&](double u) {
            const double y = top + sign * u;
            return std::abs(nu - std::exp(y)) + k + 1.0;
          },
          [&](double begin, double length) {
            double first = 0.0, last = 0.0;
            for (std::size_t i = 0; i < kNodes.at.size(); ++i) {
              const double f = log_g(top + sign * (begin + length * kNodes.at[i]));
              if (i == 0) first = f;
              last = f;
              sum.add(f + std::log(length * kNodes.weight[i]));
            }
            return last < first && last < sum.value() - kNegligible;
          });
    total += weight * std::exp(sum.value());
  });
  return total;
}

}  // namespace patron::churn
