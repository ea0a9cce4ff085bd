// SPDX-License-Identifier: Apache-2.0
// Only an award of at least one point takes part: a rule that gives nothing neither wins
// its group nor excludes another.
#include "loyalty/stacking.hpp"

#include <algorithm>

namespace patron::loyalty {
namespace {

using model::EarnRule;
using model::Stacking;

const EarnRule& rule_of(const model::Pack& pack, const Award& award) {
  return pack.earn[static_cast<std::size_t>(award.rule)];
}

std::vector<Award*> granting(const model::Pack& pack, std::vector<Award>& fired,
                             std::size_t from, std::int32_t group) {
  std::vector<Award*> out;
  for (std::size_t i = from; i < fired.size(); ++i)
    if (fired[i].points > 0 && rule_of(pack, fired[i]).group == group)
      out.push_back(&fired[i]);
  return out;
}

void drop(Award& award, Drop why) {
  award.points = 0;
  award.dropped = why;
}

// The one that stays: by priority, then in the order of execution.
Award* first_of(const model::Pack& pack, const std::vector<Award*>& awards) {
  return *std::max_element(
      awards.begin(), awards.end(), [&](const Award* a, const Award* b) {
        const std::int32_t x = rule_of(pack, *a).priority, y = rule_of(pack, *b).priority;
        return x != y ? x < y : a->rule > b->rule;
      });
}

Award* best_of(const model::Pack& pack, const std::vector<Award*>& awards) {
  std::int64_t most = 0;
  for (const Award* award : awards) most = std::max(most, award->points);
  std::vector<Award*> equal;
  for (Award* award : awards)
    if (award->points == most) equal.push_back(award);
  return first_of(pack, equal);
}

void choose(const model::Pack& pack, Stacking mode, const std::vector<Award*>& awards) {
  if (awards.size() < 2) return;
  if (mode == Stacking::unique) {
    for (Award* award : awards) drop(*award, Drop::unique);
  } else if (mode == Stacking::first || mode == Stacking::best) {
    const bool best = mode == Stacking::best;
    const Award* stays = best ? best_of(pack, awards) : first_of(pack, awards);
    for (Award* award : awards)
      if (award != stays) drop(*award, best ? Drop::best : Drop::first);
  }
}

}  // namespace

void stack(const model::Pack& pack, std::vector<Award>& fired, std::size_t from) {
  for (std::size_t g = 0; g < pack.groups.size(); ++g)
    choose(pack, pack.groups[g].mode,
           granting(pack, fired, from, static_cast<std::int32_t>(g)));
  for (std::size_t g = 0; g < pack.groups.size(); ++g) {
    const model::Group& group = pack.groups[g];
    if (group.excludes.empty() ||
        granting(pack, fired, 0, static_cast<std::int32_t>(g)).empty())
      continue;
    for (const std::int32_t other : group.excludes)
      for (Award* award : granting(pack, fired, from, other))
        drop(*award, Drop::excluded);
  }
}

}  // namespace patron::loyalty
