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


def _rfm_values(trips, as_of, customer, date, spend):
    numbers, names = _columns.customers(_columns.column(trips, customer), customer)
    day = _columns.day_number(as_of, "as_of")
    made = _core.summarise(
        numbers, _columns.days(_columns.column(trips, date), date),
        _columns.numbers_of(trips, spend), day, None, 1.0, 365,
        None)
    return (names(made["customer"]),
            {"recency": made["T"] - made["recency"],
             "frequency": made["frequency"] + 1.0,
             "monetary": made["spend_total"]})


def rfm_cuts(trips, *, as_of, bins=5, customer="customer", date="date", spend="spend"):
    """The cuts that rfm(cuts=...) takes: right-closed type-7 quantiles, a mapping of
    plain lists that can be kept as JSON and used again next month."""
    if not (isinstance(bins, int) and 2 <= bins <= 100):
        raise ArgumentError("bins is from 2 to 100")
    _, values = _rfm_values(trips, as_of, customer, date, spend)
    return {name: _core.quantile_cuts(values[name], bins) for name in _RFM}


def rfm(trips, *, as_of, bins=5, cuts=None, customer="customer", date="date",
        spend="spend"):
    """One row a customer: days since the last trip, trips, spend, and their scores r, f,
    m from 1 to bins (more is better) and rfm, "5-3-4". Equal values always score the
    same; with `cuts` those are used."""
    if cuts is None:
        cuts = rfm_cuts(trips, as_of=as_of, bins=bins, customer=customer, date=date,
                        spend=spend)
    customers, values = _rfm_values(trips, as_of, customer, date, spend)
    scores = {}
    for name in _RFM:
        if name not in cuts:
            raise ArgumentError(f"cuts of {name} are missing")
        edges = [float(cut) for cut in cuts[name]]
        score = _core.quantile_scores(edges, values[name])
        # The shorter since the last trip, the better.
        scores[name] = (len(edges) + 2 - score if name ==
                        "recency" else score).astype(int)
    r, f, m = (scores[name] for name in _RFM)
    return _columns.table({
        customer: customers, "recency_days": values["recency"].astype(int),
        "trips": values["frequency"].astype(int), "spend": values["monetary"],
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
    """The table, highest value first, with share, cumulative and abc: A are those who
    make the first 80 % of the value, the one who crosses the line included, B those to
    95 %."""
    first, second = map(_share, shares)
    if not 0.0 < first <= second <= 1.0:
        raise ArgumentError(f"shares rise from 0 to 1; found {shares!r}")
    values = _columns.numbers_of(table, value)
    if not (values >= 0.0).all() or not values.sum() > 0.0:
        raise ArgumentError(f"{value}: from 0, and not all 0")
    order = np.argsort(-values, kind="stable")
    share = values[order] / values.sum()
    cumulative = np.cumsum(share)
    before = cumulative - share
    # A hair below the line is below it: 0.8 is no binary fraction.
    grade = np.where(
    before < first -
    1e-12,
    "A",
    np.where(
        before < second -
        1e-12,
        "B",
         "C"))
    out = {name: [cells[i] for i in order] for name, cells in _kept(table).items()}
    return _columns.table(
        {**out, "share": share, "cumulative": cumulative, "abc": grade})


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
_Z = 1.959963984540054  # the normal quantile of 0.975


def _wilson(part, n):
    """The interval of Wilson at 95 % for part of n."""
    share, spread = part / n, _Z * _Z / n
    half = _Z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = ((share + spread / 2 + sign * half) / (1 + spread) for sign in (-1, 1))
    return np.clip(low, 0.0, share), np.clip(high, share, 1.0)


def retention(trips, *, as_of, grain="month", customer="customer", date="date"):
    """One row a cohort (customers by the calendar month, quarter or year of their first
    trip) and period since: n, customers with a trip in that very period, their share,
    and Wilson's interval at 95 %. Only periods that are over by the end of the as-of day
    are there: one that still runs would look like a loss."""
    if grain not in _GRAINS:
        raise ArgumentError(f"grain is one of {', '.join(_GRAINS)}; found {grain!r}")
    numbers, _ = _columns.codes(_columns.column(trips, customer), customer)
    days = _columns.days(_columns.column(trips, date), date)
    # The period that the day after the as-of day falls in is the first that is not over.
    end = _columns.day_number(as_of, "as_of") + 1

    def period(day):
        months = np.asarray(day).astype("datetime64[D]").astype("datetime64[M]")
        return months.astype(np.int64) // _GRAINS[grain]

    running, kept = int(period(end)), period(days) < int(period(end))
    who, when = numbers[kept], period(days[kept])
    first = np.full(int(numbers.max(initial=-1)) + 1, running)
    np.minimum.at(first, who, when)
    seen = np.unique(np.column_stack([who, when]), axis=0)
    rows = {name: [] for name in ("cohort", "n", "period", "customers")}
    for cohort in np.unique(first[first < running]).tolist():
        n = int((first == cohort).sum())
        mine = seen[first[seen[:, 0]] == cohort, 1] - cohort
        back = np.bincount(mine, minlength=running - cohort)
        start = np.datetime64(cohort * _GRAINS[grain], "M").astype("datetime64[D]").item()
        for since, customers in enumerate(back.tolist()):
            for name, cell in zip(rows, (start, n, since, customers)):
                rows[name].append(cell)
    if not rows["n"]:
        raise ArgumentError(f"no {grain} with a first trip is over by {as_of}")
    n, back = np.array(rows["n"], float), np.array(rows["customers"], float)
    low, high = _wilson(back, n)
    return _columns.table({**rows, "retention": back / n, "low": low, "high": high})


for _public in (rfm, rfm_cuts, abc, quadrants, leavers, flow, retention):
    _public.__module__ = "patron.churn"
