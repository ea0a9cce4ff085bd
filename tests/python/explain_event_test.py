# SPDX-License-Identifier: Apache-2.0
"""Why an event did what it did, and why not."""

import json

import pytest

import patron

PACK = {
    "patron": 1, "id": "club", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2026-01-01"},
    "points": {
        "currencies": {"miles": {}},
        "earn": {
            "base": {"on": "booking", "currency": "miles", "points": 10},
            "dear": {"on": "booking", "currency": "miles", "points": 5,
                     "when": "event.amount >= 500 && event.nights > 2"},
            "double": {"multiply": "2", "of": ["dear"]},
            "spring": {"on": "booking", "currency": "miles", "points": 7,
                       "effective": {"from": "2026-04-01", "to": "2026-04-30"}},
            "second": {"on": "booking", "currency": "miles", "points": 3,
                       "occurrence": {"nth": 2}},
            "after": {"on": "trip_completed", "currency": "miles", "points": 1}}},
    "care": {"actions": {
        "call": {"on": "booking", "do": "check", "due": "1 day", "reason": "a call",
                 "when": "event.nights > 2"}}}}


@pytest.fixture(name="member", scope="module")
def member_fixture():
    engine = patron.Engine(json.dumps(PACK))
    member = patron.Member(engine, "C1")
    for event in (
            {"id": "A", "amount": "400.00", "nights": 3, "occurred_at": "2026-03-01"},
            {"id": "B", "amount": "900.00", "nights": 3, "occurred_at": "2026-04-01"},
            {"id": "C", "amount": "900.00", "occurred_at": "2026-04-02"}):
        engine.apply(member, {"type": "booking", "ref": event["id"], **event})
    return engine, member


def statuses(found):
    return {row["rule"]: row["status"] for row in found.to_dicts()}


def test_each_rule_says_what_became_of_it(member):
    engine, member = member
    # 400.00 is too little, so there is nothing to double; April has not begun.
    assert statuses(engine.explain_event(member, "A")) == {
        "points.earn.base": "holds", "points.earn.dear": "does not hold",
        "points.earn.double": "nothing to multiply", "points.earn.spring": "not in force",
        "points.earn.second": "not this time", "care.actions.call": "holds"}
    assert set(statuses(engine.explain_event(member, "B")).values()) == {"holds"}


def test_what_decided_and_what_it_would_have_taken(member):
    engine, member = member
    rows = [row for row in engine.explain_event(member, "A").to_dicts()
            if row["rule"] == "points.earn.dear"]
    parts = [(row["depth"], row["text"], row["value"], row["decides"])
             for row in rows if row["way"] == 0]
    assert parts == [
        (0, "event.amount >= 500 && event.nights > 2", "false", True),
        (1, "event.amount >= 500", "false", True), (2, "event.amount", "400.00", True),
        (1, "event.nights > 2", "true", False), (2, "event.nights", "3", False)]
    way, = [row for row in rows if row["way"] == 1]
    assert (way["text"], way["value"], way["wanted"]) == (
        "event.amount >= 500", "event.amount = 400.00", True)


def test_a_missing_input_leaves_a_rule_undecided(member):
    engine, member = member
    found = engine.explain_event(member, "C")
    assert statuses(found)["points.earn.dear"] == "undecided"
    assert statuses(found)["care.actions.call"] == "undecided"
    ways = [row["text"] for row in found.to_dicts() if row["way"] == 1]
    assert ways == ["event.nights > 2", "event.nights > 2"]


def test_it_tells_of_the_past_and_changes_nothing(member):
    engine, member = member
    before = member.save()
    engine.explain_event(member, "A")
    assert member.save() == before
    with pytest.raises(patron.Error) as caught:
        engine.explain_event(member, "nothing")
    assert "no event nothing" in str(caught.value)
