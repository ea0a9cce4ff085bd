// SPDX-License-Identifier: Apache-2.0
// patron._core.Expression: an expression of the rule language over rows of values.
#include "shims.hpp"

#include "patron/expression.hpp"

namespace patron::python {
namespace {

std::string json_of(py::handle value, ErrorCode code) {
  if (value.is_none()) return "";
  if (py::isinstance<py::str>(value)) return py::cast<std::string>(value);
  std::string out;
  append_json(out, value, {code, true});
  return out;
}

Expression compile(const py::object& schema, const std::string& text) {
  return take(Expression::compile(json_of(schema, ErrorCode::expression), text));
}

Instant instant_or_never(const py::object& now) {
  if (now.is_none()) return Instant::never();
  if (py::isinstance<py::str>(now)) {
    return take(Instant::parse(py::cast<std::string>(now)));
  }
  return instant_of(now);
}

py::list inputs(const Expression& expression) {
  py::list out;
  for (const Expression::Input& input : expression.inputs()) {
    out.append(py::make_tuple(input.name, input.type));
  }
  return out;
}

}  // namespace

void bind_expression(py::module_& module) {
  py::class_<Expression>(module, "Expression")
      .def(py::init(&compile), py::arg("schema"), py::arg("text"))
      .def("text", [](const Expression& self) { return std::string(self.text()); })
      .def("type", [](const Expression& self) { return std::string(self.type()); })
      .def("inputs", &inputs)
      .def("eval",
           [](const Expression& self, const py::object& row, const py::object& now) {
             const std::string json = json_of(row, ErrorCode::event);
             const Instant at = instant_or_never(now);
             const Evaluation found = take([&] {
               const py::gil_scoped_release release;
               return self.eval_json(json, at);
             }());
             return py::make_tuple(std::string(name(found.outcome)), found.json);
           })
      .def("explain",
           [](const Expression& self, const py::object& row, const py::object& now) {
             const std::string json = json_of(row, ErrorCode::event);
             return rows_of(take(self.explain(json, instant_or_never(now))));
           });
  module.def("excerpt", [](const std::string& text, std::int64_t line,
                           std::int64_t column) {
    Place place;
    place.line = line;
    place.column = column;
    return excerpt(text, place);
  });
}

}  // namespace patron::python
