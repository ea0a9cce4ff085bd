// SPDX-License-Identifier: Apache-2.0
// One rule and twenty over events that stand ready as rows, beside the same conditions
// written out in C++. What the rules answer goes to stdout as JSON, so that who calls can
// compare it before believing a figure.
//
//   patron_rules_bench CASE.json       {"schema": {}, "rules": [], "events": [{}]}
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "patron/expression.hpp"

namespace {

using patron::Expression;
using patron::Outcome;
using patron::Row;
namespace json = patron::json;
using Clock = std::chrono::steady_clock;

// As a program would keep it that has no rules of its own.
struct Booking {
  double amount = 0, share = 0;
  std::int64_t nights = 0, party = 0, start = 0, booked = 0;
  bool vip = false;
  std::string city, channel, tier;
  std::vector<std::string> tags;
};

constexpr std::int64_t kJune2025 = 1'748'736'000'000;  // 2025-06-01T00:00:00Z
constexpr std::int64_t k2025 = 1'735'689'600'000, k2026 = 1'767'225'600'000;
constexpr std::int64_t kThirtyDays = 720LL * 3'600'000;

bool one_of(const std::string& text, std::initializer_list<const char*> all) {
  return std::any_of(all.begin(), all.end(),
                     [&](const char* each) { return text == each; });
}

bool by_hand(const Booking& b, std::size_t rule) {
  switch (rule) {
    case 0: return b.amount >= 500.0;
    case 1: return b.nights >= 3 && b.nights <= 7;
    case 2: return b.city == "Lisboa";
    case 3: return one_of(b.city, {"Lisboa", "Porto", "Kyoto"});
    case 4: return b.channel != "agent" && b.vip;
    case 5: return b.start > kJune2025;
    case 6: return b.start - b.booked > kThirtyDays;
    case 7: return b.amount * 0.8 > 1000.0;
    case 8: return b.nights * b.party >= 10;
    case 9: return b.amount > 1000.0 || b.nights > 10;
    case 10: return b.city.starts_with("B");
    case 11: return !b.vip && b.share < 0.5;
    case 12: return b.start >= k2025 && b.start < k2026;
    case 13: return b.party > 1 ? b.amount > 800.0 : b.amount > 400.0;
    case 14: return one_of(b.tier, {"gold", "platinum"}) && b.amount > 200.0;
    case 15: return b.city.size() > 5;
    case 16: return one_of(b.channel, {"web", "app"}) && b.amount > 100.0;
    case 17: return std::find(b.tags.begin(), b.tags.end(), "honeymoon") != b.tags.end();
    case 18: return b.nights % 7 == 0;
    case 19: return b.vip && b.amount > 200.0 && b.nights > 1 && b.city != "Oslo";
    default:
      return b.amount >= 500.0 && b.nights >= 3 &&
             one_of(b.city, {"Lisboa", "Porto", "Kyoto"}) && b.channel != "agent";
  }
}

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "patron_rules_bench: %s\n", why.c_str());
  std::exit(1);
}

// The least time for one event, in nanoseconds, of several rounds over all of them.
template <class Each>
double nanoseconds(std::size_t events, Each each) {
  double best = 1e18;
  for (int round = 0; round < 200; ++round) {
    std::size_t held = 0;
    const Clock::time_point begun = Clock::now();
    for (int again = 0; again < 10; ++again)
      for (std::size_t i = 0; i < events; ++i) held += each(i);
    const std::chrono::duration<double, std::nano> took = Clock::now() - begun;
    best = std::min(best, took.count() / 10 / static_cast<double>(events));
    if (held == static_cast<std::size_t>(-1)) std::puts("");  // It is used.
  }
  return best;
}

Booking booking_of(const json::Value& event) {
  Booking out;
  const auto number = [&](const char* key) {
    return std::stod(std::string(event.find(key)->text));
  };
  const auto instant = [&](const char* key) {
    return patron::Instant::parse(event.find(key)->text)->milliseconds;
  };
  out.amount = number("amount");
  out.share = number("share");
  out.nights = static_cast<std::int64_t>(number("nights"));
  out.party = static_cast<std::int64_t>(number("party"));
  out.start = instant("start");
  out.booked = instant("booked");
  out.vip = event.find("vip")->boolean;
  out.city = event.find("city")->text;
  out.channel = event.find("channel")->text;
  out.tier = event.find("tier")->text;
  for (const json::Value& tag : event.find("tags")->items)
    out.tags.emplace_back(tag.text);
  return out;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) fail("usage: patron_rules_bench CASE.json");
  std::ostringstream text;
  text << std::ifstream(words[1]).rdbuf();
  json::Options options;
  options.limits.bytes = 64u << 20;
  const auto document = json::Document::parse(text.str(), options);
  if (!document.ok()) fail(document.status().message());
  std::string schema;
  json::append_canonical(schema, *document->root().find("schema"));
  std::vector<Expression> rules;
  for (const json::Value& rule : document->root().find("rules")->items) {
    auto compiled = Expression::compile(schema, rule.text);
    if (!compiled.ok()) fail(compiled.status().message());
    rules.push_back(*std::move(compiled));
  }
  std::vector<Row> rows;
  std::vector<Booking> bookings;
  for (const json::Value& event : document->root().find("events")->items) {
    Row& row = rows.emplace_back(*Row::create(schema));
    for (const json::Member& member : event.members) {
      std::string value;
      json::append_canonical(value, member.value);
      const auto input = row.find(member.key);
      if (input && !row.set_json(*input, value).ok()) fail("an event does not fit");
    }
    bookings.push_back(booking_of(event));
  }
  const auto holds = [&](std::size_t rule, std::size_t event) {
    return *rules[rule].eval(rows[event]) == Outcome::true_;
  };
  const std::size_t last = rules.size() - 1;
  std::printf("{\"answers\":[");
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    std::printf(rule == 0 ? "\"" : ",\"");
    for (std::size_t event = 0; event < rows.size(); ++event) {
      const bool mine = holds(rule, event);
      if (mine != by_hand(bookings[event], rule)) fail("C++ and patron differ on a rule");
      std::putchar(mine ? '1' : '0');
    }
    std::printf("\"");
  }
  const double one = nanoseconds(
      rows.size(), [&](std::size_t event) -> std::size_t { return holds(last, event); });
  const double one_by_hand =
      nanoseconds(rows.size(), [&](std::size_t event) -> std::size_t {
        return by_hand(bookings[event], last);
      });
  const std::span<const Expression> set(rules.data(), last);
  std::vector<Outcome> outcomes(last);
  const double twenty = nanoseconds(rows.size(), [&](std::size_t event) -> std::size_t {
    if (!Expression::eval(set, rows[event], outcomes).ok()) fail("a row does not fit");
    return static_cast<std::size_t>(
        std::count(outcomes.begin(), outcomes.end(), Outcome::true_));
  });
  const double twenty_by_hand =
      nanoseconds(rows.size(), [&](std::size_t event) -> std::size_t {
        std::size_t held = 0;
        for (std::size_t rule = 0; rule < last; ++rule)
          held += by_hand(bookings[event], rule) ? 1 : 0;
        return held;
      });
  std::printf("],\"one\":%.2f,\"one_by_hand\":%.2f", one, one_by_hand);
  std::printf(",\"twenty\":%.2f,\"twenty_by_hand\":%.2f", twenty, twenty_by_hand);
  std::printf("}\n");
  return 0;
}
