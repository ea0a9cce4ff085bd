// SPDX-License-Identifier: Apache-2.0
// A snapshot's checksum guards against accidents, not against malice: before a state that
// was read is used, every index in it is held against the program's tables, and every
// number that is added up against the bounds of the ledger.
#include <algorithm>
#include <limits>

#include "base/limits.hpp"
#include "engine/member_state.hpp"

namespace patron::engine {
namespace {

// Sums below this stay far within 64 bits, whatever is added to them.
constexpr base::Int128 kManyAmounts = std::numeric_limits<std::int64_t>::max() / 4;

bool below(std::int64_t index, std::size_t size) {
  return index >= 0 && static_cast<std::size_t>(index) < size;
}

bool day_ok(std::int32_t day) { return day > -200'000 && day < 200'000; }
// What a span of a pack may come to: far beyond the calendar, but no overflow.
bool far_day_ok(std::int32_t day) { return day > -4'000'000 && day < 4'000'000; }
bool moment_ok(Instant at) {
  constexpr std::int64_t kFar = 200'000LL * 86'400'000;
  return at == kBeforeAll || (at.milliseconds > -kFar && at.milliseconds < kFar);
}
bool day_ok(const std::optional<Date>& day) { return !day || day_ok(day->days); }

bool earn_rule(const Access::Program& program, std::int32_t version, std::int32_t rule) {
  return below(version, program.versions.size()) &&
         below(rule,
               program.versions[static_cast<std::size_t>(version)].pack().earn.size());
}

bool fit(std::initializer_list<std::int64_t> amounts) {
  return std::all_of(amounts.begin(), amounts.end(), base::fits_amount);
}

bool trips_ok(const State& state, const Access::Program& program) {
  const auto trip_ok = [&](const model::Trip& trip) {
    return below(trip.version, program.versions.size()) && day_ok(trip.start) &&
           day_ok(trip.end) && day_ok(trip.booked_on.days) &&
           day_ok(trip.closed_on.days) &&
           fit({trip.gross, trip.discount, trip.tax, trip.points_paid, trip.refunded,
                trip.allocated}) &&
           std::all_of(trip.payments.begin(), trip.payments.end(),
                       [](const model::Payment& paid) { return fit({paid.minor}); }) &&
           trip.payments.size() <= limits::kEventLines &&
           std::all_of(trip.counted.begin(), trip.counted.end(),
                       [&](const model::Counted& counted) {
                         return below(counted.metric, program.metrics.size()) &&
                                fit({counted.value, counted.reduced});
                       });
  };
  return state.trips.size() <= limits::kOpenTrips &&
         std::all_of(state.trips.begin(), state.trips.end(), trip_ok);
}

bool metrics_ok(const State& state, const Access::Program& program) {
  return state.metrics.size() <= program.metrics.size() &&
         std::all_of(state.metrics.begin(), state.metrics.end(),
                     [](const model::MetricState& metric) {
                       return fit({metric.lifetime}) &&
                              std::all_of(metric.samples.begin(), metric.samples.end(),
                                          [](const model::Sample& sample) {
                                            return fit({sample.value});
                                          });
                     });
}

bool uses_ok(const std::vector<CapUse>& uses, std::size_t limits) {
  base::Int128 points = 0, count = 0;
  for (const CapUse& use : uses) {
    if (!below(use.cap, limits) || !day_ok(use.day) || use.points < 0 ||
        use.count < 0)
      return false;
    points += use.points;
    count += use.count;
  }
  return points < kManyAmounts && count < kManyAmounts;
}

bool occurrences_ok(const State& state, const Access::Program& program) {
  return std::all_of(state.occurrences.begin(), state.occurrences.end(),
                     [&](const Occurrence& one) {
                       return below(one.rule, program.occurrences.size()) &&
                              day_ok(one.day.days);
                     }) &&
         std::all_of(state.occurrence_totals.begin(), state.occurrence_totals.end(),
                     [&](const OccurrenceTotal& total) {
                       return below(total.rule, program.occurrences.size()) &&
                              fit({total.count, total.given}) && total.given >= 0 &&
                              total.count >= total.given;
                     });
}

bool grants_ok(const State& state, const Access::Program& program) {
  const auto grant_ok = [&](const Grant& grant) {
    return earn_rule(program, grant.version, grant.rule) && day_ok(grant.ready_on) &&
           fit({grant.requested, grant.points, grant.revoked}) && grant.points >= 0 &&
           day_ok(grant.earned_on.days) && day_ok(grant.window) && grant.budget >= -1 &&
           (grant.budget < 0 || below(grant.budget, program.budgets.size()));
  };
  const auto request_ok = [&](const Request& request) {
    return earn_rule(program, request.version, request.rule) &&
           below(request.budget, program.budgets.size()) &&
           fit({request.points}) && day_ok(request.earned_on.days) &&
           day_ok(request.window);
  };
  base::Int128 granted = 0;
  for (const Grant& grant : state.grants) granted += grant.points;
  return granted < kManyAmounts &&
         std::all_of(state.grants.begin(), state.grants.end(), grant_ok) &&
         std::all_of(state.requests.begin(), state.requests.end(), request_ok) &&
         std::all_of(state.budget_use.begin(), state.budget_use.end(),
                     [&](const BudgetUse& use) {
                       return below(use.budget, program.budgets.size()) &&
                              base::fits_amount(use.points);
                     }) &&
         uses_ok(state.cap_use, program.caps.size()) &&
         uses_ok(state.reward_use, program.rewards.size()) &&
         occurrences_ok(state, program);
}

// Of lots: never more than what amounts may be.
bool pieces_ok(const loyalty::Pieces& pieces, const Access::Program& program,
               base::Int128& sum) {
  for (const loyalty::Lot& lot : pieces) {
    if (lot.points < 0 || !day_ok(lot.activated_on.days) ||
        (lot.expires && !far_day_ok(lot.expires->days)) ||
        !below(lot.terms, program.versions.size()))
      return false;
    sum += lot.points;
  }
  return pieces.size() <= limits::kOpenLots && sum <= base::kAmountMax;
}

bool spend_ok(const Spend& spend, const Access::Program& program, base::Int128& sum) {
  return below(spend.version, program.versions.size()) &&
         below(spend.currency, program.currencies.size()) &&
         (spend.reward == -1 ||
          below(spend.reward, program.versions[static_cast<std::size_t>(spend.version)]
                                  .pack()
                                  .rewards.size())) &&
         fit({spend.points}) && spend.points > 0 && day_ok(spend.day.days) &&
         pieces_ok(spend.pieces, program, sum);
}

bool spends_ok(const State& state, const Access::Program& program) {
  std::vector<base::Int128> held(state.ledgers.size(), 0);
  if (state.reservations.size() > limits::kReservations) return false;
  for (const Reservation& one : state.reservations) {
    base::Int128 sum = 0;
    if (!spend_ok(one.spend, program, sum) || !moment_ok(one.until) ||
        !below(one.spend.currency, held.size()) || sum > one.spend.points)
      return false;
    held[static_cast<std::size_t>(one.spend.currency)] += sum;
  }
  for (std::size_t i = 0; i < held.size(); ++i)
    if (held[i] != state.ledgers[i].reserved()) return false;
  base::Int128 lapsed = 0;
  for (const Lapsed& one : state.lapsed)
    if (!below(one.currency, program.currencies.size()) || !one.lot.expires ||
        !pieces_ok({one.lot}, program, lapsed))
      return false;
  return std::all_of(state.burns.begin(), state.burns.end(), [&](const Burn& burn) {
    base::Int128 sum = 0;
    return spend_ok(burn.spend, program, sum) &&
           fit({burn.left, burn.owed, burn.forgiven}) && burn.owed >= 0 &&
           burn.forgiven >= 0 && burn.left >= 0 &&
           burn.left == sum + burn.owed + burn.forgiven;
  });
}

bool ledgers_ok(const State& state, const Access::Program& program) {
  if (state.ledgers.size() > program.currencies.size()) return false;
  for (const loyalty::Ledger& book : state.ledgers) {
    if (book.lots().size() > limits::kOpenLots) return false;
    const loyalty::Totals& t = book.totals();
    if (!fit({book.pending(), book.reserved(), book.debt(), t.burn_reversed,
              t.reinstated, t.earned,
              t.adjusted_up, t.written_off,
              t.burned, t.expired, t.voided, t.clawed_back, t.adjusted_down}))
      return false;
    base::Int128 active = 0;
    if (!pieces_ok(book.lots(), program, active)) return false;
  }
  return true;
}

bool standings_ok(const State& state, const Access::Program& program) {
  if (state.standings.size() > program.ladders.size()) return false;
  for (std::size_t i = 0; i < state.standings.size(); ++i) {
    const Standing& standing = state.standings[i];
    const std::size_t levels = program.levels[i].size();
    // A grace is a span of the pack.
    const auto far = [](const std::optional<Date>& day) {
      return !day || far_day_ok(day->days);
    };
    if (!below(standing.level, levels) || !far(standing.until) ||
        !below(standing.own, levels) || !day_ok(standing.own_until) ||
        !moment_ok(standing.since) || !day_ok(standing.period))
      return false;
    for (const Carried& carried : standing.carried)
      if (!below(carried.metric, program.metrics.size()) || !fit({carried.value}))
        return false;
    for (const Floor& floor : standing.floors)
      if (!below(floor.level, levels) || !far(floor.until) ||
          floor.kind > Floor::Kind::forever)
        return false;
    // A term ends by a review, which only a version with this ladder makes.
    const auto version = static_cast<std::size_t>(std::max(state.version, 0));
    const auto& ladders = program.versions[version].ladder;
    const bool timed = standing.until || standing.own_until ||
                       !standing.floors.empty() || !standing.carried.empty();
    if (timed && std::find(ladders.begin(), ladders.end(),
                                    static_cast<std::int32_t>(i)) == ladders.end())
      return false;
  }
  return std::all_of(state.kept.begin(), state.kept.end(),
                     [&](const TierStep& kept) { return valid(kept, program); });
}

bool care_ok(const State& state, const Access::Program& program) {
  const auto response_ok = [&](const satisfaction::Response& response) {
    return below(response.instrument, program.instruments.size()) &&
           (response.touchpoint == -1 ||
            below(response.touchpoint, program.touchpoints.size())) &&
           response.value >= 0 && response.value <= 10'000 && day_ok(response.day) &&
           response.weight_ppm >= 0;
  };
  constexpr std::size_t kMostSteps = 16;
  const auto action_ok = [&](const care::OpenAction& open) {
    return below(open.version, program.versions.size()) &&
           below(open.action, program.versions[static_cast<std::size_t>(open.version)]
                                  .pack()
                                  .actions.size()) &&
           far_day_ok(open.due.days) && far_day_ok(open.start.days) &&
           below(open.steps, kMostSteps + 1);
  };
  return std::all_of(state.responses.begin(), state.responses.end(), response_ok) &&
         std::all_of(state.actions.begin(), state.actions.end(), action_ok) &&
         state.responses.size() <= limits::kResponses;
}

bool rising(const std::vector<std::int32_t>& days) {
  return days.size() <= limits::kGaps + 1 &&
         std::all_of(days.begin(), days.end(),
                     [](std::int32_t d) { return day_ok(d); }) &&
         std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) ==
             days.end();
}

bool places_ok(const State& state, const Access::Program& program) {
  if (state.places.size() > program.placings.size()) return false;
  for (std::size_t i = 0; i < state.places.size(); ++i) {
    const PlaceState& place = state.places[i];
    if ((place.place != -1 && !below(place.place, program.places[i].size())) ||
        !day_ok(place.since.days))
      return false;
  }
  return true;
}

// 300 years of months at most; none after that of the last day with a trip.
bool months_ok(const State& state) {
  return state.visit_months.size() <= 57 &&
         (state.visit_months.empty() == (state.visits_made == 0)) &&
         state.visits_made >= static_cast<std::int64_t>(state.visits.size()) &&
         (state.visits.empty() || state.first_visit <= state.visits.front());
}

}  // namespace

