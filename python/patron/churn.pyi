# SPDX-License-Identifier: Apache-2.0
"""Churn and customer value: summaries, models, scorecards, calibration, evaluation.

    >>> summary = churn.summarise(trips, as_of="2026-06-30", unit="1 week")
    >>> model = churn.Model("mbg_nbd").fit(summary)
    >>> model.forecast(summary, horizon="26 weeks")          # risk, trips, value: a table

What is called churn risk is P(no trip in the horizon), never 1 - P(alive). Models follow
scikit-learn's manners: fit, predict, params_, get_params. A table in is a pandas or
polars frame, an Arrow table, a patron.Table, or a mapping of columns. Needs numpy.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from . import Table

Floats: TypeAlias = npt.NDArray[np.float64]
Column: TypeAlias = npt.ArrayLike
TableLike: TypeAlias = Any
DateLike: TypeAlias = dt.date | str
# A timedelta, or "26 weeks"; months and years are mean ones.
SpanLike: TypeAlias = dt.timedelta | str
Kind: TypeAlias = Literal[
    "bg_nbd", "mbg_nbd", "bg_cnbd_k", "mbg_cnbd_k", "pareto_nbd", "bg_bb", "gamma_gamma",
    "sbg"]

class Season:
    """How fast time runs in each month: twelve weights of mean 1, January first."""

    def __init__(self, weights: Sequence[float]) -> None: ...
    @classmethod
    def learn(
        cls, trips: TableLike, *, since: DateLike, until: DateLike, date: str = "date",
        prior_days: float = 30.0) -> Season:
        """Trips a day of each month against all, as if `prior_days` more of each month
        had passed at the mean rate."""
    @property
    def weights(self) -> list[float]:
        """January first: churn.season.weights of a pack."""
    def days(self, after: DateLike, until: DateLike) -> float:
        """Season days of (after, until]."""
    def span(self, as_of: DateLike, horizon: SpanLike) -> dt.timedelta:
        """A horizon from a day on, on this clock: for forecast."""

def summarise(
    trips: TableLike, *, as_of: DateLike, unit: SpanLike = "1 week",
    customer: str = "customer", date: str = "date", spend: str | None = None,
    keep: Sequence[str] = (), trend: SpanLike = "365 days",
    season: Season | None = None,
    where: Mapping[str, Any] | None = None) -> Table:
    """One row a customer: first, frequency, recency, T, log_gaps, gap_median, gap_p90,
    trend, and with `spend` spend and spend_total. Trips of one day are one; the as-of
    day is given, never guessed. `keep` names columns whose last value by date goes
    along; with a `season` all times are on its clock; `where` lets rows through, as
    {"type": "trip_completed"} or {"type": ["booking", "trip_completed"]}."""

def split(
    trips: TableLike, *, calibration_end: DateLike, holdout_end: DateLike,
    unit: SpanLike = "1 week", customer: str = "customer", date: str = "date",
    spend: str | None = None, trend: SpanLike = "365 days",
    season: Season | None = None,
    where: Mapping[str, Any] | None = None) -> Table:
    """A summary as of calibration_end, with came_back (0 or 1), trips_holdout and with
    `spend` spend_holdout, of what followed through holdout_end."""

class TripLog:
    """Trips that come in parts, from several files or workers. Customers are whole
    numbers, or texts, in all parts alike. Parts may come in any order: the figures are
    the same to the bit."""

    def __init__(
        self, *, customer: str = "customer", date: str = "date",
        spend: str | None = None, where: Mapping[str, Any] | None = None) -> None: ...
    def add(self, trips: TableLike) -> TripLog:
        """Raises TableError; the log is then as before."""
    def merge(self, other: TripLog) -> TripLog:
        """The trips of another log, too. Raises TableError."""
    def summarise(
        self, *, as_of: DateLike, unit: SpanLike = "1 week", trend: SpanLike = "365 days",
        season: Season | None = None) -> Table:
        """One row a customer, as churn.summarise of all the trips at once."""

class Model:
    """A model of coming back. `unit` is that of the summary's times; `horizon` that of
    predict; `prior` {"share": 0.25, "weight": 4}: pseudo-customers who leave.
    `covariates` names columns of what is known of the customers and does not change;
    params_["activity.local"] and ["dropout.local"] are what "local" does."""

    kind: Kind
    horizon: SpanLike
    unit: SpanLike
    k_max: int
    prior: Mapping[str, float] | None
    covariates: Sequence[str]
    params_: dict[str, float]
    standard_errors_: dict[str, float]
    log_likelihood_: float
    status_: Literal["converged", "boundary", "ridge", "given"]
    unit_: str
    n_customers_: float

    def __init__(
        self, kind: Kind = "mbg_nbd", *, horizon: SpanLike = "52 weeks",
        unit: SpanLike = "1 week", k_max: int = 12,
        prior: Mapping[str, float] | None = None,
        covariates: Sequence[str] = ()) -> None: ...
    @classmethod
    def read(cls, document: Mapping[str, Any] | str) -> Model:
        """From a model artifact: JSON text or a mapping. Raises ModelError."""
    def fit(
        self, X: TableLike, y: None = None, *,
        sample_weight: Column | None = None) -> Model:
        """By maximum likelihood. Not to converge is a status_ and a warning."""
    def predict(self, X: TableLike) -> Floats:
        """The churn risk: P(no trip in the horizon). gamma_gamma: spend of a trip."""
    def predict_proba(self, X: TableLike) -> Floats:
        """Columns: comes back, does not."""
    def forecast(
        self, X: TableLike, *, horizon: SpanLike | None = None,
        spend: Model | None = None,
        discount_yearly: float = 0.0) -> Table:
        """risk, p_alive, trips; with a `spend` model spend and value; with a yearly
        discount dert, discounted trips for ever. Columns of X that are not the summary's
        stand in front."""
    def probability(
        self, trips: Column, *, horizon: SpanLike | None = None,
        covariates: TableLike | None = None) -> Floats:
        """P(a new customer makes so many repeat trips in the horizon)."""
    def simulate(
        self, ages: Column, *, horizon: SpanLike | None = None, seed: int = 0,
        covariates: TableLike | None = None) -> Table:
        """Customers drawn from the model; the same seed gives the same ones."""
    def score(self, X: TableLike, y: Column) -> float:
        """Negative log-loss on a holdout; y is 1 where the customer did not come back."""
    def json(self) -> str:
        """The model artifact, for hosts in any language."""
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Model: ...
    def _repr_html_(self) -> str: ...

class Scorecard:
    """Weights of evidence in log-odds, by penalised logistic regression."""

    table_: Table
    information_value_: dict[str, float]
    weights_: dict[str, Floats]
    cuts_: dict[str, list[float]]
    base_rate_: float
    intercept_: float
    coef_: Floats

    def __init__(
        self, features: Sequence[str] | None = None, *, bins: int = 8,
        penalty: float = 1.0,
        base_points: int = 600, points_to_double: int = 50) -> None: ...
    def fit(
        self, X: TableLike, y: Column, *,
        sample_weight: Column | None = None) -> Scorecard:
        """`y` is 1 where the customer left."""
    def predict(self, X: TableLike) -> Floats:
        """The churn risk."""
    def predict_proba(self, X: TableLike) -> Floats:
        """Columns: stays, leaves."""
    def explain(self, X: TableLike) -> Table:
        """risk, points (fewer is worse), and what each feature adds to the risk."""
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Scorecard: ...
    def to_pack(self) -> dict[str, Any]:
        """What stands in a pack under churn/scorecard and churn/signals."""

class Calibration:
    """Platt or isotonic (PAVA), for each as-of month where travel is seasonal."""

    maps_: dict[str, Any]
    n_: int

    def __init__(
        self, method: Literal["platt", "isotonic"] = "platt", *,
        by_month: bool = False) -> None: ...
    def fit(
        self, probability: Column, y: Column, *,
        month: Column | None = None) -> Calibration: ...
    def predict(self, probability: Column, *, month: Column | None = None) -> Floats: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Calibration: ...
    def to_pack(self) -> dict[str, Any]: ...

class Evaluation:
    n: float
    base_rate: float
    auc: float
    brier: float
    log_loss: float
    slope: float
    intercept: float
    top_decile_lift: float
    gini: float
    baseline: Evaluation | None
    """The same for plain recency, where recency was given."""
    @property
    def bins(self) -> Table:
        """Ten bins of equal numbers: low, high, n, probability, happened."""
    def profit(self, *, value: float, cost: float, success: float) -> Table:
        """Expected profit of contacting the customers of highest risk, by share."""
    def to_dict(self) -> dict[str, float]: ...
    def _repr_html_(self) -> str: ...

def evaluate(
    y: Column, probability: Column, *, sample_weight: Column | None = None,
    recency: Column | None = None) -> Evaluation:
    """`y` is 1 where it happened. With `recency`, plain recency is judged beside: its
    probability by a logistic line on the same data, which flatters it."""

def backtest(
    trips: TableLike, *, as_of: DateLike | Sequence[DateLike], log_end: DateLike,
    horizon: SpanLike = "26 weeks", unit: SpanLike = "1 week",
    models: Sequence[Kind] = ("mbg_nbd",), season: bool = False,
    calibrate: Literal["platt", "isotonic"] | None = None, customer: str = "customer",
    date: str = "date") -> Table:
    """A row for each day and evidence: as_of, evidence ("recency", "overdue", "mbg_nbd",
    "mbg_nbd platt"), status of the fit, and the figures of `evaluate` of P(no trip in the
    horizon). Everything sees the log up to the day only."""

def rfm(
    trips: TableLike, *, as_of: DateLike, bins: int = 5,
    cuts: Mapping[str, Sequence[float]] | None = None, window: SpanLike | None = None,
    customer: str = "customer", date: str = "date", spend: str = "spend") -> Table:
    """Right-closed type-7 quantiles; equal values always score the same."""

def rfm_cuts(
    trips: TableLike, *, as_of: DateLike, bins: int = 5, window: SpanLike | None = None,
    customer: str = "customer", date: str = "date",
    spend: str = "spend") -> dict[str, list[float]]:
    """The cuts that rfm(cuts=...) and worth.rfm of a pack take, to keep and use again."""

def abc(
    table: TableLike, *, value: str,
    shares: tuple[str | float, str | float] = ("80%", "95%")) -> Table:
    """Highest value first, with share, cumulative and abc."""

def abc_cuts(
    table: TableLike, *, value: str,
    shares: tuple[str | float, str | float] = ("80%", "95%")) -> dict[str, float]:
    """The lowest value of a and of b, as worth.abc of a pack keeps them."""

def quadrants(
    table: TableLike, *, x: str, y: str, x_cut: float | None = None,
    y_cut: float | None = None) -> Table:
    """keep, cultivate, control, let go; cut at the means."""

def leavers(table: TableLike, *, reason: str = "reason") -> Table:
    """The reasons of those who left: n, share, and the handbooks' share beside."""

def flow(before: Column, after: Column) -> Table:
    """How many customers moved from which stage to which: before, after, n, of two
    columns with a label for each of the same customers; without one they are "none"."""

def retention(
    trips: TableLike, *, as_of: DateLike,
    grain: Literal["month", "quarter", "year"] = "month", customer: str = "customer",
    date: str = "date") -> Table:
    """By cohort of first trip and period since: n, customers, retention, low, high; only
    periods that are over."""
