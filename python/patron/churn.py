# SPDX-License-Identifier: Apache-2.0
"""Churn and customer value: summaries, models, scorecards, calibration, evaluation.

    >>> summary = churn.summarise(trips, as_of="2026-06-30", unit="1 week")
    >>> model = churn.Model("mbg_nbd").fit(summary)
    >>> model.forecast(summary, horizon="26 weeks")          # risk, trips, value: a table

What is called churn risk is P(no trip in the horizon), never 1 - P(alive). Models follow
scikit-learn's manners: fit, predict, params_, get_params.
"""

import json as _json
import math
import warnings

import numpy as np

from . import _columns, _core
from ._backtest import backtest
from ._churn_learn import Calibration, Evaluation, Scorecard, evaluate
from ._errors import ArgumentError, StateError
from ._estimator import Estimator
from ._season import Season
from ._summary import TripLog, split, summarise
from ._value import abc, abc_cuts, flow, leavers, quadrants, retention, rfm, rfm_cuts

__all__ = [
    "Calibration",
    "Evaluation",
    "Model",
    "Scorecard",
    "Season",
    "TripLog",
    "abc",
    "abc_cuts",
    "backtest",
    "evaluate",
    "flow",
    "leavers",
    "quadrants",
    "retention",
    "rfm",
    "rfm_cuts",
    "split",
    "summarise",
]

_SUMMARY = ("frequency", "recency", "T", "log_gaps", "spend")
_DISCRETE = ("bg_bb", "sbg")
_KINDS = ("bg_nbd", "mbg_nbd", "bg_cnbd_k", "mbg_cnbd_k", "pareto_nbd", "bg_bb",
          "gamma_gamma", "sbg")


