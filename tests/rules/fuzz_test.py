# SPDX-License-Identifier: Apache-2.0
"""Hostile expressions: the corpus and what is made from it, the same inputs every time.
`make fuzz` runs ten million."""

import os
from pathlib import Path
import re
import subprocess

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUZZ = Path(os.environ.get("PATRON_BUILD", ROOT / "build")) / "tests" / "patron_fuzz"


def test_every_expression_is_answered():
    if not FUZZ.exists():
        pytest.skip(f"no {FUZZ}: build it first")
    done = subprocess.run([FUZZ, "--runs", "20000", "--seed", "3",
                           ROOT / "tests/fuzz/corpus.txt"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines, more, compiled = map(int, re.findall(r"\d+", done.stdout))
    # Most inputs are no expressions; it is the others that are evaluated.
    assert lines > 60 and more == 20000 and compiled > 3000
