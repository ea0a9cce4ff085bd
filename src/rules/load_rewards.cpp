// SPDX-License-Identifier: Apache-2.0
// The catalogue: what points buy, for whom, how often.
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

void limit(Loading& loading, const PackNode& node, model::Reward& reward) {
  if (!node) return;
  for (const std::string_view key : {"points", "per", "overflow"})
    if (node[key]) loading.error(node[key], "a reward is limited by count and window");
  if (node["count"]) reward.count = node["count"].integer_or(1);
  reward.window = loading.window(node["window"]);
  if (reward.window.ago > 0)
    loading.error(node["window"],
                  "a limit counts a period that is running, like \"this "
                  "month\"");
}

}  // namespace

void load_rewards(Loading& loading, const PackNode& root) {
  const auto& currencies = loading.pack().currencies;
  model::EventTypes redemption;
  redemption.set(model::index(model::EventType::redemption));
  const Environment environment =
      rules::environment(loading.pack(), Phase::earn, redemption);
  for (const auto& [id, node] : root["points"]["rewards"].entries()) {
    model::Reward reward;
    reward.id = id;
    reward.title = loading.text(node["title"]);
    reward.origin = node.origin();
    if (node["effective"]) reward.effective = loading.effective(node["effective"]);
    const PackNode price = node["price"], points = price["points"];
    reward.currency = loading.reference(price["currency"], price["currency"].text(),
                                        "points currency", ids_of(currencies));
    if (reward.currency >= 0) {
      const auto& currency = currencies[static_cast<std::size_t>(reward.currency)];
      if (!currency.spend)
        loading.error(price["currency"], quoted(currency.id) + " cannot be spent");
      if (points.is(json::Kind::object))
        reward.computed = computed(loading, points, environment);
      else if ((reward.points = loading.points(points, currency.scale)) == 0)
        loading.error(points, "a reward costs at least one point");
    }
    reward.when = loading.predicate(node["when"], environment);
    limit(loading, node["limit"], reward);
    loading.pack().rewards.push_back(std::move(reward));
  }
}

}  // namespace patron::rules
