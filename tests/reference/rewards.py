# SPDX-License-Identifier: Apache-2.0
"""What points buy: the price, for whom, how often."""

from fractions import Fraction
import math

from reference import expression, limits, tables
from reference.pack import in_period
from reference.state import Refused


class Rewards:
    """Part of Fold. state.rewarded: (reward, day) of each that was given."""

    def reward_of(self, entry):
        """The reward that a redemption names; None: a plain spend."""
        known = self.pack().rewards
        name = entry.event.get("reward")
        if not known or name is None:
            return None
        if name not in known:
            raise Refused("event")
        return name

    def check_reward(self, name, points):
        rules, names = self.pack().rewards[name], self.names(before=True)
        price = rules["price"]["points"]
        scale = self.pack().scale(rules["price"]["currency"])
        try:
            if isinstance(price, dict):
                price = tables.amount(self.pack(), price, names)
            price = math.ceil(Fraction(price) * scale)
            offered = in_period(rules.get("effective"), self.today) and expression.holds(
                rules.get("when"), names)
        except (expression.Unknown, tables.Undecided):
            offered = False
        if not offered:
            raise Refused("not_eligible")
        limit = rules.get("limit", {})
        if "count" in limit and self.given(name, limit, self.today) >= limit["count"]:
            raise Refused("over_limit")
        if points != price:
            raise Refused("over_limit")

    def given(self, name, limit, today):
        window = limit.get("window", "lifetime")
        return sum(1 for reward, day in self.state.rewarded
                   if reward == name and limits.same_window(window, day, today))

    def given_too_often(self, rules):
        return any(
            self.given(name, rules[name]["limit"], day) > rules[name]["limit"]["count"]
            for name, day in self.state.rewarded
            if "count" in rules.get(name, {}).get("limit", {}))
