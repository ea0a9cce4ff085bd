# SPDX-License-Identifier: Apache-2.0
"""Events that the tests of the Python face share."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKS = ROOT / "examples/packs"


def booking(id="E1", ref="B1", at="2026-05-01T10:00:00+08:00", amount="1200.00", **more):
    return {"id": id, "type": "booking", "customer": "C1", "ref": ref, "occurred_at": at,
            "amount": amount, **more}


def completed(id="E2", ref="B1", at="2026-05-20", **more):
    return {"id": id, "type": "trip_completed", "customer": "C1", "ref": ref,
            "occurred_at": at, **more}
