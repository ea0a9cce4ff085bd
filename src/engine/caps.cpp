// SPDX-License-Identifier: Apache-2.0
// Caps of one event or one trip are counted from the grants themselves; caps of the
// member have counters, by the first day of their window or, where it rolls, by day.
#include "engine/caps.hpp"

#include <algorithm>

namespace patron::engine {
namespace {

using model::Cap;
using model::CapPer;

bool covers(const Cap& cap, const Grant& grant) {
  return cap.effective.holds(grant.earned_on) &&
         std::binary_search(cap.rules.begin(), cap.rules.end(), grant.rule);
}

// Of one event, or of one trip: what its grants still hold.
CapUsed used_by_grants(const Cap& cap, const State& state, const Grant& grant) {
  CapUsed sum;
  const bool of_trip = cap.per == CapPer::trip && !grant.ref.empty();
  for (const Grant& other : state.grants) {
    if (other.version != grant.version || other.state == GrantState::closed) continue;
    if (of_trip ? other.ref != grant.ref : other.event != grant.event) continue;
    if (!std::binary_search(cap.rules.begin(), cap.rules.end(), other.rule)) continue;
    sum.points += other.left();
    sum.count += other.left() > 0 ? 1 : 0;
  }
  return sum;
}

std::int64_t left_of(const Cap& cap, const CapUsed& sum, std::int64_t wanted) {
  if (cap.count) return sum.count >= *cap.count ? 0 : wanted;
  const std::int64_t left = std::max<std::int64_t>(0, *cap.points - sum.points);
  if (wanted <= left) return wanted;
  return cap.reject ? 0 : left;
}

}  // namespace

CapUsed used(const State& state, std::int32_t cap, const model::Window& window,
             Date day) {
  return used_of(state.cap_use, cap, window, day);
}

CapUsed used_of(const std::vector<CapUse>& uses, std::int32_t cap,
                const model::Window& window, Date day) {
  CapUsed sum;
  const bool rolls = window.kind == model::WindowKind::rolling;
  const model::Days days = rolls ? model::days_of(window, day) : model::Days{};
  const std::int32_t key = key_of(window, day);
  for (const CapUse& use : uses) {
    if (use.cap != cap) continue;
    if (rolls ? use.day <= days.after || use.day > days.until : use.day != key) continue;
    sum.points += use.points;
    sum.count += use.count;
  }
  return sum;
}

std::int32_t key_of(const model::Window& window, Date day) {
  switch (window.kind) {
    case model::WindowKind::calendar: return base::first_of(window.period, day).days;
    case model::WindowKind::rolling: return day.days;
    default: return 0;
  }
}

bool out_of_reach(const model::Window& window, std::int32_t key, Date oldest) {
  switch (window.kind) {
    case model::WindowKind::calendar:
      return base::last_of(window.period, Date{key}) < oldest;
    case model::WindowKind::rolling: return key <= model::days_of(window, oldest).after;
    default: return false;
  }
}

std::int64_t room(const Version& version, const State& state, const Grant& grant,
                  std::int64_t wanted, std::string* why) {
  const std::vector<Cap>& caps = version.pack().caps;
  for (std::size_t i = 0; i < caps.size() && wanted > 0; ++i) {
    const Cap& cap = caps[i];
    if (!covers(cap, grant)) continue;
    const CapUsed sum = cap.per == CapPer::member
                            ? used(state, version.cap[i], cap.window, grant.earned_on)
                            : used_by_grants(cap, state, grant);
    const std::int64_t left = left_of(cap, sum, wanted);
    if (why != nullptr && left < wanted)
      *why += ", " + cap.id + " leaves " + std::to_string(left);
    wanted = left;
  }
  return wanted;
}

void use_caps(const Version& version, State& state, const Grant& grant,
              std::int64_t points, std::int64_t count) {
  const std::vector<Cap>& caps = version.pack().caps;
  for (std::size_t i = 0; i < caps.size(); ++i) {
    if (caps[i].per != CapPer::member || !covers(caps[i], grant)) continue;
    const std::int32_t day = key_of(caps[i].window, grant.earned_on);
    const auto at = std::find_if(
        state.cap_use.begin(), state.cap_use.end(),
        [&](const CapUse& use) { return use.cap == version.cap[i] && use.day == day; });
    if (at == state.cap_use.end()) {
      if (points > 0) state.cap_use.push_back({version.cap[i], day, points, count});
      continue;
    }
    at->points += points;
    at->count += count;
  }
}

void purge_caps(const Version& version, State& state, Date oldest) {
  const std::vector<Cap>& caps = version.pack().caps;
  std::erase_if(state.cap_use, [&](const CapUse& use) {
    const auto at = std::find(version.cap.begin(), version.cap.end(), use.cap);
    if (at == version.cap.end()) return false;  // A cap of another version.
    return out_of_reach(caps[static_cast<std::size_t>(at - version.cap.begin())].window,
                        use.day, oldest);
  });
}

}  // namespace patron::engine
