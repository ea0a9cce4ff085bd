// SPDX-License-Identifier: Apache-2.0
// The pack's own tests: events become the JSON that the engine reads, expectations become
// pairs of path and text. Names are resolved here, so that a test never fails for a typo.
#include <algorithm>
#include <set>
#include <utility>

#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using json::Kind;

json::Member text_member(std::string_view key, std::string_view text) {
  json::Member out;
  out.key = key;
  out.value.kind = Kind::string;
  out.value.text = text;
  return out;
}

// A day, or an instant with its offset; both are what an event's occurred_at may be.
void check_moment(Loading& loading, const PackNode& at) {
  if (Date::parse(at.text()).ok() || Instant::parse(at.text()).ok()) return;
  loading.error(at, "there is no such day or instant; found " + quoted(at.text()));
}

std::string event_json(Loading& loading, const PackNode& node, std::size_t number) {
  check_moment(loading, node["at"]);
  const std::string id = "t" + std::to_string(number);
  json::Value event;
  event.kind = Kind::object;
  for (const json::Member& member : node.value().members) {
    event.members.push_back(member);
    if (member.key == "at") event.members.back().key = "occurred_at";
  }
  if (!node["id"]) event.members.push_back(text_member("id", id));
  if (!node["customer"]) event.members.push_back(text_member("customer", "me"));
  std::string out;
  json::append_canonical(out, event);
  return out;
}

// What the host told before, as the event that tells it, at the moment of the first.
std::string customer_json(Loading& loading, const PackNode& test) {
  const PackNode given = test["given"];
  const PackNode joined = given["joined"];
  if (!given["customer"] && !joined) return "";
  json::Value event;
  event.kind = Kind::object;
  if (const PackNode node = given["customer"]) event.members = node.value().members;
  if (joined) {
    loading.date(joined);
    event.members.push_back(text_member("joined", joined.text()));
  }
  const std::vector<PackNode> events = test["events"].items();
  std::string at(joined.text());
  if (const PackNode day = test["as_of"]) at = day.text();
  if (!events.empty()) at = events.front()["at"].text();
  if (at.empty()) at = loading.pack().effective.from.value_or(Date{}).text();
  for (const auto& [key, value] :
       {std::pair<std::string_view, std::string_view>{"customer", "me"},
        {"id", "t0"},
        {"occurred_at", at},
        {"type", "customer"}}) {
    event.members.push_back(text_member(key, value));
  }
  std::string out;
  json::append_canonical(out, event);
  return out;
}

void load_given(Loading& loading, const PackNode& given, PackTest& test) {
  for (const auto& [ladder, level] : given["tiers"].entries()) {
    const auto& ladders = loading.pack().ladders;
    const std::int32_t index =
        loading.reference(level, ladder, "ladder", ids_of(ladders));
    if (index < 0) continue;
    loading.reference(level, level.text(), "tier of ladder " + ladder,
                      ids_of(ladders[static_cast<std::size_t>(index)].levels));
    test.given_tiers.emplace_back(ladder, std::string(level.text()));
  }
}

class Expectations {
 public:
  Expectations(Loading& loading, PackTest& test) : loading_(loading), test_(test) {}

  void load(const PackNode& expect) {
    points(expect["points"]);
    tiers(expect["tiers"]);
    granted(expect["granted"]);
    actions(expect["actions"]);
    signals(expect["signals"]);
    if (const PackNode refused = expect["refused"]) add("refused", refused);
  }

 private:
  void add(std::string path, const PackNode& node) {
    test_.expect.push_back(
        {std::move(path), std::string(node.text()), node.value().line});
  }

  // Figures at the currency's scale, as the engine counts them.
  void figure(std::string path, const PackNode& node, std::int32_t currency) {
    const auto& all = loading_.pack().currencies;
    const auto index = static_cast<std::size_t>(currency);
    const std::int32_t scale = index < all.size() ? all[index].scale : 0;
    const std::int64_t points = loading_.points(node, scale);
    test_.expect.push_back(
        {std::move(path), std::to_string(points), node.value().line});
  }

  void points(const PackNode& node) {
    for (const auto& [currency, one] : node.entries()) {
      const std::int32_t index = loading_.reference(
          one, currency, "points currency", ids_of(loading_.pack().currencies));
      if (index < 0) continue;
      const std::string path = "points." + currency + ".";
      if (!one.is(Kind::object)) figure(path + "available", one, index);
      for (const auto& [name, amount] : one.entries()) figure(path + name, amount, index);
    }
  }

  void tiers(const PackNode& node) {
    const auto& ladders = loading_.pack().ladders;
    for (const auto& [ladder, level] : node.entries()) {
      const std::int32_t index =
          loading_.reference(level, ladder, "ladder", ids_of(ladders));
      if (index < 0) continue;
      loading_.reference(level, level.text(), "tier of ladder " + ladder,
                         ids_of(ladders[static_cast<std::size_t>(index)].levels));
      add("tiers." + ladder, level);
    }
  }

  void granted(const PackNode& node) {
    const auto& rules = loading_.pack().earn;
    for (const auto& [id, one] : node.entries()) {
      const std::int32_t index = loading_.reference(one, id, "rule", ids_of(rules));
      if (index < 0) continue;
      figure("granted." + id, one, rules[static_cast<std::size_t>(index)].currency);
    }
  }

  void actions(const PackNode& node) {
    for (const auto& [id, one] : node.entries()) {
      loading_.reference(one, id, "action", ids_of(loading_.pack().actions));
      add("actions." + id, one);
    }
  }

  // Those that are listed are raised in the end, all others are not.
  void signals(const PackNode& node) {
    if (!node) return;
    std::set<std::string_view> raised;
    for (const PackNode& one : node.items()) {
      loading_.reference(one, one.text(), "signal",
                         ids_of(loading_.pack().churn.signals));
      raised.insert(one.text());
    }
    for (const model::Signal& signal : loading_.pack().churn.signals) {
      test_.expect.push_back({"signals." + signal.id,
                              raised.contains(signal.id) ? "true" : "false",
                              node.value().line});
    }
  }

  Loading& loading_;
  PackTest& test_;
};

}  // namespace

void load_tests(Loading& loading, const PackNode& root) {
  for (const auto& [sentence, node] : root["tests"].entries()) {
    PackTest test;
    test.name = sentence;
    test.origin = node.origin();
    test.given_customer_json = customer_json(loading, node);
    load_given(loading, node["given"], test);
    for (const PackNode& event : node["events"].items()) {
      test.events.push_back(event_json(loading, event, test.events.size() + 1));
    }
    test.as_of = loading.date(node["as_of"]);
    Expectations(loading, test).load(node["expect"]);
    loading.out().tests.push_back(std::move(test));
  }
}

}  // namespace patron::rules
