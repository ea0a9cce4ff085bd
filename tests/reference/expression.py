# SPDX-License-Identifier: Apache-2.0
"""The part of the rule language that vectors and random packs use.

Text becomes nested tuples, tuples become values. Numbers are int or Fraction, a missing
fact is None, and an operation on None is Unknown: a rule that needs it is undecided.
"""

from fractions import Fraction
from functools import lru_cache
import re

TOKEN = re.compile(r"\s*(?:(\d+\.\d+|\d+)|('(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)"
                   r"|(&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.()\[\],]))")
LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"],
          ["*", "/", "%"]]


class Unknown(Exception):
    """A fact that the expression needs is missing."""


def tokens(text):
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise SyntaxError(text[at:])
        number, string, word, sign = match.groups()
        if number:
            found.append(("value", Fraction(number) if "." in number else int(number)))
        elif string:
            found.append(("value", string[1:-1]))
        else:
            found.append(("word", word) if word else ("sign", sign))
        at = match.end()
    return found


class Parser:
    """Recursive descent; one method a level of binding."""

    def __init__(self, text):
        self.rest = tokens(text)

    def take(self, sign):
        if self.rest and self.rest[0][1] == sign and self.rest[0][0] != "value":
            self.rest.pop(0)
            return True
        return False

    def whole(self):
        tree = self.choice()
        if self.rest:
            raise SyntaxError(str(self.rest))
        return tree

    def choice(self):
        test = self.binary(0)
        if not self.take("?"):
            return test
        first = self.choice()
        self.take(":")
        return ("choice", test, first, self.choice())

    def binary(self, level):
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while True:
            sign = next((sign for sign in LEVELS[level] if self.take(sign)), None)
            if sign is None:
                return left
            left = (sign, left, self.binary(level + 1))

    def unary(self):
        if self.take("!"):
            return ("not", self.unary())
        if self.take("-"):
            return ("-", ("value", 0), self.unary())
        return self.suffixed(self.primary())

    def suffixed(self, tree):
        while True:
            if self.take("."):
                tree = ("field", tree, self.rest.pop(0)[1])
            elif self.take("["):
                tree = ("field", tree, self.rest.pop(0)[1])
                self.take("]")
            else:
                return tree

    def primary(self):
        if self.take("("):
            inner = self.choice()
            self.take(")")
            return inner
        if self.take("["):
            items = []
            while not self.take("]"):
                items.append(self.choice())
                self.take(",")
            return ("list", items)
        kind, what = self.rest.pop(0)
        if kind == "value":
            return ("value", what)
        if what in ("true", "false", "null"):
            return ("value", {"true": True, "false": False, "null": None}[what])
        if what == "has":
            self.take("(")
            inner = self.choice()
            self.take(")")
            return ("has", inner)
        if what == "rank":  # Tiers compare by their place already.
            return self.primary()
        return ("name", what)


def truncated(left, right):
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def remainder(left, right):
    return left - right * truncated(left, right)


OPERATIONS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "+": lambda a, b: a + b, "-": lambda a, b: a - b,
    "*": lambda a, b: a * b, "/": truncated, "%": remainder, "in": lambda a, b: a in b}


class Tier:
    """A level of a ladder: equal to its name, ordered by its place."""

    def __init__(self, name, levels):
        self.name, self.levels = name, levels

    def place(self, other):
        return self.levels.index(other.name if isinstance(other, Tier) else other)

    def __eq__(self, other):
        return self.name == (other.name if isinstance(other, Tier) else other)

    def __hash__(self):
        return hash(self.name)

    def __lt__(self, other):
        return self.place(self) < self.place(other)

    def __le__(self, other):
        return self.place(self) <= self.place(other)

    def __gt__(self, other):
        return self.place(self) > self.place(other)

    def __ge__(self, other):
        return self.place(self) >= self.place(other)


def field(tree, names):
    """The value of a dotted path; None if it is not there."""
    if tree[0] == "name":
        return names.get(tree[1])
    holder = field(tree[1], names) if tree[1][0] in ("name", "field") else value(
        tree[1], names)
    found = holder.get(tree[2]) if isinstance(holder, dict) else None
    return found() if callable(found) else found


def value(tree, names):
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind in ("name", "field"):
        found = field(tree, names)
        return found() if callable(found) else found
    if kind == "list":
        return [value(item, names) for item in tree[1]]
    if kind == "has":
        return field(tree[1], names) is not None
    if kind == "not":
        return not known(value(tree[1], names))
    if kind == "choice":
        return value(tree[2 if known(value(tree[1], names)) else 3], names)
    if kind in ("&&", "||"):
        return connective(kind == "||", tree[1:], names)
    left, right = value(tree[1], names), value(tree[2], names)
    if kind in ("==", "!="):
        return (left == right) == (kind == "==")
    return OPERATIONS[kind](known(left), known(right))


def connective(wins, trees, names):
    """`false &&` and `true ||` win over what is unknown (F17)."""
    unknown = False
    for tree in trees:
        try:
            if known(value(tree, names)) == wins:
                return wins
        except Unknown:
            unknown = True
    if unknown:
        raise Unknown
    return not wins


def known(found):
    if found is None:
        raise Unknown
    return found


@lru_cache(maxsize=None)
def parsed(text):
    return Parser(text).whole()


def evaluate(text, names):
    return known(value(parsed(text), names))


def holds(text, names):
    """A predicate; none holds always."""
    return text is None or evaluate(text, names)
