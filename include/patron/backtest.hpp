// SPDX-License-Identifier: Apache-2.0
// How models and plain signals would have done: at each of several days in the past they
// see the log up to that day, and are judged by what came after.
//
//   auto rows = churn::backtest(trips, {.as_of = {*Date::parse("2025-06-30")},
//                                       .log_end = *Date::parse("2026-06-30")});
//   rows->front().quality.brier;
#pragma once

#include <string>
#include <vector>

#include "churn.hpp"

namespace patron::churn {

struct BacktestOptions {
  std::vector<Date> as_of;          // Days of the question; up to 1,000.
  Date log_end;                     // Last day that the log covers.
  std::int32_t horizon_days = 182;  // Left: no trip in (as_of, as_of + horizon].
  double unit_days = 7.0;           // Of the models' times.
  std::vector<std::string> models{"mbg_nbd"};  // Kinds of a rate; not bg_bb, sbg.
  bool season = false;    // Times on a season clock, learned up to the day asked.
  std::string calibrate;  // "platt" or "isotonic": each model once more, calibrated.
};

struct BacktestRow {
  Date as_of;
  std::string evidence;  // "recency", "overdue", "mbg_nbd", "mbg_nbd platt".
  std::string status;    // Of the fit; "" of signals.
  Quality quality;       // Of P(no trip in the horizon).
};

// Everything that is learned is learned from days before: a model from the log up to the
// day of the question, the line of a signal and a calibration as whole years before it as
// the horizon needs, so that their answers are known by then and the season is the same.
// Where the log was too young for that, their rows are left out.
//   recency  time since the last trip; overdue: it over the customer's usual gap. Each as
//            a probability by a logistic line.
// Cost: of each day two summaries and, of each model, one fit or two.
// Errors: argument (no day, a horizon beyond the log, a model that is no such kind),
// table (row), limit.
Result<std::vector<BacktestRow>> backtest(const Trips& trips,
                                          const BacktestOptions& options);

}  // namespace patron::churn
