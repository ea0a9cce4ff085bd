// SPDX-License-Identifier: Apache-2.0
// patron._core.Table: rows that patron made, by column, as lists, bytes or Arrow.
#include <cmath>

#include "arrays.hpp"
#include "arrow_out.hpp"

namespace patron::python {
namespace {

py::object cell(const Rows::Column& column, std::size_t row) {
  if (column.is_null(row)) return py::none();
  switch (column.kind) {
    case Kind::number:
      return py::float_(column.number[row]);
    case Kind::boolean:
      return py::bool_(column.whole[row] != 0);
    case Kind::date:
      return to_python(Date{static_cast<std::int32_t>(column.whole[row])});
    case Kind::instant:
      return to_python(Instant{column.whole[row]});
    case Kind::decimal:
      return to_python(Decimal{column.whole[row], column.scale});
    case Kind::int64:
      return py::int_(column.whole[row]);
    case Kind::binary: {
      const std::string_view bytes = column.text(row);
      return py::bytes(bytes.data(), bytes.size());
    }
    default: {
      const std::string_view text = column.text(row);
      return py::str(text.data(), text.size());
    }
  }
}

const Rows::Column& column_at(const Rows& rows, std::size_t at) {
  if (at >= rows.columns().size()) throw py::index_error("no such column");
  return rows.columns()[at];
}

py::list cells(const Rows& rows, std::size_t at, std::size_t first, std::size_t count) {
  const Rows::Column& column = column_at(rows, at);
  first = std::min(first, rows.rows());
  count = std::min(count, rows.rows() - first);
  py::list out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = cell(column, first + i);
  return out;
}

template <class T>
py::bytes raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

const char* word(Kind type) {
  switch (type) {
    case Kind::int64:
      return "int64";
    case Kind::number:
      return "number";
    case Kind::boolean:
      return "boolean";
    case Kind::date:
      return "date";
    case Kind::instant:
      return "instant";
    case Kind::decimal:
      return "decimal";
    case Kind::nested:
      return "nested";
    case Kind::binary:
      return "binary";
    default:
      return "text";
  }
}

Kind kind_of(const std::string& name) {
  for (int type = 1; type <= 9; ++type)
    if (name == word(static_cast<Kind>(type))) return static_cast<Kind>(type);
  throw py::value_error("no type " + name);
}

// The bits of validity of `rows` cells, by what says whether one is there.
template <class There>
void validate(Rows::Column& column, std::size_t rows, There&& there) {
  column.valid.reserve((rows + 7) / 8);
  for (std::size_t row = 0; row < rows;) {
    unsigned bits = 0;
    for (unsigned bit = 0; bit < 8 && row < rows; ++bit, ++row) {
      const bool is = there(row);
      bits |= static_cast<unsigned>(is) << bit;
      column.nulls += !is;
    }
    column.valid.push_back(static_cast<std::uint8_t>(bits));
  }
}

// Numbers of a numpy array, NaN as null.
void fill(Rows::Column& column, const py::array& values) {
  const auto rows = static_cast<std::size_t>(values.size());
  if (column.kind == Kind::number) {
    const auto numbers = py::cast<Numbers>(values);
    column.number.assign(numbers.data(), numbers.data() + rows);
    validate(column, rows, [&](std::size_t row) {
      if (!std::isnan(column.number[row])) return true;
      column.number[row] = 0.0;
      return false;
    });
  } else {
    const auto wholes = py::cast<Wholes>(values);
    column.whole.assign(wholes.data(), wholes.data() + rows);
    validate(column, rows, [](std::size_t) { return true; });
  }
}

// Raw cells: None, int, float, str, bytes.
void fill(Rows::Column& column, const py::list& cells) {
  validate(column, cells.size(), [&](std::size_t row) {
    const py::handle cell = cells[row];
    if (column.holds_text()) {
      if (!cell.is_none()) column.bytes += py::cast<std::string>(cell);
      column.ends.push_back(static_cast<std::int64_t>(column.bytes.size()));
    } else if (column.kind == Kind::number) {
      column.number.push_back(cell.is_none() ? 0.0 : py::cast<double>(cell));
    } else {
      column.whole.push_back(cell.is_none() ? 0 : py::cast<std::int64_t>(cell));
    }
    return !cell.is_none();
  });
}

// From columns of (name, type, scale) and their cells: a list, or numbers as an array.
std::shared_ptr<Rows> make(const py::list& columns, const py::list& values) {
  auto rows = std::make_shared<Rows>();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const py::tuple given = columns[c];
    Rows::Column column;
    column.name = py::cast<std::string>(given[0]);
    column.kind = kind_of(py::cast<std::string>(given[1]));
    column.scale = py::cast<std::int32_t>(given[2]);
    const std::size_t count = py::len(values[c]);
    if (c > 0 && count != rows->rows())
      throw py::value_error("the columns are of different lengths");
    if (py::isinstance<py::array>(values[c]))
      fill(column, py::reinterpret_borrow<py::array>(values[c]));
    else
      fill(column, py::cast<py::list>(values[c]));
    rows->add(std::move(column), count);
  }
  return rows;
}

// What make() takes: the pickle of a table.
py::tuple parts(const Rows& rows) {
  py::list columns, values;
  for (const Rows::Column& column : rows.columns()) {
    columns.append(py::make_tuple(column.name, word(column.kind), column.scale));
    py::list list(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      if (column.is_null(r))
        list[r] = py::none();
      else if (column.holds_text() || column.kind == Kind::number)
        list[r] = cell(column, r);
      else
        list[r] = py::int_(column.whole[r]);
    }
    values.append(list);
  }
  return py::make_tuple(columns, values);
}

}  // namespace

std::shared_ptr<Rows> rows_of(const Table& table) {
  return std::make_shared<Rows>(table);
}

void bind_table(py::module_& module) {
  py::class_<Rows, std::shared_ptr<Rows>>(module, "Table")
      .def(py::init(&make))
      .def("parts", &parts)
      .def("__len__", &Rows::rows)
      .def("columns",
           [](const Rows& rows) {
             py::list out;
             for (const Rows::Column& column : rows.columns())
               out.append(py::make_tuple(column.name, word(column.kind), column.scale,
                                         column.nulls));
             return out;
           })
      .def("find", &Rows::find)
      .def("cells", &cells, py::arg("column"), py::arg("first") = 0,
           py::arg("count") = static_cast<std::size_t>(-1))
      // Numbers as they lie in memory: int64 or float64; and the bits of validity.
      .def("raw",
           [](const Rows& rows, std::size_t at) {
             const Rows::Column& column = column_at(rows, at);
             return column.kind == Kind::number ? raw(column.number) : raw(column.whole);
           })
      .def("valid", [](const Rows& rows,
                       std::size_t at) { return raw(column_at(rows, at).valid); })
      .def("append", [](Rows& rows, const Rows& more) { rows.append(more); })
      .def("json",
           [](const Rows& rows) {
             const std::string text = [&] {
               const py::gil_scoped_release release;
               return rows.json();
             }();
             return py::str(text);
           })
      .def("csv",
           [](const Rows& rows) {
             const std::string text = [&] {
               const py::gil_scoped_release release;
               return rows.csv();
             }();
             return py::str(text);
           })
      .def("arrow_schema", [](const Rows& rows) { return arrow_schema(rows); })
      .def("arrow_stream", [](std::shared_ptr<const Rows> rows) {
        return arrow_stream(std::move(rows));
      });
}

}  // namespace patron::python
