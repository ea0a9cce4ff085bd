// SPDX-License-Identifier: Apache-2.0
// Earn rules. Those with an effect of their own are read first; multipliers then take
// event, currency and hold from the rules they name. The order of the result is the order
// of execution, so a rule's index is also its place.
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::EarnKind;
using model::EarnRule;
using model::EventType;
using model::EventTypes;

EventTypes these(std::initializer_list<EventType> types) {
  EventTypes out;
  for (const EventType type : types) out.set(model::index(type));
  return out;
}

const EventTypes& priced() {  // Events that know a trip and its money.
  static const EventTypes types =
      these({EventType::booking, EventType::booking_changed, EventType::booking_cancelled,
             EventType::trip_started, EventType::trip_completed, EventType::no_show,
             EventType::payment});
  return types;
}

// Points earned on these are pending until the trip is over, unless the pack says no.
const EventTypes& ahead_of_trip() {
  static const EventTypes types =
      these({EventType::booking, EventType::booking_changed, EventType::payment});
  return types;
}

struct Draft {
  EarnRule rule;
  PackNode node;
};

class Earn {
 public:
  Earn(Loading& loading, const PackNode& root)
      : loading_(loading), root_(root), defaults_(root["points"]["defaults"]) {}

  void load(const PackNode& rules) {
    for (const auto& [id, node] : rules.entries()) {
      drafts_.push_back({begin(id, node), node});
    }
    std::sort(drafts_.begin(), drafts_.end(), [](const Draft& a, const Draft& b) {
      const auto place = [](const EarnRule& rule) {
        const bool late = rule.kind == EarnKind::multiply;
        return std::pair(late, late ? -std::int64_t{rule.priority} : 0);
      };
      return std::tuple(place(a.rule), a.rule.id) < std::tuple(place(b.rule), b.rule.id);
    });
    for (Draft& draft : drafts_) {
      if (draft.rule.kind != EarnKind::multiply) effect(draft);
      loading_.pack().earn.push_back(draft.rule);
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      EarnRule& rule = loading_.pack().earn[i];
      if (rule.kind == EarnKind::multiply) multiplier(rule, drafts_[i].node);
      const Environment environment =
          rules::environment(loading_.pack(), Phase::earn, rule.on);
      rule.when = loading_.predicate(drafts_[i].node["when"], environment);
      if (const PackNode amount = amount_of(rule, drafts_[i].node);
          amount.is(json::Kind::object))
        rule.computed = computed(loading_, amount, environment);
    }
    check_groups();
  }

 private:
  EarnRule begin(const std::string& id, const PackNode& node) {
    EarnRule rule;
    rule.id = id;
    rule.title = loading_.text(node["title"]);
    rule.origin = node.origin();
    for (const PackNode& tag : node["tags"].items()) rule.tags.emplace_back(tag.text());
    if (node["effective"]) rule.effective = loading_.effective(node["effective"]);
    rule.kind = node["multiply"] ? EarnKind::multiply
                : node["rate"]   ? EarnKind::rate
                                 : EarnKind::fixed;
    rule.on_error = on_error(node, root_);
    if (const PackNode which = node["occurrence"]) rule.occurrence = occurrence(which);
    rule.priority = node["priority"].integer_or(0);
    if (const PackNode group = node["group"])
      rule.group = loading_.reference(group, group.text(), "group",
                                      ids_of(loading_.pack().groups));
    return rule;
  }

  // What moves points earns none (M58).
  void earning_events(const PackNode& node, const EventTypes& on) {
    for (const EventType type :
         {EventType::refund, EventType::redemption, EventType::reservation,
          EventType::reservation_released, EventType::redemption_refunded,
          EventType::points_adjusted, EventType::granted, EventType::tier_set,
          EventType::decide})
      if (on.test(model::index(type)))
        loading_.error(node, std::string(loading_.out().pack.vocabulary.type_name(type)) +
                                 " runs no earn rule");
  }

  model::Occurrence occurrence(const PackNode& node) {
    model::Occurrence out;
    out.repeats = static_cast<bool>(node["every"]);
    out.number = node[out.repeats ? "every" : "nth"].integer_or(1);
    out.window = loading_.window(node["window"]);
    if (out.window.ago > 0)
      loading_.error(node["window"], "events are counted in a period that is running, "
                                     "like \"this year\"");
    return out;
  }

