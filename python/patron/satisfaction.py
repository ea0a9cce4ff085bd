# SPDX-License-Identifier: Apache-2.0
"""Satisfaction: scores with intervals, scales, cohorts, drivers, trends. None and NaN are
"no answer" and count nowhere; every score says how sure it is and if it may be reported.

    >>> from patron import satisfaction
    >>> satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
    Score(45, 29.3431..58.0355, n=100)

Answers are any sequence of numbers; a table is a pandas or polars frame, an Arrow table,
a patron.Table, or a mapping of columns. Formulas and sources: docs/satisfaction.md. Needs
numpy.
"""

from typing import NamedTuple

import numpy as np

from . import _columns, _core
from ._analysis import (Control, Correlation, Drivers, Trend, control, correlate,
                        drivers, importance_performance, trend)
from ._assessment import Score
from ._errors import ArgumentError, TableError
from ._scales import (Kano, Profile, Reliability, ServiceQuality, Stars, acsi, alpha,
                      exposure, kano, kano_counts, likert, semantic_differential,
                      servperf, servqual, stars)
from ._table import Table

__all__ = ["Comparison", "Control", "Correlation", "Drivers", "Kano", "Profile",
           "Reliability", "ServiceQuality", "Shrinkage", "Stars", "Trend", "acsi",
           "alpha", "ces", "ces_share", "cohorts", "compare", "control", "correlate",
           "csat", "drivers", "exposure", "importance_performance", "index", "indexes",
           "kano", "kano_counts", "likert", "mean", "nps", "semantic_differential",
           "servperf", "servqual", "shrink", "stars", "trend"]

_OPTIONS = {"scale", "top", "confidence", "min_n", "max_width", "interval", "seed",
            "resamples", "reversed", "promoters_from", "detractors_to"}


def _answers(values):
    return None if values is None else _columns.numbers(values, "answers")


def _options(given):
    unknown = set(given) - _OPTIONS
    if unknown:
        raise TypeError(f"unexpected keyword {sorted(unknown)[0]!r}; there are: "
                        + ", ".join(sorted(_OPTIONS)))
    return {name: value for name, value in given.items() if value is not None}


def _score(measure, answers, weights, options):
    return Score(*_core.score(measure, _answers(answers), _answers(weights),
                              _options(options)))


def nps(answers, *, weights=None, **options):
    """Net Promoter Score, -100 to 100, of answers from 0 to 10; adjusted Wald interval.
    Promoters answer from `promoters_from` (9), detractors to `detractors_to` (6)."""
    return _score("nps", answers, weights, options)


def csat(answers, *, weights=None, **options):
    """Share of the `top` (2) answers of the scale (1, 5), 0 to 1; Wilson interval."""
    return _score("csat", answers, weights, options)


def ces(answers, *, weights=None, **options):
    """Customer effort: the mean of answers from 1 to 7 where 7 is least effort; t
    interval. `reversed` turns forms round whose best answer is 1."""
    return _score("ces", answers, weights, options)


def ces_share(answers, *, weights=None, **options):
    """Share of the top 3 answers of customer effort, 0 to 1; Wilson interval."""
    return _score("ces_share", answers, weights, options)


def mean(answers, *, weights=None, **options):
    """Mean; Student's t interval. With a scale, answers outside it are errors."""
    return _score("mean", answers, weights, options)


class Comparison(NamedTuple):
    """Two samples of the same score; the difference is a less b."""

    a: Score
    b: Score
    difference: float
    low: float
    high: float
    standard_error: float
    statistic: float
    degrees: float
    p: float
    significant: bool


def compare(a, b, *, score="nps", weights_a=None, weights_b=None, **options):
    """Is the score of `a` another than that of `b`? Welch's t of means, Newcombe's
    interval of shares, the normal of NPS."""
    first, second, *rest = _core.compare(
        score, _answers(a), _answers(b), _answers(weights_a), _answers(weights_b),
        _options(options))
    return Comparison(Score(*first), Score(*second), *rest)


def _codes(values):
    """(a code a row, the distinct values in order); a missing value has code -1."""
    if hasattr(values, "dictionary_encode") and not (
            str(values.type).startswith(("int", "uint")) and not values.null_count):
        chosen = values.dictionary_encode()
        chosen = chosen.combine_chunks() if hasattr(chosen, "combine_chunks") else chosen
        words = chosen.dictionary.to_pylist()
        order = sorted(range(len(words)), key=lambda at: words[at])
        place = np.empty(len(words) + 1, np.int32)
        place[order] = np.arange(len(words), dtype=np.int32)
        place[-1] = -1
        codes = chosen.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        return place[codes], [words[at] for at in order]
    array = np.asarray(values)
    if array.dtype.kind in "iu" and len(array):
        least, most = int(array.min()), int(array.max())
        if most - least < max(4 * len(array), 1024):  # Counted, not sorted.
            offset = array.astype(np.int64) - least
            there = np.zeros(most - least + 1, bool)
            there[offset] = True
            place = np.cumsum(there, dtype=np.int32) - np.int32(1)
            return place[offset], (np.flatnonzero(there) + least).tolist()
    if array.dtype.kind in "biufUSM":
        missing = array != array
        words, codes = np.unique(array, return_inverse=True)
        codes = codes.astype(np.int32)
        codes[missing] = -1
        return codes, words.tolist()
    words = sorted({value for value in array.tolist()
                    if value is not None and value == value},
                   key=lambda value: (str(type(value)), value))
    place = {value: at for at, value in enumerate(words)}
    return np.fromiter((place.get(value, -1) for value in array.tolist()), np.int32,
                       len(array)), words


