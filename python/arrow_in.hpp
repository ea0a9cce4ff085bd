// SPDX-License-Identifier: Apache-2.0
// Tables of others through the Arrow C data interface: into an Input, or, for members,
// into customers and their snapshots. What is taken from a capsule is given back.
#pragma once

#include "input.hpp"
#include "patron/columns.hpp"
#include "shims.hpp"

namespace patron::python {

// What a capsule of __arrow_c_stream__, or the pair of __arrow_c_array__, holds.
// Errors: table, stream.
void read_arrow(py::handle capsules, Input& input);
// The same into Columns: those named in `wanted`, or all if it is empty.
Columns read_columns(py::handle capsules, const std::vector<std::string>& wanted);

struct KeptMember {
  std::string customer, snapshot;
};
std::vector<KeptMember> read_members(py::handle capsules);

}  // namespace patron::python
