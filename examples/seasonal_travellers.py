#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seasonal travellers, simulated: what the season clock and calibration are worth.

    PYTHONPATH=build/python python3 examples/seasonal_travellers.py

20,000 customers who come in from 2017 to 2026: 55 % travel each summer, 20 % each year in
a season of their own, 15 % twice a year, 10 % on business at any time. On three days of
2025 the models say who will not travel within a year; what then happened judges them.
"""

import datetime as dt

import numpy as np

from patron import churn

FIRST, LAST = dt.date(2017, 1, 1).toordinal(), dt.date(2026, 12, 31).toordinal()
AS_OF = ["2025-03-01", "2025-05-15", "2025-10-15"]


def business(random, first):
    """Poisson trips until the customer leaves."""
    rate, end = random.gamma(4.0, 1.5) / 365, first + random.exponential(3 * 365)
    days, day = [], float(first)
    while day < min(end, LAST):
        days.append(int(day))
        day += 1 + random.exponential(1 / rate)
    return days


def seasonal(random, first, centres):
    """Each year around its centres, but one in ten is skipped; then stays or leaves."""
    stays, days = 1 - random.beta(1.2, 6.0), []
    for year in range((first - FIRST) // 365, (LAST - FIRST) // 365 + 1):
        for centre in centres:
            day = FIRST + 365 * year + centre + int(random.normal(0, 20))
            if random.random() < 0.9 and day >= first - 30:
                days.append(day)
        if random.random() > stays:
            break
    return days


def travellers(n=20_000, seed=5):
    random = np.random.default_rng(seed)
    customers, dates = [], []
    for customer in range(n):
        kind, first = random.random(), int(random.integers(FIRST, LAST))
        own = int(random.integers(0, 365))
        if kind < 0.55:
            days = seasonal(random, first, [200])
        elif kind < 0.75:
            days = seasonal(random, first, [own])
        elif kind < 0.90:
            days = seasonal(random, first, [own, (own + 182) % 365])
        else:
            days = business(random, first)
        for day in days:
            if FIRST <= day <= LAST:
                customers.append(customer)
                dates.append(dt.date.fromordinal(day))
    return {"customer": customers, "date": dates}


def main():
    log = travellers()
    print(f"{len(log['date']):,} trips")
    print("clock  as of       evidence          n       base   AUC    Brier  slope")
    for season in (False, True):
        made = churn.backtest(log, as_of=AS_OF, log_end="2026-12-31", horizon="365 days",
                              models=["mbg_nbd", "mbg_cnbd_k"], season=season,
                              calibrate="platt")
        for row in made.rows():
            print(f"{'season' if season else 'plain':6} {row['as_of']}  "
                  f"{row['evidence']:16} {row['n']:6.0f}  {row['base_rate']:.3f}  "
                  f"{row['auc']:.3f}  {row['brier']:.3f}  {row['slope']:.2f}")


if __name__ == "__main__":
    main()
