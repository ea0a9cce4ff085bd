# SPDX-License-Identifier: Apache-2.0
"""Points spent: at once, or set aside and then posted or released; and given back."""

from fractions import Fraction
import math

from reference import calendar
from reference.ledger import Lot, taken
from reference.pack import rounded
from reference.state import Refused

REFUND_MONTHS = 12
UNITS = {"minute": calendar.MINUTE, "hour": calendar.HOUR, "day": calendar.DAY}


def length(text):
    """Milliseconds of "15 minutes"; a day has 24 hours."""
    number, unit = text.split()
    return int(number) * UNITS[unit.rstrip("s")]


class Reservation:
    """Points set aside for a spend that is being agreed on (M30)."""

    def __init__(self, spend, effect, pins, until):
        self.spend, self.effect, self.pins, self.until = spend, effect, pins, until

    def short(self):
        return self.spend.points - sum(piece.points for piece in self.pins)


class Spend:
    """What was asked for, and, once it was spent, what it took (M32)."""

    def __init__(self, event, currency, reward, points, day):
        self.event, self.currency, self.reward = event, currency, reward
        self.points, self.day = points, day
        self.rule = f"points.rewards.{reward}" if reward else "points.redemption"
        self.effect, self.pieces, self.owed, self.forgiven, self.left = None, [], 0, 0, 0


