// SPDX-License-Identifier: Apache-2.0
// A rate is one exact fraction: basis x points / per, rounded once by the rule's mode. A
// multiplier adds (m - 1) x what the rules it names were granted after *their* rounding
// (M9); several multipliers over the same rules are additive, or compounding if their
// group says so, and each posts the difference of the rounded running totals, so that the
// postings add up to the total (M10).
#include "loyalty/earn.hpp"

#include <algorithm>

#include "loyalty/stacking.hpp"

namespace patron::loyalty {
namespace {

using base::Int128;
using model::EarnKind;
using model::EarnRule;

std::optional<Int128> times(Int128 a, Int128 b) {
  Int128 product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

model::BasisAmount money_basis(const EarnRule& rule, const Measure& measure) {
  if (measure.payment) {
    const auto& excluded = rule.basis.exclude_tenders;
    const bool out = std::find(excluded.begin(), excluded.end(), measure.tender) !=
                     excluded.end();
    return {out ? Int128{0} : Int128{*measure.payment}, 1};
  }
  if (measure.trip == nullptr) return {};
  return model::basis_of(*measure.trip, rule.basis);
}

std::int64_t units_of(const EarnRule& rule, const Measure& measure) {
  if (measure.trip == nullptr) return 0;
  switch (rule.unit) {
    case model::TripUnit::segments: return measure.trip->segments;
    case model::TripUnit::km: return measure.trip->distance;
    case model::TripUnit::nights: break;
  }
  return measure.trip->nights;
}

std::string_view unit_name(model::TripUnit unit) {
  constexpr std::string_view kNames[] = {"nights", "segments", "km"};
  return kNames[static_cast<std::size_t>(unit)];
}

// The points of a rule, written down at the currency's scale or computed.
Decimal points_of(const model::Pack& pack, const Award& award) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(award.rule)];
  const std::int32_t scale =
      pack.currencies[static_cast<std::size_t>(rule.currency)].scale;
  return award.amount.value_or(Decimal{rule.points, scale});
}

Decimal factor_of(const model::Pack& pack, const Award& award) {
  return award.amount.value_or(
      pack.earn[static_cast<std::size_t>(award.rule)].multiply);
}

std::optional<std::int64_t> fixed_points(const model::Pack& pack, const Award& award) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(award.rule)];
  const Decimal points = points_of(pack, award);
  return base::rescale(points.value, points.scale,
                       pack.currencies[static_cast<std::size_t>(rule.currency)].scale,
                       rule.round.mode);
}

std::optional<std::int64_t> rate_points(const model::Pack& pack, const Award& award,
                                        const Measure& measure) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(award.rule)];
  const std::int32_t scale =
      pack.currencies[static_cast<std::size_t>(rule.currency)].scale;
  const Decimal points = points_of(pack, award);
  model::BasisAmount basis;
  std::int64_t per = rule.per_minor;
  if (rule.per_units > 0) {
    basis.numerator = units_of(rule, measure);
    per = rule.per_units;
  } else {
    basis = money_basis(rule, measure);
  }
  auto denominator = times(basis.denominator, per);
  if (!denominator) return std::nullopt;
  Int128 blocks = basis.numerator;
  if (rule.full_blocks) {
    const auto whole =
        base::divide(basis.numerator, *denominator, base::Rounding::floor);
    if (!whole) return std::nullopt;
    blocks = *whole;
    denominator = 1;
  }
  // Computed points may have more digits than the currency: rounded once, at the end.
  auto numerator = times(blocks, points.value);
  if (points.scale > scale)
    denominator = times(*denominator, base::power_of_ten(points.scale - scale));
  else if (numerator)
    numerator = times(*numerator, base::power_of_ten(scale - points.scale));
  if (!numerator || !denominator) return std::nullopt;
  return base::divide(*numerator, *denominator, rule.round.mode);
}

// What the rules of a multiplier were granted by this event.
std::int64_t base_of(const EarnRule& rule, const std::vector<Award>& fired) {
  std::int64_t total = 0;
  for (const Award& award : fired)
    if (std::find(rule.of.begin(), rule.of.end(), award.rule) != rule.of.end())
      total += award.points;
  return total;
}

model::Stacking stacking_of(const model::Pack& pack, const EarnRule& rule) {
  return rule.group < 0 ? model::Stacking::sum
                        : pack.groups[static_cast<std::size_t>(rule.group)].mode;
}

// The multipliers that run on one total with `fired[upto]`, up to it: those over the same
// rules that add up, or those of its group that compound. Where a group lets only one
// through, each stands alone.
std::vector<const Award*> run_of(const model::Pack& pack,
                                 const std::vector<Award>& fired, std::size_t upto) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(fired[upto].rule)];
  const model::Stacking mode = stacking_of(pack, rule);
  std::vector<const Award*> run;
  for (std::size_t i = 0; i <= upto; ++i) {
    const EarnRule& other = pack.earn[static_cast<std::size_t>(fired[i].rule)];
    if (other.kind != EarnKind::multiply || other.of != rule.of) continue;
    const bool together =
        i == upto || (mode == model::Stacking::compound && other.group == rule.group) ||
        (mode == model::Stacking::sum &&
         stacking_of(pack, other) == model::Stacking::sum);
    if (together) run.push_back(&fired[i]);
  }
  return run;
}

