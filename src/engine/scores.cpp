// SPDX-License-Identifier: Apache-2.0
#include "engine/scores.hpp"

#include <array>

#include "base/limits.hpp"

namespace patron::engine {

satisfaction::Index index_of(const Version& version, const State& state,
                             std::int32_t touchpoint, Date today) {
  // Responses carry the program's touchpoints; the question names the version's.
  const std::int32_t wanted =
      touchpoint < 0 ? -1 : version.touchpoint[static_cast<std::size_t>(touchpoint)];
  return satisfaction::index(state.responses, version.pack().satisfaction, wanted,
                             today.days);
}

churn::Cadence cadence_of(const State& state) {
  std::array<std::uint16_t, limits::kGaps> gaps{};
  std::size_t count = 0;
  for (std::size_t i = 1; i < state.visits.size() && count < gaps.size(); ++i)
    gaps[count++] = static_cast<std::uint16_t>(
        std::min(state.visits[i] - state.visits[i - 1], 0xffff));
  return churn::cadence({gaps.data(), count});
}

std::int64_t points_to_expire(const State& state, Date today) {
  std::int64_t points = 0;
  for (const loyalty::Ledger& book : state.ledgers)
    for (const loyalty::Lot& lot : book.lots())
      if (lot.expires && lot.expires->days <= today.days + 30) points += lot.points;
  return points;
}

}  // namespace patron::engine