  void effect(Draft& draft) {
    EarnRule& rule = draft.rule;
    const PackNode& node = draft.node;
    const std::vector<model::Currency>& currencies = loading_.pack().currencies;
    rule.on = loading_.events(node["on"], true);
    earning_events(node["on"], rule.on);
    rule.currency = loading_.reference(node["currency"], node["currency"].text(),
                                       "points currency", ids_of(currencies));
    const bool known = rule.currency >= 0;
    if (!known) rule.currency = 0;
    const model::Currency* currency =
        known ? &currencies[static_cast<std::size_t>(rule.currency)] : nullptr;
    const std::int32_t scale = known ? currency->scale : 0;
    round(rule, node, currency);
    if (rule.kind == EarnKind::fixed) {
      fixed(rule, node["points"], scale);
    } else {
      rate(rule, node["rate"], scale);
      basis(rule, node["basis"] ? node["basis"] : defaults_["basis"]);
      if ((rule.on & ~priced()).any()) {
        loading_.error(node["on"], "a rate needs the money or the nights of a trip; "
                                   "on other events grant fixed points");
      }
    }
    hold(rule, node);
  }

  void round(EarnRule& rule, const PackNode& node, const model::Currency* currency) {
    if (currency != nullptr) rule.round = currency->round;
    for (const PackNode& one : {defaults_["round"]["mode"], node["round"]["mode"]}) {
      if (one) rule.round.mode = rounding(one.text());
    }
  }

  // Points that are written down; others are computed (amounts()).
  void fixed(EarnRule& rule, const PackNode& node, std::int32_t scale) {
    if (!node.is(json::Kind::object)) rule.points = loading_.points(node, scale);
  }

  static PackNode amount_of(const EarnRule& rule, const PackNode& node) {
    switch (rule.kind) {
      case EarnKind::multiply: return node["multiply"];
      case EarnKind::rate: return node["rate"]["points"];
      case EarnKind::fixed: break;
    }
    return node["points"];
  }

  void rate(EarnRule& rule, const PackNode& node, std::int32_t scale) {
    fixed(rule, node["points"], scale);
    rule.full_blocks = node["full_blocks"].flag();
    const PackNode per = node["per"];
    for (const auto& [word, unit] :
         {std::pair{"night", model::TripUnit::nights},
          {"segment", model::TripUnit::segments}, {"km", model::TripUnit::km}}) {
      if (per.text().find(word) == std::string_view::npos) continue;
      rule.per_units = per.integer_or(0);
      rule.unit = unit;
      return;
    }
    rule.per_minor = loading_.money(per);
    if (rule.per_minor == 0) loading_.error(per, "points for each 0 have no meaning");
  }

  static void basis(EarnRule& rule, const PackNode& node) {
    rule.basis.with_tax = node["tax"].text() == "with";
    rule.basis.before_discount = node["discount"].text() == "before";
    for (const PackNode& tender : node["exclude_tenders"].items()) {
      rule.basis.exclude_tenders.emplace_back(tender.text());
    }
  }

  void hold(EarnRule& rule, const PackNode& own) {
    const PackNode node = own["hold"] ? own["hold"] : defaults_["hold"];
    const EventTypes completed = these({EventType::trip_completed});
    const EventTypes lost = these({EventType::booking_cancelled, EventType::no_show});
    if (!node) {
      const EventTypes pending = rule.on & ahead_of_trip();
      if (pending.any() && pending != rule.on) {
        loading_.error(own, "say hold: on some of these events points wait for the trip, "
                            "on others they do not");
      }
      rule.hold = {pending.any(), completed, lost, std::nullopt};
      return;
    }
    if (node.is(json::Kind::string)) return;  // "none"
    rule.hold.held = true;
    if (const PackNode delay = node["delay"]) {
      rule.hold.delay = loading_.span(delay);
      if (base::mean_days(*rule.hold.delay) > 366.0)
        loading_.error(delay, "points wait for at most a year after their release");
    }
    if (node["until"]) rule.hold.until = loading_.events(node["until"]);
    else if (!rule.hold.delay) rule.hold.until = completed;
    rule.hold.void_on = node["void_on"] ? loading_.events(node["void_on"]) : lost;
    if ((rule.hold.until & rule.on).any()) {
      loading_.error(own["hold"] ? node : own,
                     "points that wait for the event that earns them wait for ever");
    }
    if ((rule.hold.until & rule.hold.void_on).any()) {
      loading_.error(node, "the same event cannot release points and void them");
    }
  }