class Model(Estimator):
    """A model of coming back: "mbg_nbd" (start here), "bg_nbd", "bg_cnbd_k",
    "mbg_cnbd_k" (regular gaps), "pareto_nbd", "bg_bb" (a chance a season), "gamma_gamma"
    (spend), "sbg" (contracts). `unit` is that of the summary's times; `horizon` that of
    predict; `covariates` names columns of the summary that say what is known of the
    customers and does not change (params_["activity.local"]: the rate is exp of it times
    the value)."""

    _parameters = ("kind", "horizon", "unit", "k_max", "prior", "covariates")

    def __init__(self, kind="mbg_nbd", *, horizon="52 weeks", unit="1 week", k_max=12,
                 prior=None, covariates=()):
        self.kind = kind
        self.horizon = horizon
        self.unit = unit
        self.k_max = k_max
        self.prior = prior
        self.covariates = covariates

    @classmethod
    def read(cls, document):
        """From a model artifact: JSON text or a mapping."""
        text = document if isinstance(document, str) else _json.dumps(document)
        core = _core.Model.read(text)
        model = cls(core.kind(), unit=core.unit() or "1 week",
                    covariates=tuple(core.covariates()))
        return model._adopt(core)

    def fit(self, X, y=None, *, sample_weight=None):
        """By maximum likelihood. Not to converge is a status_ and a warning."""
        options = {"unit": self.unit}
        if "cnbd" in self.kind:
            options["k_max"] = self.k_max
        if self.prior is not None:
            options["prior"] = dict(self.prior)
        if isinstance(self.covariates, str):
            raise ArgumentError(f"covariates is a list of names, as "
                                f"[{self.covariates!r}]")
        names = sorted(self.covariates)
        if names:
            options["covariates"] = names
        given = self._given(X, names)
        if sample_weight is not None:
            given["weight"] = _columns.numbers(sample_weight, "sample_weight")
        self._adopt(_core.Model.fit(self.kind, given, _json.dumps(options)))
        if self.status_ != "converged":
            warnings.warn(f"{self.kind}: {_WHY[self.status_]}", stacklevel=2)
        return self

    def _adopt(self, core):
        self._core = core
        self.params_ = core.parameters()
        self.standard_errors_ = {name: error for name, error
                                 in core.standard_errors().items() if name != "k"}
        self.log_likelihood_ = core.log_likelihood()
        self.status_ = core.status()
        self.unit_ = core.unit() or self.unit
        self.n_customers_ = core.customers()
        return self

    def _given(self, X, covariates=None):
        if covariates is None:
            covariates = self._fitted().covariates()
        given = {name: _columns.numbers_of(X, name)
                 for name in _SUMMARY if _columns.has(X, name)}
        if covariates:
            given["covariates"] = [_columns.numbers_of(X, name) for name in covariates]
        return given

    def _fitted(self):
        if not hasattr(self, "_core"):
            raise StateError("the model is not fitted: fit(summary), or Model.read")
        return self._core

    def _ask(self, X, what, horizon=0.0, discount=0.0):
        return self._fitted().predict(self._given(X), what, horizon, discount)

    def _units(self, horizon):
        """A span in units of the model; whole ones where time is counted."""
        self._fitted()
        units = _columns.span_days(horizon) / _columns.span_days(self.unit_)
        if self.kind not in _DISCRETE:
            return units
        if abs(units - round(units)) > 1e-6 * units:
            raise ArgumentError(f"{self.kind} counts units of {self.unit_}; {horizon!r} "
                                f"is {units:g} of them")
        return float(round(units))

    def predict(self, X):
        """The churn risk: P(no trip in the horizon). gamma_gamma: spend of a trip."""
        if self.kind == "gamma_gamma":
            return self._ask(X, "spend")
        return self._ask(X, "p_none", self._units(self.horizon))

    def predict_proba(self, X):
        """Columns: comes back, does not."""
        if self.kind == "gamma_gamma":
            raise ArgumentError("gamma_gamma foretells spend, no probability")
        risk = self.predict(X)
        return np.column_stack([1.0 - risk, risk])

    def forecast(self, X, *, horizon=None, spend=None, discount_yearly=0.0):
        """risk, p_alive, trips, and with a `spend` model spend and value (trips times
        spend); with a yearly discount, dert: discounted trips for ever. The columns of X
        that are not the summary's stand in front."""
        units = self._units(self.horizon if horizon is None else horizon)
        out = {}
        for name in _columns.names_of(X):
            if name in ("customer", "first") or name not in _OWN:
                values = _columns.column(X, name)
                out[name] = (values.to_pylist() if hasattr(values, "to_pylist")
                             else list(values))
        given = self._given(X)
        core = self._fitted()
        out["risk"], out["p_alive"], out["trips"] = core.forecast(given, units)
        if spend is not None:
            out["spend"] = spend.predict(X)
            out["value"] = out["trips"] * out["spend"]
        if discount_yearly:
            if not discount_yearly > 0.0:
                raise ArgumentError("discount_yearly is from 0, 0.1 for a tenth a year")
            rate = (math.log1p(discount_yearly) * _columns.span_days(self.unit_)
                    / 365.25)
            out["dert"] = core.predict(given, "dert", 0.0, rate)
        return _columns.table(out)

    def probability(self, trips, *, horizon=None, covariates=None):
        """P(a new customer makes so many repeat trips in the horizon). `covariates`: a
        table with theirs, where the model has some."""
        units = self._units(self.horizon if horizon is None else horizon)
        given = {"frequency": _columns.numbers(trips)}
        return self._fitted().predict(self._with(given, covariates), "pmf", units, 0.0)

    def _with(self, given, table):
        names = self._fitted().covariates()
        if names and table is None:
            raise ArgumentError(f"covariates is a table with {', '.join(names)}")
        return {**given, "covariates": [_columns.numbers_of(table, name)
                                        for name in names]}

    def simulate(self, ages, *, horizon=None, seed=0, covariates=None):
        """Customers drawn from the model, seen for `ages` units and then for the horizon;
        the same seed gives the same customers. `covariates` as in probability."""
        units = 0.0 if horizon is None else self._units(horizon)
        given = self._with({}, covariates)
        made = self._fitted().simulate(_columns.numbers(ages), units, seed,
                                       given["covariates"])
        return _columns.table({**made, **{
            name: _columns.numbers_of(covariates, name)
            for name in self._fitted().covariates()}})

    def score(self, X, y):
        """Negative log-loss on a holdout; y is 1 where the customer did not come back."""
        return -evaluate(y, self.predict(X)).log_loss

    def json(self):
        """The model artifact, for hosts in any language."""
        return self._fitted().json()

    def __getstate__(self):
        state = self.__dict__.copy()
        if "_core" in state:
            state["_core"] = state["_core"].json()
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if "_core" in state:
            self._core = _core.Model.read(state["_core"])

    def _repr_html_(self):
        if not hasattr(self, "params_"):
            return f"<p>{self!r}, not fitted</p>"
        rows = "".join(
            f"<tr><th>{name}</th><td>{value:.6g}</td>"
            f"<td>{self.standard_errors_.get(name, math.nan):.3g}</td></tr>"
            for name, value in self.params_.items())
        return (f"<table><caption>{self.kind}, {self.status_}, log-likelihood "
                f"{self.log_likelihood_:.3f}, {self.n_customers_:,.0f} customers, unit "
                f"{self.unit_}</caption><tr><th></th><th>value</th>"
                f"<th>standard error</th></tr>{rows}</table>")


_OWN = {*_SUMMARY, "gap_median", "gap_p90", "trend", "spend_total"}
_WHY = {
    "boundary": "a parameter ran to 0 or out of sight (nobody leaves, or all are alike): "
                "read P(alive) with care",
    "ridge": "the data do not tell the parameters apart; forecasts may be good, the "
             "parameters say little",
    "given": "the model was given, not fitted",
}
for _public in (Model, summarise, split):
    _public.__module__ = "patron.churn"
