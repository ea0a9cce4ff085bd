# SPDX-License-Identifier: Apache-2.0
"""Scales of several questions: a column an item, a row a respondent."""

import json
from typing import NamedTuple

from . import _columns, _core
from ._assessment import Score
from ._errors import ArgumentError
from ._table import Table

_KINDS = ("attractive", "one_dimensional", "must_be", "indifferent", "reverse",
          "questionable")


def _items(table, names=None):
    """The names of the items and their columns."""
    names = _columns.names_of(table) if names is None else list(names)
    if not names:
        raise ArgumentError("there is no item: give a table with a column an item")
    return names, [_columns.numbers_of(table, name)
                   for name in names]


def _by_item(names, given, what, default):
    """Values by the names of the items, in their order."""
    unknown = set(given) - set(names)
    if unknown:
        raise ArgumentError(f"{what}: no item {sorted(unknown)[0]!r}; there are: "
                            + ", ".join(names))
    return [given.get(name, default) for name in names]


def _options(names, reversed, weights, scale, rest):
    options = {"scale": scale, **{key: value for key, value in rest.items()
                                  if value is not None}}
    if reversed:
        options["reversed"] = _by_item(names, dict.fromkeys(reversed, True), "reversed",
                                       False)
    if weights is not None:
        options["weights"] = [float(weight) for weight in _by_item(
            names, weights, "weights", 1.0)]
    return options


def _respondents(weights):
    return None if weights is None else _columns.numbers(weights, "respondents")


def likert(items, *, scale=(1, 5), reversed=(), at_least=0.0):
    """The mean of each respondent's answers, with reversed items turned round; NaN where
    less than the share `at_least` was answered."""
    names, columns = _items(items)
    return _core.likert(columns, _options(names, reversed, None, scale,
                                          {"at_least": at_least}))


def acsi(items, *, weights=None, scale=(1, 10), reversed=(), at_least=0.0,
         respondents=None, confidence=0.95, min_n=5.0, max_width=0.0):
    """The index of the ACSI's form, 0 to 100: the weighted mean of the items, moved to
    that scale; weights by item. Only respondents with every item count, unless
    `at_least` says how many are enough."""
    names, columns = _items(items)
    options = _options(names, reversed, weights, scale,
                       {"at_least": at_least, "confidence": confidence, "min_n": min_n,
                        "max_width": max_width})
    return Score(*_core.weighted_index(columns, options, _respondents(respondents)))


class Profile(NamedTuple):
    """Means of pairs of opposites, and of all."""

    pairs: Table
    overall: Score


def _score_columns(scores):
    return {name: [score[place] for score in scores]
            for place, name in enumerate(Score.__slots__)}


def semantic_differential(items, *, scale=(1, 7), reversed=(), respondents=None,
                          confidence=0.95):
    """A profile of pairs of opposites: the mean of each with its interval."""
    names, columns = _items(items)
    pairs, overall = _core.semantic_differential(
        columns, _options(names, reversed, None, scale, {"confidence": confidence}),
        _respondents(respondents))
    return Profile(_columns.table({"item": names, **_score_columns(pairs)}),
                   Score(*overall))


class Stars(NamedTuple):
    """`expected`: with one answer of each kind added; `bayesian`: drawn to the prior;
    `counts` of 1, 2, ..."""

    mean: Score
    expected: Score
    counts: list
    bayesian: float


def stars(answers, *, weights=None, high=5, prior=(3.0, 0.0), confidence=0.95, min_n=5.0,
          max_width=0.0):
    """Star ratings from 1 to `high`; the prior is (mean, weight)."""
    mean, expected, counts, bayesian = _core.stars(
        _columns.numbers(answers, "answers"), _respondents(weights), high, *prior,
        confidence, min_n, max_width)
    return Stars(Score(*mean), Score(*expected), counts, bayesian)


class ServiceQuality(NamedTuple):
    """Gaps: perceived less expected (of SERVPERF the perceptions). `items` and
    `dimensions` are tables; `overall` takes dimensions alike, `weighted` by weight."""

    items: Table
    dimensions: Table
    overall: Score
    weighted: Score


def _gaps(first, names, gaps):
    return _columns.table({
        first: names, **{"gap" if name == "value" else name: values for name, values in
                         _score_columns([gap for gap, *_ in gaps]).items()},
        "perceived": [gap[1] for gap in gaps], "expected": [gap[2] for gap in gaps],
        "weight": [gap[3] for gap in gaps]})


