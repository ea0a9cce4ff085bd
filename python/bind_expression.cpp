// SPDX-License-Identifier: Apache-2.0
// patron._core.Expression: an expression of the rule language over rows of values.
#include "arrow_in.hpp"
#include "cells.hpp"
#include "columns_in.hpp"
#include "expression_row.hpp"
#include "patron/expression.hpp"

#include <cstring>

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

template <class From>
void add_numbers(const py::buffer_info& from, ColumnFiller& filler) {
  const auto* bytes = static_cast<const char*>(from.ptr);
  const auto each = [&](auto& out) {
    for (std::size_t row = 0; row < out.size(); ++row) {
      From value;
      std::memcpy(&value, bytes + static_cast<py::ssize_t>(row) * from.strides[0],
                  sizeof value);
      out[row] = static_cast<std::decay_t<decltype(out[0])>>(value);
    }
  };
  const auto rows = static_cast<std::size_t>(from.size);
  if constexpr (std::is_floating_point_v<From>) {
    std::vector<double> out(rows);
    each(out);
    filler.add_numbers(out);
    for (std::size_t row = 0; row < rows; ++row)  // As pandas has gaps.
      if (out[row] != out[row]) filler.set_null(row);
  } else {
    std::vector<std::int64_t> out(rows);
    each(out);
    filler.add_wholes(
        std::is_same_v<From, bool> ? ColumnType::boolean : ColumnType::int64,
        std::move(out));
  }
}

void add_buffer(const py::buffer_info& from, ColumnFiller& filler) {
  const std::string format = from.format;
  const bool one = from.ndim == 1 && format.size() == 1;
  switch (one ? format[0] : '-') {
    case '?': return add_numbers<bool>(from, filler);
    case 'b': return add_numbers<std::int8_t>(from, filler);
    case 'B': return add_numbers<std::uint8_t>(from, filler);
    case 'h': return add_numbers<std::int16_t>(from, filler);
    case 'H': return add_numbers<std::uint16_t>(from, filler);
    case 'i': return add_numbers<std::int32_t>(from, filler);
    case 'I': return add_numbers<std::uint32_t>(from, filler);
    case 'l': case 'q': return add_numbers<std::int64_t>(from, filler);
    case 'f': return add_numbers<float>(from, filler);
    case 'd': return add_numbers<double>(from, filler);
    default: refuse(ErrorCode::table, "an array of numbers or truths, in one dimension");
  }
}

py::list inputs(const Expression& expression) {
  py::list out;
  for (const Expression::Input& input : expression.inputs()) {
    out.append(py::make_tuple(input.name, input.type));
  }
  return out;
}

// Columns of Python's own: lists of objects, or arrays of numbers (the buffer protocol).
Columns columns_of(const py::list& named) {
  std::vector<ColumnFiller> fillers;
  std::string text;
  for (const py::handle pair : named) {
    const auto one = py::reinterpret_borrow<py::tuple>(pair);
    ColumnFiller& filler = fillers.emplace_back(py::cast<std::string>(one[0]));
    if (PyObject_CheckBuffer(one[1].ptr()) != 0) {
      add_buffer(py::reinterpret_borrow<py::buffer>(one[1]).request(), filler);
      continue;
    }
    for (const py::handle cell : py::reinterpret_borrow<py::list>(one[1]))
      check(filler.add(cell_of(cell, text)));
  }
  Columns out(fillers.empty() ? 0 : fillers.front().rows());
  for (ColumnFiller& filler : fillers) check(filler.put(out));
  return out;
}

// value, outcome and problem of each row.
std::shared_ptr<Rows> answered(const Expression& self, const Columns& columns,
                               const py::object& now) {
  const Instant at = instant_or_never(now);
  const py::gil_scoped_release release;
  const Expression::Answers found = take(self.eval_columns(columns, at));
  auto rows = std::make_shared<Rows>(found.values);
  Rows::Column outcome;
  outcome.name = "outcome";
  outcome.kind = Kind::text;
  outcome.valid.assign(found.outcomes.size() / 8 + 1, 0xFF);
  for (const std::uint8_t each : found.outcomes) {
    outcome.bytes += name(static_cast<Outcome>(each));
    outcome.ends.push_back(static_cast<std::int64_t>(outcome.bytes.size()));
  }
  rows->add(std::move(outcome), found.outcomes.size());
  return rows;
}

// Of each expression a byte a row: an Outcome.
py::list outcomes(const std::vector<const Expression*>& asked, const Columns& columns,
                  const py::object& now) {
  const Instant at = instant_or_never(now);
  std::vector<Expression> expressions;
  for (const Expression* each : asked) expressions.push_back(*each);
  const std::vector<Expression::Answers> found = [&] {
    const py::gil_scoped_release release;
    return take(Expression::eval_columns(expressions, columns, at, false));
  }();
  py::list out;
  for (const Expression::Answers& each : found)
    out.append(py::bytes(reinterpret_cast<const char*>(each.outcomes.data()),
                         each.outcomes.size()));
  return out;
}

}  // namespace

void bind_expression(py::module_& module) {
  py::class_<Columns>(module, "Columns")
      .def(py::init(&columns_of))
      .def_static("read_arrow", &read_columns)
      .def("__len__", &Columns::rows);
  py::class_<Expression>(module, "Expression")
      .def("eval_columns", &answered)
      .def_static("outcomes", &outcomes)
      .def(py::init(&compile), py::arg("schema"), py::arg("text"))
      .def("text", [](const Expression& self) { return std::string(self.text()); })
      .def("type", [](const Expression& self) { return std::string(self.type()); })
      .def("cost_max", &Expression::cost_max)
      .def("inputs", &inputs)
      .def("eval",
           [](const Expression& self, const py::object& row,
              const py::object& now) -> py::object {
             const Instant at = instant_or_never(now);
             if (PyDict_CheckExact(row.ptr())) {
               const auto dict = py::reinterpret_borrow<py::dict>(row);
               if (auto plain = eval_plainly(self, dict, at)) return *std::move(plain);
             }
             const std::string json = json_of(row, ErrorCode::event);
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
           })
      .def("would_take",
           [](const Expression& self, const py::object& row, const py::object& now) {
             const std::string json = json_of(row, ErrorCode::event);
             return rows_of(take(self.would_take(json, instant_or_never(now))));
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
