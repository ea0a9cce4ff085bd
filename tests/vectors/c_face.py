# SPDX-License-Identifier: Apache-2.0
"""One customer of patron through its C ABI, as a vector sees it.

ctypes over libpatron.so, so that no binding of ours stands between a vector and the
header. What a face must answer stands in README.md beside this file.
"""

import ctypes
from datetime import date
import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEVER = 2**63 - 1
FAR_AHEAD = 2
BALANCES = {"active": 1, "pending": 2, "reserved": 3, "debt": 4}
CURRENCIES = 9
POINTER, SIZE, INT32, INT64 = (
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int32, ctypes.c_int64)


class Refused(Exception):
    """An event that was not taken; `str()` of it is the name of the status."""


def library_path():
    build = Path(os.environ.get("PATRON_BUILD", ROOT / "build"))
    return build / "libpatron.so"


def declared(path):
    library = ctypes.CDLL(str(path))
    returns = {
        "patron_status_name": ctypes.c_char_p, "patron_buffer_data": POINTER,
        "patron_buffer_size": SIZE, "patron_error_message": ctypes.c_char_p,
        "patron_table_text": ctypes.c_char_p, "patron_engine_name": ctypes.c_char_p,
        "patron_error_create": POINTER, "patron_buffer_create": POINTER,
        "patron_table_create": POINTER, "patron_member_watermark": INT64,
        "patron_member_next_due": INT64, "patron_member_revision": ctypes.c_uint64,
        "patron_engine_count": SIZE, "patron_table_rows": SIZE}
    for name, kind in returns.items():
        getattr(library, name).restype = kind
    return library


class CLibrary:
    """libpatron with its sinks: one error, one buffer, one table."""

    def __init__(self, path=None):
        self.c = declared(path or library_path())
        self.error = POINTER(self.c.patron_error_create(None))
        self.buffer = POINTER(self.c.patron_buffer_create())
        self.table = POINTER(self.c.patron_table_create(None))

    def check(self, status):
        if status != 0:
            message = self.c.patron_error_message(self.error, None).decode()
            refused = Refused(self.c.patron_status_name(status).decode())
            refused.message = message
            raise refused

    def bytes(self):
        return ctypes.string_at(self.c.patron_buffer_data(self.buffer),
                                self.c.patron_buffer_size(self.buffer))

    def rows(self):
        self.check(self.c.patron_table_json(self.table, self.buffer, self.error))
        return [json.loads(line) for line in self.bytes().decode().splitlines()]

    def instant(self, text):
        found = INT64()
        raw = text.encode()
        self.check(self.c.patron_instant_parse(
            raw, SIZE(len(raw)), ctypes.byref(found), self.error))
        return found.value


