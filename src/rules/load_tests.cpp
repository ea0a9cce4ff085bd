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
void check_moment(Loading& loading, const Node& at) {
  if (Date::parse(at.text()).ok() || Instant::parse(at.text()).ok()) return;
  loading.error(at, "there is no such day or instant; found " + quoted(at.text()));
}

std::string event_json(Loading& loading, const Node& node, std::size_t number) {
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

void load_given(Loading& loading, const Node& given, PackTest& test) {
  json::Value customer;
  customer.kind = Kind::object;
  if (const Node node = given["customer"]) customer = node.value();
  if (const Node joined = given["joined"]) {
    loading.date(joined);
    customer.members.push_back(text_member("joined", joined.text()));
  }
  json::append_canonical(test.given_customer_json, customer);
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

  void load(const Node& expect) {
    points(expect["points"]);
    tiers(expect["tiers"]);
    named(expect["granted"], "granted.", "rule", ids_of(loading_.pack().earn));
    named(expect["actions"], "actions.", "action", ids_of(loading_.pack().actions));
    signals(expect["signals"]);
    if (const Node refused = expect["refused"]) add("refused", refused);
  }

 private:
  void add(std::string path, const Node& node) {
    test_.expect.push_back(
        {std::move(path), std::string(node.text()), node.value().line});
  }

  void points(const Node& node) {
    for (const auto& [currency, one] : node.entries()) {
      loading_.reference(one, currency, "points currency",
                         ids_of(loading_.pack().currencies));
      const std::string path = "points." + currency + ".";
      if (!one.is(Kind::object)) add(path + "available", one);
      for (const auto& [figure, amount] : one.entries()) add(path + figure, amount);
    }
  }

  void tiers(const Node& node) {
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

  void named(const Node& node, std::string_view prefix, std::string_view what,
             const std::vector<std::string_view>& ids) {
    for (const auto& [id, one] : node.entries()) {
      loading_.reference(one, id, what, ids);
      add(std::string(prefix) + id, one);
    }
  }

  // The signals that are raised in the end, sorted and joined by commas; "" for none.
  void signals(const Node& node) {
    if (!node) return;
    std::set<std::string> raised;
    for (const Node& one : node.items()) {
      loading_.reference(one, one.text(), "signal",
                         ids_of(loading_.pack().churn.signals));
      raised.emplace(one.text());
    }
    std::string joined;
    for (const std::string& id : raised) joined += (joined.empty() ? "" : ",") + id;
    test_.expect.push_back({"signals", std::move(joined), node.value().line});
  }

  Loading& loading_;
  PackTest& test_;
};

}  // namespace

void load_tests(Loading& loading, const Node& root) {
  for (const auto& [sentence, node] : root["tests"].entries()) {
    PackTest test;
    test.name = sentence;
    test.origin = node.origin();
    load_given(loading, node["given"], test);
    for (const Node& event : node["events"].items()) {
      test.events.push_back(event_json(loading, event, test.events.size() + 1));
    }
    test.as_of = loading.date(node["as_of"]);
    Expectations(loading, test).load(node["expect"]);
    loading.out().tests.push_back(std::move(test));
  }
}

}  // namespace patron::rules
