# SPDX-License-Identifier: Apache-2.0
"""Customer records: cleaning what people typed, and finding the records of one person.

    >>> from patron import identity
    >>> identity.phone("138 0013 8000")
    '+8613800138000'
    >>> identity.name("WEI, Zhang")
    'wei zhang'
    >>> pairs = identity.match({"name": ["Zhang Wei", "WEI Zhang"],
    ...                         "phone": ["13800138000", "+86 138 0013 8000"]})

docs/identity.md has the formulas and their sources.
"""

import datetime as dt
import json

from . import _core
from ._columns import column, names_of
from ._errors import TableError
from ._table import Table

__all__ = ["email", "groups", "learn", "match", "name", "phone", "phone_kind", "quality",
           "similarity", "text"]


def phone(text, region="CN"):
    """E.164: "+8613800138000". `region` (CN, HK, MO, TW, or a calling code "+81") is
    where a number without a country code is from. ArgumentError if it is none."""
    return _core.identity_phone(text, region)[0]


def phone_kind(text, region="CN"):
    """mobile, fixed, other (a country whose numbering plan is not known here) or unknown
    (no such number is given out)."""
    return _core.identity_phone(text, region)[1]


def email(text):
    """Width and case folded. ArgumentError if it is no address."""
    return _core.identity_normalise("email", text, "CN")


def name(text):
    """Width and case folded; the parts of an alphabetic name in the order of the
    alphabet, Chinese characters closed up."""
    return _core.identity_normalise("name", text, "CN")


def text(text):
    """Width and case folded, blanks single."""
    return _core.identity_normalise("text", text, "CN")


def similarity(a, b):
    """Jaro-Winkler similarity by code point, 0 to 1."""
    return _core.identity_similarity(a, b)


def match(customers, *, threshold=0.9, prior=None, region="CN", fields=None, blocks=None,
          largest_block=100, learned=None):
    """Pairs of records with the probability that they are one person, and the evidence:
    a table a, b (row numbers), weight, probability, evidence, most likely first.

    customers      a table with some of name, surname, given_name, phone, email, birthday,
                   document; others by `fields`
    threshold      pairs of at least this probability
    prior          chance that two records that share a block are one person (0.0001)
    fields         {column: {"kind": name, phone, email, date or text, "m", "u"}}
    blocks         lists of columns that both must share; "name:1" is its first character
    largest_block  in larger ones each record is compared with as many neighbours
    learned        what `learn` found: chances, prior and blocks"""
    options = dict(learned or {}, threshold=threshold, region=region,
                   largest_block=largest_block)
    for key, value in (("prior", prior), ("fields", fields), ("blocks", blocks)):
        if value is not None:
            options[key] = value
    return Table._of(_core.identity_match(_texts(customers), json.dumps(options)))


def learn(customers, *, region="CN", fields=None, blocks=None, largest_block=100):
    """Chances of each level and the prior, learned from the records themselves by EM: for
    `match(..., learned=...)`. ModelError if no two records share a block."""
    options = {"region": region, "largest_block": largest_block}
    for key, value in (("fields", fields), ("blocks", blocks)):
        if value is not None:
            options[key] = value
    learned = json.loads(_core.identity_learn(_texts(customers), json.dumps(options)))
    return {key: learned[key] for key in ("prior", "fields", "blocks")}


def groups(pairs, rows):
    """The group of each of `rows` records, a list of numbers from 0: records that pairs
    join, directly or through others."""
    return _core.identity_groups([int(row) for row in column(pairs, "a")],
                                 [int(row) for row in column(pairs, "b")], rows)


def quality(customers, *, today=None, stale_after=365, region="CN", fields=None):
    """How whole the records are, a row each: filled, of, share, missing, invalid; with
    `today` and a column "updated" also days and stale."""
    options = {"region": region, "stale_after": stale_after}
    if today is not None:
        options["today"] = today.isoformat() if isinstance(today, dt.date) else today
    if fields is not None:
        options["fields"] = fields
    return Table._of(_core.identity_quality(_texts(customers), json.dumps(options)))


def _texts(table):
    """Every column as texts; what is None, NaN or NaT is missing."""
    names = names_of(table)
    if not names:
        raise TableError("give columns: a mapping, a frame, or patron.Table.open")
    return [(name, [_text(value) for value in _plain(column(table, name))])
            for name in names]


def _plain(values):
    for turn in ("to_pylist", "tolist", "to_list"):
        if hasattr(values, turn):
            return getattr(values, turn)()
    return values


def _text(value):
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # A column of numbers with gaps, as pandas reads it.
    return str(value)
