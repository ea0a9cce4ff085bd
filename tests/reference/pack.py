# SPDX-License-Identifier: Apache-2.0
"""A pack of the reference model: the JSON document, with its literals read.

Money is a whole number of minor units of the program's currency, points are whole at the
currency's scale, rates are fractions. Only what docs/rule-pack.md calls built is known.
"""

from datetime import date
from fractions import Fraction
import math

from reference import calendar

NO_MINOR, THREE_MINOR = {"JPY", "KRW", "VND", "ISK"}, {"KWD", "BHD", "OMR", "JOD", "TND"}
WAITING = {"booking", "booking_changed", "payment"}  # Held where no hold is written.
HELD = {"until": ["trip_completed"], "void_on": ["booking_cancelled", "no_show"]}


def minor_digits(currency):
    return 0 if currency in NO_MINOR else 3 if currency in THREE_MINOR else 2


def rounded(number, mode):
    """A fraction as a whole number, by one of the five modes."""
    low = math.floor(number)
    rest = number - low
    if mode == "floor":
        return low
    if mode == "ceil":
        return math.ceil(number)
    if mode == "truncate":
        return math.trunc(number)
    up = rest > Fraction(1, 2) or rest == Fraction(1, 2) and (
        low % 2 == 1 if mode == "half_even" else number >= 0)
    return low + 1 if up else low


def events_of(on):
    return [on] if isinstance(on, str) else on


