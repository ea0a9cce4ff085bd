// SPDX-License-Identifier: Apache-2.0
// A log of trips as columns, for `fit` and `backtest`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "patron.h"

namespace patron::cli {

struct TripFile {
  std::vector<std::int64_t> customer;  // Numbered in order of appearance.
  std::vector<patron_date> date;
  std::vector<double> spend;           // Empty without such a column.

  // A CSV file with a row a trip. `columns`: "customer=id,date=day,spend=sales", as far
  // as names differ; spend is read where the file has it. False with the line and reason.
  bool read(const std::string& path, const std::string& columns, std::string& problem);
  patron_trips trips() const;
};

}  // namespace patron::cli
