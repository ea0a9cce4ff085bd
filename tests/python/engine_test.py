# SPDX-License-Identifier: Apache-2.0
"""One engine, one member, the verbs."""

import copy
import datetime as dt
from decimal import Decimal
import json
import os
import pickle
import subprocess
import sys

import pytest

import patron
from face import PACKS, ROOT, booking, completed

CHINA = dt.timezone(dt.timedelta(hours=8))


# ---- building --------------------------------------------------------------------------

def test_a_pack_is_a_path_a_mapping_or_its_text(minimal):
    text = (PACKS / "minimal.json").read_text(encoding="utf-8")
    mapping = json.loads(minimal.pack_json())
    for document in (str(PACKS / "minimal.json"), text, text.encode()):
        assert patron.Engine(document).hash == minimal.hash
    assert patron.Engine(mapping).id == "my-agency"


def test_a_bad_pack_tells_every_finding_with_its_line():
    with pytest.raises(patron.PackError) as failure:
        patron.Engine('{"patron": 1,\n "id": "x", "version": "1", "colour": 3}')
    error = failure.value
    assert error.code == "pack" and isinstance(error, ValueError)
    assert len(error.diagnostics) >= 1
    colour = [found for found in error.diagnostics if "colour" in found.message]
    assert colour and colour[0].line == 2 and colour[0].severity == "error"
    again = pickle.loads(pickle.dumps(error))
    assert again.diagnostics == error.diagnostics and again.message == error.message


def test_a_file_that_is_not_there_is_an_ordinary_os_error():
    with pytest.raises(FileNotFoundError):
        patron.Engine("no-such-pack.json")


@pytest.mark.parametrize("document", [None, 5, [], 1.5])
def test_what_is_no_pack_is_refused(document):
    with pytest.raises(TypeError):
        patron.Engine(document)


def test_an_engine_needs_a_pack_a_known_language_and_known_limits():
    with pytest.raises(TypeError):
        patron.Engine()
    with pytest.raises(patron.ArgumentError, match="klingon"):
        patron.Engine(PACKS / "minimal.json", language="klingon")
    with pytest.raises(patron.NotFoundError, match="event_bytes"):
        patron.Engine(PACKS / "minimal.json", limits={"colour": 1})


def test_two_programs_do_not_make_one_engine():
    with pytest.raises(patron.MismatchError):
        patron.Engine(PACKS / "minimal.json", PACKS / "silk-road-club.json")


def test_an_engine_says_what_it_declares(minimal):
    assert minimal.id == "my-agency" and len(minimal.hash) == 32
    assert minimal.names("tiers") == ["club.member", "club.gold"]
    rules = minimal.list("rules")
    assert rules["name"] == ["points.earn.base", "points.earn.gold_bonus",
                             "care.actions.call"]
    assert rules["path"][0] == "/points/earn/base"
    with pytest.raises(patron.NotFoundError, match="event_types"):
        minimal.list("colours")
    assert repr(minimal).startswith("Engine('my-agency' 1, 3 rules, currency miles")


def test_the_tests_of_a_pack_run_and_pass(minimal):
    results = minimal.test()
    assert results["name"] == ["points can be used after the trip"]
    assert results["passed"] == [True]
    assert len(minimal.test("no test has this name")) == 0


def test_an_engine_is_a_value(minimal):
    again = pickle.loads(pickle.dumps(minimal))
    assert again == minimal and hash(again) == hash(minimal)
    assert copy.deepcopy(minimal) is minimal
    assert patron.Engine(PACKS / "minimal.json", language="zh") != minimal


# ---- time ------------------------------------------------------------------------------

def test_a_day_means_its_last_instant_in_the_programs_zone(minimal):
    # Shanghai is eight hours ahead of UTC all year.
    end = dt.datetime(2026, 6, 30, 15, 59, 59, 999000, dt.timezone.utc)
    assert minimal.day_end("2026-06-30") == end
    assert minimal.day_end(dt.date(2026, 6, 30)) == end
    assert minimal.date(end) == dt.date(2026, 6, 30)
    assert minimal.date("2026-06-30T16:00:00Z") == dt.date(2026, 7, 1)


@pytest.mark.parametrize("moment", [
    "2026-06-30", dt.date(2026, 6, 30), "2026-06-30T23:59:59.999+08:00",
    dt.datetime(2026, 6, 30, 23, 59, 59, 999000, CHINA)])
def test_a_moment_is_a_day_or_an_instant(minimal, member, moment):
    at = minimal.assess(member, moment).at
    assert at == dt.datetime(2026, 6, 30, 15, 59, 59, 999000, dt.timezone.utc)


