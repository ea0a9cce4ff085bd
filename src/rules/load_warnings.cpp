// SPDX-License-Identifier: Apache-2.0
// What is allowed and surely not meant: points that end before they can be spent, limits
// that are smaller than one grant, rewards that nobody can pay, points that earn points.
#include <algorithm>

#include "base/decimal.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

using model::EarnKind;
using model::EarnRule;

bool is_literal(const EarnRule& rule) {
  return rule.kind == EarnKind::fixed && !rule.computed;
}

void check_hold(Loading& loading, const PackNode& node, const EarnRule& rule) {
  if (rule.kind == EarnKind::multiply || !rule.hold.delay) return;
  const model::Currency& currency =
      loading.pack().currencies[static_cast<std::size_t>(rule.currency)];
  const model::Expiry& expiry = currency.expiry;
  const bool from_earning =
      expiry.kind == model::ExpiryKind::rolling && !expiry.from_activation;
  if (from_earning &&
      base::mean_days(expiry.after) <= base::mean_days(*rule.hold.delay))
    loading.warn(node, "ends_while_held",
                 "these points end before the delay of their hold is over",
                 "count the expiry from the activation, or hold them for less long");
}

void check_loop(Loading& loading, const PackNode& node, const EarnRule& rule) {
  if (rule.kind != EarnKind::rate || rule.per_units != 0) return;
  const model::Currency& currency =
      loading.pack().currencies[static_cast<std::size_t>(rule.currency)];
  const auto& excluded = rule.basis.exclude_tenders;
  if (!currency.spend || currency.rate_points == 0 ||
      std::find(excluded.begin(), excluded.end(), "points") != excluded.end())
    return;
  loading.warn(node, "points_earn_points",
               "what is paid with " + currency.id + " earns " + currency.id + " again",
               "exclude the tender \"points\" in the basis");
}

// A limit that one grant of a rule exceeds; in a word of what limits.
void check_room(Loading& loading, const PackNode& node,
                const std::vector<std::int32_t>& rules, std::int64_t points) {
  for (const std::int32_t index : rules) {
    const EarnRule& rule = loading.pack().earn[static_cast<std::size_t>(index)];
    if (!is_literal(rule) || rule.points <= points) continue;
    loading.warn(node, "limit_below_grant",
                 "one grant of " + quoted(rule.id) + " is more than this limit");
    return;
  }
}

// Is there a limit for life on all that earns a currency, below a price in it?
void check_price(Loading& loading, const PackNode& node, const model::Reward& reward) {
  if (reward.computed) return;
  const model::Pack& pack = loading.pack();
  const auto all_of_currency = [&](const model::Cap& cap) {
    for (std::size_t i = 0; i < pack.earn.size(); ++i)
      if (pack.earn[i].currency == reward.currency &&
          !std::binary_search(cap.rules.begin(), cap.rules.end(),
                              static_cast<std::int32_t>(i)))
        return false;
    return !cap.rules.empty();
  };
  for (const model::Cap& cap : pack.caps)
    if (cap.per == model::CapPer::member && cap.points &&
        cap.window.kind == model::WindowKind::lifetime && *cap.points < reward.points &&
        all_of_currency(cap)) {
      loading.warn(node, "reward_out_of_reach",
                   "nobody can earn so much: " + quoted(cap.id) + " lets through less");
      return;
    }
}

}  // namespace

void check_sense(Loading& loading, const PackNode& root) {
  const auto& findings = loading.findings();
  if (std::any_of(findings.begin(), findings.end(), [](const Diagnostic& one) {
        return one.severity == Severity::error;
      }))
    return;
  const PackNode points = root["points"];
  for (const EarnRule& rule : loading.pack().earn) {
    const PackNode node = points["earn"][rule.id];
    check_hold(loading, node, rule);
    check_loop(loading, node, rule);
    if (rule.kind == EarnKind::multiply && !rule.computed &&
        rule.multiply.value == base::power_of_ten(rule.multiply.scale))
      loading.warn(node["multiply"], "no_effect", "times 1 adds nothing");
  }
  for (const model::Cap& cap : loading.pack().caps) {
    const bool own = cap.id.rfind("points.earn.", 0) == 0;
    const std::string id = cap.id.substr(cap.id.rfind('.') + 1);
    const PackNode node = own ? points["earn"][id]["limit"] : points["caps"][id];
    if (cap.points) check_room(loading, node, cap.rules, *cap.points);
  }
  for (const model::Budget& budget : loading.pack().budgets)
    check_room(loading, root["shared"]["budgets"][budget.id], budget.rules,
               budget.points);
  for (const model::Reward& reward : loading.pack().rewards)
    check_price(loading, points["rewards"][reward.id]["price"], reward);
}

}  // namespace patron::rules
