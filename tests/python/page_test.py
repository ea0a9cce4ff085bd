# SPDX-License-Identifier: Apache-2.0
"""The sessions of the documents, run as they stand."""

import doctest
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