def _quality(perceived, expected, dimensions, weights, scale, respondents, confidence):
    dimension_names = list(dimensions)
    items = [(item, place) for place, name in enumerate(dimension_names)
             for item in dimensions[name]]
    names = [item for item, _ in items]
    if len(set(names)) != len(names):
        raise ArgumentError("an item belongs to one dimension")
    _, seen = _items(perceived, names)
    wanted = [] if expected is None else _items(expected, names)[1]
    by_dimension = [] if weights is None else [
        float(weight) for weight in _by_item(dimension_names, weights, "weights", 1.0)]
    found, of_dimensions, overall, weighted = _core.service_quality(
        seen, wanted, [place for _, place in items], by_dimension,
        {"scale": scale, "confidence": confidence}, _respondents(respondents))
    return ServiceQuality(_gaps("item", names, found),
                          _gaps("dimension", dimension_names, of_dimensions),
                          Score(*overall[0]), Score(*weighted[0]))


def servqual(perceived, expected, *, dimensions, weights=None, scale=(1, 7),
             respondents=None, confidence=0.95):
    """SERVQUAL: gaps of perceptions and expectations, two tables with the same items;
    `dimensions` names the items of each, `weights` how much each matters."""
    return _quality(perceived, expected, dimensions, weights, scale, respondents,
                    confidence)


def servperf(perceived, *, dimensions, weights=None, scale=(1, 7), respondents=None,
             confidence=0.95):
    """SERVPERF: perceptions alone."""
    return _quality(perceived, None, dimensions, weights, scale, respondents, confidence)


class Kano(NamedTuple):
    """What a feature is to its customers; `better` and `worse` are Berger's coefficients,
    `significant` that the two most frequent kinds differ (Fong, 90 %)."""

    kind: str
    counts: dict
    category_strength: float
    total_strength: float
    better: Score
    worse: Score
    significant: bool


def _kano(found):
    counts, kind, category, total, better, worse, significant = found
    return Kano(_KINDS[kind], dict(zip(_KINDS, counts)), category, total, Score(*better),
                Score(*worse), significant)


def kano(there, absent, *, weights=None, confidence=0.95):
    """Of the answers (1 like it, 2 must be, 3 neutral, 4 live with it, 5 dislike it) to
    the feature being there and being absent."""
    return _kano(_core.kano(_columns.numbers(there, "there"),
                            _columns.numbers(absent, "absent"), _respondents(weights),
                            confidence))


def kano_counts(counts, *, confidence=0.95):
    """Of counts by kind: a mapping, or six numbers in the order attractive,
    one_dimensional, must_be, indifferent, reverse, questionable."""
    if hasattr(counts, "keys"):
        counts = _by_item(_KINDS, counts, "counts", 0.0)
    return _kano(_core.kano_counts([float(count) for count in counts], confidence))


def exposure(complaints, *, parameters="handbook", margin=None, trips=None):
    """What complaints stand for: the silent, who hears of them, who comes back, and what
    mending one is worth (with `margin` of a trip and `trips` still to come). Estimates
    from published figures, "handbook" or a mapping of one's own; `complaints` is a
    number, or one a row."""
    if isinstance(parameters, str):
        if parameters != "handbook":
            raise ArgumentError('parameters are "handbook" or a mapping of figures')
        parameters = {}
    options = dict(parameters)
    for key, value in (("margin", margin), ("trips", trips)):
        if value is not None:
            options[key] = float(value)
    if not hasattr(complaints, "__len__"):
        complaints = [complaints]
    return Table._of(_core.exposure(_columns.numbers(complaints, "complaints"),
                                    json.dumps(options)))


class Reliability(NamedTuple):
    """Cronbach's alpha and its like. `items`: alpha_if_dropped, item_rest, ..."""

    alpha: Score
    standardised: float
    average_correlation: float
    lambda6: float
    items: Table


def alpha(items, *, scale=(1, 5), reversed=(), respondents=None, confidence=0.95):
    """How well the items measure one thing, over complete rows; for each item the alpha
    without it, and its correlation with the others."""
    names, columns = _items(items)
    found, standardised, average, lambda6, rows = _core.alpha(
        columns, _options(names, reversed, None, scale, {"confidence": confidence}),
        _respondents(respondents))
    heads = ("alpha_if_dropped", "standardised_if_dropped", "item_rest",
             "item_corrected", "mean", "sd")
    return Reliability(Score(*found), standardised, average, lambda6, _columns.table({
        "item": names, **{head: [row[place] for row in rows]
                          for place, head in enumerate(heads)}}))
