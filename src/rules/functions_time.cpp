// SPDX-License-Identifier: Apache-2.0
// Parts of instants and durations, as CEL counts them: months and days of the month from
// 0, getDate from 1. Instants answer in UTC or in the zone that is asked for.
#include "rules/functions.hpp"
#include "rules/time_value.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

Value whole(std::int64_t value) {
  return scalar_value(TypeKind::integer, value);
}

using Part = std::int64_t (*)(const Wall& wall);

template <Part kPart>
Value part(const Value* a, Storage&) {
  return whole(kPart(*wall_of(a[0], "")));
}
template <Part kPart>
Value part_in(const Value* a, Storage&) {
  const std::optional<Wall> wall = wall_of(a[0], a[1].text);
  return wall ? whole(kPart(*wall)) : error_value("no such time zone");
}

std::int64_t year(const Wall& wall) {
  return wall.year;
}
std::int64_t month(const Wall& wall) {
  return wall.month - 1;
}
std::int64_t date(const Wall& wall) {
  return wall.day;
}
std::int64_t day_of_month(const Wall& wall) {
  return wall.day - 1;
}
std::int64_t day_of_week(const Wall& wall) {
  return wall.weekday;
}
std::int64_t day_of_year(const Wall& wall) {
  return wall.day_of_year;
}
std::int64_t hours(const Wall& wall) {
  return wall.second_of_day / 3600;
}
std::int64_t minutes(const Wall& wall) {
  return wall.second_of_day / 60 % 60;
}
std::int64_t seconds(const Wall& wall) {
  return wall.second_of_day % 60;
}

Value milliseconds(const Value* a, Storage&) {
  const std::int64_t rest = a->integer % 1000;
  return whole(rest < 0 ? rest + 1000 : rest);
}
Value milliseconds_in(const Value* a, Storage& storage) {
  if (!wall_of(a[0], a[1].text)) return error_value("no such time zone");
  return milliseconds(a, storage);
}

// Of a duration: the whole in that unit, towards zero.
template <std::int64_t kUnit>
Value count(const Value* a, Storage&) {
  return whole(static_cast<std::int64_t>(nanoseconds_of(*a) / kUnit));
}
constexpr std::int64_t kSecond = 1'000'000'000;

// Only what is left of its seconds.
Value milliseconds_left(const Value* a, Storage&) {
  return whole(static_cast<std::int64_t>(nanoseconds_of(*a) / 1'000'000 % 1000));
}

Value weekday_of_date(const Value* a, Storage&) {
  const std::int64_t since_sunday = (a->integer + 4) % 7;  // 1970-01-01: a Thursday.
  return whole(since_sunday < 0 ? since_sunday + 7 : since_sunday);
}

constexpr auto kRows = std::to_array<Overload>({
    {"getFullYear", Style::member, "timestamp -> int", part<year>, true},
    {"getFullYear", Style::member, "timestamp, string -> int", part_in<year>},
    {"getMonth", Style::member, "timestamp -> int", part<month>},
    {"getMonth", Style::member, "timestamp, string -> int", part_in<month>},
    {"getDate", Style::member, "timestamp -> int", part<date>},
    {"getDate", Style::member, "timestamp, string -> int", part_in<date>},
    {"getDayOfMonth", Style::member, "timestamp -> int", part<day_of_month>},
    {"getDayOfMonth", Style::member, "timestamp, string -> int", part_in<day_of_month>},
    {"getDayOfWeek", Style::member, "timestamp -> int", part<day_of_week>},
    {"getDayOfWeek", Style::member, "timestamp, string -> int", part_in<day_of_week>},
    {"getDayOfWeek", Style::member, "date -> int", weekday_of_date},
    {"getDayOfYear", Style::member, "timestamp -> int", part<day_of_year>},
    {"getDayOfYear", Style::member, "timestamp, string -> int", part_in<day_of_year>},
    {"getHours", Style::member, "timestamp -> int", part<hours>},
    {"getHours", Style::member, "timestamp, string -> int", part_in<hours>},
    {"getHours", Style::member, "duration -> int", count<3600 * kSecond>},
    {"getMinutes", Style::member, "timestamp -> int", part<minutes>},
    {"getMinutes", Style::member, "timestamp, string -> int", part_in<minutes>},
    {"getMinutes", Style::member, "duration -> int", count<60 * kSecond>},
    {"getSeconds", Style::member, "timestamp -> int", part<seconds>},
    {"getSeconds", Style::member, "timestamp, string -> int", part_in<seconds>},
    {"getSeconds", Style::member, "duration -> int", count<kSecond>},
    {"getMilliseconds", Style::member, "timestamp -> int", milliseconds},
    {"getMilliseconds", Style::member, "timestamp, string -> int", milliseconds_in},
    {"getMilliseconds", Style::member, "duration -> int", milliseconds_left},
});

}  // namespace

std::span<const Overload> time_functions() {
  return kRows;
}

}  // namespace patron::rules
