// SPDX-License-Identifier: Apache-2.0
// Kano's table of evaluation (Kano 1984) and Berger's coefficients (1993). Equally
// frequent kinds are told by Berger's order: must-be, one-dimensional, attractive,
// indifferent. Fong (1996) asks whether the two most frequent kinds differ by more than
// chance.
#include <algorithm>
#include <cmath>

#include "patron/satisfaction_scales.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

constexpr KanoKind kOrder[] = {KanoKind::must_be,    KanoKind::one_dimensional,
                               KanoKind::attractive, KanoKind::indifferent,
                               KanoKind::reverse,    KanoKind::questionable};
constexpr double kFongZ = 1.65;

double of(const Kano& kano, KanoKind kind) {
  return kano.counts[static_cast<std::size_t>(kind)];
}

void judge_kind(Kano& out, double n) {
  KanoKind best = kOrder[0], second = kOrder[1];
  if (of(out, second) > of(out, best)) std::swap(best, second);
  for (std::size_t i = 2; i < std::size(kOrder); ++i) {
    if (of(out, kOrder[i]) > of(out, best)) {
      second = best;
      best = kOrder[i];
    } else if (of(out, kOrder[i]) > of(out, second)) {
      second = kOrder[i];
    }
  }
  const double a = of(out, best), b = of(out, second);
  out.kind = best;
  out.category_strength = (a - b) / n;
  out.total_strength = (of(out, KanoKind::attractive) + of(out, KanoKind::must_be) +
                        of(out, KanoKind::one_dimensional)) /
                       n;
  out.significant = a - b >= kFongZ * std::sqrt((a + b) * (2.0 * n - a - b) / (2.0 * n));
}

// A share as a score; `sign` turns it to the other side.
Score share(double part, double whole, double n_effective, double sign,
            double confidence) {
  if (!(whole > 0.0)) return no_score();
  Score out;
  const double p = part / whole;
  const Range range = wilson(p, n_effective, z_of(confidence));
  out.value = sign * p;
  out.low = sign > 0.0 ? range.low : -range.high;
  out.high = sign > 0.0 ? range.high : -range.low;
  out.standard_error = std::sqrt(p * (1.0 - p) / n_effective);
  out.n = whole;
  out.n_effective = n_effective;
  judge(out, {});
  return out;
}

// `kish`: the share of its n that weights leave.
Result<Kano> judged(const std::array<double, 6>& counts, double kish, double confidence) {
  if (Status status = check_confidence(confidence); !status.ok()) return status;
  Kano out;
  out.counts = counts;
  double n = 0.0;
  for (const double count : counts) {
    if (!(count >= 0.0) || !std::isfinite(count))
      return bad("counts are finite and not negative");
    n += count;
  }
  const double a = of(out, KanoKind::attractive), o = of(out, KanoKind::one_dimensional),
               m = of(out, KanoKind::must_be), i = of(out, KanoKind::indifferent);
  const double whole = a + o + m + i;
  if (n > 0.0) judge_kind(out, n);
  out.better = share(a + o, whole, whole * kish, 1.0, confidence);
  out.worse = share(o + m, whole, whole * kish, -1.0, confidence);
  return out;
}

}  // namespace

KanoKind kano_kind(int there, int absent) {
  if (there < 1 || there > 5 || absent < 1 || absent > 5) return KanoKind::questionable;
  if (there == 1) {
    return absent == 1   ? KanoKind::questionable
           : absent == 5 ? KanoKind::one_dimensional
                         : KanoKind::attractive;
  }
  if (there == 5) return absent == 5 ? KanoKind::questionable : KanoKind::reverse;
  return absent == 1   ? KanoKind::reverse
         : absent == 5 ? KanoKind::must_be
                       : KanoKind::indifferent;
}

Result<Kano> kano(const std::array<double, 6>& counts, double confidence) {
  return judged(counts, 1.0, confidence);
}

Result<Kano> kano(Answers there, Answers absent, Answers weights, double confidence) {
  if (there.size() != absent.size())
    return bad("an answer to both questions is expected");
  if (Status status = check_weights(there.size(), weights); !status.ok()) return status;
  std::array<double, 6> counts = {};
  double sum = 0.0, squares = 0.0, n = 0.0;
  for (std::size_t i = 0; i < there.size(); ++i) {
    if (std::isnan(there[i]) || std::isnan(absent[i])) continue;
    for (const double answer : {there[i], absent[i]})
      if (answer != std::floor(answer) || answer < 1.0 || answer > 5.0)
        return bad("an answer is outside the scale, 1 to 5");
    const double w = weights.empty() ? 1.0 : weights[i];
    const KanoKind kind =
        kano_kind(static_cast<int>(there[i]), static_cast<int>(absent[i]));
    counts[static_cast<std::size_t>(kind)] += w;
    sum += w;
    squares += w * w;
    n += 1.0;
  }
  // Weights are brought to a mean of 1, so that counts stay counts of answers.
  if (sum > 0.0)
    for (double& count : counts) count *= n / sum;
  return judged(counts, sum > 0.0 ? sum * sum / squares / n : 1.0, confidence);
}

}  // namespace patron::satisfaction