class Pack:
    """One version of a program."""

    def __init__(self, document):
        self.document = document
        self.version = document["version"]
        self.zone = document["timezone"]
        self.currency = document["currency"]
        self.digits = minor_digits(self.currency)
        self.starts = date.fromisoformat(document["effective"]["from"])
        late = document.get("history", {}).get("late", "180 days")
        self.late_days = calendar.statistic_days(calendar.parse_duration(late))
        self.metrics = document.get("metrics", {})
        self.constants = {
            name: constant(one["type"], one["literal"])
            for name, one in document.get("constants", {}).items()}
        points = document.get("points", {})
        self.currencies = points.get("currencies", {})
        self.defaults = points.get("defaults", {})
        self.groups = points.get("groups", {})
        self.caps = points.get("caps", {})
        self.rewards = points.get("rewards", {})
        self.ladders = points.get("tiers", {})
        self.earn = self.in_order(points.get("earn", {}))
        self.budgets = document.get("shared", {}).get("budgets", {})
        self.signals = document.get("churn", {}).get("signals", {})
        self.actions = document.get("care", {}).get("actions", {})

    def placings(self, section):
        """Name -> rules; the stages of churn under the name "stages"."""
        if section != "churn":
            return self.document.get(section, {})
        stages = self.document.get("churn", {}).get("stages")
        return {"stages": {"stages": stages}} if stages else {}

    def places(self):
        return any(self.placings(section) for section in (
            "grades", "quadrants", "segments", "lifecycles", "churn"))

    # ---- money ----
    def minor(self, text, currency=None):
        """Minor units of a currency, the program's by default."""
        digits = self.digits if currency is None else minor_digits(currency)
        units = Fraction(str(text)) * 10**digits
        assert units.denominator == 1, text
        return int(units)

    def rate_on(self, currency, day):
        """Program money for one unit on a day; None is unknown."""
        if currency in (None, self.currency):
            return Fraction(1)
        known = [rate for rate in self.document.get("exchange", {}).get(currency, [])
                 if date.fromisoformat(rate["from"]) <= day]
        return Fraction(known[-1]["rate"]) if known else None

    def converted(self, text, currency, rate):
        """Minor units of the program's currency, half-even (M54)."""
        if currency in (None, self.currency):
            return self.minor(text)
        return rounded(Fraction(str(text)) * rate * 10**self.digits, "half_even")

    # ---- earn rules ----
    @staticmethod
    def in_order(rules):
        """(id, rule) as they run: effects of their own by id, then multipliers by
        priority and id."""
        own = sorted(item for item in rules.items() if "multiply" not in item[1])
        multipliers = [item for item in rules.items() if "multiply" in item[1]]
        multipliers.sort(key=lambda item: (-item[1].get("priority", 0), item[0]))
        return own + multipliers

    def rule(self, rule_id):
        return dict(self.earn)[rule_id]

    def selected(self, selection):
        """Ids of the rules that a selection of a multiplier names."""
        found = []
        for rule_id, rule in self.earn:
            tags = {"#" + tag for tag in rule.get("tags", [])} | {"*"}
            if rule_id in selection or "multiply" not in rule and tags & set(selection):
                found.append(rule_id)
        return found

    def named(self, selection):
        """Ids of the rules that a limit names, multipliers too."""
        return [rule_id for rule_id, rule in self.earn
                if ({rule_id, "*"} | {"#" + tag for tag in rule.get("tags", [])})
                & set(selection)]

    def budget_of(self, rule_id, day):
        """The id of the budget that a rule draws on; None: it has none."""
        for budget_id, budget in sorted(self.budgets.items()):
            if in_period(budget.get("effective"), day) and rule_id in self.named(
                    budget["rules"]):
                return budget_id
        return None

    def events_of_rule(self, rule):
        if "on" in rule:
            return events_of(rule["on"])
        return [event for other in self.selected(rule["of"])
                for event in events_of(self.rule(other)["on"])]

    def currency_of(self, rule):
        while "multiply" in rule:
            rule = self.rule(self.selected(rule["of"])[0])
        return rule["currency"]

    def scale(self, currency):
        return 10 ** self.currencies[currency].get("decimals", 0)

    def points(self, text, currency):
        return int(Fraction(str(text)) * self.scale(currency))

    def mode_of(self, rule):
        own = rule.get("round", self.defaults.get("round", {})).get("mode")
        currency = self.currencies[self.currency_of(rule)]
        return own or currency.get("round", {}).get("mode", "floor")

    def hold_of(self, rule):
        """None: active at once; else what it waits for and what voids it."""
        while "multiply" in rule:
            rule = self.rule(self.selected(rule["of"])[0])
        hold = rule.get("hold", self.defaults.get("hold"))
        if hold == "none":
            return None
        if hold is None:
            return HELD if set(events_of(rule["on"])) & WAITING else None
        until = hold.get("until", [] if "delay" in hold else HELD["until"])
        return {"until": events_of(until), "delay": hold.get("delay"),
                "void_on": events_of(hold.get("void_on", HELD["void_on"]))}

    def basis_of(self, rule):
        return rule.get("basis", self.defaults.get("basis", {}))

    def expiry_of(self, currency):
        return self.currencies[currency].get("expiry", {"kind": "none"})

    def expiry_day(self, currency, activated, earned, joined, active):
        """The last usable day of points; None: they never end. `joined`: of the customer;
        `active`: the last activity, where there was one."""
        expiry = self.expiry_of(currency)
        if expiry["kind"] == "none":
            return None
        if expiry["kind"] == "fixed":
            least = calendar.add_duration(
                activated, calendar.parse_duration(expiry.get("at_least", "0 days")))
            return min(day for year in range(least.year, least.year + 2)
                       for day in (calendar.in_year(year, text)
                                   for text in expiry["dates"]) if day >= least)
        if expiry["kind"] == "anniversary":
            year = next(year for year in range(1, 10_000)
                        if calendar.add_months(joined, 12 * year) > activated)
            return calendar.add_months(joined, 12 * (year + expiry["years"] - 1))
        if expiry["kind"] == "idle":
            # The balance of who was idle too long begins anew.
            day = self.idle_day(currency, active) if active else None
            return day if day and day >= activated else self.idle_day(currency, activated)
        start = earned if expiry.get("from") == "earn" else activated
        day = calendar.add_duration(start, calendar.parse_duration(expiry["after"]))
        if "to_end_of" in expiry:
            day = calendar.period_of(day, expiry["to_end_of"])[1]
        return day

    def idle_day(self, currency, active):
        """Through which day a balance lives after an activity (M34)."""
        expiry = self.expiry_of(currency)
        day = calendar.add_duration(active, calendar.parse_duration(expiry["after"]))
        if "to_end_of" in expiry:
            day = calendar.period_of(day, expiry["to_end_of"])[1]
        return day

    def debt_limit(self, currency):
        negative = self.currencies[currency].get("negative", {})
        if negative.get("policy") != "allow":
            return 0
        return self.points(negative["limit"], currency)

    def spendable(self):
        return [name for name, currency in self.currencies.items()
                if currency.get("use", "spend") in ("spend", "both")]

    # ---- tiers ----
    def threshold(self, metric, text):
        """Money is compared in minor units, all else as it stands."""
        if isinstance(text, str):
            return self.minor(text)
        return text


def constant(kind, literal):
    if kind == "date":
        return date.fromisoformat(literal)
    return Fraction(literal) if kind[:5] in ("money", "decim") else literal


def in_period(period, day):
    if period is None:
        return True
    return (date.fromisoformat(period.get("from", "0001-01-01")) <= day
            <= date.fromisoformat(period.get("to", "9999-12-31")))


def budget_window(budget, day):
    """The first day of the window that a day falls into; None for a lifetime."""
    window = budget.get("window", "lifetime")
    return None if window == "lifetime" else calendar.period_of(day, window[5:])[0]
