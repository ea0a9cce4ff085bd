# SPDX-License-Identifier: Apache-2.0
"""Satisfaction: scores with intervals, scales, cohorts, drivers, trends. None and NaN are
"no answer" and count nowhere; every score says how sure it is and if it may be reported.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from . import Score, Table

# Any sequence of numbers; a numpy array and a pandas column are such.
Answers: TypeAlias = Iterable[Any]
TableLike: TypeAlias = Any
DateLike: TypeAlias = dt.date | str
Floats: TypeAlias = npt.NDArray[np.float64]
Measure: TypeAlias = Literal["nps", "csat", "ces", "ces_share", "mean"]
Interval: TypeAlias = Literal[
    "usual", "wald", "adjusted_wald", "wilson", "t", "exact", "jeffreys", "bootstrap"]

def nps(
    answers: Answers, *, weights: Answers | None = None, confidence: float = 0.95,
    min_n: float = 5, max_width: float = 0.0, interval: Interval = "usual",
    seed: int = 1, resamples: int = 2000, promoters_from: float = 9,
    detractors_to: float = 6, reversed: bool = False) -> Score:
    """Net Promoter Score, -100 to 100, of answers from 0 to 10; adjusted Wald interval.
    It may be reported from `min_n` answers on, and if the interval is at most `max_width`
    (0: any).

    >>> satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
    Score(45, 29.3431..58.0355, n=100)
    """

def csat(
    answers: Answers, *, scale: tuple[float, float] = (1, 5), top: int = 2,
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0, interval: Interval = "usual", seed: int = 1,
    resamples: int = 2000, reversed: bool = False) -> Score:
    """Share of the `top` answers of the scale, 0 to 1; Wilson interval."""

def ces(
    answers: Answers, *, scale: tuple[float, float] = (1, 7),
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0, interval: Interval = "usual", seed: int = 1,
    resamples: int = 2000, reversed: bool = False) -> Score:
    """Customer effort: the mean where the highest answer is least effort; t interval."""

def ces_share(
    answers: Answers, *, scale: tuple[float, float] = (1, 7), top: int = 3,
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0, interval: Interval = "usual", seed: int = 1,
    resamples: int = 2000, reversed: bool = False) -> Score:
    """Share of the top answers of customer effort, 0 to 1; Wilson interval."""

def mean(
    answers: Answers, *, scale: tuple[float, float] | None = None,
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0, interval: Interval = "usual", seed: int = 1,
    resamples: int = 2000, reversed: bool = False) -> Score:
    """Mean; Student's t interval. With a scale, answers outside it are errors."""

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

def compare(
    a: Answers, b: Answers, *, score: Measure = "nps", weights_a: Answers | None = None,
    weights_b: Answers | None = None, **options: Any) -> Comparison:
    """Is the score of `a` another than that of `b`?"""

def cohorts(
    table: TableLike, *, by: str | Sequence[str], score: Measure = "nps",
    answer: str = "answer", weight: str | None = None, **options: Any) -> Table:
    """A row a cohort: the score with its interval, response, and the score drawn to the
    mean of all units."""

class Shrinkage(NamedTuple):
    """Units drawn to their mean: factor 0 leaves one as it is, 1 makes it the mean."""

    mean: float
    between_variance: float
    values: Floats
    factors: Floats

def shrink(values: Answers, standard_errors: Answers) -> Shrinkage:
    """Small units drawn to the mean of all, by how unsure each is (empirical Bayes)."""

def index(
    answers: Answers, ages: Answers, *, weights: Answers | None = None,
    half_life: str | dt.timedelta = "180 days", prior: tuple[float, float] = (75.0, 2.0),
    within_sd: float = 20.0, confidence: float = 0.95,
    max_width: float = 40.0) -> Score:
    """One customer's index, 0 to 100, of answers of `ages` days."""

def indexes(
    table: TableLike, *, on: DateLike, by: str | Sequence[str] = "customer",
    answer: str = "answer", date: str = "date", weight: str | None = None,
    **options: Any) -> Table:
    """A row a customer: the index on a day; later answers do not count."""

def likert(
    items: TableLike, *, scale: tuple[float, float] = (1, 5),
    reversed: Iterable[str] = (), at_least: float = 0.0) -> Floats:
    """The mean of each respondent's answers, with reversed items turned round."""

def acsi(
    items: TableLike, *, weights: Mapping[str, float] | None = None,
    scale: tuple[float, float] = (1, 10), reversed: Iterable[str] = (),
    at_least: float = 0.0, respondents: Answers | None = None, confidence: float = 0.95,
    min_n: float = 5.0, max_width: float = 0.0) -> Score:
    """The index of the ACSI's form, 0 to 100: the weighted mean of the items."""

class Profile(NamedTuple):
    """Means of pairs of opposites, and of all."""

    pairs: Table
    overall: Score

