# SPDX-License-Identifier: Apache-2.0
"""What points are worth in the books: the price allocated to those that are sold with a
trip (M55), and the deferred revenue of a period by cohort (M56)."""

from datetime import date, timedelta
from fractions import Fraction

from reference import calendar
from reference.pack import rounded


class Prices:
    """Part of Fold. sold: (ref, currency, points, effect) of lots that were opened."""

    def allocate_prices(self):
        sold, self.sold = self.sold, []
        for ref in dict.fromkeys(row[0] for row in sold):
            trip = self.state.trips.get(ref)
            mine = [(self.stand_alone(currency, points), effect)
                    for owner, currency, points, effect in sold
                    if owner == ref and self.books(currency)]
            if trip is None or not mine:
                continue
            price = max(0, trip.price() - trip.tax - trip.refunded - trip.allocated)
            total, so_far, given = sum(worth for worth, _ in mine), Fraction(0), 0
            for worth, effect in mine:
                so_far += worth
                up_to = (rounded(price * so_far / (price + total), "half_even")
                         if price else 0)
                effect.setdefault("detail", {})["price"] = money_text(
                    self.pack(), up_to - given)
                given = up_to
            trip.allocated += given

    def books(self, currency):
        return self.pack().currencies.get(currency, {}).get("liability")

    def stand_alone(self, currency, points):
        """Stand-alone selling price in minor units, less what nobody will redeem."""
        books = self.books(currency)
        if not books:
            return None
        return (Fraction(points, self.pack().scale(currency)) * 10**self.pack().digits
                * Fraction(books["point_value"]) * Fraction(books["redeemed"][:-1]) / 100)


def money_text(pack, minor):
    whole, rest = divmod(abs(minor), 10 ** pack.digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{pack.digits}d}" if pack.digits else f"{sign}{whole}"


def report(packs, effects, first, last):
    """Rows of cohorts from the whole journal of some customers."""
    zone = packs[-1].zone
    flows = {}  # (currency, sold, cohort) -> [(day, field, amount)]
    lots, rows = {}, {}

    def book(lot, day, field, amount):
        flows.setdefault(lot["key"], []).append((day, field, amount))

    def move(effect, day, sign):
        parts = effect.get("detail", {}).get("lots", [])
        what, points = effect["what"], effect["points"]
        if what in ("earn", "activate") or what == "adjust" and points > 0:
            opened(effect["id"], effect, day, sign, points,
                   packs[-1].minor(effect.get("detail", {}).get("price", 0)))
            return
        field, way = {"burn": ("redeemed", 1), "post": ("redeemed", 1),
                      "debt_offset": ("redeemed", 1), "burn_reversal": ("redeemed", -1),
                      "reinstate": ("expired", -1), "expire": ("expired", 1),
                      "reversed_expired": ("expired", 1),
                      "clawback": ("taken", 1), "adjust": ("taken", 1)}.get(
                          what, (None, 0))
        if field is None:
            return
        for part in parts:
            if what == "reinstate":  # The child belongs to the cohort of its parent.
                lots.setdefault(effect["id"], {"issued": 0, "price": 0, "taken": 0,
                                               "returned": 0})
                lots[effect["id"]]["key"] = lots[part["lot"]]["key"]
            if part["lot"] == effect["id"]:
                opened(effect["id"], effect, day, sign, part["points"], 0)
                continue
            lot = lots[part["lot"]]
            book(lot, day, field, sign * way * part["points"])
            if field == "taken":
                lot["taken"] += sign * part["points"]
                reprice(lot, day)

    def opened(lot_id, effect, day, sign, points, price):
        start = calendar.local_date(
            calendar.parse_moment(effect["at"], zone), zone)
        cohort = packs[-1].currencies[effect["currency"]]["liability"].get(
            "cohort", "quarter")
        lot = lots.setdefault(lot_id, {"issued": 0, "price": 0, "taken": 0,
                                       "returned": 0})
        lot["key"] = (effect["currency"], price > 0,
                      calendar.period_of(start, cohort)[0])
        lot["issued"] += sign * points
        lot["price"] += sign * price
        book(lot, day, "issued", sign * points)
        book(lot, day, "allocated", sign * price)
        reprice(lot, day)

    def reprice(lot, day):
        due = (rounded(Fraction(lot["price"] * lot["taken"], lot["issued"]), "half_even")
               if lot["issued"] else 0)
        book(lot, day, "returned", due - lot["returned"])
        lot["returned"] = due

    for effect in effects:
        books = packs[-1].currencies.get(effect.get("currency"), {}).get("liability")
        if effect["kind"] != "posting" or effect.get("duplicate") or not books:
            continue
        change = effect.get("change")
        moment = effect["recorded_at" if change else "at"]
        day = calendar.local_date(calendar.parse_moment(moment, zone), zone)
        spent = effect["what"] in ("burn", "post")
        if change == "retracted" or change == "corrected" and not spent:
            move(rows[effect["id"]], day, -1)
        if change != "retracted":
            rows[effect["id"]] = effect
            move(effect, day, 1)

    found = []
    for key in sorted(flows, key=lambda key: (key[0], key[2], not key[1])):
        currency, sold, cohort = key
        at_start = standing(packs, key, flows[key], first - timedelta(days=1))
        at_end = standing(packs, key, flows[key], last)
        row = {"currency": currency, "cohort": cohort.isoformat(),
               "kind": "sold" if sold else "given",
               **{name: at_end[name] - at_start[name]
                  for name in ("issued", "redeemed", "expired", "taken")},
               "outstanding": at_end["outstanding"],
               "opening": at_start["closing"],
               **{name: at_end[name] - at_start[name]
                  for name in ("allocated", "returned", "recognised")},
               "closing": at_end["closing"]}
        found.append(row)
    return found


def standing(packs, key, flows, day):
    """All that a cohort has come to by the end of a day."""
    currency, sold, _ = key
    total = {name: 0 for name in ("issued", "redeemed", "expired", "taken", "allocated",
                                  "returned")}
    for when, field, amount in flows:
        if when <= day:
            total[field] += amount
    pack = [pack for pack in packs if pack.starts <= day][-1:] or packs[:1]
    books = pack[0].currencies[currency]["liability"]
    left = total["issued"] - total["redeemed"] - total["expired"] - total["taken"]
    share = Fraction(books["redeemed"][:-1]) / 100
    expected = max(Fraction(total["redeemed"]), min(
        share * (total["issued"] - total["taken"]), Fraction(total["redeemed"] + left)))
    price = total["allocated"] - total["returned"]
    if sold:
        recognised = price if not expected else rounded(
            price * total["redeemed"] / expected, "half_even")
    else:
        worth = (Fraction(books["point_value"]) * 10**pack[0].digits
                 / pack[0].scale(currency))
        recognised = -rounded((expected - total["redeemed"]) * worth, "half_even")
    return {**total, "outstanding": left, "recognised": recognised,
            "closing": price - recognised}
