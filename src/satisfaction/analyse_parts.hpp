// SPDX-License-Identifier: Apache-2.0
// What the questions by name share: options of scores and items, cells of a score.
#pragma once

#include <string>
#include <string_view>

#include "base/table_builder.hpp"
#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/analyse.hpp"
#include "satisfaction/options.hpp"

namespace patron::satisfaction {

// Each fails with `argument` where a word is unknown.
Result<ScoreOptions> score_options(Options& options);
Result<ItemOptions> item_options(Options& options, double low, double high);
Result<Measure> measure_of(Options& options);

// The seven columns of a score, after whatever stands before them.
class ScoreColumns {
 public:
  explicit ScoreColumns(TableBuilder& table);
  void set(const Score& score);

 private:
  TableBuilder& table_;
  std::int32_t first_;
};

// Columns of numbers by name, set in their order.
class Numbers {
 public:
  Numbers(TableBuilder& table, std::initializer_list<std::string_view> names);
  void set(std::initializer_list<double> values);

 private:
  TableBuilder& table_;
  std::int32_t first_ = -1;
};

using Question = Result<Table> (*)(const Asked&, const Asked&, Options&);
Question scale_question(std::string_view what);     // analyse_scales.cpp
Question analysis_question(std::string_view what);  // analyse_drivers.cpp

Status columns_are(const Asked& asked, std::size_t least, std::size_t most);

}  // namespace patron::satisfaction
