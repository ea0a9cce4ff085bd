// SPDX-License-Identifier: Apache-2.0
// The state's bytes: each part in the order of the struct, counts before items. The
// reader believes nothing: counts are bounded by what is left, and indexes are checked by
// the member that loads them.
#include "engine/state_bytes.hpp"

namespace patron::engine {
namespace {

using base::Reader;
using base::Writer;

void write_hash(Writer& out, const base::Hash128& hash) {
  out.fixed64(hash.high);
  out.fixed64(hash.low);
}
base::Hash128 read_hash(Reader& in) {
  const std::uint64_t high = in.fixed64();
  return {high, in.fixed64()};
}
model::EventType read_type(Reader& in) {
  const std::uint64_t type = in.varint();
  if (type >= model::kEventTypesMax) in.fail();
  return static_cast<model::EventType>(type % model::kEventTypesMax);
}

void write_value(Writer& out, const model::AttributeValue& value) {
  out.varint(static_cast<std::uint64_t>(value.attribute));
  out.varint(value.value.index());
  if (const auto* integer = std::get_if<std::int64_t>(&value.value))
    out.integer(*integer);
  if (const auto* number = std::get_if<double>(&value.value))
    out.fixed64(std::bit_cast<std::uint64_t>(*number));
  if (const auto* text = std::get_if<std::string>(&value.value)) out.text(*text);
  if (const auto* texts = std::get_if<model::Texts>(&value.value))
    write_all(out, *texts, [&](const std::string& text) { out.text(text); });
}

model::AttributeValue read_value(Reader& in) {
  model::AttributeValue value;
  value.attribute = static_cast<std::int32_t>(in.varint() & 0x7fffffff);
  switch (in.varint()) {
    case 0: value.value = in.integer(); break;
    case 1: value.value = std::bit_cast<double>(in.fixed64()); break;
    case 2: value.value = std::string(in.text()); break;
    case 3: {
      model::Texts texts;
      read_all(in, texts, 1, [&] { return std::string(in.text()); });
      value.value = std::move(texts);
      break;
    }
    default: in.fail();
  }
  return value;
}

// Its decimals and one more, or 0 if there is none.
void write_amount(Writer& out, const std::optional<Decimal>& amount) {
  out.varint(amount ? static_cast<std::uint64_t>(amount->scale) + 1 : 0);
  if (amount) out.integer(amount->value);
}

std::optional<Decimal> read_amount(Reader& in) {
  const std::uint64_t scale = in.varint();
  if (scale == 0) return std::nullopt;
  if (scale > 19) in.fail();
  return Decimal{in.integer(), static_cast<std::int32_t>(scale % 20) - 1};
}

void write_grant(Writer& out, const Grant& grant) {
  out.varint(grant.number);
  out.integer(grant.version);
  out.integer(grant.rule);
  out.varint(static_cast<std::uint64_t>(grant.state));
  out.varint(model::index(grant.trigger));
  out.text(grant.ref);
  out.text(grant.event);
  for (const std::int64_t n : {grant.requested, grant.points, grant.revoked})
    out.integer(n);
  out.integer(grant.earned_on.days);
  write_day(out, grant.ready_on);
  out.integer(grant.budget);
  out.integer(grant.window);
  write_amount(out, grant.amount);
  write_hash(out, grant.posting);
}

Grant read_grant(Reader& in) {
  Grant grant;
  grant.number = static_cast<std::uint32_t>(in.varint());
  grant.version = small(in);
  grant.rule = small(in);
  const std::uint64_t state = in.varint();
  if (state > 2) in.fail();
  grant.state = static_cast<GrantState>(state % 3);
  grant.trigger = read_type(in);
  grant.ref = in.text();
  grant.event = in.text();
  for (std::int64_t* n : {&grant.requested, &grant.points, &grant.revoked})
    *n = in.integer();
  grant.earned_on.days = small(in);
  grant.ready_on = read_day(in);
  grant.budget = small(in);
  grant.window = small(in);
  grant.amount = read_amount(in);
  grant.posting = read_hash(in);
  return grant;
}

void write_request(Writer& out, const Request& request) {
  write_hash(out, request.id);
  for (const std::int32_t n :
       {request.version, request.rule, request.budget, request.window})
    out.integer(n);
  out.integer(request.points);
  out.text(request.ref);
  out.text(request.event);
  out.varint(model::index(request.trigger));
  out.integer(request.earned_on.days);
  write_amount(out, request.amount);
}

Request read_request(Reader& in) {
  Request request;
  request.id = read_hash(in);
  for (std::int32_t* n :
       {&request.version, &request.rule, &request.budget, &request.window})
    *n = small(in);
  request.points = in.integer();
  request.ref = in.text();
  request.event = in.text();
  request.trigger = read_type(in);
  request.earned_on.days = small(in);
  request.amount = read_amount(in);
  return request;
}

void write_spend(Writer& out, const Spend& spend) {
  out.text(spend.event);
  for (const std::int32_t n : {spend.version, spend.reward, spend.currency})
    out.integer(n);
  out.integer(spend.points);
  out.integer(spend.day.days);
  write_hash(out, spend.posting);
  loyalty::write(out, spend.pieces);
}

Spend read_spend(Reader& in) {
  Spend spend;
  spend.event = in.text();
  for (std::int32_t* n : {&spend.version, &spend.reward, &spend.currency})
    *n = small(in);
  spend.points = in.integer();
  spend.day.days = small(in);
  spend.posting = read_hash(in);
  spend.pieces = loyalty::read_pieces(in);
  return spend;
}

void write_response(Writer& out, const satisfaction::Response& response) {
  out.integer(response.day);
  out.integer(response.value);
  out.integer(response.weight_ppm);
  out.integer(response.instrument);
  out.integer(response.touchpoint);
}

satisfaction::Response read_response(Reader& in) {
  satisfaction::Response response;
  response.day = small(in);
  response.value = small(in);
  response.weight_ppm = small(in);
  response.instrument = static_cast<std::int16_t>(small(in));
  response.touchpoint = static_cast<std::int16_t>(small(in));
  return response;
}

void write_rest(Writer& out, const State& state) {
  write_all(out, state.standings, [&](const Standing& standing) {
    out.integer(standing.level);
    out.integer(standing.since.milliseconds);
    write_day(out, standing.until);
    out.integer(standing.own);
    write_day(out, standing.own_until);
    write_all(out, standing.floors, [&](const Floor& floor) {
      out.integer(static_cast<std::int64_t>(floor.kind));
      out.integer(floor.level);
      write_day(out, floor.until);
    });
    write_day(out, standing.period);
    write_all(out, standing.carried, [&](const Carried& carried) {
      out.integer(carried.metric);
      out.integer(carried.value);
    });
  });
  write_all(out, state.signals, [&](const SignalState& signal) {
    out.varint(signal.raised ? 1 : 0);
    out.integer(signal.since.days);
  });
  write_all(out, state.places, [&](const PlaceState& place) {
    out.integer(place.place);
    out.integer(place.since.days);
    out.varint(place.was);
  });
  write_all(out, state.visits, [&](std::int32_t day) { out.integer(day); });
  out.integer(state.first_visit);
  out.integer(state.visits_made);
  out.integer(state.spent);
  out.integer(state.first_spent);
  write_all(out, state.visit_months, [&](std::uint64_t word) { out.fixed64(word); });
  write_all(out, state.responses, [&](const auto& r) { write_response(out, r); });
  write_all(out, state.cases, [&](const std::string& key) { out.text(key); });
  write_all(out, state.actions, [&](const auto& a) { care::write(out, a); });
  write_all(out, state.requests, [&](const auto& r) { write_request(out, r); });
  write_all(out, state.undecided, [&](const Undecided& undecided) {
    out.text(undecided.event);
    out.text(undecided.rule);
    out.text(undecided.why);
  });
  write_all(out, state.budget_use, [&](const BudgetUse& use) {
    out.integer(use.budget);
    out.integer(use.window);
    out.integer(use.points);
  });
  for (const auto* uses : {&state.cap_use, &state.reward_use})
    write_all(out, *uses, [&](const CapUse& use) {
      out.integer(use.cap);
      out.integer(use.day);
      out.integer(use.points);
      out.integer(use.count);
    });
  write_all(out, state.reservations, [&](const Reservation& held) {
    write_spend(out, held.spend);
    out.integer(held.until.milliseconds);
  });
  write_all(out, state.burns, [&](const Burn& burn) {
    write_spend(out, burn.spend);
    for (const std::int64_t n : {burn.left, burn.owed, burn.forgiven}) out.integer(n);
  });
  write_all(out, state.lapsed, [&](const Lapsed& lapsed) {
    out.integer(lapsed.currency);
    loyalty::write(out, {lapsed.lot});
  });
  write_all(out, state.occurrences, [&](const Occurrence& one) {
    out.integer(one.rule);
    out.integer(static_cast<std::int64_t>(one.trigger));
    out.varint(one.given ? 1 : 0);
    out.integer(one.day.days);
    out.text(one.ref);
  });
  write_all(out, state.occurrence_totals, [&](const OccurrenceTotal& total) {
    out.integer(total.rule);
    out.integer(total.count);
    out.integer(total.given);
  });
  write_all(out, state.kept, [&](const TierStep& kept) { write_kept(out, kept); });
  write_day(out, state.tick);
  out.integer(state.birthday_year);
  out.integer(state.anniversary_year);
}

void read_rest(Reader& in, State& state) {
  read_all(in, state.standings, 8, [&] {
    Standing standing;
    standing.level = small(in);
    standing.since.milliseconds = in.integer();
    standing.until = read_day(in);
    standing.own = small(in);
    standing.own_until = read_day(in);
    read_all(in, standing.floors, 3, [&] {
      Floor floor;
      floor.kind = static_cast<Floor::Kind>(small(in));
      floor.level = small(in);
      floor.until = read_day(in);
      return floor;
    });
    standing.period = read_day(in);
    read_all(in, standing.carried, 2, [&] {
      Carried carried;
      carried.metric = small(in);
      carried.value = in.integer();
      return carried;
    });
    return standing;
  });
  read_all(in, state.signals, 2, [&] {
    SignalState signal;
    signal.raised = in.varint() != 0;
    signal.since.days = small(in);
    return signal;
  });
  read_all(in, state.places, 3, [&] {
    PlaceState place;
    place.place = small(in);
    place.since.days = small(in);
    place.was = in.varint();
    return place;
  });
  read_all(in, state.visits, 1, [&] { return small(in); });
  state.first_visit = small(in);
  state.visits_made = in.integer();
  state.spent = in.integer();
  state.first_spent = in.integer();
  read_all(in, state.visit_months, 8, [&] { return in.fixed64(); });
  read_all(in, state.responses, 5, [&] { return read_response(in); });
  read_all(in, state.cases, 1, [&] { return std::string(in.text()); });
  read_all(in, state.actions, 24, [&] { return care::read(in); });
  read_all(in, state.requests, 25, [&] { return read_request(in); });
  read_all(in, state.undecided, 3, [&] {
    Undecided undecided;
    undecided.event = in.text();
    undecided.rule = in.text();
    undecided.why = in.text();
    return undecided;
  });
  read_all(in, state.budget_use, 3, [&] {
    BudgetUse use;
    use.budget = small(in);
    use.window = small(in);
    use.points = in.integer();
    return use;
  });
  for (auto* uses : {&state.cap_use, &state.reward_use})
    read_all(in, *uses, 4, [&] {
      CapUse use;
      use.cap = small(in);
      use.day = small(in);
      use.points = in.integer();
      use.count = in.integer();
      return use;
    });
  read_all(in, state.reservations, 24, [&] {
    Reservation held;
    held.spend = read_spend(in);
    held.until.milliseconds = in.integer();
    return held;
  });
  read_all(in, state.burns, 26, [&] {
    Burn burn;
    burn.spend = read_spend(in);
    for (std::int64_t* n : {&burn.left, &burn.owed, &burn.forgiven}) *n = in.integer();
    return burn;
  });
  read_all(in, state.lapsed, 24, [&] {
    Lapsed lapsed;
    lapsed.currency = small(in);
    const loyalty::Pieces lots = loyalty::read_pieces(in);
    if (lots.size() != 1)
      in.fail();
    else
      lapsed.lot = lots.front();
    return lapsed;
  });
  read_all(in, state.occurrences, 5, [&] {
    Occurrence one;
    one.rule = small(in);
    one.trigger = static_cast<model::EventType>(small(in));
    one.given = in.varint() != 0;
    one.day.days = small(in);
    one.ref = in.text();
    return one;
  });
  read_all(in, state.occurrence_totals, 3, [&] {
    OccurrenceTotal total;
    total.rule = small(in);
    total.count = in.integer();
    total.given = in.integer();
    return total;
  });
  read_all(in, state.kept, 13, [&] { return read_kept(in); });
  state.tick = read_day(in);
  state.birthday_year = small(in);
  state.anniversary_year = small(in);
}

}  // namespace

void fit_to(State& state, const Sizes& sizes) {
  state.ledgers.resize(sizes.currencies);
  state.metrics.resize(sizes.metrics);
  state.standings.resize(sizes.ladders);
  state.signals.resize(sizes.signals);
  state.places.resize(sizes.placings);
}

void write(Writer& out, const State& state,
           const std::vector<const model::Metric*>& metrics, std::optional<Date> today) {
  out.varint(state.known ? 1 : 0);
  out.integer(state.version);
  out.integer(state.now.milliseconds);
  out.integer(state.first_seen.milliseconds);
  write_all(out, state.profile, [&](const auto& v) { write_value(out, v); });
  write_all(out, state.trips, [&](const auto& trip) { model::write(out, trip); });
  write_all(out, state.grants, [&](const auto& grant) { write_grant(out, grant); });
  out.varint(state.grants_made);
  write_all(out, state.ledgers, [&](const auto& ledger) { ledger.write(out); });
  out.varint(state.metrics.size());
  for (std::size_t i = 0; i < state.metrics.size(); ++i)
    model::write(out, state.metrics[i], today ? metrics[i] : nullptr,
                 today.value_or(Date{}));
  write_rest(out, state);
}

State read_state(Reader& in) {
  State state;
  state.known = in.varint() != 0;
  state.version = small(in);
  state.now.milliseconds = in.integer();
  state.first_seen.milliseconds = in.integer();
  read_all(in, state.profile, 3, [&] { return read_value(in); });
  read_all(in, state.trips, 20, [&] { return model::read_trip(in); });
  read_all(in, state.grants, 28, [&] { return read_grant(in); });
  state.grants_made = static_cast<std::uint32_t>(in.varint());
  read_all(in, state.ledgers, 12, [&] { return loyalty::Ledger::read(in); });
  read_all(in, state.metrics, 2, [&] { return model::read_metric(in); });
  read_rest(in, state);
  return state;
}

}  // namespace patron::engine
