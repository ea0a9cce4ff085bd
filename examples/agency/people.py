# SPDX-License-Identifier: Apache-2.0
"""The customers of the sample agency: who they are and how they like to travel.

Every draw goes through `Dice`, which uses nothing but `random.Random.random()`: that
sequence is the same in every Python, so the same seed gives the same bytes.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

FIRST_DAY = date(2024, 7, 1)
LAST_DAY = date(2026, 6, 30)


class Dice:
    """A seeded source of draws."""

    def __init__(self, seed):
        self._random = Random(seed).random

    def chance(self, probability):
        return self._random() < probability

    def real(self, low=0.0, high=1.0):
        return low + (high - low) * self._random()

    def whole(self, low, high):
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def bell(self, mean, spread):
        """Nearly normal: twelve uniforms, no function whose last digit may differ."""
        return mean + spread * (sum(self._random() for _ in range(12)) - 6.0)

    def one(self, items):
        return items[int(self._random() * len(items))]

    def weighted(self, pairs):
        """One key of (key, weight) pairs."""
        left = self._random() * sum(weight for _, weight in pairs)
        for key, weight in pairs:
            left -= weight
            if left < 0:
                return key
        return pairs[-1][0]


@dataclass(frozen=True)
class Manner:
    """How a kind of customer travels. `months` weighs January to December."""

    trips_a_year: float
    months: tuple
    nights: tuple
    price: tuple  # Yuan a person and night.
    party: tuple
    lead: tuple  # Days from booking to start.
    gap: int  # Days at home at least.


MANNERS = {
    "family": Manner(1.25, (6, 22, 3, 7, 12, 7, 22, 22, 4, 16, 2, 2), (3, 8), (320, 720),
                     (3, 5), (20, 75), 40),
    "senior": Manner(1.55, (2, 2, 12, 18, 18, 7, 2, 3, 16, 18, 6, 2), (4, 12), (260, 560),
                     (1, 2), (25, 90), 30),
    "young": Manner(1.15, (5, 9, 5, 10, 14, 6, 14, 15, 5, 17, 4, 6), (2, 6), (200, 520),
                    (1, 2), (5, 40), 25),
    "business": Manner(4.2, (6, 4, 11, 11, 9, 10, 7, 6, 11, 7, 12, 8), (1, 4),
                       (480, 1100), (1, 1), (2, 18), 9),
    "foreign": Manner(0.8, (1, 1, 8, 17, 14, 6, 5, 6, 16, 20, 5, 1), (6, 14), (600, 1500),
                      (1, 3), (45, 120), 60),
    "group": Manner(2.4, (3, 2, 10, 18, 14, 6, 3, 3, 15, 16, 8, 4), (2, 5), (280, 620),
                    (10, 38), (25, 80), 30),
}

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰", "丽娟", "志强", "秀英", "建国",
         "晓明", "雪梅", "子涵", "欣怡", "浩然", "梓萱", "宇轩", "诗涵", "国庆", "玉兰", "海燕", "文博")
FOREIGN = {
    "USD": (("Emily", "James", "Olivia", "Noah", "Grace", "Liam", "Ava", "Henry"),
            ("Walker", "O'Brien", "Nguyen", "Garcia", "Johnson", "Smith", "Lee", "Hall")),
    "EUR": (("Chloé", "Jürgen", "Søren", "Giulia", "Anaïs", "Matteo", "Zoë", "Lukas"),
            ("Müller", "Rossi", "García", "Lefèvre", "Novák", "Jensen", "Weiß", "Roux")),
    "JPY": (("健太", "美咲", "翔", "陽子", "大輔", "さくら", "直樹", "恵子"),
            ("佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村")),
}
CITIES = (("西安", 40), ("咸阳", 9), ("宝鸡", 6), ("兰州", 7), ("郑州", 6), ("成都", 7), ("北京", 9),
          ("上海", 8), ("广州", 5), ("Hong Kong", 3))
FOREIGN_CITIES = {"USD": ("New York", "Seattle", "Austin"),
                  "EUR": ("Berlin", "Lyon", "Milano", "København"),
                  "JPY": ("東京", "大阪", "京都")}
COMPANIES = ("Xi'an Aerospace Tools", "Lim, Tan & Partners", "西安交大校友会", "秦岭徒步俱乐部",
             '"Old Town" Choir', "长安一中退休教师", "Qujiang Software, Ltd.", "渭水摄影社",
             "Bell Tower Rotary", "西北电力设计院", "丝路读书会", "Hanfu Society")
PREFERENCES = ("window seat", "vegetarian", "halal", "quiet room", "no shopping stops",
               "slow pace", "hiking", "photography")
CHANNELS = (("store", 32), ("wechat", 30), ("web", 18), ("app", 14), ("referral", 6))


@dataclass
class Customer:
    """A customer and what the simulation needs to know of them."""

    id: str
    manner: str
    kind: str
    name: str
    birthday: date | None
    city: str
    channel: str
    joined: date
    currency: str = "CNY"
    group: str = ""
    birthday_lunar: str = ""
    consents: list = field(default_factory=list)
    preferences: list = field(default_factory=list)
    taste: float = 0.0  # How easily pleased.
    zeal: float = 1.0  # How often they travel, against others like them.
    mood: float = 0.0  # What the trips so far have made of it.


def birthday(dice, manner):
    """About one in eighty is born on a leap day."""
    born = {"senior": (1944, 1964), "young": (1988, 2005)}.get(manner, (1962, 1992))
    year = dice.whole(*born)
    if dice.chance(1 / 80):
        return date(year - year % 4, 2, 29)
    return date(year, 1, 1) + timedelta(days=dice.whole(0, 364))


def join_day(dice):
    """Six in ten were customers before the two years begin."""
    if dice.chance(0.6):
        return date(2021, 1, 4) + timedelta(days=dice.whole(0, 1270))
    return FIRST_DAY + timedelta(days=dice.whole(0, 700))


def individual(dice, number, manner, group=""):
    currency, city = "CNY", dice.weighted(CITIES)
    name = dice.one(SURNAMES) + dice.one(GIVEN)
    if manner == "foreign":
        currency = dice.weighted((("USD", 45), ("EUR", 30), ("JPY", 25)))
        given, family = (dice.one(part) for part in FOREIGN[currency])
        name = f"{family} {given}" if currency == "JPY" else f"{given} {family}"
        city = dice.one(FOREIGN_CITIES[currency])
    born = birthday(dice, manner) if dice.chance(0.93) else None
    lunar = ""
    if manner == "senior" and dice.chance(0.4):
        lunar = f"{dice.whole(1, 12):02}-{dice.whole(1, 30):02}"
    return Customer(
        id=f"C{number:05}", manner=manner, kind="member" if group else "individual",
        name=name, birthday=born, city=city if dice.chance(0.95) else "",
        channel=dice.weighted(CHANNELS), joined=join_day(dice), currency=currency,
        group=group, birthday_lunar=lunar,
        consents=["marketing"] if dice.chance(0.62) else [],
        preferences=[wish for wish in PREFERENCES if dice.chance(0.07)],
        taste=dice.bell(0.0, 0.35), zeal=dice.real(0.4, 1.0) + dice.real(0.0, 0.6) ** 2)


def make_customers(dice, count):
    """`count` customers: individuals, and groups (about 1.2 %) with their members."""
    customers, number = [], 1
    groups = max(1, round(count * 0.012))
    for at in range(groups):
        name = COMPANIES[at % len(COMPANIES)]
        if at >= len(COMPANIES):
            name += f" {at // len(COMPANIES) + 1}"
        group = Customer(f"G{at + 1:03}", "group", "group", name, None, "西安", "store",
                         join_day(dice), zeal=dice.real(0.6, 1.3))
        customers.append(group)
        for _ in range(dice.whole(4, 18)):
            if len(customers) + groups < count:
                manner = dice.weighted((("family", 45), ("young", 30), ("senior", 25)))
                customers.append(individual(dice, number, manner, group.id))
                number += 1
    shares = (("family", 33), ("senior", 20), ("young", 25), ("business", 9),
              ("foreign", 13))
    while len(customers) < count:
        customers.append(individual(dice, number, dice.weighted(shares)))
        number += 1
    return customers
