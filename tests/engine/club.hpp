// SPDX-License-Identifier: Apache-2.0
// A small club for the tests of the engine, and short words to talk to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "patron/engine.hpp"

namespace club {

using namespace patron;

// One mile a yuan, pending until the trip is over, for 12 months from then; 100 miles for
// a review out of 250 that all members share; gold from 1,000 yuan a year; a signal after
// half a year without a trip; a call within a week of the trip.
inline const std::string kPack = R"({
  "patron": 1, "id": "club", "version": "1", "timezone": "Asia/Shanghai",
  "currency": "CNY", "effective": {"from": "2020-01-01"},
  "exchange": {"USD": [{"from": "2020-01-01", "rate": "7"}]},
  "attributes": {
    "customer": {"district": "string?", "diet": {"enum": ["none", "halal"]}},
    "custom.visa_refused": {"country": {"type": "string", "required": true}}
  },
  "roles": {"advisor": {}},
  "metrics": {
    "trips": {"aggregate": "count", "on": "trip_completed"},
    "booked": {"aggregate": "sum", "on": "booking", "value": "event.amount"},
    "spend_year": {"aggregate": "sum", "on": "trip_completed", "value": "trip.net",
                   "window": "this year", "net_of": "refund"}
  },
  "satisfaction": {
    "touchpoints": {"itinerary": {}},
    "instruments": {
      "recommend": {"kind": "nps"},
      "day": {"kind": "csat", "touchpoint": "itinerary"}
    }
  },
  "churn": {
    "alive_when": "metrics.future_bookings > 0",
    "signals": {
      "idle": {"when": "metrics.recency_days > 180", "weight": 1.0,
               "reason": "half a year without a trip"},
      "upset": {"when": "metrics.complaints_open > 0", "weight": 0.5,
                "reason": "a complaint is open"}
    },
    "scorecard": {"base_rate": 0.5},
    "bands": [{"id": "calm"}, {"id": "at_risk", "at_least": 0.7}]
  },
  "points": {
    "currencies": {"miles": {"expiry": {"kind": "rolling", "after": "12 months"}}},
    "earn": {
      "base": {"on": "booking", "currency": "miles",
               "rate": {"points": 1, "per": "1.00"}},
      "nights": {"on": "trip_completed", "currency": "miles",
                 "rate": {"points": 10, "per": "1 night"}},
      "review": {"on": "review", "currency": "miles", "points": 100}
    },
    "tiers": {
      "club": {"levels": [{"id": "member"},
                          {"id": "gold", "reach": {"spend_year": "1000.00"}}]}
    }
  },
  "shared": {"budgets": {"reviews": {"rules": ["review"], "points": 250}}},
  "care": {
    "actions": {
      "call": {"on": "trip_completed", "do": "follow_up", "due": "7 days",
               "owner": "advisor", "reason": "a call within a week of the trip",
               "done_on": {"on": "contact"}}
    }
  },
  "tests": {
    "a trip earns its price": {
      "events": [
        {"type": "booking", "at": "2026-03-02", "ref": "B1", "amount": "880.50"},
        {"type": "trip_completed", "at": "2026-03-20", "ref": "B1"}],
      "expect": {"points": {"miles": 880}}
    },
    "a test that is wrong": {
      "events": [
        {"type": "booking", "at": "2026-03-02", "ref": "B1", "amount": "1.00"}],
      "expect": {"points": {"miles": 5}}
    }
  }
})";

// The pack with one thing said otherwise.
inline std::string replaced(std::string text, std::string_view what,
                            std::string_view with) {
  const std::size_t found = text.find(what);
  INFO(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), with);
}

inline Engine engine_of(std::string_view pack = kPack) {
  Engine::Diagnostics findings;
  auto engine = Engine::compile(pack, &findings);
  for (const Diagnostic& one : findings)
    UNSCOPED_INFO(one.place.path << " " << one.message);
  REQUIRE(engine.ok());
  return *engine;
}

