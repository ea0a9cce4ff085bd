# SPDX-License-Identifier: Apache-2.0
"""The sessions of the documents, run as they stand."""

import doctest
import os
import re
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytest.importorskip("patron")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page, sessions", [
    ("python.md", 20), ("calendar.md", 10), ("satisfaction.md", 8)])
def test_every_session_of_the_page_answers_as_the_page_says(monkeypatch, page, sessions):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / "docs" / page),
                                     module_relative=False, encoding="utf-8",
                                     optionflags=doctest.REPORT_NDIFF)
    assert failed == 0 and tried > sessions


def test_the_walk_through_of_a_survey_runs_from_the_file_to_the_map(monkeypatch, capsys):
    data = Path(os.environ.get("PATRON_DATA", ""))
    if not (data / "sfo_customer_survey_2017.csv").exists():
        pytest.skip("no sfo_customer_survey_2017.csv (PATRON_DATA)")
    pytest.importorskip("matplotlib").use("Agg")
    pytest.importorskip("pandas")
    text = (ROOT / "docs" / "satisfaction.md").read_text(encoding="utf-8")
    found = re.findall(r"```python\n(import pandas.*?)```", text, re.DOTALL)
    assert len(found) == 1
    monkeypatch.chdir(data)
    exec(compile(found[0], "satisfaction.md", "exec"), {})
    told = capsys.readouterr().out
    assert told.startswith("Score(40.3984, 37.49") and "'food': 0.1029" in told
