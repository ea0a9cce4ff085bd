// SPDX-License-Identifier: Apache-2.0
// What the shims of satisfaction share: a Score as the tuple that Python makes one of.
#pragma once

#include "arrays.hpp"

namespace patron::python {

inline py::tuple scored(const Score& score) {
  return py::make_tuple(score.value, score.low, score.high, score.standard_error, score.n,
                        score.n_effective, score.reportable);
}

void bind_scales(py::module_& module);
void bind_analysis(py::module_& module);

}  // namespace patron::python
