# SPDX-License-Identifier: Apache-2.0
"""patron.churn: from a log of trips to a risk that can be checked."""

import datetime as dt
import importlib.util
import json
import os
import pickle
import random
from pathlib import Path
import subprocess
import sys
import warnings

import pytest

np = pytest.importorskip("numpy")
patron = pytest.importorskip("patron")
churn = patron.churn

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("PATRON_DATA",
                           Path(__file__).resolve().parents[3] / "shared" / "data"))
# Fader, Hardie, Lee 2005, CDNOW.
BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
PARETO = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}


def trips():
    return {
    "customer": [
        "b",
        "a",
        "b",
        "b",
        "b"],
        "date": [
            "2026-02-12",
            "2026-02-01",
            "2026-01-15",
            "2026-01-01",
            "2026-01-15"],
            "spend": [
                90,
                10,
                30,
                70,
                 20]}


def given(kind, params):
    return churn.Model.read({"kind": kind, "unit": "1 week", "params": params})


def test_trips_of_one_day_are_one_trip():
    made = churn.summarise(trips(), as_of="2026-03-05", spend="spend")
    assert made["customer"] == ["b", "a"]
    assert made["frequency"] == [2.0, 0.0]
    assert made["recency"] == [6.0, 0.0]
    assert made["spend"] == [70.0, None]
    assert made["first"] == [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]


def test_frames_and_mappings_say_the_same():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(trips())
    frame["date"] = pandas.to_datetime(frame["date"])
    one = churn.summarise(frame, as_of=dt.date(2026, 3, 5), unit="1 day", spend="spend")
    assert one == churn.summarise(trips(), as_of="2026-03-05", unit=dt.timedelta(days=1),
                                  spend="spend")
    assert churn.summarise(frame.rename(columns={"customer": "who"}), as_of="2026-03-05",
                           customer="who", keep=["spend"])["spend"] == [90, 10]


def test_a_log_may_come_in_parts():
    """Of b 90 and 10, of b 30 and of a 70, of b 20: one log, whatever came when."""
    whole = trips()
    log, late = churn.TripLog(spend="spend"), churn.TripLog(spend="spend")
    log.add({name: values[:1] for name, values in whole.items()})
    late.add({name: values[1:3] for name, values in whole.items()})
    late.add({name: values[3:] for name, values in whole.items()})
    made = log.merge(late).summarise(as_of="2026-03-05")
    assert made == churn.summarise(whole, as_of="2026-03-05", spend="spend")
    assert churn.TripLog().summarise(as_of="2026-03-05")["frequency"] == []
    numbered = churn.TripLog().add({"customer": [7], "date": ["2026-01-01"]})
    assert numbered.merge(numbered).summarise(as_of="2026-03-05")["customer"] == [7]
    with pytest.raises(patron.TableError, match="whole numbers in one part"):
        numbered.add({"customer": ["b"], "date": ["2026-01-01"]})
    with pytest.raises(patron.TableError, match="no column 'spend'"):
        log.add({"customer": ["b"], "date": ["2026-01-01"]})
    with pytest.raises(patron.TableError, match="spend"):
        log.merge(numbered)
    assert log.summarise(as_of="2026-03-05") == made


