// SPDX-License-Identifier: Apache-2.0
// Phases 4 and 5 of an event: which earn rules fire, what they are worth, what budgets
// leave of it, and the grants that follow. One object for one event.
#pragma once

#include <string>
#include <vector>

#include "engine/fold.hpp"

namespace patron::engine {

class Earning {
 public:
  Earning(Fold& fold, Entry& entry, bool fresh);

  // All that the event earns. Errors: range.
  Status run();
  // The answer of a budget to a request that was left open.
  void answer(const Request& request, std::int64_t points);

 private:
  // By whose rules an event is rated: a change is rated as its booking was, at its
  // version, day, tier and budgets (M19).
  struct Terms {
    std::int32_t version = 0;
    model::EventType type{};
    Date day;
    std::vector<std::int32_t> levels;
    bool skip_booking_rules = false;
  };
  Status rate(const Terms& terms);
  bool awaited(const Terms& terms, std::int32_t rule);  // By its occurrence.
  // What a computed amount is; none: it cannot be said, and the rule is undecided.
  bool amount(const Terms& terms, std::int32_t rule, const View& view,
              loyalty::Award& award);
  bool fires(const Terms& terms, std::int32_t rule, const View& view,
             const std::vector<loyalty::Award>& fired);
  void undecided(const Terms& terms, std::int32_t rule, std::string why);
  void grant(const Terms& terms, const std::vector<loyalty::Award>& fired,
             std::size_t index, const loyalty::Measure& measure, const View& view);
  // What a budget leaves of a request; -1: it stays open.
  std::int64_t settle(const Terms& terms, std::int32_t rule, std::int64_t points);
  void book(Grant grant);
  void remember(Grant grant);
  void take_back_earlier(const model::Trip& trip);
  const model::Budget* budget_of(const Terms& terms, std::int32_t rule,
                                 std::int32_t& index) const;
  loyalty::Measure measure() const;

  Fold& fold_;
  Entry& entry_;
  bool fresh_;
  model::Trip* trip_;
  Status refused_;  // By a rule that refuses the event where it cannot be decided.
};

}  // namespace patron::engine
