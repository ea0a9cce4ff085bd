# SPDX-License-Identifier: Apache-2.0
"""Engine: packs in, verbs out. What the core computes, it computes there; here are paths,
mappings, times and the objects that come back."""

import os
from collections import namedtuple
from collections.abc import Mapping
from weakref import WeakValueDictionary

from . import _core
from ._assessment import Assessment
from ._effects import Effects, trace_of_assessment, trace_of_effects
from ._member import Member, Scopes
from ._table import Table


Quote = namedtuple("Quote", "points value cash", module="patron")
Quote.__doc__ = """How much of a price points can pay: `points`, worth `value`; the
rest is `cash`. Money is a Decimal."""


def _is_json(text):
    """JSON, and not a path: a path begins with no brace and has no second line."""
    return text.lstrip().startswith("{") or "\n" in text


def _document(document):
    """The text of a pack: of a file, of a mapping, or given as it is."""
    if isinstance(document, Mapping):
        return _core.json_text(document, True)
    if hasattr(document, "to_pack"):
        return _document(document.to_pack())
    if isinstance(document, (bytes, bytearray)):
        return bytes(document).decode("utf-8", "surrogateescape")
    if isinstance(document, str) and _is_json(document):
        return document
    if not isinstance(document, (str, os.PathLike)):
        raise TypeError("a pack is a path, a mapping or JSON text, not "
                        + type(document).__name__)
    with open(document, "rb") as file:
        return file.read().decode("utf-8", "surrogateescape")


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


# The same documents give the same core, so that a member also belongs to an equal engine:
# of the cell of a notebook that ran again, of a pickle. Nothing is kept alive.
_BUILDS = WeakValueDictionary()


class _Build:
    __slots__ = ("core", "diagnostics", "__weakref__")


def _built(key):
    build = _BUILDS.get(key)
    if build is None:
        packs, limits, strict, language = key
        build = _Build()
        build.core, build.diagnostics = _core.Engine.build(
            [_bytes(pack) for pack in packs], dict(limits), strict, language)
        build = _BUILDS.setdefault(key, build)
    return build


def _core_of(value, kind, name):
    if not isinstance(value, kind):
        raise TypeError(f"{name} is a patron.{kind.__name__}, not "
                        + type(value).__name__)
    return value._core


def _scopes(scopes):
    return None if scopes is None else _core_of(scopes, Scopes, "scopes")


