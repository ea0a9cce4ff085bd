// SPDX-License-Identifier: Apache-2.0
// The past as it was known on a day: what came later is only ever used to judge.
#include "patron/backtest.hpp"

#include <algorithm>
#include <cmath>

#include "churn/kinds.hpp"

namespace patron::churn {
namespace {

using Numbers = std::vector<double>;

// The log as of a day, and who left within the horizon after it.
struct Past {
  Summaries seen;
  Numbers left;
  Season season;
  double horizon = 0.0;  // In units of the clock.
};

class Backtest {
 public:
  Backtest(const Trips& trips, const BacktestOptions& options)
      : trips_(trips), options_(options) {}

  Result<std::vector<BacktestRow>> run() {
    if (Status s = check(); !s.ok()) return s;
    if (Status s = log_.add(trips_); !s.ok()) return s;
    for (const Date day : options_.as_of)
      if (Status s = ask(day); !s.ok()) return s;
    return std::move(rows_);
  }

 private:
  static Status wrong(std::string message) {
    return {ErrorCode::argument, std::move(message)};
  }

  Status check() const {
    if (options_.as_of.empty()) return wrong("as_of: which days?");
    if (options_.as_of.size() > 1'000) return wrong("as_of: at most 1,000 days");
    if (options_.horizon_days < 1 || options_.horizon_days > 36'600)
      return wrong("the horizon is from 1 day to 100 years");
    for (const Date day : options_.as_of)
      if (std::int64_t{day.days} + options_.horizon_days > options_.log_end.days)
        return wrong("the log ends on " + options_.log_end.text() +
                     ", before the horizon after " + day.text() + " is over");
    for (const std::string& name : options_.models) {
      const KindInfo* kind = find_kind(name);
      if (kind == nullptr) return wrong("no such kind of model: " + name);
      if (!is_nbd(kind->kind)) return wrong(name + " is not asked about a log of trips");
    }
    if (!options_.calibrate.empty() && options_.calibrate != "platt" &&
        options_.calibrate != "isotonic")
      return wrong("calibrate is \"platt\" or \"isotonic\"");
    return {};
  }

  Result<Past> past(Date day) const {
    Past out;
    if (options_.season && !trips_.date.empty()) {
      const Date first = *std::min_element(trips_.date.begin(), trips_.date.end());
      if (first <= day) {
        const auto season = Season::learn(trips_.date, first, day);
        if (!season.ok()) return season.status();
        out.season = *season;
      }
    }
    SummaryOptions how;
    how.as_of = day;
    how.holdout_end = Date{day.days + options_.horizon_days};
    how.unit_days = options_.unit_days;
    how.season = out.season;
    auto made = log_.summarise(how);
    if (!made.ok()) return made.status();
    out.seen = std::move(*made);
    for (const double trips : out.seen.trips_holdout)
      out.left.push_back(trips > 0.0 ? 0.0 : 1.0);
    out.horizon = out.season.days(day, *how.holdout_end) / options_.unit_days;
    return out;
  }

  // As many whole years before as the horizon takes.
  Date before(Date day) const {
    return day.add_months(-12 * ((options_.horizon_days + 364) / 365));
  }

  Status ask(Date day) {
    const Result<Past> now = past(day), then = past(before(day));
    if (!now.ok()) return now.status();
    if (!then.ok()) return then.status();
    if (now->left.empty()) return wrong("nobody had a trip by " + day.text());
    if (Status s = add_signal(day, "recency", *now, *then, &recency_features); !s.ok())
      return s;
    if (Status s = add_signal(day, "overdue", *now, *then, &overdue_features); !s.ok())
      return s;
    for (const std::string& kind : options_.models)
      if (Status s = add_model(day, kind, *now, *then); !s.ok()) return s;
    return {};
  }

  Status add(Date day, std::string evidence, std::string status, const Numbers& risk,
             const Past& now) {
    const auto quality = evaluate(risk, now.left);
    if (!quality.ok()) return quality.status();
    rows_.push_back({day, std::move(evidence), std::move(status), *quality});
    return {};
  }

  // Some left and some did not: there is something to learn.
  static bool both(const Numbers& left) {
    return std::find(left.begin(), left.end(), 0.0) != left.end() &&
           std::find(left.begin(), left.end(), 1.0) != left.end();
  }

  static Numbers recency_features(const Summaries& seen) {
    Numbers out;
    for (std::size_t i = 0; i < seen.T.size(); ++i)
      out.push_back(std::log1p(std::max(seen.T[i] - seen.recency[i], 0.0)));
    return out;
  }
  // The ratio, 0 without a gap, and whether there is none.
  static Numbers overdue_features(const Summaries& seen) {
    Numbers out;
    for (std::size_t i = 0; i < seen.T.size(); ++i) {
      const double gap = seen.gap_median[i];
      const bool known = gap > 0.0;
      out.push_back(known ? std::log1p((seen.T[i] - seen.recency[i]) / gap) : 0.0);
      out.push_back(known ? 0.0 : 1.0);
    }
    return out;
  }

  // A signal's line is learned before; without a holdout of both outcomes there is none.
  Status add_signal(Date day, std::string name, const Past& now, const Past& then,
                  Numbers (*features)(const Summaries&)) {
    if (!both(then.left)) return {};
    const Numbers learned = features(then.seen), asked = features(now.seen);
    const std::size_t columns = learned.size() / then.left.size();
    const auto line = fit_logistic(learned, columns, then.left, {}, 1e-6);
    if (!line.ok()) return {};  // Collinear: nothing to learn.
    Numbers risk;
    for (std::size_t i = 0; i < now.left.size(); ++i) {
      double z = line->intercept;
      for (std::size_t c = 0; c < columns; ++c)
        z += line->weights[c] * asked[i * columns + c];
      risk.push_back(1.0 / (1.0 + std::exp(-z)));
    }
    return add(day, std::move(name), "", risk, now);
  }

  Result<Numbers> risk_of(const Model& model, const Past& past) const {
    Numbers risk(past.left.size());
    if (Status s = model.predict(past.seen.summary(), "p_none", past.horizon, 0.0, risk);
        !s.ok())
      return s;
    return risk;
  }

  Status add_model(Date day, const std::string& kind, const Past& now, const Past& then) {
    const auto model = Model::fit(kind, now.seen.summary());
    if (!model.ok()) return model.status();
    const auto risk = risk_of(*model, now);
    if (!risk.ok()) return risk.status();
    const std::string status(model->status());
    if (Status s = add(day, kind, status, *risk, now); !s.ok()) return s;
    if (options_.calibrate.empty() || !both(then.left)) return {};
    const auto earlier = Model::fit(kind, then.seen.summary());
    if (!earlier.ok()) return earlier.status();
    const auto learned = risk_of(*earlier, then);
    if (!learned.ok()) return learned.status();
    const auto mended = calibrated(*learned, then.left, *risk);
    return mended.empty()
               ? Status()
               : add(day, kind + " " + options_.calibrate, status, mended, now);
  }

  // Empty where the holdout before has no map to teach.
  Numbers calibrated(const Numbers& learned, const Numbers& left,
                     const Numbers& risk) const {
    Numbers out;
    if (options_.calibrate == "platt") {
      const auto map = fit_platt(learned, left);
      for (std::size_t i = 0; map.ok() && i < risk.size(); ++i)
        out.push_back(map->apply(risk[i]));
    } else {
      const auto map = fit_isotonic(learned, left);
      for (std::size_t i = 0; map.ok() && i < risk.size(); ++i)
        out.push_back(map->apply(risk[i]));
    }
    return out;
  }

  const Trips& trips_;
  const BacktestOptions& options_;
  TripLog log_;
  std::vector<BacktestRow> rows_;
};

}  // namespace

Result<std::vector<BacktestRow>> backtest(const Trips& trips,
                                          const BacktestOptions& options) {
  return Backtest(trips, options).run();
}

}  // namespace patron::churn
