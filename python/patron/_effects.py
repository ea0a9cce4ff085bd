# SPDX-License-Identifier: Apache-2.0
"""Effects, as the core gave them; each Effect is made when it is looked at."""

from collections.abc import Sequence

from ._table import Table

_FIELDS = ("kind", "id", "customer", "event", "at", "recorded_at", "revision", "sequence",
           "change", "duplicate", "rule", "pack", "what", "before", "currency", "points",
           "balance", "until", "parent", "scope")


class Effect:
    """A fact for the host. Attributes are the columns of the effects table; kinds are
    open words: skip what you do not know."""

    __slots__ = (*_FIELDS, "_en", "_zh", "_detail", "_language")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes effects")

    @property
    def detail(self):
        """Lots taken; with trace also inputs and arithmetic."""
        if not self._detail:
            return {}
        from json import loads
        return loads(self._detail)

    def reason(self, language=None):
        """The pack's text for it, "" if there is none."""
        return self._zh if (language or self._language) == "zh" else self._en

    def to_dict(self):
        """By column, as in the effects table."""
        out = {name: getattr(self, name) for name in _FIELDS}
        out["reason"] = self.reason() or None
        out["detail"] = self.detail or None
        return out

    def _parts(self):
        return (*(getattr(self, name) for name in _FIELDS), self._en, self._zh,
                self._detail)

    def __eq__(self, other):
        return isinstance(other, Effect) and self._parts() == other._parts()

    def __hash__(self):
        return hash((self.id, self.revision, self.sequence))

    def __reduce__(self):
        return _effect, (self._parts(), self._language)

    def __repr__(self):
        return f"Effect({headline(self)})"


def _effect(parts, language):
    effect = object.__new__(Effect)
    for name, value in zip(Effect.__slots__, parts):
        setattr(effect, name, value)
    effect._language = language
    return effect


def headline(effect):
    """ "earn +1200 miles (points.earn.base)" """
    words = [effect.what or effect.kind]
    if effect.kind not in ("posting", None):
        words.insert(0, effect.kind)
    if effect.before:
        words.append(f"(before: {effect.before})")
    if effect.points is not None:
        words.append(f"{effect.points:+,} {effect.currency}")
    if effect.rule:
        words.append(f"({effect.rule})")
    if effect.until is not None:
        words.append(f"until {effect.until:%Y-%m-%d}")
    if effect.change:
        words.append(f"[{effect.change}]")
    return " ".join(words)


class Effects(Sequence):
    """What a verb brought about, in order."""

    __slots__ = ("_core", "_made")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes effects")

    @classmethod
    def _of(cls, core):
        effects = object.__new__(cls)
        effects._core = core
        effects._made = None
        return effects

    def _all(self):
        if self._made is None:
            core = self._core
            self._made = [_effect(core.parts(at), core.language)
                          for at in range(len(core))]
        return self._made

    def __len__(self):
        return len(self._made) if self._core is None else len(self._core)

    def __getitem__(self, index):
        return self._all()[index]

    def __iter__(self):
        return iter(self._all())

    def __eq__(self, other):
        if not isinstance(other, Effects):
            return NotImplemented
        return self._all() == other._all()

    __hash__ = None

    def of(self, kind):
        """Those of one kind: "posting", "tier", "action" ..."""
        return [effect for effect in self._all() if effect.kind == kind]

    def points(self, currency):
        """Sum of the postings to the active balance: pending points do not count."""
        return sum(effect.points for effect in self._all()
                   if effect.kind == "posting" and effect.currency == currency
                   and effect.what not in ("hold", "void", "write_off", "post"))

    def table(self, language=None):
        return Table._of(self._core.table(language or self._core.language))

    def to_pandas(self):
        return self.table().to_pandas()

    def to_json(self):
        """JSON Lines; the same effects always give the same bytes."""
        return self.table().to_json()

    def __arrow_c_schema__(self):
        return self.table().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table().__arrow_c_stream__(requested_schema)

    def __repr__(self):
        shown = "; ".join(headline(effect) for effect in self[:10])
        more = "; ..." if len(self) > 10 else ""
        return f"Effects({len(self)}){': ' if shown else ''}{shown}{more}"

    def _repr_html_(self):
        return self.table()._repr_html_()


class Trace:
    """Why: the effects, or the score, and what each is made of. Prints as a tree."""

    __slots__ = ("_table", "_text", "_fired")

    def __init__(self, *_args, **_kwargs):
        raise TypeError("patron makes traces")

    @classmethod
    def _of(cls, table, text, fired=()):
        trace = object.__new__(cls)
        trace._table = table
        trace._text = text
        trace._fired = tuple(fired)
        return trace

    def table(self):
        return self._table

    def fired(self):
        """The rules that had an effect, in order."""
        return self._fired

    def __reduce__(self):
        return Trace._of, (self._table, self._text, self._fired)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"<patron.Trace of {len(self._table)} rows; print it>"

    def _repr_html_(self):
        from html import escape
        return f"<pre>{escape(self._text)}</pre>"


def trace_of_effects(effects):
    lines, fired = [], []
    for effect in effects:
        lines.append(headline(effect))
        if effect.rule and effect.rule not in fired:
            fired.append(effect.rule)
        if effect.reason():
            lines.append(f"  {effect.reason()}")
        for key, value in effect.detail.items():
            lines.append(f"  {key}: {_plain(value)}")
    if not lines:
        lines.append("no effect")
    return Trace._of(effects.table(), "\n".join(lines), fired)


def _plain(value):
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_plain(held)}" for key, held in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(held) for held in value)
    return str(value)


def trace_of_assessment(table):
    columns = table.column_names
    lines = []
    for row in table.rows():
        cells = [f"{name} {row[name]}" for name in columns[1:] if row[name] is not None]
        lines.append(f"{row[columns[0]]}: {', '.join(cells)}")
    return Trace._of(table, "\n".join(lines))


for _kind in (Effect, Effects, Trace):
    _kind.__module__ = "patron"
