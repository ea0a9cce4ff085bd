# SPDX-License-Identifier: Apache-2.0
"""The verbs over tables: any table in, the core's job in slices, tables out. Between the
slices there is time for Ctrl-C and for the bar; who interrupts leaves nothing."""

import os
import sys
from collections.abc import Mapping

from . import _core
from ._errors import ArgumentError, TableError
from ._member import Member, Scopes
from ._table import Table

_SLICE = 64  # Customers, or turns, at a time.


class Replay:
    """What a table of events brought about: `effects`, `members` (customer,
    snapshot ...), `errors` (bad rows that were left out, and refusals)."""

    __slots__ = ("effects", "members", "errors", "customers", "events", "duplicates",
                 "later", "_engine")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes replays")

    def member(self, customer):
        """A member as it then was."""
        rows = self.members._rows
        try:
            at = rows.cells(rows.find("customer")).index(customer)
        except ValueError:
            raise KeyError(customer) from None
        snapshot = rows.cells(rows.find("snapshot"), at, 1)[0]
        return Member.load(self._engine, snapshot)

    def __repr__(self):
        return (f"<patron.Replay: {self.customers:,} customers, {self.events:,} events, "
                f"{len(self.effects):,} effects, {len(self.errors):,} errors>")


Replay.__module__ = "patron"


def _columns(table):
    """Names and lists of a pandas frame, of any version, or of a mapping."""
    if isinstance(table, Mapping):
        pairs = table.items()
    else:
        if not table.columns.is_unique:
            raise TableError("the frame has a column twice")
        pairs = ((name, table[name]) for name in table.columns)
    for name, column in pairs:
        if not isinstance(name, str):
            raise TableError(f"the name of a column is a text, not {name!r}")
        if isinstance(column, (str, bytes)):
            raise TypeError(f"column {name!r} is a sequence of cells, not a text")
        yield name, column.tolist() if hasattr(column, "tolist") else list(column)


def _is_frame(table):
    return type(table).__module__.split(".")[0] == "pandas" and hasattr(table, "columns")


def _capsules(table):
    if hasattr(table, "__arrow_c_stream__"):
        return table.__arrow_c_stream__()
    if hasattr(table, "__arrow_c_array__"):
        return tuple(table.__arrow_c_array__())
    raise TypeError("a table is what speaks Arrow, a pandas frame or a mapping of "
                    f"columns, not {type(table).__name__}; give columns, or "
                    "patron.Table.open")


def _input(engine, table, customers, extra_columns, local_times):
    if table is None:
        return None
    rows = _core.Input(engine._core, customers, bool(extra_columns), bool(local_times))
    if isinstance(table, Mapping) or _is_frame(table):
        for name, cells in _columns(table):
            rows.fill(name, cells)
    else:
        rows.read_arrow(_capsules(table))
    rows.finish()
    return rows


def _kept(members):
    if members is None:
        return None
    if isinstance(members, Replay):
        members = members.members
    if isinstance(members, Mapping) or _is_frame(members):
        columns = dict(_columns(members))
        if not {"customer", "snapshot"} <= set(columns):
            raise TableError("members are a table with the columns customer, snapshot")
        members = Table._of(_core.Table(
            [("customer", "text", 0), ("snapshot", "binary", 0)],
            [columns["customer"], columns["snapshot"]]))
    return _capsules(members)


def has_snapshots(table):
    """Is it a table of members, and not of events?"""
    if isinstance(table, (Replay, Mapping)) or _is_frame(table):
        return isinstance(table, Replay) or "snapshot" in table
    names = getattr(table, "column_names", None) or getattr(table, "columns", None)
    return names is not None and not callable(names) and "snapshot" in list(names)


def _bar(progress, total):
    """What is called with (done, total)."""
    if callable(progress):
        return progress
    if not progress:
        return lambda done, total: None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        def line(done, total):
            end = "\n" if done >= total else ""
            print(f"\rpatron: {done:,} of {total:,}", end=end, file=sys.stderr,
                  flush=True)
        return line
    bar = tqdm(total=total, unit="customer")

    def step(done, total):
        bar.update(done - bar.n)
        if done >= total:
            bar.close()
    return step