class Spending:
    """Part of Fold."""

    def wanted(self, entry):
        """What an event asks for, checked where it is new."""
        reward, event = self.reward_of(entry), entry.event
        if reward is None:
            currency = self.currency_named(event)
        else:
            currency = self.pack().rewards[reward]["price"]["currency"]
            if event.get("points_currency", currency) != currency:
                raise Refused("event")
        if event["points"] < 1:
            raise Refused("event")
        spend = Spend(entry.id, currency, reward, event["points"], self.today)
        if entry.id in self.fresh:
            self.check_spend(spend, event.get("price"))
        if reward is not None:
            self.state.rewarded.append((reward, self.today))
        return spend

    def check_spend(self, spend, price):
        if spend.currency not in self.pack().spendable():
            raise Refused("not_eligible")
        if spend.reward is not None:
            self.check_reward(spend.reward, spend.points)
        else:
            self.check_bounds(spend.currency, spend.points)
        if price is not None:
            if "rate" not in self.spending(spend.currency):
                raise Refused("event")
            if spend.points > self.most_for(spend.currency, price):
                raise Refused("over_limit")
        ledger = self.state.ledger(spend.currency)
        if ledger.active() < spend.points or ledger.debt:
            raise Refused("insufficient_points")

    def spending(self, currency):
        return self.pack().currencies[currency].get("spend", {})

    def bounds(self, currency):
        rules = self.spending(currency)
        least, step, most = (
            self.pack().points(rules[key], currency) if key in rules else default
            for key, default in (("min", 1), ("step", 1), ("max", math.inf)))
        return least, step, most

    def check_bounds(self, currency, points):
        least, step, most = self.bounds(currency)
        if points < least or points % step or points > most:
            raise Refused("over_limit")

    # ---- points plus cash (M33) ----
    def point_value(self, currency):
        """Minor units that one unit of points pays."""
        rate = self.spending(currency)["rate"]
        return Fraction(self.pack().minor(rate["per"]),
                        self.pack().points(rate["points"], currency))

    def most_for(self, currency, price):
        """The most points that may pay a price, in whole steps."""
        share = Fraction(self.spending(currency).get("share", "100%")[:-1]) / 100
        step = self.bounds(currency)[1]
        points = self.pack().minor(price) * share / self.point_value(currency)
        return math.floor(points / step) * step

    def quote(self, currency, price):
        least, step, most = self.bounds(currency)
        active = self.state.ledger(currency).active()
        points = min(self.most_for(currency, price), most, active) // step * step
        points = points if points >= least else 0
        value = rounded(points * self.point_value(currency), "floor")
        return {"points": points, "value": value,
                "cash": self.pack().minor(price) - value}

    # ---- reserve, post, release (M30, M31) ----
    def reserve(self, entry):
        spend = self.wanted(entry)
        ledger = self.state.ledger(spend.currency)
        until = entry.at + length(
            self.spending(spend.currency).get("reserve", "30 minutes"))
        _, pins = ledger.take(spend.points)
        effect = self.post_plainly(
            "reserve", spend.rule, spend.currency, -spend.points,
            until=calendar.instant_text(until), **taken(pins))
        self.state.reservations.append(Reservation(spend, effect, pins, until))

    def reservation_of(self, entry):
        for held in self.state.reservations:
            if held.spend.event == entry.event["reservation"]:
                self.state.reservations.remove(held)
                return held
        raise Refused("already_settled")

    def release(self, entry):
        self.let_go(self.reservation_of(entry))

    def time_out(self):
        for held in list(self.state.reservations):
            if held.until <= self.at:
                self.state.reservations.remove(held)
                self.let_go(held)

    def let_go(self, held):
        """None of it is spent: a reward was not given."""
        if held.spend.reward is not None:
            self.state.rewarded.remove((held.spend.reward, held.spend.day))
        self.free(held)

    def free(self, held):
        """What is still pinned can be spent again, or ends at once."""
        points, spend = sum(piece.points for piece in held.pins), held.spend
        if not points:
            return
        ledger = self.state.ledger(spend.currency)
        self.post_plainly("release", spend.rule, spend.currency, points,
                          balance=ledger.active() + points, parent=held.effect["id"],
                          **taken(held.pins))
        self.come_back(spend, held.pins)

    def come_back(self, spend, pieces):
        ledger = self.state.ledger(spend.currency)
        self.offset(ledger.put_back([self.kept_alive(spend.currency, piece)
                                     for piece in pieces]),
                    spend.rule, spend.currency, None)

    def kept_alive(self, currency, piece):
        """Activity since then has kept idle points alive (M34)."""
        terms, active = self.pack(piece.terms), self.state.ledger(currency).active_on
        if terms.expiry_of(currency)["kind"] == "idle" and active:
            piece.expires = max(piece.expires, terms.idle_day(currency, active))
        return piece

    def post_reserved(self, entry):
        """Posts a reservation, up to what was set aside; the rest is free again."""
        if {"reward", "points_currency", "price"} & set(entry.event):
            raise Refused("event")
        held, points = self.reservation_of(entry), entry.event["points"]
        if points < 1:
            raise Refused("event")
        if points > held.spend.points or (
                held.spend.reward is not None and points != held.spend.points):
            raise Refused("over_limit")
        spent = Spend(entry.id, held.spend.currency, held.spend.reward, points,
                      held.spend.day)
        pieces, rest = [], points
        for piece in held.pins:
            part = min(piece.points, rest)
            piece.points -= part
            rest -= part
            if part:
                pieces.append(piece.part(part))
        held.pins = [piece for piece in held.pins if piece.points]
        self.spend("post", spent, pieces, parent=held.effect["id"])
        self.free(held)

    # ---- spending ----
    def redeem(self, entry):
        if "reservation" in entry.event:
            self.post_reserved(entry)
        else:
            self.spend("burn", self.wanted(entry), [])

    def spend(self, what, spend, pieces, **fields):
        """Takes what `pieces` do not cover from lots, then as debt (F1)."""
        ledger = self.state.ledger(spend.currency)
        rest = spend.points - sum(piece.points for piece in pieces)
        spend.owed, more = ledger.take(rest)
        spend.pieces, spend.left = pieces + more, spend.points
        ledger.debt += spend.owed
        ledger.outflow += spend.points
        spend.effect = self.post_plainly(what, spend.rule, spend.currency, -spend.points,
                                         **fields, **taken(spend.pieces))
        self.state.spends.append(spend)
        negative = self.pack().currencies[spend.currency].get("negative", {})
        if spend.owed and negative.get("policy") != "allow":  # Forgiven at once.
            spend.forgiven, spend.owed = spend.owed, 0
            ledger.debt -= spend.forgiven
            ledger.inflow += spend.forgiven
            self.post_plainly("write_off", spend.rule, spend.currency, spend.forgiven)

    # ---- giving back (M32) ----
    def unspend(self, entry):
        found = [spend for spend in self.state.spends
                 if spend.event == entry.event["redemption"]
                 and calendar.add_months(spend.day, REFUND_MONTHS) >= self.today]
        if not found:
            self.emit("unreversible", "redemption", "points.redemption")
            return
        spend = found[0]
        points = entry.event.get("points", spend.left)
        if not 1 <= points <= spend.left:
            raise Refused("event")
        spend.left -= points
        if not spend.left and spend.reward is not None:
            self.state.rewarded.remove((spend.reward, spend.day))
        self.give_back(spend, points)

    def give_back(self, spend, points):
        """What it owed first, then its lots, the last taken first."""
        ledger, currency = self.state.ledger(spend.currency), spend.currency
        owed = min(points, spend.owed)
        forgiven = min(points - owed, spend.forgiven)
        spend.owed -= owed
        spend.forgiven -= forgiven
        paid_since = owed - min(owed, ledger.debt)
        ledger.debt -= owed - paid_since
        pieces = self.last_taken(spend, points - owed - forgiven)
        ended = [piece for piece in pieces
                 if piece.expires is not None and piece.expires < self.today]
        alive = [piece for piece in pieces if piece not in ended]
        active = ledger.active()
        ledger.outflow -= points
        effect = self.post_plainly(
            "burn_reversal", spend.rule, currency, points,
            balance=active + paid_since + sum(piece.points for piece in pieces),
            parent=spend.effect["id"])
        new = Lot(effect["id"], None, paid_since, self.today, self.pack().expiry_day(
            currency, self.today, self.today, self.joined(), ledger.active_on),
            self.state.version)
        new_too = [new.part(paid_since)] if paid_since else []
        effect.update(taken(pieces + new_too))
        if paid_since:  # Other points have paid this debt: new ones stand for them.
            ledger.open(new)
        if forgiven:
            ledger.inflow -= forgiven
            self.post_plainly("write_off", spend.rule, currency, -forgiven,
                              balance=active + paid_since + sum(
                                  piece.points for piece in pieces))
        still = active + paid_since + sum(piece.points for piece in pieces)
        for piece in ended:
            still -= piece.points
            ledger.outflow += piece.points
            self.post_plainly("reversed_expired", spend.rule, currency, -piece.points,
                              balance=still, **taken([piece]))
        self.offset(ledger.put_back(alive), spend.rule, currency, None)

    def last_taken(self, spend, points):
        pieces = []
        while points:
            last = spend.pieces[-1]
            part = min(last.points, points)
            points -= part
            last.points -= part
            pieces.append(self.kept_alive(spend.currency, last.part(part)))
            if not last.points:
                spend.pieces.pop()
        return pieces
