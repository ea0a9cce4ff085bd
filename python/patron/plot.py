# SPDX-License-Identifier: Apache-2.0
"""Pictures of what patron found, with matplotlib's manners: an `ax` in (or a new one),
the `ax` out, further keywords to the main artist.

    >>> ax = plot.calibration(churn.evaluate(left, model.predict(summary)))

Colours are those of Okabe and Ito and the map cividis, which colour-blind people can tell
apart; what is uncertain carries its interval, and what is counted its n. matplotlib is
imported by the first picture, not before.
"""

import datetime as dt

import numpy as np

from . import _columns
from ._errors import ArgumentError
from ._frame import (BLUE, GREY, INK, ORANGE, axes_of, plain, with_calendar,
                     with_percent)
from ._plot_flow import lifecycle
from ._plot_satisfaction import drivers, gaps, importance, nps, profile, satisfaction

__all__ = ["calibration", "drivers", "frequency_recency", "gaps", "history", "importance",
           "lifecycle", "lift", "nps", "profile", "retention", "retention_curve", "rfm",
           "satisfaction", "scores", "tracking"]

_WHAT = {"p_none": ("risk", "P(no trip in the next {})"),
         "p_alive": ("p_alive", "P(still a customer)"),
         "trips": ("trips", "Trips expected in the next {}")}
_TIMED = ("bg_nbd", "mbg_nbd", "bg_cnbd_k", "mbg_cnbd_k", "pareto_nbd")



def _wilson(part, n):
    """The interval of Wilson at 95 % for part of n."""
    z = 1.959963984540054  # the normal quantile of 0.975
    share, spread = part / n, z * z / n
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = ((share + spread / 2 + sign * half) / (1 + spread) for sign in (-1, 1))
    return np.clip(low, 0.0, share), np.clip(high, share, 1.0)


def calibration(evaluation, ax=None, **kwargs):
    """What was said against what happened, in ten bins of equal numbers, with Wilson's
    interval at 95 % (a weight counts as so many customers). On the dashed line the
    probabilities can be taken at their word."""
    ax = axes_of(ax, (5.4, 5.4))
    bins = evaluation.bins
    said, happened, n = (np.array(bins[name], float)
                         for name in ("probability", "happened", "n"))
    low, high = _wilson(happened * n, n)
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1, label="as said")
    ax.errorbar(said, happened, yerr=[happened - low, high - happened],
                **{"fmt": "o", "color": BLUE, "capsize": 2.5, "markersize": 5,
                   "label": "happened, 95 % interval", **kwargs})
    plain(ax, f"Calibration: slope {evaluation.slope:.2f}, Brier {evaluation.brier:.3f}",
           "Probability said", f"Share it happened to (n = {evaluation.n:,.0f})")
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    ax.set_aspect("equal")
    with_percent(ax.xaxis, ax.yaxis)
    ax.legend(frameon=False, loc="upper left")
    return ax


def _lift(evaluation, shares):
    """How many times the base rate is found among the shares of highest probability;
    customers of equal probability are taken in proportion."""
    happened, p, w = evaluation._data
    values, group = np.unique(-p, return_inverse=True)
    weight = np.bincount(group, w, len(values))
    caught = np.bincount(group, w * happened, len(values))
    x = np.concatenate([[0.0], np.cumsum(weight) / weight.sum()])
    y = np.concatenate([[0.0], np.cumsum(caught) / caught.sum()])
    return np.interp(shares, x, y) / shares


def lift(evaluation, ax=None, **kwargs):
    """How many times more often it happened among those of highest probability than
    among all, by the share of customers taken; plain recency beside it where the
    evaluation has it. Customers of equal probability are taken in proportion."""
    ax = axes_of(ax)
    shares = np.arange(1, 21) / 20.0
    ax.axhline(1.0, linestyle="--", color=GREY, linewidth=1, label="taken at random")
    if evaluation.baseline is not None:
        ax.plot(shares, _lift(evaluation.baseline, shares), color=ORANGE,
                linestyle="-.", linewidth=1.8, label="plain recency")
    ax.plot(shares, _lift(evaluation, shares),
            **{"color": BLUE, "linewidth": 2.2, "marker": "o", "markersize": 3.5,
               "label": "model", **kwargs})
    plain(ax, f"Lift (n = {evaluation.n:,.0f}, base rate {evaluation.base_rate:.1%})",
           "Share of customers taken, highest probability first", "Times the base rate")
    ax.set_xlim(0.0, 1.02)
    ax.set_ylim(bottom=0.0)
    with_percent(ax.xaxis)
    ax.legend(frameon=False)
    return ax


