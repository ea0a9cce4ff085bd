// SPDX-License-Identifier: Apache-2.0
// Pareto/NBD: purchases at a gamma rate, a lifetime that is exponential at a gamma rate.
// With n = r + x the likelihood is, but for a factor,
//   (alpha+T)^-n (beta+T)^-s + int_{t_x}^{T} s (alpha+u)^-n (beta+u)^-(s+1) du:
// alive at T, or gone at u. Instead of the two hypergeometric functions of the papers,
// whose difference cancels, the positive integrand is integrated over
// w = ln((c+u)/(c+t_x)), c the smaller of alpha and beta; its derivatives by the
// parameters are taken under the integral. Source: schmittlein1987, fader2005rfm.
#include <algorithm>

#include "churn/kinds.hpp"
#include "churn/quadrature.hpp"
#include "churn/special.hpp"

namespace patron::churn {
namespace {

// The integrand between `from` and `to` against the atom at `to`, as logarithms.
class Gone {
 public:
  Gone(const Parameters& parameters, double n, double from, double to)
      : n_(n),
        s_(parameters.p[2]),
        alpha_(parameters.p[1] + from),
        beta_(parameters.p[3] + from),
        least_(std::min(alpha_, beta_)),
        span_(to - from),
        log_scale_(std::log(s_) - std::log(beta_ + span_)) {}

  double end() const { return std::log1p(span_ / least_); }
  double slope(double w) const {
    const double more = least_ * std::expm1(w), at = least_ + more;
    return 1.0 + n_ * at / (alpha_ + more) + (s_ + 1.0) * at / (beta_ + more);
  }
  // ln of the integrand over the atom, with what du = (c + u) dw brings.
  double log_ratio(double w) const {
    const double more = least_ * std::expm1(w), left = std::max(span_ - more, 0.0);
    return log_scale_ + n_ * std::log1p(left / (alpha_ + more)) +
           (s_ + 1.0) * std::log1p(left / (beta_ + more)) + std::log(least_ + more);
  }
  // alpha + u and beta + u.
  double alpha_at(double w) const { return alpha_ + least_ * std::expm1(w); }
  double beta_at(double w) const { return beta_ + least_ * std::expm1(w); }

 private:
  double n_, s_, alpha_, beta_, least_, span_, log_scale_;
};

// ln(integral / atom); -inf for an empty interval.
double log_gone(const Parameters& parameters, double n, double from, double to) {
  if (!(to > from)) return -std::numeric_limits<double>::infinity();
  const Gone gone(parameters, n, from, to);
  return log_integral(
      gone.end(), [&](double w) { return gone.log_ratio(w); },
      [&](double w) { return gone.slope(w); });
}

// The mixture of the atom and the nodes: the mean of their log-derivatives, and of the
// products that make the Hessian.
class Mixture {
 public:
  Mixture(const Parameters& parameters, double n) : p_(parameters.p), n_(n) {}

  // A part of weight e^log_weight at alpha + u and beta + u; gone (an integrand) or
  // alive.
  void add(double log_weight, double alpha, double beta, bool gone) {
    if (log_weight > shift_) {
      const double scale = std::exp(shift_ - log_weight);
      shift_ = log_weight;
      total_ *= scale;
      for (double& each : first_) each *= scale;
      for (double& each : second_) each *= scale;
    }
    const double weight = std::exp(log_weight - shift_), more = gone ? 1.0 : 0.0;
    const double s = p_[2], u = 1.0 / alpha, v = 1.0 / beta;
    const double d[4] = {-std::log(alpha), -n_ * u, more / s - std::log(beta),
                         -(s + more) * v};
    total_ += weight;
    for (std::size_t i = 0, at = 0; i < 4; ++i) {
      first_[i] += weight * d[i];
      for (std::size_t j = 0; j <= i; ++j, ++at) second_[at] += weight * d[i] * d[j];
    }
    second_[1] += weight * -u;
    second_[2] += weight * n_ * u * u;
    second_[5] += weight * -more / (s * s);
    second_[8] += weight * -v;
    second_[9] += weight * (s + more) * v * v;
  }
  double log_total() const { return shift_ + std::log(total_); }
  double first(std::size_t i) const { return first_[i] / total_; }
  double second(std::size_t i, std::size_t j) const {
    return second_[i * (i + 1) / 2 + j] / total_ - first(i) * first(j);
  }

 private:
  const std::array<double, 4>& p_;
  double n_, shift_ = 0.0, total_ = 0.0;
  std::array<double, 4> first_{};
  std::array<double, 10> second_{};
};

class ParetoLikelihood final : public Likelihood {
 public:
  explicit ParetoLikelihood(const Parameters& parameters) : p_(parameters) {}

