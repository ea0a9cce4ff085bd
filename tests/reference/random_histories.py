# SPDX-License-Identifier: Apache-2.0
"""Random histories of one customer: bookings and what became of them, spends, late news.

`history` gives events in the order in which they occurred; `deliveries` gives the steps
of a case: events as they become known, some of them late, repeated, or told otherwise.
"""

from datetime import date, datetime, timedelta, timezone

START = date(2024, 1, 5)
DAYS = 300


def chance(random, share):
    return random.random() < share


def money(random, most=30000):
    return f"{random.randint(1, most) / 100:.2f}"


class History:
    def __init__(self, random):
        self.random, self.events, self.made = random, [], 0

    def moment(self, day):
        """A date, or an instant, often near the edges of local days."""
        if chance(self.random, 0.4):
            return day.isoformat()
        hour = self.random.choice([0, 4, 5, 12, 15, 16, 21, 22, 23])
        minute, second = self.random.choice([(0, 0), (59, 59), (30, 1)])
        return f"{day.isoformat()}T{hour:02d}:{minute:02d}:{second:02d}Z"

    def add(self, event_type, day, **attributes):
        self.made += 1
        event = {"id": f"{event_type[:2].upper()}{self.made}", "type": event_type,
                 "occurred_at": self.moment(day), **attributes}
        self.events.append((day, event))
        return event

    def amounts(self, abroad):
        random = self.random
        if abroad or chance(random, 0.5):
            return {"amount": money(random), **({"currency": "USD"} if abroad else {})}
        lines = []
        for number in range(random.randint(1, 3)):
            gross = random.randint(100, 20000)
            lines.append({"id": str(number + 1), "kind": "package",
                          "gross": f"{gross / 100:.2f}",
                          "discount": f"{random.randint(0, gross // 3) / 100:.2f}",
                          "tax": f"{random.randint(0, gross // 4) / 100:.2f}",
                          "points_paid": f"{random.randint(0, gross // 9) / 100:.2f}"})
        return {"lines": lines}

    def booking(self, number):
        """A booking, with changes, payments, an outcome, refunds."""
        random, ref = self.random, f"R{number}"
        day = START + timedelta(days=random.randint(0, DAYS - 60))
        abroad = chance(random, 0.15)
        start = day + timedelta(days=random.randint(1, 40))
        plan = {"start": start.isoformat(),
                "end": (start + timedelta(days=random.randint(0, 9))).isoformat(),
                "nights": random.randint(0, 9), "segments": random.randint(0, 4),
                "distance": random.randint(0, 3000)} if chance(random, 0.8) else {}
        amounts = self.amounts(abroad)
        self.add("booking", day, ref=ref, **amounts, **plan)
        if chance(random, 0.25):
            day += timedelta(days=random.randint(1, 5))
            amounts = self.amounts(abroad)
            self.add("booking_changed", day, ref=ref, **amounts, **plan)
        if chance(random, 0.4) and not abroad:
            self.add(
                "payment",
                day + timedelta(days=1),
                ref=ref,
                amount=money(random, 9000),
                tender=random.choice(["card", "gift_card", "points"]),
            )
        if chance(random, 0.15):
            self.refund(ref, amounts, day + timedelta(days=2))
        over = max(start, day + timedelta(days=3)) + timedelta(days=random.randint(0, 9))
        self.outcome(ref, over)
        if chance(random, 0.4):
            for later in range(random.randint(1, 3)):
                self.refund(ref, amounts, over + timedelta(days=1 + later * 3))

    def outcome(self, ref, day):
        random = self.random
        if chance(random, 0.2):
            self.add("trip_started", day - timedelta(days=1), ref=ref)
        what = random.choice(
            ["trip_completed"] * 7 + ["booking_cancelled", "no_show", None]
        )
        if what:
            self.add(what, day, ref=ref)
        if chance(random, 0.08):
            self.add(random.choice(["booking_cancelled", "trip_completed"]),
                     day + timedelta(days=1), ref=ref)

    def refund(self, ref, amounts, day):
        share = self.random.choice([1, 2, 3, 3, 4])
        paid = amounts.get("amount") or sum(
            float(line["gross"]) - float(line["discount"]) for line in amounts["lines"])
        part = max(1, round(float(paid) * 100) // share)
        self.add("refund", day, ref=ref, amount=f"{part / 100:.2f}",
                 **{key: amounts[key] for key in ("currency",) if key in amounts})

    def other(self):
        random = self.random
        day = START + timedelta(days=random.randint(0, DAYS))
        kind = random.choice([
            *["redemption"] * 3, *["reservation"] * 3, *["points_adjusted"] * 3,
            "survey", "complaint", "contact", "trip_completed", "tier_set", "tier_set",
            "customer", "customer"])
        if kind == "redemption":
            self.refund_of_points(day, self.add(kind, day, **self.wish()))
        elif kind == "reservation":
            self.reservation(day)
        elif kind == "points_adjusted":
            given = random.choice([5, 40, 120, -10, -80])
            expires = {
                "expires": (day + timedelta(days=random.randint(0, 60))).isoformat()
            }
            self.add(kind, day, points=given, points_currency="miles",
                     **(expires if given > 0 and chance(random, 0.5) else {}))
        elif kind == "tier_set":
            until = day + timedelta(days=random.randint(-3, 120))
            self.add(kind, day, tier=random.choice(["member", "silver", "gold"]),
                     reason=random.choice(["match", "match", "apology", "friend"]),
                     **({"until": until.isoformat()} if chance(random, 0.8) else {}))
        elif kind == "customer":
            born = START + timedelta(days=random.randint(-4000, DAYS))
            if chance(random, 0.3):
                born = date(random.choice([1980, 2000, 2020]), 2, 29)
            consents = random.choice([{}, {"consents": ["news"]}, {"consents": []}])
            self.add(kind, day, **{random.choice(["birthday", "birthday", "joined"]):
                                   born.isoformat(), **consents})
        elif kind == "survey":
            self.add(kind, day, instrument="recommend", answers={"recommend": 9})
        elif kind == "complaint":
            event = self.add(kind, day, ref=f"K{self.made}")
            if chance(random, 0.7):
                self.add(
                    "complaint_resolved",
                    day + timedelta(days=random.randint(0, 12)),
                    ref=event["ref"],
                )
        elif kind == "contact":
            self.add(kind, day, purpose=random.choice(["follow_up", "other"]))
        else:
            self.add(kind, day, ref=f"T{self.made}", nights=random.randint(0, 5))


    def wish(self):
        reward = self.random.choice([None, None, "small", "large", "other"])
        points = self.random.choice({"small": [10], "large": [25, 25, 60]}.get(
            reward, [5, 10, 25, 60, 150]))
        price = self.random.choice([None, None, "1.00", "40.00"])
        return {"points": points, **({"reward": reward} if reward else {}),
                **({"price": price} if price else {})}

    def reservation(self, day):
        """Points set aside, and what became of them."""
        random = self.random
        made = self.add("reservation", day, **self.wish())
        later = day + timedelta(days=random.choice([0, 0, 1, 15]))
        what = random.choice(["post", "post", "post", "release", None])
        if what == "post":
            points = random.choice([made["points"]] * 2 + [5, made["points"] + 5])
            posted = self.add("redemption", later, points=points, reservation=made["id"])
            self.refund_of_points(later, posted)
        elif what == "release":
            self.add("reservation_released", later, reservation=made["id"])

    def refund_of_points(self, day, spend):
        for _ in range(self.random.choice([0, 0, 1, 2])):
            day += timedelta(days=self.random.choice([0, 2, 30, 400]))
            points = self.random.choice([None, 3, spend["points"]])
            self.add("redemption_refunded", day, redemption=spend["id"],
                     **({"points": points} if points else {}))


def history(random):
    """Events of one customer, by day."""
    made = History(random)
    for number in range(random.randint(1, 5)):
        made.booking(number)
    for _ in range(random.randint(0, 7)):
        made.other()
    return [event for _, event in sorted(made.events, key=lambda item: item[0])]


def day_of(event):
    return date.fromisoformat(event["occurred_at"][:10])


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def deliveries(random, events, late_share=0.15):
    """Steps: the events as they become known, with time passing between."""
    told = []
    for event in events:
        known = day_of(event)
        if chance(random, late_share):
            known += timedelta(days=random.choice([1, 3, 20, 90, 170]))
            event = {**event, "recorded_at": noon(known)}
        told.append((known, event))
        if chance(random, 0.05):
            told.append((known + timedelta(days=random.randint(0, 30)), event))
        if chance(random, 0.03):
            told.append((known, {**event, "source": "again", "occurred_at": noon(
                day_of(event) + timedelta(days=1))}))
    told.sort(key=lambda item: item[0])
    steps, at = [], 0
    while at < len(told):
        if chance(random, 0.15):
            steps.append({"advance": noon(told[at][0] - timedelta(days=1))})
        count = random.choice([1, 1, 1, 2, 3])
        steps.append({"apply": [event for _, event in told[at:at + count]]})
        at += count
    steps.append({"advance": noon(START + timedelta(days=DAYS + 420))})
    return steps
