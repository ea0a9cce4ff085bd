// SPDX-License-Identifier: Apache-2.0
// patron._core.calendar_*: lunar days, days that come back every year, business time.
#include "shims.hpp"

#include "patron/calendar.hpp"

namespace patron::python {
namespace {

using Pauses = std::vector<std::pair<py::object, py::object>>;

Instant moment(py::handle at) {
  if (py::isinstance<py::str>(at)) return take(Instant::parse(py::cast<std::string>(at)));
  return instant_of(at);
}

Unit unit_of(const std::string& unit) {
  if (unit == "minutes") return Unit::minutes;
  if (unit == "days") return Unit::days;
  refuse(ErrorCode::argument, "unit is \"minutes\" or \"days\", found \"" + unit + "\"");
}

std::vector<Calendar::Pause> pauses_of(const Pauses& pauses) {
  std::vector<Calendar::Pause> made;
  for (const auto& [from, to] : pauses)
    made.push_back({moment(from), moment(to)});
  return made;
}

YearlyPolicy policy_of(const std::string& leap_month, const std::string& missing_30th,
                       const std::string& feb_29) {
  const auto one_of = [](const char* name, const std::string& word,
                         std::initializer_list<const char*> words) {
    std::int32_t number = 0;
    std::string known;
    for (const char* each : words) {
      ++number;
      if (word == each) return number;
      known += (known.empty() ? "" : ", ") + std::string(each);
    }
    refuse(ErrorCode::argument,
           std::string(name) + " is one of " + known + "; found \"" + word + "\"");
  };
  YearlyPolicy policy;
  policy.leap_month = static_cast<LeapMonth>(
      one_of("leap_month", leap_month, {"prefer_leap", "regular_only", "strict"}));
  policy.missing_30th = static_cast<Missing30th>(
      one_of("missing_30th", missing_30th, {"29th", "next_1st", "skip"}));
  policy.feb_29 =
      static_cast<Feb29>(one_of("feb_29", feb_29, {"02-28", "03-01", "skip"}));
  return policy;
}

py::object optional_date(const std::optional<Date>& date) {
  if (date) return to_python(*date);
  return py::none();
}

}  // namespace

void bind_calendar(py::module_& module) {
  module.def("lunar_from_date", [](const py::object& date) {
    const LunarDate lunar = take(lunar_from_date(date_of(date)));
    return py::make_tuple(lunar.year, lunar.month, lunar.day, lunar.leap);
  });
  module.def("lunar_to_date", [](std::int32_t year, std::int32_t month, std::int32_t day,
                                 bool leap) {
    return to_python(take(lunar_to_date({year, month, day, leap})));
  });
  module.def("lunar_leap_month", &lunar_leap_month);
  module.def("lunar_month_days", &lunar_month_days);
  module.def("lunar_yearly",
             [](std::int32_t month, std::int32_t day, bool leap, std::int32_t year,
                const std::string& leap_month, const std::string& missing_30th) {
               py::list dates;
               for (const Date date : take(lunar_yearly_in(
                        {0, month, day, leap}, year,
                        policy_of(leap_month, missing_30th, "02-28"))))
                 dates.append(to_python(date));
               return dates;
             });
  module.def("yearly", [](std::int32_t month, std::int32_t day, std::int32_t year,
                          const std::string& feb_29) {
    return optional_date(
        take(yearly(month, day, year, policy_of("strict", "skip", feb_29))));
  });
  module.def("festival", [](const std::string& name, std::int32_t year) {
    return to_python(take(festival(name, year)));
  });
  module.def("festival_names", [] {
    py::list names;
    for (const std::string_view name : festival_names()) names.append(std::string(name));
    return names;
  });
  module.def("festivals", [](const py::object& from, const py::object& to) {
    return rows_of(take(festivals(date_of(from), date_of(to))));
  });
  py::class_<Calendar>(module, "Calendar")
      .def(py::init([](const std::string& json, const std::string& timezone) {
        return take(Calendar::read(json, timezone));
      }))
      .def("version", [](const Calendar& self) { return std::string(self.version()); })
      .def("add",
           [](const Calendar& self, const py::object& from, std::int64_t amount,
              const std::string& unit, const Pauses& pauses) {
             const auto made = take(
                 self.add(moment(from), amount, unit_of(unit), pauses_of(pauses)));
             return py::make_tuple(to_python(made.at), made.provisional);
           })
      .def("between",
           [](const Calendar& self, const py::object& from, const py::object& to,
              const std::string& unit, const Pauses& pauses) {
             const auto made = take(self.between(moment(from), moment(to),
                                                 unit_of(unit), pauses_of(pauses)));
             return py::make_tuple(made.amount, made.provisional);
           })
      .def("is_open", [](const Calendar& self,
                         const py::object& at) { return self.is_open(moment(at)); })
      .def("is_working_day", [](const Calendar& self, const py::object& date) {
        return self.is_working_day(date_of(date));
      });
}

}  // namespace patron::python
