// SPDX-License-Identifier: Apache-2.0
// Counts what the summary page shows while the run goes over the customers: a tally for
// each batch of them, merged in order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/handles.hpp"
#include "cli/pack_words.hpp"
#include "cli/summary.hpp"

namespace patron::cli {

class Tally {
 public:
  // `pack` outlives it.
  Tally(const patron_engine* engine, const PackWords& pack, std::int32_t as_of);

  // An accepted survey event, as JSON, and its local day.
  void survey(std::string_view event_json, std::int32_t day);
  void effects(const patron_table* table);
  void lots(const patron_table* table);  // What a customer holds at the end.
  void assessment(std::string_view row_json);
  void customer_done(const std::string& customer);  // No more effects of this one.
  void merge(Tally&& later);  // Of customers who come after those of this one.
  // Completes the page's data; the scores come from the library.
  void finish(Summary& summary, const std::string& language) const;

 private:
  struct OpenAction {
    std::string id, rule;
    ActionRow row;
  };
  void posting(const patron_table* table, std::size_t row, std::string_view what);
  void action(const patron_table* table, std::size_t row, std::string_view what);
  void finish_points(Summary& summary) const;
  void finish_actions(Summary& summary) const;
  std::int32_t day_of(std::int64_t instant) const;

  const patron_engine* engine_;
  const PackWords& pack_;
  std::int32_t as_of_;

  struct Answers {
    std::map<int, std::vector<double>> by_month;
    std::int64_t without = 0;
  };
  std::map<std::string, Answers, std::less<>> answers_;  // By instrument.
  std::map<std::string, std::map<int, PointsMonth>, std::less<>> points_;  // By currency.
  struct Totals {
    std::int64_t active = 0, pending = 0, debt = 0;
  };
  std::map<std::string, Totals, std::less<>> totals_;
  std::map<std::string, std::int64_t, std::less<>> bands_;
  std::map<std::string, std::map<std::string, std::int64_t>> tiers_;
  std::map<std::string, std::vector<OpenAction>> open_;  // By customer.
  std::vector<ActionRow> due_, overdue_;
  std::map<std::string, std::int64_t> undecided_;  // Events, by rule.
  int horizon_days_ = 0;
  bool calibrated_ = false;
};

}  // namespace patron::cli
