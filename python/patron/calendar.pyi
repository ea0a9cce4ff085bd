# SPDX-License-Identifier: Apache-2.0
"""Days that come back every year, in the solar and in the Chinese lunisolar calendar, and
business time."""

import datetime as dt
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Literal, NamedTuple, TypeAlias

from . import Table

DateLike: TypeAlias = dt.date | str
InstantLike: TypeAlias = dt.datetime | str
LeapMonth: TypeAlias = Literal["prefer_leap", "regular_only", "strict"]
Missing30th: TypeAlias = Literal["29th", "next_1st", "skip"]
Feb29: TypeAlias = Literal["02-28", "03-01", "skip"]
Unit: TypeAlias = Literal["minutes", "days"]
Pauses: TypeAlias = Iterable[tuple[InstantLike, InstantLike]]

class LunarDate(NamedTuple):
    """A day of the Chinese lunisolar calendar, lunar years 1929 to 2100. The leap month
    follows the month of the same number."""

    year: int
    month: int
    day: int
    leap: bool = False
    @classmethod
    def from_date(cls, date: DateLike) -> LunarDate: ...
    def to_date(self) -> dt.date: ...

def leap_month(year: int) -> int | None:
    """Number of the leap month of a lunar year; None if it has none."""

def month_days(year: int, month: int, leap: bool = False) -> int | None:
    """29 or 30; None if the lunar year has no such month."""

def lunar_yearly(
    day: LunarDate | tuple[int, int] | tuple[int, int, bool], year: int, *,
    leap_month: LeapMonth = "prefer_leap",
    missing_30th: Missing30th = "29th") -> list[dt.date]:
    """The dates of a lunar day within a civil year: none, one or two."""

def yearly(
    month: int, day: int, year: int, *, feb_29: Feb29 = "02-28") -> dt.date | None:
    """The date of a civil day in a year; None where the policy skips the year."""

def festival(name: str, year: int) -> dt.date:
    """The date of a festival: of the lunar year, or, for qingming and winter_solstice, of
    the civil year."""

def festival_names() -> list[str]: ...
def festivals(start: DateLike, end: DateLike) -> Table:
    """All festivals of [start, end]: columns festival and date."""

class Deadline(NamedTuple):
    """When an amount of open time has passed; provisional if that is beyond the last day
    whose holidays are known."""

    at: dt.datetime
    provisional: bool

class Elapsed(NamedTuple):
    amount: int
    provisional: bool

class Calendar:
    """Business time: hours by weekday, holidays, make-up days, and the last day they are
    known for, as in a pack's `calendars`. Immutable."""

    def __init__(
        self, document: Mapping[str, Any] | str, *,
        timezone: str = "Asia/Shanghai") -> None: ...
    @classmethod
    def open(
        cls, path: str | PathLike[str], *,
        timezone: str = "Asia/Shanghai") -> Calendar: ...
    @property
    def version(self) -> str: ...
    def add(
        self, start: InstantLike, amount: int | dt.timedelta, unit: Unit = "minutes", *,
        pauses: Pauses = ()) -> Deadline:
        """When so much open time has passed since `start`."""
    def between(
        self, start: InstantLike, end: InstantLike, unit: Unit = "minutes", *,
        pauses: Pauses = ()) -> Elapsed:
        """Whole open minutes in [start, end), or working days."""
    def is_open(self, instant: InstantLike) -> bool: ...
    def is_working_day(self, date: DateLike) -> bool: ...
