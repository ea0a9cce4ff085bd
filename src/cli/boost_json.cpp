// SPDX-License-Identifier: Apache-2.0
// Boost.JSON is used header-only: this is the one source of the command that holds it.
#include <boost/json/src.hpp>
