# SPDX-License-Identifier: Apache-2.0
"""patron.plot: what is drawn is what was found, and says how sure it is."""

import subprocess
import sys
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
patron = pytest.importorskip("patron")
matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402
from patron import churn, plot, satisfaction  # noqa: E402

# Fader, Hardie, Lee 2005, CDNOW.
BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def model(kind="bg_nbd", params=BG):
    return churn.Model.read({"kind": kind, "unit": "1 week", "params": params})


def evaluation(recency=None):
    """Twenty customers in ten bins of two; six of the twenty left."""
    said = np.repeat(np.arange(10) / 10 + 0.05, 2)
    left = np.array([0] * 12 + [1, 0, 1, 0, 1, 1, 1, 1])
    return churn.evaluate(left, said, recency=recency)


def line(ax, label):
    return next(each for each in ax.lines if each.get_label() == label)


def test_a_calibration_curve_shows_what_was_said_and_what_happened():
    ax = plot.calibration(evaluation())
    points, _, (bars,) = ax.containers[0].lines
    assert points.get_xdata() == pytest.approx(np.arange(10) / 10 + 0.05)
    assert list(points.get_ydata()) == [0, 0, 0, 0, 0, 0, 0.5, 0.5, 1, 1]
    # Wilson at 95 % for 1 of 2: 0.5 +- 0.4055; for 0 of 2 from 0 to 3.8415 / 5.8415.
    ends = [segment[:, 1] for segment in bars.get_segments()]
    assert ends[6] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert ends[0] == pytest.approx([0.0, 0.6576], abs=1e-4)
    assert "n = 20" in ax.get_ylabel()


def test_lift_counts_the_leavers_among_those_of_highest_risk():
    # The two of highest risk both left; 6 of 20 did: 1 / 0.3. Of the first ten six left.
    drawn = line(plot.lift(evaluation()), "model")
    assert drawn.get_xdata()[[1, 9, 19]] == pytest.approx([0.1, 0.5, 1.0])
    assert drawn.get_ydata()[[1, 9, 19]] == pytest.approx([1 / 0.3, 2.0, 1.0])


def test_lift_takes_customers_of_equal_risk_in_proportion():
    made = churn.evaluate([1, 0, 0, 0, 1, 0, 0, 0, 0, 0], [0.5] * 10)
    assert line(plot.lift(made), "model").get_ydata() == pytest.approx(np.ones(20))


def test_lift_shows_plain_recency_beside_the_model():
    with_baseline = plot.lift(evaluation(recency=np.arange(20)))
    assert line(with_baseline, "plain recency").get_ydata()[-1] == pytest.approx(1.0)
    labels = [each.get_label() for each in plot.lift(evaluation()).lines]
    assert "plain recency" not in labels


def test_the_map_of_frequency_and_recency_shows_the_churn_risk():
    ax = plot.frequency_recency(model(), age=39, frequency_max=4, horizon="39 weeks")
    grid = ax.images[0].get_array().filled(np.nan)
    assert grid.shape == (5, 40)
    # Two repeat trips, the last 9 weeks ago.
    asked = model().set_params(horizon="39 weeks").predict(
        {"frequency": [2.0], "recency": [30.0], "T": [39.0]})
    assert grid[2, 9] == asked[0]
    assert "39 weeks" in ax.get_title(loc="left")


def test_the_map_is_blank_where_no_customer_can_be():
    ax = plot.frequency_recency(model(), age=10, frequency_max=2)
    grid = ax.images[0].get_array().filled(np.nan)
    # Who never came again was last seen at the first trip; who did, after it.
    assert np.isfinite(grid[0]).tolist() == [False] * 10 + [True]
    assert np.isfinite(grid[1]).tolist() == [True] * 10 + [False]


def test_the_map_of_staying_alive_rises_with_a_later_last_trip():
    ax = plot.frequency_recency(model(), what="p_alive", age=20, frequency_max=3)
    grid = ax.images[0].get_array().filled(np.nan)
    assert (np.diff(grid[3, :20]) < 0).all()


def test_a_contract_model_has_no_map_of_frequency_and_recency():
    with pytest.raises(patron.ArgumentError, match="sbg"):
        plot.frequency_recency(model("sbg", {"alpha": 1.0, "beta": 2.0}))


