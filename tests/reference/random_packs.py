# SPDX-License-Identifier: Apache-2.0
"""Random programs: one to three versions of a pack, from a seeded random.Random."""

from copy import deepcopy

ZONES = ["Asia/Shanghai", "Africa/Cairo", "America/New_York", "Europe/Madrid",
         "Australia/Sydney"]
MODES = ["floor", "truncate", "half_up", "half_even", "ceil"]
FROM = "2024-01-01"


def chance(random, share):
    return random.random() < share


def currency(random, use):
    rules = {"use": use}
    if chance(random, 0.5):
        rules["round"] = {"mode": random.choice(MODES)}
    if chance(random, 0.2):
        rules["decimals"] = 1
    if chance(random, 0.7):
        rules["expiry"] = {"kind": "rolling", "after": random.choice(
            ["20 days", "1 month", "3 months", "6 weeks", "12 months"])}
        if chance(random, 0.4):
            rules["expiry"]["from"] = random.choice(["earn", "activation"])
        if chance(random, 0.5):
            rules["expiry"]["to_end_of"] = random.choice(
                ["week", "month", "quarter", "half_year", "year"])
    if chance(random, 0.3):
        rules["expiry"] = random.choice([
            {"kind": "fixed", "dates": random.sample(["03-31", "06-30", "12-31", "02-29"],
                                                     random.randint(1, 3)),
             "at_least": random.choice(["0 days", "3 months"])},
            {"kind": "anniversary", "years": random.randint(1, 2)},
            {"kind": "idle", "after": random.choice(["20 days", "2 months"]),
             "reset_on": random.choice(["trip_completed",
                                        ["trip_completed", "redemption"]])}])
        if rules["expiry"]["kind"] == "idle" and chance(random, 0.4):
            rules["expiry"]["to_end_of"] = random.choice(["week", "month"])
    if chance(random, 0.5):
        rules["negative"] = {"policy": "allow", "limit": random.choice([20, 100])}
    expiry = rules.get("expiry", {"kind": "none"})
    if expiry["kind"] != "none" and chance(random, 0.4):
        expiry["extend"] = [{"on": random.choice(["survey", "trip_completed"]),
                             "add": random.choice(["10 days", "1 month"])}]
    if expiry["kind"] != "none" and chance(random, 0.4):
        expiry["reinstate"] = {
            "on": random.choice(["booking", "trip_completed", ["survey", "contact"]]),
            "within": random.choice(["20 days", "3 months"]),
            "share": random.choice(["100%", "50%", "33.33%"]), "valid": "15 days"}
    if use != "qualify":
        rules["liability"] = {
            "point_value": random.choice(["0.01", "0.30"]),
            "redeemed": random.choice(["80%", "100%", "62.5%"]),
            "cohort": random.choice(["month", "quarter", "year"])}
    if use != "qualify" and chance(random, 0.3):
        rules["spend"] = {"min": 10, "step": 5, "max": 300}
    if use != "qualify":
        rules.setdefault("spend", {})["reserve"] = random.choice(
            ["30 minutes", "12 hours", "20 days"])
        if chance(random, 0.7):
            rules["spend"]["rate"] = {"points": random.choice([1, 10]), "per": "0.30"}
            rules["spend"]["share"] = random.choice(["50%", "100%"])
    return rules


def metrics(random):
    window = random.choice(
        ["this month", "this year", "3 months", "90 days", "last month"]
    )
    return {
        "trips": {"aggregate": "count", "on": "trip_completed"},
        "trips_lately": {"aggregate": "count", "on": "trip_completed", "window": window},
        "spend": {"aggregate": "sum", "on": "trip_completed", "value": "trip.net",
                  "net_of": "refund",
                  "window": random.choice(["this year", "this quarter", "12 months"])},
        "row": {"aggregate": "streak", "on": random.choice(
            ["trip_completed", ["booking", "redemption"]]),
            "grain": random.choice(["week", "month", "quarter"])},
        "nights": {"aggregate": "sum", "on": "trip_completed", "value": "trip.nights"},
        "large": {"aggregate": "count", "on": ["booking", "booking_changed"],
                  "when": "trip.gross >= constants.dear + 24.50",
                  "window": "6 months"},
        "cancelled": {"aggregate": "count", "on": "booking_cancelled",
                      "window": "30 days"}}


