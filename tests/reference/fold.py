# SPDX-License-Identifier: Apache-2.0
"""The fold: all accepted events in their one order, and time between them (F1, F3, F9).

Every answer of the model is a fold from nothing. `effects` is the list of all that was
due, in order, as the dictionaries that a face gives.
"""

from datetime import timedelta

from reference import calendar
from reference.care import Care
from reference.earning_fold import Earning
from reference.lapses import Lapses
from reference.limits import Limits
from reference.occurrences import Occurrences
from reference.own import Own
from reference.places import BEFORE, Places
from reference.points import Points
from reference.record import Records
from reference.prices import Prices
from reference.rewards import Rewards
from reference.spending import Spending
from reference.state import FINAL, State
from reference.tiers import Tiers

LAPSE_DAYS = 180  # After the planned end (M20).


class Fold(Records, Earning, Lapses, Limits, Occurrences, Own, Points, Prices, Rewards,
           Spending, Tiers, Care, Places):
    """One replay. `fresh`: ids of events that are being taken now, so that spends are
    checked; `scopes`: budget -> window -> used, as the host has them, or None;
    `returned_before`: what reversals gave back to budgets before these events came."""

    def __init__(self, packs, entries, fresh=(), scopes=None, returned_before=None):
        self.asked, self.returned = {}, {}
        self.returned_before = returned_before or {}
        self.packs, self.entries = packs, entries
        self.fresh, self.scopes = set(fresh), scopes
        self.kept = [kept for entry in entries for kept in entry.kept]
        self.decisions = {
            (entry.event["event"], entry.event["rule"]): entry.event["allow"]
            for entry in entries
            if entry.type == "decide"
        }
        self.state, self.effects = State(), []
        self.entry, self.at, self.today = None, None, None
        self.own, self.raised = None, []  # Of patron's own events.
        self.counts, self.tier_steps, self.sold = {}, {}, []

    # ---- the program ----
    def pack(self, version=None):
        return self.packs[self.state.version if version is None else version]

    def boundary(self, version):
        return calendar.day_start(self.packs[version].starts, self.packs[version].zone)

    def version_at(self, instant):
        return max(index for index in range(len(self.packs))
                   if index == 0 or self.boundary(index) <= instant)

    # ---- effects ----
    def cause(self):
        cause = self.entry.id if self.entry else f"@{self.at}"
        return f"{cause}/{self.own.id}" if self.own else cause

    def order(self):
        """The place of what happens now: time comes before events of its instant."""
        return self.at, self.entry.key() if self.entry else ()

    def emit(self, kind, what, rule, version=None, **fields):
        identity = (kind, what, rule, self.cause())
        ordinal = self.counts[identity] = self.counts.get(identity, -1) + 1
        effect = {"kind": kind, "what": what, "id": repr((*identity, ordinal)),
                  "at": calendar.instant_text(self.at),
                  "pack": self.pack(version).version}
        if rule:
            effect["rule"] = rule
        if self.entry:
            effect["event"] = self.entry.id
        effect.update({key: value for key, value in fields.items() if value is not None})
        self.effects.append(effect)
        return effect

    def day_end(self, day):
        return None if day is None else calendar.instant_text(
            calendar.day_end(day, self.pack().zone))

    # ---- the walk ----
    def run(self, until):
        for entry in sorted(self.entries, key=lambda entry: entry.key()):
            if entry.at > until:
                break
            self.apply(entry)
        self.advance(until)
        return self

    def apply(self, entry):
        if self.state.version is None:
            self.state.version = self.version_at(entry.at)
            self.state.now = self.state.first = entry.at
            self.raise_own("@joined")
        self.advance(entry.at)
        self.entry, self.at, self.counts = entry, entry.at, {}
        self.state.now = entry.at
        self.today = calendar.local_date(entry.at, self.pack().zone)
        self.levels_before = {ladder: self.standing(ladder).level
                              for ladder in self.pack().ladders}
        self.points_before = self.balances()
        if entry.type in FINAL or entry.type == "trip_started":
            trip = self.state.trips.get(self.ref(entry))
            if trip is not None and not trip.is_open():
                self.emit("ignored", "final_outcome", None)  # M21
                self.upgrade_tiers()  # A tier that was told here must be held here.
                self.own_events()
                return
        self.record(entry)
        self.count_metrics(entry)
        self.keep_alive(entry)
        self.turn_lots(entry)
        self.resolve_holds(entry)
        special = {"refund": self.refund, "redemption": self.redeem,
                   "reservation": self.reserve, "reservation_released": self.release,
                   "redemption_refunded": self.unspend,
                   "points_adjusted": self.adjust, "granted": self.granted,
                   "tier_set": self.set_by_hand,
                   "decide": lambda entry: None}
        special.get(entry.type, self.earn)(entry)
        self.allocate_prices()
        self.expire_lots()   # What is over already ends at once.
        self.lapse_trips()
        self.upgrade_tiers()
        self.own_events()
        self.judge()
        self.follow_actions(entry)

    def advance(self, until):
        while self.state.version is not None:
            due = min(self.due_instants(), default=None)
            if due is None or due > until:
                return
            self.step(due)

    def due_instants(self):
        """When something is due, after what was done already."""
        days = [standing.own_until for standing in self.state.standings.values()]
        days += [until for standing in self.state.standings.values()
                 for _, _, until in standing.floors]
        for ladder, rules in self.pack().ladders.items():
            period = self.standing(ladder).period
            if rules.get("carry_over") and period is not None:
                days.append(calendar.period_of(period, rules.get("period", "year"))[1])
        days += [lot.expires for ledger in self.state.ledgers.values()
                 for lot in ledger.lots]
        days += [trip.planned_end() + timedelta(days=LAPSE_DAYS)
                 for trip in self.state.trips.values() if trip.is_open()]
        days += [grant.ready_on - timedelta(days=1) for grant in self.state.grants
                 if grant.state == "pending" and grant.ready_on is not None]
        days += self.action_days()
        local = calendar.local_date(self.state.now, self.pack().zone)
        days += [day - timedelta(days=1) for day in self.next_yearly(local)]
        if self.pack().signals or self.pack().places():
            days.append(calendar.local_date(self.state.now, self.pack().zone))
        instants = [kept["at"] for kept in self.kept]
        instants += [held.until for held in self.state.reservations]
        instants += [calendar.day_start(day + timedelta(days=1), self.pack().zone)
                     for day in days if day is not None]
        yield from (instant for instant in instants if instant > self.state.now)
        for version in range(self.state.version + 1, len(self.packs)):
            yield self.boundary(version)

    def today_at(self, instant):
        return calendar.local_date(instant, self.pack().zone)

    def step(self, instant):
        """All that is due at one instant, in the order of F3."""
        self.entry, self.at, self.counts = None, instant, {}
        while (self.state.version + 1 < len(self.packs)
               and self.boundary(self.state.version + 1) <= instant):
            self.state.version += 1
        self.state.now = instant
        self.today = calendar.local_date(instant, self.pack().zone)
        self.time_out()
        self.activate_ready()
        self.allocate_prices()
        self.review_tiers()
        if self.new_periods():
            self.upgrade_tiers()
        self.expire_lots()
        self.lapse_trips()
        self.mark_overdue()
        self.raise_yearly()
        self.own_events()
        self.judge()

    def judge(self):
        self.look_at_places(BEFORE)
        self.look_at_signals()
        self.look_at_places(("churn",))

    def lapse_trips(self):
        for trip in self.state.trips.values():
            last = trip.planned_end() + timedelta(days=LAPSE_DAYS)
            if trip.is_open() and last < self.today:
                trip.state, trip.closed_on = "lapsed", self.today
                for grant in self.state.grants:
                    if grant.ref == trip.ref and grant.state == "pending":
                        self.void(grant)