def test_tracking_counts_repeat_trips_and_expects_as_the_papers_formula():
    trips = {"customer": ["a", "a", "a", "a", "b", "c"],
             "date": ["2026-01-01", "2026-01-08", "2026-01-08", "2026-01-29",
                      "2026-01-01", "2026-01-20"]}
    ax = plot.tracking(model(), trips, calibration_end="2026-01-15", until="2026-02-05")
    counted, expected = line(ax, "counted"), line(ax, "expected (bg_nbd)")
    days = counted.get_xdata().astype("datetime64[D]").astype(str).tolist()
    assert days == ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-22", "2026-01-29",
                    "2026-02-05"]
    # The two trips of 8 January are one; c came first after the calibration.
    assert counted.get_ydata().tolist() == [0, 1, 1, 1, 2, 2]
    # Fader, Hardie, Lee 2005, equation 9, two customers, the series of 2F1 summed.
    r, alpha, a, b = BG.values()
    for week, value in enumerate(expected.get_ydata()):
        z, term, total = week / (alpha + week), 1.0, 0.0
        for k in range(400):
            total += term
            term *= (r + k) * (b + k) / ((a + b - 1 + k) * (k + 1)) * z
        mean = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + week)) ** r * total)
        assert value == pytest.approx(2 * mean, rel=1e-9, abs=1e-12)


def test_tracking_needs_a_holdout():
    trips = {"customer": ["a"], "date": ["2026-01-01"]}
    with pytest.raises(patron.ArgumentError, match="until"):
        plot.tracking(model(), trips, calibration_end="2026-02-01", until="2026-02-01")


def test_the_rfm_map_counts_customers_and_shares_their_spend():
    table = {"r": [3, 3, 1], "f": [1, 1, 2], "spend": [100.0, 50.0, 350.0]}
    ax = plot.rfm(table)
    share = ax.images[0].get_array().filled(np.nan)
    assert share[0, 2] == pytest.approx(0.3) and share[1, 0] == pytest.approx(0.7)
    assert np.isfinite(share).sum() == 2
    assert {(t.get_position(), t.get_text()) for t in ax.texts} == {
        ((3, 1), "2"), ((1, 2), "1")}


def test_scores_carry_interval_and_n_and_are_hollow_where_not_reportable():
    spring = satisfaction.nps([10] * 60 + [8] * 25 + [3] * 15)
    autumn = satisfaction.nps([9, 9, 3])
    ax = plot.scores({"Spring": spring, "Autumn": autumn}, label="NPS")
    (first, _, (bar,)), (second, _, _) = (each.lines for each in ax.containers)
    assert first.get_xdata()[0] == pytest.approx(45.0)  # 60 % less 15 %
    assert bar.get_segments()[0][:, 0] == pytest.approx([spring.low, spring.high])
    assert first.get_markerfacecolor() != "white"
    assert second.get_markerfacecolor() == "white"
    assert [each.get_text() for each in ax.get_yticklabels()] == [
        "Spring  (n = 100)", "Autumn  (n = 3)"]


def test_an_ax_that_is_given_is_drawn_on_and_given_back():
    _, ax = pyplot.subplots()
    assert plot.lift(evaluation(), ax) is ax
    assert plot.rfm({"r": [1], "f": [1], "spend": [1.0]}, ax) is ax


def test_without_matplotlib_only_the_pictures_are_missing():
    code = ("import sys; sys.modules['matplotlib'] = None\n"
            "from patron import plot, satisfaction\n"
            "try: plot.scores({'x': satisfaction.nps([9, 9])})\n"
            "except ImportError as error: print(error)\n")
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True)
    assert "patron.plot needs matplotlib" in made.stdout


def test_the_gallery_of_the_page_draws_every_picture(tmp_path, monkeypatch):
    page = (Path(__file__).resolve().parents[2] / "docs" / "plots.md").read_text("utf-8")
    block = page.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "docs/plots.md", "exec"), {})
    assert {each.stem for each in tmp_path.glob("*.png")} == set(plot.__all__)


