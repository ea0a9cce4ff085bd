// SPDX-License-Identifier: Apache-2.0
// Values and types as the conformance cases write them.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "rules/syntax.hpp"

namespace patron::rules {

// Reads values; what they look at lives as long as the reader and the document.
class ValueReader {
 public:
  bool read(const json::Value& from, Value& out, std::string& problem);

 private:
  bool list(const json::Value& from, Value& out, std::string& problem);
  bool map(const json::Value& from, Value& out, std::string& problem);
  bool scalar(std::string_view kind, const json::Value& from, Value& out);
  bool exact(std::string_view kind, std::string_view written, Value& out);

  Storage storage_;
};

bool read_type(const json::Value& from, StaticType& out, std::string& problem);

// The same kind and value; NaN is NaN, and maps have no order.
bool identical(const Value& a, const Value& b);

}  // namespace patron::rules
