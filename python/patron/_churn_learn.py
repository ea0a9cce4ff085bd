# SPDX-License-Identifier: Apache-2.0
"""Learning from labelled history: calibration, a scorecard by weights of evidence, and
how good probabilities are, beside plain recency."""

import math

import numpy as np

from . import _columns, _core
from ._errors import ArgumentError, StateError
from ._estimator import Estimator


class Evaluation:
    """How good probabilities are; `baseline` is the same for plain recency, where recency
    was given."""

    _figures = ("n", "base_rate", "auc", "brier", "log_loss", "slope", "intercept",
                "top_decile_lift", "gini")

    def __init__(self, figures, happened, probability, weight, baseline=None):
        for name in self._figures:
            setattr(self, name, figures[name])
        self.baseline = baseline
        self._data = happened, probability, weight

    @property
    def bins(self):
        """Ten bins of equal numbers: from, to, n, probability, happened."""
        happened, p, w = self._data
        order = np.argsort(p, kind="stable")
        rows = {name: [] for name in ("low", "high", "n", "probability", "happened")}
        for part in np.array_split(order, 10):
            total = w[part].sum()
            if not total > 0.0:
                continue
            rows["low"].append(float(p[part].min()))
            rows["high"].append(float(p[part].max()))
            rows["n"].append(float(total))
            rows["probability"].append(float((w[part] * p[part]).sum() / total))
            rows["happened"].append(float((w[part] * happened[part]).sum() / total))
        return _columns.table(rows)

    def profit(self, *, value, cost, success):
        """Expected profit of contacting the customers of highest risk, by share
        contacted: `value` of one who is kept, `cost` of a contact, `success`: the share
        of leavers whom a contact keeps."""
        happened, p, w = self._data
        order = np.argsort(-p, kind="stable")
        contacted, leavers = np.cumsum(w[order]), np.cumsum((w * happened)[order])
        rows = {name: [] for name in ("share", "contacts", "leavers", "profit")}
        for tenth in range(1, 11):
            at = min(int(math.ceil(tenth / 10 * len(order))), len(order)) - 1
            rows["share"].append(tenth / 10)
            rows["contacts"].append(float(contacted[at]))
            rows["leavers"].append(float(leavers[at]))
            rows["profit"].append(float(leavers[at] * success * value
                                        - contacted[at] * cost))
        return _columns.table(rows)

    def to_dict(self):
        return {name: getattr(self, name) for name in self._figures}

    def __repr__(self):
        shown = ", ".join(f"{name} {getattr(self, name):.4g}" for name in self._figures)
        beside = f"; recency: auc {self.baseline.auc:.4g}, brier " \
                 f"{self.baseline.brier:.4g}" if self.baseline else ""
        return f"<Evaluation {shown}{beside}>"

    def _repr_html_(self):
        base = self.baseline
        rows = "".join(
            f"<tr><th>{name}</th><td>{getattr(self, name):.4g}</td>"
            + (f"<td>{getattr(base, name):.4g}</td>" if base else "") + "</tr>"
            for name in self._figures)
        head = "<tr><th></th><th>model</th>" + \
            ("<th>recency</th>" if base else "") + "</tr>"
        return f"<table>{head}{rows}</table>"


def evaluate(y, probability, *, sample_weight=None, recency=None):
    """AUC, Brier, log-loss, calibration slope and intercept, top-decile lift. `y` is 1
    where it happened. With `recency` (time since the last trip, or any ranking), the
    same for it: its ranking as it is, its probability by a logistic line on the same
    data, which flatters the baseline."""
    happened = _columns.numbers(y, "y")
    p = _columns.numbers(probability, "probability")
    w = (np.ones(len(happened)) if sample_weight is None
         else _columns.numbers(sample_weight, "sample_weight"))
    baseline = None
    if recency is not None:
        x = _columns.numbers(recency, "recency")
        scale = x.std() or 1.0
        z = (x - x.mean()) / scale
        intercept, slopes, _ = _core.fit_logistic(z.reshape(-1, 1), 1, happened, w, 0.01)
        line = 1.0 / (1.0 + np.exp(-(intercept + slopes[0] * z)))
        baseline = Evaluation(_core.evaluate(line, happened, w), happened, line, w)
    return Evaluation(_core.evaluate(p, happened, w), happened, p, w, baseline)