bool valid(const TierStep& kept, const Access::Program& program) {
  return below(kept.ladder, program.ladders.size()) &&
         below(kept.level,
               program.levels[static_cast<std::size_t>(kept.ladder)].size()) &&
         day_ok(kept.until) && moment_ok(kept.at.occurred_at);
}

bool valid(const State& state, const Access::Program& program) {
  const auto& attributes = program.vocabulary.customer_attributes();
  return state.version >= -1 &&
         state.version < static_cast<std::int32_t>(program.versions.size()) &&
         (state.known ? state.version >= 0 : true) &&
         metrics_ok(state, program) && state.signals.size() <= program.signals.size() &&
         places_ok(state, program) &&
         std::all_of(state.signals.begin(), state.signals.end(),
                     [](const SignalState& s) { return day_ok(s.since.days); }) &&
         moment_ok(state.now) && moment_ok(state.first_seen) &&
         day_ok(state.first_visit) &&
         fit({state.visits_made, state.spent, state.first_spent}) &&
         months_ok(state) &&
         std::all_of(state.profile.begin(), state.profile.end(),
                     [&](const model::AttributeValue& value) {
                       return below(value.attribute, attributes.size()) &&
                              model::fits(
                                  value.value,
                                  attributes[static_cast<std::size_t>(value.attribute)]
                                      .type);
                     }) &&
         trips_ok(state, program) && grants_ok(state, program) &&
         ledgers_ok(state, program) && spends_ok(state, program) &&
         standings_ok(state, program) &&
         care_ok(state, program) && rising(state.visits) && day_ok(state.tick);
}

}  // namespace patron::engine