CONDITIONS = [
    "tiers.club == 'gold'",
    "rank(tiers.club) >= rank('silver')",
    "metrics.trips % 3 == 0",
    "metrics.row >= 2 && before.metrics.row < 2",
    "metrics.spend >= 300.00",
    "before.metrics.trips_lately == 0",
    "trip.nights > 2",
    "points.miles.available < 100",
    "points.miles.reserved == 0",
    "metrics.large > 1 || trip.tax > 5.00",
    "trip.gross >= 50.00 && metrics.trips < 4",
    "metrics.frequency > 1",
    "metrics.trips >= constants.few",
    "trip.gross > constants.dear",
]


def earn(random):
    rules = {
        "base": {"on": "booking", "currency": "miles", "tags": ["promo"],
                 "rate": {"points": random.choice([1, 3, 10]),
                          "per": random.choice(["1.00", "2.50", "7.00"])}},
        "stay": {"on": "trip_completed", "currency": "miles", "points": 10}}
    more = {
        "blocks": {"on": "booking", "currency": "miles", "rate": {
            "points": 5, "per": "30.00", "full_blocks": True}},
        "flat": {"on": ["booking", "booking_changed"], "currency": "miles", "points": 7},
        "now": {"on": "booking", "currency": "miles", "hold": "none",
                "rate": {"points": 1, "per": "10.00"}},
        "nights": {"on": "trip_completed", "currency": "miles",
                   "rate": {"points": 5, "per": random.choice(
                       ["2 nights", "1 segment", "300 km", "2 segments"])}},
        "paid": {"on": "payment", "currency": "miles",
                 "rate": {"points": 1, "per": "20.00"}},
        "started": {"on": "booking", "currency": "miles", "points": 4,
                    "hold": {"until": ["trip_started", "trip_completed"]}},
        "answer": {"on": "survey", "currency": "miles", "points": 3},
        "welcome": {"on": "@joined", "currency": "miles", "points": 6},
        "birthday": {"on": "@birthday", "currency": "miles", "points": 8},
        "years": {"on": ["@anniversary", "@birthday"], "currency": "miles", "points": 5},
        "promoted": {"on": "@tier_changed", "currency": "miles", "points": 9,
                     "when": "event.tier != 'member' && event.before != 'gold'"},
        "status": {"on": "trip_completed", "currency": "status",
                   "rate": {"points": 1, "per": "1.00"}}}
    for name in random.sample(sorted(more), random.randint(1, 5)):
        rules[name] = more[name]
    own = sorted(name for name in rules if rules[name]["currency"] == "miles")
    for name in ["bonus", "extra", "festival"][:random.randint(0, 3)]:
        rules[name] = {
            "multiply": random.choice(["1.10", "1.25", "1.5", "2", "3.333"]),
            "of": random.choice([["base"], ["#promo"], random.sample(own, 1),
                                 sorted(random.sample(own, min(2, len(own))))]),
            "priority": random.randint(-1, 1)}
    for rule in rules.values():
        decorate(random, rule)
    return rules


def decorate(random, rule):
    on = rule.get("on")
    if "multiply" not in rule and "hold" not in rule and chance(random, 0.25):
        rule["hold"] = {"delay": random.choice(
            ["0 days", "3 days", "2 weeks", "1 month"])}
        if on in ("booking", "payment") and chance(random, 0.6):
            rule["hold"]["until"] = random.choice(
                ["trip_completed", ["trip_started", "trip_completed"]])
    alone = on in ("survey", "payment") or str(on).strip("['").startswith("@")
    if chance(random, 0.3) and not alone:
        rule["when"] = random.choice(CONDITIONS)
    if chance(random, 0.15):
        rule["on_error"] = random.choice(["report", "no_match", "refuse"])
    if chance(random, 0.15):
        rule["effective"] = {"from": "2024-02-10", "to": "2024-06-15"}
    if "points" not in rule and chance(random, 0.2):
        rule["round"] = {"mode": random.choice(MODES)}
    if "rate" in rule and chance(random, 0.4) and " " not in rule["rate"]["per"]:
        rule["basis"] = {"tax": random.choice(["with", "without"]),
                         "discount": random.choice(["before", "after"])}
        if chance(random, 0.6):
            rule["basis"]["exclude_tenders"] = ["gift_card", "points"]


def stacking(random, rules):
    """Groups over the rules of miles that grant by themselves, and over multipliers."""
    own = sorted(name for name in rules if rules[name].get("currency") == "miles")
    multipliers = sorted(name for name in rules if "multiply" in rules[name])
    groups = {"ground": {"mode": random.choice(["sum", "first", "best", "unique"])},
              "cards": {"mode": random.choice(["sum", "compound", "first", "best"])}}
    for names, group in ((own, "ground"), (multipliers, "cards")):
        for name in names:
            if chance(random, 0.6):
                rules[name]["group"] = group
                rules[name].setdefault("priority", random.randint(0, 2))
    if chance(random, 0.3):
        groups["solo"] = {"excludes": ["ground"]}
        rules["stay"]["group"] = "solo"
    return groups


