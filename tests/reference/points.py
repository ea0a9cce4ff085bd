# SPDX-License-Identifier: Apache-2.0
"""Points after they were granted: lots, refunds, adjustments, expiry."""

from fractions import Fraction

from reference import calendar, earning
from reference.earning_fold import REVERSIBLE
from reference.ledger import Lot, taken
from reference.pack import events_of
from reference.state import Refused


class Points:
    """Part of Fold."""

    def balances(self):
        found = {}
        for pack in self.packs:
            for currency in pack.currencies:
                ledger = self.state.ledger(currency)
                found[currency] = {
                    "active": ledger.active(), "debt": ledger.debt,
                    "reserved": self.state.reserved(currency),
                    "pending": self.state.pending(self.currency_of, currency)}
        return found

    def post(self, what, grant, points, **fields):
        """A posting of a grant, which names the one that granted; the balance is what is
        active after it."""
        currency = self.currency_of(grant)
        return self.emit("posting", what, f"points.earn.{grant.rule}", grant.version,
                         currency=currency, points=points, parent=grant.parent(), **{
                             "balance": self.state.ledger(currency).active(), **fields})

    def post_plainly(self, what, rule, currency, points, **fields):
        return self.emit("posting", what, rule, currency=currency, points=points, **{
            "balance": self.state.ledger(currency).active(), **fields})

    def open_lot(self, grant, what):
        """Points become active, and pay what is owed (M18, M27)."""
        pack, currency = self.pack(grant.version), self.currency_of(grant)
        ledger, points = self.state.ledger(currency), grant.left()
        expires = pack.expiry_day(currency, self.today, grant.earned_on, self.joined(),
                                  ledger.active_on)
        if what == "earn":
            ledger.inflow += points
        effect = self.post(what, grant, points, balance=ledger.active() + points,
                           until=self.day_end(expires))
        grant.state = "active"
        if what == "earn":
            grant.effect = effect
        self.sold.append((grant.ref, currency, points, effect))
        lot = Lot(effect["id"], grant, points, self.today, expires, grant.version)
        self.offset(
            ledger.open(lot), f"points.earn.{grant.rule}", currency, grant.version
        )

    def offset(self, paid, rule, currency, version):
        if paid:
            self.emit("posting", "debt_offset", rule, version, currency=currency,
                      points=-sum(piece.points for piece in paid),
                      balance=self.state.ledger(currency).active(), **taken(paid))

    def void(self, grant):
        points = grant.left()
        grant.state = "closed"
        if points:
            self.state.ledger(self.currency_of(grant)).outflow += points
            self.post("void", grant, -points)
            self.use(grant, -points)

    # ---- taking back (M22 to M26) ----
    def refund(self, entry):
        trip, event = self.trip_of(entry), entry.event
        if trip is None or "ref" not in event or self.out_of_reach(trip):
            self.emit("unreversible", "refund", "points.refund")
            return
        if event.get("currency") != trip.currency:
            raise Refused("event")
        amount = Fraction(str(event["amount"]))
        if trip.refunded_abroad + amount > trip.paid_abroad:
            raise Refused("event")
        trip.refunded_abroad += amount
        trip.refunded = min(trip.price(), trip.refunded + self.pack(
            trip.version).converted(event["amount"], trip.currency, trip.rate))
        if 0 < trip.price() == trip.refunded:
            self.forget(trip.ref)
        for grant in list(self.state.grants):
            if (grant.ref == trip.ref and grant.state != "closed"
                    and grant.trigger in REVERSIBLE):
                due = earning.to_revoke(grant.points, trip.refunded, trip.price(),
                                        self.mode_of(grant))
                self.take_back(grant, due - grant.revoked)

    def out_of_reach(self, trip):
        """Did it end more than 12 months ago (F4)?"""
        return (trip.closed_on is not None
                and calendar.add_months(trip.closed_on, 12) < self.today)

    def take_back(self, grant, points):
        """From what is pending, the same lot, other lots, then debt (M25)."""
        if points <= 0:
            return
        rule, currency = f"points.earn.{grant.rule}", self.currency_of(grant)
        ledger = self.state.ledger(currency)
        pending = min(points, grant.left()) if grant.state == "pending" else 0
        rest, lots = ledger.take(points - pending, grant)
        owed = self.owe(currency, rest)
        shortfall = rest - owed
        grant.revoked += points
        if grant.left() == 0:
            grant.state = "closed"
        ledger.outflow += points - shortfall
        if points > shortfall:
            # Which accounts it came from is part of what is told.
            note = f"debt {owed}" if owed else "from pending" if pending else None
            self.post("clawback", grant, shortfall - points, note=note, **taken(lots))
        if shortfall:
            self.emit("shortfall", "points", rule, grant.version, currency=currency,
                      points=shortfall, balance=ledger.active(),
                      parent=grant.parent())
        self.use(grant, -points)

    def owe(self, currency, points):
        """As much of it as may become debt does."""
        ledger = self.state.ledger(currency)
        owed = max(0, min(points, self.pack().debt_limit(currency) - ledger.debt))
        ledger.debt += owed
        return owed

    def currency_named(self, event):
        names = ([event["points_currency"]] if "points_currency" in event
                 else self.pack().spendable())
        if len(names) != 1 or names[0] not in self.pack().currencies:
            raise Refused("event")
        return names[0]

    def adjust(self, entry):
        event, points = entry.event, entry.event["points"]
        currency = self.currency_named(event)
        ledger = self.state.ledger(currency)
        if points == 0:
            raise Refused("event")
        if points < 0:
            rest, lots = ledger.take(-points)
            shortfall = rest - self.owe(currency, rest)
            ledger.outflow += -points - shortfall
            if -points > shortfall:
                self.post_plainly("adjust", "points.adjusted", currency,
                                  points + shortfall, **taken(lots))
            if shortfall:
                self.emit("shortfall", "points", "points.adjusted", currency=currency,
                          points=shortfall, balance=ledger.active())
            return
        expires = self.pack().expiry_day(currency, self.today, self.today, self.joined(),
                                         ledger.active_on)
        if "expires" in event:
            expires = calendar.date.fromisoformat(event["expires"])
        if expires is not None and expires < self.today:
            raise Refused("event")
        ledger.inflow += points
        effect = self.post_plainly(
            "adjust", "points.adjusted", currency, points,
            balance=ledger.active() + points, until=self.day_end(expires))
        lot = Lot(effect["id"], None, points, self.today, expires, self.state.version)
        self.offset(ledger.open(lot), "points.adjusted", currency, None)

    def joined(self):
        """When the customer joined; without a word of it, the day of the first event."""
        said = self.state.profile.get("joined")
        return (calendar.date.fromisoformat(said) if said
                else calendar.local_date(self.state.first, self.pack().zone))

    def keep_alive(self, entry):
        """Activity gives all idle points of a currency the same new last day (M34)."""
        for currency in sorted(self.pack().currencies):
            ledger = self.state.ledger(currency)
            mine = self.pack().expiry_of(currency)
            if mine["kind"] == "idle" and entry.type in events_of(mine["reset_on"]):
                ledger.active_on = self.today
            moved = None
            for lot in ledger.in_spending_order():
                terms = self.pack(lot.terms)
                expiry = terms.expiry_of(currency)
                if expiry["kind"] != "idle" or entry.type not in events_of(
                        expiry["reset_on"]):
                    continue
                day = terms.idle_day(currency, self.today)
                if day > lot.expires:
                    lot.expires = moved = day
            if moved:
                self.post_plainly("extend", "points.expiry", currency, 0,
                                  until=self.day_end(moved))

    def expire_lots(self):
        for currency, ledger in sorted(self.state.ledgers.items()):
            active = ledger.active()
            for lot in ledger.ended(self.today):
                active -= lot.points
                ledger.outflow += lot.points
                self.lapse(currency, lot)
                self.post_plainly("expire", "points.expiry", currency, -lot.points,
                                  balance=active, **taken([lot]))
