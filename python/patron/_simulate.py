# SPDX-License-Identifier: Apache-2.0
"""One history under two programs: what is different, in all and for each customer."""

import json

from . import _columns, _tables
from ._engine import Engine
from ._member import Scopes
from ._table import Table

_PARTS = ("active", "pending", "debt")


class Simulation:
    """What is different: `summary` (measure, before, after, difference) and `customers`,
    a row each with what they have before and after. Points are at their currency's
    scale."""

    __slots__ = ("summary", "customers")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes simulations")

    def __repr__(self):
        return (f"<patron.Simulation: {len(self.customers):,} customers, "
                f"{len(self.summary):,} measures>")

    def _repr_html_(self):
        return self.summary._repr_html_()


Simulation.__module__ = "patron"


def simulate(engine, events, against, **plan):
    now = _Side(engine, events, plan)
    next_ = _Side(_since(against, engine), events, plan)
    sides = now, next_
    made = object.__new__(Simulation)
    ids = list(now.customers | next_.customers)
    currencies = list(now.currencies | next_.currencies)
    ladders = {name: list(now.ladders.get(name, {}) | next_.ladders.get(name, {}))
               for name in now.ladders | next_.ladders}
    made.customers = _columns.table(_rows(sides, ids, currencies, ladders))
    made.summary = _columns.table(_summary(sides, ids, currencies, ladders))
    return made


def _since(against, engine):
    """The newest version of a program as if it had been in force since the first day of
    another."""
    first = min(_pack(Engine(pack))["effective"]["from"] for pack in engine._packs)
    pack = _pack(against)
    if pack["effective"]["from"] <= first:
        return against
    pack["effective"]["from"] = first
    return Engine(pack, limits=against._limits, language=against.language)


def _pack(engine):
    return json.loads(engine.pack_json())


class _Side:
    """What the history comes to under one program."""

    def __init__(self, engine, events, plan):
        self.currencies = {name: None for name in engine.names("currencies")}
        self.ladders = {}
        for level in engine.names("tiers"):
            ladder, name = level.split(".", 1)
            self.ladders.setdefault(ladder, {})[name] = None
        shared = engine.names("scopes")
        scopes = Scopes(engine, dict.fromkeys(shared, b"")) if shared else None
        found = _tables.run(engine, events=events, snapshots=False, recorded=True,
                            scopes=scopes, **plan)
        self.customers = {}
        for row in _table(found, "assessments").rows():
            self.customers[row["customer"]] = (
                {one["currency"]: one for one in row["balances"] or ()},
                {one["ladder"]: one["tier"] for one in row["standings"] or ()})
        self.infeasible = _table(found, "effects")["kind"].count("infeasible")
        self.refused = sum(found["errors"]["refused"])

    def points(self, customer, currency, part):
        held = self.customers.get(customer, ({}, {}))[0]
        return held.get(currency, {}).get(part, 0)

    def total(self, customer, currency):
        active, pending, debt = (self.points(customer, currency, part)
                                 for part in _PARTS)
        return active + pending - debt

    def tier(self, customer, ladder):
        return self.customers.get(customer, ({}, {}))[1].get(ladder)


def _table(found, name):
    return Table._of(found[name], found["errors"])


def _rows(sides, ids, currencies, ladders):
    out = {"customer": ids}
    for currency in currencies:
        for part in _PARTS:
            for when, side in zip(("before", "after"), sides):
                out[f"{currency}_{part}_{when}"] = [
                    side.points(one, currency, part) for one in ids]
    for ladder in ladders:
        for when, side in zip(("before", "after"), sides):
            out[f"{ladder}_{when}"] = [side.tier(one, ladder) for one in ids]
    return out


def _summary(sides, ids, currencies, ladders):
    found = []

    def add(measure, before, after):
        found.append((measure, before, after))

    def changed(measure, figures):
        """How many have more, and how many less; figures: (before, after) of each."""
        for word, sign in (("win", 1), ("lose", -1)):
            add(f"{measure}.{word}", 0, sum((b - a) * sign > 0 for a, b in figures))

    for currency in currencies:
        for part in _PARTS:
            add(f"points.{currency}.{part}", *(
                sum(side.points(one, currency, part) for one in ids) for side in sides))
        changed(f"points.{currency}", [
            tuple(side.total(one, currency) for side in sides) for one in ids])
    for ladder, levels in ladders.items():
        for level in levels:
            add(f"tiers.{ladder}.{level}", *(
                sum(side.tier(one, ladder) == level for one in ids) for side in sides))
        held = [tuple(side.tier(one, ladder) for side in sides) for one in ids]
        changed(f"tiers.{ladder}", [tuple(levels.index(tier) for tier in both)
                                    for both in held if None not in both])
    add("infeasible", *(side.infeasible for side in sides))
    add("refused", *(side.refused for side in sides))
    return {"measure": [one[0] for one in found], "before": [one[1] for one in found],
            "after": [one[2] for one in found],
            "difference": [one[2] - one[1] for one in found]}
