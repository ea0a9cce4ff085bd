# SPDX-License-Identifier: Apache-2.0
"""Tables from files, every digit kept: a CSV is texts, JSON Lines are read by digits."""

import os

from . import _core
from ._errors import ArgumentError, TableError


def read(path):
    name = os.fspath(path)
    ending = os.path.splitext(name)[1].lower()
    if ending == ".csv":
        return _csv(name)
    if ending in (".jsonl", ".ndjson", ".json"):
        return _json_lines(name)
    raise ArgumentError(f"{name!r} is no .csv, .jsonl or .ndjson")


def _csv(name):
    from csv import reader
    with open(name, encoding="utf-8-sig", newline="") as file:
        lines = reader(file, strict=True)
        header = next(lines, None)
        if not header:
            raise TableError(f"{name}: no header")
        for column in header:
            if not column or header.count(column) > 1:
                raise TableError(f"{name}: column {column!r} "
                                 + ("twice" if column else "without a name"))
        columns = [[] for _ in header]
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(header):
                raise TableError(f"{name}: {len(cells)} cells, the header has "
                                 f"{len(header)}", line=lines.line_num)
            for column, cell in zip(columns, cells):
                column.append(cell or None)
    return _core.Table([(column, "text", 0) for column in header], columns)


def _json_lines(name):
    from json import JSONDecodeError, dumps, loads

    class Digits(str):
        """A number that is no whole number, as it was written."""

    columns, row = {}, 0
    with open(name, encoding="utf-8-sig") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                found = loads(text, parse_float=Digits)
            except JSONDecodeError as error:
                raise TableError(f"{name}: {error.msg}", line=line,
                                 column=error.colno) from None
            if not isinstance(found, dict):
                raise TableError(f"{name}: not an object", line=line, column=1)
            for key, value in found.items():
                columns.setdefault(key, [None] * row).append(value)
            row += 1
            for cells in columns.values():
                if len(cells) < row:
                    cells.append(None)
    kinds = []
    for key, cells in columns.items():
        held = {type(cell) for cell in cells if cell is not None}
        if held == {int} and all(cell is None or abs(cell) < 2**63 for cell in cells):
            kinds.append((key, "int64", 0))
        elif held == {bool}:
            kinds.append((key, "boolean", 0))
        elif held <= {str, Digits, int}:
            kinds.append((key, "text", 0))
            columns[key] = [None if cell is None else str(cell) for cell in cells]
        else:
            kinds.append((key, "nested", 0))
            columns[key] = [None if cell is None else dumps(
                cell, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                for cell in cells]
    return _core.Table(kinds, list(columns.values()))
