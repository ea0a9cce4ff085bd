# SPDX-License-Identifier: Apache-2.0
"""patron.satisfaction over tables. The numbers of the core have their own tests; here are
the worked examples of docs/satisfaction.md, tables of every kind, and errors."""

import json
import math
import os
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
patron = pytest.importorskip("patron")
import patron  # noqa: E402
from patron import satisfaction  # noqa: E402


def near(value, digits=4):
    return pytest.approx(value, abs=10**-digits)


def test_single_questions():
    score = satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
    assert (score.value, score.low, score.high) == (45, near(29.3431), near(58.0355))
    share = satisfaction.csat([5] * 81 + [1] * 182)
    assert (share.value, share.low, share.high) == (
        near(0.308), near(0.2553), near(0.3662))
    effort = [7, 6, 5, 4, 2]
    assert satisfaction.ces(effort).value == near(4.8)
    assert satisfaction.ces_share(effort).value == near(0.6)
    assert satisfaction.ces(effort, reversed=True).value == near(3.2)
    assert satisfaction.mean([1, 2, 3], weights=[1, 1, 2]).value == 2.25
    stars = satisfaction.stars([5, 5])
    assert stars.expected.value == near(25 / 7) and stars.counts == [0, 0, 0, 0, 2]


def test_no_answer_counts_nowhere():
    one = satisfaction.nps([10, None, float("nan")])
    assert (one.value, one.n, one.reportable) == (100, 1, False)


def test_intervals_by_name_and_seed():
    answers = [10] * 6 + [3] * 4
    drawn = satisfaction.nps(answers, interval="bootstrap", seed=7)
    assert drawn == satisfaction.nps(answers, interval="bootstrap", seed=7)
    assert satisfaction.csat([5, 5, 1, 1, 1], interval="exact").low == near(0.0527)
    with pytest.raises(patron.ArgumentError, match="interval is one of usual, wald"):
        satisfaction.nps(answers, interval="walt")
    with pytest.raises(TypeError, match="confidence"):
        satisfaction.nps(answers, confidenc=0.9)
    with pytest.raises(TypeError, match="scale: 'ab' is of the wrong type"):
        satisfaction.csat(answers, scale="ab")
    with pytest.raises(TypeError, match="top: 'two'"):
        satisfaction.csat(answers, top="two")


def test_two_samples():
    # Shares 0.6 and 0.8 of 100: z = -0.2 / sqrt(0.7 * 0.3 * 2 / 100) = -3.0861.
    found = satisfaction.compare([5] * 60 + [1] * 40, [5] * 80 + [1] * 20, score="csat")
    assert found.difference == near(-0.2)
    assert found.significant and found.high < 0


def test_cohorts_of_several_columns():
    table = {"month": ["a", "a", "b", "b"], "product": [1, 1, 1, 2],
             "answer": [10, 9, None, 3]}
    found = satisfaction.cohorts(table, by=["month", "product"])
    assert found["month"] == ["a", "b", "b"]
    assert found["product"] == [1, 1, 2]
    assert found["n"] == [2, 0, 1] and found["asked"] == [2, 1, 1]
    assert found["value"][0] == 100 and found["value"][2] == -100
    assert found["response"][1] == 0.0
    frame = pytest.importorskip("pandas").DataFrame(table)
    assert satisfaction.cohorts(frame, by="month")["asked"] == [2, 2]
    with pytest.raises(patron.TableError, match="there are: month"):
        satisfaction.cohorts(table, by="mouth")
    with pytest.raises(patron.TableError, match="a group is missing"):
        satisfaction.cohorts({"m": [None], "answer": [1]}, by="m")


@pytest.mark.parametrize("score, options", [
    ("nps", {}), ("nps", {"interval": "t"}), ("csat", {}),
    ("csat", {"interval": "exact"}),
    ("ces", {}), ("mean", {"scale": (0, 10)}), ("mean", {"reversed": True,
                                                       "scale": (0, 10)}),
    ("nps", {"interval": "bootstrap", "resamples": 50})])
def test_answers_that_are_counted_score_as_those_that_are_summed(score, options):
    # Without weights answers that are alike are counted; with weights of 1 each is a row.
    top = {"csat": 5, "ces": 7}.get(score, 10)
    answers = [None if n % 11 == 5 else float(n * 7919 % (top + 1)) for n in range(500)]
    answers = [None if a is not None and a < (score in ("csat", "ces")) else a
               for a in answers]
    function = getattr(satisfaction, score)
    counted = function(answers, **options)
    assert counted == function(answers, weights=[1.0] * 500, **options)
    units = [f"u{n % 7}" for n in range(500)]
    table = {"answer": answers, "unit": units, "weight": [1.0] * 500}
    rows = satisfaction.cohorts(table, by="unit", score=score, **options).to_dicts()
    weighed = satisfaction.cohorts(table, by="unit", score=score, weight="weight",
                                   **options).to_dicts()
    assert rows == weighed and len(rows) == 7
    for row in rows:
        own = [a for a, unit in zip(answers, units) if unit == row["unit"]]
        assert row["value"] == function(own, **options).value
        assert row["asked"] == len(own)


