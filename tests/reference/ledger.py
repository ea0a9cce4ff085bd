# SPDX-License-Identifier: Apache-2.0
"""Points of one currency of one customer: lots, what is owed, what was in and out.

Every method says what it took from which lots. Which lots go first is M28: the soonest to
end, then the first activated, then the first opened; points without end come last.
"""

from copy import copy
from datetime import date


class Lot:
    """Points that became active together."""

    def __init__(self, effect, grant, points, activated, expires, terms):
        self.effect, self.grant, self.points = effect, grant, points
        self.activated, self.expires = activated, expires
        self.terms = terms  # The version of the program whose expiry holds (M38).
        self.number = 0     # Which lot of its ledger it is.

    def part(self, points):
        """Some of its points, with all that is known of them."""
        piece = copy(self)
        piece.points = points
        return piece


class Ledger:
    def __init__(self):
        self.lots, self.debt, self.opened = [], 0, 0
        self.active_on = None  # The last activity of the kind that keeps points alive.
        self.inflow = self.outflow = 0  # F12: in = out + held.

    def active(self):
        return sum(lot.points for lot in self.lots)

    def in_spending_order(self):
        return sorted(self.lots, key=lambda lot: (
            lot.expires or date.max, lot.activated, lot.number))

    def open(self, lot):
        """Adds a lot; what it pays of a debt is told (M27)."""
        offset = min(self.debt, lot.points)
        paid = [lot.part(offset)] if offset else []
        self.debt -= offset
        lot.points -= offset
        self.opened += 1
        lot.number = self.opened
        if lot.points:
            self.lots.append(lot)
        return paid

    def put_back(self, pieces):
        """Parts of lots come back to them; those that pay a debt are told (M27)."""
        rest = min(self.debt, sum(piece.points for piece in pieces))
        self.debt -= rest
        payers = []
        for piece in pieces:
            paid = min(rest, piece.points)
            rest -= paid
            if paid:
                payers.append(piece.part(paid))
            same = [lot for lot in self.lots if lot.number == piece.number]
            if same:
                same[0].points += piece.points - paid
            elif piece.points > paid:
                self.lots.append(piece.part(piece.points - paid))
        return payers

    def take(self, points, first=None):
        """Takes up to so many points, those of one grant first.
        (what could not be taken, the parts of lots)"""
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
                taken.append(lot.part(part))
        self.lots = [lot for lot in self.lots if lot.points]
        return points, taken

    def ended(self, today):
        """Lots whose last day is over, which go."""
        dead = [lot for lot in self.in_spending_order()
                if lot.expires is not None and lot.expires < today]
        self.lots = [lot for lot in self.lots if lot not in dead]
        return dead


def taken(pieces):
    """As an effect tells of lots."""
    return {"detail": {"lots": [{"lot": piece.effect, "points": piece.points}
                                for piece in pieces]}} if pieces else {}
