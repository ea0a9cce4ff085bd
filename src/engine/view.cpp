// SPDX-License-Identifier: Apache-2.0
// Names were resolved when the pack was loaded, so reading one is a switch and an index.
#include "engine/view.hpp"

#include <algorithm>
#include <cmath>

#include "engine/risk.hpp"
#include "engine/scores.hpp"
#include "engine/worth.hpp"
#include "rules/environment.hpp"
#include "rules/lookups.hpp"

namespace patron::engine {
namespace {

using model::TypeKind;
using rules::Value;

Value of(TypeKind kind, std::int64_t integer, std::int32_t scale = 0) {
  Value value;
  value.kind = kind;
  value.integer = integer;
  value.scale = scale;
  return value;
}

Value date_value(const std::optional<Date>& date) {
  return date ? of(TypeKind::date, date->days) : null_value();
}

Value text_value(std::string_view text) {
  Value value;
  value.kind = TypeKind::string;
  value.text = text;
  return value;
}

// Points of a currency that counts whole points are integers, others decimals.
Value points_value(std::int64_t points, std::int32_t scale) {
  return scale > 0 ? of(TypeKind::decimal, points, scale) : of(TypeKind::integer, points);
}

}  // namespace

std::optional<Date> joined_on(const State& state, const Access::Program& program,
                              const base::Zone& zone) {
  const std::int32_t index = program.vocabulary.customer_attribute("joined");
  for (const model::AttributeValue& value : state.profile)
    if (value.attribute == index)
      return Date{static_cast<std::int32_t>(std::get<std::int64_t>(value.value))};
  if (state.first_seen == kBeforeAll) return std::nullopt;
  return zone.date(state.first_seen);
}

Value integer_value(std::int64_t value) { return of(TypeKind::integer, value); }
Value null_value() { return of(TypeKind::null, 0); }

View::View(const Access::Program& program, std::int32_t version, const State& state,
           Instant now, Date today)
    : program_(program),
      version_(program.versions[static_cast<std::size_t>(version)]),
      state_(state),
      now_(now),
      today_(today) {}

void View::move_to(Date today) {
  now_.reset();
  today_ = today;
  index_.reset();
  risk_.reset();
}

const churn::Cadence& View::cadence() const {
  if (!cadence_) cadence_ = cadence_of(state_);
  return *cadence_;
}

Value View::evaluate(model::ExpressionIndex index) const {
  return version_.expression(index).evaluate(*this);
}

std::int64_t View::metric(std::int32_t local) const {
  const auto tracked = static_cast<std::size_t>(
      version_.metric[static_cast<std::size_t>(local)]);
  return model::value_on(state_.metrics[tracked], program_.metric(tracked), today_);
}

Value View::read(const model::Reference& reference) const {
  using model::Space;
  switch (reference.space) {
    case Space::event: return attribute(reference.index);
    case Space::customer: return customer(reference.index);
    case Space::trip: return trip_field(static_cast<model::TripField>(reference.index));
    case Space::metric: return metric_value(reference.index, false);
    case Space::metric_before: return metric_value(reference.index, true);
    case Space::points: return points_field(reference.index);
    case Space::tier: return tier(reference.index);
    case Space::satisfaction:
      return score(static_cast<model::SatisfactionField>(reference.index));
    case Space::worth:
      return worth_field(static_cast<model::WorthField>(reference.index));
    case Space::churn:
      return churn_field(static_cast<model::ChurnField>(reference.index));
    case Space::place: return place(reference.index);
    case Space::place_was: {
      const auto placing = static_cast<std::size_t>(reference.index / 64);
      const auto at = static_cast<std::size_t>(reference.index % 64);
      const PlaceState& where =
          state_.places[static_cast<std::size_t>(version_.placing[placing])];
      const std::int32_t wanted = version_.place[placing][at];
      return of(TypeKind::boolean,
                wanted < 64 && (where.was >> wanted & 1u) != 0 ? 1 : 0);
    }
    case Space::builtin: return builtin(static_cast<model::Builtin>(reference.index));
    case Space::constant: return constant(reference.index);
    case Space::clock:
      if (reference.index == 0 && !now_) now_ = version_.pack().zone.day_start(today_);
      return reference.index == 0 ? of(TypeKind::instant, now_->milliseconds)
                                  : of(TypeKind::date, today_.days);
    case Space::binding: break;  // Of expressions without a member.
  }
  return null_value();
}

Value View::scalar(const model::Scalar& value, const model::Attribute& attribute) const {
  const model::Type& type = attribute.type;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    Value result = of(type.kind, *integer, type.scale);
    if (type.kind == TypeKind::enumeration) {
      const auto label = static_cast<std::size_t>(*integer);
      if (label < type.labels.size()) result.text = type.labels[label];
    } else if (type.kind == TypeKind::money) {
      result.scale = version_.pack().currency_scale;
      if (event != nullptr && !event->currency.empty() &&
          event->currency != version_.pack().currency) {
        result.text = event->currency;
        result.scale = base::currency_decimals(event->currency).value_or(2);
      }
    }
    return result;
  }
  if (const auto* number = std::get_if<double>(&value)) {
    Value result = of(TypeKind::number, 0);
    result.number = *number;
    return result;
  }
  if (const auto* text = std::get_if<std::string>(&value)) return text_value(*text);
  std::vector<Value>& items = lists_.emplace_front();
  for (const std::string& item : std::get<model::Texts>(value))
    items.push_back(text_value(item));
  Value list = of(TypeKind::list, 0);
  list.list = &items;
  return list;
}

