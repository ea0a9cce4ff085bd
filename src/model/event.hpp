// SPDX-License-Identifier: Apache-2.0
// An event, parsed and checked against the vocabulary. A plain value; texts are its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/zone.hpp"
#include "model/vocabulary.hpp"
#include "patron/date.hpp"
#include "patron/money.hpp"
#include "patron/status.hpp"

namespace patron::model {

// Integers, decimals at the attribute's scale, money in minor units, dates as days,
// instants as milliseconds, booleans as 0 or 1, enumeration labels by ordinal: all int64.
using Texts = std::vector<std::string>;
using Scalar = std::variant<std::int64_t, double, std::string, Texts>;

struct AttributeValue {
  std::int32_t attribute =
      0;  // Index in Vocabulary::attributes() (or line_attributes()).
  Scalar value;
};

struct Line {
  std::string id;
  std::int64_t gross = 0, discount = 0, tax = 0, points_paid = 0;  // Minor units.
  std::vector<AttributeValue> attributes;  // Sorted by attribute.
};

struct Answer {
  std::string item;
  std::int32_t value = 0;
};

struct Event {
  std::string id, customer, ref, source;
  EventType type = EventType::customer;
  Instant occurred_at;
  std::optional<Instant> recorded_at;
  // Money of the event is in this currency; "" is the program's.
  std::string currency;
  std::vector<AttributeValue> attributes;  // Sorted by attribute; absent ones left out.
  std::vector<Line> lines;
  std::vector<Answer> answers;             // Sorted by item. Of a survey.

  // NULL if absent.
  const Scalar* find(std::int32_t attribute) const;
};

// What reading an event needs to know of a pack.
struct EventRules {
  const Vocabulary* vocabulary = nullptr;
  const base::Zone* zone = nullptr;
  std::string_view currency;  // Of the program.
};

// Reads one JSON object. `occurred_at` is RFC 3339 with an offset, or a day, which means
// 12:00 local. Unknown keys, wrong types, bad values: ErrorCode::event with a JSON
// pointer, line and column in `text`.
Result<Event> read_event(const json::Value& object, const EventRules& rules);
// Reads one JSON text (options of events: no comments, limits::kEventBytes).
Result<Event> read_event(std::string_view text, const EventRules& rules);

// What booking it is about: its ref; without one it is a booking of its own, by its id.
inline std::string_view booking_ref(const Event& event) {
  return event.ref.empty() ? std::string_view(event.id) : std::string_view(event.ref);
}

// 64-bit digest of the canonical payload: all but recorded_at and source.
std::uint64_t digest(const Event& event);
// Place in the one total order of a member's events.
struct OrderKey {
  Instant occurred_at;
  int rank = 0;
  std::uint64_t id_hash = 0;
  auto operator<=>(const OrderKey&) const = default;
};
OrderKey order_key(const Event& event);

// The event as bytes of a snapshot, and back; the reader turns bad on damage.
void write(base::Writer& out, const Event& event);
Event read(base::Reader& in);
// Canonical JSON, as a journal keeps it. `currency` is the program's.
std::string to_json(const Event& event, const Vocabulary& vocabulary,
                    std::string_view currency);
// Is this a value that the attribute's type can have? (Of what was read from a snapshot.)
bool fits(const Scalar& value, const Type& type);

}  // namespace patron::model
