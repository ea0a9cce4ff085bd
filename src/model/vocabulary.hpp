// SPDX-License-Identifier: Apache-2.0
// The vocabulary of events: which types there are, in which order they stand at one
// instant, and which attributes each carries. A pack adds attributes and custom types.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.hpp"

namespace patron::model {

// The built-in types of docs/events.md. Those a pack declares ("custom.visa_refused")
// follow after `custom_first`, in byte order. The numbers are part of the snapshot
// format: never renumbered, only appended before custom_first.
enum class EventType : std::uint8_t {
  customer, inquiry, booking, booking_changed, booking_cancelled, trip_started,
  trip_completed, no_show, payment, refund, survey, review, complaint, complaint_updated,
  complaint_resolved, contact, referral, redemption, points_adjusted, campaign_exposed,
  campaign_responded, granted, left, payment_due, payment_overdue, decide,
  tier_set, reservation, reservation_released, redemption_refunded,
  custom_first = 32,
  // Those that patron makes; hosts never send them, and no metric counts them.
  own_first = 96,
  own_joined = 96, own_birthday, own_anniversary, own_tier_changed
};
inline constexpr std::size_t kEventTypesMax = 112;
using EventTypes = std::bitset<kEventTypesMax>;
inline std::size_t index(EventType type) { return static_cast<std::size_t>(type); }
inline bool own(EventType type) { return type >= EventType::own_first; }

// The place of a type among events of one instant (semantics F1): profile, referral,
// booking, changed, payment, started, survey and complaint, completed, no_show,
// cancelled, refund, adjusted, transferred, reservation, redemption, rest.
int rank(EventType type);

// One attribute of events (or of the customer). `name` is how JSON and expressions call
// it
// ("amount", not "event.amount").
struct Attribute {
  std::string name;
  Type type;
  EventTypes on;        // Event types that carry it; of a customer attribute: `customer`.
  bool required = false;
  std::optional<std::string> default_text;  // Literal as JSON text.
  std::uint32_t max_length = 256, max_items = 64;
  bool built_in = true;
};

class Vocabulary {
 public:
  Vocabulary();  // The built-in types and attributes.

  // "booking" -> EventType::booking; "custom.x" if declared.
  std::optional<EventType> type(std::string_view name) const;
  std::string_view type_name(EventType type) const;
  std::vector<std::string_view> type_names() const;

  const std::vector<Attribute>& attributes() const { return attributes_; }  // Of events.
  const std::vector<Attribute>& customer_attributes() const { return customer_; }
  const std::vector<Attribute>& line_attributes() const { return lines_; }
  // Index into attributes() of what `name` means on this type; -1 if it has none.
  std::int32_t attribute(EventType type, std::string_view name) const;
  std::int32_t customer_attribute(std::string_view name) const;
  std::int32_t line_attribute(std::string_view name) const;

  // What a pack declares. Adding keeps earlier indexes. False: too many types, or a clash
  // with a built-in of another type.
  bool add_type(std::string_view name);
  bool add_attribute(const Attribute& attribute);
  bool add_customer_attribute(const Attribute& attribute);
  bool add_line_attribute(const Attribute& attribute);

 private:
  void index_attribute(std::size_t attribute);

  std::vector<std::string> custom_types_;
  std::vector<Attribute> attributes_, customer_, lines_;
  // What each type carries: indexes into attributes_.
  std::vector<std::vector<std::int32_t>> by_type_;
};

}  // namespace patron::model