def limit(random):
    found = {"points": random.choice([20, 90, 400])} if chance(random, 0.7) else {
        "count": random.choice([1, 2, 4])}
    found["per"] = random.choice(["member", "member", "member", "trip", "event"])
    if found["per"] == "member":
        found["window"] = random.choice(
            ["lifetime", "this month", "this quarter", "30 days", "2 months"])
    if "points" in found and chance(random, 0.4):
        found["overflow"] = "reject"
    return found


def caps(random):
    found = {}
    for name in ["a", "b", "c"][:random.randint(1, 3)]:
        found[name] = {"rules": random.choice([["#promo"], ["base", "stay"], ["stay"]]),
                       **limit(random)}
        if chance(random, 0.2):
            found[name]["effective"] = {"from": "2024-02-20", "to": "2024-08-01"}
    return found


def limits(random, points):
    """Adds groups and caps to the points of a pack."""
    if chance(random, 0.35):
        points["groups"] = stacking(random, points["earn"])
    if chance(random, 0.35):
        points["caps"] = caps(random)
    for name in sorted(points["earn"]):
        if chance(random, 0.06):
            points["earn"][name]["limit"] = limit(random)
        if chance(random, 0.08):
            points["earn"][name]["occurrence"] = occurrence(random)


def occurrence(random):
    found = random.choice([{"nth": 1}, {"nth": 2}, {"every": 2}, {"every": 3}])
    if chance(random, 0.5):
        found["window"] = random.choice(["this month", "this quarter", "40 days"])
    return found


def ladder(random):
    silver = random.choice([{"spend": "150.00"}, {"trips_lately": 1},
                            {"spend": "200.00", "trips": 2}])
    levels = [{"id": "member"}, {"id": "silver", "reach": silver},
              {"id": "gold", "reach": {"spend": "400.00", "trips": 3}}]
    for level in levels[1:]:
        if len(level["reach"]) > 1:
            level["need"] = random.choice(["all", "any", 1])
    if chance(random, 0.4):
        levels[2]["keep"] = {"spend": "300.00"}
    rules = {"levels": levels, "period": random.choice(["month", "quarter", "year"]),
             "downgrade": random.choice(["full", "one_step", "none"]),
             "valid": random.choice(["end of period", "end of next period", "forever"])}
    if chance(random, 0.2):
        rules["lower_on_correction"] = True
    if chance(random, 0.4):
        rules["grace"] = {"for": random.choice(["10 days", "1 month"])}
        if chance(random, 0.3):
            rules["grace"]["to_end_of"] = random.choice(["week", "month"])
    if chance(random, 0.5):
        rules["override"] = {"reasons": ["match", "apology"]}
        if chance(random, 0.5):
            rules["override"]["longest"] = "3 months"
    if chance(random, 0.3):
        levels[random.randint(1, 2)]["forever"] = {"trips": random.randint(2, 4)}
    return rules


def churn(random):
    signals = {
        "lately": {"when": "metrics.trips_lately > 0", "weight": 0.5, "reason": "lately"},
        "away": {"when": "metrics.recency_days > 40", "weight": 0.5, "reason": "away",
                 "min_stay": "20 days"},
        "cancelled": {"when": "metrics.cancelled >= 1", "weight": 0.4, "reason": "lost",
                      "clear_when": "metrics.cancelled == 0 && metrics.trips > 0"},
        "poor": {"when": "points.miles.available < 5", "weight": 0.1, "reason": "poor"}}
    return {"horizon": "12 months", "signals": {
        name: signals[name] for name in random.sample(sorted(signals), 2)}}


def places(random):
    """Some of the ways to place a customer, with figures and predicates that turn."""
    value = random.choice(["metrics.spend", "metrics.trips_lately", "metrics.trips"])
    low, high = ("40.00", "200.00") if value == "metrics.spend" else (1, 3)
    grade = {"value": value, "levels": [
        {"id": "small"}, {"id": "ordinary", "at_least": low},
        {"id": "main", "at_least": high, "leave_below": low}]}
    box = {"x": {"value": value, "cut": low},
           "y": {"value": "metrics.trips", "cut": 2}, "margin": "25%",
           "labels": {"low_low": "a", "high_low": "b", "low_high": "c",
                      "high_high": "d"}}
    inside = {"when": random.choice(["metrics.trips_lately > 0", "metrics.row > 0"])}
    if chance(random, 0.5):
        inside["leave_when"] = "metrics.recency_days > 70"
    life = {"stages": [
        {"id": "fresh", "when": "metrics.trips == 1", "min_stay": "15 days"},
        {"id": "away", "when": "metrics.recency_days > 40"},
        {"id": "here", "when": "metrics.trips > 0"}, {"id": "prospect"}]}
    for rules in (grade, box, inside):
        if chance(random, 0.5):
            rules["min_stay"] = random.choice(["10 days", "45 days"])
    every = {"grades": {"value": grade}, "quadrants": {"worth": box},
             "segments": {"lately": inside}, "lifecycles": {"life": life}}
    return {name: every[name] for name in random.sample(sorted(every), 2)}


