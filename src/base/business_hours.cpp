// SPDX-License-Identifier: Apache-2.0
// Reads a calendar: {"hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}, "holidays":
// [...], "workdays": [...], "known_until": "2026-12-31", "timezone": ...}.
#include <algorithm>

#include "base/business_time.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace patron::base {
namespace {

using json::Kind;
using json::Value;

constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

// The first fault is kept; what is read after it does not matter.
class Reader {
 public:
  Result<Calendar::Hours> read(const Value& root, std::string_view timezone);

 private:
  using Interval = Calendar::Hours::Interval;
  using DayHours = Calendar::Hours::Day;

  void fail(const Value& at, std::string message) {
    if (!status_.ok()) return;
    Place place;
    place.path = path_;
    place.line = at.line;
    place.column = at.column;
    status_ = {ErrorCode::argument, std::move(message), std::move(place)};
  }
  // Runs `read` with the pointer one token longer.
  template <class Token, class Read>
  void in(Token token, const Read& read) {
    const std::size_t size = path_.size();
    json::append_pointer(path_, token);
    read();
    path_.resize(size);
  }
  bool expect(const Value& value, Kind kind, const char* what) {
    if (!value.is(kind)) fail(value, std::string("expected ") + what);
    return value.is(kind);
  }
  // Calls `one` for each member; unknown keys are refused.
  template <class One>
  void members(const Value& object, std::vector<std::string_view> known, const One& one) {
    expect(object, Kind::object, "an object");
    for (const json::Member& member : object.members)
      in(member.key, [&] {
        if (std::find(known.begin(), known.end(), member.key) == known.end())
          fail(member.value,
               "unknown key " + shown(member.key) + did_you_mean(member.key, known));
        else
          one(member.key, member.value);
      });
  }
  template <class One>
  void items(const Value& list, const One& one) {
    expect(list, Kind::array, "a list");
    for (std::size_t i = 0; i < list.items.size(); ++i)
      in(i, [&] { one(list.items[i]); });
  }

  Date day(const Value& value);
  int clock(const Value& value, std::string_view text);
  DayHours hours(const Value& list);
  void weekdays(std::string_view key, const Value& value);
  void holiday(const Value& value);
  void workday(const Value& value);
  void put(const Value& at, Date date, DayHours hours, bool wins);

  std::string path_;
  Calendar::Hours out_;
  Status status_;
};

Date Reader::day(const Value& value) {
  if (!expect(value, Kind::string, "a date: \"2026-01-31\"")) return {};
  const auto date = Date::parse(value.text);
  if (date.ok()) return *date;
  fail(value, date.status().message());
  return {};
}

int Reader::clock(const Value& value, std::string_view text) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -100'000;
  };
  const int minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  if (text.size() != 5 || text[2] != ':' || digit(3) > 5 || minutes < 0 || minutes > 1440)
    fail(value, "hours are \"09:00-12:00\", up to 24:00; found " + shown(value.text));
  return minutes;
}

Reader::DayHours Reader::hours(const Value& list) {
  DayHours day;
  items(list, [&](const Value& one) {
    if (!expect(one, Kind::string, "hours: \"09:00-12:00\"")) return;
    const std::size_t dash = std::min(one.text.find('-'), one.text.size());
    const std::string_view rest = one.text.substr(std::min(dash + 1, one.text.size()));
    const Interval open{clock(one, one.text.substr(0, dash)), clock(one, rest)};
    if (open.closes <= open.opens)
      fail(one, "hours end after they begin; over midnight, write two: \"20:00-24:00\" "
                "and, on the next day, \"00:00-02:00\"");
    if (!day.empty() && open.opens < day.back().closes)
      fail(one, "hours are in order and do not overlap");
    day.push_back(open);
  });
  return day;
}

