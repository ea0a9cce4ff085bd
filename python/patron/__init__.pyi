# SPDX-License-Identifier: Apache-2.0
"""patron: customer rules for travel businesses.

An Engine is a program, frozen: the dated versions of a rule pack. A Member is one
customer as a value. Three verbs: apply (something happened), advance (time passed),
assess (a question). Nothing here reads a clock: time is an argument.
"""

import datetime as dt
import os
from collections.abc import (
    Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence)
from decimal import Decimal
from typing import (
    Any, Final, Literal, NamedTuple, Protocol, TypeAlias, final, overload)

import numpy as np
import numpy.typing as npt

# Imported on first use, so that `import patron` takes milliseconds.
from . import calendar as calendar
from . import churn as churn
from . import identity as identity
from . import plot as plot
from . import satisfaction as satisfaction
from ._assessment import (
    Assessment as Assessment, Balance as Balance, Index100 as Index100,
    Reason as Reason, Score as Score, Standing as Standing)
from ._errors import *
from ._errors import Diagnostic

__version__: Final[str]
zones_version: Final[str]

def bucket(key: str, buckets: int, salt: str) -> int:
    """The bucket of a key in an experiment, 0 to buckets - 1, as `bucket` in a pack."""

def pack_format(text: str) -> str: ...
def pack_schema() -> dict[str, Any]:
    """The JSON Schema of the pack format, for editors."""

# ---- What goes in ----------------------------------------------------------------------

class ToPack(Protocol):
    """An object that is a pack."""
    def to_pack(self) -> Mapping[str, Any]: ...

# A civil day: a date or "2026-06-30".
DateLike: TypeAlias = dt.date | str
# A point in time: an aware datetime or RFC 3339 text with an offset; no naive ones.
InstantLike: TypeAlias = dt.datetime | str
# Either; a day means its last instant in the program's zone.
MomentLike: TypeAlias = dt.date | dt.datetime | str
# An event: a mapping or JSON text. Money: Decimal, int, or text; never float.
EventLike: TypeAlias = Mapping[str, Any] | str | bytes
PathLike: TypeAlias = str | os.PathLike[str]
# A pack: a path, its JSON as a mapping or text, or an object with to_pack().
Document: TypeAlias = PathLike | Mapping[str, Any] | bytes | ToPack
Language: TypeAlias = Literal["en", "zh"]

