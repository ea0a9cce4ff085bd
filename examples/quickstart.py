# SPDX-License-Identifier: Apache-2.0
import patron

engine = patron.Engine("examples/packs/minimal.json")
member = patron.Member(engine, "C1")
for effect in engine.apply(member, {
        "id": "E1", "type": "booking", "customer": "C1", "ref": "B1",
        "occurred_at": "2026-05-01T10:00:00+08:00", "amount": "1200.00"}):
    print(effect.rule, effect.points)
print(engine.assess(member, "2026-06-30").satisfaction)
