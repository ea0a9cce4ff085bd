# SPDX-License-Identifier: Apache-2.0
"""Table: rows that patron made. The data stays in the core, column by column; Arrow sees
it where it lies, pandas gets a copy made of numpy arrays."""

from . import _core

_HTML_ROWS = 20


class Table:
    """Rows that patron made. Speaks Arrow: polars.DataFrame(table), pyarrow.table(table)
    and duckdb.sql("select * from table") work without a copy. Immutable."""

    __slots__ = ("_rows", "_errors", "__weakref__")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes tables; Table.open reads one from a file")

    @classmethod
    def _of(cls, rows, errors=None):
        table = object.__new__(cls)
        table._rows = rows
        table._errors = errors
        return table

    @classmethod
    def open(cls, path):
        """JSON Lines or CSV, by the name's ending; money keeps its digits."""
        from ._files import read
        return cls._of(read(path))

    @property
    def errors(self):
        """The rows that on_error left out, and refusals; None where there can be none."""
        return self._errors

    @property
    def column_names(self):
        return [name for name, *_ in self._rows.columns()]

    @property
    def shape(self):
        return len(self._rows), len(self._rows.columns())

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, column):
        at = self._rows.find(column) if isinstance(column, str) else -1
        if at < 0:
            raise KeyError(column)
        return self._cells(at)

    def __contains__(self, column):
        return isinstance(column, str) and self._rows.find(column) >= 0

    def __iter__(self):
        return self.rows()

    def _cells(self, at, *window):
        cells = self._rows.cells(at, *window)
        if self._rows.columns()[at][1] == "nested":
            from json import loads
            cells = [None if cell is None else loads(cell) for cell in cells]
        return cells

    def _numbers(self, name):
        """A column of numbers as float64 with NaN for null; None if it is not one."""
        import numpy
        at = self._rows.find(name)
        if at < 0 or self._rows.columns()[at][1] not in ("number", "int64"):
            return None
        kind = numpy.float64 if self._rows.columns()[at][1] == "number" else numpy.int64
        values = numpy.frombuffer(self._rows.raw(at), kind).astype(numpy.float64)
        if self._rows.columns()[at][3]:
            there = numpy.unpackbits(numpy.frombuffer(self._rows.valid(at), numpy.uint8),
                                     count=len(values), bitorder="little")
            values[there == 0] = numpy.nan
        return values

    def rows(self):
        """Each row as a dict, None where a cell is empty."""
        names = self.column_names
        for first in range(0, len(self), 1024):
            columns = [self._cells(at, first, 1024) for at in range(len(names))]
            for cells in zip(*columns):
                yield dict(zip(names, cells))

    def to_dicts(self):
        return list(self.rows())

    def to_dict(self):
        """Columns by name."""
        return {name: self._cells(at) for at, name in enumerate(self.column_names)}

    def to_pandas(self, *, decimals=False):
        """A pandas DataFrame: instants in UTC; decimals as float64, or as Decimal if
        `decimals`. Whole numbers with gaps become Int64."""
        from ._pandas import frame
        return frame(self._rows, decimals)

    def to_polars(self):
        import polars
        return polars.DataFrame(self)

    def to_pyarrow(self):
        import pyarrow
        return pyarrow.table(self)

    def to_json(self):
        """JSON Lines; the same rows always give the same bytes."""
        return self._rows.json()

    def to_csv(self):
        """CSV (RFC 4180) with a header."""
        return self._rows.csv()

    def __arrow_c_schema__(self):
        return self._rows.arrow_schema()

    def __arrow_c_stream__(self, requested_schema=None):
        return self._rows.arrow_stream()

    def __eq__(self, other):
        if not isinstance(other, Table):
            return NotImplemented
        return self._rows is other._rows or self._rows.parts() == other._rows.parts()

    __hash__ = None

    def __reduce__(self):
        return _unpickled, (*self._rows.parts(), self._errors)

    def __repr__(self):
        rows, columns = self.shape
        names = self.column_names
        shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        return f"<patron.Table {rows} x {columns}: {shown}>"

    def _repr_html_(self):
        from html import escape
        columns = self._rows.columns()
        head = "".join(f'<th title="{kind}">{escape(name)}</th>'
                       for name, kind, *_ in columns)
        cells = zip(*[self._rows.cells(at, 0, _HTML_ROWS) for at in range(len(columns))])
        body = "".join("<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in row)
                       + "</tr>" for row in cells)
        rows, count = self.shape
        return (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
                f"<p>{rows:,} rows, {count} columns</p>")


def _shown(cell):
    from html import escape
    if cell is None:
        return ""
    text = f"{len(cell)} bytes" if isinstance(cell, bytes) else str(cell)
    return escape(text if len(text) <= 80 else text[:79] + "…")


def _unpickled(columns, values, errors):
    return Table._of(_core.Table([tuple(column) for column in columns], values), errors)


Table.__module__ = "patron"
