# SPDX-License-Identifier: Apache-2.0
"""What an event is worth: bases, rates, multipliers, rounded as the pack says (M7-M10).

Pure functions over a pack and a trip. Which rules fire is the fold's business.
"""

from fractions import Fraction

from reference import limits
from reference.pack import rounded


def money_basis(basis, trip, payment):
    """Minor units that count, exact (M7); of a payment, its own money."""
    excluded = basis.get("exclude_tenders", [])
    if payment is not None:
        return Fraction(0 if payment["tender"] in excluded else payment["minor"])
    if trip is None:
        return Fraction(0)
    price = trip.gross - trip.discount
    counted = trip.gross if basis.get("discount") == "before" else price
    if basis.get("tax") != "with":
        counted -= trip.tax
    unpaid = sum(minor for tender, minor in trip.payments if tender in excluded)
    if "points" in excluded:
        unpaid += trip.points_paid
    if price <= 0:
        return Fraction(0)
    return Fraction(counted) * min(max(price - unpaid, 0), price) / price


def counts_money(pack, rule):
    if "multiply" in rule:
        return any(counts_money(pack, pack.rule(other))
                   for other in pack.selected(rule["of"]))
    return "rate" in rule and unit_of(rule["rate"]) is None


def unit_of(rate):
    """What of a trip is counted; None: its money."""
    return next((field for word, field in (("night", "nights"), ("segment", "segments"),
                                           ("km", "distance")) if word in rate["per"]),
                None)


def rate_points(pack, rule, trip, payment, amount):
    rate, currency = rule["rate"], rule["currency"]
    points = (pack.points(rate["points"], currency) if amount is None
              else amount * pack.scale(currency))
    unit = unit_of(rate)
    if unit is not None:
        basis = Fraction(getattr(trip, unit) if trip else 0)
        per = int(rate["per"].split()[0])
    else:
        basis = money_basis(pack.basis_of(rule), trip, payment)
        per = pack.minor(rate["per"].split()[0])
    if rate.get("full_blocks"):
        return rounded(rounded(basis / per, "floor") * points, pack.mode_of(rule))
    return rounded(basis * points / per, pack.mode_of(rule))


def price(pack, fired, trip, payment, amounts):
    """rule id -> points wanted, for the rules that fired, in their order; and the rules
    of a group that lets one grant, where two did. `amounts`: rule id -> what its points,
    rate or multiplier were computed to."""
    wanted = {}
    own = [rule_id for rule_id in fired if "multiply" not in pack.rule(rule_id)]
    multipliers = [rule_id for rule_id in fired if rule_id not in own]
    for rule_id in own:
        rule = pack.rule(rule_id)
        amount = amounts.get(rule_id)
        if "points" in rule:
            wanted[rule_id] = (
                pack.points(rule["points"], rule["currency"]) if amount is None else
                rounded(amount * pack.scale(rule["currency"]), pack.mode_of(rule)))
        else:
            wanted[rule_id] = max(0, rate_points(pack, rule, trip, payment, amount))
    clash = limits.choose(pack, wanted, own)
    for rule_id in multipliers:
        wanted[rule_id] = max(0, multiplied(pack, rule_id, wanted, amounts))
    return wanted, clash + limits.choose(pack, wanted, multipliers)


def multiplied(pack, rule_id, wanted, amounts):
    """The difference of two rounded totals (M10): over the multipliers of the same rules
    that came before, and with this one."""
    rule = pack.rule(rule_id)
    of = pack.selected(rule["of"])
    base = sum(wanted[other] for other in of if other in wanted)
    mode = mode_of_group(pack, rule)
    earlier = [other for other in wanted if "multiply" in pack.rule(other)
               and pack.selected(pack.rule(other)["of"]) == of
               and together(pack, rule, pack.rule(other))]

    def total(rules):
        factor = Fraction(1)
        for other in rules:
            more = amounts.get(other)
            more = Fraction(pack.rule(other)["multiply"]) if more is None else more
            factor = factor * more if mode == "compound" else factor + more - 1
        return rounded(base * factor, pack.mode_of(pack.rule(rules[-1])))
    before = max(total(earlier), base) if earlier else base
    return total([*earlier, rule_id]) - before


def mode_of_group(pack, rule):
    return pack.groups[rule["group"]].get("mode", "sum") if "group" in rule else "sum"


def together(pack, rule, other):
    """Whether two multipliers of the same rules run on one total."""
    mode = mode_of_group(pack, rule)
    if mode == "compound":
        return other.get("group") == rule["group"]
    return mode == "sum" and mode_of_group(pack, other) == "sum"


def to_revoke(points, refunded, whole, mode):
    """Of what was granted, how much is taken back after refunds so far (M22)."""
    if refunded >= whole:
        return points
    return min(points, rounded(Fraction(points) * refunded / whole, mode))