def test_a_time_without_a_zone_is_refused(minimal, member):
    with pytest.raises(patron.ArgumentError, match="which zone"):
        minimal.assess(member, dt.datetime(2026, 6, 30))
    with pytest.raises(patron.EventError, match="which zone") as failure:
        minimal.apply(member, booking(at=dt.datetime(2026, 5, 1)))
    assert failure.value.path == "/occurred_at"


@pytest.mark.parametrize("moment", ["today", "2026-02-30", "2026-06-30 10:00", ""])
def test_what_is_no_time_is_refused(minimal, member, moment):
    with pytest.raises(patron.ArgumentError):
        minimal.assess(member, moment)


@pytest.mark.parametrize("moment", [None, 20260630, 1.5, b"2026-06-30"])
def test_a_number_is_no_time(minimal, member, moment):
    with pytest.raises(TypeError):
        minimal.assess(member, moment)


# ---- the verbs -------------------------------------------------------------------------

def test_a_booking_holds_points_and_the_trip_frees_them(minimal, member):
    effects = minimal.apply(member, booking())
    assert [(e.what, e.points, e.rule) for e in effects] == [
        ("hold", 1200, "points.earn.base")]
    assert effects.points("miles") == 0  # Pending.
    effects = minimal.apply(member, completed())
    assert effects.points("miles") == 1200
    assert minimal.balance(member, "miles", "2026-06-30") == 1200
    assert minimal.balance(member, "miles", "2026-05-19", "pending") == 1200
    call = effects.of("action")[0]
    assert call.what == "due" and call.reason() == "a call within a week of the trip"
    assert minimal.date(call.until) == dt.date(2026, 5, 27)


def test_effects_carry_exact_values_and_aware_times(minimal, member):
    hold = minimal.apply(member, booking())[0]
    assert type(hold.points) is int
    assert hold.at == dt.datetime(2026, 5, 1, 10, tzinfo=CHINA)
    assert hold.at.utcoffset() == dt.timedelta(0)
    assert hold.event == "E1" and hold.customer == "C1" and hold.change is None
    assert hold.to_dict()["kind"] == "posting"
    again = pickle.loads(pickle.dumps(hold))
    assert again == hold and hash(again) == hash(hold)


def test_money_is_text_decimal_int_or_digits_of_json(minimal):
    for amount in ("980.00", Decimal("980.00"), 980):
        member = patron.Member(minimal, "C1")
        assert minimal.apply(member, booking(amount=amount))[0].points == 980
    text = json.dumps(booking()).replace('"1200.00"', "980.00")
    member = patron.Member(minimal, "C1")
    assert minimal.apply(member, text)[0].points == 980


def test_money_is_never_a_float(minimal, member):
    with pytest.raises(patron.EventError, match="never a float") as failure:
        minimal.apply(member, booking(amount=1200.0))
    assert failure.value.path == "/amount"
    assert member.revision == 0


def test_several_events_are_put_in_order_and_applied_together(minimal, member):
    effects = minimal.apply(member, [completed(), json.dumps(booking())])
    assert [e.what for e in effects.of("posting")] == ["hold", "activate"]
    with pytest.raises(patron.EventError):
        minimal.apply(member, [booking("E3", "B3"), {"id": "E4"}])
    assert minimal.balance(member, "miles", "2026-06-30", "pending") == 0


def test_a_preview_changes_nothing(minimal, member):
    minimal.apply(member, booking())
    before = member.save()
    assert minimal.preview(member, completed()).points("miles") == 1200
    assert member.save() == before


def test_a_refusal_is_an_answer_with_its_own_class(minimal, member):
    minimal.apply(member, booking())
    with pytest.raises(patron.InsufficientPointsError) as failure:
        minimal.apply(member, {"id": "R1", "type": "redemption", "points": 500,
                               "occurred_at": "2026-05-02"})
    error = failure.value
    assert isinstance(error, patron.RefusedError) and error.code == "insufficient_points"
    assert "500" in error.message
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and again.message == error.message


def test_a_duplicate_is_harmless_and_a_conflict_is_not(minimal, member):
    minimal.apply(member, booking())
    again = minimal.apply(member, booking())
    assert [e.duplicate for e in again] == [True] and member.revision == 1
    with pytest.raises(patron.ConflictError):
        minimal.apply(member, booking(amount="1.00"))


def test_time_passes_and_points_expire(minimal, member):
    minimal.apply(member, [booking(), completed()])
    # Active on 20 May 2026, rolling 24 months: usable through 20 May 2028.
    with pytest.raises(patron.ArgumentError, match="far_ahead"):
        minimal.advance(member, "2028-06-01")
    effects = minimal.advance(member, "2028-06-01", far_ahead=True)
    expired = [e for e in effects if e.what == "expire"]
    assert [e.points for e in expired] == [-1200]
    assert minimal.date(expired[0].at) == dt.date(2028, 5, 21)
    assert minimal.date(member.watermark) == dt.date(2028, 6, 1)


