# SPDX-License-Identifier: Apache-2.0
"""A run on several threads: the same bytes, and a shared budget to who came first."""

import json

import pytest

from command import AGENCY, CLUB, patron, rows_of, run

FILES = ("effects.ndjson", "effects.csv", "assessments.ndjson", "assessments.csv",
         "rejects.csv", "refusals.csv", "summary.html")

PACK = {
    "patron": 1, "id": "promo", "version": "1", "timezone": "UTC", "currency": "EUR",
    "effective": {"from": "2026-01-01"},
    "points": {
        "currencies": {"miles": {"expiry": {"kind": "none"}}},
        "defaults": {"hold": "none"},
        "earn": {"base": {"on": "booking", "currency": "miles",
                          "rate": {"points": 1, "per": "1.00"}},
                 "promo": {"on": "booking", "currency": "miles", "points": 100,
                           "when": "event.channel == 'app'"}}},
    "shared": {"budgets": {"promo": {"rules": ["promo"], "points": 250}}},
}


def test_the_bytes_do_not_depend_on_the_threads(tmp_path):
    for threads in ("1", "2", "7"):
        run(CLUB, AGENCY / "sample-events.csv", tmp_path / threads, "2026-06-30",
            "--customers", AGENCY / "sample-customers.csv", "--threads", threads)
    for file in FILES:
        first = (tmp_path / "1" / file).read_bytes()
        assert first and (tmp_path / "2" / file).read_bytes() == first, file
        assert (tmp_path / "7" / file).read_bytes() == first, file


@pytest.mark.parametrize("threads", ("1", "3"))
def test_a_shared_budget_goes_to_who_came_first_in_time(tmp_path, threads):
    """250 points for three who come: the file has the latest first, and 60 others who ask
    for none of it. By time c2 gets 100, c3 100 and c1 the 50 that are left."""
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(PACK), encoding="utf-8")
    rows = ["type,id,customer,occurred_at,ref,amount,channel",
            "booking,e1,c1,2026-03-03T10:00:00Z,B1,10.00,app",
            "booking,e2,c2,2026-03-01T10:00:00Z,B2,10.00,app",
            "booking,e3,c3,2026-03-02T10:00:00Z,B3,10.00,app"]
    rows += [f"booking,x{i},other{i},2026-03-01T09:00:00Z,X{i},7.00,web"
             for i in range(60)]
    events = tmp_path / "events.csv"
    events.write_text("\n".join(rows) + "\n", encoding="utf-8")
    run(pack, events, tmp_path / "out", "2026-03-31", "--threads", threads)
    active = {}
    for line in (tmp_path / "out/assessments.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        active[row["customer"]] = row["balances"][0]["active"]
    assert {id: active.pop(id) for id in ("c1", "c2", "c3")} == {
        "c1": 60, "c2": 110, "c3": 110}
    assert len(active) == 60 and set(active.values()) == {7}
    ids = [row["id"] for row in rows_of(tmp_path / "out/effects.csv")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("count", ("0", "65", "-1", "two", "1.5", "999999999999"))
def test_a_wrong_number_of_threads_is_refused(tmp_path, count):
    done = patron("run", CLUB, "--events", AGENCY / "sample-events.csv", "--as-of",
                  "2026-06-30", "--out", tmp_path, "--threads", count, code=2)
    assert "--threads is a number from 1 to 64" in done.stderr
