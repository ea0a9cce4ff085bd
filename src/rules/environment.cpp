// SPDX-License-Identifier: Apache-2.0
// Motions follow semantics F3: what depends on a day count or on decaying weights moves
// one way while nothing happens; windows, lots and terms move on days that are known.
#include "rules/environment.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::Motion;
using model::Space;
using model::Type;
using model::TypeKind;

Type of(TypeKind kind, std::int32_t scale = 0) {
  Type type;
  type.kind = kind;
  type.scale = scale;
  return type;
}

Type or_null(Type type) {
  type.nullable = true;
  return type;
}

class Builder {
 public:
  Builder(const model::Pack& pack, Phase phase, const model::EventTypes& on)
      : pack_(pack), phase_(phase), on_(on) {}

  Environment build() && {
    event();
    customer();
    trip();
    metrics();
    builtins();
    points();
    tiers();
    scores();
    churn();
    worth();
    placings();
    clock();
    constants();
    return std::move(out_);
  }

 private:
  void add(std::string path, Type type, Space space, std::int32_t index,
           Motion motion = Motion::still, std::string refusal = "") {
    Name name;
    name.path = std::move(path);
    name.type = from_model(type);
    name.reference = {space, index};
    name.motion = motion;
    name.refusal = std::move(refusal);
    out_.add(std::move(name));
  }

  // ---- refusals, by what is read ----------------------------------------------------
  std::string of_event() const {
    return phase_ == Phase::churn
               ? "a signal speaks of the member on any day, not of an event; count "
                 "it in a metric"
               : "";
  }
  std::string of_state() const {
    return phase_ == Phase::metric
               ? "a metric is taken when its event is recorded; it reads event, trip and "
                 "customer only"
               : "";
  }
  std::string of_scores() const {
    if (phase_ == Phase::earn) {
      return "it is decided after the points of an event; an earn rule cannot read it";
    }
    return of_state();
  }

  // ---- the event --------------------------------------------------------------------
  Type patched(Type type) const {
    if (type.kind == TypeKind::money) type.scale = pack_.currency_scale;
    return type;
  }

