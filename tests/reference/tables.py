# SPDX-License-Identifier: Apache-2.0
"""Amounts that a pack computes: by an expression, or in a decision table, whose rows are
looked at one by one."""

from fractions import Fraction

from reference import expression


class Undecided(Exception):
    """No answer, or several."""


def amount(pack, computed, names):
    """A fraction."""
    if "value" in computed:
        found = expression.evaluate(computed["value"], names)
    else:
        found = answer(pack.document["tables"][computed["table"]],
                       computed.get("output"), names)
    if Fraction(found) < 0:
        raise Undecided
    return Fraction(found)


def answer(table, output, names):
    inputs = [expression.value(expression.parsed(column["value"]), names)
              for column in table["inputs"]]
    ids = [column["id"] for column in table["outputs"]]
    at = ids.index(output) if output else 0
    met = [row[len(inputs):] for row in table["rows"] if all(
        passes(cell, value) for cell, value in zip(row, inputs))]
    hit = table.get("hit", "unique")
    if hit == "collect":
        aggregate = table["aggregate"]
        if aggregate == "count":
            return len(met)
    if not met:
        if "default" not in table:
            raise Undecided
        return Fraction(table["default"][at])
    values = [Fraction(row[at]) for row in met]
    if hit == "collect":
        return {"sum": sum, "min": min, "max": max}[aggregate](values)
    if hit == "unique" and len(met) > 1 or hit == "any" and len(set(values)) > 1:
        raise Undecided
    if hit == "priority":
        order = [Fraction(one) for one in table["outputs"][at]["order"]]
        return min(values, key=order.index)
    return values[0]


def passes(cell, value):
    """One of the tests of a cell; an absent input passes only "-"."""
    if cell == "-":
        return True
    if value is None:
        return False
    if isinstance(cell, str) and cell.startswith("not("):
        return not passes(cell[4:-1], value)
    if isinstance(cell, str) and not cell[:1] in "[(":
        return any(passes_one(part.strip(), value) for part in cell.split(","))
    return passes_one(cell, value)


def passes_one(test, value):
    if isinstance(value, (str, expression.Tier)):
        return value == test
    if isinstance(test, bool) or isinstance(value, bool):
        return value == test
    test = str(test)
    if test[:1] in "[(":
        low, high = test[1:-1].split("..")
        return ((Fraction(low) <= value if test[0] == "[" else Fraction(low) < value)
                and (value <= Fraction(high) if test[-1] == "]"
                     else value < Fraction(high)))
    for sign in ("<=", ">=", "<", ">"):
        if test.startswith(sign):
            return expression.OPERATIONS[sign](value, Fraction(test[len(sign):]))
    return value == Fraction(test)
