# SPDX-License-Identifier: Apache-2.0
"""Churn beside what analysts use today, in one run: fits and predictions against
lifetimes (and btyd, where it can be imported), the summary of a log against lifetimes,
DuckDB and Polars. Every answer is compared with theirs. Prints a JSON row a figure: what,
figure, remark. Run by bench.py with the Python of build/peers.
"""

import argparse

import numpy as np
import pandas

from figures import row, timed
from patron import churn

# Fader, Hardie, Lee (2005), table 2: what the simulated customers are drawn from.
CDNOW = {"r": 0.242593, "alpha": 4.413532, "a": 0.792886, "b": 2.425752}
AS_OF = "2025-12-31"
PEERS = []


def close(found, expected, relative, what):
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    same = np.isnan(found) & np.isnan(expected)
    allowed = relative * np.maximum(1.0, np.abs(expected))
    bad = ~same & ~(np.abs(found - expected) <= allowed)
    if bad.any():
        at = int(bad.argmax())
        raise SystemExit(f"{what}: {found[at]} and {expected[at]} differ in row {at}")


def seconds(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def simulated(customers):
    """Customers of 20 to 39 weeks, in whole days as a log has them."""
    model = churn.Model.read({"kind": "bg_nbd", "unit": "1 week", "params": CDNOW})
    ages = np.random.default_rng(1).integers(140, 274, customers) / 7.0
    drawn = model.simulate(ages, horizon="1 week", seed=1)
    out = {name: np.asarray(drawn[name]) for name in ("frequency", "recency", "T")}
    out["recency"] = np.ceil(out["recency"] * 7.0) / 7.0
    return out


def peers():
    """(name, its BG/NBD) of those that can be imported."""
    found = []
    for name in ("lifetimes", "btyd"):
        try:
            module = __import__(name)
            found.append((name, module.BetaGeoFitter))
        except Exception as error:
            row(f"{name}", "absent", f"{type(error).__name__}: {error}"[:80])
    return found


def fits(summary, label, repeat):
    frame = pandas.DataFrame(summary)
    ours, model = timed(lambda: churn.Model("bg_nbd").fit(summary), repeat)
    score, forecast = timed(lambda: model.forecast(summary, horizon="52 weeks"), repeat)
    figures = {}
    for name, fitter in PEERS:
        columns = frame.frequency, frame.recency, frame["T"]
        theirs, fitted = timed(lambda: fitter(penalizer_coef=0.0).fit(*columns),
                               1 if repeat < 5 else 5)
        # Their optimiser stops at a gradient of 1e-4 or so: the parameters of both agree
        # to that, and ours are never less likely.
        params = dict(fitted.params_)
        close([model.params_[key] for key in CDNOW], [params[key] for key in CDNOW], 0.02,
              f"{name}, parameters")

        def predict():
            return (fitted.conditional_probability_alive(*columns),
                    fitted.conditional_expected_number_of_purchases_up_to_time(
                        52, *columns))
        scoring, (alive, trips) = timed(predict, 1 if repeat < 5 else 5)
        given = churn.Model.read({"kind": "bg_nbd", "unit": "1 week", "params": params})
        same = given.forecast(summary, horizon="52 weeks")
        close(same["p_alive"], alive, 1e-6, f"{name}, P(alive)")
        close(same["trips"], trips, 1e-6, f"{name}, trips")
        figures[name] = theirs, scoring
    beside = "; ".join(f"{name} {seconds(fit)}, {fit / ours:,.0f} x"
                       for name, (fit, _) in figures.items())
    row(f"BG/NBD fit, {label}", seconds(ours), beside)
    beside = "; ".join(
        f"{name} {seconds(scoring)} without P(none), {scoring / score:,.1f} x"
        for name, (_, scoring) in figures.items())
    row(f"P(none), P(alive), trips, {label}", seconds(score), beside)


def log_of(trips):
    """A customer a tenth of the trips, two years, a third of the days shared."""
    random = np.random.default_rng(2)
    day = np.datetime64("2024-01-01") + random.integers(0, 731, trips)
    return {"customer": random.integers(0, trips // 10, trips),
            "date": day.astype("datetime64[ms]"),
            "spend": random.integers(1, 100_000, trips) / 100.0}


def in_duckdb(frame):
    import duckdb
    return duckdb.sql(f"""
      with days as (select customer, date, sum(spend) spend from frame
                    where date <= date '{AS_OF}' group by all)
      select customer, count(*) - 1 frequency,
             date_diff('day', min(date), max(date)) / 7.0 recency,
             date_diff('day', min(date), date '{AS_OF}') / 7.0 "T",
             (sum(spend) - arg_min(spend, date)) / nullif(count(*) - 1, 0) spend
      from days group by customer""").to_arrow_table()


def in_polars(frame):
    import polars as pl
    day = pl.col("date")
    return (frame.lazy().filter(day <= pl.lit(AS_OF).str.to_date())
            .group_by("customer", "date").agg(pl.col("spend").sum())
            .group_by("customer").agg(
                (pl.len().cast(pl.Int64) - 1).alias("frequency"),
                ((day.max() - day.min()).dt.total_days() / 7.0).alias("recency"),
                ((pl.lit(AS_OF).str.to_date() - day.min()).dt.total_days() / 7.0)
                .alias("T"),
                (pl.col("spend").sum() - pl.col("spend").sort_by("date").first())
                .alias("repeat"))
            .with_columns((pl.col("repeat") / pl.col("frequency")).alias("spend"))
            .collect())


def in_lifetimes(frame):
    from lifetimes.utils import summary_data_from_transaction_data
    return summary_data_from_transaction_data(
        frame, "customer", "date", monetary_value_col="spend",
        observation_period_end=AS_OF, freq="D")


def summaries(trips, repeat):
    import polars
    log = log_of(trips)
    pandas_log, polars_log = pandas.DataFrame(log), polars.DataFrame(log).with_columns(
        polars.col("date").cast(polars.Date))

    def ours():
        return churn.summarise(log, as_of=AS_OF, spend="spend")
    taken, made = timed(ours, repeat)
    mine = made.to_pandas().sort_values("customer")
    beside = []
    for name, work in (("DuckDB", lambda: in_duckdb(pandas_log)),
                       ("Polars", lambda: in_polars(polars_log)),
                       ("lifetimes", lambda: in_lifetimes(pandas_log))):
        try:
            theirs, found = timed(work, 1 if name == "lifetimes" else repeat)
        except Exception as error:
            beside.append(f"{name}: {type(error).__name__}")
            continue
        if name == "lifetimes":
            found = found.reset_index()
            found[["recency", "T"]] /= 7.0
            found.loc[found.frequency == 0, "monetary_value"] = np.nan
            found = found.rename(columns={"monetary_value": "spend"})
        else:
            found = found.to_pandas()
            found.loc[found.frequency == 0, "spend"] = np.nan
        found = found.sort_values("customer")
        for column in ("customer", "frequency", "recency", "T", "spend"):
            close(mine[column], found[column], 1e-9, f"{name}, {column}")
        beside.append(f"{name} {seconds(theirs)}, {theirs / taken:.1f} x")
    row(f"log to summary, {trips // 1_000_000} million trips", seconds(taken),
        "; ".join(beside))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="without the largest sizes")
    quick = parser.parse_args().quick
    PEERS.extend(peers())
    from lifetimes.datasets import load_cdnow_summary
    cdnow = load_cdnow_summary(index_col=[0])
    fits({name: cdnow[name].to_numpy(float) for name in ("frequency", "recency", "T")},
         "CDNOW, 2,357 customers", 25)
    fits(simulated(100_000), "100,000 customers", 3)
    if not quick:
        fits(simulated(1_000_000), "1,000,000 customers", 3)
    summaries(1_000_000, 3)
    if not quick:
        summaries(10_000_000, 3)


if __name__ == "__main__":
    main()
