# SPDX-License-Identifier: Apache-2.0
"""Events that patron makes: of joining, of birthdays and anniversaries, of a new tier.

They earn and set off actions like events of the host, count in no metric, and see the
member as it is when their turn comes: after the points and tiers of what raised them.
"""

from datetime import date

from reference import calendar
from reference.pack import events_of


class OwnEvent:
    def __init__(self, kind, today, attributes):
        self.id, self.type = f"{kind}:{today}", kind
        self.event = {"type": kind, **attributes}


def occurrence(first, year):
    """A day of the year of another; 29 February is 28 in other years (M52)."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (first.month, first.day) == (2, 29) and not leap:
        return date(year, 2, 28)
    return date(year, first.month, first.day)


class Own:
    """Part of Fold."""

    def heard(self, kind):
        pack = self.pack()
        return any(kind in pack.events_of_rule(rule) for _, rule in pack.earn) or any(
            kind in events_of(action["on"]) for action in pack.actions.values())

    def raise_own(self, kind, **attributes):
        self.raised.append((kind, attributes))

    def own_events(self):
        while self.raised:
            kind, attributes = self.raised.pop(0)
            self.own = OwnEvent(kind, self.today, attributes)
            self.levels_before = {ladder: self.standing(ladder).level
                                  for ladder in self.pack().ladders}
            self.points_before = self.balances()
            self.earn(self.own)
            self.allocate_prices()
            self.follow_actions(self.own)
            self.own = None

    # ---- days that come back every year ----
    def yearly(self):
        """(kind, first day, the last year in which it came) of those that are wanted."""
        born = self.state.profile.get("birthday")
        joined = self.state.profile.get("joined")
        joined = (date.fromisoformat(joined) if joined else
                  calendar.local_date(self.state.first, self.pack().zone))
        if born and self.heard("@birthday"):
            yield "@birthday", date.fromisoformat(born)
        if self.heard("@anniversary"):
            yield "@anniversary", joined

    def next_yearly(self, today):
        """The days after `today` on which one of them comes next."""
        for kind, first in self.yearly():
            year = max(self.state.last_years.get(kind, 0), first.year, today.year - 1) + 1
            day = occurrence(first, year)
            yield day if day > today else occurrence(first, year + 1)

    def raise_yearly(self):
        for kind, first in self.yearly():
            year = self.today.year
            if (year > self.state.last_years.get(kind, 0) and year > first.year
                    and occurrence(first, year) == self.today):
                self.state.last_years[kind] = year
                self.raise_own(kind, **({"years": year - first.year}
                                        if kind == "@anniversary" else {}))
