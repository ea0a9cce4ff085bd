// SPDX-License-Identifier: Apache-2.0
// The built-in vocabulary as one table of words; packs append to it. An attribute of the
// same name may stand for different things on different types, but means one on each.
#include "model/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace patron::model {
namespace {

struct BuiltInType {
  EventType type;
  std::string_view name;
  int rank;
};

// Ranks are semantics F1: what a moment's events come to must not depend on their ids.
constexpr int kRest = 15;
constexpr BuiltInType kTypes[] = {
    {EventType::customer, "customer", 0},
    {EventType::inquiry, "inquiry", kRest},
    {EventType::booking, "booking", 2},
    {EventType::booking_changed, "booking_changed", 3},
    {EventType::booking_cancelled, "booking_cancelled", 9},
    {EventType::trip_started, "trip_started", 5},
    {EventType::trip_completed, "trip_completed", 7},
    {EventType::no_show, "no_show", 8},
    {EventType::payment, "payment", 4},
    {EventType::refund, "refund", 10},
    {EventType::survey, "survey", 6},
    {EventType::review, "review", kRest},
    {EventType::complaint, "complaint", 6},
    {EventType::complaint_updated, "complaint_updated", kRest},
    {EventType::complaint_resolved, "complaint_resolved", kRest},
    {EventType::contact, "contact", kRest},
    {EventType::referral, "referral", 1},
    {EventType::redemption, "redemption", 14},
    {EventType::points_adjusted, "points_adjusted", 11},
    {EventType::campaign_exposed, "campaign_exposed", kRest},
    {EventType::campaign_responded, "campaign_responded", kRest},
    {EventType::granted, "granted", kRest},
    {EventType::left, "left", kRest},
    {EventType::payment_due, "payment_due", kRest},
    {EventType::payment_overdue, "payment_overdue", kRest},
    {EventType::decide, "decide", kRest},
    {EventType::tier_set, "tier_set", kRest},
    {EventType::reservation, "reservation", 13},
    {EventType::reservation_released, "reservation_released", kRest},
    {EventType::redemption_refunded, "redemption_refunded", kRest},
    {EventType::own_joined, "@joined", kRest},
    {EventType::own_birthday, "@birthday", kRest},
    {EventType::own_anniversary, "@anniversary", kRest},
    {EventType::own_tier_changed, "@tier_changed", kRest}};

struct BuiltInAttribute {
  std::string_view name, type;
  bool required;
  std::initializer_list<EventType> on;
};

using enum EventType;

Type type_of(std::string_view word) {
  Type type;
  if (word == "string") type.kind = TypeKind::string;
  if (word == "int") type.kind = TypeKind::integer;
  if (word == "bool") type.kind = TypeKind::boolean;
  if (word == "date") type.kind = TypeKind::date;
  if (word == "money") type = {TypeKind::money, 2, false, false, {}, TypeKind::dynamic};
  if (word == "decimal(2)")
    type = {TypeKind::decimal, 2, false, false, {}, TypeKind::dynamic};
  if (word == "strings")
    type = {TypeKind::list, 0, false, false, {}, TypeKind::string};
  return type;
}

const BuiltInAttribute kAttributes[] = {
    {"name", "string", false, {customer}},
    {"kind", "string", false, {customer}},
    {"birthday", "date", false, {customer}},
    {"birthday_lunar", "string", false, {customer}},
    {"city", "string", false, {customer}},
    {"group", "string", false, {customer}},
    {"joined", "date", false, {customer}},
    {"consents", "strings", false, {customer}},
    {"preferences", "strings", false, {customer}},
    {"channel", "string", false,
     {customer, inquiry, booking, booking_changed, review, contact}},
    {"destination", "string", false, {inquiry, booking, booking_changed}},
    {"amount", "money", false, {inquiry, booking, booking_changed}},
    {"product", "string", false, {booking, booking_changed}},
    {"start", "date", false, {booking, booking_changed, trip_started}},
    {"end", "date", false,
     {booking, booking_changed, trip_started, booking_cancelled, no_show}},
    {"party_size", "int", false, {booking, booking_changed}},
    {"nights", "int", false, {booking, booking_changed, trip_started, trip_completed}},
    {"segments", "int", false, {booking, booking_changed, trip_completed}},
    {"distance", "int", false, {booking, booking_changed, trip_completed}},
    {"reason", "string", false,
     {booking_cancelled, no_show, trip_started, refund, points_adjusted, left,
      tier_set}},
    {"ladder", "string", false, {tier_set, own_tier_changed}},
    {"tier", "string", true, {tier_set, own_tier_changed}},
    {"until", "date", false, {tier_set}},
    {"amount", "money", true, {payment, refund}},
    {"tender", "string", false, {payment}},
    {"instrument", "string", true, {survey}},
    {"touchpoint", "string", false, {survey}},
    {"comment", "string", false, {survey}},
    {"rating", "int", false, {review}},
    {"scale", "int", false, {review}},
    {"sentiment", "decimal(2)", false, {review}},
    {"text", "string", false, {review}},
    {"kind", "string", false, {complaint, complaint_updated, complaint_resolved}},
    {"severity", "string", false, {complaint, complaint_updated, complaint_resolved}},
    {"owner", "string", false, {complaint, complaint_updated, complaint_resolved}},
    {"outcome", "string", false,
     {complaint, complaint_updated, complaint_resolved, contact}},
    {"compensation", "money", false, {complaint, complaint_updated, complaint_resolved}},
    {"direction", "string", false, {contact}},
    {"purpose", "string", false, {contact}},
    {"referred", "string", true, {referral}},
    {"points", "int", true, {redemption, reservation, points_adjusted, granted}},
    {"points", "int", false, {redemption_refunded}},
    {"points_currency", "string", false, {redemption, reservation, points_adjusted}},
    {"reward", "string", false, {redemption, reservation}},
    {"price", "money", false, {redemption, reservation}},
    {"reservation", "string", false, {redemption}},
    {"reservation", "string", true, {reservation_released}},
    {"redemption", "string", true, {redemption_refunded}},
    {"expires", "date", false, {points_adjusted}},
    {"campaign", "string", true, {campaign_exposed, campaign_responded}},
    {"variant", "string", false, {campaign_exposed, campaign_responded}},
    {"request", "string", true, {granted}},
    {"amount", "money", false, {payment_due, payment_overdue}},
    {"days", "int", false, {payment_due, payment_overdue}},
    {"rule", "string", true, {decide}},
    {"event", "string", true, {decide}},
    {"allow", "bool", true, {decide}},
    {"years", "int", true, {own_anniversary}},
    {"before", "string", true, {own_tier_changed}}};

bool known(const std::vector<Attribute>& attributes, std::string_view name) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const Attribute& a) { return a.name == name; });
}

