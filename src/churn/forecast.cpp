// SPDX-License-Identifier: Apache-2.0
// A history becomes the row that the model's kind is asked with: times on the season
// clock for the models of a rate, calendar periods for BG/BB, years of tenure for sBG.
// The gap laws: lognormal and gamma by shrunken moments of the (log) gaps, empirical by
// counting. Sources: churn.md, cadence; efron-morris-1977 for the shrinkage.
#include "churn/forecast.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/calendar.hpp"
#include "base/limits.hpp"
#include "churn/bg_nbd.hpp"

namespace patron::churn {
namespace {

Parameters parameters_of(const KindInfo& kind, const model::ChurnModel::Params& given) {
  Parameters out;
  out.kind = kind.kind;
  for (const auto& [name, value] : given) {
    if (name == "k") out.k = static_cast<int>(value);
    for (std::size_t i = 0; i < kind.count; ++i)
      if (kind.parameters[i] == name) out.p[i] = value;
  }
  return out;
}

std::int32_t month_number(Date day) {
  const Civil civil = day.civil();
  return civil.year * 12 + civil.month - 1;
}

// Opportunities are calendar periods after that of the first trip. The running one counts
// once it has been used: before that it is the next chance.
Row periods_row(const PackModel& model, const History& history, Date today) {
  const std::int32_t unit = std::max(model.unit_months, 1);
  const std::int32_t origin = month_number(history.first), first = origin / unit;
  const std::int32_t current = month_number(today) / unit - first;
  Row row;
  std::int32_t latest = 0;
  for (std::size_t word = 0; word < history.months.size(); ++word) {
    for (int bit = 0; bit < 64; ++bit) {
      if ((history.months[word] >> bit & 1u) == 0) continue;
      const auto month = static_cast<std::int32_t>(word) * 64 + bit;
      const std::int32_t period = (origin + month) / unit - first;
      if (period <= latest) continue;
      latest = period;
      row.x += 1.0;
    }
  }
  row.recency = latest;
  row.age = std::max(latest, current - 1);
  return row;
}

// Renewals of a contract that runs still: whole units since the customer joined.
Row tenure_row(const PackModel& model, const History& history, Date today) {
  Row row;
  if (model.unit_months > 0) {
    std::int32_t units =
        (month_number(today) - month_number(history.joined)) / model.unit_months;
    while (units > 0 && today < history.joined.add_months(units * model.unit_months))
      --units;
    row.x = std::max(units, 0);
  } else {
    const double units = (today.days - history.joined.days) / model.unit_days;
    row.x = std::max(std::floor(units), 0.0);
  }
  row.recency = row.age = row.x;
  return row;
}

// Trips expected between the last one and today, by the posterior mean of the rate:
// e (r + x) / (alpha + t_x) of the models whose gaps are exponential, or k of them.
std::optional<double> missed_trips(const Parameters& parameters, const Row& row) {
  if (!is_nbd(parameters.kind)) return std::nullopt;
  const double k = parameters.k, r = parameters.p[0], alpha = parameters.p[1];
  return (row.age - row.recency) * (r + k * row.x) / (alpha + row.recency) / k;
}

// Expected trips, discounted by (1 + discount)^-years to the end of the month or of the
// opportunity in which they fall. `trips(day)`: expected from today through the day.
template <class Trips>
double discounted_trips(const PackModel& model, const Lifetime& lifetime, Date today,
                        Trips&& trips) {
  const Kind kind = model.parameters.kind;
  const bool counted = kind == Kind::bg_bb || kind == Kind::sbg;
  const Date last = base::add(today, lifetime.horizon);
  const double step = counted ? model.unit_days : 0.0;
  double sum = 0.0, before = 0.0;
  for (std::int32_t i = 1;; ++i) {
    const Date month = today.add_months(i);
    const Date end = counted ? Date{today.days + static_cast<std::int32_t>(
                                                     std::llround(i * step))}
                             : std::min(month, last);
    if (counted && end > last) return sum;
    const double by_then = trips(end, i), years = (end.days - today.days) / 365.25;
    sum += std::max(by_then - before, 0.0) * std::pow(1.0 + lifetime.discount, -years);
    before = by_then;
    if (end >= last) return sum;
  }
}

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

struct Moments {
  double mean = 0.0, spread = 0.0;
};
// Of the logarithms; a pool weighs as much as `shrink` gaps.
Moments log_moments(const model::Cadence& cadence, std::span<const double> gaps) {
  const double weight = cadence.pooled ? cadence.shrink : 0.0;
  const double n = static_cast<double>(gaps.size());
  double sum = cadence.pooled ? weight * std::log(cadence.pool_median_days) : 0.0;
  const auto log_of = [](double gap) { return std::log(std::max(gap, 1e-6)); };
  for (const double gap : gaps) sum += log_of(gap);
  Moments out;
  out.mean = sum / (n + weight);
  double squares = weight * cadence.pool_spread * cadence.pool_spread;
  for (const double gap : gaps) {
    const double off = log_of(gap) - out.mean;
    squares += off * off;
  }
  out.spread = std::sqrt(squares / (n + weight));
  return out;
}

double law(model::GapLaw kind, const Moments& logs, double days) {
  if (kind != model::GapLaw::gamma)
    return normal_cdf((std::log(days) - logs.mean) / logs.spread);
  // The gamma law with the same mean and coefficient of variation.
  const double variance = logs.spread * logs.spread;
  const double shape = 1.0 / std::expm1(variance);
  const double mean = std::exp(logs.mean + variance / 2.0);
  return boost::math::gamma_p(shape, days * shape / mean);
}

}  // namespace

PackModel prepared(const model::ChurnModel& from) {
  PackModel out;
  const KindInfo* kind = find_kind(from.kind);
  out.external = kind == nullptr;
  out.unit_months = from.unit.days == 0 ? from.unit.months : 0;
  out.unit_days = base::mean_days(from.unit);
  if (kind != nullptr) out.parameters = parameters_of(*kind, from.params);
  for (const model::ChurnModel::Covariate& each : from.covariates) {
    out.effects.activity.push_back(each.activity);
    out.effects.dropout.push_back(each.dropout);
  }
  if (!from.spend.empty()) out.spend = parameters_of(info(Kind::gamma_gamma), from.spend);
  return out;
}

Forecast forecast(const PackModel& model, const History& history,
                  std::span<const double> covariates, const Season& season, Date today,
                  std::int32_t horizon_days, const std::optional<Lifetime>& lifetime) {
  const Parameters parameters = shifted(model.parameters, model.effects, covariates);
  const Kind kind = parameters.kind;
  Forecast out;
  const Date end{today.days + horizon_days};
  if (kind == Kind::bg_bb || kind == Kind::sbg) {
    out.row = kind == Kind::bg_bb ? periods_row(model, history, today)
                                  : tenure_row(model, history, today);
    out.horizon = std::clamp(std::round(horizon_days / model.unit_days), 1.0,
                             static_cast<double>(limits::kOpportunities));
  } else {
    const auto units = [&](Date from, Date until) {
      return std::max(season.days(from, until), 0.0) / model.unit_days;
    };
    out.row.x = static_cast<double>(history.days - 1);
    out.row.age = units(history.first, today);
    out.row.recency = std::min(units(history.first, history.last), out.row.age);
    out.horizon = units(today, end);
  }
  PurchaseSeries series;  // Many horizons are asked of one customer.
  const auto trips_within = [&](double units) {
    return answer(parameters, out.row, {What::trips, units, 0.0, &series});
  };
  const Triple now =
      triple(parameters, out.row,
             {What::trips, out.horizon, 0.0, lifetime ? &series : nullptr});
  out.p_none = std::clamp(now.none, 0.0, 1.0);
  out.p_alive = std::clamp(now.alive, 0.0, 1.0);
  out.trips = std::max(now.trips, 0.0);
  out.missed = missed_trips(parameters, out.row);
  if (lifetime)
    out.lifetime_trips =
        discounted_trips(model, *lifetime, today, [&](Date day, std::int32_t chances) {
          const bool counted = kind == Kind::bg_bb || kind == Kind::sbg;
          const double units = counted ? chances
                                       : std::max(season.days(today, day), 0.0) /
                                             model.unit_days;
          return trips_within(units);
        });
  if (model.spend) {
    Row row;  // Refunds may have taken all: then nothing is known of the spend.
    row.x = history.repeat_spend > 0.0 ? static_cast<double>(history.days - 1) : 0.0;
    row.spend = row.x > 0.0 ? history.repeat_spend : 0.0;
    out.spend = answer(*model.spend, row, {What::spend, 0.0, 0.0});
    if (!std::isfinite(*out.spend)) out.spend.reset();
  }
  return out;
}

double lateness(const model::Cadence& cadence, std::span<const double> gaps,
                double days) {
  if (days <= 0.0) return 0.0;
  const Moments logs = log_moments(cadence, gaps);
  if (cadence.law != model::GapLaw::empirical)
    return std::clamp(law(cadence.law, logs, days), 0.0, 1.0);
  const auto over =
      std::count_if(gaps.begin(), gaps.end(), [&](double gap) { return gap <= days; });
  if (!cadence.pooled)
    return static_cast<double>(over) / static_cast<double>(gaps.size());
  const Moments pool{std::log(cadence.pool_median_days), cadence.pool_spread};
  return (static_cast<double>(over) +
          cadence.shrink * law(model::GapLaw::lognormal, pool, days)) /
         (static_cast<double>(gaps.size()) + cadence.shrink);
}

std::int32_t seasons_missed(Date last, Date today, std::int32_t half_width) {
  std::int32_t missed = 0;
  while (missed < 300 &&
         last.add_months(12 * (missed + 1)).days + half_width < today.days)
    ++missed;
  return missed;
}

}  // namespace patron::churn
