// SPDX-License-Identifier: Apache-2.0
// patron._core.Input and Job: tables in, column by column from Python's objects or whole
// from Arrow; the run in slices.
#include "job.hpp"

#include <datetime.h>

namespace patron::python {
namespace {

std::string type_name(py::handle value) { return Py_TYPE(value.ptr())->tp_name; }

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

// A Python object as a cell; its text is kept in `text`.
CellValue cell_of(py::handle value, std::string& text) {
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
    out.whole = take(Date::from_civil({PyDateTime_GET_YEAR(object),
                                       PyDateTime_GET_MONTH(object),
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

void fill(Input& input, const std::string& name, const py::list& cells) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (!take(input.column(name))) return;
  std::string text;
  std::int64_t row = 0;
  for (const py::handle value : cells) {
    try {
      check(input.add(cell_of(value, text)));
    } catch (const Failure& failure) {
      if (failure.status.place().row) throw;
      Place place = failure.status.place();
      place.row = row;
      place.path.clear();
      refuse(ErrorCode::table, "column \"" + name + "\": " + failure.status.message(),
             place);
    }
    ++row;
  }
}

std::shared_ptr<Rows> kept(Rows rows) { return std::make_shared<Rows>(std::move(rows)); }

py::dict finished(Job& job) {
  Job::Outcome found = [&] {
    const py::gil_scoped_release release;
    return job.finish();
  }();
  py::dict out;
  out["effects"] = kept(std::move(found.effects));
  out["members"] = kept(std::move(found.members));
  out["assessments"] = kept(std::move(found.assessments));
  out["errors"] = kept(std::move(found.errors));
  out["customers"] = found.customers;
  out["events"] = found.events;
  out["duplicates"] = found.duplicates;
  out["later"] = found.later;
  out["bad"] = found.bad;
  return out;
}

std::shared_ptr<Job> make_job(std::shared_ptr<SpokenEngine> engine,
                              std::shared_ptr<Input> customers,
                              std::shared_ptr<Input> events, const py::object& members,
                              std::optional<std::int64_t> until,
                              std::optional<std::int64_t> at,
                              std::shared_ptr<SharedScopes> scopes,
                              const py::dict& flags) {
  const auto flag = [&](const char* name) { return py::cast<bool>(flags[name]); };
  Job::Plan plan;
  plan.customers = std::move(customers);
  plan.events = std::move(events);
  if (!members.is_none()) plan.members = read_members(members);
  if (until) plan.until = Instant{*until};
  if (at) plan.at = Instant{*at};
  plan.scopes = std::move(scopes);
  plan.trace = flag("trace");
  plan.effects = flag("effects");
  plan.snapshots = flag("snapshots");
  plan.skip_customer = flag("skip_customer");
  plan.recorded = flag("recorded");
  const py::gil_scoped_release release;
  return std::make_shared<Job>(std::move(engine), std::move(plan));
}

}  // namespace

void bind_job(py::module_& module) {
  py::class_<Input, std::shared_ptr<Input>>(module, "Input")
      .def(py::init([](const SpokenEngine& engine, bool customers, bool extra_columns,
                       bool local_times) {
        return std::make_shared<Input>(
            engine.engine, Input::Options{customers, extra_columns, local_times});
      }))
      .def("fill", &fill)
      .def("read_arrow",
           [](Input& input, const py::object& capsules) { read_arrow(capsules, input); })
      .def("finish", [](Input& input) { check(input.finish()); })
      .def("__len__", &Input::rows);
  py::class_<Job, std::shared_ptr<Job>>(module, "Job")
      .def(py::init(&make_job))
      .def("customers", &Job::customers)
      .def("turns", &Job::turns)
      .def("run_turns", &Job::run_turns)
      .def("run", &Job::run)
      .def("finish", &finished);
}

}  // namespace patron::python
