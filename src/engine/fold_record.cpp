// SPDX-License-Identifier: Apache-2.0
// Phase 2 of an event: what happened goes into the profile, the trip, the history of
// answers and the metrics, before any rule looks.
#include <algorithm>

#include "base/limits.hpp"
#include "engine/caps.hpp"
#include "engine/fold.hpp"
#include "engine/occurrences.hpp"
#include "engine/rewards.hpp"

namespace patron::engine {
namespace {

using model::EventType;
using model::TripState;

constexpr std::int32_t kReversalMonths = 12;  // A trip stays for refunds (F4).

const model::Scalar* find(const Access::Program& program, const model::Event& event,
                          std::string_view name) {
  const std::int32_t index = program.vocabulary.attribute(event.type, name);
  return index < 0 ? nullptr : event.find(index);
}

std::optional<std::int64_t> integer(const Access::Program& program,
                                    const model::Event& event, std::string_view name) {
  const model::Scalar* value = find(program, event, name);
  const auto* found = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return found == nullptr ? std::nullopt : std::optional{*found};
}

std::string_view text(const Access::Program& program, const model::Event& event,
                      std::string_view name) {
  const model::Scalar* value = find(program, event, name);
  const auto* found = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

void set_day(const Access::Program& program, const model::Event& event,
             std::string_view name, std::optional<Date>& day) {
  if (const auto value = integer(program, event, name))
    day = Date{static_cast<std::int32_t>(*value)};
}

void set_count(const Access::Program& program, const model::Event& event,
               std::string_view name, std::int32_t& count) {
  if (const auto value = integer(program, event, name))
    count = static_cast<std::int32_t>(*value);
}

// What a summand adds to a metric; foreign money by the rate of the day (M54). Nothing:
// no such rate, or more digits than the metric has.
std::optional<std::int64_t> amount_of(const rules::Value& summand,
                                      const model::Metric& metric,
                                      const model::Pack& pack, Date day) {
  if (summand.kind != model::TypeKind::money || summand.text.empty())
    return base::rescale_exact(summand.integer, summand.scale, metric.scale);
  const auto rate = model::exchange_rate(pack, summand.text, day);
  if (!rate) return std::nullopt;
  return model::convert(pack, summand.integer, summand.text, *rate);
}

}  // namespace

// Trips beyond the reach of a refund go, with their grants: at an event, not at a call,
// so that the state depends on entries only.
void Fold::purge_trips(Date today) {
  std::erase_if(state_.trips, [&](const model::Trip& trip) {
    return !trip.open() && trip.closed_on.add_months(kReversalMonths) < today;
  });
  std::erase_if(state_.grants, [&](const Grant& grant) {
    const bool waits = grant.state == GrantState::pending && grant.ready_on;
    return !waits && trip_of(grant.ref) == nullptr &&
           grant.earned_on.add_months(kReversalMonths) < today;
  });
  std::erase_if(state_.burns, [&](const Burn& burn) {
    return burn.spend.day.add_months(kReversalMonths) < today;
  });
  purge_caps(version(), state_, today.add_months(-kReversalMonths));
  purge_rewards(version(), state_, today.add_months(-kReversalMonths));
  settle_occurrences(version(), state_, today.add_months(-kReversalMonths));
}

Status Fold::record(Entry& entry, bool& final_ignored) {
  const model::Event& event = entry.event;
  switch (event.type) {
    case EventType::customer: record_profile(event); return {};
    case EventType::booking:
    case EventType::booking_changed: return record_booking(entry);
    case EventType::trip_started:
    case EventType::trip_completed:
    case EventType::no_show:
    case EventType::booking_cancelled: return record_trip(entry, final_ignored);
    case EventType::payment: return record_payment(event);
    case EventType::survey: return record_survey(event);
    case EventType::complaint:
    case EventType::complaint_resolved: record_complaint(event); return {};
    default: return {};
  }
}

void Fold::record_profile(const model::Event& event) {
  // Attributes of a customer event are the customer's: the newest word counts, whatever
  // was not said again stays.
  for (const model::AttributeValue& given : event.attributes) {
    const auto& name =
        program_.vocabulary.attributes()[static_cast<std::size_t>(given.attribute)].name;
    const std::int32_t index = program_.vocabulary.customer_attribute(name);
    if (index < 0) continue;
    const auto at = std::lower_bound(
        state_.profile.begin(), state_.profile.end(), index,
        [](const model::AttributeValue& v, std::int32_t i) { return v.attribute < i; });
    if (at != state_.profile.end() && at->attribute == index)
      at->value = given.value;
    else
      state_.profile.insert(at, {index, given.value});
  }
}

Status Fold::record_booking(const Entry& entry) {
  const model::Event& event = entry.event;
  model::Trip* trip = trip_of(model::booking_ref(event));
  if (trip == nullptr) {
    if (state_.trips.size() >= limits::kOpenTrips)
      return {ErrorCode::limit, "a member has at most " +
                                    std::to_string(limits::kOpenTrips) + " trips open"};
    trip = &state_.trips.emplace_back();
    trip->ref = model::booking_ref(event);
    trip->version = state_.version;
    trip->booked_on = today_;
    for (const std::int32_t level : levels_before_)
      trip->levels.push_back(static_cast<std::uint8_t>(level));
  }
  if (!model::take_booking(*trip, event, version(trip->version).pack(), trip->booked_on))
    return {ErrorCode::range, "the amounts of this booking do not fit"};
  return {};
}

Status Fold::record_trip(const Entry& entry, bool& final_ignored) {
  const model::Event& event = entry.event;
  model::Trip* trip = trip_of(event.ref);
  if (trip != nullptr && !trip->open()) {
    final_ignored = true;
    return {};
  }
  if (trip == nullptr) {
    if (event.type == EventType::no_show || event.type == EventType::booking_cancelled)
      return {};  // Nothing is known of it, so nothing changes.
    // Seen only now: a trip with no money (F10).
    trip = &state_.trips.emplace_back();
    trip->ref = model::booking_ref(event);
    trip->version = state_.version;
    trip->booked_on = today_;
    for (const std::int32_t level : levels_before_)
      trip->levels.push_back(static_cast<std::uint8_t>(level));
  }
  set_day(program_, event, "start", trip->start);
  set_day(program_, event, "end", trip->end);
  set_count(program_, event, "nights", trip->nights);
  set_count(program_, event, "segments", trip->segments);
  set_count(program_, event, "distance", trip->distance);
  switch (event.type) {
    case EventType::trip_started: trip->state = TripState::started; return {};
    case EventType::trip_completed: trip->state = TripState::completed; break;
    case EventType::no_show: trip->state = TripState::no_show; break;
    default: trip->state = TripState::cancelled;
  }
  trip->closed_on = today_;
  if (trip->state == TripState::completed) record_visit(*trip);
  return {};
}

// Completed trips of one day are one visit (domain 5: same-day purchases merge).
void Fold::record_visit(const model::Trip& trip) {
  if (state_.visits_made == 0) state_.first_visit = today_.days;
  state_.spent += trip.net();
  if (state_.first_visit == today_.days) state_.first_spent += trip.net();
  if (!state_.visits.empty() && state_.visits.back() == today_.days) return;
  ++state_.visits_made;
  record_month();
  state_.visits.push_back(today_.days);
  if (state_.visits.size() > limits::kGaps + 1)
    state_.visits.erase(state_.visits.begin());
}

void Fold::record_month() {
  const Civil first = Date{state_.first_visit}.civil(), now = today_.civil();
  const auto month = static_cast<std::size_t>((now.year - first.year) * 12 + now.month -
                                              first.month);
  std::vector<std::uint64_t>& words = state_.visit_months;
  if (words.size() <= month / 64) words.resize(month / 64 + 1);
  words[month / 64] |= std::uint64_t{1} << month % 64;
}

Status Fold::record_payment(const model::Event& event) {
  model::Trip* trip = trip_of(event.ref);
  if (trip == nullptr) return {};
  const auto minor = model::convert(version(trip->version).pack(),
                                    integer(program_, event, "amount").value_or(0),
                                    event.currency, trip->rate);
  const std::string_view tender = text(program_, event, "tender");
  if (!minor || trip->payments.size() >= limits::kEventLines) return {};
  const auto at = std::find_if(trip->payments.begin(), trip->payments.end(),
                               [&](const auto& p) { return p.tender == tender; });
  if (at == trip->payments.end())
    trip->payments.push_back({std::string(tender), *minor});
  else if (!base::fits_amount(at->minor += *minor))
    return too_much("what was paid for trip " + trip->ref);
  return {};
}

Status Fold::record_survey(const model::Event& event) {
  const std::string_view name = text(program_, event, "instrument");
  const Version& rules = version();
  const auto& instruments = rules.pack().satisfaction.instruments;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    if (instruments[i].id != name) continue;
    auto responses = satisfaction::responses(event, instruments[i], today_.days);
    if (!responses.ok()) return responses.status();
    for (satisfaction::Response response : *responses) {
      response.instrument = static_cast<std::int16_t>(rules.instrument[i]);
      if (response.touchpoint >= 0)
        response.touchpoint = static_cast<std::int16_t>(
            rules.touchpoint[static_cast<std::size_t>(response.touchpoint)]);
      state_.responses.push_back(response);
    }
    const std::size_t kept = limits::kResponses;
    if (state_.responses.size() > kept)
      state_.responses.erase(state_.responses.begin(),
                             state_.responses.end() - static_cast<std::ptrdiff_t>(kept));
  }
  return {};
}

void Fold::record_complaint(const model::Event& event) {
  const std::string& key = event.ref.empty() ? event.id : event.ref;
  if (event.type == EventType::complaint) {
    if (state_.cases.size() < limits::kOpenTrips) state_.cases.push_back(key);
    return;
  }
  const auto at = event.ref.empty()
                      ? state_.cases.begin()
                      : std::find(state_.cases.begin(), state_.cases.end(), key);
  if (at != state_.cases.end()) state_.cases.erase(at);
}

Status Fold::count_metrics(const Entry& entry) {
  const model::Event& event = entry.event;
  model::Trip* trip = trip_of(model::booking_ref(event));
  for (std::size_t i = 0; i < program_.metrics.size(); ++i) {
    const TrackedMetric tracked = program_.metrics[i];
    const Version& rules = version(tracked.version);
    const model::Metric& metric = program_.metric(i);
    if (!rules.on(metric.on, event.type)) continue;
    View view(program_, tracked.version, state_, at_, today_);
    view.event = &event;
    view.trip = trip;
    const rules::Value when =
        metric.when < 0 ? rules::Value() : view.evaluate(metric.when);
    if (metric.when >= 0 && !when.is_true()) continue;
    std::int64_t value = 1;
    if (metric.aggregate == model::Aggregate::sum) {
      const rules::Value summand = view.evaluate(metric.value);
      if (summand.outcome != rules::Outcome::value ||
          summand.kind == model::TypeKind::null)
        continue;
      const auto scaled = amount_of(summand, metric, rules.pack(), today_);
      if (!scaled) continue;
      value = *scaled;
    }
    const auto index = static_cast<std::int32_t>(i);
    if (metric.net_of_refund && trip != nullptr) {
      model::Counted counted{index, value, 0};
      if (trip->refunded > 0)
        counted.reduced = loyalty::revoked(value, trip->refunded, trip->price(),
                                           base::Rounding::half_even);
      trip->counted.push_back(counted);
      value -= counted.reduced;
    }
    const bool in_a_row = metric.aggregate == model::Aggregate::streak;
    const std::int64_t before =
        in_a_row ? model::value_on(state_.metrics[i], metric, today_) : 0;
    if (!base::fits_amount(value) ||
        !model::add(state_.metrics[i], metric, today_, value, today_))
      return too_much("metrics." + metric.id);
    if (in_a_row) value = model::value_on(state_.metrics[i], metric, today_) - before;
    added_.emplace_back(index, value);
  }
  return {};
}

}  // namespace patron::engine
