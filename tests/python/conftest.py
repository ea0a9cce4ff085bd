# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python face share."""

import pytest

import patron
from face import PACKS


@pytest.fixture(scope="session")
def minimal():
    """One point for each yuan, pending until the trip; gold; a call after the trip."""
    return patron.Engine(PACKS / "minimal.json")


@pytest.fixture(scope="session")
def club():
    return patron.Engine(PACKS / "silk-road-club.json")


@pytest.fixture
def member(minimal):
    return patron.Member(minimal, "C1")
