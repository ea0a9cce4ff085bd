#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How good the models are on real logs: the tables of docs/churn.md. Models see nothing
after the as-of day; recency is a logistic line that was fitted on the answer itself, so
it is the best that recency can do.

    PYTHONPATH=build/python python3 examples/evidence.py cdnow cdnow_sample.csv
    ... evidence.py airline airline_flight_activity.csv.gz airline_loyalty_history.csv
    ... evidence.py agency build/agency/events.csv
"""

import csv
import sys
import warnings

import numpy as np

from patron import churn

KINDS = ("mbg_nbd", "mbg_cnbd_k", "pareto_nbd")


def line(name, made, status=""):
    print(f"{name:14} {status:10} {made.auc:6.3f} {made.brier:6.3f} {made.slope:6.2f} "
          f"{made.top_decile_lift:6.2f}")


def judge(table, left, horizon, unit="1 week", keep=None):
    """A line for each model and one for recency, of the customers kept."""
    keep = np.ones(len(left), bool) if keep is None else keep
    silent = (np.array(table["T"]) - np.array(table["recency"]))[keep]
    print(f"{keep.sum():,} customers, {left[keep].mean():.1%} left\n"
          f"{'':14} {'status':10} {'AUC':>6} {'Brier':>6} {'slope':>6} {'lift':>6}")
    made = None
    for kind in KINDS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # The status is in the table.
            model = churn.Model(kind, horizon=horizon, unit=unit).fit(table)
        made = churn.evaluate(left[keep], model.predict(table)[keep], recency=silent)
        line(kind, made, model.status_)
    line("recency", made.baseline)


def cdnow(path):
    import pandas
    table = churn.split(pandas.read_csv(path), calibration_end="1997-09-30",
                        holdout_end="1998-06-30")
    judge(table, 1 - np.array(table["came_back"]), "39 weeks")


def airline(flights, members):
    """A trip is a month with a flight. Left: no flight in the second half of 2018, of the
    members who had not cancelled before; and, apart from it, who cancelled then."""
    import pandas
    log = pandas.read_csv(flights).drop_duplicates(["Loyalty Number", "Year", "Month"])
    log = log[log["Total Flights"] > 0]
    date = pandas.to_datetime({"year": log.Year, "month": log.Month, "day": 1})
    table = churn.split({"customer": log["Loyalty Number"].to_numpy(), "date": date},
                        calibration_end="2018-06-30", holdout_end="2018-12-31",
                        unit="1 month")
    history = pandas.read_csv(members, encoding="utf-8-sig").set_index("Loyalty_Number")
    mine = history.loc[np.array(table["customer"])]
    month = (mine.Cancellation_Year * 12 + mine.Cancellation_Month - 1).to_numpy()
    half = 2018 * 12 + 6  # July 2018.
    member = (month <= 0) | (month >= half)
    print("no flight in six months")
    judge(table, 1 - np.array(table["came_back"]), "6 months", "1 month", member)
    print("\ncancelled in these six months")
    cancelled = ((month >= half) & (month < half + 6)).astype(float)
    judge(table, cancelled, "6 months", "1 month", member)


def agency(path):
    with open(path, encoding="utf-8", newline="") as file:
        trips = [(row["customer"], row["occurred_at"][:10])
                 for row in csv.DictReader(file) if row["type"] == "trip_completed"]
    table = churn.split({"customer": [who for who, _ in trips],
                         "date": [day for _, day in trips]},
                        calibration_end="2025-12-31", holdout_end="2026-06-30")
    judge(table, 1 - np.array(table["came_back"]), "26 weeks")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("cdnow", "airline", "agency"):
        sys.exit(__doc__)
    {"cdnow": cdnow, "airline": airline, "agency": agency}[sys.argv[1]](*sys.argv[2:])