def test_only_events_that_are_asked_for_count():
    log = {"who": ["a", "a", "a", "b"], "type": ["trip", "ask", "trip", "ask"],
           "date": ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-02"]}
    named = {"as_of": "2026-03-01", "customer": "who"}
    made = churn.summarise(log, where={"type": "trip"}, **named)
    assert made["who"] == ["a"] and made["frequency"] == [1.0]
    assert made["recency"] == [2.0]
    both = churn.summarise(log, where={"type": ["trip", "ask"]}, **named)
    assert both == churn.summarise(log, **named)
    held = churn.split(log, calibration_end="2026-01-10", holdout_end="2026-03-01",
                       customer="who", where={"type": "trip"})
    assert held["who"] == ["a"] and held["came_back"] == [1]
    with pytest.raises(patron.TableError, match="kind"):
        churn.summarise(log, where={"kind": "trip"}, **named)


def test_what_followed_is_the_holdout():
    made = churn.split(trips(), calibration_end="2026-01-20", holdout_end="2026-02-12")
    assert made["customer"] == ["b"]
    assert made["came_back"] == [1] and made["trips_holdout"] == [1.0]


def test_bad_logs_say_what_is_wrong():
    log = trips()
    with pytest.raises(patron.TableError, match="no column 'day'"):
        churn.summarise(log, as_of="2026-03-05", date="day")
    with pytest.raises(patron.ArgumentError, match="as_of"):
        churn.summarise(log, as_of="today")
    with pytest.raises(patron.ArgumentError, match="26 weeks"):
        churn.summarise(log, as_of="2026-03-05", unit="fortnight")
    with pytest.raises(patron.TableError, match="floats"):
        churn.summarise(
            {**log, "customer": [1.0, 2.0, 1.0, 1.0, 1.0]}, as_of="2026-03-05")
    with pytest.raises(patron.TableError, match="give columns"):
        churn.summarise([log], as_of="2026-03-05")
    with pytest.raises(patron.TableError, match="dates"):
        churn.summarise({**log, "date": ["soon"] * 5}, as_of="2026-03-05")


def test_the_published_worksheet():
    # Hardie, note 004: 1.226 trips in 39 weeks.
    row = {"frequency": [2], "recency": [30.43], "T": [38.86]}
    made = given("bg_nbd", BG).forecast(row, horizon="39 weeks")
    assert made["trips"][0] == pytest.approx(1.226, abs=5e-4)
    assert made["risk"][0] == pytest.approx(
        given("bg_nbd", BG).set_params(horizon="273 days").predict(row)[0], rel=1e-14)


def simulated(n=3000, **params):
    model = given("mbg_nbd", params or {"r": 0.6, "alpha": 7, "a": 0.8, "b": 1.3})
    return model.simulate(np.linspace(20, 60, n), horizon="26 weeks", seed=11)


def test_scikit_learn_manners():
    log = simulated()
    model = churn.Model("mbg_nbd", horizon="26 weeks")
    assert model.fit(log) is model
    assert model.status_ == "converged" and set(
        model.params_) == {"r", "alpha", "a", "b"}
    assert all(error > 0 for error in model.standard_errors_.values())
    risk = model.predict(log)
    both = model.predict_proba(log)
    assert risk.shape == (3000,) and both.shape == (3000, 2)
    assert np.allclose(both.sum(axis=1), 1.0) and (both[:, 1] == risk).all()
    again = churn.Model(**model.get_params()).set_params(kind="bg_nbd")
    assert repr(again).startswith("Model(kind='bg_nbd'")
    with pytest.raises(patron.ArgumentError, match="no parameter"):
        again.set_params(colour=1)
    with pytest.raises(patron.StateError):
        again.predict(log)
    left = np.array(log["trips_holdout"]) == 0
    assert model.score(log, left) == -churn.evaluate(left, risk).log_loss
    assert "mbg_nbd" in model._repr_html_()


def test_a_model_travels_as_json_and_as_a_pickle():
    log = simulated()
    model = churn.Model("pareto_nbd", horizon="8 weeks").fit(log)
    read = churn.Model.read(model.json()).set_params(horizon="8 weeks")
    assert (read.predict(log) == model.predict(log)).all()
    assert read.params_ == model.params_ and read.status_ == model.status_
    assert (pickle.loads(pickle.dumps(model)).predict(log) == model.predict(log)).all()
    with pytest.raises(patron.ModelError):
        churn.Model.read({"kind": "bg_nbd", "params": {"r": 1}})


def test_covariates_are_columns_of_the_summary():
    local = [float(i % 2) for i in range(4000)]
    drawn = churn.Model.read({
        "kind": "mbg_nbd", "unit": "1 week",
        "params": {"r": 0.8, "alpha": 6.0, "a": 0.9, "b": 2.5},
        "covariates": {"local": {"activity": 0.7, "dropout": 0.0}},
    }).simulate([60.0] * 4000, seed=3, covariates={"local": local})
    assert drawn["local"] == local
    model = churn.Model("mbg_nbd", covariates=["local"]).fit(drawn)
    effect, error = (of["activity.local"] for of in (model.params_,
                                                     model.standard_errors_))
    assert abs(effect - 0.7) < 4 * error < 0.7
    # Without it the model has to explain the same trips by customers who differ more.
    plain = churn.Model("mbg_nbd").fit(drawn)
    assert model.log_likelihood_ > plain.log_likelihood_ + 10
    again = churn.Model.read(model.json())
    assert again.covariates == ("local",)
    assert again.predict(drawn).tolist() == model.predict(drawn).tolist()
    two = {"local": [0.0, 1.0]}
    none = model.probability([0, 0], horizon="26 weeks", covariates=two)
    assert none[1] < none[0]
    with pytest.raises(patron.ArgumentError, match="local"):
        model.probability([0])
    with pytest.raises(patron.TableError, match="local"):
        model.predict({name: drawn[name] for name in ("frequency", "recency", "T")})


def test_weights_are_copies_and_order_does_not_matter():
    log = {name: np.array(simulated()[name]) for name in ("frequency", "recency", "T")}
    twice = {name: np.concatenate([values, values])[::-1]
                                  for name, values in log.items()}
    weighted = churn.Model("bg_nbd").fit(log, sample_weight=np.full(3000, 2.0))
    assert weighted.json() == churn.Model("bg_nbd").fit(twice).json()


def test_not_to_converge_is_a_warning():
    stay = {"frequency": [5, 6, 7, 8] * 20, "recency": [51.9] * 80, "T": [52.0] * 80}
    with pytest.warns(UserWarning, match="boundary|0 or out of sight"):
        assert churn.Model("bg_nbd").fit(stay).status_ == "boundary"


def test_value_is_trips_times_spend():
    log = simulated()
    random.seed(3)
    table = {name: log[name] for name in ("frequency", "recency", "T")}
    table["spend"] = [random.uniform(50, 400) if x else None for x in table["frequency"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spend = churn.Model("gamma_gamma").fit(table)
    made = churn.Model("mbg_nbd").fit(table).forecast(
        table, horizon="1 year", spend=spend, discount_yearly=0.1)
    rows = list(made.rows())
    assert rows[0]["value"] == rows[0]["trips"] * rows[0]["spend"]
    assert all(row["dert"] > 0 for row in rows)


def test_a_seasonal_count_wants_whole_seasons():
    model = churn.Model.read({"kind": "bg_bb", "unit": "1 year", "params": {
        "alpha": 1.204, "beta": 0.75, "gamma": 0.657, "delta": 2.783}})
    row = {"frequency": [2], "recency": [4], "T": [6]}
    # Fader, Hardie, Shang 2010, table 6.
    assert model.forecast(row, horizon="5 years")["p_alive"][0] == pytest.approx(0.59,
                                                                               abs=5e-3)
    with pytest.raises(patron.ArgumentError, match="counts units"):
        model.forecast(row, horizon="8 months")


def test_evaluation_stands_beside_recency():
    y, p = [1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1]
    made = churn.evaluate(y, p, recency=[9, 8, 2, 1])
    assert made.auc == 0.75 and made.baseline.auc == 1.0
    assert "recency" in made._repr_html_() and "recency" in repr(made)
    log = simulated()
    left = (np.array(log["trips_holdout"]) == 0).astype(float)
    risk = churn.Model("mbg_nbd", horizon="26 weeks").fit(log).predict(log)
    full = churn.evaluate(left, risk)
    # The model is true: it is calibrated within sampling error.
    assert full.slope == pytest.approx(1.0, abs=0.15)
    assert sum(full.bins["n"]) == 3000
    profit = full.profit(value=100, cost=1, success=0.1)
    assert profit["contacts"][-1] == 3000 and profit["share"][0] == 0.1


def test_calibration_by_month():
    p = np.tile([0.9, 0.1], 400)
    # In June what was said is half the log-odds, in December it is right.
    y = np.array([(i % 8 < 6) == (i % 2 == 0) for i in range(400)]
                 + [(i % 20 < 18) == (i % 2 == 0) for i in range(400)], float)
    month = np.repeat([6, 12], 400)
    made = churn.Calibration(by_month=True).fit(p, y, month=month)
    assert made.predict([0.9, 0.9], month=[6, 12]
                        ) == pytest.approx([0.75, 0.9], abs=1e-6)
    assert made.to_pack()["maps"]["06"]["slope"] == pytest.approx(0.5)
    with pytest.raises(patron.ArgumentError, match="month 07"):
        made.predict([0.5], month=[7])
    steps = churn.Calibration("isotonic").fit([0.1, 0.3, 0.5, 0.7], [0, 1, 0, 1])
    assert steps.predict([0.3, 0.5]).tolist() == [0.5, 0.5]
    assert json.dumps(steps.to_pack())


def test_a_scorecard_learns_weights_of_evidence():
    generator = np.random.default_rng(5)
    silent, price = generator.exponential(20, 4000), generator.normal(0, 1, 4000)
    odds = np.exp(-1 + 0.08 * silent)
    left = (generator.random(4000) < odds / (1 + odds)).astype(float)
    table = {"silent": silent, "price": price}
    card = churn.Scorecard(penalty=1.0).fit(table, left)
    assert card.information_value_["silent"] > 10 * card.information_value_["price"]
    weights = card.weights_["silent"]
    assert weights[1] < weights[4] < weights[8]
    made = churn.evaluate(left, card.predict(table))
    assert made.auc > 0.7 and made.slope == pytest.approx(1.0, abs=0.1)
    explained = card.explain({"silent": [100.0], "price": [0.0]})
    assert explained["reasons"][0].startswith("silent +")
    pack = card.to_pack()
    assert pack["signals"]["silent"]["bins"][-1].keys() == {"weight"}
    assert json.dumps(pack)


def test_rfm_scores_equal_values_alike_and_keeps_its_cuts():
    log = {"customer": [], "date": [], "spend": []}
    for i in range(40):
        for j in range(1 + i // 30):
            log["customer"].append(f"c{i}")
            log["date"].append(f"2026-0{1 + i % 5}-0{1 + j}")
            log["spend"].append(10.0 * (1 + i % 8))
    made = churn.rfm(log, as_of="2026-06-30")
    scores = dict(zip(made["trips"], made["f"]))
    assert all(scores[t] == f for t, f in zip(made["trips"], made["f"]))
    cuts = json.loads(json.dumps(churn.rfm_cuts(log, as_of="2026-06-30")))
    assert churn.rfm(log, as_of="2026-06-30", cuts=cuts) == made
    # 30 June less 90 days: trips from 2 April on.
    lately = churn.rfm(log, as_of="2026-06-30", window="90 days")
    assert len(lately) < len(made) and max(lately["recency_days"]) < 90
    best = min(range(40), key=lambda i: made["recency_days"][i])
    assert made["r"][best] == 5
    assert made["rfm"][0] == f"{made['r'][0]}-{made['f'][0]}-{made['m'][0]}"


def test_abc_and_quadrants():
    table = {
    "who": [
        "x", "y", "z", "w"], "spend": [
            10, 70, 5, 15], "trips": [
                9, 8, 1, 1]}
    made = churn.abc(table, value="spend")
    assert made["who"] == ["y", "w", "x", "z"]
    assert made["abc"] == ["a", "a", "b", "c"]
    assert churn.abc_cuts(table, value="spend") == {"a": 15.0, "b": 10.0}
    # Means: 25 and 4.75.
    assert churn.quadrants(table, x="spend", y="trips")["quadrant"] == [
        "cultivate", "keep", "let go", "let go"]
    left = churn.leavers({"reason": ["price", "service", "service", None]})
    assert left["reason"] == ["service", "price"] and left["handbook"] == [0.68, 0.05]


def mp_bg(mp, p, x, recency, age, t):
    """The papers' formulas in 50 digits: log-likelihood, P(alive), E[Y(t)]."""
    r, alpha, a, b = (mp.mpf(p[name]) for name in ("r", "alpha", "a", "b"))
    one = mp.beta(a, b + x) / mp.beta(a, b) * mp.gamma(r + x) / mp.gamma(r) * alpha ** r
    alive = one / (alpha + age) ** (r + x)
    gone = (one * a / (b + x - 1) / (alpha + recency) ** (r + x)) if x else mp.mpf(0)
    chance = alive / (alive + gone)
    tail = mp.quad(lambda q: q ** (a - 2) * (1 - q) ** (b + x - 1) / mp.beta(a, b + x)
                   * (1 - (1 + q * t / (alpha + age)) ** -(r + x)),
                   [0, 0.01, 0.1, 0.5, 1])
    return mp.log(alive + gone), chance, chance * tail


def test_bg_nbd_agrees_with_fifty_digits():
    mpmath = pytest.importorskip("mpmath")
    mp = mpmath.mp
    mp.dps = 50
    random.seed(20)
    for _ in range(15):
        p = {"r": 10 ** random.uniform(-1, 1.5), "alpha": 10 ** random.uniform(-1, 2),
             "a": 10 ** random.uniform(-0.3, 1.5), "b": 10 ** random.uniform(-0.3, 1.5)}
        x, age, t = random.choice([0, 1, 2, 7, 40]), random.uniform(1, 100), \
            random.uniform(0.1, 200)
        recency = random.uniform(0, age) if x else 0.0
        ll, alive, trips = mp_bg(mp, p, x, mp.mpf(recency), mp.mpf(age), mp.mpf(t))
        core = given("bg_nbd", p)._core
        row = {"frequency": [x], "recency": [recency], "T": [age]}
        assert core.predict(row, "log_likelihood", 0, 0)[0] == pytest.approx(float(ll),
                                                                            rel=1e-9)
        assert core.predict(
    row, "p_alive", 0, 0)[0] == pytest.approx(
        float(alive), rel=1e-9)
        assert core.predict(
    row, "trips", t, 0)[0] == pytest.approx(
        float(trips), rel=1e-8)


def mp_gone(at, least, alpha, beta, n, s):
    u = at - least
    return (alpha + u) ** -n * (beta + u) ** -(s + 1) * at


def test_pareto_nbd_agrees_with_fifty_digits():
    mpmath = pytest.importorskip("mpmath")
    mp = mpmath.mp
    mp.dps = 50
    random.seed(21)
    for _ in range(15):
        p = {"r": 10 ** random.uniform(-1, 1.5), "alpha": 10 ** random.uniform(-1, 2),
             "s": 10 ** random.uniform(-1, 1), "beta": 10 ** random.uniform(-1, 2)}
        r, alpha, s, beta = (mp.mpf(p[name]) for name in ("r", "alpha", "s", "beta"))
        x, age = random.choice([0, 1, 2, 7, 40]), mp.mpf(random.uniform(1, 100))
        recency = mp.mpf(random.uniform(0, float(age))) if x else mp.mpf(0)
        factor = mp.gamma(r + x) / mp.gamma(r) * alpha ** r * beta ** s
        alive = factor * (alpha + age) ** -(r + x) * (beta + age) ** -s
        least = min(alpha, beta)
        gone = factor * s * mp.quad(
            lambda w: mp_gone(
                (least + recency) * mp.exp(w), least, alpha, beta, r + x, s),
            mp.linspace(0, mp.log((least + age) / (least + recency)), 16))
        core = given("pareto_nbd", p)._core
        row = {"frequency": [x], "recency": [float(recency)], "T": [float(age)]}
        assert core.predict(row, "log_likelihood", 0, 0)[0] == pytest.approx(
            float(mp.log(alive + gone)), rel=1e-9)
        assert core.predict(row, "p_alive", 0, 0)[0] == pytest.approx(
            float(alive / (alive + gone)), rel=1e-9)


def test_cdnow_backtest_as_published_in_docs():
    pandas = pytest.importorskip("pandas")
    if not (DATA / "cdnow_sample.csv").is_file():
        pytest.skip("no cdnow_sample.csv: PATRON_DATA says where the data are")
    log = pandas.read_csv(DATA / "cdnow_sample.csv")
    table = churn.split(log, calibration_end="1997-09-30", holdout_end="1998-06-30")
    model = churn.Model("bg_nbd", horizon="39 weeks").fit(table)
    # Fader, Hardie, Lee 2005: 0.243, 4.414, 0.793, 2.426; -9582.4.
    for name, value in BG.items():
        assert model.params_[name] == pytest.approx(value, abs=1e-3)
    assert model.log_likelihood_ == pytest.approx(-9582.43, abs=0.01)
    left = 1 - np.array(table["came_back"])
    made = churn.evaluate(left, model.predict(table),
                          recency=np.array(table["T"]) - np.array(table["recency"]))
    assert made.base_rate == pytest.approx(0.71, abs=0.005)
    assert made.auc == pytest.approx(0.757, abs=1e-3)
    assert made.brier == pytest.approx(0.161, abs=1e-3)
    assert made.baseline.auc == pytest.approx(0.771, abs=1e-3)
    # 1 - P(alive) is no churn risk: it ranks the wrong way round.
    alive = np.array(model.forecast(table)["p_alive"])
    assert churn.evaluate(left, 1 - alive).auc < 0.35


def test_the_season_clock():
    season = churn.Season([0, 0.5, 0.5, 0.5, 0.5, 1, 3, 3, 1, 1, 1, 0])
    assert season.days("2026-06-30", "2026-07-10") == 30.0
    assert season.span("2026-06-30", "10 days") == dt.timedelta(days=30)
    log = {"customer": ["a", "a"], "date": ["2025-07-31", "2026-07-31"]}
    made = churn.summarise(log, as_of="2026-08-31", unit="1 day", season=season)
    assert made["recency"] == [367.0]
    assert made["T"] == [460.0]
    assert churn.Season.learn(
        {"date": ["2025-07-05"]}, since="2025-01-01", until="2025-12-31",
        prior_days=0).weights == [0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0]
    assert pickle.loads(pickle.dumps(season)) == season
    with pytest.raises(patron.ArgumentError, match="mean 1"):
        churn.Season([1.0] * 11 + [2.0])
    with pytest.raises(patron.ArgumentError, match="twelve weights"):
        churn.Season([1.0])


def test_the_backtest_of_seasonal_travellers():
    """Plain models are under-dispersed (slopes near 2); calibrated a year before, they
    hold on each of the three days."""
    spec = importlib.util.spec_from_file_location(
        "seasonal_travellers", ROOT / "examples" / "seasonal_travellers.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    log = example.travellers(n=4000)
    made = churn.backtest(log, as_of=example.AS_OF, log_end="2026-12-31",
                          horizon="365 days", season=True, calibrate="platt")
    slopes = {(str(row["as_of"]), row["evidence"]): row["slope"] for row in made.rows()}
    assert len(slopes) == 12
    for day in example.AS_OF:
        assert 1.6 < slopes[day, "mbg_nbd"]
        assert 0.85 < slopes[day, "mbg_nbd platt"] < 1.15
    with pytest.raises(patron.ArgumentError, match="models is a list"):
        churn.backtest(log, as_of="2025-03-01", log_end="2026-12-31", models="mbg_nbd")
    with pytest.raises(patron.ArgumentError, match="before the horizon"):
        churn.backtest(log, as_of="2026-03-01", log_end="2026-12-31", horizon="365 days")


def test_the_evidence_of_the_docs_can_be_made_again():
    files = [DATA / name for name in ("airline_flight_activity.csv.gz",
                                      "airline_loyalty_history.csv")]
    if not all(file.exists() for file in files):
        pytest.skip(f"no airline data in {DATA}")
    pytest.importorskip("pandas")
    done = subprocess.run(
        [sys.executable, "-B", ROOT / "examples/evidence.py", "airline", *files],
        capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(patron.__file__).parents[1])})
    assert done.returncode == 0, done.stderr
    flights, cancelled = done.stdout.split("cancelled in")
    assert "13,259 customers, 0.8% left" in flights
    # The overdue ratio 0.79, MBG/NBD 0.82: the field's own figures for these members.
    found = {row.split()[0]: float(row.split()[-4]) for row in flights.splitlines()
             if row.startswith(("mbg_nbd", "recency"))}
    assert found == pytest.approx({"mbg_nbd": 0.82, "recency": 0.79}, abs=0.01)
    assert "13,259 customers, 2.6% left" in cancelled
