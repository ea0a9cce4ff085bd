// SPDX-License-Identifier: Apache-2.0
// The steps of both histories are walked side by side, ladder by ladder. A promise held
// at the first place where they part often cures those behind it, so it is given alone.
#include "engine/kept_tiers.hpp"

#include <algorithm>

namespace patron::engine {
namespace {

// What is held on a ladder, read along the order.
class Held {
 public:
  Held(const State& base, std::int32_t ladder, const std::vector<TierStep>& steps)
      : steps_(steps) {
    held_.ladder = ladder;
    const auto at = static_cast<std::size_t>(ladder);
    if (at >= base.standings.size()) return;
    held_.level = base.standings[at].own;
    held_.until = base.standings[at].own_until;
  }

  // Goes on to `place`, and says what is held after it.
  const TierStep& at(const model::OrderKey& place) {
    for (; next_ < steps_.size() && steps_[next_].at <= place; ++next_)
      if (steps_[next_].ladder == held_.ladder) held_ = steps_[next_];
    return held_;
  }

 private:
  const std::vector<TierStep>& steps_;
  std::size_t next_ = 0;
  TierStep held_;
};

std::vector<model::OrderKey> places_of(const std::vector<TierStep>& before,
                                       const std::vector<TierStep>& after,
                                       std::int32_t ladder, Instant watermark) {
  std::vector<model::OrderKey> places;
  for (const auto* steps : {&before, &after})
    for (const TierStep& step : *steps)
      if (step.ladder == ladder && step.at.occurred_at <= watermark)
        places.push_back(step.at);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace

std::optional<TierStep> taken_away(const Access::Program& program, const State& base,
                                   const std::vector<TierStep>& before,
                                   const std::vector<TierStep>& after,
                                   Instant watermark) {
  const Version& rules = program.newest();
  for (std::size_t i = 0; i < rules.pack().ladders.size(); ++i) {
    if (rules.pack().ladders[i].late_falls) continue;
    const std::int32_t ladder = rules.ladder[i];
    const auto& levels = rules.level[i];
    const auto rank = [&](const TierStep& step) {
      return std::find(levels.begin(), levels.end(), step.level) - levels.begin();
    };
    Held was(base, ladder, before), is(base, ladder, after);
    for (const model::OrderKey& place : places_of(before, after, ladder, watermark)) {
      TierStep promised = was.at(place);
      if (rank(promised) <= rank(is.at(place))) continue;
      promised.at = place;
      return promised;
    }
  }
  return std::nullopt;
}

}  // namespace patron::engine
