// SPDX-License-Identifier: Apache-2.0
// Churn and value over plain arrays: from a log of trips to a summary, models of coming
// back, how good their probabilities are.
//
//   auto made = churn::summarise({customers, days, spend}, {.as_of =
//   *Date::parse("2026-06-30")}); auto model = Model::fit("mbg_nbd", made->summary());
//   model->predict(made->summary(), "p_none", 26.0, 0.0, risk);  // P(no trip in 26
//   weeks)
//
// What is called churn risk is P(no trip in the horizon), never 1 - P(alive). Nothing
// here reads a clock: the as-of day is given. Threads: const calls may run in parallel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "date.hpp"
#include "status.hpp"

namespace patron {

// Columns of one length, one value a customer; empty where the model needs none. All
// times in one unit, which is the model's.
struct Summary {
  using Column = std::span<const double>;
  Column frequency;  // Repeat trips, x. sbg: renewals.
  Column recency;    // First trip to last trip, t_x. bg_bb: the opportunity last used.
  Column T;          // First trip to the day asked. bg_bb, sbg: opportunities.
  Column log_gaps;   // Sum of the logarithms of the gaps; (m)bg_cnbd_k.
  Column spend;      // Mean of the repeat trips; gamma_gamma.
  Column weight;     // Customers like this one; empty: 1.
  // What is known of the customers and does not change, a column each; empty where the
  // model has none. (m)bg_*, pareto_nbd.
  std::vector<Column> covariates{};
};

// A fitted or given model. Immutable, cheap to copy.
class Model {
 public:
  //   kind     "bg_nbd", "mbg_nbd", "bg_cnbd_k", "mbg_cnbd_k", "pareto_nbd", "bg_bb",
  //            "gamma_gamma", "sbg".
  //   options  JSON: {"unit": "1 week", "k": 2, "k_max": 12,
  //                   "prior": {"share": 0.25, "weight": 4},
  //                   "covariates": ["local", "web"]}: names of the columns, rising.
  // A covariate of value z multiplies the rate by exp(activity z); leaving: a and b of
  // the BG family by exp(dropout z), beta of pareto_nbd by exp(-dropout z).
  // Maximum likelihood; the same customers give the same bits in any order of rows. A
  // prior is only used where asked for: pseudo-customers of whom `share` leave, for a /
  // (a + b). gamma_gamma leaves out customers without a repeat trip. Not to converge is a
  // status, not an error. Cost: 10 to 20 passes; 0.1 us a customer and pass, pareto_nbd 2
  // us. Errors: not_found (kind), argument (options), model (row), limit.
  static Result<Model> fit(std::string_view kind, const Summary& summary,
                           std::string_view options = {});
  // A model artifact; also an entry of churn.models of a pack. Errors: model, with line
  // (also: of a format that this release does not know).
  static Result<Model> read(std::string_view json);
  // {"fitted":{...},"kind":"mbg_nbd","params":{"r":0.52,...},"unit":"1 week"}, canonical.
  std::string json() const;

  std::string_view kind() const noexcept;
  std::string_view unit() const noexcept;
  // "converged"; "boundary": a parameter ran to 0 or out of sight; "ridge": the data do
  // not tell the parameters apart (a standard error over the parameter itself); "given".
  std::string_view status() const noexcept;
  double log_likelihood() const noexcept;  // In the user's unit, without the prior.
  double customers() const noexcept;       // Sum of the weights used.
  std::span<const std::string_view> parameter_names() const noexcept;
  std::vector<std::string> covariates() const;  // Their names, in the order of columns.
  // "r", ...; "activity.local", "dropout.local". NaN if there is none.
  double parameter(std::string_view name) const noexcept;
  double standard_error(std::string_view name) const noexcept;

  //   what      "p_none": P(no trip in the horizon): the churn risk (sbg: the contract
  //   ends)
  //             "p_alive" (bg_bb: at the next opportunity), "trips" expected in the
  //             horizon, "spend" of a trip (gamma_gamma; infinite where no mean exists),
  //             "dert" (discounted trips for ever), "retention" (sbg), "pmf": P(a new
  //             customer has `frequency` repeat trips in the horizon), "log_likelihood"
  //             of the row.
  //   horizon   0 or more, in the model's unit; whole for bg_bb and sbg.
  //   discount  for one unit, continuous, above 0; dert only.
  // Errors: not_found (what), unsupported (not a question for this kind), argument,
  // model.
  Status predict(const Summary& summary, std::string_view what, double horizon,
                 double discount, std::span<double> values) const;
  // The three that are asked most, in one pass; the same values as predict gives. A span
  // that is empty is not asked for. Errors: as predict.
  struct Forecasts {
    std::span<double> p_none, p_alive, trips;
  };
  Status forecast(const Summary& summary, double horizon, const Forecasts& into) const;
  // Customers drawn from the model, each seen for `ages[i]`; then for `horizon` more.
  // The same seed gives the same customers on every machine.
  struct Simulated {
    std::vector<double> frequency, recency, T, log_gaps, spend, trips_holdout, alive;
    Summary summary() const { return {frequency, recency, T, log_gaps, spend, {}}; }
  };
  Result<Simulated> simulate(std::span<const double> ages, double horizon,
                             std::uint64_t seed,
                             std::span<const Summary::Column> covariates = {}) const;

  struct Fitted;  // What is inside; of the library.
  explicit Model(std::shared_ptr<const Fitted> fitted) : fitted_(std::move(fitted)) {}

