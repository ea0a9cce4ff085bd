// SPDX-License-Identifier: Apache-2.0
// Texts count in code points and change case in ASCII only, as CEL has it. Days of the
// calendar are dates; instants answer in UTC.
#include "rules/functions.hpp"

#include <algorithm>

#include "base/calendar.hpp"
#include "base/decimal.hpp"
#include "rules/conversions.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::int64_t kDay = 86'400'000;  // In milliseconds.

Value whole(std::int64_t value) { return scalar_value(TypeKind::integer, value); }
Date date_of(const Value& value) { return {static_cast<std::int32_t>(value.integer)}; }

// ---- texts and collections ------------------------------------------------------------
Value size(const Value* a, Storage&) {
  switch (a->kind) {
    case TypeKind::list: return whole(static_cast<std::int64_t>(a->list->size()));
    case TypeKind::map: return whole(static_cast<std::int64_t>(a->map->size()));
    case TypeKind::bytes: return whole(static_cast<std::int64_t>(a->text.size()));
    default: break;
  }
  return whole(std::count_if(a->text.begin(), a->text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Value contains(const Value* a, Storage&) {
  return boolean_value(a[0].text.find(a[1].text) != std::string_view::npos);
}
Value starts_with(const Value* a, Storage&) {
  return boolean_value(a[0].text.starts_with(a[1].text));
}
Value ends_with(const Value* a, Storage&) {
  return boolean_value(a[0].text.ends_with(a[1].text));
}

Value shifted(const Value& value, char first, char last, int by, Storage& storage) {
  std::string& text = storage.texts.emplace_back(value.text);
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c + by);
  }
  return text_value(text);
}
Value lower_ascii(const Value* a, Storage& storage) {
  return shifted(*a, 'A', 'Z', 'a' - 'A', storage);
}
Value upper_ascii(const Value* a, Storage& storage) {
  return shifted(*a, 'a', 'z', 'A' - 'a', storage);
}

Value rank(const Value* a, Storage&) { return whole(a->integer); }

// ---- dates ----------------------------------------------------------------------------
Value year(const Value* a, Storage&) { return whole(date_of(*a).civil().year); }
Value month(const Value* a, Storage&) { return whole(date_of(*a).civil().month); }
Value day(const Value* a, Storage&) { return whole(date_of(*a).civil().day); }

Value days_between(const Value* a, Storage&) {
  return whole(a[1].integer - a[0].integer);
}

Value add_months(const Value* a, Storage&) {
  constexpr std::int64_t kMost = 12 * 400;
  const std::int64_t months = a[1].integer;
  if (months > kMost || months < -kMost) return error_value("date out of range");
  const Date moved = date_of(*a).add_months(static_cast<std::int32_t>(months));
  return scalar_value(TypeKind::date, moved.days);
}

// 29 February is kept on 28 February where the year has none.
Value same_month_day(const Value* a, Storage&) {
  const Civil one = date_of(a[0]).civil(), other = date_of(a[1]).civil();
  if (one.month != other.month) return boolean_value(false);
  const auto last_of_february = [](const Value& value) {
    const Date next{date_of(value).days + 1};
    return next.civil().month == 3;
  };
  const bool leap = one.month == 2 && std::max(one.day, other.day) == 29;
  return boolean_value(one.day == other.day ||
                       (leap && last_of_february(a[0]) && last_of_february(a[1])));
}

Value span(std::int64_t count, std::int64_t unit) {
  const auto length = base::multiply(count, unit);
  constexpr std::int64_t kLongest = INT64_MAX / 1'000'000;
  if (!length || *length > kLongest || *length < -kLongest) {
    return error_value("duration out of range");
  }
  return scalar_value(TypeKind::duration, *length);
}
Value days(const Value* a, Storage&) { return span(a->integer, kDay); }
Value weeks(const Value* a, Storage&) { return span(a->integer, 7 * kDay); }

// ---- parts of instants and durations --------------------------------------------------
std::int64_t day_number(const Value& value) {
  if (value.kind == TypeKind::date) return value.integer;
  return value.integer / kDay - (value.integer % kDay < 0 ? 1 : 0);
}
Civil civil_of(const Value& value) {
  return Date{static_cast<std::int32_t>(day_number(value))}.civil();
}

Value full_year(const Value* a, Storage&) { return whole(civil_of(*a).year); }
Value month_from_0(const Value* a, Storage&) { return whole(civil_of(*a).month - 1); }
Value day_from_1(const Value* a, Storage&) { return whole(civil_of(*a).day); }
Value day_from_0(const Value* a, Storage&) { return whole(civil_of(*a).day - 1); }
Value day_of_week(const Value* a, Storage&) {
  const std::int64_t since_sunday = (day_number(*a) + 4) % 7;  // 1970-01-01: a Thursday.
  return whole(since_sunday < 0 ? since_sunday + 7 : since_sunday);
}
Value day_of_year(const Value* a, Storage&) {
  const Date date{static_cast<std::int32_t>(day_number(*a))};
  return whole(date.days - base::first_of(base::Period::year, date).days);
}

// Of an instant the part of its day; of a duration the whole in that unit.
Value clock_part(const Value& value, std::int64_t unit, std::int64_t count) {
  if (value.kind == TypeKind::duration) return whole(value.integer / unit);
  const std::int64_t of_day = value.integer - day_number(value) * kDay;
  return whole(of_day / unit % count);
}
Value hours(const Value* a, Storage&) { return clock_part(*a, 3'600'000, 24); }
Value minutes(const Value* a, Storage&) { return clock_part(*a, 60'000, 60); }
Value seconds(const Value* a, Storage&) { return clock_part(*a, 1'000, 60); }
// Of a duration too only what is left of its seconds.
Value milliseconds(const Value* a, Storage&) {
  if (a->kind == TypeKind::duration) return whole(a->integer % 1000);
  return clock_part(*a, 1, 1'000);
}

// ---- the table, a name's rows together ------------------------------------------------
using enum TypeKind;

constexpr auto kOverloads = std::to_array<Overload>({
    {"size", Style::either, 1, {string}, integer, size},
    {"size", Style::either, 1, {bytes}, integer, size},
    {"size", Style::either, 1, {list}, integer, size},
    {"size", Style::either, 1, {map}, integer, size},
    {"contains", Style::member, 2, {string, string}, boolean, contains},
    {"startsWith", Style::member, 2, {string, string}, boolean, starts_with},
    {"endsWith", Style::member, 2, {string, string}, boolean, ends_with},
    {"lowerAscii", Style::member, 1, {string}, string, lower_ascii},
    {"upperAscii", Style::member, 1, {string}, string, upper_ascii},
    {"int", Style::global, 1, {integer}, integer, to_integer, true},
    {"int", Style::global, 1, {unsigned_integer}, integer, to_integer, true},
    {"int", Style::global, 1, {number}, integer, to_integer, true},
    {"int", Style::global, 1, {decimal}, integer, to_integer, true},
    {"int", Style::global, 1, {money}, integer, to_integer, true},
    {"int", Style::global, 1, {string}, integer, to_integer},
    {"int", Style::global, 1, {instant}, integer, to_integer, true},
    {"uint", Style::global, 1, {unsigned_integer}, unsigned_integer, to_unsigned, true},
    {"uint", Style::global, 1, {integer}, unsigned_integer, to_unsigned, true},
    {"uint", Style::global, 1, {number}, unsigned_integer, to_unsigned, true},
    {"uint", Style::global, 1, {string}, unsigned_integer, to_unsigned},
    {"double", Style::global, 1, {number}, number, to_number, true},
    {"double", Style::global, 1, {integer}, number, to_number, true},
    {"double", Style::global, 1, {unsigned_integer}, number, to_number, true},
    {"double", Style::global, 1, {decimal}, number, to_number, true},
    {"double", Style::global, 1, {money}, number, to_number, true},
    {"double", Style::global, 1, {string}, number, to_number},
    {"string", Style::global, 1, {string}, string, to_text},
    {"string", Style::global, 1, {bytes}, string, to_text},
    {"string", Style::global, 1, {boolean}, string, to_text},
    {"string", Style::global, 1, {integer}, string, to_text},
    {"string", Style::global, 1, {unsigned_integer}, string, to_text},
    {"string", Style::global, 1, {number}, string, to_text},
    {"string", Style::global, 1, {decimal}, string, to_text},
    {"string", Style::global, 1, {money}, string, to_text},
    {"string", Style::global, 1, {date}, string, to_text},
    {"string", Style::global, 1, {instant}, string, to_text},
    {"string", Style::global, 1, {duration}, string, to_text},
    {"bool", Style::global, 1, {boolean}, boolean, to_boolean},
    {"bool", Style::global, 1, {string}, boolean, to_boolean},
    {"bytes", Style::global, 1, {bytes}, bytes, to_bytes},
    {"bytes", Style::global, 1, {string}, bytes, to_bytes},
    {"date", Style::global, 1, {string}, date, to_date},
    {"date", Style::global, 1, {date}, date, to_date, true},
    {"timestamp", Style::global, 1, {string}, instant, to_instant},
    {"timestamp", Style::global, 1, {integer}, instant, to_instant, true},
    {"timestamp", Style::global, 1, {instant}, instant, to_instant, true},
    {"duration", Style::global, 1, {string}, duration, to_duration},
    {"duration", Style::global, 1, {duration}, duration, to_duration, true},
    {"rank", Style::global, 1, {enumeration}, integer, rank},
    {"year", Style::either, 1, {date}, integer, year, true},
    {"month", Style::either, 1, {date}, integer, month},
    {"day", Style::either, 1, {date}, integer, day},
    {"daysBetween", Style::global, 2, {date, date}, integer, days_between, true},
    {"addMonths", Style::either, 2, {date, integer}, date, add_months, true},
    {"sameMonthDay", Style::global, 2, {date, date}, boolean, same_month_day},
    {"days", Style::global, 1, {integer}, duration, days, true},
    {"weeks", Style::global, 1, {integer}, duration, weeks, true},
    {"getFullYear", Style::member, 1, {instant}, integer, full_year, true},
    {"getMonth", Style::member, 1, {instant}, integer, month_from_0},
    {"getDate", Style::member, 1, {instant}, integer, day_from_1},
    {"getDayOfMonth", Style::member, 1, {instant}, integer, day_from_0},
    {"getDayOfWeek", Style::member, 1, {date}, integer, day_of_week},
    {"getDayOfWeek", Style::member, 1, {instant}, integer, day_of_week},
    {"getDayOfYear", Style::member, 1, {instant}, integer, day_of_year},
    {"getHours", Style::member, 1, {instant}, integer, hours},
    {"getHours", Style::member, 1, {duration}, integer, hours},
    {"getMinutes", Style::member, 1, {instant}, integer, minutes},
    {"getMinutes", Style::member, 1, {duration}, integer, minutes},
    {"getSeconds", Style::member, 1, {instant}, integer, seconds},
    {"getSeconds", Style::member, 1, {duration}, integer, seconds},
    {"getMilliseconds", Style::member, 1, {instant}, integer, milliseconds},
    {"getMilliseconds", Style::member, 1, {duration}, integer, milliseconds},
});

}  // namespace

std::span<const Overload> overloads_of(std::string_view name) {
  const auto named = [name](const Overload& one) { return one.name == name; };
  const auto first = std::find_if(kOverloads.begin(), kOverloads.end(), named);
  return {first, std::find_if_not(first, kOverloads.end(), named)};
}

bool fits(TypeKind kind, TypeKind parameter) {
  return kind == parameter || parameter == dynamic ||
         (kind == enumeration && parameter == string);
}

const Overload* choose(std::span<const Overload> overloads, const Value* arguments,
                       std::size_t count) {
  for (const Overload& one : overloads) {
    bool chosen = one.count == count;
    for (std::size_t i = 0; chosen && i < count; ++i) {
      chosen = fits(arguments[i].kind, one.parameters[i]);
    }
    if (chosen) return &one;
  }
  return nullptr;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names = {
      "has", "between", "matches", "dyn", "all", "exists", "exists_one", "map", "filter"};
  for (const Overload& one : kOverloads) {
    if (names.back() != one.name) names.push_back(one.name);
  }
  return names;
}

}  // namespace patron::rules
