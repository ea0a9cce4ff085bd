// SPDX-License-Identifier: Apache-2.0
// One Python object as a cell of a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "input.hpp"
#include "shims.hpp"

namespace patron::python {

// Its text is kept in `text`. Errors: table.
CellValue cell_of(py::handle value, std::string& text);

// Microseconds since 1970-01-01 of a datetime in datetime.timezone.utc; nothing of any
// other object.
std::optional<std::int64_t> utc_microseconds(PyObject* from);

}  // namespace patron::python
