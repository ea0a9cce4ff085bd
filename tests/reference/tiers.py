# SPDX-License-Identifier: Apache-2.0
"""Tiers: reached after an event, reviewed when their term ends (M39 to M42)."""

from datetime import timedelta
from fractions import Fraction

from reference import calendar
from reference.state import Refused, Standing


class Tiers:
    """Part of Fold."""

    def levels_of(self, ladder, version=None):
        return [level["id"] for level in self.pack(version).ladders[ladder]["levels"]]

    def standing(self, ladder):
        if ladder not in self.state.standings:
            self.state.standings[ladder] = Standing(self.levels_of(ladder)[0])
        return self.state.standings[ladder]

    def meets(self, level, key, day, carried=None):
        """Do the figures of a day, and what is carried, meet a level's thresholds?"""
        thresholds = level.get(key, level["reach"])
        pack = self.pack()
        met = 0
        for metric, least in thresholds.items():
            figure = self.metric(metric, day) + (carried or {}).get(metric, 0)
            if isinstance(least, str):
                figure = figure * 10**pack.digits
            met += figure >= pack.threshold(metric, least)
        need = level.get("need", "all")
        needed = {"all": len(thresholds), "any": 1}.get(need, need)
        return met >= needed

    def highest(self, ladder, day):
        found = 0
        for place, level in enumerate(self.pack().ladders[ladder]["levels"]):
            if place and self.meets(level, "reach", day, self.standing(ladder).carried):
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
        """What the customer's own figures give."""
        standing, levels = self.standing(ladder), self.levels_of(ladder)
        standing.own, standing.own_until = levels[place], until
        self.tier_steps.setdefault(ladder, []).append(
            (self.order(), self.cause(), levels[place], until))

    def show(self, ladder):
        """The highest of one's own level and the floors is the tier; a change is told."""
        standing, levels = self.standing(ladder), self.levels_of(ladder)
        level, until = standing.own, standing.own_until
        for _, floor, end in standing.floors:
            if floor not in levels or levels.index(floor) < levels.index(level):
                continue
            if levels.index(floor) > levels.index(level):
                level, until = floor, end
            elif until is not None:
                until = None if end is None else max(until, end)
        if (level, until) == (standing.level, standing.until):
            return
        self.emit("tier", level, f"points.tiers.{ladder}",
                  before=standing.level, until=self.day_end(until))
        if level != standing.level:
            self.raise_own("@tier_changed", ladder=ladder, tier=level,
                           before=standing.level)
        standing.level, standing.since, standing.until = level, self.at, until

    def set_by_hand(self, entry):
        """A tier by a person's word, until its end (M45)."""
        event, ladders = entry.event, self.pack().ladders
        ladder = event.get("ladder") or (list(ladders)[0] if len(ladders) == 1 else None)
        if ladder not in ladders or event["tier"] not in self.levels_of(ladder):
            raise Refused("event")
        rules, standing = ladders[ladder], self.standing(ladder)
        until = (calendar.date.fromisoformat(event["until"]) if "until" in event
                 else self.term_end(rules, self.today))
        if until is not None and until < self.today:
            raise Refused("event")
        if entry.id in self.fresh:
            allowed = rules.get("override")
            if allowed is None or event.get("reason") not in allowed["reasons"]:
                raise Refused("not_eligible")
            if "longest" in allowed:
                last = calendar.add_duration(
                    self.today, calendar.parse_duration(allowed["longest"]))
                if until is None or until > last:
                    raise Refused("over_limit")
        standing.floors = [floor for floor in standing.floors if floor[0] != "hand"]
        if event["tier"] != self.levels_of(ladder)[0]:
            standing.floors.append(["hand", event["tier"], until])

    def for_ever(self, ladder, rules):
        """Levels that are held for life once their figure was reached."""
        standing = self.standing(ladder)
        for level in rules["levels"]:
            if "forever" in level and self.meets(level, "forever", self.today):
                floor = ["forever", level["id"], None]
                if floor not in standing.floors:
                    standing.floors.append(floor)

    def new_periods(self):
        """At the turn of a period; true if anything is carried into it."""
        return any([self.new_period(ladder, rules)
                    for ladder, rules in sorted(self.pack().ladders.items())])

    def new_period(self, ladder, rules):
        """What a level did not need counts in the next period, once (M44)."""
        standing, period = self.standing(ladder), rules.get("period", "year")
        first = calendar.period_of(self.today, period)[0]
        if not rules.get("carry_over"):
            standing.period, standing.carried = None, {}
            return False
        if standing.period == first:
            return False
        last = first - timedelta(days=1)
        closed = standing.period == calendar.period_of(last, period)[0]
        left_over = self.left_over(ladder, rules, last) if closed else {}
        standing.period, standing.carried = first, left_over
        for metric, value in left_over.items():
            self.emit("carried", metric, f"points.tiers.{ladder}", note=str(value))
        return bool(left_over)

    def left_over(self, ladder, rules, last):
        level = rules["levels"][self.highest(ladder, last)]
        found = {}
        for rule in rules["carry_over"]:
            metric, standing = rule["metric"], self.standing(ladder)
            if metric not in level.get("reach", {}):
                continue
            needed = Fraction(str(level["reach"][metric]))
            own = self.metric(metric, last)
            left = own - max(0, needed - standing.carried.get(metric, 0))
            if "max" in rule:
                left = min(left, Fraction(str(rule["max"])))
            if left > 0:
                found[metric] = left
        return found

    def upgrade_tiers(self):
        """One review an event, to the highest level met (M40)."""
        self.new_periods()
        for ladder, rules in sorted(self.pack().ladders.items()):
            levels = self.levels_of(ladder)
            place = self.highest(ladder, self.today)
            until = self.term_end(rules, self.today)
            for kept in self.reported(ladder):
                if levels.index(kept["level"]) > place:
                    place, until = levels.index(kept["level"]), kept["until"]
            if place > levels.index(self.standing(ladder).own):
                self.set_level(ladder, place, until)
            self.for_ever(ladder, rules)
            self.show(ladder)

    def review_tiers(self):
        """At the end of a term, by the figures of its last day (M41)."""
        for ladder, rules in sorted(self.pack().ladders.items()):
            standing, levels = self.standing(ladder), self.levels_of(ladder)
            last = standing.own_until
            ended = last is not None and last < self.today
            kept = self.reported(ladder)
            held = place = levels.index(standing.own)
            until = last
            if ended:
                place = self.reviewed(rules, place, self.highest(ladder, last), last,
                                      standing.carried)
                until = self.term_end(rules, self.today, renewed=True) if place else None
            for promise in kept:
                if levels.index(promise["level"]) > place:
                    place, until = levels.index(promise["level"]), promise["until"]
            if ended or place > held:
                self.set_level(ladder, place, until)
            if place < held and "grace" in rules:
                self.give_grace(standing, levels[held], rules["grace"], last)
            standing.floors = [floor for floor in standing.floors
                               if floor[2] is None or floor[2] >= self.today]
            self.show(ladder)

    def give_grace(self, standing, level, grace, last):
        """The level is kept a little longer than its term (M43)."""
        end = calendar.add_duration(last, calendar.parse_duration(grace["for"]))
        if "to_end_of" in grace:
            end = calendar.period_of(end, grace["to_end_of"])[1]
        standing.floors = [floor for floor in standing.floors if floor[0] != "grace"]
        standing.floors.append(["grace", level, end])

    def reviewed(self, rules, held, reached, day, carried):
        levels, downgrade = rules["levels"], rules.get("downgrade", "full")
        if reached > held:
            return reached
        if downgrade == "none" or self.meets(levels[held], "keep", day, carried):
            return held
        place = held - 1
        while (
            downgrade == "full" and place
            and not self.meets(levels[place], "keep", day, carried)
        ):
            place -= 1
        return place
