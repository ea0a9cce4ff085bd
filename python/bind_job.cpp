// SPDX-License-Identifier: Apache-2.0
// patron._core.Input and Job: tables in, column by column from Python's objects or whole
// from Arrow; the run in slices.
#include "cells.hpp"
#include "job.hpp"

namespace patron::python {
namespace {

void fill(Input& input, const std::string& name, const py::list& cells) {
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
