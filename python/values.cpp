// SPDX-License-Identifier: Apache-2.0
// Values between the two languages: dates, instants, decimals. Nothing passes through a
// float, and an instant keeps its milliseconds.
#include "shims.hpp"

#include <datetime.h>

#include "base/text.hpp"

namespace patron::python {
namespace {

constexpr std::int64_t kDay = 86'400'000;
// Python's datetime knows the years 1 to 9999; a program knows 1900 to 2099.
constexpr std::int64_t kFirst = -719'162 * kDay, kLast = 2'932'897 * kDay - 1;

void need_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

py::object decimal_class() { return py::module_::import("decimal").attr("Decimal"); }

Date parse_date(const std::string& text) { return take(Date::parse(text)); }

}  // namespace

Date date_of(py::handle value) {
  need_datetime();
  if (py::isinstance<py::str>(value)) return parse_date(py::cast<std::string>(value));
  if (!PyDate_Check(value.ptr()) || PyDateTime_Check(value.ptr()))
    throw py::type_error("a day is a datetime.date or '2026-06-30', not " +
                         std::string(py::str(py::type::of(value).attr("__name__"))));
  return take(Date::from_civil({PyDateTime_GET_YEAR(value.ptr()),
                                PyDateTime_GET_MONTH(value.ptr()),
                                PyDateTime_GET_DAY(value.ptr())}));
}

py::object to_python(std::string_view text) {
  return text.empty() ? py::none() : py::object(py::str(text.data(), text.size()));
}

py::object to_python(Instant instant) {
  need_datetime();
  if (instant.milliseconds < kFirst || instant.milliseconds > kLast) return py::none();
  std::int64_t day = instant.milliseconds / kDay, rest = instant.milliseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --day;
  }
  const Civil civil = Date{static_cast<std::int32_t>(day)}.civil();
  PyObject* made = PyDateTimeAPI->DateTime_FromDateAndTime(
      civil.year, civil.month, civil.day, static_cast<int>(rest / 3'600'000),
      static_cast<int>(rest / 60'000 % 60), static_cast<int>(rest / 1000 % 60),
      static_cast<int>(rest % 1000 * 1000), PyDateTimeAPI->TimeZone_UTC,
      PyDateTimeAPI->DateTimeType);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object to_python(Date date) {
  need_datetime();
  const Civil civil = date.civil();
  PyObject* made = PyDateTimeAPI->Date_FromDate(civil.year, civil.month, civil.day,
                                                PyDateTimeAPI->DateType);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object to_python(const Decimal& decimal) { return decimal_class()(decimal.text()); }

Instant instant_of(py::handle datetime) {
  need_datetime();
  if (!datetime.equal(datetime)) refuse(ErrorCode::argument, "NaT is no time");
  if (datetime.attr("utcoffset")().is_none())
    refuse(ErrorCode::argument, "which zone is " +
                                    std::string(py::str(datetime.attr("isoformat")())) +
                                    " in? give it a tzinfo");
  static constexpr const char* kParts[] = {"days", "seconds", "microseconds"};
  const py::object epoch = py::reinterpret_steal<py::object>(
      PyDateTimeAPI->DateTime_FromDateAndTime(1970, 1, 1, 0, 0, 0, 0,
                                              PyDateTimeAPI->TimeZone_UTC,
                                              PyDateTimeAPI->DateTimeType));
  const py::object since = datetime - epoch;
  std::int64_t part[3];
  for (int i = 0; i < 3; ++i) part[i] = py::cast<std::int64_t>(since.attr(kParts[i]));
  return {part[0] * kDay + part[1] * 1000 + part[2] / 1000};
}

namespace {

// A moment: a day (its last instant in the program's zone) or an instant.
std::int64_t moment_of(const SpokenEngine& engine, py::handle value) {
  need_datetime();
  if (PyDateTime_Check(value.ptr())) return instant_of(value).milliseconds;
  if (PyDate_Check(value.ptr()))
    return engine.engine.day_end(date_of(value)).milliseconds;
  if (!py::isinstance<py::str>(value))
    throw py::type_error("a time is a date, an aware datetime, '2026-06-30' or RFC 3339 "
                         "text, not " +
                         std::string(py::str(py::type::of(value).attr("__name__"))));
  const auto text = py::cast<std::string>(value);
  if (text.size() == 10) return engine.engine.day_end(parse_date(text)).milliseconds;
  return take(Instant::parse(text)).milliseconds;
}

std::int64_t only_instant(py::handle value) {
  need_datetime();
  if (PyDateTime_Check(value.ptr())) return instant_of(value).milliseconds;
  if (!py::isinstance<py::str>(value))
    throw py::type_error("an instant is an aware datetime or RFC 3339 text, not " +
                         std::string(py::str(py::type::of(value).attr("__name__"))));
  return take(Instant::parse(py::cast<std::string>(value))).milliseconds;
}

}  // namespace

void bind_values(py::module_& module) {
  module.def("moment", &moment_of);
  module.def("instant", &only_instant);
  module.def("day", [](py::handle value) { return date_of(value).days; });
  module.def("to_datetime", [](std::int64_t at) { return to_python(Instant{at}); });
  module.def("json_text", [](py::handle value, bool floats) {
    std::string out;
    append_json(out, value, {ErrorCode::pack, floats});
    return out;
  });
  module.def("events_text", &events_text);
}

}  // namespace patron::python
