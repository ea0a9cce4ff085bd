// SPDX-License-Identifier: Apache-2.0
// Care: what is to be done, by whom, by when, and which event ends it.
#include <utility>

#include "base/text.hpp"
#include "rules/loading.hpp"

namespace patron::rules {

namespace {

std::optional<model::Trigger> load_trigger(Loading& loading, const PackNode& node) {
  if (!node) return std::nullopt;
  model::Trigger out;
  out.on = loading.events(node["on"], true);
  out.when = loading.predicate(node["when"],
                               environment(loading.pack(), Phase::care, out.on));
  return out;
}

}  // namespace

void load_care(Loading& loading, const PackNode& root) {
  model::Pack& pack = loading.pack();
  for (const auto& [id, node] : root["care"]["actions"].entries()) {
    model::Action action;
    action.id = id;
    action.title = loading.text(node["title"]);
    action.reason = loading.text(node["reason"]);
    action.origin = node.origin();
    action.on = loading.events(node["on"], true);
    action.when = loading.predicate(node["when"],
                                    environment(pack, Phase::care, action.on));
    action.what = node["do"].text();
    action.due = loading.span(node["due"]);
    if (const PackNode owner = node["owner"]) {
      loading.reference(owner, owner.text(), "role", ids_of(pack.roles));
      action.owner = owner.text();
    }
    for (const PackNode& channel : node["channels"].items()) {
      action.channels.emplace_back(channel.text());
    }
    action.done_on = load_trigger(loading, node["done_on"]);
    action.cancel_on = load_trigger(loading, node["cancel_on"]);
    pack.actions.push_back(std::move(action));
  }
}

}  // namespace patron::rules
