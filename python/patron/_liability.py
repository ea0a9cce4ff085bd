# SPDX-License-Identifier: Apache-2.0
"""The books of points."""

from . import _core
from ._effects import Effects
from ._engine import _core_of
from ._table import Table


class Liability:
    """Revenue that is deferred until points are redeemed (IFRS 15, ASC 606), by cohort,
    from the effects of all customers: those of `apply` and `advance`, or of a replay."""

    __slots__ = ("_core",)

    def __init__(self, engine):
        from ._engine import Engine
        self._core = _core.Liability(_core_of(engine, Engine, "engine"))

    def add(self, effects):
        """Effects, or a table of them: all there are, in the order in which they came."""
        table = effects.table() if isinstance(effects, Effects) else effects
        self._core.add(_rows(table))

    def report(self, first, last):
        """The days `first` to `last`: a row for each cohort; opening + allocated -
        returned - recognised = closing."""
        return Table._of(self._core.report(_core.day(first), _core.day(last)))


def _rows(table):
    if not isinstance(table, Table):
        raise TypeError(f"effects are Effects or a Table, not {type(table).__name__}")
    return table._rows


Liability.__module__ = "patron"
