#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every benchmark that exists and writes one table: build/bench.md.

Ratios taken in one run are what counts; absolute times are those of this machine.
"""

import argparse
import json
import os
from pathlib import Path
import platform
import shutil
from statistics import median
import subprocess
import sys
import tempfile
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "examples/packs/silk-road-club.json"
GENERATE = ROOT / "examples/agency/generate.py"
AS_OF = "2026-06-30"
NODE_PEER = ("json-logic-engine", "5.0.7")


def verbs(build):
    """Google Benchmark's results by name."""
    done = subprocess.run(
        [build / "tests/patron_bench", PACK, build / "agency/events.ndjson",
         "--benchmark_format=json", "--benchmark_min_time=0.5"],
        check=True, capture_output=True, text=True)
    return {row["name"].split("/iterations")[0]: row
            for row in json.loads(done.stdout)["benchmarks"]}


def seconds_of_run(build, data, repeat, *more):
    """The whole job of the command, median of `repeat`: read, replay, assess, write."""
    times = []
    with tempfile.TemporaryDirectory(dir=build) as out:
        for _ in range(repeat):
            start = perf_counter()
            subprocess.run(
                [build / "patron", "run", PACK, "--events", data / "events.csv",
                 "--customers", data / "customers.csv", "--as-of", AS_OF, "--out", out,
                 "--quiet", *more], check=True, capture_output=True)
            times.append(perf_counter() - start)
    return median(times)


def rows_in(path):
    """Rows of a CSV file whose ids never hold a line break: lines that begin one."""
    with open(path, encoding="utf-8") as file:
        return sum(line.startswith(("C", "G")) for line in file)


def ten_times(build):
    """The agency at ten times its size, made once."""
    data = build / "agency10"
    if not (data / "events.csv").exists():
        subprocess.run([sys.executable, "-B", GENERATE, "--customers", "50000", "--csv",
                        "--out", data], check=True, capture_output=True)
    return data


def stripped_size(build):
    with tempfile.TemporaryDirectory(dir=build) as folder:
        copy = Path(folder) / "libpatron.so"
        shutil.copyfile((build / "libpatron.so").resolve(), copy)
        subprocess.run(["strip", "--strip-unneeded", copy], check=True)
        return copy.stat().st_size


def peers(build):
    """The Python that has what patron is measured against, made once; None offline."""
    folder, listed = build / "peers", ROOT / "tests/bench/peers.txt"
    python, done = folder / "bin/python", folder / "peers.txt"
    if done.exists() and done.read_text() == listed.read_text():
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True,
                       capture_output=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", listed], check=True)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"bench: the peers could not be installed: {error}", file=sys.stderr)
        return None
    done.write_text(listed.read_text())
    return python


def node_peer(build):
    """json-logic-engine, where there is a node; its row says so where there is none."""
    folder = build / "peers/node"
    if (folder / "node_modules" / NODE_PEER[0]).exists():
        return
    try:
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit",
                        "--prefix", folder, "@".join(NODE_PEER)],
                       check=True, capture_output=True)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"bench: {NODE_PEER[0]} could not be installed: {error}", file=sys.stderr)


def beside_peers(build):
    """The rows of the scripts that run patron and its peers side by side."""
    python = peers(build)
    if python is None:
        yield ("beside its peers", "not run", "they could not be installed")
        return
    node_peer(build)
    for script in ("churn_peers.py", "rules_peers.py", "satisfaction_peers.py"):
        more = ["--build", build] if script == "rules_peers.py" else []
        run = subprocess.Popen(
            [python, "-B", ROOT / "tests/bench" / script, *more], stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(build / "python")}, text=True)
        for line in run.stdout:
            yield tuple(json.loads(line))
        if run.wait():
            sys.exit(f"bench: {script} failed")


def figures(build):
    """(what, figure, remark) of every row."""
    yield from beside_peers(build)
    found = verbs(build)
    once, tenfold = found["apply/1"], found["apply/10"]
    per_event = 1e9 / once["items_per_second"]
    growth = once["items_per_second"] / tenfold["items_per_second"]
    if once["failed"]:
        sys.exit(f"bench: {once['failed']:.0f} events of the sample agency failed")
    yield ("apply, events a second", f"{once['items_per_second']:,.0f}",
           f"one core, JSON in, {per_event / 1000:.2f} us an event")
    yield ("apply, 10x the events", f"{growth:.2f} x",
           "cost of an event with ten agencies in memory, against one")
    hot_path = found["load_apply_save"]["real_time"] / 1000
    yield ("load, apply, effects as JSON, save", f"{hot_path:.1f} us",
           "what a host with a database does for one event")
    yield ("assess, members a second", f"{found['assess']['items_per_second']:,.0f}",
           "one core")
    yield ("advance, nothing due, members a second",
           f"{found['advance_idle']['items_per_second']:,.0f}", "one core")
    size = found["bytes"]
    yield ("a saved member", f"{size['bytes_whole']:,.0f} bytes",
           f"{size['events_each']:.1f} events each; the head alone "
           f"{size['bytes_head']:,.0f}")

    young, old = (found[f"loyalty/{closed}"] for closed in (0, 2000))
    if young["failed"] + old["failed"]:
        sys.exit("bench: events of the member with many lots failed")
    yield ("apply with 50 rules, 10 caps, 4 tiers, 1,000 lots",
           f"{1e6 / young['items_per_second']:.1f} us",
           f"{young['items_per_second'] / old['items_per_second']:.2f} x with 2,000 lots "
           "more, opened and spent before")

    few, many_rows = (found[f"table/{rows}"]["real_time"] for rows in (30, 3000))
    yield ("a decision table of 3,000 rows by 13", f"{many_rows / few:.2f} x",
           f"an event whose points it gives, {many_rows / 1000:.1f} us, against one of "
           "30 rows")

    match = found["match"]
    yield ("match, a million customers", f"{match['real_time'] / 1000:.2f} s",
           f"one core; {match['pairs']:,.0f} pairs found")

    events, more = rows_in(build / "agency/events.csv"), ten_times(build)
    many = rows_in(more / "events.csv")
    small = seconds_of_run(build, build / "agency", 5)
    alone = seconds_of_run(build, build / "agency", 5, "--threads", "1")
    large = seconds_of_run(build, more, 3)
    cost = large / many / (small / events)
    yield ("patron run, whole job", f"{small:.2f} s",
           f"{events:,} rows; {events / small:,.0f} a second; bar: 2 s")
    yield ("patron run, one thread", f"{alone:.2f} s",
           f"{alone / small:.2f} x the time on all {os.cpu_count()} cores")
    yield ("patron run, 10x", f"{large:.2f} s",
           f"{many:,} rows; an event costs {cost:.2f} x")
    size = stripped_size(build) / 1e6
    yield ("libpatron.so, stripped", f"{size:.2f} MB", "bar: 2.5 MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    build = parser.parse_args().build.resolve()
    lines = ["# Figures", "", f"{platform.platform()}, {platform.machine()}", "",
             "| what | figure | |", "|---|---|---|"]
    for what, figure, remark in figures(build):
        lines.append(f"| {what} | {figure} | {remark} |")
        print(f"{what:42} {figure:>16}   {remark}", flush=True)
    (build / "bench.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{build / 'bench.md'}")


if __name__ == "__main__":
    main()
