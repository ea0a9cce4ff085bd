# SPDX-License-Identifier: Apache-2.0
"""The journeys of one customer, as events.

A trip has a quality; the quality sets the answers, the mood of the customer, and so
whether they come again. Three things happen to the whole agency, so that its charts have
something to show: crowds in high season, a bad pick-up contractor in autumn 2025, and
better guides from March 2026.
"""

from datetime import date, timedelta
import json

from people import FIRST_DAY, LAST_DAY, MANNERS

DECIMALS = {"CNY": 2, "USD": 2, "EUR": 2, "JPY": 0}
YUAN = {"CNY": 1.0, "USD": 7.1, "EUR": 7.8, "JPY": 0.048}
TAX = 0.06

PLACES = (("敦煌", 14, 0.25), ("张掖", 9, 0.2), ("喀什", 7, 0.1), ("吐鲁番", 5, -0.1),
          ("成都", 10, 0.1), ("桂林", 8, 0.0), ("三亚", 10, -0.25), ("北京", 8, -0.1),
          ("京都", 6, 0.2), ("Samarkand", 4, 0.3), ("Istanbul", 4, 0.05),
          ("Paris", 3, -0.15))
PRODUCTS = {"group": "包团", "foreign": "Silk Road, small group", "business": "商务机酒",
            "family": "亲子游", "senior": "慢游", "young": "自由行"}
PRAISE = ("导游很专业，行程安排合理", "孩子很喜欢，下次还来", "Great guide, \"best trip in years\"",
          "酒店不错, 接站准时", "值得推荐")
BLAME = ("等车两个小时，没人解释", "被带去购物店，很不满意", "Hotel changed without notice, no refund",
         "导游迟到,\n行程缩水", "报价与实际不符")
TROUBLE = (date(2025, 9, 10), date(2025, 12, 20))
BETTER_GUIDES = date(2026, 3, 1)


def minute(day, hour, minutes=0):
    """Minutes since year 1, local time of Xi'an."""
    return day.toordinal() * 1440 + hour * 60 + minutes


