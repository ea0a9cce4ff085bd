# SPDX-License-Identifier: Apache-2.0
"""One history under two programs: a point a yuan against two, and a smaller balance to
spend from."""

import copy

import pytest

import patron

PACK = {
    "patron": 1, "id": "club", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2026-01-01"},
    "metrics": {"spend": {"aggregate": "sum", "on": "trip_completed",
                          "value": "trip.net", "window": "this year"}},
    "points": {
        "currencies": {"miles": {"use": "spend"}},
        "earn": {"base": {"on": "booking", "currency": "miles", "hold": "none",
                          "rate": {"points": 2, "per": "1.00"}}},
        "tiers": {"club": {"levels": [
            {"id": "member"}, {"id": "gold", "reach": {"spend": "1000.00"}}]}}}}

EVENTS = [
    {"id": "1", "customer": "A", "type": "booking", "occurred_at": "2026-02-01",
     "ref": "A1", "amount": "1200.00"},
    {"id": "2", "customer": "A", "type": "redemption", "occurred_at": "2026-02-02",
     "points": 2000},
    {"id": "3", "customer": "A", "type": "trip_completed", "occurred_at": "2026-03-01",
     "ref": "A1"},
    {"id": "4", "customer": "B", "type": "booking", "occurred_at": "2026-02-03",
     "ref": "B1", "amount": "300.00"}]


def columns(events):
    names = list(dict.fromkeys(name for event in events for name in event))
    return {name: [event.get(name) for event in events] for name in names}


@pytest.fixture(name="next_pack")
def next_pack_fixture():
    """Half the points from 2027 on, gold for 2,000.00."""
    pack = copy.deepcopy(PACK)
    pack.update(version="2", effective={"from": "2027-01-01"})
    pack["points"]["earn"]["base"]["rate"]["points"] = 1
    pack["points"]["tiers"]["club"]["levels"][1]["reach"] = {"spend": "2000.00"}
    return pack


def test_what_is_different(next_pack):
    """A: 2,400 - 2,000 = 400 now; 1,200 then, the spend of 2,000 is not covered and the
    balance is 0. B: 600 and 300."""
    made = patron.Engine(PACK).simulate(columns(EVENTS), patron.Engine(next_pack),
                                        "2026-06-30")
    measures = {row["measure"]: (row["before"], row["after"], row["difference"])
                for row in made.summary.rows()}
    assert measures["points.miles.active"] == (1000, 300, -700)
    assert measures["points.miles.win"] == (0, 0, 0)
    assert measures["points.miles.lose"] == (0, 2, 2)
    assert measures["tiers.club.gold"] == (1, 0, -1)
    assert measures["tiers.club.member"] == (1, 2, 1)
    assert measures["tiers.club.lose"] == (0, 1, 1)
    assert measures["infeasible"] == (0, 1, 1)
    assert measures["refused"] == (0, 0, 0)
    rows = {row["customer"]: row for row in made.customers.rows()}
    assert (rows["A"]["miles_active_before"], rows["A"]["miles_active_after"]) == (400, 0)
    assert (rows["A"]["club_before"], rows["A"]["club_after"]) == ("gold", "member")
    assert rows["B"]["miles_active_after"] == 300


def test_a_program_against_itself_is_the_same():
    engine = patron.Engine(PACK)
    made = engine.simulate(columns(EVENTS), engine, "2026-06-30")
    assert set(made.summary["difference"]) == {0}


def test_a_simulation_keeps_nothing_and_needs_a_table(next_pack):
    engine = patron.Engine(PACK)
    with pytest.raises(patron.TableError):
        engine.simulate(columns([{**EVENTS[0], "amount": "much"}]),
                        patron.Engine(next_pack), "2026-06-30")
    with pytest.raises(TypeError, match="patron makes simulations"):
        patron.Simulation()
