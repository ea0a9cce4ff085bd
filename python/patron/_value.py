# SPDX-License-Identifier: Apache-2.0
"""Who is worth what: RFM scores with cuts that can be kept, ABC shares of revenue, the
quadrants of volume and loyalty, the reasons of those who left."""

import numpy as np

from . import _columns, _core
from ._errors import ArgumentError

# Why customers left, as the handbooks of travel retail have it.
_LEFT = {"deceased": 0.01, "moved": 0.03, "competitor": 0.09, "price": 0.05,
         "product": 0.14, "service": 0.68}
_RFM = ("recency", "frequency", "monetary")


def _log(trips, customer, date, spend):
    """Numbers of the customers, what gives their names back, days, spend."""
    numbers, names = _columns.customers(_columns.column(trips, customer), customer)
    return (names, numbers, _columns.days(_columns.column(trips, date), date),
            _columns.numbers_of(trips, spend))


def _since(as_of, window):
    """The as-of day, and the first day of the window that ends with it."""
    day = _columns.day_number(as_of, "as_of")
    if window is None:
        return day, None
    return day, day + 1 - round(_columns.span_days(window))


def rfm_cuts(trips, *, as_of, bins=5, window=None, customer="customer", date="date",
             spend="spend"):
    """The cuts that rfm(cuts=...) and a pack's worth.rfm take: right-closed type-7
    quantiles, a mapping of plain lists that can be kept as JSON and used again next
    month. With a `window` only trips within it count."""
    if not (isinstance(bins, int) and 2 <= bins <= 100):
        raise ArgumentError("bins is from 2 to 100")
    _, *log = _log(trips, customer, date, spend)
    return dict(zip(_RFM, _core.rfm_cuts(*log, *_since(as_of, window), bins)))


def rfm(trips, *, as_of, bins=5, cuts=None, window=None, customer="customer", date="date",
        spend="spend"):
    """One row a customer: days since the last trip, trips, spend, and their scores r, f,
    m from 1 to bins (more is better) and rfm, "5-3-4". Equal values always score the
    same; with `cuts` those are used. With a `window` only trips within it count."""
    if cuts is None:
        cuts = rfm_cuts(trips, as_of=as_of, bins=bins, window=window, customer=customer,
                        date=date, spend=spend)
    for name in _RFM:
        if name not in cuts:
            raise ArgumentError(f"cuts of {name} are missing")
    names, *log = _log(trips, customer, date, spend)
    who, days, made, spent, r, f, m = _core.rfm(
        *log, *_since(as_of, window),
        *([float(cut) for cut in cuts[name]] for name in _RFM))
    return _columns.table({
        customer: names(who), "recency_days": days, "trips": made, "spend": spent,
        "r": r, "f": f, "m": m,
        "rfm": [f"{a}-{b}-{c}" for a, b, c in zip(r.tolist(), f.tolist(), m.tolist())]})


def _kept(table):
    out = {}
    for name in _columns.names_of(table):
        values = _columns.column(table, name)
        out[name] = values.to_pylist() if hasattr(values, "to_pylist") else list(values)
    return out


def _share(text):
    if isinstance(text, str) and text.endswith("%"):
        return float(text[:-1]) / 100.0
    return float(text)


def abc(table, *, value, shares=("80%", "95%")):
    """The table, highest value first, with share, cumulative and abc: "a" are those
    who make the first 80 % of the value, the one who crosses the line included, "b" those
    to 95 %."""
    values = _columns.numbers_of(table, value)
    of, share, cumulative, order, *_ = _core.abc(values, *map(_share, shares))
    out = {name: [cells[i] for i in order] for name, cells in _kept(table).items()}
    return _columns.table({**out, "share": share[order], "cumulative": cumulative[order],
                           "abc": [of[i] for i in order]})


def abc_cuts(table, *, value, shares=("80%", "95%")):
    """The lowest value of a and of b, as a pack's worth.abc keeps them."""
    *_, a, b = _core.abc(_columns.numbers_of(table, value), *map(_share, shares))
    return {"a": a, "b": b}


def quadrants(table, *, x, y, x_cut=None, y_cut=None):
    """The table with `quadrant` by volume x and loyalty y, cut at their means: keep (both
    high), cultivate (loyal, little volume), control (much volume, not loyal), let go."""
    volume = _columns.numbers_of(table, x)
    loyalty = _columns.numbers_of(table, y)
    high = volume >= (np.nanmean(volume) if x_cut is None else x_cut)
    loyal = loyalty >= (np.nanmean(loyalty) if y_cut is None else y_cut)
    words = np.where(loyal, np.where(high, "keep", "cultivate"),
                     np.where(high, "control", "let go"))
    return _columns.table({**_kept(table), "quadrant": words})


def leavers(table, *, reason="reason"):
    """The reasons of those who left: n, share, and the handbooks' share beside."""
    counts = {}
    values = _columns.column(table, reason)
    values = values.to_pylist() if hasattr(values, "to_pylist") else list(values)
    for each in values:
        if each is not None and each == each:
            counts[str(each)] = counts.get(str(each), 0) + 1
    total = sum(counts.values())
    if not total:
        raise ArgumentError(f"{reason}: no reason is known")
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return _columns.table({
        "reason": names, "n": [counts[name] for name in names],
        "share": [counts[name] / total for name in names],
        "handbook": [_LEFT.get(name) for name in names]})


def flow(before, after):
    """How many customers moved from which stage to which: before, after, n, of two
    columns with a label for each of the same customers, such as `stage` of two
    assessments. Without a label they are "none"."""
    def labels(column):
        values = column.to_pylist() if hasattr(column, "to_pylist") else list(column)
        return ["none" if each is None or each != each or each == "" else str(each)
                for each in values]
    first, second = labels(before), labels(after)
    if len(first) != len(second):
        raise ArgumentError(f"two columns of the same customers; found {len(first)} and "
                            f"{len(second)} labels")
    counts = {}
    for pair in zip(first, second):
        counts[pair] = counts.get(pair, 0) + 1
    pairs = sorted(counts)
    return _columns.table({"before": [pair[0] for pair in pairs],
                           "after": [pair[1] for pair in pairs],
                           "n": [counts[pair] for pair in pairs]})


_GRAINS = {"month": 1, "quarter": 3, "year": 12}


def retention(trips, *, as_of, grain="month", customer="customer", date="date"):
    """One row a cohort (customers by the calendar month, quarter or year of their first
    trip) and period since: n, customers with a trip in that very period, their share,
    and Wilson's interval at 95 %. Only periods that are over by the end of the as-of day
    are there: one that still runs would look like a loss."""
    if grain not in _GRAINS:
        raise ArgumentError(f"grain is one of {', '.join(_GRAINS)}; found {grain!r}")
    numbers, _ = _columns.customers(_columns.column(trips, customer), customer)
    cohort, *columns = _core.retention(
        numbers, _columns.days(_columns.column(trips, date), date),
        _columns.day_number(as_of, "as_of"), _GRAINS[grain])
    names = ("n", "period", "customers", "retention", "low", "high")
    return _columns.table({"cohort": _columns.dates(cohort), **dict(zip(names, columns))})


for _public in (rfm, rfm_cuts, abc, abc_cuts, quadrants, leavers, flow, retention):
    _public.__module__ = "patron.churn"