def day_of(at):
    return date.fromordinal(at // 1440)


def money(minor, currency):
    decimals = DECIMALS[currency]
    if decimals == 0:
        return str(minor)
    return f"{minor // 100}.{minor % 100:02}"


def clamp(value, low, high):
    return max(low, min(high, value))


class Journeys:
    """Makes the events of one customer, in the order in which they happen."""

    def __init__(self, dice, customer, everyone):
        self.dice, self.customer, self.everyone = dice, customer, everyone
        self.manner = MANNERS[customer.manner]
        self.events = []
        self.trips = 0
        self.credits = []  # (minute, points): what a program of one point a yuan owes.
        self.gone = False

    def add(self, at, event_type, event_id, /, **attributes):
        given = {key: value for key, value in attributes.items() if value is not None}
        self.events.append({"id": event_id, "type": event_type,
                            "customer": self.customer.id, "at": at, **given})

    def add_money(self, at, event_type, event_id, ref, amount, /, **attributes):
        self.add(at, event_type, event_id, ref=ref, currency=self.currency,
                 amount=money(amount, self.currency), source="booking", **attributes)

    def run(self):
        dice, customer = self.dice, self.customer
        free_from = max(FIRST_DAY, customer.joined)
        month = date(free_from.year, free_from.month, 1)
        while month <= LAST_DAY + timedelta(days=92) and not self.gone:
            rate = self.manner.trips_a_year * customer.zeal * clamp(
                1.0 + 0.6 * customer.mood, 0.2, 1.5)
            weight = self.manner.months[month.month - 1] / sum(self.manner.months)
            start = month + timedelta(days=dice.whole(0, 27))
            if dice.chance(min(0.9, rate * weight)) and start > free_from:
                free_from = self.trip(start, free_from) + timedelta(days=self.manner.gap)
            month = (month + timedelta(days=31)).replace(day=1)
        self.between()
        return self.events

    # ---- one trip ---------------------------------------------------------------------

    def trip(self, start, free_from):
        """All events of a trip; returns the day it is over."""
        dice, customer, manner = self.dice, self.customer, self.manner
        self.trips += 1
        ref = f"{customer.id}-{self.trips:02}"
        nights = dice.whole(*manner.nights)
        end = start + timedelta(days=nights)
        lead = min(dice.whole(*manner.lead), dice.whole(1, (start - free_from).days))
        booked = start - timedelta(days=lead)
        at = minute(booked, dice.whole(9, 19), dice.whole(0, 59))
        place, _, charm = PLACES[dice.weighted(
            tuple((i, place[1]) for i, place in enumerate(PLACES)))]
        party = dice.whole(*manner.party)
        discount = 0.95 if customer.group and dice.chance(0.6) else 1.0
        yuan = dice.real(*manner.price) * nights * party * discount
        amount = int(yuan / YUAN[customer.currency] * 10 ** DECIMALS[customer.currency])
        channel = dice.one(("store", "web", "app"))
        if dice.chance(0.7):
            channel = customer.channel

        asked = at - dice.whole(1, 12) * 1440
        if asked > minute(free_from, 8) and dice.chance(0.25):
            self.add(asked, "inquiry", ref + "-ask", channel=channel, destination=place,
                     source="crm")
        lines = self.lines(amount, nights) if dice.chance(0.35) else None
        self.add(at, "booking", ref + "-book", ref=ref, currency=customer.currency,
                 amount=money(amount, customer.currency), destination=place,
                 product=PRODUCTS[customer.manner], channel=channel, start=start, end=end,
                 party_size=party, nights=nights, lines=lines, source="booking")
        if dice.chance(0.6):
            self.add(at + dice.whole(60, 3200), "contact", ref + "-confirm", ref=ref,
                     direction="outbound", channel=dice.one(("phone", "wechat")),
                     purpose="confirmation", outcome="reached", source="crm")
        if dice.chance(0.11):
            return self.cancelled(ref, at, start, amount)
        amount = self.paid(ref, at, start, amount, lines)
        if dice.chance(0.008):
            self.add(minute(start, 12), "no_show", ref + "-none", ref=ref, source="field")
            return end
        quality = self.quality(charm, start)
        self.travelled(ref, start, end, nights, quality, amount)
        return end

    def lines(self, amount, nights):
        """The tour and a hotel, whole, taxed; their sum is the amount."""
        hotel = amount * 2 // 5
        parts = []
        for number, kind, part in (("1", "tour", amount - hotel), ("2", "hotel", hotel)):
            off = part // 20 if self.dice.chance(0.2) else 0
            line = {"id": number, "kind": kind, "gross": money(part + off, self.currency)}
            if off:
                line["discount"] = money(off, self.currency)
            line["tax"] = money(int(part * TAX), self.currency)
            parts.append(line)
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @property
    def currency(self):
        return self.customer.currency

    def cancelled(self, ref, at, start, amount):
        """Cancelled before the start, the deposit mostly given back."""
        dice = self.dice
        deposit = amount * 3 // 10
        self.add_money(at + dice.whole(2, 50), "payment", ref + "-pay1", ref, deposit,
                       tender="card")
        room = max(1, minute(start, 8) - at - 120)
        off = at + 60 + dice.whole(0, room)
        self.add(off, "booking_cancelled", ref + "-cancel", ref=ref, source="booking",
                 reason=dice.one(("plans", "illness", "price", "visa", "weather")))
        if dice.chance(0.85):
            back = deposit * dice.whole(5, 10) // 10
            self.add_money(off + dice.whole(30, 4000), "refund", ref + "-back", ref, back,
                           reason="cancelled")
        return day_of(off)

    def paid(self, ref, at, start, amount, lines):
        """Deposit and rest, or all at once; now and then the booking changes between."""
        dice = self.dice
        latest = minute(start, 7)
        tender = dice.weighted((("card", 46), ("wechat_pay", 40), ("cash", 8),
                                ("gift_card", 6)))
        deposit = latest - at > 15 * 1440 and dice.chance(0.5)
        first = amount * 3 // 10 if deposit else amount
        self.add_money(at + dice.whole(1, 45), "payment", ref + "-pay1", ref, first,
                       tender=tender)
        if first < amount:
            changed = at + dice.whole(1440, 8 * 1440)
            if dice.chance(0.2) and lines is None:
                amount = amount * dice.whole(80, 125) // 100
                self.add_money(changed, "booking_changed", ref + "-change", ref, amount,
                               start=start)
            self.add_money(max(changed + 10, latest - 6 * 1440), "payment", ref + "-pay2",
                           ref, amount - first, tender="card")
        return amount

    def quality(self, charm, start):
        """What the trip was really like, about 1 to 5, by touchpoint."""
        dice = self.dice
        crowds = -0.35 if start.month in (2, 5, 7, 8, 10) else 0.05
        whole = 4.05 + charm + crowds + self.customer.taste + dice.bell(0.0, 0.5)
        pickup = -1.3 if TROUBLE[0] <= start <= TROUBLE[1] and dice.chance(0.7) else 0.0
        guide = 0.35 if start >= BETTER_GUIDES else 0.0
        return {"whole": whole + 0.35 * pickup + 0.5 * guide, "pickup": whole + pickup,
                "guide": whole + guide}

    def travelled(self, ref, start, end, nights, quality, amount):
        dice, customer = self.dice, self.customer
        whole = quality["whole"]
        done = minute(end, dice.whole(15, 21), dice.whole(0, 59))
        if customer.manner != "business":
            self.add(minute(start, dice.whole(7, 10)), "trip_started", ref + "-start",
                     ref=ref, source="field")
        if nights >= 4 and dice.chance(0.25):
            self.survey(minute(start + timedelta(days=2), 20), ref, "mid_trip", {
                "mid_trip": self.answer(whole)})
        self.add(done, "trip_completed", ref + "-done", ref=ref, nights=nights,
                 segments=2, distance=dice.whole(300, 4200), source="field")
        self.afterwards(ref, done, quality, amount)
        points = int(amount / 10 ** DECIMALS[self.currency] * YUAN[self.currency] * 0.93)
        self.credits.append((done, points))
        if dice.chance(0.16):
            self.redeem(ref, done + dice.whole(2, 60) * 1440)
        # The mood follows the trips, and a bad one may be the last.
        customer.mood = 0.5 * customer.mood + 0.5 * (whole - 4.0)
        self.gone = dice.chance(0.3 if whole < 3.0 else 0.1 if whole < 3.6 else 0.04)
        if self.gone and dice.chance(0.12):
            self.add(done + dice.whole(30, 120) * 1440, "left", customer.id + "-left",
                     reason=dice.weighted((("service", 60), ("competitor", 15),
                                           ("price", 15), ("moved", 10))), source="crm")

    # ---- after a trip -----------------------------------------------------------------

    def answer(self, quality, best=5):
        low, spread = (1, 0.7) if best == 5 else (0, 1.3)
        return clamp(int(self.dice.bell(quality, spread) + 0.5), low, best)

    def survey(self, at, ref, instrument, answers):
        self.add(at, "survey", f"{ref}-{instrument}", ref=ref, instrument=instrument,
                 answers=answers, source="survey")

    def afterwards(self, ref, done, quality, amount):
        dice, whole = self.dice, quality["whole"]
        follow_up = 0.5 if TROUBLE[0] <= day_of(done) <= TROUBLE[1] else 0.8
        if dice.chance(follow_up):
            late = 1440 * (dice.whole(8, 15) if dice.chance(0.1) else dice.whole(1, 6))
            self.add(done + late, "contact", ref + "-call", ref=ref, direction="outbound",
                     channel=dice.one(("phone", "wechat")), purpose="follow_up",
                     outcome="reached" if dice.chance(0.8) else "no_answer", source="crm")
        if dice.chance(0.42):
            items = {"quote": self.answer(whole + 0.1),
                     "pickup": self.answer(quality["pickup"]),
                     "guide": self.answer(quality["guide"]),
                     "forced": 6 - self.answer(whole + 0.3),
                     "answer": self.answer(whole - 0.1)}
            if dice.chance(0.04):
                items["pickup"] = 9  # Not applicable: they came by themselves.
            kept = {item: score for item, score in items.items() if dice.chance(0.9)}
            if kept:
                self.survey(done + dice.whole(600, 9000), ref, "post_trip", kept)
        if dice.chance(0.3):
            self.survey(done + dice.whole(600, 12000), ref, "recommend",
                        {"recommend": self.answer(3.0 * (whole - 4.0) + 8.4, best=10)})
        if dice.chance(0.07):
            rating = self.answer(whole)
            self.add(done + dice.whole(1440, 30000), "review", ref + "-review", ref=ref,
                     rating=rating, scale=5, channel=dice.one(("ota", "wechat")),
                     sentiment=f"{clamp(dice.bell((rating - 3) / 2.2, 0.15), -1, 1):.2f}",
                     text=dice.one(PRAISE if rating >= 4 else BLAME), source="ota")
        if dice.chance(0.22 if whole < 3.2 else 0.08 if whole < 3.7 else 0.012):
            self.complaint(ref, done, amount)
        elif dice.chance(0.025):
            self.refunds(ref, done + dice.whole(1440, 20 * 1440), amount, "service cut")
        if whole > 4.3 and dice.chance(0.05):
            self.refer(ref, done + dice.whole(1440, 40000))

    def complaint(self, ref, done, amount):
        dice = self.dice
        at = done + dice.whole(60, 6 * 1440)
        severity = dice.weighted((("low", 40), ("medium", 40), ("high", 20)))
        self.add(at, "complaint", ref + "-case", ref=ref, source="crm", severity=severity,
                 kind=dice.weighted((("service_failure", 50), ("product_problem", 25),
                                     ("miscommunication", 17), ("force_majeure", 8))))
        if dice.chance(0.35):
            self.add(at + 1500, "complaint_updated", ref + "-case-a", ref=ref,
                     owner="service_lead", severity=severity, source="crm")
        if not dice.chance(0.82):
            return
        solved = at + dice.whole(2, 34) * 1440
        share = dice.one((0, 0, 5, 10))
        paid = money(amount * share // 100, self.currency) if share else None
        self.add(solved, "complaint_resolved", ref + "-case-z", ref=ref, source="crm",
                 outcome=dice.one(("apology", "compensated", "explained")),
                 currency=self.currency if share else None, compensation=paid)
        self.customer.mood += 0.3
        if share:
            self.refunds(ref, solved + 90, amount, "complaint")
        elif dice.chance(0.3):
            self.add(solved + 30, "points_adjusted", ref + "-gift", points=500,
                     reason="apology", source="crm")
            self.credits.append((solved + 30, 500))

    def refunds(self, ref, at, amount, reason):
        """Part of the money back, sometimes in two steps, rarely all of it."""
        dice = self.dice
        share = 100 if dice.chance(0.06) else dice.whole(4, 30)
        whole = amount * share // 100
        parts = [whole]
        if dice.chance(0.25):
            parts = [whole * 2 // 3, whole - whole * 2 // 3]
        for number, part in enumerate(parts, 1):
            self.add_money(at + number * 2000, "refund", f"{ref}-back{number}", ref, part,
                           reason=reason)
        yuan = whole / 10 ** DECIMALS[self.currency] * YUAN[self.currency]
        self.credits.append((at, -int(yuan) - 1))

    def redeem(self, ref, at):
        """Mostly what the member has; one in twenty asks for more and is refused."""
        dice = self.dice
        has = sum(points for when, points in self.credits if when <= at)
        points = int(has * dice.real(0.3, 0.9)) // 100 * 100
        if dice.chance(0.05):
            points = (max(has, 0) + dice.whole(800, 6000)) // 100 * 100
        elif points < 500:
            return
        else:
            self.credits.append((at, -points))
        self.add(at, "redemption", ref + "-spend", points=points, source="app",
                 reward=dice.one(("hotel night", "transfer", "museum pass", "umbrella")))

    def refer(self, ref, at):
        later = [c.id for c in self.everyone if c.joined >= day_of(at)]
        if later:
            self.add(at, "referral", ref + "-refer", referred=self.dice.one(later[:40]),
                     source="crm")

    # ---- besides trips ----------------------------------------------------------------

    def between(self):
        """Calls, questions that lead nowhere, a campaign, the bills of groups."""
        dice, customer = self.dice, self.customer
        first = max(FIRST_DAY, customer.joined)
        span = max(1, (LAST_DAY - first).days)

        def some_time():
            return minute(first + timedelta(days=dice.whole(0, span)), dice.whole(9, 20))

        for number in range(dice.whole(0, 2) if dice.chance(0.45) else 0):
            self.add(some_time(), "inquiry", f"{customer.id}-ask{number}", source="web",
                     channel=dice.one(("web", "wechat")), destination=dice.one(PLACES)[0])
        for number in range(dice.whole(1, 2) if dice.chance(0.3) else 0):
            self.add(some_time(), "contact", f"{customer.id}-call{number}", source="crm",
                     direction="inbound", channel="phone", outcome="reached",
                     purpose=dice.one(("question", "change", "invoice")))
        if customer.consents and dice.chance(0.2) and customer.joined < date(2026, 3, 1):
            at = minute(date(2026, 3, 10), 10) + dice.whole(0, 600)
            variant = dice.one(("coupon", "call", "holdout"))
            self.add(at, "campaign_exposed", customer.id + "-spring", source="crm",
                     campaign="spring_2026", variant=variant)
            if variant != "holdout" and dice.chance(0.12):
                self.add(at + dice.whole(60, 20000), "campaign_responded",
                         customer.id + "-spring-yes", campaign="spring_2026",
                         variant=variant, source="crm")
        if customer.kind == "group":
            self.bills()

    def bills(self):
        dice = self.dice
        done = [event for event in self.events if event["type"] == "trip_completed"]
        for event in done:
            amount = money(dice.whole(300000, 4000000), "CNY")
            due = event["at"] + 30 * 1440
            self.add(due, "payment_due", event["ref"] + "-due", ref=event["ref"],
                     amount=amount, currency="CNY", days=30, source="finance")
            if dice.chance(0.2):
                days = dice.whole(5, 45)
                self.add(due + days * 1440, "payment_overdue", event["ref"] + "-over",
                         ref=event["ref"], amount=amount, currency="CNY", days=days,
                         source="finance")