class ArrowStream(Protocol):
    """polars, pyarrow, DuckDB, nanoarrow, patron.Table."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class ArrowArray(Protocol):
    def __arrow_c_array__(
        self, requested_schema: object | None = None) -> tuple[object, object]: ...

class DataFrameLike(Protocol):
    """A pandas DataFrame: read column by column, no pyarrow needed."""
    @property
    def columns(self) -> Any: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __len__(self) -> int: ...

# Anything that is a table: speaks Arrow, is a DataFrame, or maps names to columns.
TableLike: TypeAlias = (
    ArrowStream | ArrowArray | DataFrameLike | Mapping[str, Sequence[Any]])
# True shows a bar (tqdm where installed); a callable gets (done, total).
Progress: TypeAlias = bool | Callable[[int, int], object]
OnError: TypeAlias = Literal["stop", "skip_row", "skip_customer"]

# ---- What comes out --------------------------------------------------------------------

@final
class Table:
    """Rows that patron made. Speaks Arrow: polars.DataFrame(table), pyarrow.table(table)
    and duckdb.sql("select * from table") work without a copy. Immutable."""
    @classmethod
    def open(cls, path: PathLike) -> Table:
        """JSON Lines or CSV, by the name's ending; money keeps its digits."""
    @property
    def errors(self) -> Table | None:
        """The rows that on_error left out, and refusals; None where there can be none."""
    @property
    def column_names(self) -> list[str]: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def __len__(self) -> int: ...
    def __contains__(self, column: object) -> bool: ...
    def __getitem__(self, column: str) -> list[Any]: ...
    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def __eq__(self, other: object) -> bool: ...
    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as a dict, None where a cell is empty."""
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def to_dict(self) -> dict[str, list[Any]]:
        """Columns by name."""
    def to_pandas(self, *, decimals: bool = False) -> Any:
        """A pandas DataFrame: instants in UTC; decimals as float64, or as Decimal if
        `decimals`. Whole numbers with gaps become Int64."""
    def to_polars(self) -> Any: ...
    def to_pyarrow(self) -> Any: ...
    def to_json(self) -> str:
        """JSON Lines; the same rows always give the same bytes."""
    def to_csv(self) -> str:
        """CSV (RFC 4180) with a header."""
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def _repr_html_(self) -> str: ...

@final
class Effect:
    """A fact for the host. Attributes are the columns of the effects table; kinds are
    open words: skip what you do not know."""
    kind: str
    id: str
    customer: str
    event: str | None
    at: dt.datetime
    recorded_at: dt.datetime
    revision: int
    sequence: int
    change: Literal["late", "corrected", "retracted"] | None
    duplicate: bool
    rule: str | None
    pack: str
    what: str
    before: str | None
    currency: str | None
    points: int | None
    balance: int | None
    until: dt.datetime | None
    parent: str | None
    scope: str | None
    @property
    def detail(self) -> dict[str, Any]:
        """Lots taken; with trace also inputs and arithmetic."""
    def reason(self, language: Language | None = None) -> str:
        """The pack's text for it, "" if there is none."""
    def to_dict(self) -> dict[str, Any]:
        """By column, as in the effects table."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...

@final
class Effects(Sequence[Effect]):
    """What a verb brought about, in order."""
    @overload
    def __getitem__(self, index: int) -> Effect: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Effect]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Effect]: ...
    def __eq__(self, other: object) -> bool: ...
    def of(self, kind: str) -> list[Effect]:
        """Those of one kind: "posting", "tier", "action" ..."""
    def points(self, currency: str) -> int:
        """Sum of the postings to the active balance: pending points do not count."""
    def table(self, language: Language | None = None) -> Table: ...
    def to_pandas(self) -> Any: ...
    def to_json(self) -> str:
        """JSON Lines; the same effects always give the same bytes."""
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def _repr_html_(self) -> str: ...

@final
class Trace:
    """Why: the effects, or the score, and what each is made of. Prints as a tree."""
    def table(self) -> Table: ...
    def fired(self) -> Sequence[str]:
        """The rules that had an effect, in order."""
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

# ---- Engine ----------------------------------------------------------------------------

ListName: TypeAlias = Literal[
    "packs", "limits", "tests", "event_types", "metrics", "rules", "currencies",
    "ladders", "tiers", "instruments", "touchpoints", "signals", "actions", "scopes"]
HoldingName: TypeAlias = Literal[
    "profile", "balances", "lots", "trips", "tiers", "metrics", "signals", "actions",
    "requests", "undecided", "responses", "events", "accounts", "caps", "carried",
    "places",
    "reservations", "rewards"]

class Quote(NamedTuple):
    """How much of a price points can pay: `points`, worth `value`; the rest is `cash`.
    Money is in the pack's currency."""

    points: int
    value: Decimal
    cash: Decimal

@final
class Unknown:
    """The outcome where inputs are missing; asking for its truth is an error."""
    missing: tuple[str, ...]
    def __init__(self, missing: Sequence[str]) -> None: ...

@final
class Columns:
    """A table read once, over which any number of expressions are evaluated. `only` names
    the columns to read."""
    def __init__(self, table: TableLike, only: Iterable[str] | None = None) -> None: ...
    def __len__(self) -> int: ...

