// SPDX-License-Identifier: Apache-2.0
// Columns as numpy arrays: read where they lie if they are float64 already.
#pragma once

#include <pybind11/numpy.h>

#include <span>
#include <vector>

#include "shims.hpp"

namespace patron::python {

using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;
using MaybeNumbers = std::optional<Numbers>;
using Wholes = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;

inline std::span<const double> view(const Numbers& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}
inline std::span<const double> view(const MaybeNumbers& array) {
  return array ? view(*array) : std::span<const double>();
}
inline Numbers array_of(const std::vector<double>& values) {
  return Numbers(static_cast<py::ssize_t>(values.size()), values.data());
}

// A list of arrays that stay alive while they are looked at.
struct ItemArrays {
  explicit ItemArrays(const std::vector<Numbers>& given) : arrays(given) {
    for (const Numbers& array : arrays) views.push_back(view(array));
  }
  std::vector<Numbers> arrays;
  std::vector<std::span<const double>> views;
};

}  // namespace patron::python
