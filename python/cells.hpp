// SPDX-License-Identifier: Apache-2.0
// One Python object as a cell of a table.
#pragma once

#include <string>

#include "input.hpp"
#include "shims.hpp"

namespace patron::python {

// Its text is kept in `text`. Errors: table.
CellValue cell_of(py::handle value, std::string& text);

}  // namespace patron::python
