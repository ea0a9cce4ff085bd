# SPDX-License-Identifier: Apache-2.0
"""Runs one case of the vectors against a face: patron's own, or the reference model.

A face is whatever has apply, advance, share, balances and holdings; README.md beside this
file says what they answer. The comparison is exact in number and order of effects; of
each effect it looks at the fields that the vector names.
"""

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def cases():
    """(id, case) of every vector."""
    for path in sorted(HERE.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            yield f"{path.stem}: {case['title']}", case


def packs_of(case):
    return case["packs"] if "packs" in case else [case["pack"]]


class Mismatch(AssertionError):
    """Found is not what the vector expects."""


class Run:
    """The steps of one case, one after another."""

    def __init__(self, face, refused):
        self.face = face
        self.refused = refused  # The exception that tells an event was not taken.
        self.events = {}        # Id of an effect -> the event that caused it.
        self.request = None     # Id of the last request, for "@request".

    def step(self, step):
        if "apply" in step:
            effects = self.face.apply(self.written(step["apply"]))
            self.compare(step["effects"], effects)
        elif "preview" in step:
            effects = self.face.preview(self.written(step["preview"]))
            self.compare(step["effects"], effects)
        elif "advance" in step:
            self.compare(step["effects"], self.face.advance(step["advance"]))
        elif "refuse" in step:
            self.refuse(self.written(step["refuse"]), step["error"])
        elif "share" in step:
            self.face.share(step["share"])
        elif "liability" in step:
            found = self.face.liability(*step["liability"])
            expected = step["rows"]
            found = [{key: row.get(key) for key in expected[index]} if index < len(
                expected) else row for index, row in enumerate(found)]
            if found != expected:
                raise Mismatch(f"expected {lines(expected)}\nfound {lines(found)}")
        elif "quote" in step:
            found = self.face.quote(step["quote"]["currency"], step["quote"]["price"])
            if found != step["answer"]:
                raise Mismatch(f"expected {step['answer']}\nfound {found}")
        else:
            self.ask(step)

    def written(self, events):
        events = events if isinstance(events, list) else [events]
        return [{key: self.request if value == "@request" else value
                 for key, value in event.items()} for event in events]

    def refuse(self, events, error):
        try:
            effects = self.face.apply(events)
        except self.refused as refused:
            if str(refused) != error:
                raise Mismatch(f"refused as {refused}, expected {error}") from None
            return
        raise Mismatch(f"taken, expected {error}; {effects}")

    def compare(self, expected, effects):
        for effect in effects:
            self.events[effect["id"]] = effect.get("event")
            if effect["kind"] == "request":
                self.request = effect["id"]
        found = [self.seen(effect, expected[index] if index < len(expected) else {})
                 for index, effect in enumerate(effects)]
        if found != expected:
            raise Mismatch(f"\nexpected {lines(expected)}\nfound    {lines(found)}"
                           f"\nwhole    {lines(effects)}")

    def seen(self, effect, expected):
        """The fields of an effect that the vector names, or the telling ones."""
        if not expected:
            expected = ("kind", "what", "points", "rule", "at", "change")
            return {key: effect[key] for key in expected if key in effect}
        found = {key: effect.get(key) for key in expected}
        if "price" in expected:
            found["price"] = effect.get("detail", {}).get("price")
        if "lots" in expected:
            found["lots"] = [
                {"event": self.events.get(lot["lot"]), "points": lot["points"]}
                for lot in effect.get("detail", {}).get("lots", [])]
        return found

    def ask(self, step):
        at = step.get("at")
        for what in ("balances", "tiers", "metrics", "carried"):
            if what not in step:
                continue
            expected = step[what]
            found = (self.face.balances(at) if what == "balances"
                     else self.answer(what, self.face.holdings(what, at)))
            if what != "carried":
                found = {key: found.get(key) for key in expected}
            if what == "balances":
                found = {currency: {word: found[currency][word] for word in words}
                         for currency, words in expected.items()}
            if found != expected:
                raise Mismatch(f"{what}: expected {expected}\nfound {found}")

    def answer(self, what, rows):
        if what == "tiers":
            return {row["ladder"]: {"tier": row["tier"], "until": row.get("until")}
                    for row in rows}
        if what == "carried":
            return {f"{row['ladder']}.{row['metric']}": str(row["value"]) for row in rows}
        return {row["metric"]: str(row["value"]) for row in rows}


def lines(effects):
    return "\n".join("  " + json.dumps(effect, ensure_ascii=False) for effect in effects)


def run(case, face, refused):
    running = Run(face, refused)
    for number, step in enumerate(case["steps"]):
        try:
            running.step(step)
        except Mismatch as mismatch:
            raise Mismatch(f"step {number}: {json.dumps(step, ensure_ascii=False)}"
                           f"\n{mismatch}") from None
