#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the sample agency: customers.csv, events.csv and events.ndjson.

Two years of a made-up travel agency in Xi'an, 2024-07-01 to 2026-06-30, in the vocabulary
of docs/events.md. Standard library only; the same seed and count give the same bytes.

    python3 examples/agency/generate.py --out build/agency
    python3 examples/agency/generate.py --customers 50 --out small
"""

import argparse
import csv
from datetime import date
import json
from pathlib import Path

from journeys import Journeys, day_of, minute
from people import LAST_DAY, Dice, make_customers

CUSTOMER_COLUMNS = ("customer", "joined", "kind", "name", "birthday", "birthday_lunar",
                    "city", "channel", "group", "consents", "preferences")
ITEMS = ("quote", "pickup", "guide", "forced", "answer", "mid_trip", "recommend")
EVENT_COLUMNS = (
    "id", "type", "customer", "occurred_at", "recorded_at", "source", "ref", "currency",
    "amount", "tender", "product", "destination", "channel", "start", "end", "party_size",
    "nights", "segments", "distance", "lines", "instrument",
    *(f"answers.{item}" for item in ITEMS), "rating", "scale", "sentiment", "text",
    "kind", "severity", "owner", "outcome", "compensation", "direction", "purpose",
    "referred", "points", "reward", "reason", "campaign", "variant", "days")
# What partners and the field report late; the rest is recorded as it happens.
OFTEN_LATE = ("payment", "trip_completed", "survey", "contact", "refund")


def instant(at, utc):
    """RFC 3339: Xi'an time, or UTC as some sources write it."""
    shift = at - 480 if utc else at
    hour, minutes = divmod(shift % 1440, 60)
    return f"{day_of(shift)}T{hour:02}:{minutes:02}:00{'Z' if utc else '+08:00'}"


def make_rows(dice, customers):
    """Every event as a flat row, in the order in which it arrived."""
    last = minute(LAST_DAY, 23, 59)
    arrived = []
    by_joining = sorted(customers, key=lambda customer: (customer.joined, customer.id))
    for customer in customers:
        for event in Journeys(dice, customer, by_joining).run():
            at = event.pop("at")
            arrival = at
            if event["type"] in OFTEN_LATE and dice.chance(0.025):
                arrival = at + dice.whole(1440, 40 * 1440)
            if max(at, arrival) > last:
                continue
            utc = event.get("source") == "ota"
            row = {**event, "occurred_at": instant(at, utc)}
            if arrival > at:
                row["recorded_at"] = instant(arrival, False)
            for item, score in row.pop("answers", {}).items():
                row[f"answers.{item}"] = score
            arrived.append((arrival, len(arrived), row))
            if dice.chance(0.004):  # Sent twice, some hours later.
                again = min(last, arrival + dice.whole(5, 3000))
                arrived.append((again, len(arrived), row))
    arrived.sort(key=lambda entry: entry[:2])
    return [row for _, _, row in arrived]


def text_of(value):
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else value


def write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180.
        writer.writerow(columns)
        for row in rows:
            values = (row.get(column) for column in columns)
            writer.writerow(["" if value is None else text_of(value) for value in values])


def as_json(row):
    """The row as the event object that it stands for."""
    event, answers = {}, {}
    for column in EVENT_COLUMNS:
        value = row.get(column)
        if value is None:
            continue
        if column.startswith("answers."):
            answers[column.removeprefix("answers.")] = value
        else:
            event[column] = json.loads(value) if column == "lines" else text_of(value)
    if answers:
        event["answers"] = answers
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def generate(out, seed, count, csv_only=False):
    """Writes the files; returns how many customers and rows of events."""
    dice = Dice(seed)
    customers = make_customers(dice, count)
    rows = make_rows(dice, customers)
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "customers.csv", CUSTOMER_COLUMNS, (
        {**vars(customer), "customer": customer.id} for customer in customers))
    if not csv_only:
        with open(out / "events.ndjson", "w", encoding="utf-8", newline="\n") as file:
            file.writelines(as_json(row) + "\n" for row in rows)
    write_csv(out / "events.csv", EVENT_COLUMNS, rows)
    return len(customers), len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/agency"))
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20260630)
    parser.add_argument("--csv", action="store_true", help="no events.ndjson")
    options = parser.parse_args()
    customers, rows = generate(options.out, options.seed, options.customers, options.csv)
    print(f"{options.out}: {customers:,} customers, {rows:,} events")


if __name__ == "__main__":
    main()
