# SPDX-License-Identifier: Apache-2.0
"""Expressions of the rule language by themselves, from Python."""

import datetime as dt
from decimal import Decimal
import pickle
from pathlib import Path
import re

import pytest

import patron

SCHEMA = {"amount": "decimal(2)", "nights": "int", "share": "double", "note": "string?",
          "tier": {"enum": ["member", "silver", "gold"], "ordered": True},
          "born": "date", "paid_at": "timestamp", "tags": "list(string)", "ok": "bool"}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"


def of(text, row=None, **more):
    return patron.Expression(text, SCHEMA).eval(row or {}, **more)


def test_a_booking_of_five_hundred_or_more_is_wanted():
    wanted = patron.Expression("amount >= 500", {"amount": "decimal(2)"})
    assert wanted.eval({"amount": "500.00"}) is True
    assert wanted.eval({"amount": Decimal("499.99")}) is False
    assert (wanted.type, wanted.inputs) == ("bool", {"amount": "decimal(2)"})


def test_what_is_not_known_is_named_and_is_no_answer():
    found = of("amount >= 500 && nights > 2", {"nights": 3})
    assert found == patron.Unknown(["amount"])
    with pytest.raises(patron.EvaluationError, match="amount missing"):
        bool(found)
    assert of("amount >= 500 && nights > 2", {"nights": 1}) is False
    assert of("amount > 500 || nights > 2 || share > 0.5") == patron.Unknown(
        ["amount", "nights", "share"])


def test_an_error_is_raised_with_its_place_and_false_absorbs_it():
    with pytest.raises(patron.EvaluationError, match="division by zero") as caught:
        of("10 / nights > 2", {"nights": 0})
    assert (caught.value.line, caught.value.column) == (1, 4)
    assert caught.value.excerpt == "    10 / nights > 2\n       ^"
    assert of("nights != 0 && 10 / nights > 2", {"nights": 0}) is False


@pytest.mark.parametrize("text, row, value", [
    ("amount * nights", {"amount": "12.50", "nights": 3}, Decimal("37.50")),
    ("share / 100", {"share": 50}, 0.5),
    ("rank(tier) >= rank('silver')", {"tier": "gold"}, True),
    ("addMonths(born, 1)", {"born": "2026-01-31"}, dt.date(2026, 2, 28)),
    ("born.year()", {"born": dt.date(1990, 5, 17)}, 1990),
    ("paid_at + duration('90s')", {"paid_at": "2026-05-01T10:00:00+08:00"},
     dt.datetime(2026, 5, 1, 2, 1, 30, tzinfo=dt.timezone.utc)),
    ("duration('90s')", {}, dt.timedelta(seconds=90)),
    ("tags.filter(t, t.startsWith('v'))", {"tags": ["vip", "new"]}, ["vip"]),
    ("{1: amount}", {"amount": "2.00"}, {1: Decimal("2.00")}),
    ("note == null", {}, True),
    ("b'abc'", {}, b"abc"),
])
def test_values_come_as_python_has_them(text, row, value):
    found = of(text, row)
    assert found == value and type(found) is type(value)


def test_now_is_an_argument_and_never_a_clock():
    assert of("today.year()") == patron.Unknown(["today"])
    now = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.timezone.utc)
    assert of("today", now=now) == dt.date(2026, 5, 1)
    assert of("now - paid_at", {"paid_at": "2026-05-01T23:00:00Z"}, now=now) == (
        dt.timedelta(minutes=30))


@pytest.mark.parametrize("text, line, column, words", [
    ("amuont > 5", 1, 1, 'no name "amuont"; did you mean "amount"?'),
    ("nights > 2 &&\n  tier == 'golf'", 2, 11, 'did you mean "gold"?'),
    ("share * nights", 1, 7, "double and int do not mix; convert one with double(...)"),
    ("tags.starsWith('v')", 1, 6, 'did you mean "startsWith"?'),
    ("nights >", 1, 9, "expected"),
    ("amount / 3", 1, 8, "no exact quotient; divide with double(...)"),
])
def test_an_error_teaches(text, line, column, words):
    with pytest.raises(patron.ExpressionError, match=re.escape(words)) as caught:
        patron.Expression(text, SCHEMA)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    shown = text.splitlines()[line - 1]
    assert error.excerpt == f"    {shown}\n    {' ' * (column - 1)}^"
    assert error.excerpt in str(error)