  void event() {
    add("event.type", of(TypeKind::string), Space::event, kEventType, Motion::still,
        of_event());
    add("event.ref", or_null(of(TypeKind::string)), Space::event, kEventRef,
        Motion::still, of_event());
    const std::vector<model::Attribute>& all = pack_.vocabulary.attributes();
    std::vector<bool> done(all.size(), false);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!done[i]) attribute(all, i, done);
    }
    const bool survey = on_.test(model::index(model::EventType::survey));
    if (out_.find("event.answers") == nullptr) {
      Type answers = of(TypeKind::map);
      answers.element = TypeKind::integer;
      add("event.answers", answers, Space::event, kEventAnswers, Motion::still,
          survey || phase_ == Phase::churn ? of_event() : "only a survey has answers");
    }
  }

  // One name; the attributes of that name that `on` can meet must be one and the same.
  void attribute(const std::vector<model::Attribute>& all, std::size_t first,
                 std::vector<bool>& done) {
    const std::string& name = all[first].name;
    std::size_t chosen = all.size(), met = 0;
    model::EventTypes carried;
    for (std::size_t i = first; i < all.size(); ++i) {
      if (all[i].name != name) continue;
      done[i] = true;
      if ((all[i].on & on_).none()) continue;
      if (met++ == 0) chosen = i;
      carried |= all[i].on;
    }
    std::string refusal = of_event();
    if (refusal.empty() && met == 0) {
      refusal = "none of the events in `on` has it";
    } else if (refusal.empty() && met > 1) {
      refusal = "it means different things on the events in `on`; write a rule for each";
    }
    const model::Attribute& found_one = all[met == 0 ? first : chosen];
    Type type = patched(found_one.type);
    const bool always = (on_ & ~carried).none() &&
                        (found_one.required || found_one.default_text.has_value());
    type.nullable = type.nullable || !always;
    add("event." + name, std::move(type), Space::event,
        static_cast<std::int32_t>(met == 0 ? first : chosen), Motion::still,
        std::move(refusal));
  }

  void customer() {
    const std::vector<model::Attribute>& all = pack_.vocabulary.customer_attributes();
    for (std::size_t i = 0; i < all.size(); ++i) {
      Type type = patched(all[i].type);
      type.nullable = type.nullable || !all[i].default_text.has_value();
      add("customer." + all[i].name, std::move(type), Space::customer,
          static_cast<std::int32_t>(i));
    }
  }

  void trip() {
    using model::TripField;
    const Type money = of(TypeKind::money, pack_.currency_scale);
    const auto field = [&](std::string_view name, Type type, TripField which) {
      add("trip." + std::string(name), std::move(type), Space::trip,
          static_cast<std::int32_t>(which), Motion::still, of_event());
    };
    field("gross", money, TripField::gross);
    field("discount", money, TripField::discount);
    field("tax", money, TripField::tax);
    field("net", money, TripField::net);
    field("points_paid", money, TripField::points_paid);
    field("refunded", money, TripField::refunded);
    field("nights", of(TypeKind::integer), TripField::nights);
    field("segments", of(TypeKind::integer), TripField::segments);
    field("distance", of(TypeKind::integer), TripField::distance);
    field("start", or_null(of(TypeKind::date)), TripField::start);
    field("end", or_null(of(TypeKind::date)), TripField::end);
    field("state", of(TypeKind::string), TripField::state);
  }

  // ---- the member -------------------------------------------------------------------
  void metrics() {
    for (std::size_t i = 0; i < pack_.metrics.size(); ++i) {
      const model::Metric& metric = pack_.metrics[i];
      if (metric.hidden) continue;
      const Type type = metric.money       ? of(TypeKind::money, metric.scale)
                        : metric.scale > 0 ? of(TypeKind::decimal, metric.scale)
                                           : of(TypeKind::integer);
      const Motion motion = metric.window.kind == model::WindowKind::lifetime &&
                                    metric.aggregate != model::Aggregate::streak
                                ? Motion::still
                                : Motion::stepwise;
      const std::int32_t index = static_cast<std::int32_t>(i);
      add("metrics." + metric.id, type, Space::metric, index, motion, of_state());
      add("before.metrics." + metric.id, type, Space::metric_before, index, motion,
          phase_ == Phase::earn ? ""
                                : "only an earn rule knows the time before its event");
    }
  }

  void builtins() {
    using model::Builtin;
    const Type integer = of(TypeKind::integer);
    const auto field = [&](std::string_view name, Type type, Builtin which,
                           Motion motion) {
      add("metrics." + std::string(name), std::move(type), Space::builtin,
          static_cast<std::int32_t>(which), motion, of_state());
    };
    field("recency_days", or_null(integer), Builtin::recency_days, Motion::monotone);
    field("tenure_days", or_null(integer), Builtin::tenure_days, Motion::monotone);
    field("frequency", integer, Builtin::frequency, Motion::still);
    field("monetary", of(TypeKind::money, pack_.currency_scale), Builtin::monetary,
          Motion::still);
    field("gap_median_days", or_null(of(TypeKind::decimal, 1)), Builtin::gap_median_days,
          Motion::still);
    field("gap_mad_days", or_null(of(TypeKind::decimal, 1)), Builtin::gap_mad_days,
          Motion::still);
    field("complaints_open", integer, Builtin::complaints_open, Motion::still);
    field("future_bookings", integer, Builtin::future_bookings, Motion::stepwise);
    field("points_to_expire", integer, Builtin::points_to_expire, Motion::stepwise);
  }

  void points() {
    using model::PointsField;
    for (std::size_t i = 0; i < pack_.currencies.size(); ++i) {
      const model::Currency& currency = pack_.currencies[i];
      const Type amount = currency.scale > 0 ? of(TypeKind::decimal, currency.scale)
                                             : of(TypeKind::integer);
      const auto field = [&](std::string_view name, Type type, PointsField which) {
        add("points." + currency.id + "." + std::string(name), std::move(type),
            Space::points,
            static_cast<std::int32_t>(i) * 8 + static_cast<std::int32_t>(which),
            Motion::stepwise, of_state());
      };
      field("available", amount, PointsField::available);
      field("pending", amount, PointsField::pending);
      field("debt", amount, PointsField::debt);
      field("reserved", amount, PointsField::reserved);
      field("next_expiry", or_null(of(TypeKind::date)), PointsField::next_expiry);
      field("next_expiry_points", amount, PointsField::next_expiry_points);
    }
  }

  void tiers() {
    for (std::size_t i = 0; i < pack_.ladders.size(); ++i) {
      Type type = of(TypeKind::enumeration);
      type.ordered = true;
      for (const model::Level& level : pack_.ladders[i].levels) {
        type.labels.push_back(level.id);
      }
      add("tiers." + pack_.ladders[i].id, std::move(type), Space::tier,
          static_cast<std::int32_t>(i), Motion::stepwise, of_state());
    }
  }

  void scores() {
    using model::SatisfactionField;
    const auto field = [&](std::string_view name, Type type, SatisfactionField which,
                           Motion motion) {
      add("satisfaction.index." + std::string(name), std::move(type), Space::satisfaction,
          static_cast<std::int32_t>(which), motion, of_scores());
    };
    field("value", of(TypeKind::decimal, 2), SatisfactionField::index_value,
          Motion::monotone);
    field("reportable", of(TypeKind::boolean), SatisfactionField::index_reportable,
          Motion::monotone);
    field("n", of(TypeKind::integer), SatisfactionField::index_n, Motion::still);
  }

  // The probability is settled by the signals, so that only care reads it.
  void churn() {
    using model::ChurnField;
    const auto field = [&](std::string_view name, Type type, ChurnField which,
                           std::string refusal) {
      add("churn." + std::string(name), or_null(std::move(type)), Space::churn,
          static_cast<std::int32_t>(which), Motion::monotone, std::move(refusal));
    };
    field("overdue_ratio", of(TypeKind::decimal, 2), ChurnField::overdue_ratio,
          of_scores());
    field("seasons_missed", of(TypeKind::integer), ChurnField::seasons_missed,
          of_scores());
    const std::string later =
        phase_ == Phase::churn ? "signals are what it is made of; it is known afterwards"
                               : of_scores();
    field("probability", of(TypeKind::decimal, 6), ChurnField::probability, later);
    field("band", of(TypeKind::string), ChurnField::band, later);
    field("p_alive", of(TypeKind::decimal, 6), ChurnField::p_alive, later);
    field("trips_expected", of(TypeKind::decimal, 4), ChurnField::trips_expected, later);
  }

  // What is told of a customer when asked; care reads it, too.
  void worth() {
    using model::WorthField;
    const auto field = [&](std::string_view name, Type type, WorthField which) {
      add("worth." + std::string(name), or_null(std::move(type)), Space::worth,
          static_cast<std::int32_t>(which), Motion::monotone,
          phase_ == Phase::churn ? "it moves from day to day by itself" : of_scores());
    };
    if (pack_.worth.rfm) {
      field("rfm.recency", of(TypeKind::integer), WorthField::rfm_recency);
      field("rfm.frequency", of(TypeKind::integer), WorthField::rfm_frequency);
      field("rfm.monetary", of(TypeKind::integer), WorthField::rfm_monetary);
    }
    if (pack_.worth.clv)
      field("clv", of(TypeKind::money, pack_.currency_scale), WorthField::clv);
  }

  void placings() {
    for (std::size_t i = 0; i < pack_.placings.size(); ++i) {
      const model::Placing& placing = pack_.placings[i];
      const bool stage = placing.kind == model::PlacingKind::stage;
      const auto index = static_cast<std::int32_t>(i);
      Type type = of(TypeKind::boolean);
      if (placing.kind != model::PlacingKind::segment) {
        type = of(TypeKind::enumeration);
        type.ordered = placing.kind == model::PlacingKind::grade;
        for (const model::Place& place : placing.places) type.labels.push_back(place.id);
      }
      add(stage ? "churn.stage" : placing.id, std::move(type), Space::place, index,
          Motion::stepwise,
          stage && phase_ == Phase::churn ? "stages are decided after the signals"
          : stage                         ? of_scores()
                                          : of_state());
      for (std::size_t at = 0; stage && at < placing.places.size(); ++at)
        add("churn.was_" + placing.places[at].id, of(TypeKind::boolean),
            Space::place_was, index * 64 + static_cast<std::int32_t>(at),
            Motion::stepwise, of_scores());
    }
  }

  void clock() {
    add("now", of(TypeKind::instant), Space::clock, 0, Motion::monotone, of_state());
    add("today", of(TypeKind::date), Space::clock, 1, Motion::monotone, of_state());
  }

  void constants() {
    for (const auto& lookup : pack_.lookups) out_.add(lookup);
    for (std::size_t i = 0; i < pack_.constants.size(); ++i)
      add("constants." + pack_.constants[i].id, pack_.constants[i].type, Space::constant,
          static_cast<std::int32_t>(i));
  }

  const model::Pack& pack_;
  const Phase phase_;
  const model::EventTypes on_;
  Environment out_;
};

}  // namespace

Environment environment(const model::Pack& pack, Phase phase,
                        const model::EventTypes& on) {
  return Builder(pack, phase, on).build();
}

}  // namespace patron::rules
