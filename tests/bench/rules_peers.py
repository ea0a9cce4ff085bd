# SPDX-License-Identifier: Apache-2.0
"""Rules beside what is there today, in one run on one core: 20 travel conditions over the
columns of a million bookings against DuckDB and Polars returning the same 20 columns, and
one of them over Python's dicts against engines of rules. Every answer is compared before
it is timed. Prints a JSON row a figure: what, figure, remark. Run by bench.py with the
Python of build/peers.
"""

import argparse
import json
import os
from statistics import median
from time import perf_counter

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import duckdb
import numpy as np
import polars
import pyarrow

import patron

CITIES = ("Lisboa", "Porto", "Kyoto", "Paris", "Beijing", "Xian", "Berlin", "Oslo")
CHANNELS = ("web", "app", "phone", "agent")
SCHEMA = {"amount": "double", "nights": "int", "party": "int", "city": "string",
          "channel": "string", "start": "date", "booked": "date", "share": "double",
          "vip": "bool"}
# The rule, and the same in SQL.
RULES = (
    ("amount >= 500.0", "amount >= 500"),
    ("nights >= 3 && nights <= 7", "nights >= 3 AND nights <= 7"),
    ("city == 'Lisboa'", "city = 'Lisboa'"),
    ("city in ['Lisboa', 'Porto', 'Kyoto']", "city IN ('Lisboa', 'Porto', 'Kyoto')"),
    ("channel != 'agent' && vip", "channel <> 'agent' AND vip"),
    ("start > date('2025-06-01')", "start > DATE '2025-06-01'"),
    ("daysBetween(booked, start) > 30", "start > booked + INTERVAL 30 DAY"),
    ("amount * 0.8 > 1000.0", "amount * 0.8 > 1000"),
    ("nights * party >= 10", "nights * party >= 10"),
    ("amount > 1000.0 || nights > 10", "amount > 1000 OR nights > 10"),
    ("city.startsWith('B')", "starts_with(city, 'B')"),
    ("!vip && share < 0.5", "NOT vip AND share < 0.5"),
    ("start.year() == 2025", "extract(year FROM start) = 2025"),
    ("party > 1 ? amount > 800.0 : amount > 400.0",
     "CASE WHEN party > 1 THEN amount > 800 ELSE amount > 400 END"),
    ("amount / double(party) > 200.0", "amount / party > 200"),
    ("size(city) > 5", "length(city) > 5"),
    ("channel in ['web', 'app'] && amount > 100.0",
     "channel IN ('web', 'app') AND amount > 100"),
    ("between(share, 0.25, 0.75)", "share BETWEEN 0.25 AND 0.75"),
    ("nights % 7 == 0", "nights % 7 = 0"),
    ("vip && amount > 200.0 && nights > 1 && city != 'Oslo'",
     "vip AND amount > 200 AND nights > 1 AND city <> 'Oslo'"))
ONE = ("amount >= 500.0 && nights >= 3 && city in ['Lisboa', 'Porto', 'Kyoto'] "
       "&& channel != 'agent'")
ONE_ZEN = ("amount >= 500.0 and nights >= 3 and city in ['Lisboa', 'Porto', 'Kyoto'] "
           "and channel != 'agent'")


def bookings(rows):
    random = np.random.default_rng(1)

    def days(first, last):
        days = random.integers(first, last, rows).astype("int32")
        return pyarrow.array(days, pyarrow.int32()).cast(pyarrow.date32())

    return pyarrow.table({
        "amount": random.integers(0, 500_000, rows) / 100.0,
        "nights": random.integers(0, 20, rows), "party": random.integers(1, 9, rows),
        "city": pyarrow.array(np.array(CITIES)[random.integers(0, 8, rows)]),
        "channel": pyarrow.array(np.array(CHANNELS)[random.integers(0, 4, rows)]),
        "start": days(19000, 20600), "booked": days(18900, 20500),
        "share": random.random(rows), "vip": random.random(rows) < 0.1})


def timed(work, repeat):
    times = []
    for _ in range(repeat):
        start = perf_counter()
        answer = work()
        times.append(perf_counter() - start)
    return median(times), answer


def row(what, figure, remark):
    print(json.dumps([what, figure, remark]), flush=True)


def same(found, expected, who):
    for (text, _), mine, other in zip(RULES, found, expected):
        if not np.array_equal(mine, np.asarray(other)):
            raise SystemExit(f"{who} and patron differ on {text}")


def over_columns(rows):
    table = bookings(rows)
    columns = patron.Columns(table)
    rules = [patron.Expression(text, SCHEMA) for text, _ in RULES]
    mine, found = timed(lambda: patron.masks(rules, columns), 5)
    seen, _ = timed(lambda: patron.Columns(table), 3)
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.register("seen", table)
    database.execute("CREATE TABLE bookings AS SELECT * FROM seen")
    query = "SELECT " + ", ".join(f"({sql}) AS r{i}" for i, (_, sql) in enumerate(RULES))
    query += " FROM bookings"
    theirs, answer = timed(lambda: database.sql(query).to_arrow_table(), 3)
    same(found, [answer.column(i) for i in range(len(RULES))], "DuckDB")
    frame = polars.from_arrow(table)
    sql = polars.SQLContext(bookings=frame, eager=True)
    polar = [text.replace("start > booked + INTERVAL 30 DAY",
                          "start > booked + INTERVAL '30d'") for _, text in RULES]
    query = "SELECT " + ", ".join(f"({text}) AS r{i}" for i, text in enumerate(polar))
    other, answer = timed(lambda: sql.execute(query + " FROM bookings"), 3)
    same(found, answer.get_columns(), "Polars")
    row("20 rules over columns", f"{mine / rows * 1e9:.1f} ns a row",
        f"one core, {rows:,} rows; DuckDB {theirs / mine:.1f} x, Polars "
        f"{other / mine:.1f} x the time; to read the table takes {seen * 1000:.0f} ms; "
        "bar: 40 ns")


def over_dicts(rows):
    events = bookings(rows).select(["amount", "nights", "city", "channel"]).to_pylist()
    rule = patron.Expression(ONE, SCHEMA)

    def each(evaluate):
        return lambda: [evaluate(event) for event in events]

    engines = {"patron": each(rule.eval)}
    try:
        import cel
        program = cel.compile(ONE)
        engines["CEL in Rust (common-expression-language)"] = each(program.execute)
    except ImportError:
        pass
    try:
        import celpy
        environment = celpy.Environment()
        program = environment.program(environment.compile(ONE))

        def in_python(event):
            return bool(program.evaluate(
                {name: celpy.json_to_cel(value) for name, value in event.items()}))
        engines["CEL in Python (cel-python)"] = each(in_python)
    except ImportError:
        pass
    try:
        import zen
        compiled = zen.compile_expression(ONE_ZEN)
        engines["zen-engine"] = each(compiled.evaluate)
    except ImportError:
        pass
    times, wanted = {}, None
    for name, work in engines.items():
        times[name], answers = timed(work, 5)
        wanted = answers if wanted is None else wanted
        if [bool(answer) for answer in answers] != wanted:
            raise SystemExit(f"{name} and patron differ")
    mine = times.pop("patron")
    others = ", ".join(f"{name} {time / mine:.1f} x" for name, time in times.items())
    row("one rule over a dict of Python's", f"{mine / rows * 1e6:.2f} us",
        f"{rows:,} events, one core; {others or 'no peer could be installed'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    over_columns(arguments.rows)
    over_dicts(1024)


if __name__ == "__main__":
    main()