  void multiplier(EarnRule& rule, const PackNode& node) {
    if (!node["multiply"].is(json::Kind::object))
      rule.multiply = loading_.decimal(node["multiply"]);
    rule.of = selected_rules(loading_, node["of"], true);
    const std::vector<EarnRule>& all = loading_.pack().earn;
    for (const std::int32_t index : rule.of) {
      const EarnRule& base = all[static_cast<std::size_t>(index)];
      const EarnRule& first = all[static_cast<std::size_t>(rule.of.front())];
      rule.on |= base.on;
      if (base.currency != first.currency) {
        loading_.error(node["of"], "these rules earn different currencies; write a "
                                   "multiplier for each");
        break;
      }
      rule.currency = base.currency;
      rule.hold = first.hold;
      rule.basis = first.basis;
    }
    const std::vector<model::Currency>& currencies = loading_.pack().currencies;
    round(rule, node, rule.of.empty() || currencies.empty()
                          ? nullptr
                          : &currencies[static_cast<std::size_t>(rule.currency)]);
  }

  // What gives most can only be told of one currency.
  void check_groups() {
    const std::vector<EarnRule>& all = loading_.pack().earn;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].group < 0) continue;
      const model::Group& group =
          loading_.pack().groups[static_cast<std::size_t>(all[i].group)];
      const auto other = std::find_if(all.begin(), all.end(), [&](const EarnRule& rule) {
        return rule.group == all[i].group && rule.currency != all[i].currency;
      });
      if (group.mode == model::Stacking::best && other != all.end()) {
        loading_.error(drafts_[i].node["group"],
                       "the rules of " + quoted(group.id) + " earn different currencies; "
                       "which gives more cannot be said");
        return;
      }
      for (const std::int32_t excluded : group.excludes) {
        const bool earlier = std::any_of(all.begin(), all.end(), [&](const EarnRule& r) {
          return r.group == excluded && r.kind != EarnKind::multiply;
        });
        if (all[i].kind != EarnKind::multiply || !earlier) continue;
        loading_.error(drafts_[i].node["group"],
                       "multipliers work on what other rules were granted and cannot "
                       "exclude them");
        return;
      }
      if (group.mode == model::Stacking::compound &&
          all[i].kind != EarnKind::multiply) {
        loading_.error(drafts_[i].node["group"],
                       "only multipliers compound; give this rule another group");
        return;
      }
    }
  }

  Loading& loading_;
  PackNode root_, defaults_;
  std::vector<Draft> drafts_;
};

}  // namespace

std::vector<std::int32_t> selected_rules(Loading& loading, const PackNode& selection,
                                         bool effects) {
  const std::vector<EarnRule>& all = loading.pack().earn;
  std::vector<std::string> names;
  for (const EarnRule& rule : all) {
    names.push_back(rule.id);
    for (const std::string& tag : rule.tags) names.push_back("#" + tag);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::vector<std::int32_t> out;
  for (const PackNode& one : selection.items()) {
    const std::string_view wanted = one.text();
    bool met = wanted == "*" && !all.empty();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool multiplies = all[i].kind == EarnKind::multiply;
      const bool by_id = all[i].id == wanted;
      const bool by_tag =
          wanted.starts_with('#') &&
          std::find(all[i].tags.begin(), all[i].tags.end(), wanted.substr(1)) !=
              all[i].tags.end();
      met = met || by_id || by_tag;
      if (by_id && multiplies && effects) {
        loading.error(one, quoted(wanted) + " is a multiplier itself; it can be applied "
                                            "to rules with points or a rate only");
      } else if (by_id || ((by_tag || wanted == "*") && !(multiplies && effects))) {
        out.push_back(static_cast<std::int32_t>(i));
      }
    }
    if (!met) {
      loading.error(one, "no rule or tag " + quoted(wanted) +
                             base::did_you_mean(wanted, known));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void load_earn(Loading& loading, const PackNode& root) {
  Earn(loading, root).load(root["points"]["earn"]);
}

}  // namespace patron::rules
