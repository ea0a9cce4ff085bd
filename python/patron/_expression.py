# SPDX-License-Identifier: Apache-2.0
"""Expression: one expression of the rule language, over a dict or a whole table."""

import datetime as dt
from decimal import Decimal

from . import _core
from ._errors import EvaluationError, ExpressionError
from ._table import Table


class Unknown:
    """The outcome where inputs are missing: `missing` names them. It is neither true nor
    false: asking for its truth is an error."""

    __slots__ = ("missing",)

    def __init__(self, missing):
        self.missing = tuple(missing)

    def __bool__(self):
        raise EvaluationError(f"unknown: {', '.join(self.missing)} missing")

    def __eq__(self, other):
        return isinstance(other, Unknown) and self.missing == other.missing

    def __hash__(self):
        return hash(self.missing)

    def __repr__(self):
        return f"<patron.Unknown: {', '.join(self.missing)} missing>"


def _split(text):
    """The parts of "string, list(int)"."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _instant(text):
    head, _, zone = text.partition("Z")
    whole, _, fraction = head.partition(".")
    made = dt.datetime.fromisoformat(whole + "+00:00")
    return made + dt.timedelta(microseconds=int(fraction[:6].ljust(6, "0") or 0))


def _duration(text):
    return dt.timedelta(seconds=float(text[:-1]))


_SCALARS = {
    "double": float, "decimal": Decimal, "date": dt.date.fromisoformat,
    "timestamp": _instant, "duration": _duration}


def _value(json, kind):
    """A JSON value as what Python has for the type."""
    if json is None:
        return None
    word, _, inner = kind.rstrip("?").partition("(")
    if word == "list":
        return [_value(item, inner[:-1]) for item in json]
    if word == "map" and inner:
        key, value = _split(inner[:-1])
        convert = int if key in ("int", "uint") else _SCALARS.get(key, str)
        return {convert(name): _value(item, value) for name, item in json.items()}
    if word == "optional_type":
        return _value(json, inner[:-1])
    if word == "money":
        return Decimal(json) if " " not in json else json
    if word == "bytes":
        from base64 import b64decode
        return b64decode(json)
    convert = _SCALARS.get(word)
    return json if convert is None else convert(json)


class Expression:
    """One expression of the rule language, compiled.

        >>> wanted = patron.Expression("amount >= 500", {"amount": "decimal(2)"})
        >>> wanted.eval({"amount": "812.50"})
        True
        >>> wanted.eval({})
        <patron.Unknown: amount missing>

    `schema` names the inputs and their types; without it any name may stand, of the type
    of its value. Immutable; threads may share it."""

    __slots__ = ("_core", "_schema")

    def __init__(self, text, schema=None):
        self._schema = schema
        try:
            self._core = _core.Expression(schema, text)
        except ExpressionError as error:
            if error.path is None and error.line is not None:
                error.excerpt = _core.excerpt(text, error.line, error.column)
            raise

    @property
    def text(self):
        return self._core.text()

    @property
    def type(self):
        """"bool", "decimal(2)", "list(string)"; "dyn" if only the values tell."""
        return self._core.type()

    @property
    def inputs(self):
        """The names that it reads, with their types."""
        return dict(self._core.inputs())

    def eval(self, row, *, now=None):
        """The value, or Unknown where inputs are missing. `now`, an aware datetime,
        decides `now` and `today` (in UTC). Raises EvaluationError for an error."""
        from json import loads
        outcome, json = self._core.eval(row, now)
        found = loads(json)
        if outcome == "error":
            error = EvaluationError(found["error"], line=found["line"],
                                    column=found["column"])
            error.excerpt = _core.excerpt(self.text, found["line"], found["column"])
            raise error
        if outcome == "unknown":
            return Unknown(found)
        return _value(found, self.type)

    def explain(self, row, *, now=None):
        """A Table: the value of each part, outermost first, with `decides` (does the
        outcome of the whole come from here?) and `missing`."""
        return Table._of(self._core.explain(row, now))

    def __reduce__(self):
        return Expression, (self.text, self._schema)

    def __repr__(self):
        return f"<patron.Expression {self.text!r}: {self.type}>"


for _public in (Expression, Unknown):
    _public.__module__ = "patron"
