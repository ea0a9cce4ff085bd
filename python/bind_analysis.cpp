// SPDX-License-Identifier: Apache-2.0
// patron._core analysis of satisfaction: association, drivers, map, trend, charts.
#include "bind_satisfaction.hpp"

namespace patron::python {
namespace {

using namespace satisfaction;

py::tuple correlation_of(const Correlation& found) {
  return py::make_tuple(found.value, found.low, found.high, found.standard_error,
                        found.statistic, found.p, found.n, found.n_effective);
}

py::tuple driver_of(const Driver& item) {
  return py::make_tuple(item.correlation.value, item.coefficient, item.standard_error,
                        item.t, item.p, item.beta, item.vif, item.lmg, item.johnson,
                        item.pratt, item.mean, item.suppressor);
}

py::tuple chart(const Numbers& values, const MaybeNumbers& sizes, const py::dict& given) {
  ControlOptions options;
  if (given.contains("ewma")) options.chart = Chart::ewma;
  pick(given, "baseline", options.baseline);
  pick(given, "target", options.target);
  pick(given, "sigma", options.sigma);
  pick(given, "allowance", options.allowance);
  pick(given, "decision", options.decision);
  pick(given, "head_start", options.head_start);
  pick(given, "weight", options.lambda);
  pick(given, "width", options.width);
  pick(given, "asymptotic", options.asymptotic);
  pick(given, "share", options.share);
  const Control found = take(control(view(values), view(sizes), options));
  py::list points;
  for (const ControlPoint& at : found.points)
    points.append(py::make_tuple(at.value, at.high, at.low, at.upper, at.lower,
                                 at.high_run, at.low_run, at.alarm));
  return py::make_tuple(found.target, found.sigma, points);
}

}  // namespace

void bind_analysis(py::module_& module) {
  module.def("correlate", [](int kind, const Numbers& x, const Numbers& y,
                             const MaybeNumbers& weights, double confidence) {
    return correlation_of(take(correlate(static_cast<Association>(kind), view(x), view(y),
                                         view(weights), confidence)));
  });
  module.def("drivers", [](const std::vector<Numbers>& items, const Numbers& outcome,
                           const MaybeNumbers& weights) {
    const ItemArrays columns(items);
    const auto of = view(outcome), by = view(weights);
    const Drivers found = take([&] {
      const py::gil_scoped_release release;
      return drivers(columns.views, of, by);
    }());
    py::list rows;
    for (const Driver& item : found.items) rows.append(driver_of(item));
    return py::make_tuple(rows, found.intercept, found.r_squared,
                          found.r_squared_adjusted, found.residual_sd, found.n,
                          found.n_effective);
  });
  module.def("importance_performance", [](const Numbers& importance,
                                          const Numbers& performance,
                                          double importance_middle,
                                          double performance_middle) {
    const Map found = take(importance_performance(view(importance), view(performance),
                                                  importance_middle, performance_middle));
    py::list rows;
    for (const Placed& at : found.items)
      rows.append(py::make_tuple(static_cast<int>(at.by_mean),
                                 static_cast<int>(at.by_median),
                                 static_cast<int>(at.by_middle)));
    return py::make_tuple(rows, found.importance_mean, found.performance_mean,
                          found.importance_median, found.performance_median);
  });
  module.def("trend", [](const Numbers& values, const MaybeNumbers& times,
                         double confidence) {
    const Trend found = take(trend(view(values), view(times), confidence));
    return py::make_tuple(found.trend, found.slope, found.slope_low, found.slope_high,
                          found.p, found.tau, found.z, found.s, found.variance, found.n);
  });
  module.def("control", &chart);
}

}  // namespace patron::python
