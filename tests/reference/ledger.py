# SPDX-License-Identifier: Apache-2.0
"""Points of one currency of one customer: lots, what is owed, what was in and out.

Every method says what it took from which lots. Which lots go first is M28: the soonest to
end, then the first activated, then the first opened; points without end come last.
"""

from datetime import date


class Lot:
    """Points that became active together."""

    def __init__(self, effect, grant, points, activated, expires, terms):
        self.effect, self.grant, self.points = effect, grant, points
        self.activated, self.expires = activated, expires
        self.terms = terms  # The version of the program whose expiry holds (M38).


class Ledger:
    def __init__(self):
        self.lots, self.debt = [], 0
        self.active_on = None  # The last activity of the kind that keeps points alive.
        self.inflow = self.outflow = 0  # F12: in = out + held.

    def active(self):
        return sum(lot.points for lot in self.lots)

    def in_spending_order(self):
        return sorted(self.lots, key=lambda lot: (lot.expires or date.max, lot.activated))

    def open(self, lot):
        """Adds a lot; what it pays of a debt is told (M27)."""
        offset = min(self.debt, lot.points)
        self.debt -= offset
        lot.points -= offset
        if lot.points:
            self.lots.append(lot)
        return offset

    def take(self, points, first=None):
        """Takes up to so many points, those of one grant first.
        (what could not be taken, [(lot, points)])"""
        order = self.in_spending_order()
        if first is not None:
            order = ([lot for lot in order if lot.grant is first]
                     + [lot for lot in order if lot.grant is not first])
        taken = []
        for lot in order:
            part = min(lot.points, points)
            if part:
                lot.points -= part
                points -= part
                taken.append((lot.effect, part))
        self.lots = [lot for lot in self.lots if lot.points]
        return points, taken

    def ended(self, today):
        """Lots whose last day is over, which go."""
        dead = [lot for lot in self.in_spending_order()
                if lot.expires is not None and lot.expires < today]
        self.lots = [lot for lot in self.lots if lot not in dead]
        return dead