@pytest.mark.parametrize("by, groups", [
    ([3, 1, 3, 2], [1, 2, 3]), ([2**40, -5, 7, 7], [-5, 7, 2**40]),
    (["b", "a", "é", "a"], ["a", "b", "é"]), ([0.5, 2.0, 0.5, 1.0], [0.5, 1.0, 2.0]),
    ([True, False, True, True], [False, True])])
def test_units_of_any_kind_stand_in_order(by, groups):
    found = satisfaction.cohorts({"answer": [9.0, 0.0, 10.0, 9.0], "unit": by}, by="unit")
    assert [row["unit"] for row in found.to_dicts()] == groups


def test_a_row_without_a_unit_is_refused():
    for by in ([1.0, math.nan], ["a", None]):
        with pytest.raises(patron.TableError) as caught:
            satisfaction.cohorts({"answer": [9.0, 9.0], "unit": by}, by="unit")
        assert "a group is missing" in str(caught.value)


def test_the_index_of_a_customer_on_a_day():
    # Half a life old: weight 1/2. (2 * 75 + 100 / 2 + 50) / (2 + 1/2 + 1) = 71.4286.
    table = {"customer": ["x", "x", "x", "y"], "answer": [100, 50, 0, 80],
             "date": ["2026-01-01", "2026-06-30", "2026-07-01", "2026-07-02"]}
    found = satisfaction.indexes(table, on="2026-06-30")
    assert found["customer"] == ["x", "y"]
    assert found["index"] == [near(250 / 3.5), 75]
    assert found["n"] == [2, 0]
    with pytest.raises(patron.TableError, match="of one length"):
        satisfaction.indexes({**table, "answer": [1]}, on="2026-06-30")
    one = satisfaction.index([100, 50], [180, 0])
    assert one.value == near(250 / 3.5)
    assert one.high - one.value == near(1.959964 * 20 / math.sqrt(3.5))


def test_scales_of_several_questions():
    items = {"a": [5, 1, None], "b": [1, 5, 3]}
    means = satisfaction.likert(items, reversed=["b"])
    assert means.tolist() == [5, 1, 3]
    assert math.isnan(satisfaction.likert(items, at_least=1.0)[2])
    index = satisfaction.acsi({"a": [10, 1], "b": [10, 10]}, weights={"a": 1, "b": 3})
    assert index.value == near((100 + 75) / 2)
    with pytest.raises(patron.ArgumentError, match="reversed: no item 'c'"):
        satisfaction.likert(items, reversed=["c"])
    profile = satisfaction.semantic_differential({"warm": [6, 7], "fast": [2, 4]})
    assert profile.pairs["value"] == [6.5, 3] and profile.overall.value == 4.75


def test_service_quality_and_kano():
    found = satisfaction.servqual(
        {"a": [6, 5], "b": [5, 5]}, {"a": [7, 7], "b": [6, 7]},
        dimensions={"tangibles": ["a"], "empathy": ["b"]},
        weights={"tangibles": 3, "empathy": 1})
    assert found.items["gap"] == [-1.5, -1.5]
    assert found.dimensions["dimension"] == ["tangibles", "empathy"]
    assert found.dimensions["perceived"] == [5.5, 5]
    assert found.overall.value == -1.5
    alone = satisfaction.servperf({"a": [6, 5]}, dimensions={"t": ["a"]})
    assert alone.items["gap"] == [5.5]
    # Like it, and neutral without it: attractive; and dislike it: one-dimensional.
    kano = satisfaction.kano([1, 1, 1], [3, 3, 5])
    assert kano.kind == "attractive" and kano.counts["one_dimensional"] == 1
    assert kano.better.value == 1 and kano.worse.value == near(-1 / 3)
    assert satisfaction.kano_counts({"must_be": 4}).kind == "must_be"


def test_reliability_names_the_item_that_spoils_it():
    good = [1, 2, 3, 4, 5, 4, 3, 2]
    found = satisfaction.alpha({"a": good, "b": good, "noise": [3, 1, 4, 1, 5, 2, 5, 3]})
    dropped = dict(zip(found.items["item"], found.items["alpha_if_dropped"]))
    assert dropped["noise"] == near(1.0) and dropped["a"] < found.alpha.value


def test_drivers_and_their_map():
    # y = 2a + b exactly, a and b uncorrelated with variances alike: shares 4/5 and 1/5.
    a, b = [1, 1, 2, 2] * 3, [1, 2, 1, 2] * 3
    table = {"a": a, "b": b, "y": [2 * x + z for x, z in zip(a, b)]}
    found = satisfaction.drivers(table, outcome="y")
    assert found.items["item"] == ["a", "b"]
    assert found.items["lmg"] == [near(0.8), near(0.2)]
    assert found.items["coefficient"] == [near(2), near(1)]
    assert found.r_squared == near(1)
    placed = satisfaction.importance_performance(
        {"item": ["a", "b"], "importance": [0.8, 0.2], "performance": [2, 4]},
        importance_middle=0.5)
    assert placed["by_mean"] == ["concentrate_here", "possible_overkill"]
    assert satisfaction.correlate(a, a).value == near(1)
    assert satisfaction.correlate(a, b, kind="kendall").value == near(0)
    with pytest.raises(patron.ArgumentError, match="pearson, spearman"):
        satisfaction.correlate(a, b, kind="person")