def test_an_assessment_is_made_of_exact_values(minimal, member):
    minimal.apply(member, [booking(), completed()])
    found = minimal.assess(member, "2026-06-30")
    assert found.customer == "C1" and found.tier == "member"
    assert found.balances["miles"].active == 1200
    assert isinstance(found.satisfaction.value, Decimal)
    assert found.satisfaction.n == 0 and not found.satisfaction.reportable
    assert found.action_next == "care.actions.call"
    assert found.to_dict()["points_active"] == 1200
    assert json.loads(found.to_json())["customer"] == "C1"
    assert pickle.loads(pickle.dumps(found)) == found
    assert "index 50.00" in repr(found)


def test_explain_tells_rules_and_changes_nothing(minimal, member):
    before = member.save()
    trace = minimal.explain(member, booking())
    assert trace.fired() == ("points.earn.base",)
    assert "+1,200 miles" in str(trace) and member.save() == before
    assert len(minimal.explain_assessment(member, "2026-06-30").table()) > 0


def test_a_statement_lists_the_effects_of_its_days(minimal, member):
    minimal.apply(member, [booking(), completed()])
    may = minimal.statement(member, "2026-05-01", dt.date(2026, 5, 31))
    assert may["what"][:2] == ["hold", "activate"]
    assert len(minimal.statement(member, "2026-06-01", "2026-06-30")) == 0


def test_questions_name_what_there_is(minimal, member):
    with pytest.raises(patron.NotFoundError, match="miles"):
        minimal.balance(member, "stars", "2026-06-30")
    with pytest.raises(patron.NotFoundError, match="club"):
        minimal.tier(member, "ladder", "2026-06-30")
    with pytest.raises(patron.NotFoundError):
        minimal.holdings(member, "yachts", "2026-06-30")
    with pytest.raises(patron.ArgumentError):
        minimal.balance(member, "miles", "2026-06-30", "imaginary")


def test_a_member_of_another_engine_is_refused(minimal, club):
    with pytest.raises(patron.MismatchError):
        club.apply(patron.Member(minimal, "C1"), booking())
    with pytest.raises(TypeError, match="patron.Member"):
        minimal.apply("C1", booking())


def test_messages_come_in_the_language_of_the_engine():
    engine = patron.Engine(PACKS / "minimal.json", language="zh")
    member = patron.Member(engine, "C1")
    with pytest.raises(patron.EventError, match="事件有误"):
        engine.apply(member, {"id": "x"})


# ---- members ---------------------------------------------------------------------------

def test_a_member_is_bytes_and_comes_back_from_them(minimal, member):
    assert member.customer == "C1" and member.revision == 0 and member.next_due is None
    minimal.apply(member, booking())
    again = patron.Member.load(minimal, member.save())
    assert again == member and again.revision == 1 and again.retained == 1
    head, tail = member.save_parts()
    assert patron.Member.load(minimal, head, tail) == member
    for other in (pickle.loads(pickle.dumps(member)), copy.copy(member),
                  copy.deepcopy(member), member.copy()):
        assert other == member
        minimal.apply(other, completed())
        assert other != member


def test_the_head_alone_asks_for_its_tail(minimal, member):
    minimal.apply(member, [booking(), completed()])
    head, _ = member.save_parts()
    with pytest.raises(patron.NeedTailError):
        minimal.reconcile(patron.Member.load(minimal, head))


def test_a_damaged_snapshot_is_refused(minimal, member):
    minimal.apply(member, booking())
    good = member.save()
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 0x40
        with pytest.raises((patron.SnapshotError, patron.FormatError,
                            patron.MismatchError, patron.PackUnknownError)):
            patron.Member.load(minimal, bytes(bad))
    with pytest.raises(patron.SnapshotError):
        patron.Member.load(minimal, good[:-1])
    with pytest.raises(TypeError):
        patron.Member.load(minimal, "text")


def test_an_audit_finds_nothing_wrong(minimal, member):
    minimal.apply(member, [booking(), completed()])
    assert len(minimal.reconcile(member)) == 0
    minimal.advance(member, "2026-12-31")
    minimal.compact(member, "2026-06-01")
    assert member.horizon is not None
    with pytest.raises(patron.TooOldError):
        minimal.apply(member, booking("E9", "B9", "2026-05-02"))


# ---- the module ------------------------------------------------------------------------

