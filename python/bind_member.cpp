// SPDX-License-Identifier: Apache-2.0
// patron._core.Member and Scopes: values with a lock, so that two Python threads that
// share one take turns.
#include "shims.hpp"

namespace patron::python {
namespace {

std::shared_ptr<SharedMember> new_member(const SpokenEngine& engine,
                                         const std::string& customer) {
  return std::make_shared<SharedMember>(Member(engine.engine, customer));
}

std::shared_ptr<SharedMember> load(const SpokenEngine& engine, const py::bytes& snapshot,
                                   const py::bytes& tail) {
  const std::string head = snapshot, rest = tail;
  auto made = std::make_shared<SharedMember>(Member(engine.engine));
  check(unlocked([&]() -> Status {
          if (Status status = made->value.load(head); !status.ok()) return status;
          return rest.empty() ? Status() : made->value.load_tail(rest);
        }, *made),
        engine.language);
  return made;
}

py::bytes save(const SharedMember& self, int part, std::uint64_t since) {
  std::string out;
  unlocked([&] { self.value.save(static_cast<Part>(part), since, out); }, self);
  return out;
}

py::tuple header(const SharedMember& self) {
  const std::scoped_lock lock(self.mutex);
  const Member& member = self.value;
  return py::make_tuple(to_python(member.customer()), member.revision(),
                        to_python(member.next_due()), to_python(member.watermark()),
                        to_python(member.horizon()), member.retained());
}

py::tuple snapshot_parts(const py::bytes& snapshot) {
  const SnapshotHeader found = take(patron::snapshot_header(std::string(snapshot)));
  return py::make_tuple(to_python(std::string_view(found.customer)), found.revision,
                        to_python(found.next_due), to_python(found.watermark),
                        to_python(found.horizon), found.retained, found.format,
                        found.zones_version);
}

void bind_scopes(py::module_& module) {
  py::class_<SharedScopes, std::shared_ptr<SharedScopes>>(module, "Scopes")
      .def(py::init([](const SpokenEngine& engine) {
        return std::make_shared<SharedScopes>(Scopes(engine.engine));
      }))
      .def("load",
           [](SharedScopes& self, const std::string& key, const py::bytes& snapshot) {
             const std::string bytes = snapshot;
             check(unlocked([&] { return self.value.load(key, bytes); }, self));
           })
      .def("save",
           [](const SharedScopes& self, const std::string& key) {
             return py::bytes(
                 take(unlocked([&] { return self.value.save(key); }, self)));
           })
      .def("copy",
           [](const SharedScopes& self) {
             return std::make_shared<SharedScopes>(
                 unlocked([&] { return self.value; }, self));
           })
      .def("list", [](const SharedScopes& self, std::int64_t at) {
        return rows_of(
            unlocked([&] { return self.value.list({at}); }, self));
      });
}

}  // namespace

void bind_member(py::module_& module) {
  py::class_<SharedMember, std::shared_ptr<SharedMember>>(module, "Member")
      .def(py::init(&new_member))
      .def_static("load", &load)
      .def("save", &save)
      .def("copy",
           [](const SharedMember& self) {
             return std::make_shared<SharedMember>(
                 unlocked([&] { return self.value; }, self));
           })
      .def("header", &header);
  module.def("snapshot_header", &snapshot_parts);
  bind_scopes(module);
}

}  // namespace patron::python
