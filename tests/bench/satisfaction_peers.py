# SPDX-License-Identifier: Apache-2.0
"""Scores beside what is there today, in one run on one core: NPS with its
interval over ten million answers, whole and by 100,000 units, against DuckDB and Polars
computing the same; and the shares of 15 drivers against numpy. Every answer is compared
before it is believed. Prints a JSON row a figure: what, figure, remark. Run by bench.py
with the Python of build/peers.
"""

import argparse
from math import comb
import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import duckdb
import numpy as np
import polars
import pyarrow

from figures import row, timed
from patron import satisfaction


# The adjusted Wald interval of docs/satisfaction.md, in SQL: 3/4 promoters, 3/2 passives
# and 3/4 detractors more.
NPS = """
SELECT {key} 100 * (p - d) / n AS value,
  100 * ((p - d) / (n + 3) - 1.959963984540054 * sqrt(
    ((p + 0.75) / (n + 3) + (d + 0.75) / (n + 3) - power((p - d) / (n + 3), 2))
    / (n + 3))) AS low
FROM (SELECT {key} CAST(count(*) AS DOUBLE) AS n,
        CAST(sum(CASE WHEN a >= 9 THEN 1 ELSE 0 END) AS DOUBLE) AS p,
        CAST(sum(CASE WHEN a <= 6 THEN 1 ELSE 0 END) AS DOUBLE) AS d
      FROM answers {group})
"""


def near(mine, other, who, what):
    if not np.allclose(mine, np.asarray(other, float), rtol=0, atol=1e-6):
        raise SystemExit(f"{who} and patron differ on {what}")


def nps(rows, units):
    random = np.random.default_rng(3)
    answers = random.integers(0, 11, rows).astype("float64")
    unit = random.integers(0, units, rows).astype("int32")
    table = pyarrow.table({"a": answers, "unit": unit})
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.register("seen", table)
    database.execute("CREATE TABLE answers AS SELECT * FROM seen")
    sql = polars.SQLContext(answers=polars.from_arrow(table), eager=True)

    whole = NPS.format(key="", group="")
    mine, found = timed(lambda: satisfaction.nps(answers), 3)
    theirs, answer = timed(lambda: database.sql(whole).fetchall()[0], 3)
    near([found.value, found.low], answer, "DuckDB", "NPS")
    other, answer = timed(lambda: sql.execute(whole), 3)
    near([found.value, found.low], answer.row(0), "Polars", "NPS")
    row("NPS with its interval", f"{mine / rows * 1e9:.1f} ns an answer",
        f"one core, {rows:,} answers; DuckDB {theirs / mine:.1f} x, Polars "
        f"{other / mine:.1f} x the time")

    by = NPS.format(key="unit,", group="GROUP BY unit") + " ORDER BY unit"
    mine, found = timed(
        lambda: satisfaction.cohorts(table, by="unit", answer="a"), 3)
    value = np.asarray([each["value"] for each in sorted(
        found.to_dicts(), key=lambda each: int(each["unit"]))])
    theirs, answer = timed(lambda: database.sql(by).to_arrow_table(), 3)
    near(value, answer.column("value"), "DuckDB", "NPS by unit")
    other, answer = timed(lambda: sql.execute(by), 3)
    near(value, answer["value"], "Polars", "NPS by unit")
    row("NPS with its interval by unit", f"{mine / rows * 1e9:.1f} ns an answer",
        f"one core, {rows:,} answers of {units:,} units; DuckDB {theirs / mine:.1f} x, "
        f"Polars {other / mine:.1f} x the time")


def by_numpy(items, outcome):
    """LMG as it is defined: what each item adds to R2, over all sets of the others."""
    names = list(items)
    count = len(names)
    matrix = np.corrcoef([*(items[name] for name in names), outcome])
    among, beside = matrix[:count, :count], matrix[:count, count]
    explained = np.zeros(1 << count)
    for chosen in range(1, 1 << count):
        at = [i for i in range(count) if chosen >> i & 1]
        inner = np.linalg.solve(among[np.ix_(at, at)], beside[at])
        explained[chosen] = beside[at] @ inner
    sizes = np.array([bin(chosen).count("1") for chosen in range(1 << count)])
    weights = np.array([1 / (count * comb(count - 1, size)) for size in range(count)])
    out = []
    for item in range(count):
        without = np.flatnonzero(np.arange(1 << count) >> item & 1 == 0)
        gain = explained[without | 1 << item] - explained[without]
        out.append(float(gain @ weights[sizes[without]]))
    return out


def drivers(rows):
    random = np.random.default_rng(4)
    mood = random.normal(size=rows)
    items = {f"item{i:02}": 0.6 * mood + random.normal(size=rows) for i in range(15)}
    outcome = sum((i + 1) * item for i, item in enumerate(items.values()))
    outcome = outcome + 20 * random.normal(size=rows)
    table = pyarrow.table({**items, "overall": outcome})
    mine, found = timed(lambda: satisfaction.drivers(table, outcome="overall"), 3)
    theirs, shares = timed(lambda: by_numpy(items, outcome), 1)
    near([row["lmg"] for row in found.items.to_dicts()], shares, "numpy", "LMG")
    row("shares of 15 drivers (LMG)", f"{mine * 1000:.0f} ms",
        f"one core, {rows:,} rows, 32,767 regressions; numpy, one after another, "
        f"{theirs / mine:.0f} x the time; bar: 1 s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    nps(parser.parse_args().rows, 100_000)
    drivers(10_000)


if __name__ == "__main__":
    main()