 private:
  std::shared_ptr<const Fitted> fitted_;
};

namespace churn {

// The season clock: time that runs fast in the months in which people travel, so that a
// yearly summer traveller is not late each March. A day of month m counts weights[m] of a
// day; exact, in millionths (docs/churn.md).
class Season {
 public:
  using Weights = std::array<double, 12>;  // January first; mean 1 within 0.01.
  Season() = default;                      // Every month alike: plain days.
  // Errors: argument (below 0 or above 12, or another mean).
  static Result<Season> of(const Weights& weights);
  // From the days of trips between two days, both included: trips a day of each month
  // against all; as if `prior_days` more of each month had passed with the mean rate.
  // Errors: argument (no trip in between; the period is empty).
  static Result<Season> learn(std::span<const Date> trips, Date from, Date until,
                              double prior_days = 30.0);
  Weights weights() const noexcept;
  double days(Date after, Date until) const noexcept;  // Of (after, until].

 private:
  std::int64_t position(Date day) const noexcept;
  std::array<std::int64_t, 12> micros_{1'000'000, 1'000'000, 1'000'000, 1'000'000,
                                       1'000'000, 1'000'000, 1'000'000, 1'000'000,
                                       1'000'000, 1'000'000, 1'000'000, 1'000'000};
};

// Trips, a row each, in any order. Customers are any numbers that tell them apart.
struct Trips {
  std::span<const std::int64_t> customer;
  std::span<const Date> date;
  std::span<const double> spend;  // May be empty.
};

struct SummaryOptions {
  Date as_of;                       // Its trips count; later ones are the holdout.
  std::optional<Date> holdout_end;  // Last day of the holdout.
  double unit_days = 7.0;           // Length of the unit of time.
  std::int32_t trend_days = 365;    // Compares the last so many days with those before.
  Season season;                    // The clock of all times but the trend.
};

// A row a customer whose first trip is by the as-of day, in order of first appearance.
struct Summaries {
  std::vector<std::int64_t> customer;
  // As in Summary. log_gaps is 0 and spend NaN where there is no repeat trip.
  std::vector<double> frequency, recency, T, log_gaps, spend;
  std::vector<double> spend_total;          // Of all trips, the first included.
  std::vector<double> gap_median, gap_p90;  // Type-7 quantiles; NaN without a gap.
  std::vector<double> trend;                // ln((trips lately + 1) / (before + 1)).
  std::vector<double> trips_holdout, spend_holdout;  // Empty without a holdout.
  std::vector<Date> first;
  Summary summary() const { return {frequency, recency, T, log_gaps, spend, {}}; }
};

// A log that comes in parts. Trips of one customer on one day are one trip; the summary
// does not depend on the order of rows or on how they came in parts.
class TripLog {
 public:
  TripLog();
  TripLog(const TripLog&);
  TripLog(TripLog&&) noexcept;
  TripLog& operator=(TripLog) noexcept;
  ~TripLog();
  // Errors: table (row: not finite spend; columns of different length), limit.
  Status add(const Trips& trips);
  Status merge(const TripLog& other);
  // Errors: argument.
  Result<Summaries> summarise(const SummaryOptions& options) const;

 private:
  struct Days;
  std::unique_ptr<Days> days_;
};
Result<Summaries> summarise(const Trips& trips, const SummaryOptions& options);

// How good probabilities are. `happened` is 0 or 1.
struct Quality {
  double n = 0.0, base_rate = 0.0, auc = 0.0, brier = 0.0, log_loss = 0.0;
  double slope = 0.0, intercept = 0.0, top_decile_lift = 0.0, gini = 0.0;
};
Result<Quality> evaluate(std::span<const double> probability,
                         std::span<const double> happened,
                         std::span<const double> weight = {});

// What turns a probability into one that holds, learned on a holdout.
//   platt     logit p' = intercept + slope logit p
//   isotonic  the closest rising steps (PAVA), knots of [p, p'], straight in between
// Errors: argument (columns; one outcome only, or perfectly told apart: platt).
struct Platt {
  double slope = 1.0, intercept = 0.0;
  double apply(double probability) const noexcept;
};
struct Isotonic {
  std::vector<double> probability, calibrated;  // Rising, of one length.
  double apply(double value) const noexcept;    // Flat outside the knots.
};
Result<Platt> fit_platt(std::span<const double> probability,
                        std::span<const double> happened,
                        std::span<const double> weight = {});
Result<Isotonic> fit_isotonic(std::span<const double> probability,
                              std::span<const double> happened,
                              std::span<const double> weight = {});

// Logistic regression; `features` row by row, as many a row as `columns`. The penalty is
// half its product with the sum of the squared weights; the intercept is free.
// Errors: argument (a penalty of 0 that cannot hold the weights: separated or collinear).
struct Logistic {
  double intercept = 0.0;
  std::vector<double> weights, standard_errors;
};
Result<Logistic> fit_logistic(std::span<const double> features, std::size_t columns,
                              std::span<const double> happened,
                              std::span<const double> weight = {}, double penalty = 0.0);

// The bins - 1 right-closed cuts at type-7 quantiles of values; NaN counts nowhere. Equal
// values always score the same; a cut may stand twice, and then its score is not given.
std::vector<double> quantile_cuts(std::span<const double> values, std::size_t bins);
// 1 + how many cuts are below the value; NaN of NaN.
double quantile_score(std::span<const double> cuts, double value) noexcept;

}  // namespace churn
}  // namespace patron