class Calibration(Estimator):
    """Platt or isotonic (PAVA), for each as-of month where travel is seasonal."""

    _parameters = ("method", "by_month")

    def __init__(self, method="platt", *, by_month=False):
        self.method = method
        self.by_month = by_month

    def fit(self, probability, y, *, month=None):
        if self.method not in ("platt", "isotonic"):
            raise ArgumentError(f"method is platt or isotonic; found {self.method!r}")
        p, happened = _columns.numbers(probability), _columns.numbers(y)
        learn = _core.fit_platt if self.method == "platt" else _core.fit_isotonic
        self.maps_ = {key: learn(p[rows], happened[rows], None)
                      for key, rows in self._groups(len(p), month).items()}
        self.n_ = len(p)
        return self

    def _groups(self, size, month):
        if not self.by_month:
            return {"all": np.ones(size, bool)}
        if month is None:
            raise ArgumentError("by_month needs the as-of months, 1 to 12")
        months = _columns.numbers(month, "month")
        return {f"{int(each):02d}": months == each for each in np.unique(months)}

    def predict(self, probability, *, month=None):
        if not hasattr(self, "maps_"):
            raise StateError("the calibration is not fitted")
        p = _columns.numbers(probability)
        out = np.empty(len(p))
        for key, rows in self._groups(len(p), month).items():
            if key not in self.maps_:
                raise ArgumentError(f"month {key} was not fitted")
            first, second = self.maps_[key]
            out[rows] = (_core.apply_platt(first, second, p[rows])
                         if self.method == "platt" else
                         _core.apply_isotonic(list(first), list(second), p[rows]))
        return out

    def to_pack(self):
        """What stands in a pack under churn/calibration; give `fitted` its date."""
        maps = {key: ({"slope": first, "intercept": second} if self.method == "platt" else
                      {"knots": [[float(a), float(b)] for a, b in zip(first, second)]})
                for key, (first, second) in self.maps_.items()}
        return {"method": self.method, "by": "month" if self.by_month else "all",
                "maps": maps, "fitted": {"n": self.n_}}


