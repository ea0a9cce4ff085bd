# SPDX-License-Identifier: Apache-2.0
"""The sample agency: the same seed gives the same bytes, and the hard cases are there."""

from collections import Counter
import csv
import json
import os
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).resolve().parent.parent
AGENCY = ROOT / "examples" / "agency"


def generate(out, customers, hash_seed="0"):
    subprocess.run(
        [sys.executable, "-B", AGENCY / "generate.py", "--out", out,
         "--customers", str(customers)],
        check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
    return out


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("small"), 50)


@pytest.fixture(scope="module")
def agency(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("agency"), 5000)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_sample_is_what_the_generator_makes(small):
    for name in ("customers.csv", "events.csv"):
        assert (AGENCY / f"sample-{name}").read_bytes() == (small / name).read_bytes()


def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    again = generate(tmp_path, 50, hash_seed="1")
    for name in ("customers.csv", "events.csv", "events.ndjson"):
        assert (again / name).read_bytes() == (small / name).read_bytes()


def test_both_formats_hold_the_same_events(small):
    rows = rows_of(small / "events.csv")
    lines = (small / "events.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in rows]
    first = next(json.loads(line) for line in lines if '"lines"' in line)
    assert isinstance(first["lines"], list)


def test_it_is_as_large_as_it_says(agency):
    assert len(rows_of(agency / "customers.csv")) == 5000
    assert 55_000 <= len(rows_of(agency / "events.csv")) <= 65_000


def test_the_hard_cases_are_there(agency):
    rows = rows_of(agency / "events.csv")
    types = Counter(row["type"] for row in rows)
    for kind in ("booking_cancelled", "no_show", "refund", "booking_changed", "complaint",
                 "complaint_resolved", "redemption", "contact", "left", "referral"):
        assert types[kind] > 20, kind
    assert {row["currency"] for row in rows} == {"", "CNY", "USD", "EUR", "JPY"}
    assert sum(row["recorded_at"] != "" for row in rows) > 300
    assert types["complaint"] > types["complaint_resolved"]
    post_trip = [row for row in rows if row["instrument"] == "post_trip"]
    assert any(row["answers.guide"] == "" for row in post_trip)

    customers = rows_of(agency / "customers.csv")
    assert sum(row["birthday"].endswith("-02-29") for row in customers) > 10
    assert {row["kind"] for row in customers} == {"individual", "group", "member"}
    groups = {row["customer"] for row in customers if row["kind"] == "group"}
    assert {row["group"] for row in customers if row["kind"] == "member"} <= groups


def test_a_repeated_id_is_an_exact_duplicate(agency):
    seen = {}
    repeated = 0
    for row in rows_of(agency / "events.csv"):
        if row["id"] in seen:
            repeated += 1
            assert row == seen[row["id"]]
        seen[row["id"]] = row
    assert repeated > 100


def test_the_damaged_file_has_the_rows_that_the_readme_tells_of():
    text = (AGENCY / "damaged.csv").read_bytes()
    assert text.count(b"\r\n") == 22
    assert text.count(b"\r\ngood-1,") == 3
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")


def test_the_example_says_whom_to_call(small):
    pytest.importorskip("patron")
    build = Path(os.environ.get("PATRON_BUILD", ROOT / "build"))
    done = subprocess.run(
        [sys.executable, "-B", ROOT / "examples/whom_to_call.py", "--agency", small,
         "--most", "3"], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(build / "python")})
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["customer", "at", "risk", "P(none)", "lifetime", "r-f-m",
                            "why"]
    at_risk = [float(line.split()[1]) for line in lines]
    assert len(lines) == 3 and at_risk == sorted(at_risk, reverse=True)
    for line in lines:
        risk, chance, lifetime = map(float, line.split()[1:4])
        # Both are printed rounded: to a unit, and to a hundredth.
        assert risk == pytest.approx(chance * lifetime, abs=0.005 * lifetime + 1)
