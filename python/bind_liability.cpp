// SPDX-License-Identifier: Apache-2.0
// patron._core.Liability: the books of points.
#include "shims.hpp"

#include "patron/liability.hpp"

namespace patron::python {

void bind_liability(py::module_& module) {
  using SharedBooks = Shared<Liability>;
  py::class_<SharedBooks, std::shared_ptr<SharedBooks>>(module, "Liability")
      .def(py::init([](const SpokenEngine& engine) {
        return std::make_shared<SharedBooks>(Liability(engine.engine));
      }))
      .def("add",
           [](SharedBooks& self, const Rows& effects) {
             const Table table = effects.table();
             check(unlocked([&] { return self.value.add(table); }, self));
           })
      .def("report", [](const SharedBooks& self, std::int32_t first, std::int32_t last) {
        return rows_of(take(
            unlocked([&] { return self.value.report(Date{first}, Date{last}); }, self)));
      });
}

}  // namespace patron::python
