# SPDX-License-Identifier: Apache-2.0
"""fmt, bench and the costs of check: what a pack's author asks of the command."""

import json

import pytest

from command import AGENCY, CLUB, PACKS, patron, write

MESSY = """{ // a pack
"patron":1,"id":"small","version":"1","timezone":"UTC","currency":"CNY",
  "effective" : {"from": "2026-01-01" ,} }"""
NEAT = """{  // a pack
  "patron": 1, "id": "small", "version": "1", "timezone": "UTC", "currency": "CNY",
  "effective": {"from": "2026-01-01"}
}
"""


def test_a_pack_is_printed_in_its_usual_form(tmp_path):
    pack = write(tmp_path / "pack.json", MESSY)
    assert patron("fmt", pack).stdout == NEAT
    assert pack.read_text(encoding="utf-8") == MESSY


def test_check_names_what_would_change_and_write_changes_it(tmp_path):
    messy = write(tmp_path / "messy.json", MESSY)
    neat = write(tmp_path / "neat.json", NEAT)
    assert patron("fmt", "--check", messy, neat, code=1).stdout == f"{messy}\n"
    assert patron("fmt", "--write", messy, neat).stdout == f"{messy}\n"
    assert messy.read_text(encoding="utf-8") == NEAT
    assert patron("fmt", "--check", messy, neat).stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["messy.json", "neat.json"]


def test_what_is_no_json_is_left_alone(tmp_path):
    broken = write(tmp_path / "broken.json", "{\n  patron: 1\n}")
    done = patron("fmt", "--write", broken, code=2)
    assert done.stderr.startswith(f"{broken}:2:3: error: expected a key or }}; found")
    assert broken.read_text(encoding="utf-8") == "{\n  patron: 1\n}"
    assert "No such file" in patron("fmt", tmp_path / "none.json", code=2).stderr


@pytest.mark.parametrize("pack", sorted(PACKS.glob("*.json")), ids=lambda path: path.stem)
def test_the_packs_of_the_project_are_in_this_form(pack):
    patron("fmt", "--check", pack)


def test_check_tells_the_cost_of_each_rule(tmp_path):
    # trip.nights > 3 is a name and a comparison.
    pack = write(tmp_path / "pack.json", NEAT.replace("2026-01-01\"}", """2026-01-01"},
      "points": {"currencies": {"miles": {}}, "earn": {"long": {"on": "booking",
        "currency": "miles", "points": 5, "when": "trip.nights > 3"}}}"""))
    assert "       2  points.earn.long\n" in patron("check", "--cost", pack).stdout
    line, = patron("check", "--cost", "-f", "ndjson", pack).stdout.splitlines()
    assert json.loads(line) == {"cost": 2, "rule": "points.earn.long"}


def test_explain_tells_why_an_event_did_not_earn(tmp_path):
    pack = write(tmp_path / "pack.json", NEAT.replace("2026-01-01\"}", """2026-01-01"},
      "points": {"currencies": {"miles": {}}, "earn": {"long": {"on": "booking",
        "currency": "miles", "points": 5, "when": "event.nights > 3"}}}"""))
    events = write(tmp_path / "events.csv",
                   "id,type,customer,occurred_at,ref,amount,nights\n"
                   "E1,booking,C1,2026-03-01,B1,10.00,2\n")
    asked = ("explain", pack, "--events", events, "--customer", "C1", "--event")
    lines = [line.split() for line in patron(*asked, "E1").stdout.splitlines()]
    assert lines == [
        ["event", "E1", "of", "customer", "C1"], [],
        ["points.earn.long:", "does", "not", "hold"],
        ["*", "event.nights", ">", "3", "false"], ["*", "event.nights", "2"],
        ["it", "would", "take", "event.nights", ">", "3", "now", "event.nights", "=",
         "2"]]
    assert "no event E2" in patron(*asked, "E2", code=2).stderr


def test_a_run_counts_what_could_not_be_decided_by_rule(tmp_path):
    pack = write(tmp_path / "pack.json", NEAT.replace("2026-01-01\"}", """2026-01-01"},
      "points": {"currencies": {"miles": {}}, "earn": {"long": {"on": "booking",
        "currency": "miles", "points": 5, "when": "event.nights > 3"}}}"""))
    rows = (f"E{n},booking,C{n % 2},2026-03-0{n},B{n},10.00\n" for n in range(1, 4))
    events = write(tmp_path / "events.csv",
                   "id,type,customer,occurred_at,ref,amount\n" + "".join(rows))
    done = patron("run", pack, "--events", events, "--as-of", "2026-06-30", "--out",
                  tmp_path / "out")
    assert "  undecided 3 times: points.earn.long\n" in done.stderr


def test_bench_counts_what_it_timed():
    done = patron("bench", CLUB, "--events", AGENCY / "sample-events.csv", "--customers",
                  AGENCY / "sample-customers.csv", "--repeat", 1)
    lines = done.stdout.splitlines()
    assert "customers," in lines[0] and "best of 1 rounds" in lines[0]
    assert [line.split()[0] for line in lines[1:8]] == [
        "load", "apply", "advance", "assess", "save", "snapshot", "rules"]
    damaged = patron("bench", CLUB, "--events", AGENCY / "damaged.csv", "--repeat", 1)
    assert " rejected; best of 1 rounds" in damaged.stdout
    assert "--repeat is a number from 1 to 99" in patron(
        "bench", CLUB, "--events", AGENCY / "sample-events.csv", "--repeat", "0",
        code=2).stderr
