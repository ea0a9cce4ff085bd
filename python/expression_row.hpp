// SPDX-License-Identifier: Apache-2.0
// A dict of plain Python values straight into an expression: no JSON on the way.
#pragma once

#include <optional>

#include "patron/expression.hpp"
#include "shims.hpp"

namespace patron::python {

// The value as Python has it. Nothing where that takes more than bool, int, float, str
// and None on the way in and out: then the JSON of the row is evaluated.
std::optional<py::object> eval_plainly(const Expression& expression, const py::dict& row,
                                       Instant now);

}  // namespace patron::python