void Reader::weekdays(std::string_view key, const Value& value) {
  const auto index = [&](std::string_view name) {
    const auto at = std::find(kWeekdays.begin(), kWeekdays.end(), name);
    if (at == kWeekdays.end())
      fail(value, "hours are keyed by weekday: mon, tue, ... or a range mon-fri; found " +
                      shown(key));
    return static_cast<std::size_t>(at - kWeekdays.begin()) % kWeekdays.size();
  };
  const std::size_t dash = key.find('-');
  const std::size_t first = index(key.substr(0, dash));
  const std::size_t last =
      dash == std::string_view::npos ? first : index(key.substr(dash + 1));
  const DayHours day = hours(value);
  for (std::size_t i = first;; i = (i + 1) % 7) {  // sat-mon runs over Sunday.
    if (!out_.week[i].empty()) fail(value, "this weekday has hours already");
    out_.week[i] = day;
    if (i == last) break;
  }
}

void Reader::put(const Value& at, Date date, DayHours hours, bool wins) {
  if (out_.others.size() >= limits::kPackEntries) return fail(at, "too many days");
  if (wins)
    out_.others[date.days] = std::move(hours);
  else
    out_.others.try_emplace(date.days);
}

void Reader::holiday(const Value& value) {
  if (value.is(Kind::string)) return put(value, day(value), {}, false);
  std::optional<Date> from, to;
  members(value, {"from", "to", "title"}, [&](std::string_view key, const Value& one) {
    if (key == "from") from = day(one);
    if (key == "to") to = day(one);
  });
  if (!from || !to) return fail(value, "a holiday is a date, or {from, to}");
  if (*to < *from) return fail(value, "it ends before it begins");
  for (Date date = *from; date <= *to && status_.ok(); ++date.days)
    put(value, date, {}, false);
}

void Reader::workday(const Value& value) {
  if (value.is(Kind::string)) return put(value, day(value), out_.week[0], true);
  std::optional<Date> date;
  DayHours open = out_.week[0];
  members(value, {"date", "hours", "title"}, [&](std::string_view key, const Value& one) {
    if (key == "date") date = day(one);
    if (key == "hours") open = hours(one);
  });
  if (!date) return fail(value, "say the date");
  put(value, *date, std::move(open), true);
}

Result<Calendar::Hours> Reader::read(const Value& root, std::string_view timezone) {
  std::string zone(timezone);
  const Value *holidays = nullptr, *workdays = nullptr, *zone_at = &root;
  bool has_hours = false;
  members(root, {"title", "note", "version", "timezone", "hours", "holidays", "workdays",
                 "known_until"},
          [&](std::string_view key, const Value& value) {
            if (key == "version" || key == "timezone") {
              if (!expect(value, Kind::string, "a text")) return;
              (key == "version" ? out_.version : zone) = value.text;
              if (key == "timezone") zone_at = &value;
            } else if (key == "hours") {
              has_hours = expect(value, Kind::object, "hours by weekday");
              for (const json::Member& day : value.members)
                in(day.key, [&] { weekdays(day.key, day.value); });
            } else if (key == "holidays") {
              holidays = &value;
            } else if (key == "workdays") {
              workdays = &value;
            } else if (key == "known_until") {
              out_.known_until = day(value);
            }
          });
  if (!has_hours) fail(root, "a calendar has \"hours\"");
  const auto found = Zone::find(zone);
  if (found)
    out_.zone = *found;
  else
    fail(*zone_at, "unknown time zone " + shown(zone));
  // Make-up days win, wherever they stand.
  if (workdays != nullptr)
    in("workdays", [&] { items(*workdays, [&](const Value& one) { workday(one); }); });
  if (holidays != nullptr)
    in("holidays", [&] { items(*holidays, [&](const Value& one) { holiday(one); }); });
  if (!status_.ok()) return status_;
  return std::move(out_);
}

}  // namespace

Result<Calendar::Hours> read_hours(const Value& root, std::string_view timezone) {
  return Reader().read(root, timezone);
}

}  // namespace patron::base
