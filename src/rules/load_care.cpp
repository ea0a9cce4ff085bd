// SPDX-License-Identifier: Apache-2.0
// Care: what is to be done, by whom, by when, and which event ends it.
#include <utility>

#include "base/text.hpp"
#include "rules/literals.hpp"
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

// "at once", "7 days", "3 days before event.start".
model::Moment load_moment(Loading& loading, const PackNode& node,
                          const Environment& environment) {
  model::Moment out;
  const std::string_view words = node.text();
  if (!node || words == "at once") return out;
  const std::size_t at = words.find(" event.");
  if (at == std::string_view::npos) {
    out.span = loading.span(node);
    return out;
  }
  const std::size_t side = words.rfind(' ', at - 1);
  out.before = words.substr(side + 1, at - side - 1) == "before";
  if (const auto span = rules::span(words.substr(0, side))) out.span = *span;
  Result<Expression> from = Expression::compile(words.substr(at + 1), environment);
  if (!from.ok()) {
    loading.error(node, from.status().message());
  } else if (from->type().kind != model::TypeKind::date) {
    loading.error(node, std::string(words.substr(at + 1)) + " is no day");
  } else {
    out.from = loading.keep(*std::move(from));
  }
  return out;
}

void load_steps(Loading& loading, const PackNode& node, model::Action& action) {
  for (const PackNode& step : node.items()) {
    const PackNode to = step["to"];
    loading.reference(to, to.text(), "role", ids_of(loading.pack().roles));
    action.escalate.push_back({loading.span(step["after"]), std::string(to.text())});
  }
  if (action.escalate.size() > 16) loading.error(node, "at most 16 steps");
  for (std::size_t i = 1; i < action.escalate.size(); ++i)
    if (base::mean_days(action.escalate[i].after) <
        base::mean_days(action.escalate[i - 1].after))
      loading.error(node, "steps stand in order of time");
}

std::vector<std::string_view> names_of(const PackNode& map) {
  std::vector<std::string_view> out;
  for (const auto& [id, node] : map.entries()) out.push_back(id);
  return out;
}

}  // namespace

void load_care(Loading& loading, const PackNode& root) {
  model::Pack& pack = loading.pack();
  const PackNode purposes = root["care"]["purposes"], consents = root["care"]["consents"];
  for (const auto& [id, purpose] : purposes.entries())
    if (const PackNode consent = purpose["consent"])
      loading.reference(consent, consent.text(), "consent", names_of(consents));
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
    const Environment seen = environment(pack, Phase::care, action.on);
    action.start = load_moment(loading, node["start"], seen);
    action.due = load_moment(loading, node["due"], seen);
    action.on_error = on_error(node, root);
    if (node["effective"]) action.effective = loading.effective(node["effective"]);
    action.priority = node["priority"].integer_or(0);
    load_steps(loading, node["escalate"], action);
    if (const PackNode purpose = node["purpose"])
      if (loading.reference(purpose, purpose.text(), "purpose", names_of(purposes)) >= 0)
        action.consent = purposes[purpose.text()]["consent"].text();
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
