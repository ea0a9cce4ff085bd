// SPDX-License-Identifier: Apache-2.0
// The Chinese lunisolar calendar, by the rules of GB/T 33661-2017: months begin with the
// day of the new moon at 120 degrees east, the one with the winter solstice is the 11th,
// and of 13 months between two such the first without a major term is the leap month.
// The table was computed from new moons and solar longitudes (libastro). Three instants
// that it puts on the other side of midnight were decided by JPL DE405: the solstice of
// 1951 at 0:00:01.5 on the 23rd in mean solar time of then, the new moons of 2057-09-29
// at 0:00:40 and of 2097-08-08 at 0:01:24.
#include <algorithm>
#include <array>

#include "base/table_builder.hpp"
#include "base/text.hpp"
#include "patron/calendar.hpp"

namespace patron {
namespace {

constexpr std::int32_t kFirst = 1929, kLast = 2100;

// Bits 0-12: the i-th month of the year, leap month counted, has 30 days; 13-16: number
// of the leap month; 17-23: days from 20 January to New Year; 24-25: days from 4 April to
// Qingming; 26-27: days from 21 December to the solstice.
constexpr std::array<std::uint32_t, kLast - kFirst + 1> kYears = {
    0x52a0e92, 0x514cd26, 0xa38052b, 0x5220a57, 0x50cb2b6, 0x5320b5a, 0xa1e06d4,
    0x5086ec9, 0x52c0749, 0x516f693, 0xa3c0a93, 0x526052b, 0x50eca5b, 0x5340aad,
    0xa20056a, 0x50a9b55, 0x5300ba4, 0x51a0b49, 0x9045a93, 0x52a0a95, 0x512f52d,
    0x5380536, 0x9220aad, 0x50eb5aa, 0x53205b2, 0x51c0da5, 0x5087d4a, 0x52e0d4a,
    0x5170a95, 0x53a0a97, 0x5260556, 0x510cab5, 0x5340ad5, 0x52006d2, 0x50a8ea5,
    0x5300ea5, 0x51a064a, 0x5026c97, 0x5280a9b, 0x514f55a, 0x538056a, 0x5220b69,
    0x50eb752, 0x5340b52, 0x51c0b25, 0x506964b, 0x52c0a4b, 0x41714ab, 0x53a02ad,
    0x524056d, 0x510cb69, 0x4360da9, 0x5200d92, 0x50a9d25, 0x5300d25, 0x41b5a4d,
    0x53e0a56, 0x52802b6, 0x512c5b5, 0x03806d5, 0x5220ea9, 0x50ebe92, 0x5340e92,
    0x01e0d26, 0x5066a56, 0x52a0a57, 0x51714d6, 0x03c035a, 0x52406d5, 0x510b6c9,
    0x5360749, 0x0200693, 0x508952b, 0x52e052b, 0x5180a5b, 0x004555a, 0x528056a,
    0x512fb55, 0x53a0ba4, 0x0240b49, 0x40cba93, 0x5320a95, 0x51c052d, 0x0068aad,
    0x42a0ab5, 0x51735aa, 0x53c05d2, 0x0260da5, 0x410dd4a, 0x5360d4a, 0x5200c95,
    0x00a952e, 0x02e0556, 0x5180ab5, 0x50455b2, 0x02a06d2, 0x012cea5, 0x5380725,
    0x522064b, 0x00cac97, 0x0300cab, 0x51c055a, 0x5066ad6, 0x02c0b69, 0x0177752,
    0x53c0b52, 0x5260b25, 0x010da4b, 0x0340a4b, 0x51e04ab, 0x508a55b, 0x02e05ad,
    0x0180b6a, 0x4045b52, 0x52a0d92, 0x014fd25, 0x0380d25, 0x4220a55, 0x50cb4ad,
    0x03204b6, 0x01a05b5, 0x4066daa, 0x52c0ec9, 0x0191e92, 0x03c0e92, 0x4260d26,
    0x510ca56, 0x0340a57, 0x01e04d6, 0x00886d5, 0x52e0755, 0x01a0749, 0x0026e93,
    0x0280693, 0x512f52b, 0x038052b, 0x0200a5b, 0x00cb55a, 0x532056a, 0x01c0b65,
    0x006974a, 0x02c0b4a, 0x5171a95, 0x03c0a95, 0x024052d, 0x00ecaad, 0x4340ab5,
    0x02005aa, 0x0088ba5, 0x02e0da5, 0x41a0d4a, 0x0047c95, 0x0280c96, 0x012f94e,
    0x4380556, 0x0220ab5, 0x00cb5b2, 0x03206d2, 0x41c0ea5, 0x0088e4a, 0x02a068b,
    0x0150c97, 0x03a04ab, 0x024055b, 0x00ecad6, 0x0340b6a, 0x0200752, 0x00a9725,
    0x02e0b25, 0x0180a8b, 0x002549b, 0x52804ab,
};

Date civil(std::int32_t year, std::int32_t month, std::int32_t day) {
  return *Date::from_civil({year, month, day});
}

// One lunar year, unpacked by questions.
class Year {
 public:
  explicit Year(std::int32_t year)
      : year_(year), bits_(kYears[static_cast<std::size_t>(year - kFirst)]) {}

