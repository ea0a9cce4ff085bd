// SPDX-License-Identifier: Apache-2.0
// Where a member is placed: segments, grades, quadrants, lifecycles before the signals,
// the stages of churn after them. Hysteresis and dwell are here.
#include <algorithm>
#include <string_view>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

using model::PlacingKind;
using rules::Value;

// A number to compare; none of null or an error.
std::optional<Decimal> number(const Value& value) {
  if (value.outcome != rules::Outcome::value || value.kind == model::TypeKind::null)
    return std::nullopt;
  return Decimal{value.integer, value.scale};
}

// Where somebody stands, and for how long.
struct Stay {
  std::size_t place = 0;
  bool placed = false;  // Not placed yet: nothing holds them back.
  std::int32_t days = 0;
};

bool held_back(const model::Placing& placing, const Stay& stay) {
  return stay.placed && stay.days < placing.places[stay.place].min_stay_days;
}

// Rising is at once; falling waits for the dwell, and for leave_below of each level.
std::size_t grade(const model::Placing& placing, const Stay& stay, const View& view) {
  const auto value = number(view.evaluate(placing.axes[0].value));
  if (!value) return stay.place;
  std::size_t reached = 0;
  for (std::size_t i = 1; i < placing.places.size(); ++i)
    if (base::compare(*value, *placing.places[i].at_least) >= 0) reached = i;
  if (!stay.placed || reached >= stay.place) return reached;
  if (held_back(placing, stay)) return stay.place;
  std::size_t level = stay.place;
  const auto leaves = [&](const model::Place& place) {
    const Decimal& least = place.leave_below ? *place.leave_below : *place.at_least;
    return base::compare(*value, least) < 0;
  };
  while (level > reached && leaves(placing.places[level])) --level;
  return level;
}

// The cut, and the margin of it above for who is low, below for who is high.
Decimal with_margin(const Decimal& cut, const Decimal& margin, bool high) {
  if (margin.value == 0) return cut;
  const std::int64_t one = base::power_of_ten(margin.scale);
  const auto value =
      base::multiply(cut.value, high ? one - margin.value : one + margin.value);
  return value && cut.scale + margin.scale <= 18
             ? Decimal{*value, cut.scale + margin.scale}
             : cut;
}

std::size_t quadrant(const model::Placing& placing, const Stay& stay, const View& view) {
  std::size_t box = 0;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto value = number(view.evaluate(placing.axes[axis].value));
    if (!value) return stay.place;
    const bool was_high = (stay.place >> axis & 1u) != 0;
    const Decimal cut =
        stay.placed ? with_margin(placing.axes[axis].cut, placing.margin, was_high)
                    : placing.axes[axis].cut;
    if (base::compare(*value, cut) >= 0) box |= std::size_t{1} << axis;
  }
  return held_back(placing, stay) ? stay.place : box;
}

bool holds(const View& view, model::ExpressionIndex index) {
  return index < 0 || view.evaluate(index).is_true();
}

// Of places by predicates: do they stay, although another one may hold?
bool stays(const model::Placing& placing, const Stay& stay, const View& view) {
  if (!stay.placed) return false;
  if (held_back(placing, stay)) return true;
  const model::Place& place = placing.places[stay.place];
  return place.leave_when >= 0 && !view.evaluate(place.leave_when).is_true();
}

// Nobody enters what they would leave at once: looking twice changes nothing.
bool may_enter(const model::Place& place, const View& view) {
  return holds(view, place.when) &&
         !(place.leave_when >= 0 && view.evaluate(place.leave_when).is_true());
}

std::size_t segment(const model::Placing& placing, const Stay& stay, const View& view) {
  if (stay.place == 1 && stays(placing, stay, view)) return 1;
  return may_enter(placing.places[1], view) ? 1 : 0;
}

std::size_t stage(const model::Placing& placing, const Stay& stay, const View& view) {
  if (stays(placing, stay, view)) return stay.place;
  for (std::size_t i = 0; i + 1 < placing.places.size(); ++i)
    if (may_enter(placing.places[i], view)) return i;
  return placing.places.size() - 1;
}

std::size_t place_now(const model::Placing& placing, const Stay& stay, const View& view) {
  if (!holds(view, placing.when)) return first_place(placing);
  switch (placing.kind) {
    case PlacingKind::grade:
      return grade(placing, stay, view);
    case PlacingKind::quadrant:
      return quadrant(placing, stay, view);
    case PlacingKind::segment:
      return segment(placing, stay, view);
    default:
      return stage(placing, stay, view);
  }
}

std::string_view kind_of(PlacingKind kind) {
  constexpr std::string_view kNames[] = {"segment", "grade", "quadrant", "lifecycle",
                                         "stage"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

void Fold::place_member(std::size_t index, Date today) {
  const Version& rules = version();
  const model::Placing& placing = rules.pack().placings[index];
  const auto at = static_cast<std::size_t>(rules.placing[index]);
  PlaceState& state = state_.places[at];
  const auto& places = rules.place[index];
  const auto known = std::find(places.begin(), places.end(), state.place);
  Stay stay;
  stay.placed = known != places.end();  // A place that this version has.
  stay.place = stay.placed ? static_cast<std::size_t>(known - places.begin())
                           : first_place(placing);
  stay.days = today.days - state.since.days;
  const std::size_t now = place_now(placing, stay, view(at_, today));
  if (stay.placed && now == stay.place) return;
  state.place = places[now];
  state.since = today;
  if (state.place < 64) state.was |= std::uint64_t{1} << state.place;
  if (now == stay.place) return;  // Placed where everybody begins: nothing to tell.
  Emission& effect =
      emit(kind_of(placing.kind), placing.places[now].id, placing.id, state_.version);
  if (placing.kind != PlacingKind::segment) effect.before = placing.places[stay.place].id;
}

void Fold::place_before_signals(Date today) {
  const auto& placings = version().pack().placings;
  for (std::size_t i = 0; i < placings.size(); ++i)
    if (placings[i].kind != PlacingKind::stage) place_member(i, today);
}

void Fold::place_after_signals(Date today) {
  const auto& placings = version().pack().placings;
  for (std::size_t i = 0; i < placings.size(); ++i)
    if (placings[i].kind == PlacingKind::stage) place_member(i, today);
}

}  // namespace patron::engine
