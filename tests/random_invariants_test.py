# SPDX-License-Identifier: Apache-2.0
"""What holds of any program and any history, whatever the rules say: nothing is lost,
nothing comes twice, and the way the news came in leaves no trace. Through the C ABI;
PATRON_INVARIANTS says how many seeds to run."""

from collections import Counter
from datetime import timedelta
import os
import random

import pytest

from reference import calendar, random_histories, random_packs
from reference.state import Entry
from vectors.c_face import CFace, CLibrary, Refused, library_path

SEEDS = range(int(os.environ.get("PATRON_INVARIANTS", "80")))
END = random_histories.noon(random_histories.START + timedelta(days=800))
IN_OR_OUT = {"earn", "hold", "write_off", "burn", "burn_reversal", "expire", "void",
             "clawback", "adjust", "post", "reversed_expired",
             "reinstate"}
SPENDS = {"redemption", "reservation", "reservation_released", "redemption_refunded"}
# From one account of the member to another, or not at all.
MOVES = {"activate", "debt_offset", "reserve", "release", "extend"}


class Host:
    """A booking system that keeps every effect under its id, as the law asks of it."""

    def __init__(self, effects=()):
        self.kept = {}
        self.told(effects)

    def told(self, effects):
        for effect in effects:
            change = effect.get("change")
            if change == "retracted":
                del self.kept[effect["id"]]
                continue
            assert (change == "corrected") == (effect["id"] in self.kept), effect
            self.kept[effect["id"]] = {name: value for name, value in effect.items()
                                       if name not in UNSTABLE}
        return self

    def points(self, currency):
        return sum(effect.get("points", 0) for effect in self.kept.values()
                   if effect["kind"] == "posting" and effect["currency"] == currency
                   and effect["what"] not in MOVES)


# When and in which call it became known, which the way of the news may change, and the
# balance at that moment.
UNSTABLE = ("recorded_at", "revision", "sequence", "change", "balance")


@pytest.fixture(scope="module")
def library():
    if not library_path().exists():
        pytest.skip(f"no {library_path()}: build it first")
    return CLibrary()


class Case:
    """A random program, and what one customer did under it, in order."""

    def __init__(self, seed, library, spends=True):
        chance = random.Random(seed)
        self.library, self.packs = library, random_packs.program(chance)
        for pack in self.packs:
            pack["history"] = {"late": "3000 days"}
            if not spends:  # No fact that depends on what was known when.
                pack["points"]["tiers"]["club"]["lower_on_correction"] = True
        zone = self.packs[-1]["timezone"]
        events = [event for event in random_histories.history(chance)
                  if spends or event["type"] not in SPENDS]
        self.events = sorted(events, key=lambda event: Entry(event, zone).key())
        self.faces = []

    def face(self):
        self.faces.append(CFace(self.library, self.packs))
        return self.faces[-1]

    def in_order(self):
        """The face after one event a call, what was told, and the events taken."""
        face, host, taken = self.face(), Host(), []
        for event in self.events:
            try:
                host.told(face.apply([event]))
                taken.append(event)
            except Refused:
                pass
        host.told(face.advance(END))
        return face, host, taken

    def close(self):
        for face in self.faces:
            face.close()


@pytest.fixture
def case(request, library):
    seed, spends = request.param
    made = Case(seed, library, spends)
    yield made
    made.close()


any_history = pytest.mark.parametrize(
    "case", [(seed, True) for seed in SEEDS], indirect=True, ids=str)
without_spends = pytest.mark.parametrize(
    "case", [(seed, False) for seed in SEEDS], indirect=True, ids=str)


def cents(amount):
    return round(100 * float(amount))


def standing(face):
    """All that can be asked of the customer now."""
    lots = [(lot["currency"], lot["points"], lot.get("expires_on"), lot["activated_on"])
            for lot in face.holdings("lots")]
    return (face.balances(), sorted(lots, key=str), face.holdings("tiers"),
            face.holdings("metrics"))


def head(face):
    """The bytes of a snapshot without the revision, which counts calls."""
    saved = face.save(1)
    return saved[:8] + saved[16:88] + saved[96:]


def accepted(face, event, host):
    try:
        host.told(face.apply([event]))
    except Refused:
        return False
    return True


@any_history
def test_points_in_are_points_out_and_points_held(case):
    face, host, _ = case.in_order()
    assert face.reconcile() == []
    outstanding = Counter()
    for row in face.liability("2000-01-01", "2099-12-31"):
        outstanding[row["currency"]] += row["outstanding"]
        assert sum(cents(row[name]) for name in ("opening", "allocated")) == sum(
            cents(row[name]) for name in ("returned", "recognised", "closing"))
    for currency, held in face.balances().items():
        if case.packs[-1]["points"]["currencies"].get(currency, {}).get("liability"):
            assert outstanding[currency] == held["active"] + held["reserved"]
        assert host.points(currency) == (
            held["active"] + held["pending"] + held["reserved"] - held["debt"]), currency
        assert held["active"] == sum(
            lot["points"] for lot in face.holdings("lots")
            if lot["currency"] == currency), currency
    known = IN_OR_OUT | MOVES
    for effect in host.kept.values():
        if effect["kind"] == "posting":
            assert effect["what"] in known
        if effect["what"] == "burn":
            parts = effect["detail"]["lots"]
            assert sum(part["points"] for part in parts) == -effect["points"]
            assert all(part["points"] > 0 for part in parts)


