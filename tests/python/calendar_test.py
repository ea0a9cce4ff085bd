# SPDX-License-Identifier: Apache-2.0
"""patron.calendar against the oracles: every year's months, festivals, birthdays that a
year does not have, business time counted minute by minute."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest

patron = pytest.importorskip("patron")
from patron import calendar  # noqa: E402

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def oracle(name):
    folder = os.environ.get("PATRON_ORACLES", "")
    path = Path(folder) / "calendar" / name
    if not folder or not path.exists():
        pytest.skip(f"no oracle calendar/{name}")
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_year_has_the_months_of_the_table():
    for row in oracle("lunar_packed_1929_2100.json")["years"]:
        year = row["year"]
        assert calendar.LunarDate(year, 1, 1).to_date().isoformat() == row["new_year"]
        leap = calendar.leap_month(year)
        assert (leap or 0) == row["leap"]
        months = []
        for month in range(1, 13):
            months.append(calendar.month_days(year, month))
            if month == leap:
                months.append(calendar.month_days(year, month, leap=True))
        mask = sum(1 << place for place, days in enumerate(months) if days == 30)
        assert (len(months), mask) == (row["months"], row["long_mask"]), year


def test_festivals_are_those_of_the_oracle():
    names = set(calendar.festival_names())
    compared = 0
    for row in oracle("lunar_festivals.json")["festivals"]:
        for name in names & set(row):
            found = calendar.festival(name, row["lunar_year"]).isoformat()
            assert found == row[name], (name, row["lunar_year"])
            compared += 1
    assert compared >= 24 * 12


@pytest.mark.parametrize("policy", ["prefer_leap", "regular_only", "strict"])
def test_birthdays_of_the_oracle(policy):
    for case in oracle("lunar_birthdays.json")["cases"]:
        day = (case["month"], case["day"], bool(case["leap"]))
        by_year = {}
        for one in case["occurrences"]:
            if one[policy]:
                date = dt.date.fromisoformat(one[policy])
                by_year.setdefault(date.year, []).append(date)
        # The first and the last civil year may have more than the lunar years listed.
        for year in range(min(by_year) + 1, max(by_year)):
            assert calendar.lunar_yearly(day, year, leap_month=policy) == sorted(
                by_year.get(year, [])), (case["case"], year)


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def office():
    facts = oracle("business_time.json")
    days = facts["exceptions"]
    return facts, calendar.Calendar({
        "hours": {"mon-fri": facts["shifts"]},
        "holidays": [day["date"] for day in days if not day["work"]],
        "workdays": [day["date"] for day in days if day["work"]],
        "known_until": facts["exceptions_horizon"]})


def test_business_time_of_the_oracle():
    facts, open_hours = office()
    for case in facts["add_minutes"]:
        found = open_hours.add(moment(case["start"]), case["minutes"])
        assert found.at == moment(case["deadline"]), case
    for case in facts["elapsed"]:
        found = open_hours.between(moment(case["a"]), moment(case["b"]))
        assert found.amount == case["open_minutes"], case
    for case in facts["add_workdays"]:
        found = open_hours.add(moment(case["start"]), case["workdays"], "days")
        assert found.at.astimezone(SHANGHAI).date().isoformat() == case["due"], case
    for case in facts["with_pauses"]:
        pauses = [(moment(a), moment(b)) for a, b in case["pauses"]]
        found = open_hours.add(moment(case["start"]), case["minutes"], pauses=pauses)
        assert found.at == moment(case["deadline"]), case


def test_clocks_of_a_complaint_office():
    _, open_hours = office()
    facts = oracle("regulatory_cn.json")
    limits = facts["limits"]
    for case in facts["complaint_clock"]:
        received = moment(case["received"])
        decide = open_hours.add(received, limits["decide_workdays"], "days")
        due = decide.at.astimezone(SHANGHAI).date()
        assert due.isoformat() == case["decide_by"]
        notify = open_hours.add(decide.at, limits["notify_respondent_workdays"], "days")
        notified = notify.at.astimezone(SHANGHAI).date().isoformat()
        assert notified == case["notify_by_if_accepted_that_day"]


def test_a_deadline_beyond_the_known_holidays_is_provisional():
    week = {"hours": {"mon-fri": ["09:00-17:00"]}, "known_until": "2026-12-31"}
    hours = calendar.Calendar(week)
    # Thursday 31 December 2026, 16:00: an hour is left of the year.
    start = "2026-12-31T16:00:00+08:00"
    assert hours.add(start, dt.timedelta(hours=1)).provisional is False
    assert hours.add(start, 61) == (
        dt.datetime(2027, 1, 1, 1, 1, tzinfo=dt.timezone.utc), True)


def test_values_and_errors():
    lunar = calendar.LunarDate.from_date(dt.date(2025, 7, 25))
    assert lunar == (2025, 6, 1, True)
    assert repr(lunar) == "LunarDate(2025, 6, 1, leap=True)"
    assert lunar.to_date() == dt.date(2025, 7, 25)
    assert calendar.leap_month(2026) is None
    assert calendar.month_days(2026, 6, leap=True) is None
    assert calendar.yearly(2, 29, 2027, feb_29="skip") is None
    assert calendar.lunar_yearly((11, 13), 2026) == [
        dt.date(2026, 1, 1), dt.date(2026, 12, 21)]
    with pytest.raises(patron.ArgumentError, match="02-28, 03-01, skip"):
        calendar.yearly(2, 29, 2027, feb_29="never")
    with pytest.raises(patron.NotFoundError, match='did you mean "qixi"'):
        calendar.festival("qixl", 2026)
    with pytest.raises(patron.ArgumentError, match="/hours/mon/0"):
        calendar.Calendar({"hours": {"mon": ["9-12"]}})
    with pytest.raises(patron.ArgumentError, match="minutes"):
        calendar.Calendar({"hours": {}}).add("2026-01-01T00:00:00Z", 1, "hours")
    with pytest.raises(patron.ArgumentError, match="timedelta"):
        calendar.Calendar({"hours": {}}).add(
            "2026-01-01T00:00:00Z", dt.timedelta(days=1), "days")
