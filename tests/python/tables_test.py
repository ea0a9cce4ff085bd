# SPDX-License-Identifier: Apache-2.0
"""The verbs over tables, in the forms that users have them."""

import datetime as dt
from decimal import Decimal

import pytest

import patron

pandas = pytest.importorskip("pandas")


def columns(**changed):
    """Two customers; C2 spends points that it does not have."""
    table = {
        "id": ["E1", "E2", "E3", "E4"],
        "type": ["booking", "trip_completed", "booking", "redemption"],
        "customer": ["C1", "C1", "C2", "C2"],
        "occurred_at": ["2026-05-01", "2026-05-20", "2026-05-02", "2026-05-03"],
        "ref": ["B1", "B1", "B2", None],
        "amount": ["1200.00", None, "80.50", None],
        "points": [None, None, None, 500],
    }
    return {**table, **changed}


def test_a_table_is_replayed_customer_by_customer(minimal):
    replay = minimal.replay(columns(), until="2026-06-30")
    assert (replay.customers, replay.events, replay.later) == (2, 3, 0)
    postings = [(row["customer"], row["what"], row["points"])
                for row in replay.effects.rows() if row["kind"] == "posting"]
    assert postings == [("C1", "hold", 1200), ("C1", "activate", 1200),
                        ("C2", "hold", 80)]
    # A refusal is an answer: a row with its code, and never an error.
    refused = replay.errors.to_dicts()
    assert [(r["row"], r["customer"], r["event"], r["code"], r["refused"])
            for r in refused] == [(3, "C2", "E4", "insufficient_points", True)]
    assert replay.members["customer"] == ["C1", "C2"]
    member = replay.member("C1")
    assert minimal.balance(member, "miles", "2026-06-30") == 1200
    with pytest.raises(KeyError):
        replay.member("C3")


def test_a_table_gives_what_one_event_at_a_time_gives(minimal):
    table = minimal.assess(columns(), "2026-06-30")
    member = patron.Member(minimal, "C1")
    minimal.apply(member, [
        {"id": "E1", "type": "booking", "occurred_at": "2026-05-01", "ref": "B1",
         "amount": "1200.00"},
        {"id": "E2", "type": "trip_completed", "occurred_at": "2026-05-20", "ref": "B1"}])
    one = minimal.assess(member, "2026-06-30").to_json()
    assert table.to_json().splitlines()[0] == one.strip()


def test_members_of_a_replay_go_on(minimal):
    replay = minimal.replay(columns())
    scores = minimal.assess(replay, "2026-06-30")
    assert scores["points_active"] == [1200, 0]
    more = {"id": ["E9"], "type": ["trip_completed"], "customer": ["C2"],
            "occurred_at": ["2026-05-25"], "ref": ["B2"]}
    later = minimal.replay(more, members=replay.members)
    assert minimal.balance(later.member("C2"), "miles", "2026-06-30") == 80
    assert later.customers == 2


@pytest.mark.parametrize("amount", [
    ["1200.00", None, "80.50", None], [1200.0, float("nan"), 80.5, float("nan")],
    [Decimal("1200"), None, Decimal("80.5"), None]])
def test_money_keeps_its_digits_in_every_form(minimal, amount):
    for table in (columns(amount=amount), pandas.DataFrame(columns(amount=amount))):
        assert minimal.assess(table, "2026-06-30")["points_pending"] == [0, 80]


def test_a_float_that_does_not_fit_the_currency_is_a_bad_row(minimal):
    table = columns(amount=[1200.005, None, 80.5, None])
    with pytest.raises(patron.TableError) as failure:
        minimal.replay(table)
    assert failure.value.row == 0
    bad = failure.value.errors.to_dicts()[0]
    assert (bad["row"], bad["customer"], bad["event"], bad["column"]) == (
        0, "C1", "E1", "amount")
    left = minimal.replay(table, on_error="skip_row")
    assert left.events == 2
    assert minimal.replay(table, on_error="skip_customer").members["customer"] == ["C2"]


def test_a_typo_in_a_column_is_an_error(minimal):
    with pytest.raises(patron.TableError, match="amount"):
        minimal.replay(columns(amont=["1", None, None, None]))
    table = columns(shelf=[1, 2, 3, 4])
    assert minimal.replay(table, extra_columns=True).events == 3


def test_times_need_a_zone_or_the_word_that_they_are_local(minimal):
    times = [dt.datetime(2026, 5, day, 10) for day in (1, 20, 2, 3)]
    timed = columns(occurred_at=times)
    for table in (timed, pandas.DataFrame(timed)):
        with pytest.raises(patron.TableError, match="local_times"):
            minimal.replay(table)
        # 10:00 in Shanghai is 02:00 in UTC.
        effects = minimal.replay(table, local_times=True).effects
        assert effects["at"][0] == dt.datetime(2026, 5, 1, 2, tzinfo=dt.timezone.utc)


def test_customers_as_floats_are_refused_and_as_integers_become_digits(minimal):
    with pytest.raises(patron.TableError, match="gaps"):
        minimal.replay(columns(customer=[1.0, 1.0, 2.0, 2.0]))
    replay = minimal.replay(columns(customer=[1, 1, 2, 2]))
    assert replay.members["customer"] == ["1", "2"]


def test_a_table_of_patron_speaks_arrow_to_itself(minimal, tmp_path):
    path = tmp_path / "events.csv"
    pandas.DataFrame(columns()).to_csv(path, index=False)
    opened = patron.Table.open(path)
    assert opened["amount"][2] == "80.50"
    # pandas wrote the points of a column with gaps as "500.0".
    table = minimal.assess(opened, "2026-06-30", on_error="skip_row")
    assert table["points_pending"] == [0, 80]


@pytest.mark.parametrize("table", [None, 5, "events.csv", [{"id": "E1"}]])
def test_what_is_no_table_says_what_one_is(minimal, table):
    with pytest.raises(TypeError):
        minimal.assess(table, "2026-06-30")


def test_any_number_of_threads_gives_the_same_bytes(minimal):
    many = range(500)
    table = {"id": [f"E{i}" for i in many], "type": ["booking"] * 500,
             "customer": [f"C{i % 250}" for i in many],
             "occurred_at": ["2026-05-01"] * 500, "ref": [f"B{i}" for i in many],
             "amount": [f"{i}.00" for i in many]}
    told = []
    one = minimal.replay(table, threads=1, progress=lambda *at: told.append(at))
    three = minimal.replay(table, threads=3)
    assert one.effects.to_json() == three.effects.to_json()
    assert one.members == three.members
    assert told[0] == (0, 250) and told[-1] == (250, 250)
    with pytest.raises(patron.ArgumentError):
        minimal.replay(table, threads=0)


def test_an_interrupted_run_leaves_nothing_behind(minimal):
    def stop(done, total):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        minimal.replay(columns(), progress=stop)


def test_tables_turn_into_pandas_and_back(minimal):
    frame = minimal.assess(columns(), "2026-06-30").to_pandas()
    assert frame["points_active"].tolist() == [1200, 0]
    assert str(frame["at"].dtype) == "datetime64[ns, UTC]"
    assert frame["satisfaction"].tolist() == [50.0, 50.0]
