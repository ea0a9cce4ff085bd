// SPDX-License-Identifier: Apache-2.0
#include "cells.hpp"

#include <datetime.h>

namespace patron::python {
namespace {

std::string type_name(py::handle value) {
  return Py_TYPE(value.ptr())->tp_name;
}

bool is_missing(py::handle value) {
  if (value.is_none()) return true;
  const std::string name = type_name(value);
  return name.find("NAType") != std::string::npos ||
         name.find("NaTType") != std::string::npos;
}

// The wall clock of a datetime without a zone, as milliseconds.
std::int64_t wall_clock(py::handle value) {
  PyObject* at = value.ptr();
  const Date day = take(Date::from_civil(
      {PyDateTime_GET_YEAR(at), PyDateTime_GET_MONTH(at), PyDateTime_GET_DAY(at)}));
  return std::int64_t{day.days} * 86'400'000 +
         std::int64_t{PyDateTime_DATE_GET_HOUR(at)} * 3'600'000 +
         std::int64_t{PyDateTime_DATE_GET_MINUTE(at)} * 60'000 +
         std::int64_t{PyDateTime_DATE_GET_SECOND(at)} * 1000 +
         PyDateTime_DATE_GET_MICROSECOND(at) / 1000;
}

}  // namespace

std::optional<std::int64_t> utc_microseconds(PyObject* from) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (!PyDateTime_CheckExact(from)) return std::nullopt;
  if (PyDateTime_DATE_GET_TZINFO(from) != PyDateTime_TimeZone_UTC) return std::nullopt;
  return wall_clock(from) * 1000 + PyDateTime_DATE_GET_MICROSECOND(from) % 1000;
}

CellValue cell_of(py::handle value, std::string& text) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  using K = CellValue::Kind;
  CellValue out;
  if (is_missing(value)) return out;
  PyObject* object = value.ptr();
  if (PyUnicode_Check(object)) {
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(object, &size);
    out.kind = K::text;
    // Half a surrogate pair: not UTF-8, so that the row is the bad one.
    if (bytes == nullptr) PyErr_Clear();
    out.text = bytes == nullptr ? std::string_view("\xff")
                                : std::string_view(bytes, static_cast<std::size_t>(size));
    return out;
  }
  if (PyFloat_Check(object)) {
    out.kind = K::real;
    out.number = PyFloat_AsDouble(object);
    return out;
  }
  if (type_name(value) == "numpy.float32") {
    out.kind = K::real;
    out.single = true;
    out.number = PyFloat_AsDouble(object);
    return out;
  }
  if (PyBool_Check(object)) {
    out.kind = K::boolean;
    out.whole = object == Py_True ? 1 : 0;
    return out;
  }
  if (PyDateTime_Check(object)) {
    const bool zone = !value.attr("utcoffset")().is_none();
    out.kind = zone ? K::instant : K::local;
    out.whole = zone ? instant_of(value).milliseconds : wall_clock(value);
    return out;
  }
  if (PyDate_Check(object)) {
    out.kind = K::day;
    out.whole =
        take(Date::from_civil({PyDateTime_GET_YEAR(object), PyDateTime_GET_MONTH(object),
                               PyDateTime_GET_DAY(object)}))
            .days;
    return out;
  }
  text.clear();
  append_json(text, value, {ErrorCode::table, false});
  const bool nested = text[0] == '[' || text[0] == '{';
  out.kind = nested ? K::json : K::digits;
  if (text == "true" || text == "false") {
    out.kind = K::boolean;
    out.whole = text == "true" ? 1 : 0;
  }
  out.text = text;
  return out;
}

}  // namespace patron::python