def test_a_customers_history_tells_the_risk_as_it_would_have_been_said_each_day():
    days = ["2026-01-01", "2026-01-15", "2026-01-15", "2026-01-29"]
    ax = plot.history(model(), days, until="2026-04-30", horizon="26 weeks")
    risk = line(ax, "P(no trip in the next 26 weeks)").get_ydata()
    alive = line(ax, "P(still a customer)").get_ydata()
    assert len(risk) == 120  # 31 + 28 + 31 + 30 days
    # 5 February: one repeat trip a fortnight in, another a fortnight later, a week ago.
    row = {"frequency": [2.0], "recency": [4.0], "T": [5.0]}
    asked = model().forecast(row, horizon="26 weeks")
    assert risk[35] == pytest.approx(asked["risk"][0], rel=1e-12)
    assert alive[35] == pytest.approx(asked["p_alive"][0], rel=1e-12)
    assert (np.diff(risk[29:]) > 0).all()  # every silent day adds to it
    assert risk[28] < risk[27]  # a trip lowers it
    assert len(line(ax, "trips (n = 3)").get_xdata()) == 3


LOG = {"customer": ["a", "a", "a", "b", "b", "c", "d", "d", "e"],
       "date": ["2026-01-05", "2026-02-10", "2026-02-20", "2026-01-31", "2026-03-01",
                "2026-01-10", "2026-02-01", "2026-03-31", "2026-04-02"]}


def test_retention_counts_who_came_back_in_each_month_after_the_first_trip():
    made = churn.retention(LOG, as_of="2026-03-31")
    assert [day.isoformat() for day in made["cohort"]] == ["2026-01-01"] * 3 + \
        ["2026-02-01"] * 2
    assert made["n"] == [3, 3, 3, 1, 1]
    assert made["period"] == [0, 1, 2, 0, 1]
    # Of January's three a came twice in February, which counts once, and b in March.
    assert made["customers"] == [3, 1, 1, 1, 1]
    assert made["retention"] == pytest.approx([1, 1 / 3, 1 / 3, 1, 1])
    # Wilson at 95 % for 1 of 3, as in Newcombe 1998's formula: 0.0615 to 0.7923.
    assert (made["low"][1], made["high"][1]) == pytest.approx((0.0615, 0.7923), abs=1e-4)


def test_retention_leaves_out_the_month_that_still_runs():
    made = churn.retention(LOG, as_of="2026-03-30")
    assert made["period"] == [0, 1, 0]
    assert churn.retention(LOG, as_of="2026-04-29")["period"] == [0, 1, 2, 0, 1]


def test_retention_by_quarter_and_with_nothing_over():
    made = churn.retention(LOG, as_of="2026-06-30", grain="quarter")
    assert made["n"] == [4, 4, 1] and made["customers"] == [4, 0, 1]
    with pytest.raises(patron.ArgumentError, match="over"):
        churn.retention(LOG, as_of="2026-01-30")
    with pytest.raises(patron.ArgumentError, match="grain"):
        churn.retention(LOG, as_of="2026-03-31", grain="day")


def test_the_triangle_of_retention_is_blank_where_the_month_is_not_over():
    ax = plot.retention(churn.retention(LOG, as_of="2026-03-31"))
    grid = ax.images[0].get_array().filled(np.nan)
    assert grid[0] == pytest.approx([1 / 3, 1 / 3]) and grid[1, 0] == 1.0
    assert np.isnan(grid[1, 1])
    assert [each.get_text() for each in ax.texts] == ["33%", "33%", "100%"]
    assert [each.get_text() for each in ax.get_yticklabels()] == [
        "2026-01  (n = 3)", "2026-02  (n = 1)"]


def test_the_curve_of_retention_counts_only_cohorts_whose_month_is_over():
    ax = plot.retention_curve(churn.retention(LOG, as_of="2026-03-31"))
    # Month 1: 1 of January's 3 and 1 of February's 1; month 2: January alone, 1 of 3.
    drawn = line(ax, "all cohorts (each one grey)")
    assert list(drawn.get_xdata()) == [1, 2]
    assert drawn.get_ydata() == pytest.approx([0.5, 1 / 3])
    # Wilson at 95 % for 2 of 4: 0.5 +- 0.35; for 1 of 3: 0.0615 to 0.7923.
    edge = ax.collections[0].get_paths()[0].vertices
    ends = {tuple(np.round(each, 3)) for each in edge}
    assert {(1.0, 0.15), (1.0, 0.85), (2.0, 0.061), (2.0, 0.792)} <= ends
    assert "n = 4 at first, 3 at last" in ax.get_title(loc="left")


