// SPDX-License-Identifier: Apache-2.0
// What a compiled shape holds: the schema as a document, its patterns and definitions.
// Private to shape.cpp (the walk) and shape_compile.cpp.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <re2/re2.h>

#include "rules/shape.hpp"

namespace patron::rules {

struct Shape::Parts {
  json::Document document;
  std::map<const json::Value*, std::unique_ptr<re2::RE2>> patterns;
  std::map<std::string, const json::Value*, std::less<>> definitions;  // "#/$defs/id"
};

}  // namespace patron::rules
