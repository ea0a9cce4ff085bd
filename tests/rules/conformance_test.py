# SPDX-License-Identifier: Apache-2.0
"""The rule language keeps its cases: patron's own, and the public suite where it is."""

import os
from pathlib import Path
import subprocess

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(os.environ.get("PATRON_BUILD", ROOT / "build")) / "cel_conformance"
ORACLES = Path(os.environ.get("PATRON_ORACLES", ROOT.parent / "shared" / "oracles"))
OWN = sorted((ROOT / "tests" / "rules" / "conformance").glob("*.jsonl"))
SUITE = sorted((ORACLES / "cel").glob("*.jsonl"))


def run(*files):
    if not RUNNER.exists():
        pytest.skip(f"{RUNNER} is not built")
    return subprocess.run([RUNNER, *files], capture_output=True, text=True,
                          encoding="utf-8", check=False)


@pytest.mark.parametrize("file", OWN, ids=lambda path: path.stem)
def test_patrons_own_cases_hold(file):
    done = run(file)
    cases = len(file.read_text(encoding="utf-8").splitlines())
    assert done.stdout == f"{cases} passed, 0 failed\n"
    assert cases >= 8 and done.returncode == 0


@pytest.mark.skipif(not SUITE, reason=f"the CEL suite is not in {ORACLES / 'cel'}")
def test_the_public_suite_holds():
    done = run(*SUITE)
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.split()[-4]) > 1200


def test_a_case_that_does_not_hold_is_told(tmp_path):
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"section":"s","name":"n","expr":"1 + 1","expect":{"int":"3"}}\n'
                     '{"section":"s","name":"n","expr":"1 + ","expect":{"int":"3"}}\n',
                     encoding="utf-8")
    done = run(wrong)
    assert done.returncode == 1
    assert "s/n/1 + 1: 2, expected 3" in done.stdout
    assert done.stdout.endswith("0 passed, 2 failed\n")
