// SPDX-License-Identifier: Apache-2.0
// calendar: lunar days, festivals and business time, one answer on stdout.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

#include "cli/file.hpp"
#include "cli/handles.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

struct CalendarFree {
  void operator()(patron_calendar* p) const { patron_calendar_free(p); }
};
using CalendarHandle = std::unique_ptr<patron_calendar, CalendarFree>;

template <class Integer>
bool whole(std::string_view text, Integer& value) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

class Question {
 public:
  explicit Question(const Options& options)
      : words_(options.packs),
        options_(options),
        error_(patron_error_create(options.language.c_str())) {}

  int answer() {
    const std::string& what = words_[0];
    const auto ask = [&](std::size_t count, const char* of, int (Question::*one)()) {
      return words(count, of) ? (this->*one)() : kCouldNotSay;
    };
    if (what == "lunar") return ask(1, "a DAY", &Question::lunar);
    if (what == "solar") return ask(1, "a lunar day: 2026-1-1", &Question::solar);
    if (what == "festival") return ask(2, "a NAME and a YEAR", &Question::festival);
    if (what == "festivals") return ask(2, "two DAYs", &Question::festivals);
    if (what == "add") return ask(2, "an INSTANT and an AMOUNT", &Question::add);
    if (what == "between") return ask(2, "two INSTANTs", &Question::between);
    const std::string near =
        nearest(what, {"lunar", "solar", "festival", "festivals", "add", "between"});
    return problem("unknown question '" + what + "'" +
                   (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }

 private:
  static int problem(const std::string& text) {
    std::fprintf(stderr, "patron: %s\n", text.c_str());
    return kCouldNotSay;
  }
  int failed(const std::string& about = "") {
    const std::string_view where = path(error_.get());
    std::string place = about;
    if (!where.empty()) place += (place.empty() ? "" : ": ") + std::string(where);
    return problem((place.empty() ? "" : place + ": ") +
                   std::string(message(error_.get())));
  }
  bool words(std::size_t count, const char* what) {
    if (words_.size() == count + 1) return true;
    problem("calendar " + words_[0] + " takes " + what + " (patron help calendar)");
    return false;
  }
  bool day(const std::string& text, patron_date& date) {
    const auto made = parse_day(text);
    if (!made) problem("a day is like 2026-06-30, found '" + text + "'");
    if (made) date = *made;
    return made.has_value();
  }
  bool instant(const std::string& text, patron_instant& at) {
    if (patron_instant_parse(text.data(), text.size(), &at, error_.get()) == PATRON_OK)
      return true;
    failed();
    return false;
  }
  bool unit(std::int32_t& unit) {
    const std::string& word = options_.unit;
    unit = word == "days" ? PATRON_UNIT_DAYS : PATRON_UNIT_MINUTES;
    if (word.empty() || word == "minutes" || word == "days") return true;
    problem("--unit is minutes or days, found '" + word + "'");
    return false;
  }
  bool open_calendar() {
    std::string json, trouble;
    if (options_.calendar.empty()) trouble = "business time needs --calendar FILE";
    if (!trouble.empty() || !read_file(options_.calendar, json, trouble)) {
      problem(trouble);
      return false;
    }
    patron_calendar* made = nullptr;
    const patron_status status = patron_calendar_read(json.data(), json.size(), nullptr,
                                                      0, &made, error_.get());
    calendar_.reset(made);
    if (status != PATRON_OK) failed(options_.calendar);
    return status == PATRON_OK;
  }

  int lunar() {
    patron_date date = 0;
    std::int32_t year = 0, month = 0, number = 0, leap = 0;
    if (!day(words_[1], date)) return kCouldNotSay;
    if (patron_lunar_from_date(date, &year, &month, &number, &leap, error_.get()) !=
        PATRON_OK)
      return failed();
    std::printf("%d-%d-%d%s\n", year, month, number, leap != 0 ? "L" : "");
    return kYes;
  }

  int solar() {
    std::string text = words_[1];
    const bool leap = !text.empty() && text.back() == 'L';
    if (leap) text.pop_back();
    const std::size_t first = std::min(text.find('-'), text.size());
    const std::size_t second = std::min(text.find('-', first + 1), text.size());
    std::int32_t year = 0, month = 0, number = 0;
    if (second == text.size() || !whole(text.substr(0, first), year) ||
        !whole(text.substr(first + 1, second - first - 1), month) ||
        !whole(text.substr(second + 1), number))
      return problem("a lunar day is like 2026-1-1, in a leap month 2025-6-1L; found '" +
                     words_[1] + "'");
    patron_date date = 0;
    if (patron_lunar_to_date(year, month, number, leap ? 1 : 0, &date, error_.get()) !=
        PATRON_OK)
      return failed();
    std::printf("%s\n", day_text(date).c_str());
    return kYes;
  }

  int festival() {
    std::int32_t year = 0;
    patron_date date = 0;
    const std::string& name = words_[1];
    if (!whole(words_[2], year))
      return problem("a year is like 2026, found '" + words_[2] + "'");
    if (patron_festival(name.data(), name.size(), year, &date, error_.get()) != PATRON_OK)
      return failed();
    std::printf("%s\n", day_text(date).c_str());
    return kYes;
  }

  int festivals() {
    patron_date from = 0, to = 0;
    const TableHandle table(patron_table_create(options_.language.c_str()));
    if (!day(words_[1], from) || !day(words_[2], to)) return kCouldNotSay;
    if (patron_festivals(from, to, table.get(), error_.get()) != PATRON_OK)
      return failed();
    for (std::size_t row = 0; row < patron_table_rows(table.get()); ++row)
      std::printf("%s %s\n", cell_text(table.get(), row, "date").c_str(),
                  cell_text(table.get(), row, "festival").c_str());
    return kYes;
  }

  int add() {
    patron_instant from = 0, deadline = 0;
    std::int64_t amount = 0;
    std::int32_t by = 0, provisional = 0;
    if (!whole(words_[2], amount))
      return problem("an amount is a whole number, found '" + words_[2] + "'");
    if (!unit(by) || !open_calendar() || !instant(words_[1], from)) return kCouldNotSay;
    if (patron_calendar_add(calendar_.get(), from, amount, by, nullptr, 0, &deadline,
                            &provisional, error_.get()) != PATRON_OK)
      return failed();
    std::printf("%s%s\n", instant_text(deadline).c_str(),
                provisional != 0 ? " provisional" : "");
    return kYes;
  }

  int between() {
    patron_instant from = 0, to = 0;
    std::int64_t amount = 0;
    std::int32_t by = 0, provisional = 0;
    if (!unit(by) || !open_calendar() || !instant(words_[1], from) ||
        !instant(words_[2], to))
      return kCouldNotSay;
    if (patron_calendar_between(calendar_.get(), from, to, by, nullptr, 0, &amount,
                                &provisional, error_.get()) != PATRON_OK)
      return failed();
    std::printf("%lld%s\n", static_cast<long long>(amount),
                provisional != 0 ? " provisional" : "");
    return kYes;
  }

  const std::vector<std::string>& words_;
  const Options& options_;
  ErrorHandle error_;
  CalendarHandle calendar_;
};

}  // namespace

int calendar(const Options& options) { return Question(options).answer(); }

}  // namespace patron::cli