Value View::constant(std::int32_t index) const {
  const model::Constant& constant =
      version_.pack().constants[static_cast<std::size_t>(index)];
  return rules::value_of(constant.value, constant.type);
}

Value View::attribute(std::int32_t index) const {
  if (event == nullptr) return null_value();
  if (index == rules::kEventType)
    return text_value(program_.vocabulary.type_name(event->type));
  if (index == rules::kEventRef)
    return event->ref.empty() ? null_value() : text_value(event->ref);
  if (index == rules::kEventAnswers) {
    auto& entries = maps_.emplace_front();
    for (const model::Answer& answer : event->answers)
      entries.emplace_back(text_value(answer.item), integer_value(answer.value));
    Value map = of(TypeKind::map, 0);
    map.map = &entries;
    return map;
  }
  const auto local = static_cast<std::size_t>(index);
  const model::Attribute& definition = version_.pack().vocabulary.attributes()[local];
  if (const model::Scalar* value = event->find(version_.attribute[local]))
    return scalar(*value, definition);
  const auto& fallback = version_.defaults[local];
  return fallback ? scalar(*fallback, definition) : null_value();
}

Value View::customer(std::int32_t index) const {
  const auto local = static_cast<std::size_t>(index);
  const model::Attribute& definition =
      version_.pack().vocabulary.customer_attributes()[local];
  const std::int32_t attribute = version_.customer_attribute[local];
  for (const model::AttributeValue& value : state_.profile)
    if (value.attribute == attribute) return scalar(value.value, definition);
  const auto& fallback = version_.customer_defaults[local];
  return fallback ? scalar(*fallback, definition) : null_value();
}

Value View::trip_field(model::TripField field) const {
  using model::TripField;
  if (trip == nullptr) return null_value();
  const model::Trip& at = *trip;
  const auto money = [&](std::int64_t minor) {
    return of(TypeKind::money, minor, version_.pack().currency_scale);
  };
  switch (field) {
    case TripField::gross: return money(at.gross);
    case TripField::discount: return money(at.discount);
    case TripField::tax: return money(at.tax);
    case TripField::net: return money(at.net());
    case TripField::points_paid: return money(at.points_paid);
    case TripField::refunded: return money(at.refunded);
    case TripField::nights: return integer_value(at.nights);
    case TripField::segments: return integer_value(at.segments);
    case TripField::distance: return integer_value(at.distance);
    case TripField::start: return date_value(at.start);
    case TripField::end: return date_value(at.end);
    case TripField::state:
      return text_value(model::name(at.state));
  }
  return null_value();
}

