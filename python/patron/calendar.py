# SPDX-License-Identifier: Apache-2.0
"""Days that come back every year, in the solar and in the Chinese lunisolar calendar, and
business time.

    >>> from patron import calendar
    >>> calendar.festival("mid_autumn", 2026)
    datetime.date(2026, 9, 25)
    >>> calendar.LunarDate.from_date("2026-02-17")
    LunarDate(2026, 1, 1)
"""

import datetime as dt
import json
import os
from typing import NamedTuple

from . import _core
from ._errors import ArgumentError
from ._table import Table

__all__ = ["Calendar", "Deadline", "Elapsed", "LunarDate", "festival", "festival_names",
           "festivals", "leap_month", "lunar_yearly", "month_days", "yearly"]


class LunarDate(NamedTuple):
    """A day of the Chinese lunisolar calendar, lunar years 1929 to 2100. The leap month
    follows the month of the same number."""

    year: int
    month: int
    day: int
    leap: bool = False

    @classmethod
    def from_date(cls, date):
        return cls(*_core.lunar_from_date(date))

    def to_date(self):
        return _core.lunar_to_date(self.year, self.month, self.day, self.leap)

    def __repr__(self):
        leap = ", leap=True" if self.leap else ""
        return f"LunarDate({self.year}, {self.month}, {self.day}{leap})"


def leap_month(year):
    """Number of the leap month of a lunar year; None if it has none."""
    return _core.lunar_leap_month(year) or None


def month_days(year, month, leap=False):
    """29 or 30; None if the lunar year has no such month."""
    return _core.lunar_month_days(year, month, leap) or None


def lunar_yearly(day, year, *, leap_month="prefer_leap", missing_30th="29th"):
    """The dates of a lunar day within a civil year: none, one or two. `day` is a
    LunarDate (its year does not matter) or (month, day). leap_month: prefer_leap,
    regular_only, strict; missing_30th: 29th, next_1st, skip."""
    if isinstance(day, LunarDate):
        day = day[1:]
    if not 2 <= len(day) <= 3:
        raise ArgumentError(f"a lunar day is (month, day), found {day!r}")
    month, number, *leap = day
    return _core.lunar_yearly(month, number, bool(leap and leap[0]), year, leap_month,
                              missing_30th)


def yearly(month, day, year, *, feb_29="02-28"):
    """The date of a civil day in a year. feb_29, in common years: 02-28, 03-01, skip
    (then None)."""
    return _core.yearly(month, day, year, feb_29)


def festival(name, year):
    """The date of a festival: of the lunar year, or, for qingming and winter_solstice, of
    the civil year. laba of 2025 is in January 2026."""
    return _core.festival(name, year)


def festival_names():
    return _core.festival_names()


def festivals(start, end):
    """All festivals of [start, end]: columns festival and date."""
    return Table._of(_core.festivals(start, end))


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
    known for, as in a pack's `calendars`. Immutable.

    >>> office = Calendar({"hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}})
    >>> office.add("2026-05-08T17:50:00+08:00", 30).at.isoformat()
    '2026-05-11T01:20:00+00:00'
    """

    __slots__ = ("_calendar",)

    def __init__(self, document, *, timezone="Asia/Shanghai"):
        if not isinstance(document, str):
            document = json.dumps(document)
        self._calendar = _core.Calendar(document, timezone)

    @classmethod
    def open(cls, path, *, timezone="Asia/Shanghai"):
        with open(os.fspath(path), encoding="utf-8") as file:
            return cls(file.read(), timezone=timezone)

    @property
    def version(self):
        return self._calendar.version()

    def add(self, start, amount, unit="minutes", *, pauses=()):
        """When so much open time has passed since `start`: minutes (or a timedelta), or
        working days, then the end of the last. `pauses` are pairs of instants whose open
        time does not count."""
        if isinstance(amount, dt.timedelta):
            if unit != "minutes":
                raise ArgumentError("a timedelta is open time: its unit is minutes")
            amount = amount // dt.timedelta(minutes=1)
        return Deadline(*self._calendar.add(start, amount, unit, list(pauses)))

    def between(self, start, end, unit="minutes", *, pauses=()):
        """Whole open minutes in [start, end), or working days after that of `start` up to
        that of `end`."""
        return Elapsed(*self._calendar.between(start, end, unit, list(pauses)))

    def is_open(self, instant):
        return self._calendar.is_open(instant)

    def is_working_day(self, date):
        return self._calendar.is_working_day(date)

    def __repr__(self):
        return f"<patron.calendar.Calendar {self.version!r}>"
