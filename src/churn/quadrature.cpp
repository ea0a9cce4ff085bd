// SPDX-License-Identifier: Apache-2.0
// The nodes are Boost's. The discounted tail is integrated over y = ln(1 + v), where it
// falls doubly exponentially.
#include "churn/quadrature.hpp"

#include <boost/math/quadrature/gauss.hpp>

namespace patron::churn {
namespace {

Nodes nodes() {
  using Gauss = boost::math::quadrature::gauss<double, 16>;
  Nodes out{};
  for (std::size_t i = 0; i < 8; ++i) {
    const double x = Gauss::abscissa()[i], w = 0.5 * Gauss::weights()[i];
    out.at[7 - i] = 0.5 * (1.0 - x);
    out.at[8 + i] = 0.5 * (1.0 + x);
    out.weight[7 - i] = out.weight[8 + i] = w;
  }
  return out;
}

}  // namespace

const Nodes kNodes = nodes();

double discounted_tail(double nu, double z) {
  // Beyond here z (e^y - 1) alone is over 800.
  const double end = std::log1p(800.0 / z);
  return std::exp(log_integral(
      end, [&](double y) { return -z * std::expm1(y) + (1.0 - nu) * y; },
      [&](double y) { return std::abs(z * std::exp(y) + nu - 1.0) + 1e-3; }));
}

}  // namespace patron::churn