def test_an_input_of_another_type_is_refused():
    with pytest.raises(patron.EventError, match='"nights": expected int; found "two"'):
        of("nights > 2", {"nights": "two"})
    with pytest.raises(patron.EventError, match="one of member, silver, gold"):
        of("tier == 'gold'", {"tier": "platinum"})
    with pytest.raises(patron.ExpressionError, match='no type "strng"; did you mean'):
        patron.Expression("a", {"a": "strng"})


def test_without_a_schema_the_values_tell_the_types():
    assert patron.Expression("trip.nights + more").eval(
        {"trip": {"nights": 2}, "more": 3}) == 5
    with pytest.raises(patron.EvaluationError):
        patron.Expression("a + b").eval({"a": 1, "b": "x"})


def test_an_explanation_shows_what_decided_and_what_is_missing():
    found = patron.Expression("amount > 5 && nights > 2 && share > 0.5", SCHEMA).explain(
        {"nights": 1, "share": 0.9})
    rows = {row["text"]: row for row in found}
    whole = found.to_dicts()[0]
    assert (whole["outcome"], whole["value"], whole["depth"]) == ("false", False, 0)
    assert rows["nights > 2"]["decides"] and rows["nights"]["value"] == 1
    assert not rows["share > 0.5"]["decides"] and not rows["amount > 5"]["decides"]
    assert rows["amount > 5"]["missing"] == ["amount"]
    assert (rows["share > 0.5"]["line"], rows["share > 0.5"]["column"]) == (1, 29)


def test_an_expression_can_be_pickled():
    again = pickle.loads(pickle.dumps(patron.Expression("nights > 2", SCHEMA)))
    assert again.eval({"nights": 3}) is True


def examples():
    """Each row | `call` | types | `example` | `value` | of the page's tables."""
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("\\|", "\0").split("|")]
        if len(cells) == 7 and cells[3].startswith("`") and cells[4].startswith("`"):
            yield pytest.param(*(cell.strip("`").replace("\0", "|")
                                 for cell in cells[3:5]), id=f"line {number}")


@pytest.mark.parametrize("example, value", examples())
def test_the_examples_of_the_page_hold(example, value):
    schema = {"tier": {"enum": ["member", "silver", "gold"], "ordered": True},
              "price": "money(2)", "rate": "decimal(4)", "note": "string?",
              "paid_at": "timestamp", "nights": "int", "share": "double",
              "partners": {"keys": "string", "values": "decimal(2)",
                           "rows": {"HA": "1.00", "MU": "0.50"}}}
    row = {"tier": "gold", "price": "12.50", "rate": "0.1250", "nights": 3, "share": 0.5,
           "paid_at": "2026-05-01T10:00:00+08:00"}
    now = dt.datetime(2026, 5, 1, 12, tzinfo=dt.timezone.utc)
    if value.startswith("error: "):
        try:
            patron.Expression(example, schema).eval(row, now=now)
        except patron.ExpressionError as error:
            assert value[len("error: "):] in str(error)
        else:
            pytest.fail(f"{example} is no error")
        return
    same = patron.Expression(f"({example}) == ({value})", schema)
    assert same.eval(row, now=now) is True, patron.Expression(example, schema).eval(
        row, now=now)


def ways(text, row):
    """[[(part, wanted)] of each way]"""
    out = {}
    for each in patron.Expression(text, SCHEMA).would_take(row).to_dicts():
        out.setdefault(each["way"], []).append((each["text"], each["wanted"]))
    return list(out.values())