def semantic_differential(
    items: TableLike, *, scale: tuple[float, float] = (1, 7),
    reversed: Iterable[str] = (), respondents: Answers | None = None,
    confidence: float = 0.95) -> Profile:
    """A profile of pairs of opposites: the mean of each with its interval."""

class Stars(NamedTuple):
    """`expected`: with one answer of each kind added; `bayesian`: drawn to the prior."""

    mean: Score
    expected: Score
    counts: list[float]
    bayesian: float

def stars(
    answers: Answers, *, weights: Answers | None = None, high: int = 5,
    prior: tuple[float, float] = (3.0, 0.0), confidence: float = 0.95,
    min_n: float = 5.0, max_width: float = 0.0) -> Stars:
    """Star ratings from 1 to `high`; the prior is (mean, weight)."""

class ServiceQuality(NamedTuple):
    """Gaps: perceived less expected (of SERVPERF the perceptions)."""

    items: Table
    dimensions: Table
    overall: Score
    weighted: Score

def servqual(
    perceived: TableLike, expected: TableLike, *,
    dimensions: Mapping[str, Iterable[str]],
    weights: Mapping[str, float] | None = None, scale: tuple[float, float] = (1, 7),
    respondents: Answers | None = None, confidence: float = 0.95) -> ServiceQuality:
    """SERVQUAL: gaps of perceptions and expectations, two tables with the same items."""

def servperf(
    perceived: TableLike, *, dimensions: Mapping[str, Iterable[str]],
    weights: Mapping[str, float] | None = None, scale: tuple[float, float] = (1, 7),
    respondents: Answers | None = None, confidence: float = 0.95) -> ServiceQuality:
    """SERVPERF: perceptions alone."""

class Kano(NamedTuple):
    """What a feature is to its customers; better and worse are Berger's coefficients."""

    kind: str
    counts: dict[str, float]
    category_strength: float
    total_strength: float
    better: Score
    worse: Score
    significant: bool

def kano(
    there: Answers, absent: Answers, *, weights: Answers | None = None,
    confidence: float = 0.95) -> Kano:
    """Of the answers (1 to 5) to the feature being there and being absent."""

def kano_counts(
    counts: Mapping[str, float] | Sequence[float], *, confidence: float = 0.95) -> Kano:
    """Of counts by kind."""

def exposure(
    complaints: float | Answers, *,
    parameters: Literal["handbook"] | Mapping[str, Any] = "handbook",
    margin: float | None = None, trips: float | None = None) -> Table:
    """What complaints stand for, by published figures or one's own."""

class Reliability(NamedTuple):
    """Cronbach's alpha and its like. `items`: alpha_if_dropped, item_rest, ..."""

    alpha: Score
    standardised: float
    average_correlation: float
    lambda6: float
    items: Table

def alpha(
    items: TableLike, *, scale: tuple[float, float] = (1, 5),
    reversed: Iterable[str] = (), respondents: Answers | None = None,
    confidence: float = 0.95) -> Reliability:
    """How well the items measure one thing, over complete rows."""

class Correlation(NamedTuple):
    """Pairs that answered both. low and high are of pearson and polychoric."""

    value: float
    low: float
    high: float
    standard_error: float
    statistic: float
    p: float
    n: float
    n_effective: float

def correlate(
    x: Answers, y: Answers, *,
    kind: Literal["pearson", "spearman", "kendall", "polychoric"] = "pearson",
    weights: Answers | None = None, confidence: float = 0.95) -> Correlation: ...

class Drivers(NamedTuple):
    """`items`: correlation, coefficient, standard_error, t, p, beta, vif, lmg, johnson,
    pratt, mean, suppressor."""

    items: Table
    intercept: float
    r_squared: float
    r_squared_adjusted: float
    residual_sd: float
    n: float
    n_effective: float

def drivers(items: TableLike, *, outcome: str, weights: str | None = None) -> Drivers:
    """What moves the outcome (the name of a column): complete rows only."""

def importance_performance(
    table: TableLike, *, item: str = "item", importance: str = "importance",
    performance: str = "performance", importance_middle: float = 3.0,
    performance_middle: float = 3.0) -> Table:
    """The quadrant of each item by three cuts: by_mean, by_median, by_middle."""

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

def trend(
    values: Answers, *, times: Answers | None = None, confidence: float = 0.95) -> Trend:
    """Mann and Kendall's test with ties, and Sen's slope, of values in order of time."""

class Control(NamedTuple):
    """A chart over a frozen baseline. `points`: value, high, low, upper, lower, runs,
    alarm (-1, 0, 1)."""

    target: float
    sigma: float
    points: Table

def control(
    values: Answers, *, method: Literal["cusum", "ewma"] = "cusum", baseline: int = 0,
    target: float | None = None, sigma: float | None = None,
    sizes: Answers | None = None, share: bool = False, **options: float) -> Control:
    """Has it shifted? cusum: allowance, decision, head_start; ewma: weight, width,
    asymptotic."""
