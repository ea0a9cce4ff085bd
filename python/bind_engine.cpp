// SPDX-License-Identifier: Apache-2.0
// patron._core.Engine: building one, and what it declares. The verbs are in
// bind_verbs.cpp.
#include <array>

#include "shims.hpp"

namespace patron::python {

namespace {

constexpr std::array<std::pair<std::string_view, List>, 14> kLists = {{
    {"packs", List::packs},
    {"limits", List::limits},
    {"tests", List::tests},
    {"event_types", List::event_types},
    {"metrics", List::metrics},
    {"rules", List::rules},
    {"currencies", List::currencies},
    {"ladders", List::ladders},
    {"tiers", List::tiers},
    {"instruments", List::instruments},
    {"touchpoints", List::touchpoints},
    {"signals", List::signals},
    {"actions", List::actions},
    {"scopes", List::scopes},
}};

List list_of(const std::string& name) {
  std::string all;
  for (const auto& [word, list] : kLists) {
    if (word == name) return list;
    all += (all.empty() ? "" : ", ") + std::string(word);
  }
  refuse(ErrorCode::not_found, "no list \"" + name + "\"; there are " + all);
}

py::tuple build(const std::vector<std::string>& packs,
                const std::map<std::string, std::int64_t>& limits, bool strict,
                const std::string& language) {
  if (language != "en" && language != "zh")
    refuse(ErrorCode::argument, "language is \"en\" or \"zh\", not \"" + language + "\"");
  Engine::Diagnostics findings;
  Engine::Builder builder;
  for (const auto& [name, value] : limits)
    check(builder.set_limit(name, value), language);
  Result<Engine> engine = [&] {
    const py::gil_scoped_release release;
    for (const std::string& pack : packs)
      if (Status status = builder.add_pack(pack); !status.ok())
        return Result<Engine>(std::move(status));
    return builder.freeze(strict, &findings);
  }();
  if (!engine.ok()) throw Failure(engine.status(), language, std::move(findings));
  return py::make_tuple(
      std::make_shared<SpokenEngine>(SpokenEngine{*std::move(engine), language}),
      to_python(findings));
}

py::list names(const SpokenEngine& self, const std::string& what) {
  const List list = list_of(what);
  py::list out;
  for (std::size_t i = 0; i < self.engine.count(list); ++i)
    out.append(to_python(self.engine.name(list, static_cast<Index>(i))));
  return out;
}

}  // namespace

void bind_engine(py::module_& module) {
  py::class_<SpokenEngine, std::shared_ptr<SpokenEngine>>(module, "Engine")
      .def_static("build", &build)
      .def_readonly("language", &SpokenEngine::language)
      .def_property_readonly(
          "id", [](const SpokenEngine& self) { return std::string(self.engine.id()); })
      .def_property_readonly(
          "hash",
          [](const SpokenEngine& self) { return std::string(self.engine.hash()); })
      .def("names", &names)
      .def("list",
           [](const SpokenEngine& self, const std::string& what) {
             return rows_of(self.engine.list(list_of(what), self.language));
           })
      .def("date",
           [](const SpokenEngine& self, std::int64_t at) {
             return to_python(self.engine.date({at}));
           })
      .def("day_end",
           [](const SpokenEngine& self, std::int32_t day) {
             return to_python(self.engine.day_end({day}));
           })
      .def("pack_json", [](const SpokenEngine& self) { return self.engine.pack_json(); })
      .def("test", [](const SpokenEngine& self, const std::string& filter) {
        return rows_of([&] {
          const py::gil_scoped_release release;
          return self.engine.test(filter);
        }());
      });
  module.def("pack_format",
             [](const std::string& text) { return take(pack_format(text)); });
  module.def("pack_schema", [] { return std::string(pack_schema()); });
}

}  // namespace patron::python
