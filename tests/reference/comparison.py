# SPDX-License-Identifier: Apache-2.0
"""Two implementations side by side over one case, and the smallest case that tells them
apart. A case is that of the vectors without what is expected: packs and steps."""

from copy import deepcopy
import json

FIELDS = ("kind", "what", "rule", "pack", "event", "at", "change", "duplicate", "before",
          "currency", "points", "balance", "until", "scope")


class Told:
    """Effects without their ids: a lot is named by what opened it."""

    def __init__(self):
        self.opened = {}

    def plain(self, effects):
        found = []
        for effect in effects:
            self.opened[effect["id"]] = [effect["what"], effect.get("rule"),
                                         effect.get("event")]
        for effect in effects:
            seen = {key: effect[key] for key in FIELDS if effect.get(key) is not None}
            if seen["kind"] in ("request", "shortfall"):
                seen.pop("balance", None)
            if not seen.get("change"):
                seen.pop("change", None)
            seen["price"] = effect.get("detail", {}).get("price")
            seen["lots"] = [[self.opened.get(lot["lot"]), lot["points"]]
                            for lot in effect.get("detail", {}).get("lots", [])]
            found.append(seen)
        return found


def sorted_by_instant(effects):
    """Corrections of one instant stand in no promised order."""
    if not any("change" in effect for effect in effects):
        return effects
    return sorted(effects, key=lambda effect: (effect["at"], json.dumps(
        effect, sort_keys=True)))


def answer(face, told, step, refused):
    """What a face answers to a step: effects, or the name of the refusal."""
    try:
        if "apply" in step:
            return sorted_by_instant(told.plain(face.apply(step["apply"])))
        if "advance" in step:
            return sorted_by_instant(told.plain(face.advance(step["advance"])))
        return face.share(step["share"])
    except refused as failure:
        return str(failure)


def first_difference(case, model, face, refused):
    """None, or what differs and where."""
    theirs, ours = Told(), Told()
    for number, step in enumerate(case["steps"]):
        expected = answer(model, theirs, step, refused)
        found = answer(face, ours, step, refused)
        if expected != found:
            return {"step": number, "expected": only(expected, found),
                    "found": only(found, expected)}
    expected, found = answered(model, refused), answered(face, refused)
    if expected != found:
        return {"ask": "liability", "expected": expected, "found": found}
    for at in case.get("ask", [None]):
        for what in ("balances", "lots", "tiers", "metrics", "carried"):
            expected, found = question(model, what, at), question(face, what, at)
            if expected != found:
                return {"ask": what, "at": at, "expected": expected, "found": found}
    return None


def answered(face, refused):
    """What the points are worth in the books, over two periods."""
    try:
        return [face.liability(*days) for days in (
            ("2024-01-01", "2024-05-31"), ("2024-06-01", "2026-12-31"))]
    except refused as failure:
        return str(failure)


def only(these, those):
    if isinstance(these, str) or isinstance(those, str) or these is None:
        return these
    return [effect for effect in these if effect not in those] or these


def question(face, what, at):
    if what == "balances":
        return face.balances(at)
    rows = face.holdings(what, at)
    if what == "lots":
        return sorted(([row["currency"], row["points"], row.get("expires_on")]
                       for row in rows), key=str)
    if what == "tiers":
        return {row["ladder"]: [row["tier"], row.get("until")] for row in rows}
    if what == "carried":
        return sorted([row["ladder"], row["metric"], float(row["value"])]
                      for row in rows)
    return {row["metric"]: float(row["value"]) for row in rows}


# ---- shrinking ----
def smaller(case):
    """Cases with one thing less."""
    for index in reversed(range(len(case["steps"]))):
        yield without(case, ["steps", index])
    for index, step in enumerate(case["steps"]):
        events = step.get("apply", [])
        for place in range(len(events)):
            if len(events) > 1:
                yield without(case, ["steps", index, "apply", place])
            for key in events[place]:
                if key not in ("id", "type", "occurred_at"):
                    yield without(case, ["steps", index, "apply", place, key])
    if len(case["packs"]) > 1:
        yield without(case, ["packs", len(case["packs"]) - 1])
    for index, pack in enumerate(case["packs"]):
        yield from (without(case, ["packs", index, *path]) for path in paths(pack))


def paths(value, path=()):
    if isinstance(value, dict):
        for key in list(value):
            yield [*path, key]
            yield from paths(value[key], (*path, key))


def without(case, path):
    copy = deepcopy(case)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return copy


def shrunk(case, fails, limit=3000):
    """The case with everything left out that it fails without."""
    tries, again = 0, True
    while again and tries < limit:
        again = False
        for candidate in smaller(case):
            tries += 1
            if tries > limit:
                break
            if fails(candidate):
                case, again = candidate, True
                break
    return case