class Engine:
    """A program, frozen: the versions of its pack, in any order, and limits. Immutable,
    hashable, picklable; threads may share it."""

    __slots__ = ("_build", "_core", "_packs", "_limits", "_strict", "__weakref__")

    def __init__(self, *packs, limits=None, strict=False, language="en"):
        """Packs are paths, mappings or JSON text. Raises PackError, whose `diagnostics`
        has every error by line. `strict`: warnings are errors, too. `language` ("en",
        "zh") is that of all texts made with this engine."""
        if not packs:
            raise TypeError("give a pack: a path, a mapping or JSON text")
        self._packs = tuple(_document(pack) for pack in packs)
        self._limits = dict(limits or {})
        self._strict = bool(strict)
        self._build = _built(
            (self._packs, tuple(sorted(self._limits.items())), self._strict, language))
        self._core = self._build.core

    # ---- what it is --------------------------------------------------------------------

    @property
    def id(self):
        return self._core.id

    @property
    def hash(self):
        """Of all that was given: 32 hexadecimal digits."""
        return self._core.hash

    @property
    def language(self):
        return self._core.language

    @property
    def diagnostics(self):
        """What checking found: warnings and notes."""
        return list(self._build.diagnostics)

    @property
    def warnings(self):
        return [found for found in self._build.diagnostics if found.severity == "warning"]

    def list(self, what):
        """"rules", "tiers", "metrics", "event_types" ...: index, name, title, pack, path,
        line."""
        return Table._of(self._core.list(what))

    def names(self, what):
        return self._core.names(what)

    def date(self, instant):
        """The civil day of an instant in the program's zone."""
        return self._core.date(_core.instant(instant))

    def day_end(self, date):
        """The last instant of a day there."""
        return self._core.day_end(_core.day(date))

    def pack_json(self):
        """The newest pack, as canonical JSON."""
        return self._core.pack_json()

    def test(self, filter=None):
        """Runs the tests that the newest pack carries: name, passed, path, line,
        expected, found. A failed test is a row."""
        return Table._of(self._core.test(filter or ""))

    # ---- the verbs, on one member; on an exception nothing changed ---------------------

    def apply(self, member, event, *, scopes=None, trace=False):
        """Something happened: a mapping, JSON text, or several of them, which are put in
        order and applied together. Raises EventError, or a RefusedError such as
        InsufficientPointsError."""
        return Effects._of(self._core.apply(
            _core_of(member, Member, "member"), event, _scopes(scopes), bool(trace),
            False))

    def preview(self, member, event, *, scopes=None, trace=False):
        """The same without doing it: "book this and earn 1,250 miles"."""
        return Effects._of(self._core.apply(
            _core_of(member, Member, "member"), event, _scopes(scopes), bool(trace),
            True))

    def explain(self, member, event, *, scopes=None):
        """What an event would do, and why: rules, inputs, arithmetic."""
        return trace_of_effects(self.preview(member, event, scopes=scopes, trace=True))

    def explain_event(self, member, event):
        """A Table: why an event of the member's history, by its id, did what it did, and
        why not. Each rule that its type sets off with its `status`, the parts of its
        condition (`way` 0) and what it would have taken (`way` 1 and on)."""
        return Table._of(self._core.explain_event(_core_of(member, Member, "member"),
                                                  event))

    def explain_assessment(self, member, at):
        """What an assessment is made of: piece, value, weight, contribution, text."""
        return trace_of_assessment(Table._of(self._core.explain_assessment(
            _core_of(member, Member, "member"), self._moment(at))))

    def advance(self, member, until, *, scopes=None, trace=False, far_ahead=False):
        """Time passed, up to and including `until`; a day means its last instant in the
        program's zone. More than 400 days need `far_ahead`."""
        return Effects._of(self._core.advance(
            _core_of(member, Member, "member"), self._moment(until), _scopes(scopes),
            bool(trace), bool(far_ahead)))

    def assess(self, member, at, *, members=None, customers=None, on_error="stop",
               extra_columns=False, local_times=False, threads=None, progress=False):
        """A question: how is this customer at a moment? Later events do not count. With a
        table of events, or of members, a table: a row for each customer."""
        if not isinstance(member, Member):
            from . import _tables
            events = {"members": member} if _tables.has_snapshots(member) else \
                {"events": member, "members": members}
            return _tables.assess(
                self, **events, customers=customers, at=at, on_error=on_error,
                extra_columns=extra_columns, local_times=local_times, threads=threads,
                progress=progress)
        parts, table = self._core.assess(_core_of(member, Member, "member"),
                                         self._moment(at))
        return Assessment._of(parts, Table._of(table))

    def replay(self, events, *, customers=None, members=None, until=None, scopes=None,
               trace=False, on_error="stop", extra_columns=False, local_times=False,
               threads=None, progress=False):
        """apply over a table of events of many customers, then time passes `until`; later
        events are left out. A bad row raises TableError with `.errors`, or is left out
        and listed; a refusal is never an error, but a row of `errors` with its code."""
        from . import _tables
        return _tables.replay(
            self, events=events, customers=customers, members=members, until=until,
            scopes=scopes, trace=trace, on_error=on_error, extra_columns=extra_columns,
            local_times=local_times, threads=threads, progress=progress)

    def simulate(self, events, against, at, *, customers=None, on_error="stop",
                 extra_columns=False, local_times=False, threads=None, progress=False):
        """One history under this program and under another, which is taken to be in force
        since the first day of this one: what every customer has at a moment, before and
        after. Spends are history: one that the other program would have refused is taken
        and counted as infeasible. Both get budgets of their own, unused."""
        from . import _simulate
        return _simulate.simulate(
            self, events, against, customers=customers, until=at, at=at,
            on_error=on_error, extra_columns=extra_columns, local_times=local_times,
            threads=threads, progress=progress)

    # ---- questions about a member ------------------------------------------------------

    def balance(self, member, currency, at, which="active"):
        """Points: "active", "pending", "reserved" or "debt"."""
        return self._core.balance(_core_of(member, Member, "member"), currency,
                                  self._moment(at), which)

    def quote(self, member, currency, price, at):
        """The most of a price that the member can pay with points, and the rest."""
        return Quote(*self._core.quote(_core_of(member, Member, "member"), currency,
                                       str(price), self._moment(at)))

    def tier(self, member, ladder, at):
        """The level on a ladder, None if there is none."""
        return self._core.tier(_core_of(member, Member, "member"), ladder,
                               self._moment(at))

    def statement(self, member, start, end):
        """Every effect of the days `start` to `end`, as first due, with inputs and
        arithmetic."""
        return Table._of(self._core.statement(
            _core_of(member, Member, "member"), _core.day(start), _core.day(end)))

    def holdings(self, member, what, at):
        """What the member holds: "lots", "balances", "trips", "metrics", "actions" ..."""
        return Table._of(self._core.holdings(
            _core_of(member, Member, "member"), what, self._moment(at)))

    def compact(self, member, before):
        """Forget events before a moment: the horizon moves there."""
        self._core.compact(_core_of(member, Member, "member"), self._moment(before))

    def reconcile(self, member):
        """Audit of all invariants; no row: all is well."""
        return Table._of(self._core.reconcile(_core_of(member, Member, "member")))

    # ---- a value among others ----------------------------------------------------------

    def _moment(self, value):
        return _core.moment(self._core, value)

    def _identity(self):
        return self.hash, self.language, tuple(sorted(self._limits.items()))

    def __eq__(self, other):
        return isinstance(other, Engine) and self._identity() == other._identity()

    def __hash__(self):
        return hash(self._identity())

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        packs = tuple(_bytes(pack) for pack in self._packs)
        return _unpickled, (packs, self._limits, self._strict, self.language)

    def __repr__(self):
        versions = [name.split(" ", 1)[-1] for name in self.names("packs")]
        parts = [f"{len(self.names('rules'))} rules"]
        for what, one in (("currencies", "currency"), ("ladders", "ladder")):
            names = self.names(what)
            if names:
                parts.append(f"{one if len(names) == 1 else what} {', '.join(names)}")
        return (f"Engine({self.id!r} {', '.join(versions)}, {', '.join(parts)}, "
                f"hash {self.hash[:8]})")

    def _repr_html_(self):
        from ._html import engine
        return engine(self)


def _unpickled(packs, limits, strict, language):
    return Engine(*packs, limits=limits, strict=strict, language=language)


Engine.__module__ = "patron"
