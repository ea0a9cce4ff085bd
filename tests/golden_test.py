# SPDX-License-Identifier: Apache-2.0
"""The golden cases (tests/golden): through Python the same bytes as through C++ and C,
and ids that do not come from patron."""

from datetime import datetime, timezone
import json
from pathlib import Path
import re

import pytest
import xxhash

GOLDEN = Path(__file__).resolve().parent / "golden"
CASES = GOLDEN.joinpath("cases.txt").read_text(encoding="utf-8").split()


def expected_of(case):
    return (GOLDEN / case / "expected.ndjson").read_text(encoding="utf-8")


def program_of(case):
    text = (GOLDEN / case / "pack-1.json").read_text(encoding="utf-8")
    return re.search(r'"id": "([^"]+)"', text)[1]  # The file may hold comments.


def cause_of(effect):
    """The event, or the instant: "@" and its milliseconds."""
    if "event" in effect:
        return effect["event"]
    at = datetime.fromisoformat(effect["at"].replace("Z", "+00:00"))
    since = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return f"@{since.total_seconds() * 1000:.0f}"


def id_of(program, effect):
    parts = (effect["customer"], effect["kind"], effect["what"], program,
             effect["rule"], cause_of(effect), "0")
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode())


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_worked_by_hand(case):
    assert len((GOLDEN / case / "worked.md").read_text(encoding="utf-8")) > 500


@pytest.mark.parametrize("case", CASES)
def test_the_ids_are_those_of_the_rule(case):
    effects = [json.loads(line) for line in expected_of(case).splitlines()
               if line.startswith('{') and '"kind"' in line]
    assert effects
    for effect in effects:
        assert effect["id"] == id_of(program_of(case), effect), effect


def answers(case):
    """The steps of a case through Python, as the lines that expected.ndjson holds."""
    patron = pytest.importorskip("patron")
    folder = GOLDEN / case
    engine = patron.Engine(*sorted(folder.glob("pack-*.json"), reverse=True))
    member = patron.Member(engine)
    for line in (folder / "steps.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        try:
            if word == "apply":
                yield engine.apply(member, rest).to_json()
            elif word == "advance":
                yield engine.advance(member, rest, far_ahead=True).to_json()
            elif word == "assess":
                yield engine.assess(member, rest).to_json()
            elif word == "reload":
                member = patron.Member.load(engine, member.save())
            else:
                pytest.fail(f"unknown step: {line}")
        except patron.RefusedError as refusal:
            yield f"refused {refusal.code}\n"


@pytest.mark.parametrize("case", CASES)
def test_python_gives_the_same_bytes(case):
    assert "".join(answers(case)) == expected_of(case)