def frequency_recency(model, ax=None, *, what="p_none", age=52, frequency_max=12,
                      horizon=None, **kwargs):
    """What the model says of customers whose first trip was `age` units ago, by repeat
    trips and by the time since the last one. `what`: "p_none" (the churn risk),
    "p_alive" or "trips". Blank where no customer can be."""
    if what not in _WHAT:
        raise ArgumentError(f"what is one of {', '.join(_WHAT)}; found {what!r}")
    if model.kind not in (*_TIMED, "bg_bb"):
        raise ArgumentError(f"{model.kind} does not look at frequency and recency")
    if not (isinstance(age, int) and 1 <= age <= 1000
            and isinstance(frequency_max, int) and 1 <= frequency_max <= 100):
        raise ArgumentError("age is a whole number to 1000, frequency_max one to 100")
    horizon = model.horizon if horizon is None else horizon
    x, since = np.meshgrid(np.arange(frequency_max + 1), np.arange(age + 1),
                           indexing="ij")
    recency = age - since
    seen = np.where(x == 0, recency == 0, recency > 0)
    if model.kind == "bg_bb":
        seen &= x <= recency
    column, label = _WHAT[what]
    table = model.forecast({"frequency": x[seen].astype(float),
                            "recency": recency[seen].astype(float),
                            "T": np.full(seen.sum(), float(age))}, horizon=horizon)
    grid = np.full(x.shape, np.nan)
    grid[seen] = _columns.numbers(table[column])
    ax = axes_of(ax, (7.2, 4.4))
    limits = {} if what == "trips" else {"vmin": 0.0, "vmax": 1.0}
    image = ax.imshow(grid, **{"origin": "lower", "aspect": "auto", "cmap": "cividis",
                               "interpolation": "nearest", **limits, **kwargs})
    bar = ax.figure.colorbar(image, ax=ax)
    bar.outline.set_visible(False)
    if what != "trips":
        with_percent(bar.ax.yaxis)
    unit = model.unit_
    plain(ax, label.format(horizon), f"Time since the last trip (unit: {unit})",
           f"Repeat trips (first trip {age} units ago)")
    ax.grid(False)
    return ax


def _cumulative(trips, first, until, customer, date):
    """Repeat trips by the end of each day, of customers whose first day is known; trips
    of one day are one."""
    numbers, customers = _columns.codes(_columns.column(trips, customer), customer)
    days = _columns.days(_columns.column(trips, date), date)
    start = np.array([first.get(each, until + 1) for each in customers], np.int64)
    kept = (days > start[numbers]) & (days <= until)
    pairs = np.unique(np.column_stack([numbers[kept], days[kept]]), axis=0)
    return np.sort(pairs[:, 1])


def tracking(model, trips, ax=None, *, calibration_end, until, customer="customer",
             date="date", **kwargs):
    """Repeat trips so far, counted and as the model expects them, of the customers whose
    first trip is not after `calibration_end`. Right of the line the model is on its own;
    there it is judged, if it was fitted on what is left of the line."""
    if model.kind not in _TIMED:
        raise ArgumentError(f"tracking takes a model of trips in time, not {model.kind}")
    end, last = (_columns.day_number(calibration_end, "calibration_end"),
                 _columns.day_number(until, "until"))
    if not end < last:
        raise ArgumentError("until is after calibration_end")
    from .churn import summarise
    made = summarise(trips, as_of=calibration_end, customer=customer, date=date)
    starts = _columns.days(made["first"], "first")
    if not len(starts):
        raise ArgumentError("no customer has a first trip by calibration_end")
    step = max(1, round(_columns.span_days(model.unit_)))
    grid = np.unique(np.append(np.arange(starts.min(), last, step), [end, last]))
    counted = np.searchsorted(
        _cumulative(trips, dict(zip(made[customer], starts)), last, customer, date),
        grid, side="right")
    firsts, n = np.unique(starts, return_counts=True)
    ages = np.clip(grid[:, None] - firsts[None, :], 0, None)
    known = {0: 0.0}
    for age in np.unique(ages[ages > 0]).tolist():
        known[age] = float(model.forecast(
            {"frequency": [0.0], "recency": [0.0], "T": [0.0]},
            horizon=dt.timedelta(days=age))["trips"][0])
    expected = np.vectorize(known.__getitem__, otypes=[float])(ages) @ n
    ax = axes_of(ax, (7.2, 4.4))
    when = grid.astype("datetime64[D]")
    ax.plot(when, counted, color=INK, linewidth=2.2, label="counted")
    ax.plot(when, expected, **{"color": BLUE, "linewidth": 2.0, "linestyle": "--",
                               "label": f"expected ({model.kind})", **kwargs})
    ax.axvline(np.datetime64(end, "D"), color=GREY, linewidth=1, linestyle=":",
               label="end of calibration")
    plain(ax, f"Repeat trips of {len(starts):,} customers: {counted[-1]:,} counted, "
           f"{expected[-1]:,.0f} expected", "", "Repeat trips so far")
    ax.set_ylim(bottom=0.0)
    with_calendar(ax)
    ax.legend(frameon=False)
    return ax


