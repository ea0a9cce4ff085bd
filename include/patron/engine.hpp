// SPDX-License-Identifier: Apache-2.0
// Engine: a program, frozen: the effective-dated versions of its pack, and limits. And
// the three verbs: apply (something happened), advance (time passed), assess (a
// question).
//
//   Result<Engine> engine = Engine::compile(json);
//   Member member(*engine, "C1");
//   Effects effects;
//   Status status = engine->apply(member, event_json, effects);
//
// Copying an engine costs a reference. Threads: any number at once. It reads no clock, no
// file and no other member; a failed verb changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment.hpp"
#include "effect.hpp"
#include "member.hpp"
#include "pack.hpp"
#include "scopes.hpp"
#include "table.hpp"

namespace patron {

// The index of a name in one list of an engine. Resolve once for an engine.
using Index = std::int32_t;

enum class List : std::int32_t {
  packs = 1, limits = 3, tests = 4, event_types = 5, metrics = 7, rules = 8,
  currencies = 9, ladders = 10, tiers = 11, instruments = 13, touchpoints = 14,
  signals = 15, actions = 17, scopes = 19
};
enum class Points : std::int32_t { active = 1, pending = 2, reserved = 3, debt = 4 };

// How much of a price points can pay: so many of them, which are worth `value`; the rest
// is paid in money. Minor units of the pack's currency.
struct Quote {
  std::int64_t points = 0, value = 0, cash = 0;
};

struct VerbOptions {
  Scopes* scopes = nullptr;  // Absent: requests stay open.
  bool trace = false;        // Effects carry inputs and arithmetic.
  bool far_ahead = false;    // advance: more than 400 days are meant.
  // apply: history of another program. Spends were made already: one that these rules
  // would have refused is taken all the same, and told as `infeasible`.
  bool recorded = false;
};

class Engine {
 public:
  class Builder;
  using Diagnostics = std::vector<Diagnostic>;

  // From one pack. Errors: pack, expression; `diagnostics` gets every finding.
  static Result<Engine> compile(std::string_view pack,
                                Diagnostics* diagnostics = nullptr);

  std::string_view id() const noexcept;
  std::string_view hash() const noexcept;
  std::string_view currency() const noexcept;  // Of its money, ISO 4217.
  // Names to indexes and back; no index and "" if there is none.
  std::optional<Index> find(List list, std::string_view name) const noexcept;
  std::size_t count(List list) const noexcept;
  std::string_view name(List list, Index index) const noexcept;
  // A list in full: index, name, title, pack, path, line.
  Table list(List list, std::string_view language = "en") const;
  Date date(Instant instant) const noexcept;  // In the program's zone.
  Instant day_end(Date date) const noexcept;  // Last instant of the day there.
  std::string pack_json() const;              // Newest version, canonical.
  // Runs the tests that the newest pack carries: name, passed, path, line, expected,
  // found. A failed test is a row.
  Table test(std::string_view filter = {}) const;

  // Something happened: one event as JSON, or several as JSON Lines, in any order,
  // together or not at all. Errors: event, range, need_tail, history_full, drift, and
  // the refusals.
  Status apply(Member& member, std::string_view events, Effects& effects,
               const VerbOptions& options = {}) const;
  // The same without doing it; scopes are only looked at.
  Status preview(const Member& member, std::string_view events, Effects& effects,
                 const VerbOptions& options = {}) const;
  // Time passed, up to and including `until`.
  Status advance(Member& member, Instant until, Effects& effects,
                 const VerbOptions& options = {}) const;
  // A question; later events do not count. Errors: too_old, need_tail.
  Result<Assessment> assess(const Member& member, Instant at) const;

  // Why an event of the member's history did what it did, and why not: rule, status
  // ("holds", "does not hold", "undecided", "not in force", "nothing to multiply", "not
  // this time": not the first, the nth), and the parts of its condition: way (0: as it
  // was; from 1: what it would have taken), depth, text, value, decides, wanted. Of earn
  // rules and care actions that its type sets off. Errors: not_found (no such event),
  // need_tail.
  Result<Table> explain_event(const Member& member, std::string_view event) const;
  // What an assessment is made of: piece, value, weight, contribution, text.
  Result<Table> explain_assessment(const Member& member, Instant at,
                                   std::string_view language = "en") const;

  Result<std::int64_t> balance(const Member& member, Index currency, Instant at,
                               Points which = Points::active) const;
  // The most of a price (minor units) that this member can pay with points: at most the
  // share that the pack allows, in its steps, of what is there. Errors: not_eligible (the
  // pack has no spend.rate for them).
  Result<Quote> quote(const Member& member, Index currency, std::int64_t price,
                      Instant at) const;
  Result<std::optional<Index>> tier(const Member& member, Index ladder, Instant at) const;
  // Every effect of the days `from` to `to`, as first due, with inputs and arithmetic.
  // Errors: too_old, need_tail.
  Result<Table> statement(const Member& member, Date from, Date to,
                          std::string_view language = "en") const;
  // What the member holds: "profile", "balances", "lots", "trips", "tiers", "metrics",
  // "signals", "actions", "requests", "undecided", "responses", "events", "accounts",
  // "caps", "carried", "places", "reservations", "rewards" (price, offered, affordable,
  // why not).
  // Errors: not_found, too_old, need_tail.
  Result<Table> holdings(const Member& member, std::string_view what, Instant at) const;

  // Forget events before an instant: the horizon moves there. Errors: argument (later
  // than the watermark less the lateness that the pack accepts), need_tail.
  Status compact(Member& member, Instant before) const;
  // Audit of all invariants; no row: all is well. Errors: need_tail.
  Result<Table> reconcile(const Member& member) const;

 private:
  friend struct Access;
  struct Program;
  std::shared_ptr<const Program> program_;
};

class Engine::Builder {
 public:
  Builder();
  Builder(Builder&&) noexcept;
  Builder& operator=(Builder&&) noexcept;
  ~Builder();
  Status add_pack(std::string_view json);  // A version of the program.
  // Narrow a limit: "event_bytes", "history_entries". Errors: not_found, argument.
  Status set_limit(std::string_view name, std::int64_t value);
  // Check and compile all. Errors: pack, expression, mismatch (two programs).
  Result<Engine> freeze(bool strict = false, Diagnostics* diagnostics = nullptr);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace patron
