// SPDX-License-Identifier: Apache-2.0
// The state of one member: what the fold over its entries comes to. Plain data; the fold
// changes it, the codec writes it. Indexes are the program's unless they say otherwise.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "care/actions.hpp"
#include "loyalty/ledger.hpp"
#include "model/event.hpp"
#include "model/metrics.hpp"
#include "model/trip.hpp"
#include "satisfaction/response.hpp"

namespace patron::engine {

inline constexpr Instant kBeforeAll{std::numeric_limits<std::int64_t>::min()};

enum class GrantState : std::uint8_t { pending, active, closed };

// Points that a rule granted, kept for as long as they can be taken back.
struct Grant {
  std::uint32_t number = 0;               // From 1.
  std::int32_t version = 0, rule = 0;     // The version, and its own index of the rule.
  GrantState state = GrantState::active;
  model::EventType trigger{};             // What kind of event earned it.
  std::string ref, event;
  std::int64_t requested = 0;             // Before budgets cut it.
  std::int64_t points = 0, revoked = 0;   // Granted; taken back of it.
  Date earned_on;
  std::optional<Date> ready_on;           // Pending: the day on which a delay is over.
  std::int32_t budget = -1;               // The budget it was taken from, and its window.
  std::int32_t window = 0;
  std::optional<Decimal> amount;          // As its rule computed it.
  base::Hash128 posting;                  // Effect that granted it.
  std::int64_t left() const { return points - revoked; }
};

// Is it earned by what was booked, and so earned anew when the booking is changed?
inline bool of_booking(model::EventType trigger) {
  return trigger == model::EventType::booking ||
         trigger == model::EventType::booking_changed;
}

// Beneath it nobody falls.
struct Floor {
  enum class Kind : std::uint8_t { hand, grace, forever };
  Kind kind = Kind::hand;
  std::int32_t level = 0;
  std::optional<Date> until;
};
// What a level of the period before did not need (M44).
struct Carried {
  std::int32_t metric = 0;  // The program's.
  std::int64_t value = 0;
};
struct Standing {
  std::int32_t level = 0;  // The highest of one's own and the floors.
  Instant since = kBeforeAll;
  std::optional<Date> until;
  std::int32_t own = 0;  // By the member's own figures.
  std::optional<Date> own_until;
  std::vector<Floor> floors;
  std::optional<Date> period;  // First day of the one at hand; only where it carries.
  std::vector<Carried> carried;
};

struct SignalState {
  bool raised = false;
  Date since;
};

// Where a member stands by a placing.
struct PlaceState {
  std::int32_t place = -1;  // The program's; -1: not placed yet.
  Date since;
  std::uint64_t was = 0;    // Bit i: has been in the program's place i.
};

// Points that wait for the answer of a shared budget.
struct Request {
  base::Hash128 id;
  std::int32_t version = 0, rule = 0, budget = 0;
  std::int32_t window = 0;
  std::int64_t points = 0;
  std::string ref, event;
  model::EventType trigger{};
  Date earned_on;
  std::optional<Decimal> amount;
};

struct Undecided {
  std::string event, rule, why;
};

// What this member has been given from a budget in a window (its first day).
struct BudgetUse {
  std::int32_t budget = 0;
  std::int32_t window = 0;
  std::int64_t points = 0;
};

// What a cap was used for on a day: the first of its window, 0 for a lifetime; of a
// rolling window the day itself.
struct CapUse {
  std::int32_t cap = 0;
  std::int32_t day = 0;
  std::int64_t points = 0, count = 0;
};

// An event that matched a rule with an occurrence, while it can be taken back.
struct Occurrence {
  std::int32_t rule = 0;  // The program's, of those with one.
  model::EventType trigger{};
  bool given = false;     // The rule granted for it.
  Date day;
  std::string ref;
};
// The others, of a rule that counts a lifetime.
struct OccurrenceTotal {
  std::int32_t rule = 0;
  std::int64_t count = 0, given = 0;
};

// Time comes before the events of its instant.
inline model::OrderKey place_of_time(Instant at) { return {at, -1, 0}; }

// A level given on a ladder at a place in the order: what a history came to, or what was
// reported and must still be held there (F1, `tier_kept`).
struct TierStep {
  std::int32_t ladder = 0, level = 0;
  model::OrderKey at = place_of_time(kBeforeAll);
  std::optional<Date> until;
};

// What a redemption asks for.
struct Spend {
  std::string event;         // The redemption, or the reservation.
  std::int32_t version = 0;  // Of the program;
  std::int32_t reward = -1;  // its own index; -1: plain points.
  std::int32_t currency = 0;
  std::int64_t points = 0;
  Date day;
  base::Hash128 posting;
  loyalty::Pieces pieces;    // Set aside; or spent and not given back.
};
// Points set aside for one that is being agreed on (M30).
struct Reservation {
  Spend spend;
  Instant until;  // Then it is over.
};
// One that was made, for as long as it can be given back (M32).
struct Burn {
  Spend spend;
  std::int64_t left = 0;      // Not given back;
  std::int64_t owed = 0;      // of it, what became a debt,
  std::int64_t forgiven = 0;  // and what was written off.
};

// Points that expired, for as long as they can come back (M37).
struct Lapsed {
  std::int32_t currency = 0;
  loyalty::Lot lot;
};

struct State {
  bool known = false;           // An event has been folded.
  std::int32_t version = -1;
  Instant now = kBeforeAll;     // Of the last step.
  Instant first_seen = kBeforeAll;
  std::vector<model::AttributeValue> profile;  // Sorted by attribute.
  std::vector<model::Trip> trips;
  std::vector<Grant> grants;
  std::uint32_t grants_made = 0;
  std::vector<loyalty::Ledger> ledgers;        // By currency.
  std::vector<model::MetricState> metrics;     // By tracked metric.
  std::vector<Standing> standings;             // By ladder.
  std::vector<SignalState> signals;            // By signal.
  std::vector<PlaceState> places;              // By placing.
  std::vector<std::int32_t> visits;            // Days of completed trips, the last ones.
  std::int32_t first_visit = 0;
  std::int64_t visits_made = 0, spent = 0;     // Days with a trip; net money of them.
  std::int64_t first_spent = 0;                // Of the first such day.
  // Bit i: a trip in month i since that of the first one.
  std::vector<std::uint64_t> visit_months;
  std::vector<satisfaction::Response> responses;
  std::vector<std::string> cases;              // Open complaints.
  std::vector<care::OpenAction> actions;
  std::vector<Request> requests;
  std::vector<Undecided> undecided;
  std::vector<BudgetUse> budget_use;
  std::vector<CapUse> cap_use;
  std::vector<CapUse> reward_use;              // `cap` is the program's reward.
  std::vector<Reservation> reservations;
  std::vector<Burn> burns;
  std::vector<Lapsed> lapsed;
  std::vector<Occurrence> occurrences;
  std::vector<OccurrenceTotal> occurrence_totals;
  std::vector<TierStep> kept;                  // Facts of entries that were compacted.
  std::optional<Date> tick;                    // Next day on which a signal may turn.
  // The years in which the birthday and the anniversary came last (M52).
  std::int32_t birthday_year = 0, anniversary_year = 0;
};

// What was decided when an entry was accepted, and is never decided again.
struct GrantFact {
  std::int32_t version = 0, rule = 0;
  std::int64_t requested = 0, granted = 0;
};
struct Facts {
  bool spend_accepted = false;
  bool without_reservation = false;  // Recorded history: these rules had ended it.
  std::vector<GrantFact> grants;
  std::vector<TierStep> kept;
};

struct Entry {
  model::OrderKey key;
  model::Event event;  // Event type and attributes are the program's.
  std::uint64_t digest = 0;
  Instant recorded_at;
  std::uint64_t revision = 0;  // Of the last change of it.
  Facts facts;
};

// Tables grow with the program: a state that an older one made gets room for the new.
void fit_to(State& state, const struct Sizes& sizes);
struct Sizes {
  std::size_t currencies = 0, metrics = 0, ladders = 0, signals = 0, placings = 0;
};

// The bytes of a state. `metric(i)` gives what trims its samples; NULL keeps all.
void write(base::Writer& out, const State& state,
           const std::vector<const model::Metric*>& metrics, std::optional<Date> today);
State read_state(base::Reader& in);
void write(base::Writer& out, const Entry& entry);
Entry read_entry(base::Reader& in);

}  // namespace patron::engine
