// SPDX-License-Identifier: Apache-2.0
// Log-likelihood, P(alive), P(none in the horizon) and the counts of a new customer.
// With n = r + k x, y the chances to leave so far (BG x, MBG x + 1), e = T - t_x:
//   ll = terms of gammas and betas + h + softplus(o),  h = ln sum_{j<k} (n)_j q^j / j!,
//   q = e / (alpha + T),  o = ln a - ln(b + (y-1)) + n ln((alpha+T)/(alpha+t_x)) - h,
// where o is the log-odds of having left. The derivatives are written out.
// Source: fader2005bgnbd, batislam2007, platzer2016.
#include "churn/bg_nbd.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <limits>

#include "churn/special.hpp"

namespace patron::churn {

double log_phases(int k, double n, double q) {
  double term = 1.0, sum = 1.0;
  for (int j = 1; j < k; ++j) {
    term *= (n + (j - 1)) * q / j;
    sum += term;
  }
  return std::log(sum);
}

Phases phases(int k, double n, double q) {
  Phases out;
  if (k == 1 || q == 0.0) return out;
  double term = 1.0, sum = 1.0, u = 0.0, v = 0.0;
  double su = 0.0, sj = 0.0, suu = 0.0, suj = 0.0, sjj = 0.0;
  for (int j = 1; j < k; ++j) {
    const double i = 1.0 / (n + (j - 1));
    term *= q / (i * j);
    u += i;
    v -= i * i;
    sum += term;
    su += term * u;
    sj += term * j;
    suu += term * (u * u + v);
    suj += term * u * j;
    sjj += term * j * j;
  }
  out.value = std::log(sum);
  out.n = su / sum;
  out.l = sj / sum;
  out.nn = suu / sum - out.n * out.n;
  out.nl = suj / sum - out.n * out.l;
  out.ll = sjj / sum - out.l * out.l;
  return out;
}

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class BgLikelihood final : public Likelihood {
 public:
  explicit BgLikelihood(const Parameters& parameters)
      : p_(parameters),
        shift_(is_mbg(parameters.kind) ? 1.0 : 0.0),
        log_a_(std::log(parameters.p[2])),
        log_alpha_(std::log(parameters.p[1])),
        log_factorial_(log_rising(1.0, parameters.k - 1)) {}

  void jet(const Row& row, Jet& out) override {
    if (row.x != x_) share(row.x);
    const auto& [r, alpha, a, b] = p_.p;
    const double k = p_.k, age = row.age, e = row.age - row.recency;
    const double n = r + k * row.x, end = alpha + age, start = alpha + row.recency;
    const Phases h = phases(p_.k, n, e / end);
    const double since_first = log_growth(std::max(r, k * row.x), alpha, age);
    // By L = ln(e / (alpha + T)): dL/dalpha = -1/end.
    const double h_a = -h.l / end, h_aa = (h.ll + h.l) / (end * end), h_ra = -h.nl / end;

    out.value = x_value_ + (k - 1.0) * row.log_gaps - r * since_first + h.value;
    if (row.x > 0.0) out.value -= k * row.x * (log_alpha_ + since_first);
    double g[4] = {rate_.first - since_first + h.n,
                   (r * age - k * row.x * alpha) / (alpha * end) + h_a, -sum_.first,
                   stay_.first - sum_.first};
    double rr = rate_.second + h.nn, ra = age / (alpha * end) + h_ra,
           aa = -r / (alpha * alpha) + n / (end * end) + h_aa;
    double pp = -sum_.second, pb = -sum_.second, bb = stay_.second - sum_.second,
           rp = 0.0, rb = 0.0, ap = 0.0, ab = 0.0;
    if (y_ > 0.0) {
      const double left = b + (y_ - 1.0), ratio = log_growth(n, start, e);
      const double odds = log_a_ - log_left_ + n * ratio - h.value;
      const Chances left_by_now = chances_of(odds);
      const double dead = left_by_now.yes, both = dead * left_by_now.no;
      // softplus: the larger chance is 1 / (1 + e^-|odds|).
      out.value += std::max(odds, 0.0) - std::log(std::max(dead, left_by_now.no));
      const double slope = -e / (end * start);
      const double o[4] = {ratio - h.n, n * slope - h_a, 1.0 / a, -1.0 / left};
      for (int i = 0; i < 4; ++i) g[i] += dead * o[i];
      rr += dead * -h.nn + both * o[0] * o[0];
      ra += dead * (slope - h_ra) + both * o[0] * o[1];
      aa += dead * (n * e * (end + start) / (end * end * start * start) - h_aa) +
            both * o[1] * o[1];
      rp += both * o[0] * o[2];
      rb += both * o[0] * o[3];
      ap += both * o[1] * o[2];
      ab += both * o[1] * o[3];
      pp += dead * -o[2] * o[2] + both * o[2] * o[2];
      pb += both * o[2] * o[3];
      bb += dead * o[3] * o[3] + both * o[3] * o[3];
    }
    // To the logarithms of the parameters.
    for (int i = 0; i < 4; ++i)
      out.gradient[static_cast<std::size_t>(i)] =
          p_.p[static_cast<std::size_t>(i)] * g[i];
    out.hessian = {r * (r * rr + g[0]), alpha * r * ra, alpha * (alpha * aa + g[1]),
                   a * r * rp,          a * alpha * ap, a * (a * pp + g[2]),
                   b * r * rb,          b * alpha * ab, b * a * pb,
                   b * (b * bb + g[3])};
  }

 private:
  void share(double x) {
    x_ = x;
    y_ = x + shift_;
    rate_ = rising(p_.p[0], p_.k * x);
    stay_ = rising(p_.p[3], y_);
    sum_ = rising(p_.p[2] + p_.p[3], y_);
    x_value_ = rate_.value + stay_.value - sum_.value - x * log_factorial_;
    if (y_ > 0.0) log_left_ = std::log(p_.p[3] + (y_ - 1.0));
  }

  Parameters p_;
  double shift_, log_a_, log_alpha_, log_factorial_;
  double x_ = -1.0, y_ = 0.0, x_value_ = 0.0, log_left_ = 0.0;
  Rising rate_, stay_, sum_;
};

// P(X(t) = count) of a new customer: alive with k count..k count + k - 1 events of the
// Poisson process, or gone after that many purchases with at least as many events.
double bg_pmf(const Parameters& parameters, double count, double t) {
  const auto& [r, alpha, a, b] = parameters.p;
  const double k = parameters.k, first = k * count;
  const double y = count + (is_mbg(parameters.kind) ? 1.0 : 0.0);
  const double log_z = -std::log1p(alpha / t), log_rest = -std::log1p(t / alpha);
  if (t == 0.0) return count > 0.0 ? 0.0 : 1.0;
  double events = 0.0;
  for (int j = 0; j < parameters.k; ++j)
    events += std::exp(log_rising(r, first + j) - log_rising(1.0, first + j) +
                       r * log_rest + (first + j) * log_z);
  const double alive = std::exp(log_rising(b, y) - log_rising(a + b, y));
  if (y == 0.0) return alive * events;
  const double gone = alive * a / (b + (y - 1.0));
  const double enough = first > 0.0 ? boost::math::ibeta(first, r, std::exp(log_z)) : 1.0;
  return alive * events + gone * enough;
}

}  // namespace