@any_history
def test_one_by_one_is_all_at_once(case):
    one, host, taken = case.in_order()
    if not taken:
        return
    other = case.face()
    batch = Host(other.apply(taken)).told(other.advance(END))
    assert batch.kept == host.kept
    assert standing(other) == standing(one)


@any_history
def test_a_saved_member_goes_on_as_if_nothing_had_been(case):
    one, host, taken = case.in_order()
    face, told = case.face(), Host()
    for event in taken:
        told.told(face.apply([event]))
        saved = face.save()
        face.new_member("")
        face.load(saved)
        assert face.save() == saved
    told.told(face.advance(END))
    assert told.kept == host.kept
    assert head(face) == head(one)


@any_history
def test_how_often_time_was_told_leaves_no_trace(case):
    one, host, taken = case.in_order()
    face, told = case.face(), Host()
    zone = case.packs[-1]["timezone"]
    for event in taken:
        at = calendar.parse_moment(event["occurred_at"], zone)
        for days in (20, 3, 1):  # No more than one event may lie behind.
            before = calendar.instant_text(at - days * calendar.DAY)
            if calendar.parse_moment(before, zone) > 0:
                told.told(face.advance(before))
        told.told(face.advance(calendar.instant_text(at - 1)))
        told.told(face.apply([event]))
    told.told(face.advance(END))
    assert told.kept == host.kept
    assert standing(face) == standing(one)


@any_history
def test_a_preview_tells_what_would_be_told_and_changes_nothing(case):
    _, _, taken = case.in_order()
    face = case.face()
    for event in taken:
        before = face.save()
        preview = face.preview([event])
        assert face.save() == before
        assert preview == face.apply([event])


@any_history
def test_a_repeated_event_is_answered_with_its_effects(case):
    face, host, taken = case.in_order()
    before = standing(face)
    for event in taken:
        again = face.apply([event])
        assert all(effect["duplicate"] for effect in again)
        assert {effect["id"] for effect in again} == {
            id for id, effect in host.kept.items() if effect.get("event") == event["id"]}
    assert standing(face) == before


@without_spends
def test_the_order_of_arrival_leaves_no_trace(case):
    one, host, taken = case.in_order()
    waiting = [{**event, "recorded_at": END} for event in taken]
    random.Random(1).shuffle(waiting)
    face, told = case.face(), Host()
    for _ in taken:  # A refund may have to wait for its booking: it is told again.
        waiting = [event for event in waiting if not accepted(face, event, told)]
    assert not waiting
    told.told(face.advance(END))
    assert told.kept == host.kept
    assert standing(face) == standing(one)


@any_history
def test_a_full_refund_in_any_split_is_a_full_refund_at_once(case):
    chance = random.Random(len(case.events))
    price = chance.randint(3, 40000)
    events = [{"id": "B", "type": "booking", "occurred_at": "2024-02-01", "ref": "X",
               "lines": [{"id": "1", "kind": "package", "gross": text(price + 500),
                          "discount": "5.00"}], "nights": 2}]
    if chance.random() < 0.7:
        events.append({"id": "T", "type": "trip_completed", "ref": "X",
                       "occurred_at": "2024-03-01"})
    # What a new version of the rules changes by itself comes before the refunds.
    events.append({"id": "C", "type": "contact", "occurred_at": "2024-04-10"})
    parts = [chance.randint(1, price - 2)]
    parts += [chance.randint(1, price - sum(parts) - 1)]
    parts += [price - sum(parts)]
    for pack in case.packs:  # Nothing here is refused.
        for rules in (pack["points"]["earn"], pack.get("care", {}).get("actions", {})):
            for rule in rules.values():
                rule.pop("on_error", None)
    whole, split = case.face(), case.face()
    for face, amounts in ((whole, [price]), (split, parts)):
        face.apply(events)
        for number, amount in enumerate(amounts):
            face.apply([{"id": f"F{number}", "type": "refund", "ref": "X",
                         "occurred_at": "2024-04-11", "amount": text(amount)}])
    assert standing(whole) == standing(split)


def text(minor):
    return f"{minor // 100}.{minor % 100:02d}"


@any_history
def test_history_that_was_forgotten_leaves_its_state(case):
    for pack in case.packs:
        pack["history"] = {"late": "5 days"}
    one, host, taken = case.in_order()
    face, told = case.face(), Host()
    zone = case.packs[-1]["timezone"]
    for event in taken:
        told.told(face.apply([event]))
        at = calendar.parse_moment(event["occurred_at"], zone)
        face.compact(calendar.instant_text(at - 6 * calendar.DAY))
    told.told(face.advance(END))
    assert told.kept == host.kept
    assert standing(face) == standing(one)
