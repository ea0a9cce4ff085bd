// SPDX-License-Identifier: Apache-2.0
// Mann-Kendall: S = sum of signs over all pairs, its variance less what ties take, z with
// the continuity correction. Sen's slope is the median of the slopes of all pairs; its
// ends are the slopes at ranks (N -+ z sqrt(Var S)) / 2 (Gilbert 1987).
#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

struct Point {
  double time, value;
};

double sign(double value) {
  return value > 0.0 ? 1.0 : value < 0.0 ? -1.0 : 0.0;
}

void test(Trend& out, const std::vector<Point>& points, double confidence) {
  std::map<double, double> alike;
  for (std::size_t i = 0; i < points.size(); ++i) {
    alike[points[i].value] += 1.0;
    for (std::size_t j = i + 1; j < points.size(); ++j)
      out.s += sign(points[j].value - points[i].value);
  }
  const double n = out.n, pairs = n * (n - 1.0);
  double tied = 0.0, tied_pairs = 0.0;
  for (const auto& [value, t] : alike) {
    tied += t * (t - 1.0) * (2.0 * t + 5.0);
    tied_pairs += t * (t - 1.0);
  }
  out.variance = (pairs * (2.0 * n + 5.0) - tied) / 18.0;
  if (!(out.variance > 0.0)) {  // All alike: there is no trend to speak of.
    out.z = out.tau = std::nan("");
    return;
  }
  out.z = sign(out.s) * std::max(0.0, std::abs(out.s) - 1.0) / std::sqrt(out.variance);
  out.p = two_sided_p(out.z);
  out.tau = 2.0 * out.s / std::sqrt(pairs * (pairs - tied_pairs));
  if (out.p < 1.0 - confidence) out.trend = out.s > 0.0 ? 1 : -1;
}

void slope(Trend& out, const std::vector<Point>& points, double confidence) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * (points.size() - 1) / 2);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      slopes.push_back((points[j].value - points[i].value) /
                       (points[j].time - points[i].time));
  std::sort(slopes.begin(), slopes.end());
  out.slope = quantile(slopes, 0.5);
  const auto count = static_cast<double>(slopes.size());
  const double reach = z_of(confidence) * std::sqrt(std::max(0.0, out.variance));
  const auto at = [&](double rank) {  // From 1.
    return slopes[static_cast<std::size_t>(std::clamp(rank, 1.0, count)) - 1];
  };
  out.slope_low = at(std::nearbyint((count - reach) / 2.0));
  out.slope_high = at(std::nearbyint((count + reach) / 2.0 + 1.0));
}

}  // namespace

Result<Trend> trend(Answers values, Answers times, double confidence) {
  if (Status status = check_size(values.size(), limits::kTrendPoints, "values");
      !status.ok())
    return status;
  if (Status status = check_confidence(confidence); !status.ok()) return status;
  if (!times.empty() && times.size() != values.size())
    return bad("as many times as values are expected");
  std::vector<Point> points;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const double time = times.empty() ? static_cast<double>(i) : times[i];
    if (!std::isfinite(values[i]) || !std::isfinite(time))
      return bad("values and times are finite");
    if (!points.empty() && !(time > points.back().time)) return bad("times rise");
    points.push_back({time, values[i]});
  }
  Trend out;
  out.n = static_cast<double>(points.size());
  if (points.size() < 2) {
    out.z = out.tau = out.slope = out.slope_low = out.slope_high = std::nan("");
    return out;
  }
  test(out, points, confidence);
  slope(out, points, confidence);
  return out;
}

}  // namespace patron::satisfaction
