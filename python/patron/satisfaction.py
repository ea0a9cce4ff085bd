# SPDX-License-Identifier: Apache-2.0
"""Satisfaction: scores with intervals. None and NaN are "no answer" and count nowhere;
every score says how sure it is and if it may be reported.

    >>> from patron import satisfaction
    >>> satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
"""

from . import _core
from ._assessment import Score

__all__ = ["csat", "mean", "nps"]


def _numbers(values):
    """A list of floats; None is NaN."""
    if values is None:
        return []
    if hasattr(values, "tolist"):  # numpy, pandas
        values = values.tolist()
    return [float("nan") if value is None or type(value).__name__ == "NAType"
            else float(value) for value in values]


def _scored(score, answers, weights, confidence, scale, min_n, max_width, top=2):
    low, high = scale
    return Score(*score(_numbers(answers), _numbers(weights), confidence, low, high,
                        min_n, max_width, top))


def nps(answers, *, weights=None, confidence=0.95, min_n=5, max_width=0.0):
    """Net Promoter Score, -100 to 100, of answers from 0 to 10; adjusted Wald interval.
    It may be reported from `min_n` answers on, and if the interval is at most `max_width`
    (0: any)."""
    return _scored(_core.nps, answers, weights, confidence, (0, 10), min_n, max_width)


def csat(answers, *, scale=(1, 5), top=2, weights=None, confidence=0.95, min_n=5,
         max_width=0.0):
    """Share of the `top` answers of the scale, 0 to 1; Wilson interval."""
    return _scored(_core.csat, answers, weights, confidence, scale, min_n, max_width, top)


def mean(answers, *, scale=None, weights=None, confidence=0.95, min_n=5, max_width=0.0):
    """Mean; Student's t interval. With a scale, answers outside it are errors."""
    return _scored(_core.mean, answers, weights, confidence, scale or (0, 0), min_n,
                   max_width)
