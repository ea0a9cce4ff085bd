# SPDX-License-Identifier: Apache-2.0
"""Expressions over tables of every kind: the same rows, the same answers."""

import datetime as dt
from decimal import Decimal

import pytest

import patron

UTC = dt.timezone.utc
SCHEMA = {"amount": "decimal(2)", "nights": "int?", "city": "string?", "share": "double",
          "vip": "bool", "start": "date", "paid_at": "timestamp", "tags": "list(string)"}
ROWS = {
    "amount": [Decimal("812.50"), Decimal("9.00"), Decimal("500.00"), None],
    "nights": [3, None, 2, 7],
    "city": ["Lisboa", "北京", None, "Lisboa"],
    "share": [0.5, 0.25, 1.0, 0.0],
    "vip": [True, False, True, False],
    "start": [dt.date(2026, 5, 1), dt.date(2026, 6, 30), dt.date(2026, 5, 1),
              dt.date(2026, 12, 31)],
    "paid_at": [dt.datetime(2026, 4, 1, 12, tzinfo=UTC)] * 4,
    "tags": [["new"], [], ["new", "club"], []]}


def mapping():
    return ROWS


def pandas_frame():
    return pytest.importorskip("pandas").DataFrame(ROWS)


def arrow_table():
    pa = pytest.importorskip("pyarrow")
    return pa.table({**ROWS, "amount": pa.array(ROWS["amount"], pa.decimal128(18, 2)),
                     "city": pa.array(ROWS["city"]).dictionary_encode()})


def arrow_in_two_batches():
    pa = pytest.importorskip("pyarrow")
    table = arrow_table().slice(0, 4)
    return pa.concat_tables([table.slice(0, 1), table.slice(1, 3)])


def polars_frame():
    return pytest.importorskip("polars").from_arrow(arrow_table())


TABLES = (mapping, pandas_frame, arrow_table, arrow_in_two_batches, polars_frame)


def outcomes(text, table, **more):
    return patron.Expression(text, SCHEMA).eval_table(table, **more)["outcome"]


@pytest.mark.parametrize("make", TABLES)
def test_every_kind_of_table_gives_the_same(make):
    table = make()
    assert outcomes("amount >= 500", table) == ["true", "false", "true", "unknown"]
    assert outcomes("nights > 2 && share < 1.0", table) == [
        "true", "unknown", "false", "true"]
    assert outcomes("city == 'Lisboa'", table) == ["true", "false", "false", "true"]
    assert outcomes("vip || nights > 2", table) == ["true", "unknown", "true", "true"]
    assert outcomes("start.month() == 5", table) == ["true", "false", "true", "false"]
    assert outcomes("'club' in tags", table) == ["false", "false", "true", "false"]
    assert outcomes("paid_at.getHours() == 12", table) == ["true"] * 4


def test_values_have_the_type_of_the_expression():
    total = patron.Expression("amount * 2", SCHEMA).eval_table(ROWS)
    assert total.column_names == ["value", "problem", "outcome"]
    assert total["value"] == [Decimal("1625.00"), Decimal("18.00"), Decimal("1000.00"),
                              None]
    assert total["problem"] == [None, None, None, ["amount"]]
    assert total["outcome"] == ["value", "value", "value", "unknown"]
    days = patron.Expression("start + days(1)", SCHEMA).eval_table(ROWS)
    assert days["value"][3] == dt.date(2027, 1, 1)
    ratio = patron.Expression("nights / (nights - 3)", SCHEMA).eval_table(ROWS)
    assert ratio["value"] == [None, None, -2, 1]
    assert ratio["problem"][0]["error"] == "integer division by zero"
    assert ratio["problem"][1] == ["nights"]


def test_a_mask_selects_rows():
    np = pytest.importorskip("numpy")
    frame = pandas_frame()
    mask = patron.Expression("amount >= 500", SCHEMA).mask(frame)
    assert mask.dtype == np.bool_ and mask.tolist() == [True, False, True, False]
    assert frame[mask]["city"].tolist() == ["Lisboa", None]


def test_masks_of_several_expressions():
    pytest.importorskip("numpy")
    rules = {"large": patron.Expression("amount >= 500", SCHEMA),
             "vip": patron.Expression("vip && city == 'Lisboa'", SCHEMA)}
    found = patron.masks(rules, ROWS)
    assert {name: mask.tolist() for name, mask in found.items()} == {
        "large": [True, False, True, False], "vip": [True, False, False, False]}
    assert [mask.tolist() for mask in patron.masks(rules.values(), patron.Columns(ROWS))
            ] == [mask.tolist() for mask in found.values()]
    assert patron.masks([], ROWS) == []


def test_a_table_is_read_once_for_many_expressions():
    columns = patron.Columns(ROWS, only=["nights", "vip"])
    assert len(columns) == 4 and repr(columns) == "<patron.Columns: 4 rows>"
    assert outcomes("vip", columns) == ["true", "false", "true", "false"]
    assert outcomes("has(nights)", columns) == ["true", "false", "true", "true"]
    assert outcomes("share > 0.1", columns) == ["unknown"] * 4  # Was not read.


def test_numbers_without_a_schema_are_what_the_column_holds():
    np = pytest.importorskip("numpy")
    table = {"n": np.array([1, 2, 3], np.int32), "x": np.array([0.5, np.nan, 2.0]),
             "ok": np.array([True, False, True])}
    found = patron.Expression("ok && (n > 2 || x < 1.0)").eval_table(table)
    assert found["outcome"] == ["true", "false", "true"]
    assert patron.Expression("x > 0.0").eval_table(table)["outcome"] == [
        "true", "unknown", "true"]  # NaN is a gap, as in pandas.
    assert patron.Expression("n + n").eval_table({"n": np.array([1, 2, 3])[::2]})[
        "value"] == [2, 6]


def test_now_and_today():
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert outcomes("start <= today", ROWS, now=noon) == [
        "true", "false", "true", "false"]
    assert outcomes("start <= today", ROWS) == ["unknown"] * 4


def test_bad_cells_and_tables():
    decimal = patron.Expression("amount > 1", {"amount": "decimal(2)"})
    with pytest.raises(patron.DocumentError) as caught:
        decimal.eval_table({"amount": ["1.00", "2.005"]})
    assert caught.value.row == 1
    assert '"amount": expected decimal(2); found "2.005"' in str(caught.value)
    with pytest.raises(patron.TableError, match="cells of two kinds"):
        decimal.eval_table({"amount": ["1.00", 2.0]})
    with pytest.raises(patron.TableError, match="which zone"):
        patron.Expression("at > now", {"at": "timestamp"}).eval_table(
            {"at": [dt.datetime(2026, 5, 1)]})
    with pytest.raises(patron.TableError, match="has 1 values for 2 rows"):
        patron.Columns({"a": [1, 2], "b": [1]})
    with pytest.raises(TypeError, match="a table is what speaks Arrow"):
        decimal.eval_table(5)
    with pytest.raises(TypeError, match="a sequence of cells"):
        decimal.eval_table({"amount": "12"})


def test_an_empty_table():
    assert outcomes("nights > 1", {"nights": []}) == []
    assert len(patron.Columns({})) == 0
