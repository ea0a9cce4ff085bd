# SPDX-License-Identifier: Apache-2.0
"""Satisfaction: scores with intervals. None and NaN are "no answer" and count nowhere;
every score says how sure it is and if it may be reported."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from . import Score

# Any sequence of numbers; a numpy array and a pandas column are such.
Answers: TypeAlias = Iterable[Any]

def nps(
    answers: Answers, *, weights: Answers | None = None, confidence: float = 0.95,
    min_n: float = 5, max_width: float = 0.0) -> Score:
    """Net Promoter Score, -100 to 100, of answers from 0 to 10; adjusted Wald interval.
    It may be reported from `min_n` answers on, and if the interval is at most `max_width`
    (0: any).

    >>> satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
    Score(45, 29.3431..58.0355, n=100)
    """

def csat(
    answers: Answers, *, scale: tuple[float, float] = (1, 5), top: int = 2,
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0) -> Score:
    """Share of the `top` answers of the scale, 0 to 1; Wilson interval."""

def mean(
    answers: Answers, *, scale: tuple[float, float] | None = None,
    weights: Answers | None = None, confidence: float = 0.95, min_n: float = 5,
    max_width: float = 0.0) -> Score:
    """Mean; Student's t interval. With a scale, answers outside it are errors."""
