// SPDX-License-Identifier: Apache-2.0
// Tables of others through the Arrow C data interface: into an Input, or, for members,
// into customers and their snapshots. What is taken from a capsule is given back.
#pragma once

#include "input.hpp"
#include "shims.hpp"

namespace patron::python {

// What a capsule of __arrow_c_stream__, or the pair of __arrow_c_array__, holds.
// Errors: table, stream.
void read_arrow(py::handle capsules, Input& input);

struct KeptMember {
  std::string customer, snapshot;
};
std::vector<KeptMember> read_members(py::handle capsules);

}  // namespace patron::python
