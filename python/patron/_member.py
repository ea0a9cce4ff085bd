# SPDX-License-Identifier: Apache-2.0
"""Member and Scopes: values that the host keeps as bytes."""

from collections.abc import MutableMapping

from . import _core
from ._table import Table

_ALL, _HEAD, _TAIL = 0, 1, 2


def _engine_core(engine):
    core = getattr(engine, "_core", None)
    if not isinstance(core, _core.Engine):
        raise TypeError("engine is a patron.Engine, not " + type(engine).__name__)
    return core


class Member:
    """One customer as a value: copy it, pickle it, save it to bytes. It never sees
    another member. Threads that share one take turns."""

    __slots__ = ("_core", "_engine", "__weakref__")

    def __init__(self, engine, customer=None):
        """A new customer; without an id, the first event names it."""
        self._core = _core.Member(_engine_core(engine), customer or "")
        self._engine = engine

    @classmethod
    def _of(cls, core, engine):
        member = object.__new__(cls)
        member._core = core
        member._engine = engine
        return member

    @classmethod
    def load(cls, engine, snapshot, tail=b""):
        """From a snapshot: whole, or the head with or without its tail."""
        core = _core.Member.load(_engine_core(engine), bytes(memoryview(snapshot)),
                                 bytes(memoryview(tail)))
        return cls._of(core, engine)

    def save(self):
        """The whole member, as bytes with a checksum."""
        return self._core.save(_ALL, 0)

    def save_parts(self, since=0):
        """The head, and the tail added since a revision: append it to what you have."""
        return self._core.save(_HEAD, 0), self._core.save(_TAIL, since)

    def copy(self):
        """Another member with the same content: try something out on it."""
        return Member._of(self._core.copy(), self._engine)

    @property
    def engine(self):
        return self._engine

    @property
    def customer(self):
        return self._core.header()[0]

    @property
    def revision(self):
        """Goes up with every change: "update ... where revision = ?" makes two writers
        safe."""
        return self._core.header()[1]

    @property
    def next_due(self):
        """When advance next has something to do; None for never."""
        return self._core.header()[2]

    @property
    def watermark(self):
        """Everything up to here was emitted; None before anything was."""
        return self._core.header()[3]

    @property
    def horizon(self):
        """Nothing before is accepted; None if nothing was forgotten."""
        return self._core.header()[4]

    @property
    def retained(self):
        """Events kept."""
        return self._core.header()[5]

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def __eq__(self, other):
        if not isinstance(other, Member):
            return NotImplemented
        return self._engine == other._engine and self.save() == other.save()

    __hash__ = None

    def __reduce__(self):
        return Member.load, (self._engine, *self.save_parts())

    def __repr__(self):
        due = f", next due {self.next_due:%Y-%m-%d}" if self.next_due else ""
        return (f"Member({self.customer!r}, revision {self.revision}, "
                f"{self.retained} events{due})")

    def _repr_html_(self):
        from ._html import member
        return member(self)


class Scopes(MutableMapping):
    """What members share, by key ("budgets.festival"): a mapping of keys to snapshots.
    The verbs change it; `changed()` says which to write back. An empty snapshot is a new
    one."""

    __slots__ = ("_core", "_engine", "_keys", "__weakref__")

    def __init__(self, engine, snapshots=None):
        self._core = _core.Scopes(_engine_core(engine))
        self._engine = engine
        self._keys = []
        for key, snapshot in dict(snapshots or {}).items():
            self[key] = snapshot

    def __getitem__(self, key):
        if key not in self._keys:
            raise KeyError(key)
        return self._core.save(key)

    def __setitem__(self, key, snapshot):
        self._core.load(key, bytes(memoryview(snapshot)))
        if key not in self._keys:
            self._keys.append(key)

    def __delitem__(self, key):
        if key not in self._keys:
            raise KeyError(key)
        rest = {kept: self[kept] for kept in self._keys if kept != key}
        self._core = _core.Scopes(_engine_core(self._engine))
        self._keys = []
        for kept, snapshot in rest.items():
            self[kept] = snapshot

    def __iter__(self):
        return iter(list(self._keys))

    def __len__(self):
        return len(self._keys)

    def _trial(self):
        """A copy that a run may change; the marks of what changed are kept."""
        trial = object.__new__(Scopes)
        trial._core = self._core.copy()
        trial._engine = self._engine
        trial._keys = list(self._keys)
        return trial

    def changed(self):
        """The keys whose snapshot the verbs changed since it was put in."""
        rows = self._core.list(0)
        return [key for key, changed in zip(rows.cells(rows.find("key")),
                                            rows.cells(rows.find("changed"))) if changed]

    def list(self, at):
        """key, window (its first day), limit, used, left, changed."""
        return Table._of(self._core.list(_core.moment(_engine_core(self._engine), at)))

    def __reduce__(self):
        return Scopes, (self._engine, dict(self))

    def __repr__(self):
        return f"Scopes({', '.join(self._keys)})"


for _kind in (Member, Scopes):
    _kind.__module__ = "patron"