Value View::metric_value(std::int32_t local, bool before) const {
  const auto index = static_cast<std::size_t>(local);
  std::int64_t value = metric(local);
  const auto counts_today = [&](std::int32_t tracked) {  // "Last month" does not.
    return model::days_of(program_.metric(static_cast<std::size_t>(tracked)).window,
                          today_).until >= today_.days;
  };
  if (before && added != nullptr)
    for (const auto& [tracked, amount] : *added)
      if (tracked == version_.metric[index] && counts_today(tracked)) value -= amount;
  const model::Metric& definition = version_.pack().metrics[index];
  if (definition.money) return of(TypeKind::money, value, definition.scale);
  return definition.scale > 0 ? of(TypeKind::decimal, value, definition.scale)
                              : integer_value(value);
}

Value View::points_field(std::int32_t index) const {
  using model::PointsField;
  const auto local = static_cast<std::size_t>(index / 8);
  const std::int32_t scale = version_.pack().currencies[local].scale;
  const auto currency = static_cast<std::size_t>(version_.currency[local]);
  const loyalty::Ledger& book = state_.ledgers[currency];
  Balances now{0, book.pending(), book.debt(), book.reserved()};
  const bool before = points_before != nullptr;
  if (before) now = (*points_before)[currency];
  switch (static_cast<PointsField>(index % 8)) {
    case PointsField::available:
      return points_value(before ? now.active : book.active(), scale);
    case PointsField::pending: return points_value(now.pending, scale);
    case PointsField::debt: return points_value(now.debt, scale);
    case PointsField::reserved: return points_value(now.reserved, scale);
    case PointsField::next_expiry: return date_value(book.next_expiry());
    case PointsField::next_expiry_points: {
      std::int64_t points = 0;
      for (const loyalty::Lot& lot : book.lots())
        if (lot.expires && lot.expires == book.next_expiry()) points += lot.points;
      return points_value(points, scale);
    }
  }
  return null_value();
}

Value View::tier(std::int32_t ladder) const {
  const auto local = static_cast<std::size_t>(ladder);
  const auto program_ladder = static_cast<std::size_t>(version_.ladder[local]);
  const std::int32_t level = levels_before != nullptr &&
                                     program_ladder < levels_before->size()
                                 ? (*levels_before)[program_ladder]
                                 : state_.standings[program_ladder].level;
  const auto& levels = version_.level[local];
  const auto at = std::find(levels.begin(), levels.end(), level);
  const auto ordinal = at == levels.end() ? 0 : at - levels.begin();
  Value value = of(TypeKind::enumeration, ordinal);
  value.text =
      version_.pack().ladders[local].levels[static_cast<std::size_t>(ordinal)].id;
  return value;
}

Value View::place(std::int32_t placing) const {
  const auto local = static_cast<std::size_t>(placing);
  const model::Placing& rule = version_.pack().placings[local];
  const std::int32_t held =
      state_.places[static_cast<std::size_t>(version_.placing[local])].place;
  const auto& places = version_.place[local];
  const auto at = std::find(places.begin(), places.end(), held);
  const std::size_t ordinal = at == places.end()
                                  ? model::first_place(rule)
                                  : static_cast<std::size_t>(at - places.begin());
  if (rule.kind == model::PlacingKind::segment)
    return of(TypeKind::boolean, static_cast<std::int64_t>(ordinal));
  Value value = of(TypeKind::enumeration, static_cast<std::int64_t>(ordinal));
  value.text = rule.places[ordinal].id;
  return value;
}

