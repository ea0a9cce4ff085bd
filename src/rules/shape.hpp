// SPDX-License-Identifier: Apache-2.0
// The shape of a pack, interpreted from its JSON Schema (docs/patron-pack.schema.json),
// so that what editors complete and what the loader accepts cannot drift apart. Only
// the keywords that this schema uses are known; another one is an error of compile().
//
// Two annotations say what is not built yet: `x-later` (true on a property; a list of
// values) and `x-built` (a pattern, or a list of values, that is supported of a wider
// form). What they name is checked like the rest and then refused by name.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "patron/pack.hpp"
#include "patron/status.hpp"

namespace patron::rules {

extern const std::string_view kPackSchema;  // Generated from the schema by the build.

class Shape {
 public:
  // Errors: pack (not JSON; an unknown keyword; a pattern or reference that is broken).
  static Result<Shape> compile(std::string_view schema);
  // The embedded schema, compiled once. Threads: any.
  static const Result<Shape>& of_packs();

  struct Findings {
    std::vector<Diagnostic> errors;  // In the order of the walk.
    std::vector<Diagnostic> later;   // not supported yet: "complaints"
  };
  Findings check(const json::Value& root) const;

 private:
  struct Parts;
  class Walk;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace patron::rules