def _groups(table, by):
    """A code a row, and the groups as tuples, sorted."""
    names = [by] if isinstance(by, str) else list(by)
    if not names:
        raise ArgumentError("by names at least one column")
    codes, words = None, []
    for name in names:
        own, of = _codes(_columns.column(table, name))
        missing = np.flatnonzero(own < 0)
        if len(missing):
            raise TableError(f"{', '.join(names)}: a group is missing",
                             row=int(missing[0]))
        codes = own.astype(np.int64) if codes is None else codes * len(of) + own
        words.append(of)
    if len(names) == 1:
        return names, codes, [(word,) for word in words[0]]
    codes, present = _codes(codes)  # Of the combinations that occur.
    groups = []
    for code in present:
        parts = []
        for of in reversed(words):
            code, at = divmod(code, len(of))
            parts.append(of[at])
        groups.append(tuple(reversed(parts)))
    return names, codes, groups


def cohorts(table, *, by, score="nps", answer="answer", weight=None, **options):
    """A row a cohort (segment, product, month, or several columns): the score with its
    interval, n, n_effective, reportable; asked, and the share that answered with its
    interval; shrunk: the score drawn to the mean of all units, the more the smaller."""
    names, codes, groups = _groups(table, by)
    weights = None if weight is None else _columns.column(table, weight)
    found, reportable = _core.cohorts(score, _answers(_columns.column(table, answer)),
                                      _answers(weights), codes, _options(options))
    group, value, low, high, n, n_effective, asked, *response, shrunk = found
    rows = [groups[at] for at in group.astype(int).tolist()]
    return _columns.table({
        **{name: [row[place] for row in rows] for place, name in enumerate(names)},
        "value": value, "value_low": low, "value_high": high, "n": n,
        "n_effective": n_effective, "reportable": reportable, "asked": asked,
        "response": response[0], "response_low": response[1],
        "response_high": response[2], "shrunk": shrunk})


class Shrinkage(NamedTuple):
    """Units drawn to their mean: factor 0 leaves one as it is, 1 makes it the mean."""

    mean: float
    between_variance: float
    values: np.ndarray
    factors: np.ndarray


def shrink(values, standard_errors):
    """Small units drawn to the mean of all, by how unsure each is (empirical Bayes)."""
    return Shrinkage(*_core.shrink(_answers(values), _answers(standard_errors)))


def index(answers, ages, *, weights=None, half_life="180 days", prior=(75.0, 2.0),
          within_sd=20.0, confidence=0.95, max_width=40.0):
    """One customer's index, 0 to 100: answers of `ages` days, the older the lighter,
    drawn to the prior (mean, weight); its interval by the scatter within a customer."""
    mean_before, weight_before = prior
    return Score(*_core.satisfaction_index(
        _answers(answers), _answers(ages), _answers(weights),
        _columns.span_days(half_life), mean_before, weight_before, within_sd, confidence,
        max_width))


def indexes(table, *, on, by="customer", answer="answer", date="date", weight=None,
            **options):
    """A row a customer: index, low, high, n, n_effective, reportable, on a day; later
    answers do not count. `options` are those of `index`."""
    names, codes, groups = _groups(table, by)
    answers = _answers(_columns.column(table, answer))
    ages = float(_columns.day_number(on, "on")) - _columns.days(
        _columns.column(table, date), date)
    weights = None if weight is None else _answers(_columns.column(table, weight))
    if any(len(column) != len(codes) for column in (answers, ages, weights)
           if column is not None):
        raise TableError("the columns of a table are of one length")
    known = ages >= 0
    rows = np.flatnonzero(known)
    order = rows[np.argsort(np.asarray(codes)[rows], kind="stable")]
    ends = np.searchsorted(np.asarray(codes)[order], np.arange(len(groups) + 1))
    scores = []
    for group in range(len(groups)):
        mine = order[ends[group]:ends[group + 1]]
        scores.append(index(answers[mine], ages[mine], weights=None if weights is None
                            else weights[mine], **options).to_dict())
    return _columns.table({
        **{name: [group[place] for group in groups] for place, name in enumerate(names)},
        "index": [score["value"] for score in scores],
        **{name: [score[name] for score in scores]
           for name in ("low", "high", "n", "n_effective", "reportable")}})