Value View::score(model::SatisfactionField field) const {
  if (!index_) index_ = index_of(version_, state_, -1, today_);
  const satisfaction::Index& index = *index_;
  switch (field) {
    case model::SatisfactionField::index_value:
      return of(TypeKind::decimal, index.value, 2);
    case model::SatisfactionField::index_reportable:
      return of(TypeKind::boolean, index.reportable ? 1 : 0);
    case model::SatisfactionField::index_n: return integer_value(index.n);
  }
  return null_value();
}

Value View::churn_field(model::ChurnField field) const {
  using model::ChurnField;
  const model::Churn& rules = version_.pack().churn;
  if (field == ChurnField::overdue_ratio) {
    const churn::Cadence& own = cadence();
    if (own.gaps < rules.cadence.min_gaps || own.median_doubled_days == 0)
      return null_value();
    return of(TypeKind::decimal,
              churn::overdue_ratio(today_.days - state_.visits.back(),
                                   own.median_doubled_days),
              2);
  }
  if (field == ChurnField::seasons_missed) {
    if (state_.visits.empty()) return null_value();
    return integer_value(churn::seasons_missed(Date{state_.visits.back()}, today_,
                                               rules.season_half_width));
  }
  const Risk& now = risk();
  switch (field) {
    case ChurnField::probability:
      return now.scored ? of(TypeKind::decimal, now.joined.ppm, 6) : null_value();
    case ChurnField::band:
      return now.band != nullptr ? text_value(now.band->id) : null_value();
    case ChurnField::p_alive:
      return now.forecast
                 ? of(TypeKind::decimal, std::llrint(now.forecast->p_alive * 1e6), 6)
                 : null_value();
    case ChurnField::trips_expected:
      return now.forecast
                 ? of(TypeKind::decimal, std::llrint(now.forecast->trips * 1e4), 4)
                 : null_value();
    default:
      return null_value();
  }
}

const Risk& View::risk() const {
  if (!risk_) risk_ = std::make_shared<const Risk>(risk_of(version_, state_, *this));
  return *risk_;
}

Value View::worth_field(model::WorthField field) const {
  if (field == model::WorthField::clv) {
    const auto value = lifetime_value(version_, risk());
    return value ? of(TypeKind::money, *value, version_.pack().currency_scale)
                 : null_value();
  }
  const auto scores = rfm_of(version_, state_, *this);
  return scores ? integer_value((*scores)[static_cast<std::size_t>(field)])
                : null_value();
}

Value View::builtin(model::Builtin name) const {
  using model::Builtin;
  switch (name) {
    case Builtin::recency_days:
      return state_.visits.empty() ? null_value()
                                   : integer_value(today_.days - state_.visits.back());
    case Builtin::frequency: return integer_value(state_.visits_made);
    case Builtin::monetary:
      return of(TypeKind::money, state_.spent, version_.pack().currency_scale);
    case Builtin::tenure_days: {
      const auto joined = joined_on(state_, program_, version_.pack().zone);
      return joined ? integer_value(today_.days - joined->days) : null_value();
    }
    case Builtin::gap_median_days:
    case Builtin::gap_mad_days: {
      if (!cadence().known) return null_value();
      const std::int32_t doubled = name == Builtin::gap_median_days
                                       ? cadence().median_doubled_days
                                       : cadence().mad_doubled;
      return of(TypeKind::decimal, std::int64_t{doubled} * 5, 1);
    }
    case Builtin::complaints_open:
      return integer_value(static_cast<std::int64_t>(state_.cases.size()));
    case Builtin::future_bookings:
      return integer_value(std::count_if(state_.trips.begin(), state_.trips.end(),
                                         [](const model::Trip& t) { return t.open(); }));
    case Builtin::points_to_expire:
      return integer_value(points_to_expire(state_, today_));
  }
  return null_value();
}

}  // namespace patron::engine