def history(model, dates, ax=None, *, until, horizon=None, **kwargs):
    """One customer, day by day from the first trip to `until`: the churn risk P(no trip
    in the horizon) as it would have been said that day, and P(still a customer); a tick
    at each trip. Trips of one day are one."""
    if model.kind not in _TIMED:
        raise ArgumentError(f"history takes a model of trips in time, not {model.kind}")
    end = _columns.day_number(until, "until")
    trips = np.unique(_columns.days(dates, "dates"))
    trips = trips[trips <= end]
    if not len(trips) or end - trips[0] > 36_600:
        raise ArgumentError("there is a trip by `until`, and a century at most before it")
    unit = _columns.span_days(model.unit_)
    days = np.arange(trips[0], end + 1)
    x = np.searchsorted(trips, days, side="right") - 1
    gaps = np.append(0.0, np.cumsum(np.log(np.diff(trips) / unit)))
    horizon = model.horizon if horizon is None else horizon
    made = model.forecast({"frequency": x.astype(float), "log_gaps": gaps[x],
                           "recency": (trips[x] - trips[0]) / unit,
                           "T": (days - trips[0]) / unit}, horizon=horizon)
    ax = axes_of(ax, (7.2, 3.8))
    when = days.astype("datetime64[D]")
    ax.plot(when, _columns.numbers(made["p_alive"]), color=ORANGE, linewidth=1.6,
            linestyle="-.", label=_WHAT["p_alive"][1])
    ax.plot(when, _columns.numbers(made["risk"]),
            **{"color": BLUE, "linewidth": 2.2,
               "label": _WHAT["p_none"][1].format(horizon), **kwargs})
    ax.plot(trips.astype("datetime64[D]"), np.zeros(len(trips)), "|", color=INK,
            markersize=12, markeredgewidth=1.5, label=f"trips (n = {len(trips)})")
    plain(ax, f"One customer as {model.kind} saw them", "", "Probability")
    ax.set_ylim(-0.04, 1.04)
    with_percent(ax.yaxis)
    with_calendar(ax)
    ax.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.1),
              fontsize=9)
    return ax


def retention(table, ax=None, **kwargs):
    """The table of churn.retention as a triangle: a row a cohort with its n, a column a
    period since the first trip, the share that travelled in it. Period 0 is left out: all
    travelled. Blank: not over yet."""
    cohort = _columns.days(table["cohort"], "cohort")
    period, share, n = (_columns.numbers_of(table, name)
                        for name in ("period", "retention", "n"))
    starts, row = np.unique(cohort, return_inverse=True)
    last = int(period.max(initial=0))
    if last < 1:
        raise ArgumentError("no cohort has a period after its first that is over")
    grid = np.full((len(starts), last + 1), np.nan)
    grid[row, period.astype(int)] = share
    sizes = np.zeros(len(starts))
    sizes[row] = n
    ax = axes_of(ax, (2.6 + 0.5 * last, 1.6 + 0.36 * len(starts)))
    top = float(np.nanmax(grid[:, 1:])) or 1.0
    edges = (0.5, last + 0.5, len(starts) - 0.5, -0.5)
    image = ax.imshow(grid[:, 1:], **{"aspect": "auto", "cmap": "cividis", "vmin": 0.0,
                                      "vmax": top, "extent": edges, **kwargs})
    for i, k in np.argwhere(np.isfinite(grid[:, 1:])):
        value = grid[i, k + 1]
        ax.text(k + 1, i, f"{value:.0%}", ha="center", va="center", fontsize=8,
                color="white" if image.norm(value) < 0.55 else "black")
    plain(ax, f"Share that travelled again (n = {sizes.sum():,.0f})",
           "Periods since the first trip", "Cohort by first trip")
    labels = starts.astype("datetime64[D]").astype("datetime64[M]").astype(str)
    ax.set_yticks(range(len(starts)), [f"{label}  (n = {size:,.0f})"
                                       for label, size in zip(labels, sizes)])
    ax.set_xticks(range(1, last + 1))
    ax.grid(False)
    return ax


