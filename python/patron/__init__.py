# SPDX-License-Identifier: Apache-2.0
"""patron: customer rules for travel businesses.

    >>> import patron
    >>> engine = patron.Engine("club.json")
    >>> member = patron.Member(engine, "C1")
    >>> engine.apply(member, {"id": "E1", "type": "booking", "ref": "B1",
    ...                       "occurred_at": "2026-05-01", "amount": "1200.00"})
    >>> engine.assess(member, "2026-06-30").satisfaction

An Engine is a program, frozen: the dated versions of a rule pack. A Member is one
customer as a value. Three verbs: apply (something happened), advance (time passed),
assess (a question). Nothing here reads a clock: time is an argument.
"""

from . import _core, _errors
from ._assessment import Assessment, Balance, Index100, Reason, Score, Standing
from ._effects import Effect, Effects, Trace
from ._engine import Engine, Quote
from ._liability import Liability
from ._expression import Columns, Expression, Unknown, masks
from ._member import Member, Scopes
from ._table import Table

__version__ = _core.version
zones_version = _core.zones_version
globals().update(_errors.PUBLIC)

# Rooms are loaded when they are first used, so that importing patron takes milliseconds.
_ROOMS = ("calendar", "churn", "identity", "plot", "satisfaction")

__all__ = ["Assessment", "Balance", "Columns", "Effect", "Effects", "Engine",
           "Expression", "Index100", "Liability", "Member", "Quote", "Reason", "Replay",
           "Scopes", "Score", "Simulation", "Standing", "Table", "Trace", "Unknown",
           "bucket", "masks", "pack_format", "pack_schema",
           "zones_version", *_errors.PUBLIC, *_ROOMS]


def pack_format(text):
    """A pack's text in its usual form. Comments stay; a second time changes nothing."""
    return _core.pack_format(text)


def pack_schema():
    """The JSON Schema of the pack format, for editors."""
    from json import loads
    return loads(_core.pack_schema())


def bucket(key, buckets, salt):
    """The bucket of a key in an experiment, 0 to buckets - 1, as `bucket` in a pack."""
    if not 1 <= buckets < 2**32:
        raise _errors.ArgumentError(f"buckets are at least 1, found {buckets}")
    return _core.bucket(key, buckets, salt)


def __getattr__(name):
    if name == "Simulation":
        from ._simulate import Simulation
        return Simulation
    if name == "Replay":
        from ._tables import Replay
        return Replay
    if name in _ROOMS:
        from importlib import import_module
        return import_module(f"patron.{name}")
    raise AttributeError(f"module 'patron' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_ROOMS})
