// SPDX-License-Identifier: Apache-2.0
// What a rule may read: types, and references that the compiler resolves once and the
// engine answers while evaluating.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace patron::model {

enum class TypeKind : std::uint8_t {
  null, boolean, integer, number, string, bytes, decimal, money, date, instant, duration,
  list, map, dynamic, enumeration, unsigned_integer,
  type,      // What type() answers.
  optional,  // A value or none.
  // Of types only, never of a value: stands for any one type; declared by a host.
  parameter, abstract
};

// Of an attribute, a metric, a name. `scale` is of decimal and money (money: the
// currency's decimals); `labels` of an enumeration.
struct Type {
  TypeKind kind = TypeKind::dynamic;
  std::int32_t scale = 0;
  bool nullable = false;
  bool ordered = false;  // Of an enumeration: labels rise, rank() works.
  std::vector<std::string> labels;
  TypeKind element = TypeKind::dynamic;  // Of a list, or the values of a map.
  bool operator==(const Type&) const = default;
};

// Where a value comes from at run time.
enum class Space : std::uint8_t {
  event,          // index: attribute in the vocabulary (Vocabulary::attributes())
  customer,       // index: attribute of the customer
  trip,           // index: TripField
  metric,         // index: metric of the program
  metric_before,  // the same without the current event
  points,         // index: currency * 8 + PointsField
  tier,           // index: ladder; a label
  satisfaction,   // index: SatisfactionField, of the overall index
  churn,          // index: ChurnField
  worth,          // index: WorthField
  place,          // index: placing; a label, of a segment whether in
  place_was,      // index: placing * 64 + place: has been there
  builtin,        // index: Builtin: built-in metrics
  constant,       // index: constant of the version
  clock,          // index: 0 now (instant), 1 today (date)
  binding         // index: of the host's own names
};
enum class TripField : std::int32_t {
  gross,
  discount,
  tax,
  net,
  nights,
  segments,
  distance,
  points_paid,
  start,
  end,
  state,
  refunded
};
enum class PointsField : std::int32_t { available, pending, debt, next_expiry,
                                        next_expiry_points, reserved };
enum class SatisfactionField : std::int32_t { index_value, index_reportable, index_n };
enum class ChurnField : std::int32_t {
  overdue_ratio, seasons_missed, probability, band, p_alive, trips_expected
};
enum class WorthField : std::int32_t { rfm_recency, rfm_frequency, rfm_monetary, clv };
enum class Builtin : std::int32_t {
  recency_days, frequency, monetary, tenure_days, gap_median_days, gap_mad_days,
  complaints_open, future_bookings, points_to_expire
};

struct Reference {
  Space space = Space::event;
  std::int32_t index = 0;
  bool operator==(const Reference&) const = default;
};

// How a name moves while a member is idle (semantics F3).
enum class Motion : std::uint8_t {
  still,      // Only an event changes it.
  stepwise,   // Changes on days that the engine knows (a window leaves an event behind).
  monotone    // Moves one way with each day: recency_days, overdue_ratio, the index.
};

}  // namespace patron::model
