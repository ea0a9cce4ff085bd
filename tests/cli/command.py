# SPDX-License-Identifier: Apache-2.0
"""The command as the tests call it, and where things stand."""

import csv
import os
from pathlib import Path
import re
import subprocess

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATRON = Path(os.environ.get("PATRON_BUILD", ROOT / "build")) / "patron"
DATA = Path(os.environ.get("PATRON_DATA", ROOT.parent / "shared" / "data"))
ORACLES = Path(os.environ.get("PATRON_ORACLES", ROOT.parent / "shared" / "oracles"))
PACKS = ROOT / "examples" / "packs"
MAPPINGS = ROOT / "examples" / "mappings"
AGENCY = ROOT / "examples" / "agency"
CLUB = PACKS / "silk-road-club.json"


def patron(*arguments, code=0):
    words = [str(PATRON), *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == code, done.stderr[-3000:]
    return done


def run(pack, events, out, as_of, *more, code=0):
    return patron("run", pack, "--events", events, "--as-of", as_of, "--out", out, *more,
                  code=code)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(report):
    """The figures of the closing report, by name."""
    found = re.search(r"([\d,]+) rows read(?:, ([\d,]+) left out by the mapping)?, "
                      r"([\d,]+) events\n  = ([\d,]+) applied \+ ([\d,]+) duplicates \+ "
                      r"([\d,]+) refused \+ ([\d,]+) rejected(?: \+ ([\d,]+) after)?",
                      report)
    assert found, report
    names = ("rows", "unmapped", "events", "applied", "duplicates", "refused", "rejected",
             "later")
    return {name: int((value or "0").replace(",", ""))
            for name, value in zip(names, found.groups())}


def needs(path):
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def write(path, text):
    path.write_bytes(text.encode("utf-8"))
    return path
