// SPDX-License-Identifier: Apache-2.0
// patron._core: the shims together, and how a failed call becomes a Python exception.
// The classes of the exceptions are Python's (patron/_errors.py).
#include "shims.hpp"

namespace {

namespace py = pybind11;
using patron::python::Failure;

py::object text_or_none(const std::string& text) {
  return text.empty() ? py::none() : py::object(py::str(text));
}

const char* word(patron::Severity severity) {
  switch (severity) {
    case patron::Severity::error: return "error";
    case patron::Severity::warning: return "warning";
    default: return "note";
  }
}

void raise(const Failure& failure) {
  if (failure.status.code() == patron::ErrorCode::memory) {
    PyErr_NoMemory();
    return;
  }
  const py::module_ errors = py::module_::import("patron._errors");
  const patron::Place& place = failure.status.place();
  const py::object error = errors.attr("of_code")(
      py::str(std::string(patron::name(failure.status.code()))),
      failure.status.message(failure.language), text_or_none(place.path),
      text_or_none(place.rule), place.line, place.column, place.row);
  if (failure.status.code() == patron::ErrorCode::pack ||
      failure.status.code() == patron::ErrorCode::expression ||
      !failure.diagnostics.empty())
    error.attr("diagnostics") = patron::python::to_python(failure.diagnostics);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
}

}  // namespace

namespace patron::python {

py::list to_python(const Engine::Diagnostics& findings) {
  const py::object type = py::module_::import("patron._errors").attr("Diagnostic");
  py::list out;
  for (const Diagnostic& finding : findings)
    out.append(type(word(finding.severity), finding.code, finding.message,
                    text_or_none(finding.hint), text_or_none(finding.pack),
                    text_or_none(finding.place.path), finding.place.line,
                    finding.place.column, text_or_none(finding.place.rule)));
  return out;
}

}  // namespace patron::python

PYBIND11_MODULE(_core, module) {
  module.doc() = "The shims of patron over its C++ core. Import patron instead.";
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Failure& failure) {
      raise(failure);
    }
  });
  module.attr("version") = py::str(std::string(patron::version_text()));
  // pybind11 before 2.12 reads the descriptions of numpy 2 at the wrong places.
  module.attr("needs_numpy_1") = PYBIND11_VERSION_HEX < 0x020C0000;
  module.attr("zones_version") = py::str(std::string(patron::zones_version()));
  patron::python::bind_values(module);
  patron::python::bind_table(module);
  patron::python::bind_engine(module);
  patron::python::bind_member(module);
  patron::python::bind_verbs(module);
  patron::python::bind_churn(module);
  patron::python::bind_calendar(module);
  patron::python::bind_identity(module);
  patron::python::bind_liability(module);
  patron::python::bind_expression(module);
  patron::python::bind_job(module);
  patron::python::bind_satisfaction(module);
}
