// SPDX-License-Identifier: Apache-2.0
#include "engine/worth.hpp"

#include <algorithm>
#include <cmath>

#include "engine/view.hpp"

namespace patron::engine {
namespace {

// 1 + the cuts that lie below the value: cuts are right-closed.
std::int32_t score(const std::vector<Decimal>& cuts, const Decimal& value) {
  return 1 + static_cast<std::int32_t>(std::count_if(
                 cuts.begin(), cuts.end(),
                 [&](const Decimal& cut) { return base::compare(cut, value) < 0; }));
}

}  // namespace

std::optional<RfmScores> rfm_of(const Version& version, const State& state,
                                const View& view) {
  if (!version.pack().worth.rfm || state.visits.empty()) return std::nullopt;
  const model::Rfm& rfm = *version.pack().worth.rfm;
  const Decimal days{view.today().days - state.visits.back(), 0};
  // The shorter since the last trip, the better.
  return RfmScores{rfm.scores + 1 - score(rfm.recency_cuts, days),
                   score(rfm.frequency_cuts, {view.metric(rfm.frequency), 0}),
                   score(rfm.monetary_cuts,
                         {view.metric(rfm.monetary), version.pack().currency_scale})};
}

std::optional<std::int64_t> money_of(const model::MoneyOf& money, const View& view) {
  if (money.value < 0) return money.minor;
  const rules::Value value = view.evaluate(money.value);
  if (value.outcome != rules::Outcome::value || value.kind == model::TypeKind::null)
    return std::nullopt;
  const std::int32_t scale = view.version().pack().currency_scale;
  // A number is money of the pack; the loader knows that it has no more decimals.
  return base::multiply(value.integer, base::power_of_ten(scale - value.scale));
}

std::optional<std::int64_t> lifetime_value(const Version& version, const Risk& risk) {
  if (!risk.forecast || !risk.forecast->spend || !risk.forecast->lifetime_trips)
    return std::nullopt;
  const double minor =
      *risk.forecast->spend * *risk.forecast->lifetime_trips *
      version.pack().worth.clv->margin.number() *
      static_cast<double>(base::power_of_ten(version.pack().currency_scale));
  return std::llrint(std::clamp(minor, 0.0, 9e15));
}

}  // namespace patron::engine
