// SPDX-License-Identifier: Apache-2.0
// A snapshot's checksum guards against accidents, not against malice: before a state that
// was read is used, every index in it is held against the program's tables, and every
// number that is added up against the bounds of the ledger.
#include <algorithm>

#include "base/limits.hpp"
#include "engine/member_state.hpp"

namespace patron::engine {
namespace {

bool below(std::int64_t index, std::size_t size) {
  return index >= 0 && static_cast<std::size_t>(index) < size;
}

bool day_ok(std::int32_t day) { return day > -200'000 && day < 200'000; }
bool day_ok(const std::optional<Date>& day) { return !day || day_ok(day->days); }

bool earn_rule(const Access::Program& program, std::int32_t version, std::int32_t rule) {
  return below(version, program.versions.size()) &&
         below(rule,
               program.versions[static_cast<std::size_t>(version)].pack().earn.size());
}

bool trips_ok(const State& state, const Access::Program& program) {
  return state.trips.size() <= limits::kOpenTrips &&
         std::all_of(
             state.trips.begin(), state.trips.end(), [&](const model::Trip& trip) {
               return below(trip.version, program.versions.size()) &&
                      day_ok(trip.start) && day_ok(trip.end) &&
                      day_ok(trip.booked_on.days) && day_ok(trip.closed_on.days) &&
                      base::fits_amount(trip.gross) && base::fits_amount(trip.discount) &&
                      base::fits_amount(trip.tax) &&
                      base::fits_amount(trip.points_paid) &&
                      base::fits_amount(trip.refunded) &&
                      std::all_of(trip.counted.begin(), trip.counted.end(),
                                  [&](const model::Counted& counted) {
                                    return below(counted.metric, program.metrics.size());
                                  });
             });
}

bool grants_ok(const State& state, const Access::Program& program) {
  const auto grant_ok = [&](const Grant& grant) {
    return earn_rule(program, grant.version, grant.rule) &&
           base::fits_amount(grant.points) && base::fits_amount(grant.revoked) &&
           grant.budget >= -1 &&
           (grant.budget < 0 || below(grant.budget, program.budgets.size()));
  };
  const auto request_ok = [&](const Request& request) {
    return earn_rule(program, request.version, request.rule) &&
           below(request.budget, program.budgets.size()) &&
           base::fits_amount(request.points);
  };
  return std::all_of(state.grants.begin(), state.grants.end(), grant_ok) &&
         std::all_of(state.requests.begin(), state.requests.end(), request_ok) &&
         std::all_of(state.budget_use.begin(), state.budget_use.end(),
                     [&](const BudgetUse& use) {
                       return below(use.budget, program.budgets.size()) &&
                              base::fits_amount(use.points);
                     }) &&
         std::all_of(state.cap_use.begin(), state.cap_use.end(), [&](const CapUse& use) {
           return below(use.cap, program.caps.size()) && day_ok(use.day) &&
                  base::fits_amount(use.points) && base::fits_amount(use.count);
         });
}

bool ledgers_ok(const State& state, const Access::Program& program) {
  if (state.ledgers.size() > program.currencies.size()) return false;
  for (const loyalty::Ledger& book : state.ledgers) {
    if (book.lots().size() > limits::kOpenLots) return false;
    if (!base::fits_amount(book.pending()) || !base::fits_amount(book.debt()))
      return false;
    for (const loyalty::Lot& lot : book.lots())
      if (lot.points < 0 || !base::fits_amount(lot.points) || !day_ok(lot.expires) ||
          !day_ok(lot.activated_on.days))
        return false;
  }
  return true;
}

bool standings_ok(const State& state, const Access::Program& program) {
  if (state.standings.size() > program.ladders.size()) return false;
  for (std::size_t i = 0; i < state.standings.size(); ++i)
    if (!below(state.standings[i].level, program.levels[i].size()) ||
        !day_ok(state.standings[i].until))
      return false;
  return std::all_of(state.kept.begin(), state.kept.end(), [&](const KeptTier& kept) {
    return below(kept.ladder, program.ladders.size()) &&
           below(kept.level,
                 program.levels[static_cast<std::size_t>(kept.ladder)].size()) &&
           day_ok(kept.until);
  });
}

bool care_ok(const State& state, const Access::Program& program) {
  const auto response_ok = [&](const satisfaction::Response& response) {
    return below(response.instrument, program.instruments.size()) &&
           (response.touchpoint == -1 ||
            below(response.touchpoint, program.touchpoints.size())) &&
           response.value >= 0 && response.value <= 10'000 && day_ok(response.day) &&
           response.weight_ppm >= 0;
  };
  const auto action_ok = [&](const care::OpenAction& open) {
    return below(open.version, program.versions.size()) &&
           below(open.action, program.versions[static_cast<std::size_t>(open.version)]
                                  .pack()
                                  .actions.size()) &&
           day_ok(open.due.days);
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

}  // namespace

bool valid(const State& state, const Access::Program& program) {
  const auto& attributes = program.vocabulary.customer_attributes();
  return state.version >= -1 &&
         state.version < static_cast<std::int32_t>(program.versions.size()) &&
         (state.known ? state.version >= 0 : true) &&
         state.metrics.size() <= program.metrics.size() &&
         state.signals.size() <= program.signals.size() &&
         std::all_of(state.profile.begin(), state.profile.end(),
                     [&](const model::AttributeValue& value) {
                       return below(value.attribute, attributes.size()) &&
                              model::fits(
                                  value.value,
                                  attributes[static_cast<std::size_t>(value.attribute)]
                                      .type);
                     }) &&
         trips_ok(state, program) && grants_ok(state, program) &&
         ledgers_ok(state, program) && standings_ok(state, program) &&
         care_ok(state, program) && rising(state.visits) && day_ok(state.tick);
}

}  // namespace patron::engine
