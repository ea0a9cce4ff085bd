# SPDX-License-Identifier: Apache-2.0
"""Assessment and its parts. Use them as patron.Assessment."""

import datetime as dt
from decimal import Decimal
from typing import Any, final

from . import Table

@final
class Index100:
    """A customer's index, 0 to 100 at scale 2, with its 95 % interval, the answers behind
    it, and whether it is sure enough to be told. float(index) is its value."""
    value: Decimal
    low: Decimal
    high: Decimal
    n: int
    n_effective: Decimal
    reportable: bool
    def __init__(
        self, value: Decimal, low: Decimal, high: Decimal, n: int, n_effective: Decimal,
        reportable: bool) -> None: ...
    def __float__(self) -> float: ...
    def __format__(self, spec: str) -> str: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Score:
    """A score with what is known about it. float(score) is its value."""
    value: float
    low: float
    high: float
    standard_error: float
    n: float
    n_effective: float
    reportable: bool
    def __init__(
        self, value: float, low: float, high: float, standard_error: float, n: float,
        n_effective: float, reportable: bool) -> None: ...
    def __float__(self) -> float: ...
    def __format__(self, spec: str) -> str: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Reason:
    """What raised or lowered the risk, in log-odds."""
    id: str
    contribution: Decimal
    text: str
    def __init__(self, id: str, contribution: Decimal, text: str) -> None: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Balance:
    """Points of one currency. `expire_on` is the last usable day of `expiring`."""
    currency: str
    active: int
    pending: int
    debt: int
    expiring: int
    expire_on: dt.date | None
    def __init__(
        self, currency: str, active: int, pending: int, debt: int, expiring: int,
        expire_on: dt.date | None) -> None: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Standing:
    """Tier on one ladder, until the day (inclusive) that its term ends."""
    ladder: str
    tier: str | None
    next: str | None
    until: dt.date | None
    def __init__(
        self, ladder: str, tier: str | None, next: str | None,
        until: dt.date | None) -> None: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Assessment:
    """How a customer is at an instant; probabilities and the index at a fixed scale."""
    customer: str | None
    at: dt.datetime
    satisfaction: Index100
    touchpoints: dict[str, Index100]
    weakest_touchpoint: str | None
    churn_risk: Decimal | None
    churn_horizon_days: int
    churn_band: str | None
    churn_calibrated: bool
    stage: str | None
    labels: dict[str, str]
    churn_score: int | None
    churn_model: str | None
    p_alive: Decimal | None
    trips_expected: Decimal | None
    trips_missed: Decimal | None
    value_expected: Decimal | None
    currency: str
    rfm: str | None
    abc: str | None
    clv: Decimal | None
    acquisition_cost: Decimal | None
    acquisition_by: str | None
    credit: str | None
    credit_limit: Decimal | None
    credit_available: Decimal | None
    credit_hold: bool | None
    overdue_ratio: Decimal | None
    reasons: list[Reason]
    standings: dict[str, Standing]
    balances: dict[str, Balance]
    metrics: dict[str, str]
    complaints_open: int
    action_next: str | None
    action_due: dt.datetime | None
    @property
    def tier(self) -> str | None:
        """Of the only ladder; with several, ask `standings`."""
    def table(self) -> Table:
        """One row, with the columns of an assessments table."""
    def to_dict(self) -> dict[str, Any]:
        """By column, as in the assessments table."""
    def to_json(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...
    def _repr_html_(self) -> str: ...
