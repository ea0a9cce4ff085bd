// SPDX-License-Identifier: Apache-2.0
// The rows of an Effects: emissions turned into the public form, with texts of their own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access.hpp"
#include "engine/emission.hpp"
#include "engine/program.hpp"

namespace patron {

struct Effects::Rows {
  std::shared_ptr<const Access::Program> program;  // Owner of borrowed names.
  std::string customer;
  std::vector<engine::Emission> emissions;
  std::vector<std::string> ids, parents;
  std::vector<Effect> effects;

  void clear();
  // Takes the emissions over and fills in the public rows.
  void fill(std::shared_ptr<const Access::Program> of, std::string_view whose,
            std::vector<engine::Emission> from, std::uint64_t revision);
  std::string detail(std::size_t index) const;
};

}  // namespace patron
