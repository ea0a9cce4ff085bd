# SPDX-License-Identifier: Apache-2.0
"""Rules beside what is there today, in one run on one core: one condition and 20 over
1,024 events against engines of rules, from Python over dicts and each in its own memory;
and 20 over the columns of a million bookings against DuckDB and Polars returning the same
20 columns. Every answer is compared before it is timed. Prints a JSON row a figure: what,
figure, remark. Run by bench.py with the Python of build/peers.
"""

import argparse
import datetime as dt
import json
import os
from pathlib import Path
import subprocess

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import duckdb
import numpy as np
import polars
import pyarrow

from figures import row, timed
import patron

HERE = Path(__file__).resolve().parent
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
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
# Over single events: the rule in CEL, which patron, CEL in Rust and CEL in Python read as
# it stands; for zen-engine, which knows no days: they are numbers there; in JSON Logic.
EVENT_SCHEMA = {
    "amount": "double", "nights": "int", "party": "int", "city": "string",
    "channel": "string", "start": "timestamp", "booked": "timestamp", "share": "double",
    "vip": "bool", "tags": "list(string)",
    "tier": {"enum": ["member", "silver", "gold", "platinum"], "ordered": True}}


def var(name):
    return {"var": name}


def op(operator, *operands):
    return {operator: list(operands)}


EVENT_RULES = (
    ("amount >= 500.0", "amount >= 500", op(">=", var("amount"), 500)),
    ("nights >= 3 && nights <= 7", "nights >= 3 and nights <= 7",
     op("<=", 3, var("nights"), 7)),
    ("city == 'Lisboa'", "city == 'Lisboa'", op("===", var("city"), "Lisboa")),
    ("city in ['Lisboa', 'Porto', 'Kyoto']", "city in ['Lisboa', 'Porto', 'Kyoto']",
     op("in", var("city"), ["Lisboa", "Porto", "Kyoto"])),
    ("channel != 'agent' && vip", "channel != 'agent' and vip",
     op("and", op("!==", var("channel"), "agent"), var("vip"))),
    ("start > timestamp('2025-06-01T00:00:00Z')", "start_day > 20240",
     op(">", var("start_day"), 20240)),
    ("start - booked > duration('720h')", "start_day - booked_day > 30",
     op(">", op("-", var("start_day"), var("booked_day")), 30)),
    ("amount * 0.8 > 1000.0", "amount * 0.8 > 1000",
     op(">", op("*", var("amount"), 0.8), 1000)),
    ("nights * party >= 10", "nights * party >= 10",
     op(">=", op("*", var("nights"), var("party")), 10)),
    ("amount > 1000.0 || nights > 10", "amount > 1000 or nights > 10",
     op("or", op(">", var("amount"), 1000), op(">", var("nights"), 10))),
    ("city.startsWith('B')", "startsWith(city, 'B')",
     op("===", op("substr", var("city"), 0, 1), "B")),
    ("!vip && share < 0.5", "not(vip) and share < 0.5",
     op("and", op("!", var("vip")), op("<", var("share"), 0.5))),
    ("start.getFullYear() == 2025", "start_day >= 20089 and start_day < 20454",
     op("and", op(">=", var("start_day"), 20089), op("<", var("start_day"), 20454))),
    ("party > 1 ? amount > 800.0 : amount > 400.0",
     "party > 1 ? amount > 800 : amount > 400",
     op("if", op(">", var("party"), 1), op(">", var("amount"), 800),
        op(">", var("amount"), 400))),
    ("tier in ['gold', 'platinum'] && amount > 200.0",
     "tier in ['gold', 'platinum'] and amount > 200",
     op("and", op("in", var("tier"), ["gold", "platinum"]),
        op(">", var("amount"), 200))),
    ("size(city) > 5", "len(city) > 5", op(">", op("length", var("city")), 5)),
    ("channel in ['web', 'app'] && amount > 100.0",
     "channel in ['web', 'app'] and amount > 100",
     op("and", op("in", var("channel"), ["web", "app"]),
        op(">", var("amount"), 100))),
    ("'honeymoon' in tags", "'honeymoon' in tags", op("in", "honeymoon", var("tags"))),
    ("nights % 7 == 0", "nights % 7 == 0", op("===", op("%", var("nights"), 7), 0)),
    ("vip && amount > 200.0 && nights > 1 && city != 'Oslo'",
     "vip and amount > 200 and nights > 1 and city != 'Oslo'",
     op("and", var("vip"), op(">", var("amount"), 200), op(">", var("nights"), 1),
        op("!==", var("city"), "Oslo"))),
    # The one that is also measured alone.
    ("amount >= 500.0 && nights >= 3 && city in ['Lisboa', 'Porto', 'Kyoto'] "
     "&& channel != 'agent'",
     "amount >= 500 and nights >= 3 and city in ['Lisboa', 'Porto', 'Kyoto'] "
     "and channel != 'agent'",
     op("and", op(">=", var("amount"), 500), op(">=", var("nights"), 3),
        op("in", var("city"), ["Lisboa", "Porto", "Kyoto"]),
        op("!==", var("channel"), "agent"))))


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


