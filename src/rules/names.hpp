// SPDX-License-Identifier: Apache-2.0
// What messages say about a name or function that is not there, or does not fit.
#pragma once

#include <span>
#include <string>

#include "rules/functions.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

// no metric "trip_12m"; did you mean "trips_12m"?
std::string unknown_name(const Environment& environment, std::string_view path);
std::string unknown_function(std::string_view name);
// year() takes (date); found (string)
std::string no_overload(std::string_view name, std::span<const Overload> named,
                        std::span<const StaticType> found);

}  // namespace patron::rules