// round(base x (1 + sum of (m - 1))), or round(base x m x m ...) where they compound.
std::optional<std::int64_t> running_total(const model::Pack& pack,
                                          const std::vector<const Award*>& run,
                                          std::int64_t base) {
  const EarnRule& last = pack.earn[static_cast<std::size_t>(run.back()->rule)];
  const bool compound = stacking_of(pack, last) == model::Stacking::compound;
  std::int32_t scale = 0;
  for (const Award* award : run) {
    const std::int32_t own = factor_of(pack, *award).scale;
    scale = compound ? scale + own : std::max(scale, own);
  }
  if (scale > 18) return std::nullopt;
  Int128 factor = compound ? Int128{1} : Int128{base::power_of_ten(scale)};
  for (const Award* award : run) {
    const Decimal m = factor_of(pack, *award);
    const auto next =
        compound ? times(factor, m.value)
                 : std::optional<Int128>(
                       factor + (Int128{m.value} - base::power_of_ten(m.scale)) *
                                    base::power_of_ten(scale - m.scale));
    if (!next) return std::nullopt;
    factor = *next;
  }
  const auto product = times(base, factor);
  return product ? base::divide(*product, base::power_of_ten(scale),
                                last.round.mode)
                 : std::nullopt;
}

std::optional<std::int64_t> multiplier_points(const model::Pack& pack,
                                              const std::vector<Award>& fired,
                                              std::size_t index) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(fired[index].rule)];
  const std::int64_t base = base_of(rule, fired);
  std::vector<const Award*> run = run_of(pack, fired, index);
  const auto total = running_total(pack, run, base);
  run.pop_back();
  const auto before = run.empty() ? std::optional(base) : running_total(pack, run, base);
  if (!total || !before) return std::nullopt;
  return base::subtract(*total, std::max(*before, base));
}

std::string_view mode_name(base::Rounding mode) {
  constexpr std::string_view kNames[] = {"floor", "truncate", "half_up", "half_even",
                                         "ceil"};
  return kNames[static_cast<std::size_t>(mode)];
}

}  // namespace

bool price(const model::Pack& pack, std::vector<Award>& fired, const Measure& measure) {
  const auto multiplies = [&](const Award& award) {
    return pack.earn[static_cast<std::size_t>(award.rule)].kind == EarnKind::multiply;
  };
  const auto multipliers = static_cast<std::size_t>(
      std::find_if(fired.begin(), fired.end(), multiplies) - fired.begin());
  std::int64_t together = 0;  // So that no sum over these awards leaves 64 bits.
  for (std::size_t i = 0; i < fired.size(); ++i) {
    if (i == multipliers) stack(pack, fired, 0);
    const EarnRule& rule = pack.earn[static_cast<std::size_t>(fired[i].rule)];
    std::optional<std::int64_t> points;
    switch (rule.kind) {
      case EarnKind::fixed: points = fixed_points(pack, fired[i]); break;
      case EarnKind::rate: points = rate_points(pack, fired[i], measure); break;
      case EarnKind::multiply: points = multiplier_points(pack, fired, i);
    }
    if (!points || !base::fits_amount(*points)) return false;
    fired[i].points = std::max<std::int64_t>(*points, 0);
    together += fired[i].points;
    if (!base::fits_amount(together)) return false;
  }
  stack(pack, fired, multipliers < fired.size() ? multipliers : 0);
  return true;
}

std::string arithmetic(const model::Pack& pack, const std::vector<Award>& fired,
                       std::size_t index, const Measure& measure) {
  const EarnRule& rule = pack.earn[static_cast<std::size_t>(fired[index].rule)];
  const std::int32_t scale =
      pack.currencies[static_cast<std::size_t>(rule.currency)].scale;
  const Decimal amount = points_of(pack, fired[index]);
  const std::string points = base::decimal_text(amount.value, amount.scale);
  const Decimal factor = factor_of(pack, fired[index]);
  if (rule.kind == EarnKind::fixed) return points + " fixed";
  if (rule.kind == EarnKind::multiply)
    return "(" + base::decimal_text(factor.value, factor.scale) +
           " - 1) x " + base::decimal_text(base_of(rule, fired), scale) + ", " +
           std::string(mode_name(rule.round.mode));
  const std::string rounding =
      rule.full_blocks ? "full blocks" : std::string(mode_name(rule.round.mode));
  if (rule.per_units > 0)
    return std::to_string(units_of(rule, measure)) + " " +
           std::string(unit_name(rule.unit)) + " x " + points + " per " +
           std::to_string(rule.per_units) + ", " + rounding;
  const model::BasisAmount basis = money_basis(rule, measure);
  const auto minor =
      base::divide(basis.numerator, basis.denominator, base::Rounding::half_even);
  return base::decimal_text(minor.value_or(0), pack.currency_scale) + " " +
         pack.currency + " x " + points + " per " +
         base::decimal_text(rule.per_minor, pack.currency_scale) + ", " + rounding;
}

std::int64_t revoked(std::int64_t points, std::int64_t refunded, std::int64_t price,
                     base::Rounding mode) {
  if (refunded >= price) return points;
  const auto share = base::multiply_divide(points, refunded, price, mode);
  // A metric may count below zero; then so is what a refund takes of it.
  const std::int64_t low = std::min<std::int64_t>(points, 0);
  const std::int64_t high = std::max<std::int64_t>(points, 0);
  return std::clamp(share.value_or(points), low, high);
}

}  // namespace patron::loyalty
