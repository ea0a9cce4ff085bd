# SPDX-License-Identifier: Apache-2.0
"""What moves satisfaction, and is it moving."""

from typing import NamedTuple

from . import _columns, _core
from ._errors import ArgumentError
from ._scales import _items
from ._table import Table

_KINDS = ("pearson", "spearman", "kendall", "polychoric")
_QUADRANTS = ("concentrate_here", "keep_up", "low_priority", "possible_overkill")


def _maybe(values, name):
    return None if values is None else _columns.numbers(values, name)


class Correlation(NamedTuple):
    """Pairs that answered both. low and high are of pearson (Fisher) and polychoric."""

    value: float
    low: float
    high: float
    standard_error: float
    statistic: float
    p: float
    n: float
    n_effective: float


def correlate(x, y, *, kind="pearson", weights=None, confidence=0.95):
    """pearson, spearman, kendall (tau-b), polychoric (ordered answers, two-step)."""
    if kind not in _KINDS:
        raise ArgumentError(f"kind is one of {', '.join(_KINDS)}; found {kind!r}")
    return Correlation(*_core.correlate(
        _KINDS.index(kind), _columns.numbers(x, "x"), _columns.numbers(y, "y"),
        _maybe(weights, "weights"), confidence))


class Drivers(NamedTuple):
    """`items`: correlation with the outcome, regression (coefficient, standard_error, t,
    p, beta, vif), shares of R^2 (lmg, johnson, pratt), mean, suppressor."""

    items: Table
    intercept: float
    r_squared: float
    r_squared_adjusted: float
    residual_sd: float
    n: float
    n_effective: float


def drivers(items, *, outcome, weights=None):
    """What moves the outcome (the name of a column; `weights` of another): complete rows
    only. lmg averages over all orders of at most 15 items; beyond it is NaN, and johnson
    stands in."""
    names = [name for name in _columns.names_of(items) if name not in (outcome, weights)]
    names, columns = _items(items, names)
    rows, *rest = _core.drivers(
        columns, _columns.numbers_of(items, outcome),
        None if weights is None else _columns.numbers_of(items, weights))
    heads = ("correlation", "coefficient", "standard_error", "t", "p", "beta", "vif",
             "lmg", "johnson", "pratt", "mean", "suppressor")
    return Drivers(_columns.table({
        "item": names, **{head: [row[place] for row in rows]
                          for place, head in enumerate(heads)}}), *rest)


def importance_performance(table, *, item="item", importance="importance",
                           performance="performance", importance_middle=3.0,
                           performance_middle=3.0):
    """The quadrant of each item by three cuts (mean, median, middle of the scales):
    concentrate_here, keep_up, low_priority, possible_overkill."""
    names = list(_columns.column(table, item))
    of, at = (_columns.numbers_of(table, name)
              for name in (importance, performance))
    rows, *_ = _core.importance_performance(of, at, importance_middle,
                                            performance_middle)
    return _columns.table({
        item: names, "importance": of, "performance": at,
        **{head: [_QUADRANTS[row[place]] for row in rows]
           for place, head in enumerate(("by_mean", "by_median", "by_middle"))}})


class Trend(NamedTuple):
    """`trend` is -1, 0 or 1; slope is Sen's, a unit of time, with its interval."""

    trend: int
    slope: float
    slope_low: float
    slope_high: float
    p: float
    tau: float
    z: float
    s: float
    variance: float
    n: float


def trend(values, *, times=None, confidence=0.95):
    """Mann and Kendall's test with ties, and Sen's slope, of values in order of time."""
    return Trend(*_core.trend(_columns.numbers(values, "values"), _maybe(times, "times"),
                              confidence))


class Control(NamedTuple):
    """A chart over a frozen baseline. `points`: value, high, low (cusum: the two sums;
    ewma: the average), upper and lower limits, runs, alarm (-1, 0, 1)."""

    target: float
    sigma: float
    points: Table


def control(values, *, method="cusum", baseline=0, target=None, sigma=None, sizes=None,
            share=False, **options):
    """Has it shifted? The baseline is the first `baseline` values, or target and sigma;
    never the shift itself. cusum: allowance (0.5), decision (5), head_start (0), in
    sigmas; ewma: weight (0.2), width (3), asymptotic. `share`: values are shares of
    `sizes` answers."""
    allowed = {"cusum": ("allowance", "decision", "head_start"),
               "ewma": ("weight", "width", "asymptotic")}
    if method not in allowed:
        raise ArgumentError(f"method is cusum or ewma; found {method!r}")
    for name in options:
        if name not in allowed[method]:
            raise TypeError(f"{method} takes {', '.join(allowed[method])}; "
                            f"found {name!r}")
    given = {"baseline": baseline, "share": share, **options}
    given.update({name: float(value) for name, value in
                  (("target", target), ("sigma", sigma)) if value is not None})
    if method == "ewma":
        given["ewma"] = True
    array = _columns.numbers(values, "values")
    target, sigma, points = _core.control(array, _maybe(sizes, "sizes"), given)
    heads = ("value", "high", "low", "upper", "lower", "high_run", "low_run", "alarm")
    return Control(target, sigma, _columns.table({
        head: [point[place] for point in points] for place, head in enumerate(heads)}))
