# SPDX-License-Identifier: Apache-2.0
"""patron import: decision tables of DMN and GoRules JDM files, as a pack takes them."""

import json

import pytest

from command import patron, write

DMN = """<?xml version="1.0" encoding="UTF-8"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d" id="d">
  <dmn:decision id="d1" name="Night price">
    <dmn:decisionTable id="t1" hitPolicy="FIRST">
      <dmn:input id="i1" label="Room">
        <dmn:inputExpression typeRef="string">
          <dmn:text>event.room</dmn:text>
        </dmn:inputExpression>
      </dmn:input>
      <dmn:input id="i2" label="Nights">
        <dmn:inputExpression typeRef="number">
          <dmn:text>trip.nights</dmn:text>
        </dmn:inputExpression>
      </dmn:input>
      <dmn:output id="o1" name="points" typeRef="number">
        <dmn:defaultOutputEntry><dmn:text>100</dmn:text></dmn:defaultOutputEntry>
      </dmn:output>
      <dmn:rule id="r1">
        <dmn:inputEntry><dmn:text>"suite"</dmn:text></dmn:inputEntry>
        <dmn:inputEntry><dmn:text>&gt;= 3</dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>900</dmn:text></dmn:outputEntry>
      </dmn:rule>
      <dmn:rule id="r2">
        <dmn:inputEntry><dmn:text>"suite", "deluxe"</dmn:text></dmn:inputEntry>
        <dmn:inputEntry><dmn:text></dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>400</dmn:text></dmn:outputEntry>
      </dmn:rule>
      <dmn:rule id="r3">
        <dmn:inputEntry><dmn:text>not("suite")</dmn:text></dmn:inputEntry>
        <dmn:inputEntry><dmn:text>[1..2]</dmn:text></dmn:inputEntry>
        <dmn:outputEntry><dmn:text>50</dmn:text></dmn:outputEntry>
      </dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
</dmn:definitions>
"""


def jdm(hit="first", cell="\"gold\"", output="0.25"):
    return json.dumps({"nodes": [
        {"id": "a", "type": "inputNode", "name": "Request"},
        {"id": "b", "type": "decisionTableNode", "name": "Fare share", "content": {
            "hitPolicy": hit,
            "inputs": [{"id": "x", "name": "Tier", "type": "expression",
                        "field": "tiers.club"},
                       {"id": "y", "name": "From", "type": "expression",
                        "field": "event.start"}],
            "outputs": [{"id": "z", "name": "Share", "type": "expression",
                         "field": "share"}],
            "rules": [{"_id": "1", "x": cell, "y": '> date("2026-05-01")', "z": output},
                      {"_id": "2", "x": "", "y": "", "z": "1.00"}]}}], "edges": []})


def imported(path):
    return json.loads(patron("import", path).stdout)["tables"]


def test_a_dmn_table_becomes_a_table_of_a_pack_that_runs(tmp_path):
    """A suite of 4 nights: 900, of 2 nights: 400; a cabin of 2: 50, of 5: the default."""
    tables = imported(write(tmp_path / "d.dmn", DMN))
    assert tables == {"night_price": {
        "hit": "first",
        "inputs": [{"id": "room", "value": "event.room"},
                   {"id": "nights", "value": "trip.nights"}],
        "outputs": [{"id": "points", "type": "int"}],
        "rows": [['"suite"', ">= 3", 900], ['"suite", "deluxe"', "-", 400],
                 ['not("suite")', "[1..2]", 50]],
        "default": [100]}}

    def stay(number, room, nights):
        return {"type": "trip_completed", "at": f"2026-01-0{number}", "ref": f"T{number}",
                "room": room, "nights": nights}
    pack = {"patron": 1, "id": "inn", "version": "1", "timezone": "Asia/Shanghai",
            "currency": "CNY", "effective": {"from": "2026-01-01"},
            "attributes": {"trip_completed": {"room": "string"}}, "tables": tables,
            "points": {"currencies": {"points": {}}, "earn": {"stay": {
                "on": "trip_completed", "currency": "points",
                "points": {"table": "night_price"}}}},
            "tests": {"stays": {
                "events": [stay(1, "suite", 4), stay(2, "suite", 2), stay(3, "cabin", 2),
                           stay(4, "cabin", 5)],
                "expect": {"points": {"points": 900 + 400 + 50 + 100}}}}}
    path = write(tmp_path / "pack.json", json.dumps(pack))
    assert "1 test, 0 failed" in patron("test", path).stdout


def test_a_jdm_table_too(tmp_path):
    assert imported(write(tmp_path / "t.json", jdm())) == {"fare_share": {
        "hit": "first",
        "inputs": [{"id": "tier", "value": "tiers.club"},
                   {"id": "from", "value": "event.start"}],
        "outputs": [{"id": "share", "type": "decimal(2)"}],
        "rows": [['"gold"', "> 2026-05-01", "0.25"], ["-", "-", "1.00"]]}}


@pytest.mark.parametrize("text, name, says", [
    (jdm(cell="$ > 5"), "t.json",
     'table "Fare share": row 1, input "Tier": $ > 5 is not a test'),
    (jdm(cell="> 5 and < 7"), "t.json", "> 5 and < 7 is not a test"),
    (jdm(cell="len(x)"), "t.json", "len(x) is not a test"),
    (jdm(output="upper('a')"), "t.json", "the values of output \"Share\" are not all"),
    ("{}", "t.json", 'is no JDM: it has no "nodes"'), ("{", "t.json", "is not JSON"),
    ('{"nodes": []}', "t.json", "has no decision table"),
    (DMN.replace('"FIRST"', '"OUTPUT ORDER"'), "d.dmn",
     "the hit policy OUTPUT ORDER is not one of a pack"),
    ("<definitions>", "d.dmn", "is not XML: line"), ("<a/>", "d.xml", "has no decision"),
    ("x", "d.txt", "the ending says")])
def test_what_cannot_be_brought_over_is_refused(tmp_path, text, name, says):
    done = patron("import", write(tmp_path / name, text), code=2)
    assert says in done.stderr
    assert done.stdout == ""


def test_a_file_that_nests_without_end_is_refused(tmp_path):
    done = patron("import", write(tmp_path / "d.dmn", "<a>" * 100_000), code=2)
    assert "nests too deep" in done.stderr