inline Instant at(std::string_view text) {
  const auto instant = Instant::parse(text);
  REQUIRE(instant.ok());
  return *instant;
}
// Noon of a day in Shanghai, when an event with a day alone occurs; and its end.
inline Instant noon(const std::string& day) { return at(day + "T12:00:00+08:00"); }
inline Instant night(const std::string& day) { return at(day + "T23:59:59.999+08:00"); }

// An event as JSON: its type, its id, its day (or moment), and the rest as it is written.
inline std::string event(std::string_view type, std::string_view id, std::string_view day,
                         const std::string& rest = "") {
  return "{\"type\":\"" + std::string(type) + "\",\"id\":\"" + std::string(id) +
         "\",\"occurred_at\":\"" + std::string(day) + "\"" +
         (rest.empty() ? "" : "," + rest) + "}";
}
inline std::string booking(std::string_view ref, std::string_view day,
                           const std::string& amount) {
  const std::string name(ref);
  return event("booking", name + "-b", day,
               R"("ref":")" + name + R"(","amount":")" + amount + "\"");
}
inline std::string completed(std::string_view ref, std::string_view day) {
  const std::string name(ref);
  return event("trip_completed", name + "-c", day, R"("ref":")" + name + "\"");
}
inline std::string redemption(std::string_view id, std::string_view day, int points) {
  return event("redemption", id, day, "\"points\":" + std::to_string(points));
}
inline std::string review(std::string_view id, std::string_view day) {
  return event("review", id, day);
}

// One member of a club, and what it was told.
struct Guest {
  explicit Guest(Engine of, std::string_view customer = "C1")
      : engine(std::move(of)), member(engine, customer) {}

  Status apply(const std::string& text, VerbOptions options = {}) {
    return engine.apply(member, text, effects, options);
  }
  void accepts(const std::string& text, VerbOptions options = {}) {
    const Status status = apply(text, options);
    INFO(text);
    INFO(status.message());
    REQUIRE(status.ok());
  }
  // A verb that is refused changes nothing; returns why.
  Status refuses(const std::string& text, VerbOptions options = {}) {
    const std::string before = member.save();
    const Status status = apply(text, options);
    INFO(text);
    REQUIRE_FALSE(status.ok());
    CHECK(effects.empty());
    CHECK(member.save() == before);
    return status;
  }
  void advances(Instant until, VerbOptions options = {}) {
    const Status status = engine.advance(member, until, effects, options);
    INFO(status.message());
    REQUIRE(status.ok());
  }

  std::int64_t active(Instant when) const { return points(when, Points::active); }
  std::int64_t pending(Instant when) const { return points(when, Points::pending); }
  std::int64_t points(Instant when, Points which) const {
    const auto balance = engine.balance(member, 0, when, which);
    REQUIRE(balance.ok());
    return *balance;
  }
  std::string tier(Instant when) const {
    const auto index = engine.tier(member, 0, when);
    REQUIRE(index.ok());
    return *index ? std::string(engine.name(List::tiers, **index)) : "";
  }
  std::string holdings(std::string_view what, Instant when) const {
    const auto table = engine.holdings(member, what, when);
    INFO(table.status().message());
    REQUIRE(table.ok());
    return table->json();
  }
  bool reconciled() const {
    const auto findings = engine.reconcile(member);
    REQUIRE(findings.ok());
    INFO(findings->json());
    return findings->rows() == 0;
  }
  // "posting hold 880" for each effect: kind, what, points where there are some, change.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Effect& effect : effects) {
      std::string line = std::string(effect.kind) + " " + std::string(effect.what);
      if (!effect.currency.empty()) line += " " + std::to_string(effect.points);
      if (!effect.change.empty()) line += " " + std::string(effect.change);
      if (effect.duplicate) line += " duplicate";
      lines.push_back(line);
    }
    return lines;
  }

  Engine engine;
  Member member;
  Effects effects;
};

using Lines = std::vector<std::string>;

}  // namespace club
