// SPDX-License-Identifier: Apache-2.0
// Rows as an Arrow stream, in the capsules of the PyCapsule interface. The stream keeps
// the rows; their buffers are lent, not copied (but for booleans, dates and decimals,
// which Arrow holds in another width).
#pragma once

#include <memory>

#include "shims.hpp"

namespace patron::python {

py::capsule arrow_schema(const Rows& rows);
py::capsule arrow_stream(std::shared_ptr<const Rows> rows);

}  // namespace patron::python