def retention_curve(table, ax=None, **kwargs):
    """The table of churn.retention as one curve: of all customers whose period since the
    first trip is over, the share that travelled in it, with Wilson's interval at 95 %.
    The cohorts lie faintly behind it. Period 0 is left out: all travelled."""
    cohort = _columns.days(table["cohort"], "cohort")
    period, back, n = (_columns.numbers_of(table, name)
                       for name in ("period", "customers", "n"))
    period = period.astype(int)
    last = int(period.max(initial=0))
    if last < 1:
        raise ArgumentError("no cohort has a period after its first that is over")
    back_all, n_all = (np.bincount(period, each)[1:] for each in (back, n))
    low, high = _wilson(back_all, n_all)
    since = np.arange(1, last + 1)
    ax = axes_of(ax, (7.2, 4.2))
    for start in np.unique(cohort):
        mine = (cohort == start) & (period > 0)
        ax.plot(period[mine], back[mine] / n[mine], color=GREY, linewidth=0.8, alpha=0.6,
                label="_cohort")
    ax.fill_between(since, low, high, color=BLUE, alpha=0.2, linewidth=0,
                    label="95 % interval")
    ax.plot(since, back_all / n_all,
            **{"color": BLUE, "linewidth": 2.2, "marker": "o", "markersize": 3.5,
               "label": "all cohorts (each one grey)", **kwargs})
    plain(ax, f"Share that travelled again (n = {n_all[0]:,.0f} at first, "
           f"{n_all[-1]:,.0f} at last)", "Periods since the first trip",
           "Share that travelled in the period")
    ax.set_ylim(bottom=0.0)
    ax.xaxis.get_major_locator().set_params(integer=True)
    with_percent(ax.yaxis)
    ax.legend(frameon=False)
    return ax


def rfm(table, ax=None, **kwargs):
    """The table of churn.rfm as a map: recency score by frequency score, the colour the
    share of all spend, the number the customers in the cell. Blank cells have none."""
    r, f, spend = (_columns.numbers_of(table, name)
                   for name in ("r", "f", "spend"))
    if not len(r) or not np.nansum(spend) > 0.0:
        raise ArgumentError("the map needs customers, and spend that is not all 0")
    size = int(max(r.max(), f.max()))
    at = ((f - 1) * size + r - 1).astype(int)
    counts = np.bincount(at, minlength=size * size).reshape(size, size)
    share = np.bincount(at, np.nan_to_num(spend), size * size).reshape(size, size)
    share = np.where(counts > 0, share / np.nansum(spend), np.nan)
    ax = axes_of(ax, (6.0, 5.0))
    image = ax.imshow(share, **{"origin": "lower", "cmap": "cividis", "vmin": 0.0,
                                "extent": (0.5, size + 0.5, 0.5, size + 0.5), **kwargs})
    for row, column in np.argwhere(counts > 0):
        dark = image.norm(share[row, column]) < 0.55
        ax.text(column + 1, row + 1, f"{counts[row, column]:,}", ha="center",
                va="center", color="white" if dark else "black", fontsize=9)
    bar = ax.figure.colorbar(image, ax=ax, label="Share of all spend")
    bar.outline.set_visible(False)
    with_percent(bar.ax.yaxis)
    plain(ax, f"Customers by recency and frequency (n = {len(r):,})",
           f"Recency score ({size}: came lately)",
           f"Frequency score ({size}: comes often)")
    ax.set_xticks(range(1, size + 1))
    ax.set_yticks(range(1, size + 1))
    ax.grid(False)
    return ax


def scores(scores, ax=None, *, label="Score", **kwargs):
    """Scores by name (satisfaction.nps, csat, mean) with their intervals and n, in the
    order given, the first on top. Hollow: too few or too wide to be reported."""
    if not scores:
        raise ArgumentError("there is no score to show")
    ax = axes_of(ax, (6.8, 1.4 + 0.45 * len(scores)))
    for row, score in enumerate(scores.values()):
        ax.errorbar([score.value], [row], xerr=[[score.value - score.low],
                                                [score.high - score.value]],
                    **{"fmt": "o", "color": BLUE, "capsize": 3, "markersize": 7,
                       "markerfacecolor": BLUE if score.reportable else "white",
                       **kwargs})
    ax.set_yticks(range(len(scores)), [f"{name}  (n = {score.n:,.0f})"
                                       for name, score in scores.items()])
    plain(ax, f"{label} with its interval", label, "")
    low = min(score.low for score in scores.values())
    if low < 0.0:
        ax.axvline(0.0, color=GREY, linewidth=1)
    ax.set_ylim(len(scores) - 0.5, -0.5)
    ax.grid(False, axis="y")
    return ax
