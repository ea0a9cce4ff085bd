# SPDX-License-Identifier: Apache-2.0
"""Assessment and its parts: plain values. Probabilities and the index are Decimal at a
fixed scale, as rules and bands read them."""


class _Value:
    """Slots by position, equality, pickling and a repr."""

    __slots__ = ()

    def __init__(self, *parts):
        if len(parts) != len(self.__slots__):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.__slots__)}")
        for name, part in zip(self.__slots__, parts):
            setattr(self, name, part)

    def _parts(self):
        return tuple(getattr(self, name) for name in self.__slots__)

    def to_dict(self):
        return dict(zip(self.__slots__, self._parts()))

    def __eq__(self, other):
        return type(other) is type(self) and self._parts() == other._parts()

    def __hash__(self):
        return hash((type(self), self._parts()))

    def __reduce__(self):
        return type(self), self._parts()

    def __repr__(self):
        parts = ", ".join(f"{name}={part!r}" for name, part in self.to_dict().items())
        return f"{type(self).__name__}({parts})"


class Index100(_Value):
    """A customer's index, 0 to 100 at scale 2, with its 95 % interval, the answers behind
    it, and whether it is sure enough to be told. float(index) is its value."""

    __slots__ = ("value", "low", "high", "n", "n_effective", "reportable")

    def __float__(self):
        return float(self.value)

    def __str__(self):
        sure = "" if self.reportable else ", not sure enough to be told"
        return f"{self.value} [{self.low}..{self.high}], n={self.n}{sure}"

    def __format__(self, spec):
        return format(self.value, spec) if spec else str(self)


class Score(_Value):
    """A score with what is known about it. float(score) is its value."""

    __slots__ = ("value", "low", "high", "standard_error", "n", "n_effective",
                 "reportable")

    def __float__(self):
        return self.value

    def __format__(self, spec):
        return format(self.value, spec) if spec else str(self)

    def __repr__(self):
        sure = "" if self.reportable else ", not sure enough to be told"
        return (f"Score({self.value:.6g}, {self.low:.6g}..{self.high:.6g}, "
                f"n={self.n:g}{sure})")

    __str__ = __repr__


class Reason(_Value):
    """What raised or lowered the risk, in log-odds."""

    __slots__ = ("id", "contribution", "text")


class Balance(_Value):
    """Points of one currency. `expire_on` is the last usable day of `expiring`."""

    __slots__ = ("currency", "active", "pending", "debt", "expiring", "expire_on")


class Standing(_Value):
    """Tier on one ladder, until the day (inclusive) that its term ends."""

    __slots__ = ("ladder", "tier", "next", "until")


class Assessment:
    """How a customer is at an instant."""

    __slots__ = ("customer", "at", "satisfaction", "touchpoints", "weakest_touchpoint",
                 "churn_risk", "churn_horizon_days", "churn_band", "churn_calibrated",
                 "stage", "labels", "churn_score", "churn_model", "p_alive",
                 "trips_expected", "trips_missed", "value_expected", "currency",
                 "rfm", "abc", "clv", "acquisition_cost", "acquisition_by", "credit",
                 "credit_limit", "credit_available", "credit_hold",
                 "overdue_ratio", "reasons", "standings", "balances", "metrics",
                 "complaints_open", "action_next", "action_due", "_table")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes assessments")

    @classmethod
    def _of(cls, parts, table):
        made = object.__new__(cls)
        for name, value in parts.items():
            setattr(made, name, value)
        made.satisfaction = Index100(*made.satisfaction)
        made.touchpoints = {name: Index100(*index)
                            for name, index in made.touchpoints.items()}
        made.reasons = [Reason(*reason) for reason in made.reasons]
        made.standings = {name: Standing(*standing)
                          for name, standing in made.standings.items()}
        made.balances = {name: Balance(*balance)
                         for name, balance in made.balances.items()}
        made._table = table
        return made

    @property
    def tier(self):
        """Of the only ladder; with several, ask `standings`."""
        if len(self.standings) > 1:
            from ._errors import ArgumentError
            raise ArgumentError("which ladder? there are " + ", ".join(self.standings)
                                + ": ask standings")
        for standing in self.standings.values():
            return standing.tier
        return None

    def table(self):
        """One row, with the columns of an assessments table."""
        return self._table

    def to_dict(self):
        """By column, as in the assessments table."""
        return next(self._table.rows())

    def to_json(self):
        return self._table.to_json()

    def __eq__(self, other):
        if not isinstance(other, Assessment):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None

    def __reduce__(self):
        return _unpickled, tuple(getattr(self, name) for name in self.__slots__)

    def __repr__(self):
        parts = [f"index {self.satisfaction.value} "
                 f"[{self.satisfaction.low}..{self.satisfaction.high}]"]
        if self.churn_risk is not None:
            parts.append(f"risk {self.churn_risk} {self.churn_band or ''}".rstrip())
        parts += [f"{ladder} {standing.tier}"
                  for ladder, standing in self.standings.items() if standing.tier]
        at = self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return f"Assessment({self.customer!r}, {at}: {', '.join(parts)})"

    def _repr_html_(self):
        from ._html import assessment
        return assessment(self)


def _unpickled(*parts):
    made = object.__new__(Assessment)
    for name, value in zip(Assessment.__slots__, parts):
        setattr(made, name, value)
    return made


for _kind in (Index100, Score, Reason, Balance, Standing, Assessment):
    _kind.__module__ = "patron"
