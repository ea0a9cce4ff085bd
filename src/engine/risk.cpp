// SPDX-License-Identifier: Apache-2.0
// A model says how far its probability is from the base rate, in log-odds; the cadence,
// how far from even odds it is that the gap should be over. So a model alone, at weight
// 1, gives its own probability back, and a customer exactly at the usual gap is neither
// late nor early.
#include "engine/risk.hpp"

#include <algorithm>
#include <cmath>

#include "base/limits.hpp"
#include "engine/view.hpp"

namespace patron::engine {
namespace {

const model::Text kModelReason{{"en", "the trips so far, by the model"},
                               {"zh", "模型按以往出行推算"}};
const model::Text kCadenceReason{
    {"en", "the time since the last trip, by their own gaps"},
    {"zh", "距上次出行的时间，按自身间隔"}};
constexpr double kSurest = 0.99;  // A gap law is not trusted beyond 1 in 100.

// The weight of the first bin that the value falls below; the last bin takes the rest.
const Decimal* bin_weight(const model::Signal& signal, const rules::Value& value) {
  if (value.outcome != rules::Outcome::value || value.kind == model::TypeKind::null)
    return nullptr;
  Decimal number{value.integer, value.scale};
  if (value.kind == model::TypeKind::number) {
    // A statistic as a decimal of six places, so that no binary fraction decides a bin.
    if (!(value.number > -1e9 && value.number < 1e9)) return nullptr;
    number = {
        static_cast<std::int64_t>(value.number * 1e6 + (value.number < 0 ? -0.5 : 0.5)),
        6};
  }
  for (const model::Bin& bin : signal.bins)
    if (!bin.below || base::compare(number, *bin.below) < 0) return &bin.weight;
  return nullptr;
}

void add_signals(Risk& risk, const Version& version, const State& state,
                 const View& view) {
  const auto& signals = version.pack().churn.signals;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const model::Signal& signal = signals[i];
    const Decimal* weight = nullptr;
    if (signal.when >= 0 &&
        state.signals[static_cast<std::size_t>(version.signal[i])].raised)
      weight = &signal.weight;
    else if (signal.value >= 0)
      weight = bin_weight(signal, view.evaluate(signal.value));
    if (weight != nullptr && (signal.when >= 0 || weight->value != 0))
      risk.pieces.push_back(
          {version.signal_ids[i], churn::micros(*weight), &signal.reason});
  }
}

churn::History history_of(const State& state, const View& view, std::int32_t scale) {
  churn::History history;
  history.first = Date{state.first_visit};
  history.last = Date{state.visits.back()};
  history.days = state.visits_made;
  history.months = state.visit_months;
  const rules::Value tenure = view.read(
      {model::Space::builtin, static_cast<std::int32_t>(model::Builtin::tenure_days)});
  history.joined =
      tenure.kind == model::TypeKind::integer
          ? Date{view.today().days - static_cast<std::int32_t>(tenure.integer)}
          : history.first;
  if (history.days > 1)
    history.repeat_spend = static_cast<double>(state.spent - state.first_spent) /
                           static_cast<double>(base::power_of_ten(scale)) /
                           static_cast<double>(history.days - 1);
  return history;
}

// None of an error, an unknown, null, or what is not finite.
std::optional<double> number_of(const rules::Value& value) {
  if (value.outcome != rules::Outcome::value) return std::nullopt;
  if (value.kind == model::TypeKind::boolean) return value.is_true() ? 1.0 : 0.0;
  if (value.kind == model::TypeKind::integer || value.kind == model::TypeKind::decimal)
    return Decimal{value.integer, value.scale}.number();
  if (value.kind != model::TypeKind::number || !std::isfinite(value.number))
    return std::nullopt;
  return value.number;
}

// A probability of the host's own; none where it is no number from 0 to 1.
std::optional<double> external(const rules::Value& value) {
  const std::optional<double> p = number_of(value);
  return p && *p >= 0.0 && *p <= 1.0 ? p : std::nullopt;
}

// Whether all covariates of the model are known of the customer; their values.
bool covariates_of(const model::ChurnModel& model, const View& view,
                   std::vector<double>& out) {
  out.clear();
  for (const model::ChurnModel::Covariate& each : model.covariates) {
    const std::optional<double> value = number_of(view.evaluate(each.value));
    if (!value) return false;
    out.push_back(*value);
  }
  return true;
}

// Only a model with spend can say what a lifetime brings.
std::optional<churn::Lifetime> lifetime_of(const Version& version,
                                           const churn::PackModel& model) {
  const std::optional<model::Clv>& clv = version.pack().worth.clv;
  if (!clv || !model.spend) return std::nullopt;
  return churn::Lifetime{clv->horizon, clv->discount.number()};
}

void add_model(Risk& risk, const Version& version, const State& state, const View& view) {
  const model::Churn& churn = version.pack().churn;
  std::vector<double> covariates;
  for (std::size_t i = 0; i < churn.models.size() && risk.model < 0; ++i)
    if ((churn.models[i].when < 0 || view.evaluate(churn.models[i].when).is_true()) &&
        covariates_of(churn.models[i], view, covariates))
      risk.model = static_cast<std::int32_t>(i);
  if (risk.model < 0) return;
  const auto at = static_cast<std::size_t>(risk.model);
  const model::ChurnModel& model = churn.models[at];
  if (version.models[at].external) {
    risk.model_risk = external(view.evaluate(model.value));
  } else {
    risk.forecast = churn::forecast(
        version.models[at], history_of(state, view, version.pack().currency_scale),
        covariates, version.season, view.today(), churn.horizon_days,
        lifetime_of(version, version.models[at]));
    risk.model_risk = risk.forecast->p_none;
  }
  if (!risk.model_risk || churn.model_weight.value == 0) return;
  const std::int64_t off =
      churn::log_odds(*risk.model_risk) - churn::base_log_odds(churn.base_rate);
  const auto weighed =
      std::llrint(churn.model_weight.number() * static_cast<double>(off));
  risk.pieces.push_back({version.model_ids[at], weighed,
                         model.title.empty() ? &kModelReason : &model.title});
}

void add_cadence(Risk& risk, const Version& version, const State& state,
                 const View& view) {
  const model::Churn& churn = version.pack().churn;
  if (churn.cadence_weight.value == 0) return;
  const std::vector<double> gaps = season_gaps(state, version.season);
  if (gaps.size() < static_cast<std::size_t>(churn.cadence.min_gaps)) return;
  risk.lateness = churn::lateness(
      churn.cadence, gaps, version.season.days(Date{state.visits.back()}, view.today()));
  const double p = std::clamp(*risk.lateness, 1.0 - kSurest, kSurest);
  const double weight = churn.cadence_weight.number();
  risk.pieces.push_back({"churn.cadence",
                         std::llrint(weight * static_cast<double>(churn::log_odds(p))),
                         &kCadenceReason});
}

}  // namespace

std::vector<double> season_gaps(const State& state, const churn::Season& season) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < state.visits.size(); ++i)
    gaps.push_back(season.days(Date{state.visits[i - 1]}, Date{state.visits[i]}));
  return gaps;
}

Risk risk_of(const Version& version, const State& state, const View& view) {
  const model::Churn& churn = version.pack().churn;
  Risk risk;
  if (!churn.scored || state.visits.empty()) return risk;
  risk.scored = true;
  add_signals(risk, version, state, view);
  add_model(risk, version, state, view);
  add_cadence(risk, version, state, view);
  risk.pieces = churn::in_order(std::move(risk.pieces));
  risk.booked = churn.alive_when >= 0 && view.evaluate(churn.alive_when).is_true();
  risk.joined = churn::joined(churn, risk.pieces, base::month_of(view.today()));
  if (risk.booked) risk.joined.ppm = 0;
  risk.band = churn::band_of(churn.bands, risk.joined.ppm);
  return risk;
}

}  // namespace patron::engine
