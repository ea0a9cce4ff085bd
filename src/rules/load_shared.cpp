// SPDX-License-Identifier: Apache-2.0
// Budgets: limits that many members share. Points of one currency only, because the
// counter of a budget is one number.
#include <utility>

#include "rules/loading.hpp"

namespace patron::rules {

void load_shared(Loading& loading, const PackNode& root) {
  const model::Pack& pack = loading.pack();
  for (const auto& [id, node] : root["shared"]["budgets"].entries()) {
    model::Budget budget;
    budget.id = id;
    budget.origin = node.origin();
    budget.rules = selected_rules(loading, node["rules"], false);
    std::int32_t scale = 0;
    for (const std::int32_t index : budget.rules) {
      const auto& rule = pack.earn[static_cast<std::size_t>(index)];
      const auto& first = pack.earn[static_cast<std::size_t>(budget.rules.front())];
      for (std::size_t t = model::index(model::EventType::own_first);
           t < model::kEventTypesMax; ++t)
        if (rule.on.test(t))
          loading.error(node["rules"],
                        "\"" + rule.id + "\" fires on an event that patron makes, which "
                        "has no place to keep what a shared budget answered");
      if (rule.currency != first.currency) {
        loading.error(node["rules"], "these rules earn different currencies; a budget "
                                     "counts points of one");
        break;
      }
      if (!pack.currencies.empty()) {
        scale = pack.currencies[static_cast<std::size_t>(rule.currency)].scale;
      }
    }
    budget.points = loading.points(node["points"], scale);
    budget.window = loading.window(node["window"]);
    budget.reject = node["overflow"].text() == "reject";
    if (node["effective"]) budget.effective = loading.effective(node["effective"]);
    loading.pack().budgets.push_back(std::move(budget));
  }
}

}  // namespace patron::rules
