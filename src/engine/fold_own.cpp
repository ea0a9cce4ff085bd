// SPDX-License-Identifier: Apache-2.0
// Events that patron makes: a member has joined, has a birthday or an anniversary, has
// another tier. They earn and set off actions as those of hosts do, after what raised
// them; they are no entries, for the fold makes them again each time.
#include <algorithm>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

using model::EventType;

// A day of the year of another; 29 February is 28 in other years (M52).
Date in_year(Date first, std::int32_t year) {
  return first.add_months(12 * (year - first.civil().year));
}

}  // namespace

void Fold::raise(EventType type,
                 std::initializer_list<std::pair<std::string_view, model::Scalar>> said) {
  if (state_.version < 0 || !heard(type)) return;
  Entry& entry = raised_.emplace_back();
  entry.event.type = type;
  for (const auto& [name, value] : said)
    entry.event.attributes.push_back({program_.vocabulary.attribute(type, name), value});
  std::sort(entry.event.attributes.begin(), entry.event.attributes.end(),
            [](const model::AttributeValue& a, const model::AttributeValue& b) {
              return a.attribute < b.attribute;
            });
}

// Is there a rule or an action that such an event sets off?
bool Fold::heard(EventType type) const {
  return version().own_heard.test(model::index(type));
}

std::optional<Date> Fold::birthday() const {
  const std::int32_t index = program_.vocabulary.customer_attribute("birthday");
  for (const model::AttributeValue& value : state_.profile)
    if (value.attribute == index)
      return Date{static_cast<std::int32_t>(std::get<std::int64_t>(value.value))};
  return std::nullopt;
}

// The day after today on which it comes next, if any rule waits for it.
std::optional<Date> Fold::next_yearly(EventType type, std::int32_t last) const {
  if (!heard(type)) return std::nullopt;
  const base::Zone& zone = version().pack().zone;
  const std::optional<Date> first =
      type == EventType::own_birthday ? birthday() : joined_on(state_, program_, zone);
  if (!first) return std::nullopt;
  const Date today = zone.date(state_.now);
  const std::int32_t year =
      std::max({last, first->civil().year, today.civil().year - 1}) + 1;
  const Date day = in_year(*first, year);
  return day > today ? day : in_year(*first, year + 1);
}

void Fold::raise_yearly() {
  const std::int32_t year = today_.civil().year;
  const auto comes = [&](EventType type, const std::optional<Date>& first,
                         std::int32_t& last) {
    if (!first || !heard(type) || year <= last || year <= first->civil().year ||
        in_year(*first, year) != today_)
      return false;
    last = year;
    return true;
  };
  if (comes(EventType::own_birthday, birthday(), state_.birthday_year))
    raise(EventType::own_birthday, {});
  const std::optional<Date> joined = joined_on(state_, program_, version().pack().zone);
  if (comes(EventType::own_anniversary, joined, state_.anniversary_year))
    raise(EventType::own_anniversary,
          {{"years", std::int64_t{year - joined->civil().year}}});
}

// Their effects have ids of their own: the cause is what raised them, and their name. A
// sum that does not fit is granted by none of them, as time cannot be refused.
void Fold::own_events() {
  const std::string cause = cause_;
  for (std::size_t i = 0; i < raised_.size(); ++i) {
    Entry entry = raised_[i];
    entry.event.occurred_at = at_;
    entry.event.id = std::string(program_.vocabulary.type_name(entry.event.type)) + ':' +
                     today_.text();
    cause_ = cause + '/' + entry.event.id;
    look_before();
    static_cast<void>(earn(entry, false));
    allocate_prices();
    static_cast<void>(follow_actions(entry, false));
  }
  raised_.clear();
  cause_ = cause;
}

}  // namespace patron::engine