def test_trends_and_charts():
    # s of 1..7 is 21 of 21 pairs; the variance 7 * 6 * 19 / 18.
    found = satisfaction.trend(range(1, 8))
    assert (found.trend, found.s, found.slope) == (1, 21, 1)
    assert found.variance == near(7 * 6 * 19 / 18)
    # C+ grows by 9 - 5 - 0.5 = 3.5 a value over a target of 5, sigma 1: alarm above 5.
    chart = satisfaction.control([5, 9, 9], target=5, sigma=1)
    assert chart.points["high"] == [0, 3.5, 7] and chart.points["alarm"] == [0, 0, 1]
    smooth = satisfaction.control([5, 9], method="ewma", target=5, sigma=1, weight=0.5)
    assert smooth.points["high"] == [5, 7]
    with pytest.raises(TypeError, match="cusum takes allowance"):
        satisfaction.control([1], weight=0.5, target=1, sigma=1)
    with pytest.raises(patron.ArgumentError, match="cusum or ewma"):
        satisfaction.control([1], method="shewhart")


def test_small_units_are_drawn_to_the_mean():
    # Variance 250 = 150 between + 100 of errors; (k - 3) / (k - 1) * 100 / 250 = 0.2.
    found = satisfaction.shrink([10, 20, 30, 40, 50], [10] * 5)
    assert found.between_variance == near(150)
    assert found.factors.tolist() == [near(0.2)] * 5
    assert found.values.tolist() == [near(14), near(22), near(30), near(38), near(46)]


def survey():
    data = Path(os.environ.get("PATRON_DATA", "")) / "sfo_customer_survey_2017.csv"
    truth = Path(os.environ.get("PATRON_ORACLES", "")) / "satisfaction" / "sfo_2017.json"
    if not data.exists() or not truth.exists():
        pytest.skip("no airport survey (PATRON_DATA, PATRON_ORACLES)")
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(data, encoding="utf-8-sig", low_memory=False)
    numbers = frame.apply(pandas.to_numeric, errors="coerce")
    return numbers, json.loads(truth.read_text(encoding="utf-8"))["sfo_2017"]


def test_the_airport_survey():
    numbers, truth = survey()
    recommend = numbers["NETPRO"].where(numbers["NETPRO"].between(0, 10))
    for name, weights in (("nps_unweighted", None), ("nps_weighted", numbers["WEIGHT"])):
        score = satisfaction.nps(recommend, weights=weights, interval="wald")
        assert score.value == near(truth[name]["nps"], 9)
        assert [score.low, score.high] == [near(end, 6) for end in truth[name]["wald95"]]
    of = {name: numbers[name].where(numbers[name].between(1, 5))
          for name in [*truth["core_items"], "Q7ALL"]}
    found = satisfaction.drivers(of, outcome="Q7ALL")
    assert found.n == truth["core_n"]
    assert found.r_squared == near(truth["core_r2"], 9)
    for name in ("lmg", "johnson"):
        shares = dict(zip(found.items["item"], found.items[name]))
        assert shares == {item: near(share, 9) for item, share in
                          truth[f"core_{name}"].items()}
    whole = numbers.index[[all(of[name][row] == of[name][row] for name in of)
                           for row in numbers.index]]
    items = {name: of[name][whole] for name in truth["core_items"]}
    assert satisfaction.alpha(items).alpha.value == near(truth["core_alpha"], 9)


def test_exposure_is_the_handbooks_arithmetic():
    row = satisfaction.exposure(2, margin=400, trips=5).to_dicts()[0]
    assert (row["silent"], row["told"], row["reached"]) == (52, 520, 652)  # 2 x 326
    assert row["dissatisfied_low"] == pytest.approx(2 / 0.06)
    assert row["dissatisfied_high"] == pytest.approx(50)
    assert row["break_even_handled"] == pytest.approx(1120)  # 400 x 5 x 0.56
    assert row["break_even_at_once"] == pytest.approx(1720)  # 400 x 5 x 0.86
    own = satisfaction.exposure([1, 0], parameters={
        "silent_per_complaint": 3, "told_by_one": 2, "retold_share": 0}).to_dicts()
    assert [one["reached"] for one in own] == [6, 0]
    for wrong in ({"parameters": "folklore"}, {"parameters": {"retold_share": 2}},
                  {"parameters": {"never_complain": [0.9, 1.0]}},
                  {"parameters": {"never_complain": [0.9]}}, {"margin": -1}):
        with pytest.raises(patron.ArgumentError):
            satisfaction.exposure(1, **wrong)
    with pytest.raises(patron.UnsupportedError):
        satisfaction.exposure(1, parameters={"told": 1})
