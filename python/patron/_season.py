# SPDX-License-Identifier: Apache-2.0
"""The season clock: time that runs fast in the months in which people travel."""

import datetime as dt

from . import _columns, _core
from ._errors import ArgumentError


class Season:
    """How fast time runs in each month: twelve weights of mean 1, January first. A
    summary on its clock does not call a yearly summer traveller late each March.

        >>> season = churn.Season.learn(trips, since="2024-01-01", until="2025-12-31")
        >>> summary = churn.summarise(trips, as_of="2026-06-30", season=season)
        >>> model.forecast(summary, horizon=season.span("2026-06-30", "26 weeks"))
    """

    def __init__(self, weights):
        weights = list(weights)
        if len(weights) != 12:
            raise ArgumentError(f"twelve weights, January first; found {len(weights)}")
        self._core = _core.Season(weights)

    @classmethod
    def learn(cls, trips, *, since, until, date="date", prior_days=30.0):
        """From the days of a log: trips a day of each month against all, as if
        `prior_days` more of each month had passed at the mean rate."""
        days = _columns.days(_columns.column(trips, date), date)
        made = object.__new__(cls)
        made._core = _core.Season.learn(days, _columns.day_number(since, "since"),
                                        _columns.day_number(until, "until"),
                                        float(prior_days))
        return made

    @property
    def weights(self):
        """January first: churn.season.weights of a pack."""
        return list(self._core.weights())

    def days(self, after, until):
        """Season days of (after, until]."""
        return self._core.days(_columns.day_number(after, "after"),
                               _columns.day_number(until, "until"))

    def span(self, as_of, horizon):
        """A horizon from a day on, on this clock: a timedelta for forecast."""
        start = _columns.day_number(as_of, "as_of")
        end = start + round(_columns.span_days(horizon))
        return dt.timedelta(days=self._core.days(start, end))

    def __eq__(self, other):
        return isinstance(other, Season) and self.weights == other.weights

    __hash__ = None

    def __reduce__(self):
        return Season, (self.weights,)

    def __repr__(self):
        return f"Season([{', '.join(f'{weight:.4g}' for weight in self.weights)}])"


Season.__module__ = "patron.churn"
