# SPDX-License-Identifier: Apache-2.0
"""Expression: one expression of the rule language, over a dict or a whole table."""

from collections.abc import Mapping
import datetime as dt
from decimal import Decimal

from . import _core
from ._errors import EvaluationError, ExpressionError
from ._table import Table
from ._tables import _capsules, _is_frame


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


def _cells(name, column):
    """A column as an array of numbers or truths, or as a list of objects."""
    array = column.to_numpy() if hasattr(column, "to_numpy") else column
    dtype = getattr(array, "dtype", None)
    if getattr(dtype, "kind", "") in "iufb" and str(dtype) in _BUFFERS:
        return array
    if isinstance(column, (str, bytes)):
        raise TypeError(f"column {name!r} is a sequence of cells, not a text")
    return column.tolist() if hasattr(column, "tolist") else list(column)


_BUFFERS = {"bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64",
            "float32", "float64"}


class Columns:
    """A table read once, over which any number of expressions are evaluated: what speaks
    Arrow, a pandas frame or a mapping of columns. `only` names the columns to read.
    Immutable; threads may share it."""

    __slots__ = ("_core",)

    def __init__(self, table, only=None):
        names = None if only is None else set(only)
        if isinstance(table, Mapping) or _is_frame(table):
            found = table.items() if isinstance(table, Mapping) else (
                (name, table[name]) for name in table.columns)
            self._core = _core.Columns([
                (name, _cells(name, column)) for name, column in found
                if isinstance(name, str) and (names is None or name in names)])
        else:
            self._core = _core.Columns.read_arrow(_capsules(table), sorted(names or ()))

    def __len__(self):
        return len(self._core)

    def __repr__(self):
        return f"<patron.Columns: {len(self):,} rows>"


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
    def cost_max(self):
        """The most that one evaluation costs, in units of about one read or one
        comparison; texts count as 256 characters, ten to a unit, lists as 64 elements."""
        return self._core.cost_max()

    @property
    def inputs(self):
        """The names that it reads, with their types."""
        return dict(self._core.inputs())

    def eval(self, row, *, now=None):
        """The value, or Unknown where inputs are missing. `now`, an aware datetime,
        decides `now` and `today` (in UTC). Raises EvaluationError for an error."""
        found = self._core.eval(row, now)
        if type(found) is not tuple:
            return found
        from json import loads
        outcome, json = found
        found = loads(json)
        if outcome == "error":
            error = EvaluationError(found["error"], line=found["line"],
                                    column=found["column"])
            error.excerpt = _core.excerpt(self.text, found["line"], found["column"])
            raise error
        if outcome == "unknown":
            return Unknown(found)
        return _value(found, self.type)

    def _over(self, table):
        if isinstance(table, Columns):
            return table._core
        return Columns(table, self.inputs)._core

    def eval_table(self, table, *, now=None):
        """A Table with a row for each of `table`: `value`, of the expression's type;
        `problem`, the error or the missing inputs; `outcome`, "true", "false", "value",
        "error" or "unknown". A column that is not there is an input that is missing.

            >>> big = patron.Expression("amount >= 500", {"amount": "decimal(2)"})
            >>> big.eval_table({"amount": ["812.50", "9.00", None]})["outcome"]
            ['true', 'false', 'unknown']

        TableError for a cell that is not of its type, with its row."""
        return Table._of(self._core.eval_columns(self._over(table), now))

    def mask(self, table, *, now=None):
        """A numpy array of booleans: where is it true? frame[big.mask(frame)] are those
        rows; errors and unknowns are not among them. The fastest way over a table."""
        return masks([self], self._over(table), now=now)[0]

    def explain(self, row, *, now=None):
        """A Table: the value of each part, outermost first, with `decides` (does the
        outcome of the whole come from here?) and `missing`."""
        return Table._of(self._core.explain(row, now))

    def would_take(self, row, *, now=None):
        """A Table: what would make a condition that is not true true. `way` numbers the
        ways, those that need least first; each row is a part that must become `wanted`,
        with the `inputs` in it as they are. No rows: it is true, or nothing would do."""
        return Table._of(self._core.would_take(row, now))

    def __reduce__(self):
        return Expression, (self.text, self._schema)

    def __repr__(self):
        return f"<patron.Expression {self.text!r}: {self.type}>"


def masks(expressions, table, *, now=None):
    """The masks of several expressions, in a list, or in a dict if `expressions` is one.
    Faster than one mask after another: the table is gone over once."""
    import numpy as np
    if isinstance(expressions, Mapping):
        return dict(zip(expressions, masks(list(expressions.values()), table, now=now)))
    expressions = list(expressions)
    if isinstance(table, Columns):
        table = table._core
    elif not isinstance(table, _core.Columns):
        only = {name for each in expressions for name in each.inputs}
        table = Columns(table, only)._core
    found = _core.Expression.outcomes([each._core for each in expressions], table, now)
    return [np.frombuffer(each, np.uint8) == 1 for each in found]


masks.__module__ = "patron"
for _public in (Columns, Expression, Unknown):
    _public.__module__ = "patron"
