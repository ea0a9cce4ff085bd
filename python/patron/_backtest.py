# SPDX-License-Identifier: Apache-2.0
"""How models and plain signals would have done on days in the past."""

import numpy as np

from . import _columns, _core
from ._errors import ArgumentError

_FIGURES = ("n", "base_rate", "auc", "brier", "log_loss", "slope", "intercept",
            "top_decile_lift", "gini")


def backtest(trips, *, as_of, log_end, horizon="26 weeks", unit="1 week",
             models=("mbg_nbd",), season=False, calibrate=None, customer="customer",
             date="date"):
    """A row for each day and evidence: as_of, evidence, status of the fit, and the
    figures of `evaluate` of P(no trip in the horizon). At each as-of day everything sees
    the log up to that day only; what is learned from answers (the lines of "recency" and
    "overdue", the calibration) is learned whole years before, when they were known.

    `log_end` is the last day that the log covers; `season` puts all times on a season
    clock learned up to the day; `calibrate` is "platt" or "isotonic"."""
    if isinstance(as_of, str) or not hasattr(as_of, "__iter__"):
        as_of = [as_of]
    if isinstance(models, str):
        raise ArgumentError(f"models is a list of kinds, as [{models!r}]")
    numbers, _ = _columns.customers(_columns.column(trips, customer), customer)
    rows = _core.backtest(
        numbers, _columns.days(_columns.column(trips, date), date),
        [_columns.day_number(day, "as_of") for day in as_of],
        _columns.day_number(log_end, "log_end"), round(_columns.span_days(horizon)),
        _columns.span_days(unit), list(models), season, calibrate or "")
    made = {"as_of": _columns.dates(np.array([row["as_of"] for row in rows]))}
    for name in ("evidence", "status", *_FIGURES):
        made[name] = [row[name] for row in rows]
    return _columns.table(made)


backtest.__module__ = "patron.churn"
