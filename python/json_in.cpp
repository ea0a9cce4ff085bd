// SPDX-License-Identifier: Apache-2.0
// Python values as JSON for the core. Numbers go by their digits: int and Decimal as they
// are, never a float; times as the core reads them. The depth is bounded.
#include "shims.hpp"

#include <datetime.h>

#include <cmath>

#include "base/json.hpp"
#include "base/limits.hpp"

namespace patron::python {
namespace {

std::string type_name(py::handle value) {
  return py::cast<std::string>(py::str(py::type::of(value).attr("__name__")));
}

class Writer {
 public:
  Writer(std::string& out, const JsonOptions& options) : out_(out), options_(options) {}

  void write(py::handle value, std::size_t depth) {
    if (depth > limits::kPackDepth)
      refuse(ErrorCode::limit, "deeper than " + std::to_string(limits::kPackDepth));
    PyObject* object = value.ptr();
    if (value.is_none()) out_ += "null";
    else if (PyBool_Check(object)) out_ += object == Py_True ? "true" : "false";
    else if (PyUnicode_Check(object)) json::append_string(out_, text(value));
    else if (PyLong_Check(object)) out_ += py::cast<std::string>(py::str(integer(value)));
    else if (PyFloat_Check(object)) real(value);
    else if (PyDateTime_Check(object)) instant(value);
    else if (PyDate_Check(object)) day(value);
    else if (PyDict_Check(object)) mapping(value, depth);
    else if (PyList_Check(object) || PyTuple_Check(object)) list(value, depth);
    else other(value, depth);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    refuse(options_.code, message, {path_, {}, {}, {}, {}});
  }

  // A subclass of int may print as a word (an enumeration): its number is what counts.
  static py::object integer(py::handle value) {
    return py::reinterpret_steal<py::object>(PyNumber_Long(value.ptr()));
  }

  std::string_view text(py::handle value) const {
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
    if (bytes == nullptr) {
      PyErr_Clear();
      fail("the text has half a surrogate pair, which is no character");
    }
    return {bytes, static_cast<std::size_t>(size)};
  }

  void real(py::handle value) {
    if (!options_.floats)
      fail("a float, " + py::cast<std::string>(py::repr(value)) +
           ": money is never a float; give '120.10', a Decimal or an int");
    const double number = PyFloat_AsDouble(value.ptr());
    if (!std::isfinite(number)) fail("a number is finite");
    json::append_double(out_, number);
  }

  void instant(py::handle value) {
    try {
      json::append_string(out_, instant_of(value).text());
    } catch (const Failure& failure) {
      fail(failure.status.message());
    }
  }

  void day(py::handle value) {
    json::append_string(out_,
                        py::cast<std::string>(py::str(value.attr("isoformat")())));
  }

  void list(py::handle value, std::size_t depth) {
    out_ += '[';
    std::size_t index = 0;
    for (const py::handle item : py::reinterpret_borrow<py::object>(value)) {
      if (index > 0) out_ += ',';
      const std::size_t before = path_.size();
      json::append_pointer(path_, index++);
      write(item, depth + 1);
      path_.resize(before);
    }
    out_ += ']';
  }

  // An attribute that is None is one that is not there.
  void mapping(py::handle value, std::size_t depth) {
    out_ += '{';
    bool first = true;
    const py::object items =
        py::reinterpret_steal<py::object>(PyMapping_Items(value.ptr()));
    if (!items) throw py::error_already_set();
    for (const py::handle item : items) {
      const py::object key = item[py::int_(0)], held = item[py::int_(1)];
      if (!PyUnicode_Check(key.ptr())) fail("a key is a text, not " + type_name(key));
      if (held.is_none()) continue;
      if (!first) out_ += ',';
      first = false;
      json::append_string(out_, text(key));
      out_ += ':';
      const std::size_t before = path_.size();
      json::append_pointer(path_, text(key));
      write(held, depth + 1);
      path_.resize(before);
    }
    out_ += '}';
  }

  // Decimal, the scalars of numpy, mappings and sequences that are no dict and no list.
  void other(py::handle value, std::size_t depth) {
    const std::string name = type_name(value);
    if (name == "Decimal") {
      if (!py::cast<bool>(value.attr("is_finite")())) fail("a Decimal is finite");
      out_ += py::cast<std::string>(
          py::module_::import("builtins").attr("format")(value, "f"));
      return;
    }
    if (name == "bool_" || name == "bool") {
      out_ += PyObject_IsTrue(value.ptr()) == 1 ? "true" : "false";
      return;
    }
    if (PyIndex_Check(value.ptr()) != 0) {
      const auto number =
          py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
      if (!number) throw py::error_already_set();
      out_ += py::cast<std::string>(py::str(number));
      return;
    }
    const py::module_ abc = py::module_::import("collections.abc");
    if (py::isinstance(value, abc.attr("Mapping"))) return mapping(value, depth);
    const bool bytes = PyBytes_Check(value.ptr()) || PyByteArray_Check(value.ptr());
    if (!bytes && py::isinstance(value, abc.attr("Sequence"))) return list(value, depth);
    if (name == "float16" || name == "float32" || name == "float64")
      fail("a float: money is never a float; give '120.10', a Decimal or an int");
    fail("a value of type " + name + " has no place here");
  }

  std::string& out_;
  const JsonOptions& options_;
  std::string path_;
};

}  // namespace

void append_json(std::string& out, py::handle value, const JsonOptions& options) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  Writer(out, options).write(value, 0);
}

std::string events_text(py::handle events) {
  if (PyUnicode_Check(events.ptr()) || PyBytes_Check(events.ptr())) {
    try {
      return py::cast<std::string>(events);
    } catch (py::error_already_set& error) {
      if (!error.matches(PyExc_UnicodeError)) throw;
    }
    refuse(ErrorCode::event, "the text has half a surrogate pair, which is no character");
  }
  const py::module_ abc = py::module_::import("collections.abc");
  std::string out;
  const JsonOptions options;
  if (py::isinstance(events, abc.attr("Mapping"))) {
    append_json(out, events, options);
    return out;
  }
  if (!py::isinstance(events, abc.attr("Sequence")) || PyByteArray_Check(events.ptr()))
    throw py::type_error("an event is a mapping or JSON text, or several are a list; "
                         "found " +
                         type_name(events));
  for (const py::handle event : py::reinterpret_borrow<py::object>(events)) {
    if (py::isinstance(event, abc.attr("Mapping"))) append_json(out, event, options);
    else if (PyUnicode_Check(event.ptr()) || PyBytes_Check(event.ptr()))
      out += events_text(event);
    else throw py::type_error("an event is a mapping or JSON text; found " +
                              type_name(event));
    out += '\n';
  }
  return out;
}

}  // namespace patron::python
