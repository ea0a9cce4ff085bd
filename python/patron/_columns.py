# SPDX-License-Identifier: Apache-2.0
"""Columns of any table as numpy arrays: a pandas or polars frame, an Arrow table, a
patron.Table, a mapping of columns. And the words for days and spans."""

import datetime as dt
import re

import numpy as np

from . import _core
from ._errors import ArgumentError, TableError
from ._table import Table

# Such a build would take every array for its first row, over and over.
if _core.needs_numpy_1 and not np.__version__.startswith("1."):
    raise ImportError(
        f"this build of patron works with numpy 1; found numpy {np.__version__}. "
        "Build it with pybind11 2.12 or later (pip install . does)")

_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s+(day|week|month|quarter|year)s?\s*\Z")
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4,
         "year": 365.25}
_EPOCH = dt.date(1970, 1, 1)


def span_days(span):
    """Days of a timedelta or of "26 weeks"; months and years are mean ones."""
    if isinstance(span, dt.timedelta):
        days = span / dt.timedelta(days=1)
    else:
        found = _SPAN.match(span) if isinstance(span, str) else None
        if not found:
            raise ArgumentError(
                f'a span is a timedelta or like "26 weeks"; found {span!r}')
        days = float(found[1]) * _DAYS[found[2]]
    if not days > 0:
        raise ArgumentError(f"a span is longer than nothing; found {span!r}")
    return days


def day_number(day, name):
    """Days since 1970 of a date or of "2026-06-30"."""
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day)
        except ValueError:
            day = None
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        raise ArgumentError(f'{name} is a date or like "2026-06-30"')
    return (day - _EPOCH).days


def names_of(table):
    for attribute in ("column_names", "columns"):
        names = getattr(table, attribute, None)
        if names is not None and not callable(names):
            return [name for name in names if isinstance(name, str)]
    return list(table.keys()) if hasattr(table, "keys") else []


def column(table, name):
    """A column as it is. TableError if there is none."""
    if isinstance(table, (list, tuple)):
        raise TableError("give columns: a mapping, a frame, or patron.Table.open")
    try:
        return table[name]
    except (KeyError, IndexError, TypeError):
        pass
    except Exception as error:  # polars has an exception of its own
        if "olumn" not in type(error).__name__:
            raise
    known = ", ".join(names_of(table)) or "none"
    raise TableError(f"no column {name!r}; there are: {known}")


def has(table, name):
    return name in names_of(table)


def numbers_of(table, name):
    """A column as float64; None is NaN. Of a patron.Table without a detour over lists."""
    if isinstance(table, Table):
        array = table._numbers(name)
        if array is not None:
            return array
    return numbers(column(table, name), name)


def numbers(values, name="values"):
    """As float64; None is NaN."""
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    elif hasattr(values, "to_pylist"):
        values = values.to_pylist()
    try:
        return np.ascontiguousarray(values, np.float64)
    except (TypeError, ValueError):
        pass
    try:
        return np.array([np.nan if value is None else float(value) for value in values])
    except (TypeError, ValueError):
        raise TableError(f"{name}: numbers are expected") from None


def days(values, name):
    """Days since 1970 as int64, of dates, datetimes or texts."""
    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    array = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    try:
        array = array.astype("datetime64[D]")
    except (TypeError, ValueError):
        raise TableError(f"{name}: dates are expected, as 2026-06-30") from None
    if np.isnat(array).any():
        row = int(np.isnat(array).argmax())
        raise TableError(f"{name}: a date is missing", row=row)
    return array.astype(np.int64)


def rows_where(table, where, names):
    """The columns of these names, of the rows that `where` lets through: a value, or a
    list of them, for each column that it names."""
    if where is None:
        return table
    mask = None
    for name, wanted in where.items():
        wanted = [wanted] if isinstance(wanted, str) or not hasattr(
            wanted, "__iter__") else list(wanted)
        values = column(table, name)
        values = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
        # By value, one after another: texts and numbers do not mix in one array.
        found = np.zeros(len(values), bool)
        for each in wanted:
            found |= values == each
        mask = found if mask is None else mask & found
    out = {}
    for name in names:
        values = column(table, name)
        values = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
        out[name] = values[mask]
    return out


def customers(values, name):
    """A number for each row's customer, and what gives their names back: whole numbers
    stand for themselves."""
    numbers = whole(values)
    if numbers is not None:
        return numbers, lambda numbers: numbers
    coded, known = codes(values, name)
    return coded, lambda numbers: [known[i] for i in numbers.tolist()]


def whole(values):
    """As int64 where they are whole numbers, else None."""
    array = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    if array.dtype.kind in "iu" and array.dtype != np.uint64:
        return array.astype(np.int64)
    return None


def codes(values, name):
    """A number for each customer, and the customers: numbers[i] of customers[codes[i]].
    """
    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    array = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    if array.dtype.kind == "f":
        raise TableError(
    f"{name}: customers are texts or whole numbers; these are floats, "
    "made of whole numbers with gaps")
    seen, out = {}, np.empty(len(array), np.int64)
    for i, value in enumerate(array.tolist()):
        if value is None or value != value:
            raise TableError(f"{name}: a customer is missing", row=i)
        out[i] = seen.setdefault(value, len(seen))
    return out, list(seen)


def table(columns):
    """A patron.Table of columns: numpy arrays or lists; NaN becomes null."""
    kinds, lists = [], []
    for name, values in columns.items():
        if isinstance(values, np.ndarray) and values.dtype.kind in "fiubM":
            kind = {"f": "number", "b": "boolean",
                    "M": "date"}.get(values.dtype.kind, "int64")
            kinds.append((name, kind, 0))
            lists.append(np.ascontiguousarray(
                values, np.float64 if kind == "number" else np.int64))
            continue
        cells = values.tolist() if hasattr(values, "tolist") else list(values)
        sample = next((cell for cell in cells if cell is not None), None)
        if isinstance(sample, bool):
            kind = "boolean"
        elif isinstance(sample, int):
            kind = "int64"
        elif isinstance(sample, float):
            kind = "number"
            cells = [None if cell is None or cell != cell else cell for cell in cells]
        elif isinstance(sample, dt.date) and not isinstance(sample, dt.datetime):
            kind = "date"
            cells = [None if cell is None else (cell - _EPOCH).days for cell in cells]
        else:
            kind = "text"
            cells = [None if cell is None else str(cell) for cell in cells]
        kinds.append((name, kind, 0))
        lists.append(cells)
    return Table._of(_core.Table(kinds, lists))


def dates(day_numbers):
    """Days since 1970 as a column of dates."""
    return np.asarray(day_numbers, np.int64).astype("datetime64[D]")