class Scorecard(Estimator):
    """Weights of evidence in log-odds, by penalised logistic regression. Each feature is
    cut into bins at its quantiles; a bin's weight of evidence is ln(share of leavers in
    it / share of stayers), and the regression weighs the features against each other."""

    _parameters = ("features", "bins", "penalty", "base_points", "points_to_double")

    def __init__(self, features=None, *, bins=8, penalty=1.0, base_points=600,
                 points_to_double=50):
        self.features = features
        self.bins = bins
        self.penalty = penalty
        self.base_points = base_points
        self.points_to_double = points_to_double

    def _matrix(self, X):
        return [_columns.numbers_of(X, name)
                for name in self.feature_names_]

    def fit(self, X, y, *, sample_weight=None):
        happened = _columns.numbers(y, "y")
        w = (np.ones(len(happened)) if sample_weight is None
             else _columns.numbers(sample_weight, "sample_weight"))
        self.feature_names_ = list(self.features or _columns.names_of(X))
        self.base_rate_ = float((w * happened).sum() / w.sum())
        if not 0.0 < self.base_rate_ < 1.0:
            raise ArgumentError("both must be seen: customers who left and who stayed")
        self.cuts_, evidence, self.information_value_ = {}, [], {}
        columns = self._matrix(X)
        for name, values in zip(self.feature_names_, columns):
            self.cuts_[name] = sorted(set(_core.quantile_cuts(values, self.bins)))
            woe, information = self._evidence(self._bin(name, values), happened, w,
                                              len(self.cuts_[name]) + 2)
            evidence.append(woe)
            self.information_value_[name] = information
        matrix = np.column_stack([woe[self._bin(name, values)] for name, values, woe
                                  in zip(self.feature_names_, columns, evidence)])
        self.intercept_, self.coef_, self.standard_errors_ = _core.fit_logistic(
            np.ascontiguousarray(matrix), len(self.feature_names_), happened, w,
            float(self.penalty))
        self.weights_ = {name: woe * slope for name, woe, slope
                         in zip(self.feature_names_, evidence, self.coef_)}
        self.table_ = self._table()
        return self

    def _bin(self, name, values):
        """1.. by right-closed cuts; 0 for a missing value."""
        scores = _core.quantile_scores(self.cuts_[name], values)
        return np.where(np.isnan(scores), 0, scores).astype(int)

    @staticmethod
    def _evidence(bins, happened, w, count):
        # Half a customer of each kind in every bin, so that an empty one says
        # nothing wild.
        left = np.bincount(bins, w * happened, count) + 0.5
        stayed = np.bincount(bins, w * (1.0 - happened), count) + 0.5
        seen = np.bincount(bins, w, count) > 0.0
        p, q = left / left[seen].sum(), stayed / stayed[seen].sum()
        woe = np.where(seen, np.log(p / q), 0.0)
        return woe, float(((p - q) * woe)[seen].sum())

    def _points(self, log_odds):
        return self.base_points - self.points_to_double / math.log(2.0) * log_odds

    def _table(self):
        rows = {name: [] for name in ("feature", "low", "high", "weight", "points")}
        factor = self.points_to_double / math.log(2.0)
        for name in self.feature_names_:
            edges = [None, *self.cuts_[name], None]
            for i in range(1, len(edges)):
                weight = float(self.weights_[name][i])
                for key, value in (("feature", name), ("low", edges[i - 1]),
                                   ("high", edges[i]), ("weight", weight),
                                   ("points", -factor * weight)):
                    rows[key].append(value)
        return _columns.table(rows)

    def _log_odds(self, X):
        if not hasattr(self, "weights_"):
            raise StateError("the scorecard is not fitted")
        parts = [self.weights_[name][self._bin(name, values)] for name, values
                 in zip(self.feature_names_, self._matrix(X))]
        return self.intercept_ + np.sum(parts, axis=0), parts

    def predict(self, X):
        """The churn risk."""
        return 1.0 / (1.0 + np.exp(-self._log_odds(X)[0]))

    def predict_proba(self, X):
        """Columns: stays, leaves."""
        risk = self.predict(X)
        return np.column_stack([1.0 - risk, risk])

    def explain(self, X):
        """risk, points (fewer is worse), and the features by what they add to the risk.
        """
        log_odds, parts = self._log_odds(X)
        matrix = np.column_stack(parts)
        order = np.argsort(-matrix, axis=1, kind="stable")
        reasons = ["; ".join(f"{self.feature_names_[j]} {row[j]:+.2f}" for j in rank)
                   for row, rank in zip(matrix, order)]
        return _columns.table({"risk": 1.0 / (1.0 + np.exp(-log_odds)),
                               "points": self._points(log_odds), "reasons": reasons})

    def to_pack(self):
        """What stands in a pack under churn/scorecard and churn/signals; the values are
        the features' names: put the pack's expressions there. In a pack a bin is open
        above (`below`), here closed: a cut is moved up by the smallest step of 1e-6."""
        signals = {}
        for name in self.feature_names_:
            weights, cuts = self.weights_[name], self.cuts_[name]
            bins = [{"below": round(cut + 1e-6, 6), "weight": round(float(weights[i]), 6)}
                    for i, cut in enumerate(cuts, 1)]
            bins.append({"weight": round(float(weights[len(cuts) + 1]), 6)})
            signals[name] = {"value": name, "bins": bins, "reason": name}
        base = 1.0 / (1.0 + math.exp(-self.intercept_))
        return {"scorecard": {"base_rate": round(base, 6)}, "signals": signals}


for _public in (Evaluation, Calibration, Scorecard, evaluate):
    _public.__module__ = "patron.churn"
