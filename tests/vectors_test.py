# SPDX-License-Identifier: Apache-2.0
"""The conformance vectors, through the C ABI and through the reference model."""

import pytest

from reference import state
from reference.member import Member
from vectors import runner
from vectors.c_face import CFace, CLibrary, Refused, library_path

CASES = dict(runner.cases())


@pytest.fixture(scope="module")
def library():
    if not library_path().exists():
        pytest.skip(f"no {library_path()}: build it first")
    return CLibrary()


@pytest.mark.parametrize("name", CASES)
def test_patron_keeps_the_law_through_its_c_abi(name, library):
    case = CASES[name]
    face = CFace(library, runner.packs_of(case))
    try:
        runner.run(case, face, Refused)
    finally:
        face.close()


@pytest.mark.parametrize("name", CASES)
def test_the_reference_model_keeps_the_law(name):
    case = CASES[name]
    runner.run(case, Member(runner.packs_of(case)), state.Refused)
