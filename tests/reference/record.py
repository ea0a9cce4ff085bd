# SPDX-License-Identifier: Apache-2.0
"""Phase 2 of an event: profile, trip, metrics; and what an expression reads of them."""

from datetime import timedelta
from fractions import Fraction

from reference import calendar, expression
from reference.pack import events_of, rounded
from reference.state import FINAL, Trip

MONEY = {"amount", "compensation", "gross", "discount", "tax", "points_paid"}
PLAN = ("start", "end", "nights", "segments", "distance")


def day(text):
    return calendar.date.fromisoformat(text)


def in_points(held, scale):
    """Balances as an expression reads them: whole points of the currency."""
    found = {name: Fraction(amount, scale) for name, amount in held.items()}
    return {"available": found["active"], **found}


class Records:
    """Part of Fold."""

    def ref(self, entry):
        return entry.event.get("ref", entry.id)

    def trip_of(self, entry):
        return self.state.trips.get(self.ref(entry))

    def record(self, entry):
        event = entry.event
        if entry.type == "customer":
            self.state.profile.update({key: value for key, value in event.items() if key
                                       not in ("id", "type", "occurred_at", "customer")})
        elif entry.type in ("booking", "booking_changed"):
            self.take_booking(self.trip_for(entry), event)
        elif entry.type == "payment" and self.trip_of(entry):
            trip = self.trip_of(entry)
            trip.payments.append(
                (
                    event.get("tender", ""),
                    self.pack(trip.version).converted(
                        event["amount"], event.get("currency"), trip.rate
                    ),
                )
            )
        elif entry.type == "complaint":
            self.state.cases.append(self.ref(entry))
        elif entry.type == "complaint_resolved" and self.ref(entry) in self.state.cases:
            self.state.cases.remove(self.ref(entry))
        elif entry.type in FINAL or entry.type == "trip_started":
            self.take_outcome(entry)

    def trip_for(self, entry):
        """The trip of a ref, new if it was not seen."""
        ref = self.ref(entry)
        if ref not in self.state.trips:
            self.state.trips[ref] = Trip(ref, self.state.version, self.today,
                                         dict(self.levels_before))
        return self.state.trips[ref]

    def take_booking(self, trip, event):
        """The whole new set of lines, at the rate of the day of booking."""
        pack = self.pack(trip.version)
        lines = event.get("lines") or [{"gross": event.get("amount", "0")}]
        trip.currency = event.get("currency")
        trip.rate = pack.rate_on(trip.currency, trip.booked_on)
        sums = {part: sum(Fraction(str(line.get(part, "0"))) for line in lines)
                for part in ("gross", "discount", "tax", "points_paid")}
        sums["gross"] += sum(Fraction(str(line["amount"])) for line in lines
                             if "gross" not in line)
        trip.paid_abroad = sums["gross"] - sums["discount"]
        for part, total in sums.items():
            setattr(trip, part, 0 if trip.rate is None else pack.converted(
                total, trip.currency, trip.rate))
        self.take_plan(trip, event)

    @staticmethod
    def take_plan(trip, event):
        for name in PLAN:
            if name in event:
                value = event[name]
                setattr(trip, name, day(value) if name in ("start", "end") else value)

    def take_outcome(self, entry):
        if entry.type in ("no_show", "booking_cancelled") and not self.trip_of(entry):
            return
        trip = self.trip_for(entry)
        self.take_plan(trip, entry.event)
        if entry.type == "trip_started":
            trip.state = "started"
            return
        trip.state, trip.closed_on = FINAL[entry.type], self.today
        if trip.state == "completed" and self.today not in self.state.visits:
            self.state.visits.append(self.today)

    # ---- metrics ----
    def count_metrics(self, entry):
        """Every version's metrics see every event (F7)."""
        for version, pack in enumerate(self.packs):
            for name, metric in pack.metrics.items():
                if entry.type not in events_of(metric["on"]):
                    continue
                try:
                    names = self.names(version)
                    if not expression.holds(metric.get("when"), names):
                        continue
                    value = (1 if metric["aggregate"] in ("count", "streak")
                             else expression.evaluate(metric["value"], names))
                except expression.Unknown:
                    continue
                trip = self.trip_of(entry) if "net_of" in metric else None
                self.state.samples.setdefault((version, name), []).append(
                    (self.today, value, trip, entry.id))

    def metric(self, name, today, version=None, without=None):
        """The figure on a day; `without` an event, as before it."""
        version = self.state.version if version is None else version
        pack = self.pack(version)
        window = pack.metrics[name].get("window", "lifetime")
        if pack.metrics[name]["aggregate"] == "streak":
            days = [sample[0] for sample in self.state.samples.get((version, name), [])
                    if sample[3] != without]
            return streak(days, pack.metrics[name]["grain"], today)
        total = 0
        for counted_on, value, trip, event in self.state.samples.get((version, name), []):
            if event != without and calendar.in_window(counted_on, window, today):
                total += value - self.refunded_part(pack, value, trip)
        return total

    @staticmethod
    def refunded_part(pack, value, trip):
        """What refunds took off a sum, on the day of the original (M39)."""
        if trip is None or not trip.refunded:
            return 0
        if trip.refunded >= trip.price():
            return value
        minor = rounded(value * 10**pack.digits * Fraction(trip.refunded, trip.price()),
                        "half_even")
        return Fraction(minor, 10**pack.digits)

    # ---- what an expression reads ----
    def names(self, version=None, before=False):
        """Names of the language; `before`: tiers and balances before this event."""
        version = self.state.version if version is None else version
        pack = self.pack(version)
        today = self.today
        names = {"now": self.at, "today": today, "customer": self.state.profile,
                 "constants": pack.constants}
        names["metrics"] = {name: lambda name=name: self.metric(name, today, version)
                            for name in pack.metrics}
        names["metrics"].update(self.built_in(today))
        entry = self.own or self.entry
        if entry:
            names["before"] = {"metrics": {
                name: lambda name=name: self.metric(name, today, version, entry.id)
                for name in pack.metrics}}
            names["event"] = self.event_names(entry)
            if self.trip_of(entry):
                names["trip"] = self.trip_names(self.trip_of(entry), pack)
        names.update(self.place_names())
        levels = self.levels_before if before else {
            ladder: self.standing(ladder).level for ladder in pack.ladders}
        names["tiers"] = {ladder: expression.Tier(level, self.levels_of(ladder, version))
                          for ladder, level in levels.items() if ladder in pack.ladders}
        balances = self.points_before if before else self.balances()
        names["points"] = {name: in_points(held, pack.scale(name))
                           for name, held in balances.items() if name in pack.currencies}
        return names

    def built_in(self, today):
        visits = self.state.visits
        return {"frequency": len(visits),
                "recency_days": (today - max(visits)).days if visits else None,
                "complaints_open": len(self.state.cases),
                "future_bookings": sum(
                    1 for trip in self.state.trips.values()
                    if trip.is_open() and trip.start and trip.start > today)}

    @staticmethod
    def event_names(entry):
        return {"type": entry.type, "ref": entry.event.get("ref"),
                **{key: Fraction(value) if key in MONEY else value
                   for key, value in entry.event.items() if key not in ("type", "ref")}}

    @staticmethod
    def trip_names(trip, pack):
        money = {name: Fraction(minor, 10**pack.digits) for name, minor in (
            ("gross", trip.gross), ("discount", trip.discount), ("tax", trip.tax),
            ("net", trip.price() - trip.tax), ("points_paid", trip.points_paid),
            ("refunded", trip.refunded))}
        return {**money, "nights": trip.nights, "segments": trip.segments,
                "distance": trip.distance, "start": trip.start, "end": trip.end,
                "state": trip.state}


def streak(days, grain, today):
    """Periods in a row with a day in them; the one that runs does not break it (M53)."""
    periods = {calendar.period_of(day, grain)[0] for day in days if day <= today}
    at, count = calendar.period_of(today, grain)[0], 0
    if at not in periods:
        at = calendar.period_of(at - timedelta(days=1), grain)[0]
    while at in periods:
        count += 1
        at = calendar.period_of(at - timedelta(days=1), grain)[0]
    return count
