// SPDX-License-Identifier: Apache-2.0
// What the shims of satisfaction share: a Score as the tuple that Python makes one of.
#pragma once

#include <tuple>
#include <utility>

#include "arrays.hpp"

namespace patron::python {

inline py::tuple scored(const Score& score) {
  return py::make_tuple(score.value, score.low, score.high, score.standard_error, score.n,
                        score.n_effective, score.reportable);
}

// Reads an option into its place, if Python gave it.
template <class Value>
void pick(const py::dict& given, const char* name, Value& value) {
  if (!given.contains(name)) return;
  try {
    value = py::cast<Value>(given[name]);
  } catch (const py::cast_error&) {
    throw py::type_error(std::string(name) + ": " +
                         std::string(py::repr(given[name])) + " is of the wrong type");
  }
}
inline void pick_scale(const py::dict& given, double& low, double& high) {
  std::pair<double, double> scale{low, high};
  pick(given, "scale", scale);
  std::tie(low, high) = scale;
}

void bind_scales(py::module_& module);
void bind_analysis(py::module_& module);

}  // namespace patron::python
