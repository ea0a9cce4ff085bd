# SPDX-License-Identifier: Apache-2.0
"""Points that are given longer (M36), and points that are over and come back (M37)."""

from fractions import Fraction
import math

from reference import calendar, expression
from reference.ledger import Lot, taken
from reference.pack import events_of


class Lapses:
    """Part of Fold. state.lapsed: (currency, lot) of what expired and may come back."""

    def turn_lots(self, entry):
        for currency in sorted(self.pack().currencies):
            expiry = self.pack().expiry_of(currency)
            for rule in expiry.get("extend", []):
                if self.turns(entry, rule):
                    self.extend_lots(currency, rule)
            rule = expiry.get("reinstate")
            if rule and self.turns(entry, rule):
                self.reinstate(currency, rule)

    def turns(self, entry, rule):
        if entry.type not in events_of(rule["on"]):
            return False
        try:
            return expression.holds(rule.get("when"), self.names(before=True))
        except expression.Unknown:
            return False

    def extend_lots(self, currency, rule):
        ledger = self.state.ledger(currency)
        for lot in ledger.in_spending_order():
            if lot.expires is None:
                continue
            day = calendar.add_duration(
                lot.expires, calendar.parse_duration(rule["add"]))
            terms = self.pack(lot.terms).expiry_of(currency)
            if terms["kind"] in ("rolling", "idle") and "to_end_of" in terms:
                day = calendar.period_of(day, terms["to_end_of"])[1]
            if day > lot.expires:
                lot.expires = day
                self.post_plainly("extend", "points.expiry", currency, 0,
                                  until=self.day_end(day), parent=lot.effect)

    def lapse(self, currency, lot):
        """Remembered for as long as it can come back."""
        if self.pack().currencies.get(currency, {}).get("expiry", {}).get("reinstate"):
            self.state.lapsed.append((currency, lot))

    def reinstate(self, currency, rule):
        ledger = self.state.ledger(currency)
        share = Fraction(rule.get("share", "100%")[:-1]) / 100
        for owner, lot in list(self.state.lapsed):
            last = calendar.add_duration(
                lot.expires, calendar.parse_duration(rule["within"]))
            points = math.floor(share * lot.points)
            if owner != currency or last < self.today:
                continue
            self.state.lapsed.remove((owner, lot))
            if not points:
                continue
            until = calendar.add_duration(
                self.today, calendar.parse_duration(rule["valid"]))
            effect = self.post_plainly(
                "reinstate", "points.expiry", currency, points, parent=lot.effect,
                balance=ledger.active() + points, until=self.day_end(until),
                **taken([lot.part(points)]))
            ledger.outflow -= points
            child = Lot(effect["id"], lot.grant, points, self.today, until,
                        self.state.version)
            self.offset(ledger.open(child), "points.expiry", currency, None)