STAGES = [
    {"id": "won_back", "when": "churn.was_lapsed && metrics.recency_days <= 30",
     "min_stay": "20 days"},
    {"id": "lapsed", "when": "metrics.recency_days > 90"},
    {"id": "overdue", "when": "metrics.recency_days > 30",
     "leave_when": "metrics.recency_days > 60 || metrics.recency_days < 10"},
    {"id": "active"}]

ACTIONS = {
    "call": {"on": "trip_completed", "do": "follow_up", "due": "7 days", "reason": "call",
             "done_on": {"on": "contact", "when": "event.purpose == 'follow_up'"}},
    "confirm": {"on": "booking", "do": "check", "due": "2 days", "reason": "confirm",
                "when": "trip.gross >= 40.00", "done_on": {"on": "contact"},
                "cancel_on": {"on": "booking_cancelled"},
                "escalate": [{"after": "0 days", "to": "lead"},
                             {"after": "2 weeks", "to": "head"}]},
    "notice": {"on": ["booking", "booking_changed"], "do": "notice",
               "start": "5 days before event.start", "due": "1 day before event.start",
               "reason": "notice", "cancel_on": {"on": "booking_cancelled"},
               "escalate": [{"after": "1 day", "to": "lead"}]},
    "offer": {"on": "trip_completed", "do": "invitation", "start": "10 days",
              "due": "1 month", "purpose": "news", "reason": "offer", "priority": 3,
              "done_on": {"on": "booking"}, "effective": {"from": "2024-02-10"}},
    "greet": {"on": ["@birthday", "@joined"], "do": "greeting", "due": "0 days",
              "reason": "greet", "done_on": {"on": "contact"}},
    "letter": {"on": "@tier_changed", "do": "greeting", "due": "3 days",
               "reason": "letter", "when": "event.tier == 'gold'",
               "cancel_on": {"on": "@tier_changed", "when": "event.before == 'gold'"}},
    "answer": {"on": "complaint", "do": "apology", "due": "1 week", "reason": "answer",
               "done_on": {"on": "complaint_resolved"}}}


def action(random, name):
    on_error = random.choice(["report", "no_match", "refuse", None])
    return {**ACTIONS[name], **({"on_error": on_error} if on_error else {})}


TABLES = {
    "by_tier": {"inputs": [{"id": "tier", "value": "tiers.club"},
                           {"id": "nights", "value": "trip.nights"}],
                "outputs": [{"id": "points", "type": "int"},
                            {"id": "factor", "type": "decimal(2)"}],
                "rows": [["gold", "-", 9, "2.00"], ["silver", ">= 3", 5, "1.25"],
                         ["not(gold)", "[0..2]", 3, "1.10"],
                         ["member", "3, 4", 2, "1.00"]]},
    "added": {"hit": "collect", "aggregate": "sum",
              "inputs": [{"id": "trips", "value": "metrics.trips"},
                         {"id": "gross", "value": "trip.gross"}],
              "outputs": [{"id": "points", "type": "decimal(1)"}],
              "rows": [["> 0", "-", "1.5"], ["(1..4]", ">= 80.00", "2.0"],
                       ["-", "< 50.00, [200.00..900.00)", "0.5"]], "default": ["4.0"]}}
AMOUNTS = [{"table": "by_tier", "output": "points"}, {"table": "added"},
           {"value": "trip.nights > 1 ? 6 : 4"}]


def computed(random, pack):
    """Some amounts by tables and expressions, in rules on events of a trip."""
    pack["tables"] = TABLES
    for rule in pack["points"]["earn"].values():
        if not chance(random, 0.5) or rule.get("on") == "survey":
            continue
        if "multiply" in rule:
            if rule["of"] != ["answer"]:
                rule["multiply"] = {"table": "by_tier", "output": "factor"}
        elif "rate" in rule:
            rule["rate"] = {**rule["rate"], "points": random.choice(AMOUNTS)}
        else:
            rule["points"] = random.choice(AMOUNTS)