  Date new_year() const {
    return Date{civil(year_, 1, 20).days + static_cast<std::int32_t>(bits_ >> 17 & 127)};
  }
  std::int32_t leap() const { return static_cast<std::int32_t>(bits_ >> 13 & 15); }
  std::int32_t months() const { return leap() > 0 ? 13 : 12; }
  std::int32_t days_of(std::int32_t place) const {  // Of the place-th month, from 0.
    return (bits_ >> place & 1) != 0 ? 30 : 29;
  }
  // Where a month stands in the year, from 0; -1: there is no such month.
  std::int32_t place(std::int32_t month, bool leap_month) const {
    if (month < 1 || month > 12 || (leap_month && month != leap())) return -1;
    const bool behind = leap() > 0 && (month > leap() || leap_month);
    return month - 1 + (behind ? 1 : 0);
  }
  Date first_of(std::int32_t place) const {
    std::int32_t day = new_year().days;
    for (std::int32_t i = 0; i < place; ++i) day += days_of(i);
    return Date{day};
  }
  Date qingming() const {
    return civil(year_, 4, 4 + static_cast<std::int32_t>(bits_ >> 24 & 3));
  }
  Date winter_solstice() const {
    return civil(year_, 12, 21 + static_cast<std::int32_t>(bits_ >> 26 & 3));
  }

 private:
  std::int32_t year_;
  std::uint32_t bits_;
};

bool known(std::int32_t year) { return year >= kFirst && year <= kLast; }

Status out_of_range(std::int32_t year) {
  return {ErrorCode::range, "the lunisolar calendar is known from 1929 to 2100, not in " +
                                std::to_string(year)};
}

Status no_such_day(LunarDate lunar) {
  return {ErrorCode::argument, "lunar year " + std::to_string(lunar.year) + " has no " +
                                   (lunar.leap ? "leap month " : "month ") +
                                   std::to_string(lunar.month) + " with a day " +
                                   std::to_string(lunar.day)};
}

}  // namespace

std::int32_t lunar_leap_month(std::int32_t year) noexcept {
  return known(year) ? Year(year).leap() : 0;
}

std::int32_t lunar_month_days(std::int32_t year, std::int32_t month, bool leap) noexcept {
  if (!known(year)) return 0;
  const Year at(year);
  const std::int32_t place = at.place(month, leap);
  return place < 0 ? 0 : at.days_of(place);
}

Result<LunarDate> lunar_from_date(Date date) {
  const Year last(kLast);
  if (date < Year(kFirst).new_year() || date >= last.first_of(last.months()))
    return Status(ErrorCode::range, "the lunisolar calendar is known from 1929-02-10 to "
                                    "2101-01-28");
  std::int32_t year = std::min(date.civil().year, kLast);
  if (date < Year(year).new_year()) --year;
  const Year at(year);
  std::int32_t day = date.days - at.new_year().days;
  for (std::int32_t place = 0; place < at.months(); ++place) {
    if (day >= at.days_of(place)) {
      day -= at.days_of(place);
      continue;
    }
    const bool behind = at.leap() > 0 && place >= at.leap();
    const std::int32_t month = place + (behind ? 0 : 1);
    return LunarDate{year, month, day + 1, place == at.leap() && at.leap() > 0};
  }
  return out_of_range(year + 1);
}

Result<Date> lunar_to_date(LunarDate lunar) {
  if (!known(lunar.year)) return out_of_range(lunar.year);
  const Year at(lunar.year);
  const std::int32_t place = at.place(lunar.month, lunar.leap);
  if (place < 0 || lunar.day < 1 || lunar.day > at.days_of(place))
    return no_such_day(lunar);
  return Date{at.first_of(place).days + lunar.day - 1};
}

Result<std::optional<Date>> lunar_yearly(LunarDate day, std::int32_t lunar_year,
                                         const YearlyPolicy& policy) {
  if (!known(lunar_year)) return out_of_range(lunar_year);
  if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > 30)
    return no_such_day(day);
  const Year at(lunar_year);
  const bool has_leap = day.leap && at.leap() == day.month;
  const bool in_leap = has_leap && policy.leap_month != LeapMonth::regular_only;
  if (policy.leap_month == LeapMonth::strict && day.leap && !has_leap)
    return std::optional<Date>();
  const std::int32_t place = at.place(day.month, in_leap);
  const std::int32_t first = at.first_of(place).days;
  if (day.day <= at.days_of(place)) return std::optional(Date{first + day.day - 1});
  if (policy.leap_month == LeapMonth::strict || policy.missing_30th == Missing30th::skip)
    return std::optional<Date>();
  return std::optional(
      Date{first + (policy.missing_30th == Missing30th::next_1st ? 29 : 28)});
}