def test_an_nps_bar_has_its_shares_and_its_interval():
    ax = plot.nps([10] * 60 + [8] * 25 + [3] * 15)
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([15, 25, 60])
    assert "45 (29 to 58, n = 100)" in ax.get_title(loc="left")
    with pytest.raises(patron.ArgumentError, match="no answer"):
        plot.nps([None, None])


def test_months_are_marked_where_the_chart_alarms():
    months = [f"2026-{month:02d}" for month in range(1, 7) for _ in range(20)]
    answers = ([10] * 15 + [3] * 5) * 3 + ([10] * 5 + [3] * 15) * 3
    found = satisfaction.cohorts({"month": months, "answer": answers}, by="month")
    chart = satisfaction.control(found["value"], target=50, sigma=20)
    ax = plot.satisfaction(found, control=chart, label="NPS")
    marks = [at.get_xdata()[0] for at in ax.lines if at.get_marker() == "v"]
    # -50 is five sigmas under 50: 5 - 0.5 = 4.5 in April, 9 in May, 13.5 in June.
    assert marks == [4, 5]
    assert "n = 20" in ax.get_xticklabels()[0].get_text()
    with pytest.raises(patron.ArgumentError, match="other values"):
        plot.satisfaction(found, control=satisfaction.control([1], target=1, sigma=1))


def test_drivers_stand_in_their_order_with_what_they_explain():
    a, b = [1, 1, 2, 2] * 3, [1, 2, 1, 2] * 3
    found = satisfaction.drivers(
        {"a": a, "b": b, "y": [2 * x + z for x, z in zip(a, b)]}, outcome="y")
    ax = plot.drivers(found)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.2, 0.8])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a"]


def test_the_map_cuts_where_it_says():
    table = {"item": ["a", "b"], "importance": [0.8, 0.2], "performance": [2, 4]}
    ax = plot.importance(table, cut=(2.5, 0.4))
    assert [each.get_xdata()[0] for each in ax.lines[:1]] == [2.5]
    assert {"concentrate here", "a", "b"} <= {each.get_text() for each in ax.texts}


def test_profiles_and_gaps_have_intervals():
    profile = satisfaction.semantic_differential({"warm": [6, 7, 5], "fast": [2, 4, 3]})
    ax = plot.profile(profile.pairs, label="Mean")
    assert ax.get_yticklabels()[0].get_text() == "warm  (n = 3)"
    quality = satisfaction.servqual({"a": [6, 5, 5]}, {"a": [7, 7, 6]},
                                    dimensions={"tangibles": ["a"]})
    ax = plot.gaps(quality)
    assert any(each.get_text() == "gap -1.33" for each in ax.texts)


def test_who_moved_between_the_stages():
    flow = churn.flow(["a", "a", "a", None], ["a", "b", "b", "a"])
    assert list(flow.rows()) == [
        {"before": "a", "after": "a", "n": 1}, {"before": "a", "after": "b", "n": 2},
        {"before": "none", "after": "a", "n": 1}]
    ax = plot.lifecycle(flow, order=["a", "b", "none"])
    words = [text.get_text() for text in ax.texts]
    assert words == ["a\n3", "none\n1", "a\n2", "b\n2"]
    # As high as their share: three of four, one of four; half, half.
    assert [bar.get_height() for bar in ax.patches if hasattr(bar, "get_height")] == [
        0.75, 0.25, 0.5, 0.5]
    colours = [patch.get_facecolor()[:3] for patch in ax.patches
               if not hasattr(patch, "get_height")]
    assert len(colours) == len(set(colours)) == 3  # Stayed, went down, came up.
    with pytest.raises(patron.ArgumentError, match="order leaves out none"):
        plot.lifecycle(flow, order=["a", "b"])
    with pytest.raises(patron.ArgumentError, match="the same customers"):
        churn.flow(["a"], [])
