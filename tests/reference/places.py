# SPDX-License-Identifier: Apache-2.0
"""Where a customer is placed: grades, quadrants, segments, lifecycles before the signals,
the stages of churn after them."""

from fractions import Fraction

from reference import calendar

BEFORE = ("grades", "quadrants", "segments", "lifecycles")
BOXES = ("low_low", "high_low", "low_high", "high_high")
KINDS = {"grades": "grade", "quadrants": "quadrant", "segments": "segment",
         "lifecycles": "lifecycle", "churn": "stage"}


def names_of(section, rules):
    if section == "grades":
        return [level["id"] for level in rules["levels"]]
    if section == "quadrants":
        return [rules["labels"][box] for box in BOXES]
    if section == "segments":
        return ["left", "entered"]
    return [stage["id"] for stage in rules["stages"]]


def beginning(section, rules):
    """Where everybody is taken to be at first."""
    names = names_of(section, rules)
    return names[-1] if section in ("lifecycles", "churn") else names[0]


class Places:
    """Part of Fold. `self.state.places`: address -> (name, since, names it has had)."""

    def look_at_places(self, sections):
        for section in sections:
            if self.pack().placings(section):
                self.seen = self.names()  # What a section reads, its places share.
            for name, rules in sorted(self.pack().placings(section).items()):
                self.place("churn.stages" if section == "churn" else f"{section}.{name}",
                           section, rules)

    def place(self, address, section, rules):
        held, since, had = self.state.places.get(address, (None, None, frozenset()))
        if held not in names_of(section, rules):
            held = None
        now = getattr(self, "place_in_" + section)(rules, held, since)
        if now == held:
            return
        self.state.places[address] = now, self.today, had | {now}
        was = beginning(section, rules) if held is None else held
        if now != was:
            before = {} if section == "segments" else {"before": was}
            self.emit(KINDS[section], now, address, **before)

    def dwells(self, rules, held, since):
        stay = calendar.statistic_days(
            calendar.parse_duration(rules.get("min_stay", "0 days")))
        return held is not None and (self.today - since).days < stay

    def figure(self, text):
        space, name = text.split(".")
        assert space == "metrics", text
        found = self.seen["metrics"][name]
        return Fraction(found() if callable(found) else found)

    def place_in_grades(self, rules, held, since):
        levels, value = rules["levels"], self.figure(rules["value"])
        reached = max(place for place, level in enumerate(levels)
                      if "at_least" not in level or value >= Fraction(level["at_least"]))
        now = 0 if held is None else names_of("grades", rules).index(held)
        if held is None or reached >= now:
            return levels[reached]["id"]
        if self.dwells(rules, held, since):
            return held
        while now > reached and value < Fraction(
                levels[now].get("leave_below", levels[now]["at_least"])):
            now -= 1
        return levels[now]["id"]

    def place_in_quadrants(self, rules, held, since):
        if self.dwells(rules, held, since):
            return held
        names, margin = names_of("quadrants", rules), Fraction(
            rules.get("margin", "0%")[:-1]) / 100
        high = []
        for bit, axis in enumerate("xy"):
            cut = Fraction(rules[axis]["cut"])
            if held is not None:
                was_high = names.index(held) >> bit & 1
                cut *= 1 - margin if was_high else 1 + margin
            high.append(self.figure(rules[axis]["value"]) >= cut)
        return names[high[0] + 2 * high[1]]

    def may_enter(self, place):
        return self.truth(place.get("when"), self.seen) is True and not (
            "leave_when" in place
            and self.truth(place["leave_when"], self.seen) is True)

    def stays(self, place, held, since):
        return held is not None and (self.dwells(place, held, since) or (
            "leave_when" in place
            and self.truth(place["leave_when"], self.seen) is not True))

    def place_in_segments(self, rules, held, since):
        if held == "entered" and self.stays(rules, held, since):
            return held
        return "entered" if self.may_enter(rules) else "left"

    def place_in_lifecycles(self, rules, held, since):
        stages = {stage["id"]: stage for stage in rules["stages"]}
        if held is not None and self.stays(stages[held], held, since):
            return held
        for name, stage in stages.items():
            if "when" not in stage or self.may_enter(stage):
                return name
        raise AssertionError("the last stage takes all")

    place_in_churn = place_in_lifecycles

    def place_names(self):
        """What rules read: segments as truth, stages that have been."""
        had = self.state.places.get("churn.stages", (None, None, frozenset()))[2]
        stages = self.pack().placings("churn").get("stages", {"stages": []})["stages"]
        return {"segments": {name: self.state.places.get(
                    f"segments.{name}", ("left",))[0] == "entered"
                    for name in self.pack().placings("segments")},
                "churn": {"was_" + stage["id"]: stage["id"] in had for stage in stages}}
