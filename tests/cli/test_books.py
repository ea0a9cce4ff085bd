# SPDX-License-Identifier: Apache-2.0
"""The books at the command line: patron liability and patron journal."""

from collections import Counter
import csv
import io
import json
import re
import shutil
import subprocess

import pytest

from command import AGENCY, CLUB, patron, rows_of, run, write

PACK = {
    "patron": 1, "id": "club", "version": "1", "timezone": "Asia/Shanghai",
    "currency": "CNY", "effective": {"from": "2020-01-01"},
    "points": {
        "currencies": {"miles": {
            "title": "miles", "use": "spend",
            "negative": {"policy": "allow", "limit": 900},
            "liability": {"point_value": "1", "redeemed": "95%", "cohort": "year"}}},
        "earn": {"base": {"on": "booking", "currency": "miles", "hold": "none",
                          "rate": {"points": 1, "per": "10.00"}}}}}
EVENTS = """id,type,customer,occurred_at,ref,amount,points,reservation,redemption
1,booking,A,2026-01-10,T,100000.00,,,
2,redemption,A,2026-06-01,,,4000,,
3,reservation,B;x,2026-02-01,,,500,,
4,redemption,A,2026-06-02,,,500,,
5,points_adjusted,B;x,2026-01-15,,,600,,
6,reservation,B;x,2026-02-02T10:00:00+08:00,,,500,,
7,redemption,B;x,2026-02-02T10:05:00+08:00,,,300,6,
8,redemption_refunded,B;x,2026-02-05,,,100,,7
9,points_adjusted,B;x,2026-03-01,,,-900,,
"""


@pytest.fixture(name="club")
def club_fixture(tmp_path):
    return (write(tmp_path / "club.json", json.dumps(PACK)),
            write(tmp_path / "events.csv", EVENTS))


def books(pack, events, first, last, *more, code=0):
    return patron("liability", pack, "--events", events, "--from", first, "--to", last,
                  "-q", *more, code=code)


def test_liability_prints_the_standards_example(club):
    """8,675.80 allocated, 4,109.59 earned with 4,500 of 9,500 points (M55, M56)."""
    told = books(*club, "2026-01-01", "2026-12-31", "--format", "csv").stdout
    sold = next(csv.DictReader(io.StringIO(told)))
    assert (sold["kind"], sold["outstanding"]) == ("sold", "5500")
    assert (sold["opening"], sold["allocated"], sold["returned"], sold["recognised"],
            sold["closing"]) == ("0.00", "8675.80", "0.00", "4109.59", "4566.21")
    text = books(*club, "2026-01-01", "2026-12-31").stdout
    assert re.search(r"miles 2026-01-01 +sold +5,500 .* 4,109.59 +4,566.21", text)
    before = books(*club, "2026-01-01", "2026-05-31", "--format", "ndjson").stdout
    assert json.loads(before.splitlines()[0])["recognised"] == "0.00"


def test_liability_needs_a_period(club):
    assert "--from" in patron("liability", club[0], "--events", club[1], "--to",
                              "2026-01-01", code=2).stderr
    assert "--to is a day" in books(*club, "2026-01-01", "soon", code=2).stderr
    assert "not after" in books(*club, "2026-02-01", "2026-01-01", code=2).stderr


def balances(text):
    """Points of each account of a journal, and that each transaction sums to nothing."""
    totals = Counter()
    for entry in text.strip().split("\n\n"):
        legs = re.findall(r'^    (\S+)  (-?[0-9.]+) "', entry, re.M)
        assert legs and sum(float(points) for _, points in legs) == 0, entry
        for account, points in legs:
            totals[account] += float(points)
    return {account: points for account, points in totals.items() if points}


def test_the_journal_is_double_entry(club):
    """B;x: 600 given, 300 of 500 reserved spent, 100 of them given back: 400; 900 taken
    by hand: 400 from the lot, 500 owed."""
    pack, events = club
    text = patron("journal", pack, "--events", events, "--as-of", "2026-12-31",
                  "-q").stdout
    assert balances(text) == {
        "member:A:active": 5500, "member:B%3Bx:debt": -500,
        "program:issued": -10000,
        "program:redeemed": 4500 + 200, "program:adjusted": 300}
    assert "2026-02-02 * post points.redemption" in text


def test_a_program_of_tiers_alone_has_an_empty_journal(tmp_path):
    levels = [{"id": "guest"}, {"id": "silver", "reach": {"trips": 1}}]
    pack = {**PACK, "points": {"tiers": {"club": {"levels": levels}}},
            "metrics": {"trips": {"aggregate": "count", "on": "trip_completed"}}}
    events = write(tmp_path / "events.csv", "id,type,customer,occurred_at,ref\n"
                   "1,trip_completed,A,2026-01-10,T\n")
    path = write(tmp_path / "club.json", json.dumps(pack))
    done = patron("journal", path, "--events", events, "--as-of", "2026-12-31")
    assert done.stdout == ""


def test_ledger_reads_the_journal(club):
    if shutil.which("ledger") is None:
        pytest.skip("ledger is not here")
    text = patron("journal", club[0], "--events", club[1], "--as-of", "2026-12-31",
                  "-q").stdout
    told = subprocess.run(["ledger", "-f", "-", "balance", "--flat", "--no-total"],
                          input=text, capture_output=True, text=True, check=True).stdout
    found = {account: float(points) for points, account in re.findall(
        r"(-?[0-9.]+) \S+ +(\S+)", told)}
    assert found == balances(text)


def test_books_of_the_agency_close_with_its_balances(tmp_path):
    """What is outstanding, and what the accounts of the journal hold, is what a run says
    that the customers have."""
    subprocess.run([shutil.which("python3"), AGENCY / "generate.py", "--csv", "--out",
                    tmp_path], check=True, capture_output=True)
    events, customers = tmp_path / "events.csv", tmp_path / "customers.csv"
    run(CLUB, events, tmp_path / "out", "2026-06-30", "-q", "--customers", customers)
    held = Counter()
    for row in rows_of(tmp_path / "out" / "assessments.csv"):
        for balance in json.loads(row["balances"] or "[]"):
            for part in ("active", "pending", "debt"):
                held[balance["currency"], part] += balance[part]
    told = books(CLUB, events, "2024-01-01", "2026-06-30", "--customers", customers,
                 "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    assert sum(int(row["outstanding"]) for row in rows) == held["miles", "active"]
    for row in rows:
        cents = [round(100 * float(row[name])) for name in (
            "opening", "allocated", "returned", "recognised", "closing")]
        assert cents[0] + cents[1] - cents[2] - cents[3] == cents[4]
    text = patron("journal", CLUB, "--events", events, "--customers", customers,
                  "--as-of", "2026-06-30", "-q").stdout
    accounts = Counter()
    for account, points, currency in re.findall(
            r'^    member:[^:]+:(\S+)  (-?[0-9]+) "(\w+)"', text, re.M):
        accounts[currency, account] += int(points)
    for currency in ("miles", "status"):
        assert accounts[currency, "active"] == held[currency, "active"]
        assert accounts[currency, "pending"] == held[currency, "pending"]
        assert -accounts[currency, "debt"] == held[currency, "debt"]