@pytest.mark.parametrize("text, row, expected", [
    # True already, or no condition.
    ("nights > 2", {"nights": 3}, []),
    ("nights + 1", {"nights": 3}, []),
    ("nights > 2", {"nights": 2}, [[("nights > 2", True)]]),
    # What is missing must become true, too.
    ("nights > 2", {}, [[("nights > 2", True)]]),
    # Only what is false; each way by itself, the shortest first.
    ("nights > 2 && amount > 5", {"nights": 3, "amount": "1.00"},
     [[("amount > 5", True)]]),
    ("nights > 2 && amount > 5 || ok", {"nights": 1, "amount": "1.00", "ok": False},
     [[("ok", True)], [("nights > 2", True), ("amount > 5", True)]]),
    ("!(nights > 2 || ok)", {"nights": 3, "ok": True},
     [[("nights > 2", False), ("ok", False)]]),
    ("!(nights > 2 && ok)", {"nights": 3, "ok": True},
     [[("nights > 2", False)], [("ok", False)]]),
    ("ok ? nights > 2 : nights > 5", {"nights": 3, "ok": False},
     [[("ok", True)], [("nights > 5", True)]]),
    ("false && ok", {"ok": False}, []),
    ("false || ok", {"ok": False}, [[("ok", True)]]),
])
def test_what_would_it_take(text, row, expected):
    assert ways(text, row) == expected


def test_the_inputs_of_a_way_are_told_as_they_are():
    row, = patron.Expression("amount * nights > 100 || ok", SCHEMA).would_take(
        {"amount": "12.50", "nights": 3, "ok": None}).to_dicts()[:1]
    assert row["text"] == "amount * nights > 100"
    assert row["inputs"] == {"amount": "12.50", "nights": 3}
    many = " && ".join(f"(nights > {n} || nights > {n + 1})" for n in range(3, 15))
    assert max(each["way"] for each in patron.Expression(many, SCHEMA).would_take(
        {"nights": 1}).to_dicts()) <= 16


def test_a_map_of_constants_is_looked_into():
    share = patron.Expression("lookup('share', partner) * 2", {
        "partner": "string", "share": {"keys": "string", "values": "decimal(2)",
                                       "rows": {"HA": "1.00"}, "default": "0.25"}})
    assert share.type == "decimal(2)"
    assert [share.eval({"partner": one}) for one in ("HA", "CZ")] == [
        Decimal("2.00"), Decimal("0.50")]
    assert share.eval_table({"partner": ["CZ", "HA", "CZ"]}).to_dicts() == [
        {"value": Decimal(value), "problem": None, "outcome": "value"}
        for value in ("0.50", "2.00", "0.50")]
    # 1 for the name, 2 for the lookup, 1 for the product.
    assert share.cost_max == 4


@pytest.mark.parametrize("map, message", [
    ({"keys": "string", "rows": {}}, "a lookup has keys and values"),
    ({"keys": "strin", "values": "int", "rows": {}}, 'no type "strin"'),
    ({"keys": "string", "values": "list(int)", "rows": {}}, "values are bool, int"),
    ({"keys": "int", "values": "int", "rows": {"a": 1}}, 'the key "a" is not of type'),
    ({"keys": "int", "values": "int", "rows": {"1": 1, "01": 2}}, "the same value"),
    ({"keys": "int", "values": "int", "rows": {"1": "x"}}, "the value is not of type"),
    ({"keys": "int", "values": "int", "rows": {}, "more": 1}, 'no key "more"'),
])
def test_a_bad_map_is_refused_with_why(map, message):
    with pytest.raises(patron.ExpressionError) as caught:
        patron.Expression("1", {"share": map})
    assert message in str(caught.value)


def test_an_absent_input_alone_is_unknown_also_when_explained():
    expression = patron.Expression("note", {"note": "string?"})
    row, = expression.explain({}).to_dicts()
    assert (row["outcome"], row["missing"]) == ("unknown", ["note"])
    inner = patron.Expression("note == 'a'", {"note": "string?"}).explain({}).to_dicts()
    assert [each["outcome"] for each in inner] == ["false", "value"]  # null there.