std::int32_t index_in(const std::vector<Attribute>& attributes, std::string_view name) {
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (attributes[i].name == name) return static_cast<std::int32_t>(i);
  return -1;
}

}  // namespace

int rank(EventType type) {
  for (const BuiltInType& known_type : kTypes)
    if (known_type.type == type) return known_type.rank;
  return kRest;
}

Vocabulary::Vocabulary() : by_type_(kEventTypesMax) {
  for (const BuiltInAttribute& built_in : kAttributes) {
    Attribute attribute;
    attribute.name = built_in.name;
    attribute.type = type_of(built_in.type);
    attribute.required = built_in.required;
    // Texts that people write are longer than words.
    if (built_in.name == "comment" || built_in.name == "text")
      attribute.max_length = 4096;
    for (const EventType type : built_in.on) attribute.on.set(index(type));
    attributes_.push_back(attribute);
    index_attribute(attributes_.size() - 1);
    if (!attribute.on.test(index(EventType::customer))) continue;
    attribute.on.reset();
    attribute.on.set(index(EventType::customer));
    customer_.push_back(std::move(attribute));
  }
}

void Vocabulary::index_attribute(std::size_t attribute) {
  for (std::size_t type = 0; type < kEventTypesMax; ++type)
    if (attributes_[attribute].on.test(type))
      by_type_[type].push_back(static_cast<std::int32_t>(attribute));
}

std::optional<EventType> Vocabulary::type(std::string_view name) const {
  for (const BuiltInType& known_type : kTypes)
    if (known_type.name == name) return known_type.type;
  for (std::size_t i = 0; i < custom_types_.size(); ++i)
    if (custom_types_[i] == name)
      return static_cast<EventType>(index(EventType::custom_first) + i);
  return std::nullopt;
}

std::string_view Vocabulary::type_name(EventType type) const {
  for (const BuiltInType& known_type : kTypes)
    if (known_type.type == type) return known_type.name;
  const std::size_t custom = index(type) - index(EventType::custom_first);
  return custom < custom_types_.size() ? std::string_view(custom_types_[custom])
                                       : std::string_view();
}

std::vector<std::string_view> Vocabulary::type_names() const {
  std::vector<std::string_view> names;
  for (const BuiltInType& known_type : kTypes)
    if (!own(known_type.type)) names.push_back(known_type.name);
  names.insert(names.end(), custom_types_.begin(), custom_types_.end());
  return names;
}

std::int32_t Vocabulary::attribute(EventType type, std::string_view name) const {
  for (const std::int32_t at : by_type_[index(type) % kEventTypesMax])
    if (attributes_[static_cast<std::size_t>(at)].name == name) return at;
  return -1;
}

std::int32_t Vocabulary::customer_attribute(std::string_view name) const {
  return index_in(customer_, name);
}

std::int32_t Vocabulary::line_attribute(std::string_view name) const {
  return index_in(lines_, name);
}

bool Vocabulary::add_type(std::string_view name) {
  if (type(name)) return false;
  if (index(EventType::custom_first) + custom_types_.size() >=
      index(EventType::own_first))
    return false;
  custom_types_.emplace_back(name);
  return true;
}

bool Vocabulary::add_attribute(const Attribute& attribute) {
  for (const Attribute& other : attributes_)
    if (other.name == attribute.name && (other.on & attribute.on).any()) return false;
  attributes_.push_back(attribute);
  index_attribute(attributes_.size() - 1);
  return true;
}

bool Vocabulary::add_customer_attribute(const Attribute& attribute) {
  if (known(customer_, attribute.name)) return false;
  Attribute of_event = attribute;
  of_event.on.reset();
  of_event.on.set(index(EventType::customer));
  if (this->attribute(EventType::customer, attribute.name) < 0) {
    attributes_.push_back(of_event);
    index_attribute(attributes_.size() - 1);
  }
  customer_.push_back(std::move(of_event));
  return true;
}

bool Vocabulary::add_line_attribute(const Attribute& attribute) {
  constexpr std::string_view kLineKeys[] = {"id",       "kind", "gross",      "amount",
                                            "discount", "tax",  "points_paid"};
  if (known(lines_, attribute.name) ||
      std::find(std::begin(kLineKeys), std::end(kLineKeys), attribute.name) !=
          std::end(kLineKeys))
    return false;
  lines_.push_back(attribute);
  return true;
}

}  // namespace patron::model
