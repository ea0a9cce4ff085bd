# SPDX-License-Identifier: Apache-2.0
"""Random programs and histories: patron beside the naive model, effect by effect.

PATRON_RANDOM says how many seeds to run; a difference is printed with the step at which
the two part. `reference.comparison.shrunk` finds the smallest case that still differs.
"""

import json
import os
import random

import pytest

from reference import comparison, random_histories, random_packs, state
from reference.member import Member
from vectors.c_face import CFace, CLibrary, Refused, library_path

SEEDS = range(int(os.environ.get("PATRON_RANDOM", "60")))


def case_of(seed):
    chance = random.Random(seed)
    aside = random.Random(seed + 1)
    late, shared = aside.choice([0, 0.15, 0.3]), aside.choice([None, False, True])
    packs = random_packs.program(chance, budgets=shared is not None)
    steps = random_histories.deliveries(chance, random_histories.history(chance), late)
    handed = [{"share": ["budgets.promo"]}] if shared else []
    return {"packs": packs, "steps": handed + steps}


def difference(library, case):
    face = CFace(library, case["packs"])
    try:
        return comparison.first_difference(case, Member(case["packs"]), face,
                                           (Refused, state.Refused))
    finally:
        face.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_patron_and_the_model_say_the_same(seed):
    if not library_path().exists():
        pytest.skip(f"no {library_path()}: build it first")
    library = CLibrary()
    found = difference(library, case_of(seed))
    assert found is None, json.dumps(found, indent=1)
