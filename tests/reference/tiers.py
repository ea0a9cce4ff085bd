# SPDX-License-Identifier: Apache-2.0
"""Tiers: reached after an event, reviewed when their term ends (M39 to M42)."""

from datetime import timedelta

from reference import calendar
from reference.state import Standing


class Tiers:
    """Part of Fold."""

    def levels_of(self, ladder, version=None):
        return [level["id"] for level in self.pack(version).ladders[ladder]["levels"]]

    def standing(self, ladder):
        if ladder not in self.state.standings:
            self.state.standings[ladder] = Standing(self.levels_of(ladder)[0])
        return self.state.standings[ladder]

    def meets(self, level, key, day):
        """Do the figures of a day meet the thresholds of a level?"""
        thresholds = level.get(key, level["reach"])
        pack = self.pack()
        met = 0
        for metric, least in thresholds.items():
            figure = self.metric(metric, day)
            if isinstance(least, str):
                figure = figure * 10**pack.digits
            met += figure >= pack.threshold(metric, least)
        need = level.get("need", "all")
        needed = {"all": len(thresholds), "any": 1}.get(need, need)
        return met >= needed

    def highest(self, ladder, day):
        found = 0
        for place, level in enumerate(self.pack().ladders[ladder]["levels"]):
            if place and self.meets(level, "reach", day):
                found = place
        return found

    def term_end(self, rules, day, renewed=False):
        """The last day of a term; a renewal lasts for the period that begins (M42)."""
        valid = rules.get("valid", "end of next period")
        period = rules.get("period", "year")
        if valid == "forever" and not renewed:
            return None
        end = calendar.period_of(day, period)[1]
        if valid == "end of next period" and not renewed:
            end = calendar.period_of(end + timedelta(days=1), period)[1]
        return end

    def reported(self, ladder):
        """What was promised here and must not be taken away (F1)."""
        return [kept for kept in self.kept
                if kept["ladder"] == ladder and kept["cause"] == self.cause()]

    def set_level(self, ladder, place, until):
        standing, levels = self.standing(ladder), self.levels_of(ladder)
        self.emit("tier", levels[place], f"points.tiers.{ladder}",
                  before=standing.level, until=self.day_end(until))
        standing.level, standing.since, standing.until = levels[place], self.at, until
        self.tier_steps.setdefault(ladder, []).append(
            (self.order(), self.cause(), levels[place], until))

    def upgrade_tiers(self):
        """One review an event, to the highest level met (M40)."""
        for ladder, rules in sorted(self.pack().ladders.items()):
            levels = self.levels_of(ladder)
            place = self.highest(ladder, self.today)
            until = self.term_end(rules, self.today)
            for kept in self.reported(ladder):
                if levels.index(kept["level"]) > place:
                    place, until = levels.index(kept["level"]), kept["until"]
            if place > levels.index(self.standing(ladder).level):
                self.set_level(ladder, place, until)

    def review_tiers(self):
        """At the end of a term, by the figures of its last day (M41)."""
        for ladder, rules in sorted(self.pack().ladders.items()):
            standing, levels = self.standing(ladder), self.levels_of(ladder)
            ended = standing.until is not None and standing.until < self.today
            kept = self.reported(ladder)
            if not ended and not kept:
                continue
            place, until = levels.index(standing.level), standing.until
            if ended:
                place = self.reviewed(rules, place, self.highest(ladder, standing.until),
                                      standing.until)
                until = self.term_end(rules, self.today, renewed=True) if place else None
            for promise in kept:
                if levels.index(promise["level"]) > place:
                    place, until = levels.index(promise["level"]), promise["until"]
            if ended or place > levels.index(standing.level):
                self.set_level(ladder, place, until)

    def reviewed(self, rules, held, reached, day):
        levels, downgrade = rules["levels"], rules.get("downgrade", "full")
        if reached > held:
            return reached
        if downgrade == "none" or self.meets(levels[held], "keep", day):
            return held
        place = held - 1
        while (
            downgrade == "full" and place and not self.meets(levels[place], "keep", day)
        ):
            place -= 1
        return place
