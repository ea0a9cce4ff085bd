# SPDX-License-Identifier: Apache-2.0
"""Pictures of what patron found, with matplotlib's manners: an `ax` in (or a new one),
the `ax` out, further keywords to the main artist. Needs matplotlib; nothing else of
patron does."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from matplotlib.axes import Axes

from . import Score
from .churn import Column, DateLike, Evaluation, Model, SpanLike, TableLike
from .satisfaction import Answers, Control, Drivers, ServiceQuality

def calibration(evaluation: Evaluation, ax: Axes | None = None, **kwargs: Any) -> Axes:
    """What was said against what happened, in ten bins, with intervals at 95 %."""

def lift(evaluation: Evaluation, ax: Axes | None = None, **kwargs: Any) -> Axes:
    """Times the base rate among the highest probabilities, with recency beside."""

def lifecycle(
    flow: TableLike, *, order: Sequence[str] | None = None, ax: Axes | None = None,
    **kwargs: Any) -> Axes:
    """Customers by stage at two days, and who moved; a table of churn.flow."""

def frequency_recency(
    model: Model, ax: Axes | None = None, *,
    what: Literal["p_none", "p_alive", "trips"] = "p_none", age: int = 52,
    frequency_max: int = 12, horizon: SpanLike | None = None, **kwargs: Any) -> Axes:
    """What the model says by repeat trips and time since the last one."""

def tracking(
    model: Model, trips: TableLike, ax: Axes | None = None, *, calibration_end: DateLike,
    until: DateLike, customer: str = "customer", date: str = "date",
    **kwargs: Any) -> Axes:
    """Repeat trips so far, counted and expected, through a holdout."""

def history(
    model: Model, dates: Column, ax: Axes | None = None, *, until: DateLike,
    horizon: SpanLike | None = None, **kwargs: Any) -> Axes:
    """One customer, day by day: the churn risk and P(still a customer)."""

def retention(table: TableLike, ax: Axes | None = None, **kwargs: Any) -> Axes:
    """The table of churn.retention: the share that travelled, by cohort and period."""

def retention_curve(table: TableLike, ax: Axes | None = None, **kwargs: Any) -> Axes:
    """The table of churn.retention as a curve over all cohorts, with its interval."""

def rfm(table: TableLike, ax: Axes | None = None, **kwargs: Any) -> Axes:
    """The table of churn.rfm: customers and share of spend by the scores r and f."""

def scores(
    scores: Mapping[str, Score], ax: Axes | None = None, *, label: str = "Score",
    **kwargs: Any) -> Axes:
    """Scores by name with interval and n; hollow where not reportable."""

def nps(
    answers: Answers, ax: Axes | None = None, *, weights: Answers | None = None,
    promoters_from: float = 9, detractors_to: float = 6, **kwargs: Any) -> Axes:
    """Detractors, passives and promoters as one bar, and the score with its interval."""

def satisfaction(
    cohorts: TableLike, ax: Axes | None = None, *, by: str | None = None,
    control: Control | None = None, label: str = "Score", **kwargs: Any) -> Axes:
    """Scores of cohorts in their order with intervals and n, alarms marked."""

def drivers(
    drivers: Drivers, ax: Axes | None = None, *, what: str = "lmg",
    **kwargs: Any) -> Axes:
    """What moves the outcome, the strongest on top."""

def importance(
    table: TableLike, ax: Axes | None = None, *, item: str = "item",
    cut: str | tuple[float, float] = "mean", **kwargs: Any) -> Axes:
    """Importance against performance, in four quadrants."""

def profile(
    table: TableLike, ax: Axes | None = None, *, item: str | None = None,
    value: str = "value", label: str = "Score", **kwargs: Any) -> Axes:
    """A profile over touchpoints or pairs of opposites."""

def gaps(
    quality: ServiceQuality, ax: Axes | None = None, *, of: str = "dimensions",
    **kwargs: Any) -> Axes:
    """SERVQUAL: expected, perceived, and the gap with its interval."""
