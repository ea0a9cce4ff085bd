// SPDX-License-Identifier: Apache-2.0
// Both arguments are shifted up to where Stirling's series holds to the last digit; the
// parts of the two series that would cancel are combined by log1p before they are formed.
// Small z stays exact, because the shift multiplies ratios (z+i)/(z+d+i).
#include "churn/special.hpp"

namespace patron::churn {
namespace {

constexpr double kStirling = 16.0;  // From here on the next term is below 1e-16.

double series(double z) {  // ln G(z) - ((z - 1/2) ln z - z + ln(2 pi)/2)
  const double y = 1.0 / (z * z);
  return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) /
         z;
}
double series_first(double z) {  // psi(z) - ln z + 1/(2z)
  const double y = 1.0 / (z * z);
  return -y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y / 132))));
}
double series_second(double z) {  // psi'(z) - 1/z
  const double y = 1.0 / (z * z);
  return y * (0.5 + (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y / 30))) / z);
}

// The value for z that is large enough.
double large(double z, double d) {
  return (z - 0.5) * std::log1p(d / z) + d * (std::log(z + d) - 1.0) + series(z + d) -
         series(z);
}

}  // namespace

double log_rising(double z, double d) {
  if (d == 0.0) return 0.0;
  double product = 1.0, logs = 0.0;
  for (; z < kStirling; z += 1.0) {
    product *= z / (z + d);
    if (product < 1e-200) {
      logs += std::log(product);
      product = 1.0;
    }
  }
  return large(z, d) + (logs + std::log(product));
}

Rising rising(double z, double d) {
  Rising out;
  if (d == 0.0) return out;
  double product = 1.0, logs = 0.0;
  for (; z < kStirling; z += 1.0) {
    const double u = 1.0 / z, v = 1.0 / (z + d);
    product *= z * v;
    out.first += d * u * v;
    out.second -= d * u * v * (u + v);
    if (product < 1e-200) {
      logs += std::log(product);
      product = 1.0;
    }
  }
  const double u = 1.0 / z, v = 1.0 / (z + d);
  out.value = large(z, d) + (logs + std::log(product));
  out.first +=
      std::log1p(d * u) + 0.5 * d * u * v + series_first(z + d) - series_first(z);
  out.second += -d * u * v + series_second(z + d) - series_second(z);
  return out;
}

}  // namespace patron::churn
