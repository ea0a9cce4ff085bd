// SPDX-License-Identifier: Apache-2.0
// From answers to the scores of the page, through the library's own statistics.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <boost/json/fwd.hpp>

#include "cli/pack_words.hpp"
#include "cli/summary.hpp"

namespace patron::cli {

// One response: of NPS and CSAT the answer, of Likert the weighted mean of its items on 0
// to 100; negative if there is no answer.
double response_score(const InstrumentWords& words, const boost::json::object& event);

ScorePanel score_panel(const InstrumentWords& words,
                       const std::map<int, std::vector<double>>& by_month,
                       std::int64_t without, std::int64_t min_n);

}  // namespace patron::cli
