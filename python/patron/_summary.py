# SPDX-License-Identifier: Apache-2.0
"""From a log of trips to one row a customer."""

import numpy as np

from . import _columns, _core
from ._errors import TableError


def _summarise(trips, as_of, holdout_end, unit, customer, date, spend, trend, season):
    numbers, names = _columns.customers(_columns.column(trips, customer), customer)
    columns = (numbers, _columns.days(_columns.column(trips, date), date),
               None if spend is None else _columns.numbers_of(trips, spend))
    return _rows(columns, names, customer, as_of, holdout_end, unit, trend, season)


def _rows(columns, names, customer, as_of, holdout_end, unit, trend, season):
    made = _core.summarise(
        *columns, as_of, holdout_end, _columns.span_days(unit),
        round(_columns.span_days(trend)), None if season is None else season._core)
    out = {customer: names(made.pop("customer")),
           "first": _columns.dates(made.pop("first"))}
    if columns[2] is None:
        for name in ("spend", "spend_total", "spend_holdout"):
            made.pop(name, None)
    return {**out, **made}


def _named(*names):
    return [name for name in names if name is not None]


def summarise(trips, *, as_of, unit="1 week", customer="customer", date="date",
              spend=None, keep=(), trend="365 days", season=None, where=None):
    """One row a customer: frequency, recency, T, log_gaps, gap_median, gap_p90, trend,
    and with `spend` spend and spend_total. Trips of one day are one; the as-of day is
    given, never guessed. `keep` names columns whose last value by date goes along; with
    a `season` all times are on its clock; `where` lets rows through, as
    {"type": "trip_completed"}."""
    trips = _columns.rows_where(trips, where, _named(customer, date, spend, *keep))
    made = _summarise(trips, _columns.day_number(as_of, "as_of"), None, unit, customer,
                      date, spend, trend, season)
    for name in keep:
        made[name] = _last(trips, name, customer, date, made[customer], as_of)
    return _columns.table(made)


def _last(trips, name, customer, date, customers, as_of):
    numbers, known = _columns.codes(_columns.column(trips, customer), customer)
    days = _columns.days(_columns.column(trips, date), date)
    end, last = _columns.day_number(as_of, "as_of"), {}
    values = _columns.column(trips, name)
    values = values.to_pylist() if hasattr(values, "to_pylist") else list(values)
    for i in np.argsort(days, kind="stable").tolist():
        if days[i] <= end:
            last[known[numbers[i]]] = values[i]
    return [last[each] for each in customers]


def split(trips, *, calibration_end, holdout_end, unit="1 week", customer="customer",
          date="date", spend=None, trend="365 days", season=None, where=None):
    """A summary as of calibration_end, with columns came_back (0 or 1), trips_holdout and
    with `spend` spend_holdout, of what followed through holdout_end. `where` as in
    summarise."""
    trips = _columns.rows_where(trips, where, _named(customer, date, spend))
    made = _summarise(trips, _columns.day_number(calibration_end, "calibration_end"),
                      _columns.day_number(holdout_end, "holdout_end"), unit, customer,
                      date, spend, trend, season)
    made["came_back"] = (made["trips_holdout"] > 0).astype(np.int64)
    return _columns.table(made)


class TripLog:
    """Trips that come in parts; summarise answers as churn.summarise does of all of them.
    A log with `spend` wants that column of every part."""

    def __init__(self, *, customer="customer", date="date", spend=None, where=None):
        self._names = [name for name in (customer, date, spend) if name is not None]
        self.customer, self.date, self.spend, self.where = customer, date, spend, where
        self._numbers = None  # Number of each customer that is a text.
        self._parts = []

    def add(self, trips):
        """A table of trips. TableError: the log is then as before."""
        trips = _columns.rows_where(trips, self.where, self._names)
        values = _columns.column(trips, self.customer)
        whole = _columns.whole(values)
        days = _columns.days(_columns.column(trips, self.date), self.date)
        spend = None
        if self.spend is not None:
            spend = _columns.numbers_of(trips, self.spend)
        if whole is None:
            codes, known = _columns.codes(values, self.customer)
            self._take(codes, known, days, spend)
        else:
            self._take(whole, None, days, spend)
        return self

    def merge(self, other):
        """The trips of another log, too."""
        if (self.spend is None) != (other.spend is None):
            raise TableError("one of the logs has spend, the other has not")
        known = None if other._numbers is None else list(other._numbers)
        for codes, days, spend in list(other._parts):
            self._take(codes, known, days, spend)
        return self

    def summarise(self, *, as_of, unit="1 week", trend="365 days", season=None):
        """One row a customer, as churn.summarise of all the trips at once."""
        *columns, names = self._columns()
        return _columns.table(_rows(columns, names, self.customer,
                                    _columns.day_number(as_of, "as_of"), None, unit,
                                    trend, season))

    def _take(self, codes, known, days, spend):
        sizes = {len(each) for each in (codes, days, spend) if each is not None}
        if len(sizes) > 1:
            raise TableError("columns of different length")
        if len(codes) == 0:
            return
        if self._parts and (known is None) != (self._numbers is None):
            raise TableError(f"{self.customer}: whole numbers in one part, texts in "
                             "another")
        if known is not None:
            if self._numbers is None:
                self._numbers = {}
            numbers = np.array([self._numbers.setdefault(name, len(self._numbers))
                                for name in known], np.int64)
            codes = numbers[codes]
        self._parts.append((codes, days, spend))

    def _columns(self):
        """customer, days, spend of all, and what gives the customers' names back."""
        codes, days, spend = zip(*self._parts) if self._parts else ((), (), ())

        def joined(parts, kind):
            return np.concatenate([np.empty(0, kind), *parts])

        known = None if self._numbers is None else list(self._numbers)
        return (joined(codes, np.int64), joined(days, np.int64),
                None if self.spend is None else joined(spend, np.float64),
                lambda numbers: numbers if known is None
                else [known[i] for i in numbers.tolist()])