def events(count):
    """Varied events, as dicts; instants stand as datetimes."""
    random = np.random.default_rng(2)

    def one_of(words):
        return str(random.choice(words))

    for _ in range(count):
        booked = int(random.integers(18900, 20500))
        start = booked + int(random.integers(0, 100))
        yield {
            "amount": int(random.integers(0, 500_000)) / 100,
            "nights": int(random.integers(0, 20)), "party": int(random.integers(1, 9)),
            "city": one_of(CITIES), "channel": one_of(CHANNELS),
            "start": EPOCH + dt.timedelta(start), "start_day": start,
            "booked": EPOCH + dt.timedelta(booked), "booked_day": booked,
            "share": float(random.random()), "vip": bool(random.random() < 0.1),
            "tier": one_of(("member", "silver", "gold", "platinum")),
            "tags": [one_of(("honeymoon", "family", "business"))
                     for _ in range(random.integers(0, 3))]}


def in_python(varied):
    """{engine: answers of every rule over every event, as functions to be timed}."""
    rules = [patron.Expression(rule, EVENT_SCHEMA) for rule, _, _ in EVENT_RULES]
    yield "patron", [rule.eval for rule in rules]
    try:
        import cel
        yield "CEL in Rust", [cel.compile(rule).execute for rule, _, _ in EVENT_RULES]
    except ImportError:
        pass
    try:
        import celpy
        environment = celpy.Environment()

        def evaluate(rule):
            program = environment.program(environment.compile(rule))
            return lambda event: bool(program.evaluate(
                {name: celpy.json_to_cel(value) for name, value in event.items()}))
        yield "CEL in Python", [evaluate(rule) for rule, _, _ in EVENT_RULES]
    except ImportError:
        pass
    try:
        import zen
        yield "zen-engine", [zen.compile_expression(rule).evaluate
                             for _, rule, _ in EVENT_RULES]
    except ImportError:
        pass


def compared(who, answers, wanted):
    for (rule, _, _), mine, other in zip(EVENT_RULES, wanted, answers):
        if mine != other:
            raise SystemExit(f"{who} and patron differ on {rule}")


def of_python(varied):
    """Over dicts, called from Python, each with what it takes to read a dict."""
    times, wanted = {}, None
    plain = [{**event, "start": None, "booked": None} for event in varied]
    for who, rules in in_python(varied):
        over = plain if who == "zen-engine" else varied
        answers = [[bool(rule(event)) for event in over] for rule in rules]
        wanted = answers if wanted is None else wanted
        compared(who, answers, wanted)
        one, _ = timed(lambda: [rules[-1](event) for event in over], 5)
        twenty, _ = timed(
            lambda: [rule(event) for event in over for rule in rules[:-1]], 3)
        times[who] = one, twenty
    mine = times.pop("patron")
    for at, what in enumerate(("one rule over a dict of Python's",
                               "20 rules over a dict of Python's")):
        others = ", ".join(f"{who} {time[at] / mine[at]:.1f} x"
                           for who, time in times.items())
        row(what, f"{mine[at] / len(varied) * 1e6:.2f} us",
            f"{len(varied):,} events, one core; {others or 'no peer is installed'}")
    return wanted


def of_rows(varied, wanted, build):
    """Over events that stand ready in the memory of each engine's own language."""
    case = build / "rules.json"
    case.write_text(json.dumps({
        "schema": EVENT_SCHEMA, "rules": [rule for rule, _, _ in EVENT_RULES],
        "json_logic": [rule for _, _, rule in EVENT_RULES],
        "events": [{**event, "start": event["start"].isoformat(),
                    "booked": event["booked"].isoformat()} for event in varied]}))
    wanted = ["".join(map(str, map(int, answers))) for answers in wanted]

    def run(who, *words):
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        compared(who, found["answers"], wanted)
        return found

    def least(times, found):
        return {key: min(value, times.get(key, value)) for key, value in found.items()
                if key != "answers"}

    node = build / "peers/node"
    there = (node / "node_modules/json-logic-engine").exists()
    mine, theirs = {}, {}
    for _ in range(4):  # In turns: a machine's clock has its moods.
        mine = least(mine, run("patron", build / "tests/patron_rules_bench", case))
        if there:
            theirs = least(theirs, run("json-logic-engine", "node",
                                       HERE / "rules_peers.mjs", case, node))
    for key, what in (("one", "one rule over a row"), ("twenty", "20 rules over a row")):
        peer = (f"json-logic-engine in V8 {theirs[key] / mine[key]:.1f} x" if theirs
                else "json-logic-engine is not installed")
        row(what, f"{mine[key]:.0f} ns",
            f"{len(varied):,} events, one core; {mine[key] / mine[key + '_by_hand']:.1f} "
            f"x the time of conditions written in C++ (bar: 4 x); {peer}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--build", type=Path, default=HERE.parents[1] / "build")
    arguments = parser.parse_args()
    varied = list(events(1024))
    of_rows(varied, of_python(varied), arguments.build.resolve())
    over_columns(arguments.rows)


if __name__ == "__main__":
    main()
