# SPDX-License-Identifier: Apache-2.0
"""One customer of the reference model: accepts events, and tells what is new.

Nothing is kept but the accepted entries and how far time was told. Each call folds the
old entries and the new ones from nothing and tells the difference (F3).
"""

from copy import deepcopy

from reference import calendar, prices
from reference.fold import Fold
from reference.pack import Pack
from reference.state import Entry, Refused

COMPARED = ("kind", "what", "at", "rule", "pack", "before", "currency", "points", "until",
            "parent", "scope", "detail", "note")
MONEY = ("opening", "allocated", "returned", "recognised", "closing")
LATE_MARGIN = calendar.DAY  # An event may claim to be at most so far ahead.


class Member:
    """A face of the vectors: apply, preview, advance, share, balances, holdings."""

    def __init__(self, packs):
        self.packs = sorted((Pack(pack) for pack in packs), key=lambda pack: pack.starts)
        self.entries, self.watermark = [], None
        self.scopes = None
        self.told = []  # The journal.

    def share(self, keys):
        self.scopes = {key.removeprefix("budgets."): {} for key in keys}

    # ---- folding ----
    def fold(self, until, entries=None, fresh=(), before=None):
        entries = self.entries if entries is None else entries
        return Fold(self.packs, entries, fresh, self.scopes,
                    before and before.returned).run(until)

    def now(self, at=None):
        return self.fold(self.instant(at))

    def zone(self):
        return self.packs[-1].zone

    # ---- the verbs ----
    def apply(self, events):
        fresh, repeated = self.read(events)
        effects = self.told_again(repeated)
        if fresh:
            effects += self.take(fresh)
        self.told += effects
        return effects

    def preview(self, events):
        kept = self.entries, self.watermark, self.scopes, list(self.told)
        self.entries, self.scopes = deepcopy(self.entries), deepcopy(self.scopes)
        try:
            return self.apply(events)
        finally:
            self.entries, self.watermark, self.scopes, self.told = kept

    def advance(self, until):
        until = calendar.parse_moment(until, self.zone())
        if self.watermark is not None and until <= self.watermark:
            return []
        before = self.fold(self.watermark) if self.watermark is not None else None
        after = self.fold(until)
        self.watermark = until
        effects = self.since(before, after) + self.given_back(before, after)
        self.told += effects
        return effects

    def read(self, events):
        """New entries in order, and ids of events that were applied before."""
        known = {entry.id: entry for entry in self.entries}
        fresh, repeated = [], []
        for event in events:
            entry = Entry(event, self.zone())
            if entry.id in known:
                if known[entry.id].content() != entry.content():
                    raise Refused("conflict")
                if known[entry.id] not in fresh:
                    repeated.append(entry.id)
                continue
            if entry.recorded is None:
                entry.recorded = max(entry.at, self.watermark or entry.at)
            if entry.at > entry.recorded + LATE_MARGIN:
                raise Refused("event")
            if entry.recorded - entry.at > self.packs[-1].late_days * calendar.DAY:
                raise Refused("too_old")
            known[entry.id] = entry
            fresh.append(entry)
        return sorted(fresh, key=Entry.key), repeated

    def told_again(self, ids):
        if not ids:
            return []
        return [{**effect, "duplicate": True} for effect in self.now().effects
                if effect.get("event") in ids]

    def take(self, fresh):
        """Accepts new entries, or raises and changes nothing."""
        late = self.watermark is not None and (
            fresh[0].at < self.watermark
            or any(entry.key() > fresh[0].key() for entry in self.entries)
            or any(entry.type == "decide" for entry in fresh))
        before = self.fold(self.watermark) if self.watermark is not None else None
        until = max(fresh[-1].at, self.watermark or fresh[-1].at)
        entries = deepcopy(self.entries) + fresh
        ids = {entry.id for entry in fresh}
        while True:
            after = self.fold(until, entries, ids, before)
            lost = late and self.taken_away(before, after)
            if not lost:
                break
            fresh[0].kept.append(lost)  # F1, tier_kept.
        if late and any(entry.type in ("redemption", "reservation") for entry in fresh):
            self.check_later_spends(before, after)
        watermark = self.watermark
        self.entries, self.watermark = entries, until
        if not late:
            return self.since(before, after) + self.given_back(before, after)
        return self.difference(before, after, watermark) + self.given_back(before, after)

    # ---- what is told ----
    def since(self, before, after):
        count = len(before.effects) if before else 0
        assert count == 0 or after.effects[:count] == before.effects
        return after.effects[count:]

    def given_back(self, before, after):
        """Books what budgets were used for that were handed in; the room that others get
        back is told (F2)."""
        effects = []
        for key in sorted(after.state.used, key=str):
            was = before.state.used.get(key, 0) if before else 0
            change = after.state.used[key] - was
            if self.scopes is not None and key[0] in self.scopes:
                windows = self.scopes[key[0]]
                windows[key[1]] = windows.get(key[1], 0) + change
            elif change < 0:
                effects.append({"kind": "request", "what": "points", "points": change,
                                "scope": f"budgets.{key[0]}", "id": repr((key, change)),
                                "at": calendar.instant_text(self.watermark)})
        return effects

    def difference(self, before, after, watermark):
        """A missing id is retracted, a new one late, a changed one corrected (F3)."""
        old = {effect["id"]: effect for effect in before.effects}
        new = {effect["id"] for effect in after.effects}
        known = calendar.instant_text(self.cause(before, after).recorded)
        told = [{**effect, "change": "retracted"} for effect in before.effects
                if effect["id"] not in new]
        for effect in after.effects:
            was = old.get(effect["id"])
            if was is None:
                late = effect["at"] <= calendar.instant_text(watermark)
                told.append({**effect, "change": "late"} if late else effect)
            elif any(was.get(name) != effect.get(name) for name in COMPARED):
                if effect["what"] in ("burn", "post"):  # Its lots are chosen afresh (F1).
                    told.append({**was, "what": "burn_reversal", "change": "late",
                                 "points": -was["points"], "id": was["id"] + " reversed",
                                 "event": self.cause(before, after).id})
                told.append({**effect, "change": "corrected"})
        for effect in told:
            if "change" in effect:
                effect["recorded_at"] = known
        return sorted(told, key=lambda effect: effect["at"])

    @staticmethod
    def cause(before, after):
        known = {entry.id for entry in before.entries}
        return min((entry for entry in after.entries if entry.id not in known),
                   key=Entry.key)

    # ---- promises (F1) ----
    def taken_away(self, before, after):
        """The first tier that was told and would not be held now; None: there is none."""
        for ladder, rules in self.packs[-1].ladders.items():
            if rules.get("lower_on_correction"):
                continue
            levels = [level["id"] for level in rules["levels"]]
            old = before.tier_steps.get(ladder, [])
            new = after.tier_steps.get(ladder, [])
            for order, cause in sorted({step[:2] for step in old + new}):
                held, until = held_at(old, order, levels[0])
                now = held_at(new, order, levels[0])[0]
                if (order[0] <= self.watermark
                        and levels.index(held) > levels.index(now)):
                    return {"ladder": ladder, "level": held, "until": until,
                            "at": order[0], "cause": cause}
        return None

    @staticmethod
    def check_later_spends(before, after):
        """A spend in the past creates no new debt up to the watermark."""
        def owed(fold):
            forgiven = sum(effect["points"] for effect in fold.effects
                           if effect["what"] == "write_off")
            return forgiven + sum(
                ledger.debt for ledger in fold.state.ledgers.values()) + sum(
                held.short() for held in fold.state.reservations)
        if owed(after) > owed(before):
            raise Refused("insufficient_points")
        rules = after.pack().rewards
        if after.given_too_often(rules) and not before.given_too_often(rules):
            raise Refused("over_limit")

    # ---- questions ----
    def instant(self, at):
        return self.watermark if at is None else calendar.parse_moment(at, self.zone())

    def balances(self, at=None):
        return self.now(at).balances()

    def liability(self, first, last):
        pack = self.packs[-1]
        rows = prices.report(self.packs, self.told, calendar.date.fromisoformat(first),
                             calendar.date.fromisoformat(last))
        return [{name: prices.money_text(pack, value) if name in MONEY else value
                 for name, value in row.items()} for row in rows]

    def quote(self, currency, price, at=None):
        fold = self.now(at)
        return {name: (amount if name == "points"
                       else prices.money_text(fold.pack(), amount))
                for name, amount in fold.quote(currency, price).items()}

    def holdings(self, what, at=None):
        fold, until = self.now(at), self.instant(at)
        if fold.state.version is None:  # Unknown: the rules of the day.
            if until is None:
                return []
            fold.state.version = fold.version_at(until)
        if what == "tiers":
            held = {ladder: fold.standing(ladder) for ladder in fold.pack().ladders}
            return [{"ladder": ladder, "tier": standing.level,
                     "until": standing.until and standing.until.isoformat()}
                    for ladder, standing in held.items()]
        if what == "carried":
            return [{"ladder": ladder, "metric": metric,
                     "value": figure_text(fold.pack(), metric, value)}
                    for ladder in sorted(fold.pack().ladders)
                    for metric, value in sorted(fold.standing(ladder).carried.items())]
        if what == "metrics":
            return [{"metric": name, "value": fold.metric(name, fold.today_at(until))}
                    for name in fold.pack().metrics]
        return [{"currency": currency, "points": lot.points,
                 "activated_on": lot.activated.isoformat(),
                 "expires_on": lot.expires and lot.expires.isoformat()}
                for currency, ledger in sorted(fold.state.ledgers.items())
                for lot in ledger.in_spending_order()]


def figure_text(pack, metric, value):
    """A count, or a sum of money."""
    money = pack.metrics[metric].get("value", "").startswith("trip.net")
    return (prices.money_text(pack, int(value * 10**pack.digits)) if money
            else str(int(value)))


def held_at(changes, order, lowest):
    """Level and end after all that stands up to a place in the order."""
    held = (lowest, None)
    for changed, _, level, until in changes:
        if changed <= order:
            held = (level, until)
    return held