  void jet(const Row& row, Jet& out) override {
    const auto& [r, alpha, s, beta] = p_.p;
    if (row.x != x_) {
      x_ = row.x;
      rate_ = rising(r, row.x);
    }
    const double n = r + row.x, to = row.age;
    Mixture mixture(p_, n);
    mixture.add(0.0, alpha + to, beta + to, false);
    if (to > row.recency) {
      const Gone gone(p_, n, row.recency, to);
      march(
          gone.end(), [&](double w) { return gone.slope(w); },
          [&](double begin, double length) {
            double first = 0.0, last = 0.0;
            for (std::size_t i = 0; i < kNodes.at.size(); ++i) {
              const double w = begin + length * kNodes.at[i];
              last = gone.log_ratio(w) + std::log(length * kNodes.weight[i]);
              if (i == 0) first = last;
              mixture.add(last, gone.alpha_at(w), gone.beta_at(w), true);
            }
            return last < first && last < mixture.log_total() - kNegligible;
          });
    }
    out.value = rate_.value + mixture.log_total() - r * std::log1p(to / alpha) -
                s * std::log1p(to / beta);
    if (row.x > 0.0) out.value -= row.x * std::log(alpha + to);
    const double g[4] = {rate_.first + std::log(alpha) + mixture.first(0),
                         r / alpha + mixture.first(1), std::log(beta) + mixture.first(2),
                         s / beta + mixture.first(3)};
    const double own[10] = {
        rate_.second, 1.0 / alpha, -r / (alpha * alpha), 0.0, 0.0, 0.0, 0.0,
        0.0,          1.0 / beta,  -s / (beta * beta)};
    for (std::size_t i = 0, at = 0; i < 4; ++i) {
      out.gradient[i] = p_.p[i] * g[i];
      for (std::size_t j = 0; j <= i; ++j, ++at)
        out.hessian[at] = p_.p[i] * p_.p[j] * (own[at] + mixture.second(i, j)) +
                          (i == j ? out.gradient[i] : 0.0);
    }
  }

 private:
  Parameters p_;
  double x_ = -1.0;
  Rising rate_;
};

double log_likelihood(const Parameters& parameters, const Row& row) {
  const auto& [r, alpha, s, beta] = parameters.p;
  const double gone = log_gone(parameters, r + row.x, row.recency, row.age);
  return log_rising(r, row.x) - r * std::log1p(row.age / alpha) -
         s * std::log1p(row.age / beta) -
         (row.x > 0.0 ? row.x * std::log(alpha + row.age) : 0.0) + softplus(gone);
}

// P(X(t) = x) of a new customer: still there with x purchases, or gone at u with x.
double pareto_pmf(const Parameters& parameters, double x, double t) {
  const auto& [r, alpha, s, beta] = parameters.p;
  if (t == 0.0) return x > 0.0 ? 0.0 : 1.0;
  const double lead = log_rising(r, x) - log_rising(1.0, x);
  const double alive = lead - r * std::log1p(t / alpha) - x * std::log1p(alpha / t) -
                       s * std::log1p(t / beta);
  const double least = std::min(alpha, beta), end = std::log1p(t / least);
  const auto log_f = [&](double w) {
    const double u = least * std::expm1(w);
    return lead - r * std::log1p(u / alpha) +
           (x > 0.0 ? -x * std::log1p(alpha / u) : 0.0) - s * std::log1p(u / beta) +
           std::log(s) - std::log(beta + u) + std::log(least + u);
  };
  const double top = peak(0.0, end, log_f);
  const auto slope = [&](double w) {
    const double h = 1e-6 * (w + 1e-3);
    return std::abs(log_f(w + h) - log_f(w)) / h + 0.1;
  };
  const auto right = [&](double y) { return log_f(top + y); };
  LogSum sum;
  sum.add(log_integral(end - top, right, [&](double y) { return slope(top + y); }));
  // To the left u^x falls like a power: panels shrink with what is left to go.
  for (double high = top; high > 0.0;) {
    double length = high < 1e-9 * top ? high : std::min(2.0, x > 0.0 ? 0.5 * high : high);
    while (slope(high - length) * length > 12.0 && length > 1e-3 * high) length *= 0.6;
    double first = 0.0, last = 0.0;
    for (std::size_t i = 0; i < kNodes.at.size(); ++i) {
      last = log_f(high - length * kNodes.at[i]);
      if (i == 0) first = last;
      sum.add(last + std::log(length * kNodes.weight[i]));
    }
    if (last < first && last < sum.value() - kNegligible) break;
    high -= length;
  }
  sum.add(alive);
  return std::exp(sum.value());
}

}  // namespace

std::unique_ptr<Likelihood> pareto_likelihood(const Parameters& parameters) {
  return std::make_unique<ParetoLikelihood>(parameters);
}

double pareto_answer(const Parameters& parameters, const Row& row,
                     const Question& question) {
  if (question.what == What::pmf) return pareto_pmf(parameters, row.x, question.horizon);
  if (question.what == What::log_likelihood) return log_likelihood(parameters, row);
  const auto& [r, alpha, s, beta] = parameters.p;
  const double n = r + row.x, t = question.horizon;
  const double a = alpha + row.age, b = beta + row.age;
  const double gone = log_gone(parameters, n, row.recency, row.age);
  const double alive = logistic(-gone);
  switch (question.what) {
    case What::p_alive:
      return alive;
    // ((b+t)/b)^(1-s) is integrated over time: the limit at s = 1 is a logarithm.
    case What::trips:
      return alive * n / a * b * expm1_over(1.0 - s, std::log1p(t / b));
    case What::dert:
      return alive * n / a * b * discounted_tail(s, question.discount * b);
    default:
      break;
  }
  const double stay = -n * std::log1p(t / a) - s * std::log1p(t / b) +
                      softplus(log_gone(parameters, n, row.age, row.age + t));
  return logistic(gone) + alive * std::exp(stay);
}

}  // namespace patron::churn