def run(code):
    environment = dict(os.environ)
    return subprocess.run([sys.executable, "-X", "importtime", "-c", code],
                          capture_output=True, text=True, cwd=ROOT, env=environment,
                          check=True)


def test_importing_patron_loads_no_library_of_others():
    done = run("import patron, sys; print(sorted(m for m in sys.modules if "
               "m.split('.')[0] in ('numpy', 'pandas', 'pyarrow', 'json', 'typing', "
               "'dataclasses', 'inspect')))")
    assert done.stdout.strip() == "[]"


def test_rooms_come_when_first_used():
    done = run("import patron, sys; print('patron.satisfaction' in sys.modules); "
               "patron.satisfaction; print('patron.satisfaction' in sys.modules)")
    assert done.stdout.split() == ["False", "True"]
    with pytest.raises(AttributeError):
        patron.colours


def test_everything_public_is_there_and_documented():
    for name in patron.__all__:
        assert getattr(patron, name) is not None
    for name in ("Engine", "Member", "Table", "Effects", "Scopes", "Assessment"):
        kind = getattr(patron, name)
        assert kind.__doc__ and kind.__module__ == "patron"
        for method, value in vars(kind).items():
            if not method.startswith("_") and callable(value) and method != "engine":
                assert callable(getattr(kind, method))


def test_a_price_is_paid_with_points_and_money():
    engine = patron.Engine(PACKS / "airline.json")
    member = patron.Member(engine, "C1")
    engine.apply(member, [{"id": "A1", "type": "points_adjusted", "points": 20000,
                           "occurred_at": "2026-05-01"}])
    # M33: half of 199.99 at 100 miles a yuan, in hundreds.
    quote = engine.quote(member, "miles", "199.99", "2026-05-02")
    assert quote == (9900, Decimal("99.00"), Decimal("100.99"))
    assert engine.quote(member, "miles", Decimal("5"), "2026-05-02").points == 0
    engine.apply(member, {"id": "R1", "type": "reservation", "points": 9900,
                          "price": "199.99", "occurred_at": "2026-05-02T10:00:00+08:00"})
    assert engine.balance(member, "miles", "2026-05-02", "reserved") == 0  # Timed out.
    held = engine.holdings(member, "reservations", "2026-05-02T10:19:59+08:00").rows()
    assert [row["points"] for row in held] == [9900]
    with pytest.raises(patron.RefusedError, match="timed out"):
        engine.apply(member, {"id": "S1", "type": "redemption", "points": 9900,
                              "reservation": "R1",
                              "occurred_at": "2026-05-02T10:20:00+08:00"})
    assert engine.balance(member, "miles", "2026-05-02") == 20000
    with pytest.raises(patron.Error):
        engine.quote(member, "miles", "1.001", "2026-05-02")


def test_the_quick_start_runs():
    done = subprocess.run([sys.executable, ROOT / "examples/quickstart.py"], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    # 1,200 yuan are 1,200 points; nobody answered a survey, so the index is its prior.
    assert done.stdout.splitlines()[0] == "points.earn.base 1200"


def test_the_books_of_points():
    """M55: 100,000.00 with 10,000 points of 1.00, 95 % expected: 8,675.80 of it."""
    pack = json.loads(json.dumps({
        "patron": 1, "id": "club", "version": "1", "timezone": "Asia/Shanghai",
        "currency": "CNY", "effective": {"from": "2020-01-01"},
        "points": {"currencies": {"miles": {"liability": {
            "point_value": "1", "redeemed": "95%", "cohort": "year"}}},
            "earn": {"base": {"on": "booking", "currency": "miles", "hold": "none",
                              "rate": {"points": 1, "per": "10.00"}}}}}))
    engine = patron.Engine(pack)
    member, books = patron.Member(engine, "C1"), patron.Liability(engine)
    sold = engine.apply(member, booking(at="2026-01-10", amount="100000.00"))
    assert sold[0].detail["price"] == "8675.80"
    books.add(sold)
    with pytest.raises(patron.TableError):  # Spends of lots that were never told.
        spent = engine.preview(member, {"id": "S", "type": "redemption", "points": 4500,
                                        "occurred_at": "2026-06-01"})
        patron.Liability(engine).add(spent)
    books.add(spent.table())
    row, = books.report("2026-01-01", "2026-12-31").to_dicts()
    assert row["recognised"] == Decimal("4109.59") and row["outstanding"] == 5500
    with pytest.raises(patron.ArgumentError):
        books.report("2026-02-01", "2026-01-01")
    with pytest.raises(patron.ArgumentError):
        books.report("1899-12-31", "2026-02-01")
    with pytest.raises(TypeError):
        books.add([1])
