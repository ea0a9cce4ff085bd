#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From a CSV to whom to call this week: the sample agency's customers with the most money
at risk, each with the reasons. What is at risk is P(no trip within the horizon) times the
value of the customer's lifetime; who is being looked after already is left out.

    make demo
    PYTHONPATH=build/python python3 examples/whom_to_call.py
"""

import argparse
from pathlib import Path

import patron

ROOT = Path(__file__).resolve().parent.parent


def ranked(engine, events, customers, as_of):
    """(money at risk, row of the assessment), most first."""
    made = engine.assess(events, as_of, customers=customers, on_error="skip_row")
    found = []
    for row in made.rows():
        if row["churn_risk"] is None or row["clv"] is None or row["action_next"]:
            continue
        found.append((row["churn_risk"] * row["clv"], row))
    return sorted(found, key=lambda each: (-each[0], each[1]["customer"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agency", type=Path, default=ROOT / "build/agency")
    parser.add_argument("--pack",
                        default=str(ROOT / "examples/packs/silk-road-club.json"))
    parser.add_argument("--as-of", default="2026-06-30")
    parser.add_argument("--most", type=int, default=10)
    asked = parser.parse_args()
    engine = patron.Engine(asked.pack)
    events, customers = (patron.Table.open(asked.agency / name)
                         for name in ("events.csv", "customers.csv"))
    print("customer  at risk   P(none)  lifetime  r-f-m  why")
    for at_risk, row in ranked(engine, events, customers, asked.as_of)[:asked.most]:
        print(f"{row['customer']:8} {at_risk:8.0f} {row['churn_risk']:9.2f} "
              f"{row['clv']:9.0f}  {row['rfm']:5}  {row['reasons']}")


if __name__ == "__main__":
    main()
