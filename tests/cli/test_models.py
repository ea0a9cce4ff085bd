# SPDX-License-Identifier: Apache-2.0
"""Models of coming back at the command: fit, backtest, and what a pack makes of them."""

import csv
import datetime as dt
import json

import pytest

from command import DATA, MAPPINGS, PACKS, needs, patron, rows_of, run


def purchase_log(tmp_path):
    """Twenty regulars, a trip each fourth week until the end of 2025 or, every second
    one of them, until June."""
    rows = ["id,day,spend"]
    for number in range(20):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=number)
        end = dt.date(2025, 6, 1) if number % 2 else dt.date(2025, 12, 31)
        while day <= end:
            rows.append(f"c{number},{day},{100 + number}.00")
            day += dt.timedelta(days=28)
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_fitted_model_goes_into_a_pack(tmp_path):
    log = purchase_log(tmp_path)
    columns = "customer=id,date=day"
    done = patron("fit", log, "--as-of", "2025-12-31", "--columns", columns, "--season",
                  "--models", "mbg_nbd", "pareto_nbd")
    churn = json.loads(done.stdout)["churn"]
    assert sum(churn["season"]["weights"]) == pytest.approx(12, abs=1e-5)
    assert set(churn["models"]["mbg_nbd"]["spend"]["params"]) == {"p", "q", "v"}
    assert churn["models"]["mbg_nbd"]["fitted"]["n"] == 20
    churn["scorecard"] = {"base_rate": 0.4}
    pack = {"patron": 1, "id": "shop", "version": "1", "timezone": "UTC",
            "currency": "CNY", "effective": {"from": "2025-01-01"}, "churn": churn}
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(pack), encoding="utf-8")
    patron("check", path)


def test_backtest_judges_models_and_signals(tmp_path):
    log = purchase_log(tmp_path)
    columns = "customer=id,date=day"
    done = patron("backtest", log, "--as-of", "2025-08-31", "--log-end", "2025-12-31",
                  "--horizon", "12 weeks", "--columns", columns, "-f", "csv",
                  "--calibrate", "isotonic")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    # A year before nobody had left: no line and no calibration can be learned.
    assert [row["evidence"] for row in rows] == ["mbg_nbd"]
    assert float(rows[0]["base_rate"]) == 0.5
    assert float(rows[0]["auc"]) == 1.0
    text = patron("backtest", log, "--as-of", "2025-08-31", "--log-end", "2025-12-31",
                  "--columns", columns, "--horizon", "12 weeks").stdout
    assert text.splitlines()[1].split()[:5] == ["2025-08-31", "mbg_nbd",
                                                rows[0]["status"], "20", "0.500"]


@pytest.mark.parametrize("arguments, reason", [
    (["fit", "--as-of", "2025-12-31"], "no column 'customer'"),
    (["fit", "--as-of", "2025-12-31", "--columns", "customer=id,day=day"],
     "--columns is"),
    (["fit", "--as-of", "2025-12-31", "--columns", "customer=id,date=day", "--unit", "1"],
     "a span is like '26 weeks'"),
    (["fit", "--as-of", "2025-12-31", "--columns", "customer=id,date=day", "--models",
      "mbg"], "mbg"),
    (["fit"], "needs --as-of"),
    (["backtest", "--as-of", "2025-08-31", "--columns", "customer=id,date=day"],
     "needs --log-end"),
    (["backtest", "--as-of", "2025-12-01", "--log-end", "2025-12-31", "--columns",
      "customer=id,date=day"], "before the horizon after 2025-12-01 is over"),
    (["backtest", "--as-of", "2025-12", "--log-end", "2025-12-31", "--columns",
      "customer=id,date=day"], "is a day like"),
    (["backtest", "--as-of", "2025-06-01", "--log-end", "2025-12-31", "--columns",
      "customer=id,date=day", "--models", "sbg"], "sbg is not asked about a log"),
])
def test_fit_and_backtest_say_what_is_wrong(tmp_path, arguments, reason):
    log = purchase_log(tmp_path)
    assert reason in patron(arguments[0], log, *arguments[1:], code=2).stderr


def test_a_bad_trip_stops_the_fit(tmp_path):
    log = purchase_log(tmp_path)
    rows = log.read_text(encoding="utf-8")
    log.write_text(rows + "c1,2025-02-30,1\n", encoding="utf-8")
    done = patron("fit", log, "--as-of", "2025-12-31", "--columns",
                  "customer=id,date=day", code=2)
    assert "'2025-02-30' is not a day" in done.stderr


def test_the_risks_of_cdnow_are_the_formula_and_hold(tmp_path):
    """Each customer's P(no purchase in 39 weeks) by the closed form of MBG/NBD, and what
    it is worth on the 39 weeks that followed."""
    log = needs(DATA / "cdnow_master.csv")
    run(PACKS / "purchases.json", log, tmp_path, "1997-09-30", "--map",
        MAPPINGS / "cdnow.json")
    as_of, days, later = dt.date(1997, 9, 30), {}, set()
    for row in rows_of(log):
        day = dt.date.fromisoformat(row["date"])
        if day > as_of:
            later.add(row["customer"])
        else:
            days.setdefault(row["customer"], set()).add(day)
    r, alpha, a, b, t = 0.637, 7.31, 0.807, 1.228, 39
    squares = 0.0
    found = rows_of(tmp_path / "assessments.csv")
    assert len(found) == len(days) == 23570
    for row in found:
        trips = sorted(days[row["customer"]])
        x, recency = len(trips) - 1, (trips[-1] - trips[0]).days / 7
        age = (as_of - trips[0]).days / 7
        alive = 1 / (1 + a / (b + x) * ((alpha + age) / (alpha + recency)) ** (r + x))
        none = 1 - alive * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x))
        assert float(row["churn_risk"]) == pytest.approx(none, abs=1.1e-6)
        assert float(row["p_alive"]) == pytest.approx(alive, abs=1.1e-6)
        squares += (none - (row["customer"] not in later)) ** 2
    # Guessing the base rate of 0.70 for everybody scores 0.21.
    assert squares / len(found) < 0.17
