# SPDX-License-Identifier: Apache-2.0
"""Days, months, windows and zones of the reference model.

Instants are milliseconds since 1970 in UTC, days are datetime.date. Nothing is clever:
the start of a day is looked for minute by minute, windows are pairs of days.
"""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def milliseconds(moment):
    return (moment - EPOCH) // timedelta(milliseconds=1)


def instant_text(instant):
    moment = EPOCH + timedelta(milliseconds=instant)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"


@lru_cache(maxsize=None)
def local_date(instant, zone):
    return (EPOCH + timedelta(milliseconds=instant)).astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=None)
def day_start(day, zone):
    """The first instant whose local date is `day` or later."""
    noon = milliseconds(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc))
    instant = noon - 36 * HOUR
    while local_date(instant, zone) < day:
        step = HOUR if local_date(instant + HOUR, zone) < day else MINUTE
        instant += step
    return instant


def day_end(day, zone):
    return day_start(day + timedelta(days=1), zone) - 1


def parse_moment(text, zone):
    """RFC 3339 with an offset; a date alone is 12:00 in the zone (M2)."""
    if len(text) == 10:
        noon = datetime.fromisoformat(text).replace(hour=12, tzinfo=ZoneInfo(zone))
        return milliseconds(noon.astimezone(timezone.utc))
    return milliseconds(datetime.fromisoformat(text.replace("Z", "+00:00")))


def add_months(day, months):
    """The same day of another month, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, days_of_month(year, month)))


def in_year(year, text):
    """ "02-29" of a year; its last day of February where there is no such day."""
    month, day = map(int, text.split("-"))
    return date(year, month, min(day, days_of_month(year, month)))


def days_of_month(year, month):
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - timedelta(days=1)).day


def parse_duration(text):
    """("months", n) or ("days", n)."""
    count, unit = text.split()
    unit = unit.rstrip("s")
    if unit in MONTHS_IN:
        return "months", int(count) * MONTHS_IN[unit]
    return "days", int(count) * (7 if unit == "week" else 1)


def add_duration(day, duration, sign=1):
    unit, count = duration
    if unit == "months":
        return add_months(day, sign * count)
    return day + timedelta(days=sign * count)


def statistic_days(duration):
    """Days of a duration where a number is needed: 365/12 a month, rounded half up."""
    unit, count = duration
    return (count * 365 * 2 + 12) // 24 if unit == "months" else count


def period_of(day, unit):
    """First and last day of the week, month, quarter, half year or year of `day`."""
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - timedelta(days=1)


def window_days(window, today):
    """First and last day that a window counts; None is without end."""
    if window == "lifetime":
        return None, today
    if window.startswith("this "):
        return period_of(today, window[5:])[0], today
    if window.startswith("last "):
        before = period_of(today, window[5:])[0] - timedelta(days=1)
        return period_of(before, window[5:])
    lower = add_duration(today, parse_duration(window), -1)
    return lower + timedelta(days=1), today


def in_window(day, window, today):
    first, last = window_days(window, today)
    return (first is None or day >= first) and day <= last