std::unique_ptr<Likelihood> bg_likelihood(const Parameters& parameters) {
  return std::make_unique<BgLikelihood>(parameters);
}

BgState bg_state(const Parameters& parameters, const Row& row) {
  const auto& [r, alpha, a, b] = parameters.p;
  BgState out{};
  out.n = r + parameters.k * row.x;
  out.y = row.x + (is_mbg(parameters.kind) ? 1.0 : 0.0);
  out.since = row.age - row.recency;
  out.start = alpha + row.recency;
  out.log_odds_dead = -kInfinity;
  if (out.y > 0.0)
    out.log_odds_dead =
        std::log(a / (b + (out.y - 1.0))) + growth(out.n, out.start, out.since) -
        log_phases(parameters.k, out.n, out.since / (out.start + out.since));
  return out;
}

namespace {

// P(no purchase within t): gone, or there and silent.
double none_within(const Parameters& parameters, const BgState& state,
                   const Chances& left, double t) {
  const double end = state.start + state.since;
  double log_stay = -growth(state.n, end, t);
  if (parameters.k > 1)
    log_stay += log_phases(parameters.k, state.n, (state.since + t) / (end + t)) -
                log_phases(parameters.k, state.n, state.since / end);
  return left.yes + left.no * std::exp(log_stay);
}

}  // namespace

double bg_answer(const Parameters& parameters, const Row& row, const Question& question) {
  if (question.what == What::pmf) return bg_pmf(parameters, row.x, question.horizon);
  if (question.what == What::log_likelihood) {
    Jet jet;
    BgLikelihood(parameters).jet(row, jet);
    return jet.value;
  }
  const BgState state = bg_state(parameters, row);
  const Chances left = chances_of(state.log_odds_dead);
  const double alive = left.no, t = question.horizon;
  switch (question.what) {
    case What::p_alive:
      return alive;
    case What::trips:
      return alive * bg_purchases_alive(parameters, state, t, question.shared);
    case What::dert:
      return alive * bg_dert_alive(parameters, state, question.discount);
    default:
      break;
  }
  return none_within(parameters, state, left, t);
}

Triple bg_triple(const Parameters& parameters, const Row& row, const Question& question) {
  const BgState state = bg_state(parameters, row);
  const Chances left = chances_of(state.log_odds_dead);
  return {
      none_within(parameters, state, left, question.horizon), left.no,
      left.no * bg_purchases_alive(parameters, state, question.horizon, question.shared)};
}

}  // namespace patron::churn