def rewards(random, pack):
    """Rewards of 10 and of 25 points, the prices that the histories offer."""
    small = {"price": {"currency": "miles", "points": 10},
             "limit": {"count": random.choice([1, 2]),
                       "window": random.choice(["this month", "40 days", "lifetime"])}}
    large = {"price": {"currency": "miles", "points": 25}}
    if chance(random, 0.5):
        large["when"] = random.choice(["rank(tiers.club) >= rank('silver')",
                                       "metrics.trips > 1"])
    if chance(random, 0.3):
        small["effective"] = {"from": "2024-03-01"}
    if "tables" in pack and chance(random, 0.5):
        large["price"]["points"] = {"value": "metrics.trips > 0 ? 25 : 60"}
    return {"small": small, "large": large}


def carry_over(random, pack):
    """What a level did not need goes on, where its figure has the ladder's period."""
    ladder = pack["points"]["tiers"]["club"]
    ladder.pop("carry_over", None)
    if pack["metrics"]["spend"]["window"] == "this " + ladder["period"]:
        ladder["carry_over"] = [{"metric": "spend", **random.choice(
            [{}, {"max": "60.00"}])}]


def first_version(random, budgets):
    pack = {"patron": 1, "id": "club", "version": "1", "timezone": random.choice(ZONES),
            "currency": "CNY", "effective": {"from": FROM}, "metrics": metrics(random),
            "constants": {"few": {"type": "int", "literal": random.randint(1, 3)},
                          "dear": {"type": "money", "literal": "75.50"}},
            "exchange": {"USD": [{"from": "2023-01-01", "rate": "7.1235"},
                                 {"from": "2024-03-01", "rate": "7"}]},
            "points": {"currencies": {"miles": currency(random, "spend"),
                                      "status": currency(random, "qualify")},
                       "earn": earn(random), "tiers": {"club": ladder(random)}}}
    pack["satisfaction"] = {"instruments": {"recommend": {"kind": "nps", "text": "?"}}}
    if chance(random, 0.3):
        pack["points"]["defaults"] = {"round": {"mode": random.choice(MODES)}}
    if chance(random, 0.25):
        pack["churn"] = churn(random)
    if chance(random, 0.2):
        pack.setdefault("churn", {})["stages"] = STAGES
    if chance(random, 0.2):
        pack.update(places(random))
    if chance(random, 0.4):
        pack["care"] = {"actions": {name: action(random, name) for name in random.sample(
            sorted(ACTIONS), 3)}, "consents": {"news": {}},
            "purposes": {"news": {"consent": "news"}}}
        pack["roles"] = {"lead": {"title": "lead"}, "head": {"title": "head"}}
    limits(random, pack["points"])
    if chance(random, 0.3):
        computed(random, pack)
    carry_over(random, pack)
    if chance(random, 0.4):
        pack["points"]["rewards"] = rewards(random, pack)
    if budgets:
        pack["shared"] = {"budgets": {"promo": {
            "rules": random.choice([["#promo"], ["base", "stay"], ["stay"]]),
            "points": random.choice([50, 200, 1000]),
            "window": random.choice(["lifetime", "this month", "this quarter"]),
            "overflow": random.choice(["reduce", "reject"])}}}
    return pack


def next_version(random, pack, number, starts):
    """The same program with some of its rules changed."""
    new = deepcopy(pack)
    new["version"], new["effective"] = str(number), {"from": starts}
    if chance(random, 0.3):
        new["constants"]["dear"]["literal"] = "120.00"
    points = new["points"]
    if chance(random, 0.5):
        points["currencies"]["miles"] = {
            **currency(random, "spend"),
            "decimals": points["currencies"]["miles"].get("decimals", 0)}
    if chance(random, 0.5):
        kept = points["earn"]
        fresh = earn(random)
        points["earn"] = {**kept, **{name: rule for name, rule in fresh.items()
                                     if name in kept and "multiply" not in rule}}
    if chance(random, 0.4):
        old = points["tiers"]["club"]
        points["tiers"]["club"] = {**ladder(random), **{
            key: old[key] for key in ("lower_on_correction",) if key in old}}
    if "shared" in new and chance(random, 0.5):
        new["shared"]["budgets"]["promo"]["points"] = random.choice([100, 500])
    carry_over(random, new)
    return new


def program(random, budgets=False):
    packs = [first_version(random, budgets)]
    for number, starts in enumerate(["2024-04-01", "2024-08-15"], 2):
        if chance(random, 0.35):
            packs.append(next_version(random, packs[-1], number, starts))
    return packs