class CFace:
    """Engine, member and scopes of one case."""

    def __init__(self, library, packs, customer="C1"):
        self.library = library
        self.engine, self.member = POINTER(), POINTER()
        self.scopes, self.books = POINTER(), POINTER()
        c, error = library.c, library.error
        library.check(c.patron_engine_create(ctypes.byref(self.engine), error))
        for pack in packs:
            text = json.dumps(pack).encode()
            library.check(c.patron_engine_add_pack(
                self.engine, text, SIZE(len(text)), error))
        library.check(c.patron_engine_freeze(self.engine, INT32(0), None, error))
        library.check(c.patron_liability_create(
            self.engine, ctypes.byref(self.books), error))
        self.new_member(customer)

    def new_member(self, customer):
        self.library.c.patron_member_free(self.member)
        self.member = POINTER()
        raw = customer.encode()
        self.library.check(self.library.c.patron_member_create(
            self.engine, raw, SIZE(len(raw)), ctypes.byref(self.member),
            self.library.error))

    def close(self):
        c = self.library.c
        c.patron_liability_free(self.books)
        c.patron_scopes_free(self.scopes)
        c.patron_member_free(self.member)
        c.patron_engine_free(self.engine)

    # ---- the verbs ----
    def share(self, keys):
        c, error = self.library.c, self.library.error
        self.library.check(c.patron_scopes_create(
            self.engine, ctypes.byref(self.scopes), error))
        for key in keys:
            raw = key.encode()
            self.library.check(c.patron_scopes_load(
                self.scopes, raw, SIZE(len(raw)), None, SIZE(0), error))

    def apply(self, events):
        effects = self.verb(self.library.c.patron_engine_apply, events)
        self.enter()
        return effects

    def enter(self):
        """What came out, into the books."""
        self.library.check(self.library.c.patron_liability_add(
            self.books, self.library.table, self.library.error))

    def liability(self, first, last):
        days = [(date.fromisoformat(day) - date(1970, 1, 1)).days
                for day in (first, last)]
        self.library.check(self.library.c.patron_liability_report(
            self.books, *map(INT32, days), self.library.table, self.library.error))
        return self.library.rows()

    def preview(self, events):
        return self.verb(self.library.c.patron_engine_preview, events)

    def verb(self, function, events):
        text = "\n".join(json.dumps(event) for event in events).encode()
        self.library.check(function(
            self.engine, self.member, text, SIZE(len(text)), self.scopes,
            ctypes.c_uint32(0), self.library.table, self.library.error))
        return self.library.rows()

    def advance(self, until):
        self.library.check(self.library.c.patron_engine_advance(
            self.engine, self.member, INT64(self.library.instant(until)), self.scopes,
            ctypes.c_uint32(FAR_AHEAD), self.library.table, self.library.error))
        effects = self.library.rows()
        self.enter()
        return effects

    def compact(self, before):
        self.library.check(self.library.c.patron_engine_compact(
            self.engine, self.member, INT64(self.library.instant(before)),
            self.library.error))

    # ---- snapshots ----
    def save(self, part=0):
        self.library.check(self.library.c.patron_member_save(
            self.member, INT32(part), ctypes.c_uint64(0), self.library.buffer,
            self.library.error))
        return self.library.bytes()

    def load(self, snapshot):
        self.library.check(self.library.c.patron_member_load(
            self.member, snapshot, SIZE(len(snapshot)), self.library.error))

    # ---- questions; at the watermark where no instant is given ----
    def at(self, text):
        if text is None:
            return INT64(self.library.c.patron_member_watermark(self.member))
        return INT64(self.library.instant(text))

    def currencies(self):
        c = self.library.c
        return [c.patron_engine_name(self.engine, INT32(CURRENCIES), INT32(index),
                                     None).decode()
                for index in range(c.patron_engine_count(self.engine,
                                                         INT32(CURRENCIES)))]

    def balances(self, at=None):
        c, found = self.library.c, {}
        for index, name in enumerate(self.currencies()):
            found[name] = {}
            for word, which in BALANCES.items():
                points = INT64()
                self.library.check(c.patron_engine_balance(
                    self.engine, self.member, INT32(index), self.at(at), INT32(which),
                    ctypes.byref(points), self.library.error))
                found[name][word] = points.value
        return found

    def quote(self, currency, price):
        """Prices of the vectors are in a currency of two decimals."""
        index, found = self.currencies().index(currency), [INT64() for _ in range(3)]
        self.library.check(self.library.c.patron_engine_quote(
            self.engine, self.member, INT32(index), INT64(int(price.replace(".", ""))),
            self.at(None), *[ctypes.byref(each) for each in found], self.library.error))
        points, value, cash = (each.value for each in found)
        return {"points": points, "value": f"{value // 100}.{value % 100:02d}",
                "cash": f"{cash // 100}.{cash % 100:02d}"}

    def holdings(self, what, at=None):
        raw = what.encode()
        self.library.check(self.library.c.patron_engine_holdings(
            self.engine, self.member, raw, SIZE(len(raw)), self.at(at),
            self.library.table, self.library.error))
        return self.library.rows()

    def statement(self, first, last):
        self.library.check(self.library.c.patron_engine_statement(
            self.engine, self.member, INT32(first), INT32(last), self.library.table,
            self.library.error))
        return self.library.rows()

    def reconcile(self):
        self.library.check(self.library.c.patron_engine_reconcile(
            self.engine, self.member, self.library.table, self.library.error))
        return self.library.rows()
