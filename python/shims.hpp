// SPDX-License-Identifier: Apache-2.0
// What all the shims share. A shim checks, calls the core without the interpreter's lock,
// and hands over; what is Pythonic about the package stands in patron/*.py.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "patron/patron.hpp"
#include "rows.hpp"

namespace patron::python {

namespace py = pybind11;

// A Status on its way to Python, where it becomes the exception of its code.
struct Failure : std::exception {
  explicit Failure(Status failed, std::string in = "en",
                   Engine::Diagnostics findings = {})
      : status(std::move(failed)), language(std::move(in)),
        diagnostics(std::move(findings)) {}
  const char* what() const noexcept override { return "patron failed"; }

  Status status;
  std::string language;
  Engine::Diagnostics diagnostics;
};

inline void check(const Status& status, const std::string& language = "en") {
  if (!status.ok()) throw Failure(status, language);
}
template <class T>
T take(Result<T> result, const std::string& language = "en") {
  check(result.status(), language);
  return *std::move(result);
}
[[noreturn]] inline void refuse(ErrorCode code, std::string message, Place place = {}) {
  throw Failure(Status(code, std::move(message), std::move(place)));
}

// Python threads may share a member or a scope; the core takes one at a time. Who holds
// such a lock never waits for the interpreter.
template <class T>
struct Shared {
  explicit Shared(T made) : value(std::move(made)) {}
  T value;
  mutable std::mutex mutex;
};
using SharedMember = Shared<Member>;
using SharedScopes = Shared<Scopes>;

// Runs `work` without the interpreter and with the locks of what it touches.
template <class Work, class... Owners>
auto unlocked(Work&& work, Owners&... owners) {
  const py::gil_scoped_release release;
  const std::scoped_lock lock(owners.mutex...);
  return std::forward<Work>(work)();
}

// An engine and the language of the texts made with it.
struct SpokenEngine {
  Engine engine;
  std::string language;
};
struct SpokenEffects {
  Effects effects;
  std::string language;
};

// Values to Python: exact integers, Decimal, aware datetime in UTC, None for "never".
py::object to_python(Instant instant);
py::object to_python(Date date);
py::object to_python(const Decimal& decimal);
py::object to_python(std::string_view text);  // None if empty.
py::list to_python(const Engine::Diagnostics& findings);
template <class T>
py::object to_python(const std::optional<T>& value) {
  return value ? to_python(*value) : py::none();
}

// Python to JSON, by digits; refuses floats and naive datetimes. Errors: event, limit.
struct JsonOptions {
  ErrorCode code = ErrorCode::event;
  bool floats = false;  // Packs: numbers that are no money.
};
void append_json(std::string& out, py::handle value, const JsonOptions& options);
// One event or several: text as it is, mappings as JSON, a sequence as JSON Lines.
std::string events_text(py::handle events);
// The instant of an aware datetime, to the millisecond. Errors: argument.
Instant instant_of(py::handle datetime);
// A day, from datetime.date or "2026-06-30". Errors: argument, TypeError.
Date date_of(py::handle value);

std::shared_ptr<Rows> rows_of(const Table& table);

void bind_values(py::module_& module);
void bind_table(py::module_& module);
void bind_engine(py::module_& module);
void bind_member(py::module_& module);
void bind_verbs(py::module_& module);
void bind_churn(py::module_& module);
void bind_calendar(py::module_& module);
void bind_expression(py::module_& module);
void bind_identity(py::module_& module);
void bind_liability(py::module_& module);
void bind_job(py::module_& module);
void bind_satisfaction(py::module_& module);

}  // namespace patron::python
