// SPDX-License-Identifier: Apache-2.0
// Every question of satisfaction over arrays by one name: columns and options in, a table
// out. The C ABI and Python both go through here, so their words are the same.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "patron/satisfaction.hpp"
#include "patron/table.hpp"

namespace patron::satisfaction {

struct Asked {
  std::vector<Answers> columns;
  Answers weights = {};
  std::span<const std::int32_t> groups = {};
};

// `what` is one of those that patron.h lists at patron_satisfaction_analyse; `other` is
// the second sample, or what was expected.
// Errors: not_found (no such question), unsupported (unknown option), and its own.
Result<Table> analyse(std::string_view what, const Asked& asked, const Asked& other,
                      std::string_view options);

}  // namespace patron::satisfaction
