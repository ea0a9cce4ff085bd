// SPDX-License-Identifier: Apache-2.0
#include "engine/rewards.hpp"

#include <algorithm>

#include "engine/caps.hpp"
#include "engine/compute.hpp"

namespace patron::engine {
namespace {

using model::Reward;

Status not_eligible(std::string why) {
  return {ErrorCode::not_eligible, std::move(why)};
}

std::optional<std::int64_t> price_of(const View& view, const Reward& reward,
                                     std::string& why) {
  if (!reward.computed) return reward.points;
  const Computation made = compute(view, *reward.computed);
  why = made.why;
  if (!made.amount) return std::nullopt;
  const model::Currency& currency =
      view.version().pack().currencies[static_cast<std::size_t>(reward.currency)];
  // A price is rounded up: a point that is not asked is a point that is given away.
  const auto points = base::rescale(made.amount->value, made.amount->scale,
                                    currency.scale, base::Rounding::ceil);
  if (points && *points > 0 && base::fits_amount(*points)) return points;
  why = "its price is below one point";
  return std::nullopt;
}

}  // namespace

Offer offer_of(const View& view, const State& state, std::size_t index) {
  const Version& version = view.version();
  const Reward& reward = version.pack().rewards[index];
  Offer out;
  std::string why;
  out.points = price_of(view, reward, why);
  if (!out.points) {
    out.status = not_eligible(reward.id + " has no price: " + why);
    return out;
  }
  if (!reward.effective.holds(view.today())) {
    out.status = not_eligible(reward.id + " is not offered on " + view.today().text());
    return out;
  }
  const rules::Value when = reward.when < 0 ? rules::Value() : view.evaluate(reward.when);
  if (reward.when >= 0 && !when.is_true()) {
    const std::string condition(version.expression(reward.when).text());
    out.status = not_eligible(
        reward.id + " needs " + condition +
        (when.outcome == rules::Outcome::value ? "" : ": " + rules::text(when)));
    return out;
  }
  if (!reward.count) return out;
  const CapUsed used =
      used_of(state.reward_use, version.reward[index], reward.window, view.today());
  if (used.count >= *reward.count)
    out.status = {ErrorCode::over_limit, reward.id + " was given " +
                                             std::to_string(used.count) + " of " +
                                             std::to_string(*reward.count) + " times"};
  return out;
}

std::int32_t reward_named(const Version& version, std::string_view id) {
  const auto& rewards = version.pack().rewards;
  for (std::size_t i = 0; i < rewards.size(); ++i)
    if (rewards[i].id == id) return static_cast<std::int32_t>(i);
  return -1;
}

void use_reward(const Version& version, State& state, std::size_t index, Date day,
                std::int64_t count) {
  const Reward& reward = version.pack().rewards[index];
  if (!reward.count) return;
  const std::int32_t key = key_of(reward.window, day);
  for (CapUse& use : state.reward_use)
    if (use.cap == version.reward[index] && use.day == key) {
      use.count = std::max<std::int64_t>(0, use.count + count);
      return;
    }
  if (count > 0) state.reward_use.push_back({version.reward[index], key, 0, count});
}

bool beyond_limits(const Version& version, const State& state) {
  const auto& rewards = version.pack().rewards;
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    if (!rewards[i].count) continue;
    for (const CapUse& use : state.reward_use) {
      if (use.cap != version.reward[i]) continue;
      const CapUsed used =
          used_of(state.reward_use, use.cap, rewards[i].window, Date{use.day});
      if (used.count > *rewards[i].count) return true;
    }
  }
  return false;
}

void purge_rewards(const Version& version, State& state, Date oldest) {
  std::erase_if(state.reward_use, [&](const CapUse& use) {
    const auto at = std::find(version.reward.begin(), version.reward.end(), use.cap);
    return at != version.reward.end() &&
           out_of_reach(
               version.pack()
                   .rewards[static_cast<std::size_t>(at - version.reward.begin())]
                   .window,
               use.day, oldest);
  });
}

}  // namespace patron::engine
