# SPDX-License-Identifier: Apache-2.0
"""One exception for each error code, under the built-in that a caller would expect.

All carry what was wrong and where; all pickle. On an exception nothing has changed.
"""


class Diagnostic:
    """A finding in a pack: what, where, and what would mend it."""

    __slots__ = ("severity", "code", "message", "hint", "pack", "path", "line", "column",
                 "rule")

    def __init__(self, severity, code, message, hint=None, pack=None, path=None,
                 line=None, column=None, rule=None):
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.pack = pack
        self.path = path
        self.line = line
        self.column = column
        self.rule = rule

    def _parts(self):
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other):
        return isinstance(other, Diagnostic) and self._parts() == other._parts()

    def __hash__(self):
        return hash(self._parts())

    def __reduce__(self):
        return Diagnostic, self._parts()

    def __str__(self):
        place = f"{self.line}:{self.column}: " if self.line is not None else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.severity}: {self.message}{hint} [{self.code}]"

    def __repr__(self):
        return f"<Diagnostic {self}>"


_FIELDS = ("path", "rule", "line", "column", "row")


class Error(Exception):
    """What was wrong (`code`, `message`) and where (`path`, a JSON pointer; `rule`;
    `line` and `column` from 1; `row` from 0): None where there is no such place."""

    code = "error"

    def __init__(self, message="", *, path=None, rule=None, line=None, column=None,
                 row=None):
        super().__init__(message)
        self.message = message
        self.path = path
        self.rule = rule
        self.line = line
        self.column = column
        self.row = row

    def __str__(self):
        place = []
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.line is not None:
            column = f", column {self.column}" if self.column is not None else ""
            place.append(f"line {self.line}{column}")
        if self.path:
            place.append(self.path)
        return f"{self.message} ({'; '.join(place)})" if place else self.message

    def __reduce__(self):
        # Also what callers added: add_note of 3.11, the table of a TableError.
        state = {key: value for key, value in self.__dict__.items()
                 if key not in ("message", *_FIELDS)}
        places = tuple(getattr(self, name) for name in _FIELDS)
        return _rebuilt, (type(self), self.message, places, state)


def _rebuilt(kind, message, places, state):
    error = kind(message, **dict(zip(_FIELDS, places)))
    error.__dict__.update(state)
    return error


class ArgumentError(Error, ValueError):
    """A value that no call could accept."""
    code = "argument"


class StateError(Error, RuntimeError):
    """The right call at the wrong moment."""
    code = "state"


class UnsupportedError(Error, NotImplementedError):
    """An option that this release does not know."""
    code = "unsupported"


class NotFoundError(Error, LookupError):
    """No such name."""
    code = "not_found"


class NeedTailError(Error):
    """The member was loaded from its head; this needs the tail, too."""
    code = "need_tail"


class DocumentError(Error, ValueError):
    """Something given to patron is not what it should be."""


class PackError(DocumentError):
    """`diagnostics` has every finding, by line."""
    code = "pack"

    def __init__(self, message="", **places):
        super().__init__(message, **places)
        self.diagnostics = []


class EventError(DocumentError):
    code = "event"


class ExpressionError(DocumentError):
    """`excerpt` shows the line of the source and a caret, where they are known."""
    code = "expression"
    excerpt = ""

    def __init__(self, message="", **places):
        super().__init__(message, **places)
        self.diagnostics = []

    def __str__(self):
        text = super().__str__()
        return f"{text}\n{self.excerpt}" if self.excerpt else text


class EvaluationError(ExpressionError, ArithmeticError):
    """An expression came to an error: division by zero, a missing key."""


class SnapshotError(DocumentError):
    """Damaged, or not a snapshot."""
    code = "snapshot"


class FormatError(DocumentError):
    """Written by a newer library."""
    code = "format"


class PackUnknownError(DocumentError):
    """Written with a pack that this engine does not hold."""
    code = "pack_unknown"


class DriftError(DocumentError):
    """Its history does not reproduce its state."""
    code = "drift"


class TableError(DocumentError):
    """A column is missing or of the wrong type, or rows are bad: `errors` lists them."""
    code = "table"
    errors = None


class RangeError(DocumentError, OverflowError):
    """A sum or product that does not fit."""
    code = "range"


class ModelError(DocumentError):
    """Parameters or data that a model cannot take."""
    code = "model"


class RefusedError(Error):
    """The rules said no: an ordinary answer. Nothing changed; tell the customer."""


class ConflictError(RefusedError):
    """This id was seen with other content."""
    code = "conflict"


class MismatchError(RefusedError):
    """Of another customer, or of another program."""
    code = "mismatch"


class TooOldError(RefusedError):
    """Before the horizon, or later than lateness allows."""
    code = "too_old"


class ErasedError(RefusedError):
    """Of a customer who was erased."""
    code = "erased"


class StaleError(RefusedError):
    """Somebody else changed it since it was read."""
    code = "stale"


class UndecidedError(RefusedError):
    """A rule that refuses on error could not be decided."""
    code = "undecided"


class InsufficientPointsError(RefusedError):
    code = "insufficient_points"


class OutOfStockError(RefusedError):
    code = "out_of_stock"


class NotEligibleError(RefusedError):
    """Tier, segment, consent, window."""
    code = "not_eligible"


class OverLimitError(RefusedError):
    """Minimum, maximum, step, cap, velocity."""
    code = "over_limit"


class AlreadySettledError(RefusedError):
    """Used, or let go."""
    code = "already_settled"


class LimitError(Error):
    """Too large, too deep, too costly."""
    code = "limit"


class HistoryFullError(Error):
    """Compact this member."""
    code = "history_full"


class StoreError(Error, OSError):
    code = "store"


class StreamError(Error, RuntimeError):
    code = "stream"


class InternalError(Error, RuntimeError):
    """A fault of patron itself."""
    code = "internal"


def _classes(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _classes(child)


_BY_CODE = {kind.code: kind for kind in _classes(Error) if "code" in vars(kind)}


def of_code(code, message, path, rule, line, column, row):
    """The exception of an error code: how the core's failures come to Python."""
    kind = _BY_CODE.get(code, Error)
    return kind(message, path=path, rule=rule, line=line, column=column, row=row)


PUBLIC = {kind.__name__: kind for kind in (Error, *_classes(Error), Diagnostic)}
for _kind in PUBLIC.values():
    _kind.__module__ = "patron"
