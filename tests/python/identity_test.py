# SPDX-License-Identifier: Apache-2.0
"""Cleaning and matching from Python: tables of every kind in, tables out."""
import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest

import patron
from patron import identity

PEOPLE = {"name": ["Zhang Wei", "WEI, Zhang", "李 娜", None],
          "phone": ["13800138000", "+86 138 0013 8000", "021-62551234", None],
          "birthday": [dt.date(1990, 3, 5), "1990-03-05", "1988/01/02", None]}


def test_cleaning():
    assert identity.phone("138 0013 8000") == "+8613800138000"
    assert identity.phone("9123 4567", "HK") == "+85291234567"
    assert identity.phone_kind("021-62551234") == "fixed"
    assert identity.name("WEI, Zhang") == "wei zhang"
    assert identity.email(" Li@X.CN") == "li@x.cn"
    assert identity.text("Ａ  b") == "a b"
    # DIXON, DICKSONX: as published by Winkler.
    assert round(identity.similarity("DIXON", "DICKSONX"), 3) == 0.813
    with pytest.raises(patron.ArgumentError, match="a phone number is expected"):
        identity.phone("none")


def test_buckets():
    assert patron.bucket("C1", 100, "spring") == 28
    expression = patron.Expression("bucket(id, 100, 'spring')", {"id": "string"})
    assert expression.eval({"id": "C2"}) == 15
    counts = [0] * 10
    for number in range(10_000):
        counts[patron.bucket(f"C{number}", 10, "even")] += 1
    assert all(900 < count < 1100 for count in counts)  # 1,000 each, 3 deviations of 30.
    with pytest.raises(patron.ArgumentError):
        patron.bucket("C1", 0, "spring")


def test_matching():
    pairs = identity.match(PEOPLE)
    assert [(row["a"], row["b"]) for row in pairs.to_dicts()] == [(0, 1)]
    row = pairs.to_dicts()[0]
    # Name 0.75 / 0.002, phone 0.8 / 0.0001, birthday 0.93 / 0.001, prior odds 1 to 9999.
    odds = 375 * 8000 * 930 / 9999
    assert row["probability"] == pytest.approx(odds / (1 + odds), rel=1e-12)
    evidence = row["evidence"]
    evidence = json.loads(evidence) if isinstance(evidence, str) else evidence
    assert evidence["birthday"]["level"] == "same"
    assert identity.groups(pairs, 4) == [0, 0, 1, 2]
    assert identity.match(PEOPLE, threshold=0.9999999).to_dicts() == []


def test_a_frame_and_what_is_learned():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({
        "email": [f"p{i // 2}@x.cn" for i in range(200)],
        "phone": [13900000000.0 + i // 2 if i % 10 else None for i in range(200)]})
    learned = identity.learn(frame)
    assert set(learned) == {"prior", "fields", "blocks"}
    pairs = identity.match(frame, learned=learned)
    assert len(pairs.to_dicts()) == 100
    assert {(a + 1) for a in pairs.to_pandas()["a"]} == set(pairs.to_pandas()["b"])


def test_quality():
    rows = identity.quality(dict(PEOPLE, updated=["2026-06-01", None, "2024-01-01", ""]),
                            today=dt.date(2026, 6, 30)).to_dicts()
    assert [row["filled"] for row in rows] == [3, 3, 3, 0]
    assert [row["stale"] for row in rows] == [False, True, True, True]
    assert rows[0]["days"] == 29


@pytest.mark.parametrize("call, error", [
    (lambda: identity.match([1]), patron.TableError),
    (lambda: identity.match({"city": ["x"]}), patron.TableError),
    (lambda: identity.match({"name": ["x"], "phone": []}), patron.TableError),
    (lambda: identity.match(PEOPLE, threshold=2), patron.ArgumentError),
    (lambda: identity.match(PEOPLE, fields={"nam": {}}), patron.ArgumentError),
    (lambda: identity.learn({"phone": ["13800138000"]}), patron.ModelError),
    (lambda: identity.groups({"a": [5], "b": [6]}, 2), patron.TableError),
])
def test_what_cannot_be(call, error):
    with pytest.raises(error):
        call()


def test_the_page_runs():
    source = Path(os.environ.get("PATRON_SOURCE", Path(__file__).parents[2]))
    page = (source / "docs" / "identity.md").read_text(encoding="utf-8")
    names = {}
    block = re.search(r"```python\n(.*?)```", page, re.S)[1]
    exec(compile(block, "docs/identity.md", "exec"), names)
    assert names["identity"].groups(names["pairs"], 3) == [0, 0, 1]