@final
class Expression:
    """One expression of the rule language, compiled. `schema` names its inputs and their
    types; without it any name may stand, of the type of its value."""
    def __init__(
        self, text: str, schema: Mapping[str, Any] | str | None = None) -> None: ...
    @property
    def text(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def cost_max(self) -> int: ...
    @property
    def inputs(self) -> dict[str, str]: ...
    def eval(self, row: Mapping[str, Any], *, now: InstantLike | None = None) -> Any:
        """The value, or Unknown where inputs are missing. Raises EvaluationError for an
        error. `now` decides `now` and `today`, the day in UTC."""
    def eval_table(
        self, table: TableLike | Columns, *, now: InstantLike | None = None) -> Table:
        """value, problem and outcome of each row. Raises TableError for a cell that is
        not of its type, with its row."""
    def mask(
        self, table: TableLike | Columns, *,
        now: InstantLike | None = None) -> npt.NDArray[np.bool_]:
        """Where is it true? Errors and unknowns are not among them."""
    def explain(
        self, row: Mapping[str, Any], *, now: InstantLike | None = None) -> Table:
        """The value of each part, outermost first: depth, text, line, column, outcome,
        value, decides, missing."""
    def would_take(
        self, row: Mapping[str, Any], *, now: InstantLike | None = None) -> Table:
        """What would make a condition that is not true true: way, text, wanted, line,
        column, inputs."""

@overload
def masks(
    expressions: Mapping[str, Expression], table: TableLike | Columns, *,
    now: InstantLike | None = None) -> dict[str, npt.NDArray[np.bool_]]:
    """The masks of several expressions at once: the table is gone over once."""
@overload
def masks(
    expressions: Iterable[Expression], table: TableLike | Columns, *,
    now: InstantLike | None = None) -> list[npt.NDArray[np.bool_]]: ...

@final
class Engine:
    """A program, frozen: the versions of its pack, in any order, and limits. Immutable,
    hashable, picklable; threads may share it."""
    def __init__(
        self, *packs: Document, limits: Mapping[str, int] | None = None,
        strict: bool = False, language: Language = "en") -> None:
        """Packs are paths, mappings or JSON text. Raises PackError, whose `diagnostics`
        has every error by line. `strict`: warnings are errors, too. `language` is that of
        all texts made with this engine."""
    @property
    def id(self) -> str: ...
    @property
    def hash(self) -> str:
        """Of all that was given: 32 hexadecimal digits."""
    @property
    def language(self) -> Language: ...
    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What checking found: warnings and notes."""
    @property
    def warnings(self) -> Sequence[Diagnostic]: ...
    def list(self, what: ListName) -> Table:
        """index, name, title, pack, path, line."""
    def names(self, what: ListName) -> Sequence[str]: ...
    def date(self, instant: InstantLike) -> dt.date:
        """The civil day of an instant in the program's zone."""
    def day_end(self, date: DateLike) -> dt.datetime:
        """The last instant of a day there."""
    def pack_json(self) -> str:
        """The newest pack, as canonical JSON."""
    def test(self, filter: str | None = None) -> Table:
        """Runs the tests that the newest pack carries: name, passed, path, line,
        expected, found. A failed test is a row."""

    # The verbs, on one member. On an exception nothing changed.
    def apply(
        self, member: Member, event: EventLike | Sequence[EventLike], *,
        scopes: Scopes | None = None, trace: bool = False) -> Effects:
        """Something happened; several events are put in order and applied together.
        Raises EventError, or a RefusedError such as InsufficientPointsError."""
    def preview(
        self, member: Member, event: EventLike | Sequence[EventLike], *,
        scopes: Scopes | None = None, trace: bool = False) -> Effects:
        """The same without doing it: "book this and earn 1,250 miles"."""
    def explain(
        self, member: Member, event: EventLike | Sequence[EventLike], *,
        scopes: Scopes | None = None) -> Trace:
        """What an event would do, and why: rules, inputs, arithmetic."""
    def explain_event(self, member: Member, event: str) -> Table:
        """Why an event of the history did what it did, and why not: rule, status, way,
        depth, text, value, decides, wanted."""
    def explain_assessment(self, member: Member, at: MomentLike) -> Trace:
        """What an assessment is made of: piece, value, weight, contribution, text."""
    def advance(
        self, member: Member, until: MomentLike, *, scopes: Scopes | None = None,
        trace: bool = False, far_ahead: bool = False) -> Effects:
        """Time passed, up to and including `until`; a day means its last instant in the
        program's zone. More than 400 days need `far_ahead`."""
    @overload
    def assess(self, member: Member, at: MomentLike) -> Assessment:
        """A question: how is this customer at a moment? Later events do not count."""
    @overload
    def assess(
        self, member: TableLike | Replay, at: MomentLike, *,
        members: TableLike | Replay | None = None, customers: TableLike | None = None,
        on_error: OnError = "stop", extra_columns: bool = False,
        local_times: bool = False, threads: int | None = None,
        progress: Progress = False) -> Table:
        """Of a table of events, with or without the members they go onto; or of members:
        a row for each customer."""
    def replay(
        self, events: TableLike, *, customers: TableLike | None = None,
        members: TableLike | Replay | None = None, until: MomentLike | None = None,
        scopes: Scopes | None = None, trace: bool = False, on_error: OnError = "stop",
        extra_columns: bool = False, local_times: bool = False,
        threads: int | None = None, progress: Progress = False) -> Replay:
        """apply over a table of events of many customers, then time passes `until`; later
        events are left out. A bad row raises TableError with `.errors`, or is left out
        and listed; a refusal is never an error, but a row of `errors` with its code."""
    def simulate(
        self, events: TableLike, against: Engine, at: MomentLike, *,
        customers: TableLike | None = None, on_error: OnError = "stop",
        extra_columns: bool = False, local_times: bool = False,
        threads: int | None = None, progress: Progress = False) -> Simulation:
        """One history under this program and under another, which is taken to be in force
        since the first day of this one: what every customer has at a moment, before and
        after. Spends are history: one that the other program would have refused is taken
        and counted as infeasible. Both get budgets of their own, unused."""

    # Questions about a member.
    def balance(
        self, member: Member, currency: str, at: MomentLike,
        which: Literal["active", "pending", "reserved", "debt"] = "active") -> int: ...
    def quote(
        self, member: Member, currency: str, price: Decimal | int | str,
        at: MomentLike) -> Quote:
        """The most of a price that the member can pay with points: at most the share that
        the pack allows, in its steps, of what is there. `NotEligibleError`: the pack has
        no `spend.rate` for these points."""
    def tier(self, member: Member, ladder: str, at: MomentLike) -> str | None:
        """The level on a ladder, None if there is none."""
    def statement(self, member: Member, start: DateLike, end: DateLike) -> Table:
        """Every effect of the days `start` to `end`, as first due, with inputs and
        arithmetic."""
    def holdings(self, member: Member, what: HoldingName, at: MomentLike) -> Table: ...
    def compact(self, member: Member, before: MomentLike) -> None:
        """Forget events before a moment: the horizon moves there."""
    def reconcile(self, member: Member) -> Table:
        """Audit of all invariants; no row: all is well."""
    def __copy__(self) -> Engine: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Engine: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...
    def _repr_html_(self) -> str: ...

# ---- Member, Scopes --------------------------------------------------------------------

@final
class Member:
    """One customer as a value: copy it, pickle it, save it to bytes. It never sees
    another member. Threads that share one take turns."""
    def __init__(self, engine: Engine, customer: str | None = None) -> None:
        """A new customer; without an id, the first event names it."""
    @classmethod
    def load(cls, engine: Engine, snapshot: bytes, tail: bytes = b"") -> Member:
        """From a snapshot: whole, or the head with or without its tail."""
    def save(self) -> bytes:
        """The whole member, as bytes with a checksum."""
    def save_parts(self, since: int = 0) -> tuple[bytes, bytes]:
        """The head, and the tail added since a revision: append it to what you have."""
    def copy(self) -> Member:
        """Another member with the same content: try something out on it."""
    @property
    def engine(self) -> Engine: ...
    @property
    def customer(self) -> str | None: ...
    @property
    def revision(self) -> int:
        """Goes up with every change: "update ... where revision = ?" makes two writers
        safe."""
    @property
    def next_due(self) -> dt.datetime | None:
        """When advance next has something to do; None for never."""
    @property
    def watermark(self) -> dt.datetime | None:
        """Everything up to here was emitted; None before anything was."""
    @property
    def horizon(self) -> dt.datetime | None:
        """Nothing before is accepted; None if nothing was forgotten."""
    @property
    def retained(self) -> int:
        """Events kept."""
    def __copy__(self) -> Member: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Member: ...
    def __eq__(self, other: object) -> bool: ...
    def _repr_html_(self) -> str: ...

@final
class Liability:
    """The books of points: revenue that is deferred until they are redeemed (IFRS 15, ASC
    606), by cohort, from the effects of all customers."""
    def __init__(self, engine: Engine) -> None: ...
    def add(self, effects: Effects | Table) -> None:
        """Effects as `apply`, `advance` or a replay gave them: all there are, in order.
        `TableError`: a lot that no effect has opened; nothing is taken then."""
    def report(self, first: DateLike, last: DateLike) -> Table:
        """A row for each cohort: currency, cohort (its first day), kind ("sold",
        "given"), points issued, redeemed, expired, taken (back), outstanding; opening +
        allocated - returned - recognised = closing."""

@final
class Scopes(MutableMapping[str, bytes]):
    """What members share, by key ("budgets.festival"): a mapping of keys to snapshots.
    The verbs change it; `changed()` says which to write back. An empty snapshot is a new
    one."""
    def __init__(
        self, engine: Engine, snapshots: Mapping[str, bytes] | None = None) -> None: ...
    def __getitem__(self, key: str) -> bytes: ...
    def __setitem__(self, key: str, snapshot: bytes) -> None: ...
    def __delitem__(self, key: str) -> None: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def changed(self) -> Sequence[str]:
        """The keys whose snapshot the verbs changed since it was put in."""
    def list(self, at: MomentLike) -> Table:
        """key, window (its first day), limit, used, left, changed."""

@final
class Simulation:
    """What is different under another program: `summary` (measure, before, after,
    difference) and `customers`, a row each with what they have before and after. Points
    are at their currency's scale."""
    summary: Table
    customers: Table
    def _repr_html_(self) -> str: ...

@final
class Replay:
    """What a table of events brought about: `effects`, `members` (customer,
    snapshot ...), `errors` (bad rows that were left out, and refusals)."""
    effects: Table
    members: Table
    errors: Table
    customers: int
    events: int
    duplicates: int
    later: int
    def member(self, customer: str) -> Member:
        """A member as it then was."""
