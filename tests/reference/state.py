# SPDX-License-Identifier: Apache-2.0
"""What the fold of the reference model keeps of one customer, as plain objects."""

from fractions import Fraction

import xxhash

from reference import calendar
from reference.ledger import Ledger

# Type ranks of events at one instant (F1).
RANKS = ["customer", "referral", "booking", "booking_changed", "payment", "trip_started",
         ("survey", "complaint"), "trip_completed", "no_show", "booking_cancelled",
         "refund", "points_adjusted", "points_transferred", "reservation",
         "redemption"]
FINAL = {"trip_completed": "completed", "no_show": "no_show",
         "booking_cancelled": "cancelled"}


def rank(event_type):
    for place, types in enumerate(RANKS):
        if event_type == types or event_type in types and isinstance(types, tuple):
            return place
    return len(RANKS)


class Refused(Exception):
    """An event that was not taken; `str()` of it is the name of the status."""


class Entry:
    """An accepted event, with the facts that were promised when it was taken."""

    def __init__(self, event, zone):
        self.event = event
        self.id, self.type = event["id"], event["type"]
        self.at = calendar.parse_moment(event["occurred_at"], zone)
        self.recorded = (calendar.parse_moment(event["recorded_at"], zone)
                         if "recorded_at" in event else None)
        self.grants = {}  # (version, rule) -> [requested, granted] of a shared budget.
        self.kept = []    # Tiers that this late event would have taken away.

    def key(self):
        return self.at, rank(self.type), xxhash.xxh3_64_intdigest(self.id)

    def content(self):
        return {key: value for key, value in self.event.items()
                if key not in ("recorded_at", "source")}


class Trip:
    """All that is known of one ref."""

    def __init__(self, ref, version, today, levels):
        self.ref, self.state, self.closed_on = ref, "booked", None
        self.version, self.booked_on, self.levels = version, today, levels
        self.start = self.end = None
        self.nights = self.segments = self.distance = 0
        self.allocated = 0  # Of the price, to points.
        self.gross = self.discount = self.tax = self.points_paid = self.refunded = 0
        self.amounts = {}  # (version, rule) -> what it was computed to
        self.currency, self.rate, self.paid_abroad = None, Fraction(1), Fraction(0)
        self.refunded_abroad = Fraction(0)
        self.payments = []  # (tender, minor)
        self.fired = []     # Rules that rated the booking.

    def is_open(self):
        return self.state in ("booked", "started")

    def price(self):
        return self.gross - self.discount

    def planned_end(self):
        return self.end or self.start or self.booked_on


class Grant:
    """Points that a rule gave for an event; what reversals read."""

    def __init__(self, rule, version, entry, ref, today):
        self.rule, self.version, self.event = rule, version, entry.id
        self.trigger, self.ref, self.earned_on = entry.type, ref, today
        self.requested = self.points = self.revoked = 0
        self.state, self.budget, self.window, self.effect = "pending", None, None, None
        self.ready_on = None  # The day on which a delay is over.

    def left(self):
        return self.points - self.revoked

    def parent(self):
        return self.effect and self.effect["id"]


class Standing:
    """The level held on a ladder, and what it comes from: the customer's own figures, or
    a floor [kind, level, until] beneath which nobody falls: by hand, grace, for ever."""

    def __init__(self, level):
        self.level, self.since, self.until = level, None, None
        self.own, self.own_until, self.floors = level, None, []
        self.period = None  # The first day of the one at hand, for what is carried.
        self.carried = {}   # Metric -> what the period before did not need (M44).


class State:
    def __init__(self):
        self.version, self.now = None, None
        self.profile, self.trips, self.grants = {}, {}, []
        self.ledgers, self.standings = {}, {}
        self.samples = {}   # (version, metric) -> [(day, value, trip, entry id)]
        self.signals = {}   # id -> the day it was raised, while raised
        self.places = {}    # address -> (name, since, names it has had)
        self.actions = []   # open ones
        self.requests = []  # open ones: (effect id, grant)
        self.used = {}      # (budget, window) -> points of this customer
        self.cap_use = {}   # (cap, window) -> (points, grants) of this customer
        self.rewarded = [] # (reward, day) of each that was given
        self.reservations, self.spends, self.lapsed = [], [], []
        self.happened = [] # what rules with an occurrence have counted
        self.visits, self.cases = [], []
        self.last_years = {}  # A day of every year -> the last year in which it came.
        self.undecided = []

    def ledger(self, currency):
        return self.ledgers.setdefault(currency, Ledger())

    def reserved(self, currency):
        return sum(piece.points for held in self.reservations for piece in held.pins
                   if held.spend.currency == currency)

    def pending(self, currency_of, currency):
        return sum(grant.left() for grant in self.grants
                   if grant.state == "pending" and currency_of(grant) == currency)