Result<std::vector<Date>> lunar_yearly_in(LunarDate day, std::int32_t civil_year,
                                          const YearlyPolicy& policy) {
  if (!known(civil_year) || !known(civil_year - 1)) return out_of_range(civil_year);
  std::vector<Date> found;
  for (const std::int32_t year : {civil_year - 1, civil_year}) {
    const auto date = lunar_yearly(day, year, policy);
    if (!date.ok()) return date.status();
    if (*date && (**date).civil().year == civil_year) found.push_back(**date);
  }
  return found;
}

Result<std::optional<Date>> yearly(std::int32_t month, std::int32_t day,
                                   std::int32_t year, const YearlyPolicy& policy) {
  const bool leap_day = month == 2 && day == 29;
  const auto plain = Date::from_civil({year, month, day});
  if (plain.ok()) return std::optional(*plain);
  if (!leap_day || !Date::from_civil({year, 2, 28}).ok()) return plain.status();
  if (policy.feb_29 == Feb29::skip) return std::optional<Date>();
  const Date last = civil(year, 2, 28);
  return std::optional(policy.feb_29 == Feb29::mar_01 ? Date{last.days + 1} : last);
}

// ---- festivals ----
namespace {

struct Festival {
  std::string_view name;
  std::int32_t month = 0, day = 0;  // Lunar; 0: by the sun, or the last day of the year.
};
constexpr std::array<Festival, 14> kFestivals = {{
    {"spring_festival", 1, 1}, {"lantern", 1, 15}, {"longtaitou", 2, 2},
    {"qingming", 0, 0}, {"dragon_boat", 5, 5}, {"qixi", 7, 7}, {"zhongyuan", 7, 15},
    {"mid_autumn", 8, 15}, {"double_ninth", 9, 9}, {"winter_solstice", 0, 0},
    {"laba", 12, 8}, {"xiaonian_north", 12, 23}, {"xiaonian_south", 12, 24},
    {"new_years_eve", 0, 0},
}};

Date date_of(const Festival& festival, std::int32_t year) {
  const Year at(year);
  if (festival.name == "qingming") return at.qingming();
  if (festival.name == "winter_solstice") return at.winter_solstice();
  if (festival.name == "new_years_eve") return Date{at.first_of(at.months()).days - 1};
  return Date{at.first_of(at.place(festival.month, false)).days + festival.day - 1};
}

constexpr std::array<std::string_view, kFestivals.size()> kNames = [] {
  std::array<std::string_view, kFestivals.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFestivals[i].name;
  return names;
}();

}  // namespace

std::span<const std::string_view> festival_names() noexcept { return kNames; }

Result<Date> festival(std::string_view name, std::int32_t year) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end())
    return Status(ErrorCode::not_found,
                  "there is no festival " + base::shown(name) +
                      base::did_you_mean(name, {kNames.begin(), kNames.end()}));
  if (!known(year)) return out_of_range(year);
  return date_of(kFestivals[static_cast<std::size_t>(at - kNames.begin())], year);
}

Result<Table> festivals(Date from, Date to) {
  if (to < from)
    return Status(ErrorCode::argument, to.text() + " is before " + from.text());
  const Date first = Year(kFirst).new_year(), last = civil(kLast, 12, 31);
  if (from < first || to > last)
    return Status(ErrorCode::range,
                  "festivals are known from " + first.text() + " to " + last.text());
  std::vector<std::pair<Date, std::string_view>> found;
  for (std::int32_t year = std::max(kFirst, from.civil().year - 1);
       year <= to.civil().year; ++year)
    for (const Festival& one : kFestivals) {
      const Date date = date_of(one, year);
      if (date >= from && date <= to) found.emplace_back(date, one.name);
    }
  std::sort(found.begin(), found.end());
  TableBuilder builder;
  const auto name = builder.column("festival", ColumnType::text);
  const auto date = builder.column("date", ColumnType::date);
  for (const auto& [day, festival] : found) {
    builder.row();
    builder.set(name, festival);
    builder.set(date, day.days);
  }
  return builder.finish();
}

}  // namespace patron
