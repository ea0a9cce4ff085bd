// SPDX-License-Identifier: Apache-2.0
// What moves satisfaction, and is it moving: association, drivers, importance against
// performance, trend, control charts.
//
// NaN is no answer. Drivers take complete rows only; a correlation, the pairs that answer
// both. Errors of all: argument, limit; model where the data cannot carry the method (an
// item that never varies or is a sum of others, fewer rows than coefficients).
// Source: docs/satisfaction.md, with a worked example of each.
#pragma once

#include <cstdint>
#include <vector>

#include "satisfaction_scales.hpp"

namespace patron::satisfaction {

enum class Association : std::uint8_t { pearson, spearman, kendall, polychoric };
struct Correlation {
  double value = 0.0, low = 0.0, high = 0.0;  // Interval of pearson (Fisher), polychoric.
  double standard_error = 0.0, statistic = 0.0, p = 0.0;
  double n = 0.0, n_effective = 0.0;
};
// pearson, spearman: t with n_effective - 2 degrees; kendall: tau-b with its normal z, no
// weights; polychoric: two-step, of at most 16 ordered answers each, no weights.
Result<Correlation> correlate(Association kind, Answers x, Answers y,
                              Answers weights = {}, double confidence = 0.95);

// Of a table of counts, row by row. `maximum`: thresholds fitted together with rho (ML)
// instead of taken from the margins. Source: olsson-1979.
struct Polychoric {
  double rho = 0.0, standard_error = 0.0;
  std::vector<double> row_thresholds, column_thresholds;
};
Result<Polychoric> polychoric(Answers counts, std::size_t rows, std::size_t columns,
                              bool maximum = false);

// One item as a driver of the outcome. lmg, johnson and pratt each add up to R^2.
struct Driver {
  Correlation correlation;  // Pearson, with the outcome, of the complete rows.
  double coefficient = 0.0, standard_error = 0.0, t = 0.0, p = 0.0;
  double beta = 0.0;  // Coefficient of standardised items.
  double vif = 0.0;   // Above 5 to 10 the coefficient is not to be read.
  double lmg = 0.0, johnson = 0.0, pratt = 0.0;
  double mean = 0.0;        // Performance.
  bool suppressor = false;  // beta turns against the correlation.
};
struct Drivers {
  std::vector<Driver> items;
  double intercept = 0.0, intercept_error = 0.0, intercept_t = 0.0, intercept_p = 0.0;
  double r_squared = 0.0, r_squared_adjusted = 0.0, residual_sd = 0.0;
  double n = 0.0, n_effective = 0.0;
};
// Weighted least squares. lmg looks at all subsets of at most 15 items; beyond, it is NaN
// and johnson stands in. Source: groemping-2006, johnson-2000.
Result<Drivers> drivers(Items items, Answers outcome, Answers weights = {});

// Importance against performance, cut three ways, since the quadrant hangs on the cut.
// `middle` is the middle of both scales. Source: martilla-james-1977.
enum class Quadrant : std::uint8_t {
  concentrate_here,
  keep_up,
  low_priority,
  possible_overkill
};
struct Placed {
  Quadrant by_mean, by_median, by_middle;
};
struct Map {
  std::vector<Placed> items;
  double importance_mean = 0.0, importance_median = 0.0, importance_middle = 0.0;
  double performance_mean = 0.0, performance_median = 0.0, performance_middle = 0.0;
};
Result<Map> importance_performance(Answers importance, Answers performance,
                                   double importance_middle, double performance_middle);

// Mann and Kendall's test with ties and Sen's slope; values in order of time, at `times`
// or one apart. NaN values are left out. `trend`: -1, 0, 1; 0 unless p < 1 - confidence.
// At most 4,096 values. Assumes that they do not lean on each other. Source: mann-1945.
struct Trend {
  double s = 0.0, variance = 0.0, z = 0.0, p = 1.0, tau = 0.0;
  double slope = 0.0, slope_low = 0.0, slope_high = 0.0;
  double n = 0.0;
  int trend = 0;
};
Result<Trend> trend(Answers values, Answers times = {}, double confidence = 0.95);

// Control charts over a frozen baseline: a target and a scatter that are given, or those
// of the first `baseline` values, never those of the shift that is looked for.
enum class Chart : std::uint8_t { cusum, ewma };
struct ControlOptions {
  Chart chart = Chart::cusum;
  std::int32_t baseline = 0;  // First values; 0: target and sigma are given.
  double target = 0.0, sigma = 0.0;
  double allowance = 0.5, decision = 5.0;  // cusum: k and h, in sigmas.
  double head_start = 0.0;                 // cusum: both sums begin here, in sigmas.
  double lambda = 0.2, width = 3.0;        // ewma: weight of the newest, L in sigmas.
  bool asymptotic = false;  // ewma: the limits of a long run from the start.
  bool share = false;  // Values are shares of `sizes` answers: sigma_t = sqrt(pq / n_t).
};
struct ControlPoint {
  double value = 0.0, high = 0.0, low = 0.0;  // cusum: C+, C-; ewma: the average, twice.
  double upper = 0.0, lower = 0.0;            // Limits; cusum: h sigma for both.
  std::int32_t high_run = 0, low_run = 0;     // cusum: values since the sum left 0.
  int alarm = 0;                              // -1 fell, 1 rose.
};
struct Control {
  double target = 0.0, sigma = 0.0;
  std::vector<ControlPoint> points;  // One a value; a NaN value repeats the last.
};
Result<Control> control(Answers values, Answers sizes, const ControlOptions&);

// What complaints stand for: estimates from a set of figures that somebody published, to
// be replaced by the vendor's own. Nothing here is measured.
struct ExposureSet {
  double silent_per_complaint = 26.0;  // Dissatisfied who stay silent for each complaint.
  double told_by_one = 10.0;           // People each of them tells.
  double retold_share = 0.33;          // Of the people told by one, who tell on,
  double retold_by_one = 20.0;         // and how many each of those tells.
  double never_complain_low = 0.94, never_complain_high = 0.96;
  double return_unheard = 0.09;      // Share of complainants who come back, unheard,
  double return_handled = 0.65;      // handled,
  double return_at_once = 0.95;      // and handled at once.
  double good_per_bad = 12.0;        // Good impressions that outweigh a bad one.
  double new_customer_cost = 6.0;    // Of a new customer, in old ones.
  double margin = 0.0, trips = 0.0;  // Of a trip; trips still to come of a customer.
};
struct Exposure {
  double complaints = 0.0;
  double silent = 0.0;   // complaints x silent_per_complaint
  double told = 0.0;     // silent x told_by_one
  double retold = 0.0;   // complaints x told_by_one x share x retold_by_one
  double reached = 0.0;  // Both.
  double dissatisfied_low = 0.0, dissatisfied_high = 0.0;  // complaints / who complains
  double back_unheard = 0.0, back_handled = 0.0, back_at_once = 0.0;
  double good_impressions = 0.0;   // That outweigh them.
  double new_customer_cost = 0.0;  // Of those who stay away unheard, in old ones.
  // What mending one complaint is worth at most: margin x trips x (share who come back
  // mended, less unheard).
  double break_even_handled = 0.0, break_even_at_once = 0.0;
};
// Errors: argument (negative, or shares beyond 0 to 1). Source: tarp-1986.
Result<Exposure> exposure(double complaints, const ExposureSet& = {});

}  // namespace patron::satisfaction