def _threads(threads, alone):
    if threads is None:
        count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    elif isinstance(threads, int) and not isinstance(threads, bool) and threads >= 1:
        count = threads
    else:
        raise ArgumentError(f"threads is a whole number from 1, not {threads!r}")
    return 1 if alone else count


def _run(work, total, threads, tell):
    """All slices, on this thread and on `threads - 1` more that end with the call."""
    slices = iter(range(0, total, _SLICE))
    if threads == 1 or total <= _SLICE:
        for first in slices:
            work(first, first + _SLICE)
            tell(min(first + _SLICE, total))
        return
    from threading import Lock, Thread
    lock, failed = Lock(), []

    def pull():
        with lock:
            return None if failed else next(slices, None)

    def helper():
        try:
            while (first := pull()) is not None:
                work(first, first + _SLICE)
        except BaseException as error:
            failed.append(error)

    helpers = [Thread(target=helper, daemon=True) for _ in range(threads - 1)]
    for each in helpers:
        each.start()
    try:
        while (first := pull()) is not None:
            work(first, first + _SLICE)
            tell(min(first + _SLICE, total))
    except BaseException as error:
        failed.append(error)
        raise
    finally:
        for each in helpers:
            each.join()
    if failed:
        raise failed[0]


def run(engine, *, events=None, customers=None, members=None, until=None, at=None,
        scopes=None, trace=False, effects=True, snapshots=True, recorded=False,
        on_error="stop",
        extra_columns=False, local_times=False, threads=None, progress=False):
    if on_error not in ("stop", "skip_row", "skip_customer"):
        raise ArgumentError("on_error is 'stop', 'skip_row' or 'skip_customer', "
                            f"not {on_error!r}")
    if scopes is not None and not isinstance(scopes, Scopes):
        raise TypeError(f"scopes is a patron.Scopes, not {type(scopes).__name__}")
    if events is None and customers is None and members is None:
        raise TypeError("a table is what speaks Arrow, a pandas frame or a mapping")
    count = _threads(threads, scopes is not None)
    until = None if until is None else engine._moment(until)
    at = None if at is None else engine._moment(at)
    # What members share is changed only by a run that succeeds.
    trial = None if scopes is None else scopes._trial()
    job = _core.Job(
        engine._core, _input(engine, customers, True, extra_columns, local_times),
        _input(engine, events, False, extra_columns, local_times), _kept(members), until,
        at, None if trial is None else trial._core,
        {"trace": bool(trace), "effects": effects, "snapshots": snapshots,
         "recorded": recorded,
         "skip_customer": on_error == "skip_customer"})
    total = job.customers()
    bar = _bar(progress, total)
    bar(0, total)
    _run(job.run_turns, job.turns(), 1, lambda done: None)
    _run(job.run, total, count, lambda done: bar(done, total))
    bar(total, total)
    found = job.finish()
    errors = Table._of(found["errors"])
    if on_error == "stop" and found["bad"]:
        refused = errors["refused"]
        first = next(row for row, no in zip(errors.rows(), refused) if not no)
        more = f"; {found['bad'] - 1} more bad rows" if found["bad"] > 1 else ""
        error = TableError(f"{first['message']} [{first['code']}]{more}",
                           row=first["row"])
        error.errors = errors
        raise error
    if scopes is not None:
        scopes._core = trial._core
    found["errors"] = errors
    return found


def replay(engine, **plan):
    found = run(engine, **plan)
    made = object.__new__(Replay)
    made.effects = Table._of(found["effects"], found["errors"])
    made.members = Table._of(found["members"], found["errors"])
    made.errors = found["errors"]
    for name in ("customers", "events", "duplicates", "later"):
        setattr(made, name, found[name])
    made._engine = engine
    return made


def assess(engine, **plan):
    found = run(engine, effects=False, snapshots=False, **plan)
    return Table._of(found["assessments"], found["errors"])
