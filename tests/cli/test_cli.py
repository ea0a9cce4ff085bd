# SPDX-License-Identifier: Apache-2.0
"""The command, as people use it: on the sample agency, on damaged files, on real data.

Real data stands in ../shared/data beside the checkout (or PATRON_DATA); where it is
absent its tests skip and say so.
"""

import json
import re
import time

import pytest

from command import (AGENCY, CLUB, DATA, MAPPINGS, ORACLES, PACKS, counts, needs, patron,
                     rows_of, run, write)

HEADER = "id,type,customer,occurred_at,ref,amount\n"


@pytest.fixture(name="club")
def club_fixture(tmp_path):
    """Runs the club's pack over the text of a CSV file."""
    def go(text, *more, code=0):
        events = write(tmp_path / "events.csv", text)
        done = run(CLUB, events, tmp_path / "out", "2026-06-30", *more, code=code)
        return done, tmp_path / "out"
    return go


# ---- the sample agency ---------------------------------------------------------------

def test_the_sample_agency_runs_and_no_row_is_lost(tmp_path):
    out = tmp_path / "out"
    done = run(CLUB, AGENCY / "sample-events.csv", out, "2026-06-30", "--customers",
               AGENCY / "sample-customers.csv")
    got = counts(done.stderr)
    parts = ("applied", "duplicates", "refused", "rejected", "later")
    assert got["events"] == sum(got[part] for part in parts)
    assert got["rejected"] == 0
    assert {path.name for path in out.iterdir()} == {
        "effects.ndjson", "effects.csv", "assessments.ndjson", "assessments.csv",
        "summary.html", "rejects.csv", "refusals.csv"}
    effects = rows_of(out / "effects.csv")
    lines = (out / "effects.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(effects) == len(lines) > 0
    assert len({row["id"] for row in effects if not row["change"]}) == sum(
        1 for row in effects if not row["change"])
    for row, line in zip(effects, lines):
        assert json.loads(line)["id"] == row["id"]
    customers = {row["customer"] for row in rows_of(AGENCY / "sample-customers.csv")}
    assert {row["customer"] for row in rows_of(out / "assessments.csv")} == customers
    assert len(rows_of(out / "refusals.csv")) == got["refused"]


def test_a_second_run_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        run(CLUB, AGENCY / "sample-events.csv", tmp_path / name, "2026-06-30")
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_the_page_stands_alone_and_speaks_both_languages(tmp_path):
    for language in ("en", "zh"):
        out = tmp_path / language
        run(CLUB, AGENCY / "sample-events.csv", out, "2026-06-30", "--language", language)
        page = (out / "summary.html").read_text(encoding="utf-8")
        assert "<script" not in page and "http" not in page and "<svg" in page
        assert ("流失风险" in page) == (language == "zh")


# ---- bad rows ------------------------------------------------------------------------

def test_a_damaged_file_gives_its_good_rows_and_says_where_the_bad_ones_are(tmp_path):
    done = run(CLUB, AGENCY / "damaged.csv", tmp_path, "2026-06-30", code=1)
    got = counts(done.stderr)
    rejects = rows_of(tmp_path / "rejects.csv")
    assert got["rejected"] == len(rejects)
    assert got["applied"] == 3 and got["duplicates"] == 1
    lines = [int(row["line"]) for row in rejects]
    assert lines == sorted(lines)
    foreign = [row for row in rejects if row["row"].startswith("bad-utf8,")]
    assert foreign[0]["row"].endswith(r",\xb5\xbc\xd3\xce,")
    bad_amount = [row for row in rejects if row["row"].startswith("bad-letter,")]
    assert [row["line"] for row in bad_amount] == ["7"]
    assert int(bad_amount[0]["column"]) == len("bad-letter,booking,D2,"
                                               "2026-05-02T10:00:00+08:00,D2-01,CNY,") + 1


def test_a_bad_row_keeps_its_line_after_a_line_break_in_quotes(club):
    _, out = club(HEADER +
                  'A1,booking,C1,2026-05-01,"B\n1",100.00\n'
                  "A2,booking,C1,2026-05-02,B2,12O.00\n", code=1)
    assert [(row["line"], row["column"]) for row in rows_of(out / "rejects.csv")] == [
        ("2", "26"), ("4", "29")]  # An id holds no line break; the amount has a letter.


def test_a_quote_that_is_never_closed_costs_one_row(club):
    done, out = club(HEADER + 'A1,booking,C1,2026-05-01,"B1,100.00\n' +
                     "".join(f"B{i},booking,C1,2026-05-02,R{i},1.00\n"
                             for i in range(50)),
                     code=1)
    assert counts(done.stderr)["applied"] == 50
    assert [row["line"] for row in rows_of(out / "rejects.csv")] == ["2"]


def test_a_byte_order_mark_crlf_and_quotes_are_read(club):
    done, _ = club("\ufeff" + HEADER.replace("\n", "\r\n") +
                   '"A1","booking","C1","2026-05-01","B""1","100.00"\r\n')
    assert counts(done.stderr)["applied"] == 1


def test_bytes_that_are_not_utf_8_are_one_bad_row(tmp_path):
    events = tmp_path / "events.csv"
    events.write_bytes(HEADER.encode() + b"A1,booking,C1,2026-05-01,B\xff,1.00\n"
                       b"A2,booking,C1,2026-05-01,B2,1.00\n")
    done = run(CLUB, events, tmp_path / "out", "2026-06-30", code=1)
    got = counts(done.stderr)
    assert (got["applied"], got["rejected"]) == (1, 1)


def test_an_exact_duplicate_is_counted_and_a_conflict_is_a_bad_row(club):
    row = "A1,booking,C1,2026-05-01,B1,100.00\n"
    done, out = club(HEADER + row + row + row.replace("100", "101"), code=1)
    got = counts(done.stderr)
    assert (got["applied"], got["duplicates"], got["rejected"]) == (1, 1, 1)
    assert rows_of(out / "rejects.csv")[0]["code"] == "conflict"


def test_a_spend_without_points_is_an_answer_and_no_error(club):
    done, out = club("id,type,customer,occurred_at,points\n"
                     "A1,redemption,C1,2026-05-01,500\n")
    assert counts(done.stderr)["refused"] == 1
    assert rows_of(out / "refusals.csv")[0]["code"] == "insufficient_points"


def test_strict_stops_at_the_first_bad_row_and_writes_nothing(club):
    done, out = club(HEADER + "A1,bookng,C1,2026-05-01,B1,1.00\n", "--strict", code=2)
    assert "events.csv:2" in done.stderr
    assert not (out / "effects.csv").exists()
    assert not out.exists() or not list(out.iterdir())


def test_events_after_the_day_are_counted_and_left_for_later(club):
    done, _ = club(HEADER + "A1,booking,C1,2026-05-01,B1,1.00\n"
                   "A2,booking,C1,2026-07-01,B2,1.00\n")
    got = counts(done.stderr)
    assert (got["applied"], got["later"]) == (1, 1)


def test_csv_and_ndjson_say_the_same(tmp_path):
    csv_file = write(tmp_path / "e.csv", HEADER + "A1,booking,C1,2026-05-01,B1,880.50\n"
                     "A2,trip_completed,C1,2026-05-09,B1,\n")
    lines = [{"id": "A1", "type": "booking", "customer": "C1",
              "occurred_at": "2026-05-01",
              "ref": "B1", "amount": "880.50"},
             {"id": "A2", "type": "trip_completed", "customer": "C1",
              "occurred_at": "2026-05-09", "ref": "B1"}]
    ndjson = write(tmp_path / "e.ndjson", "".join(json.dumps(x) + "\n" for x in lines))
    run(CLUB, csv_file, tmp_path / "c", "2026-06-30")
    run(CLUB, ndjson, tmp_path / "n", "2026-06-30")
    for name in ("effects.ndjson", "assessments.csv"):
        csv_bytes, json_bytes = ((tmp_path / x / name).read_bytes() for x in "cn")
        assert csv_bytes == json_bytes


def test_a_line_that_is_not_json_is_one_bad_row(tmp_path):
    events = write(tmp_path / "e.ndjson", '{"id": "A1"\n\n[1]\n{"id": "A2", "type": '
                   '"booking", "customer": "C1", "occurred_at": "2026-05-01"}\n')
    done = run(CLUB, events, tmp_path / "out", "2026-06-30", code=1)
    assert counts(done.stderr)["applied"] == 1
    rejects = rows_of(tmp_path / "out" / "rejects.csv")
    assert [row["line"] for row in rejects] == ["1", "3"]


# ---- the other verbs -----------------------------------------------------------------

@pytest.mark.parametrize("pack", sorted(PACKS.glob("*.json")), ids=lambda path: path.stem)
def test_every_example_pack_checks_and_passes_its_own_tests(pack):
    assert "0 errors" in patron("check", pack).stdout
    assert "0 failed" in patron("test", pack).stdout


def test_check_says_file_line_column_and_what_was_meant(tmp_path):
    text = (PACKS / "minimal.json").read_text(encoding="utf-8").replace('"when"', '"wen"')
    line = next(i for i, row in enumerate(text.splitlines(), 1) if '"wen"' in row)
    pack = write(tmp_path / "bad.json", text)
    done = patron("check", pack, code=1)
    assert re.match(rf".*bad\.json:{line}:\d+: error: .*wen.* \[\w+\]\n", done.stdout)
    assert done.stdout.splitlines()[-1].endswith("1 error, 0 warnings")


def test_explain_tells_every_posting_with_its_arithmetic(tmp_path):
    events = write(tmp_path / "e.csv", HEADER + "A1,booking,C1,2026-05-01,B1,880.50\n"
                   "A2,trip_completed,C1,2026-05-09,B1,\n")
    told = patron("explain", CLUB, "--events", events, "--customer", "C1",
                  "--as-of", "2026-06-30").stdout
    assert "points.earn.base" in told and "+880" in told and "880.50" in told
    assert "2026-05-09" in told and "care.actions.post_trip_call" in told
    patron("explain", CLUB, "--events", events, "--customer", "nobody", code=2)


def test_unknown_words_suggest_the_nearest():
    assert "did you mean 'explain'" in patron("explian", code=2).stderr
    assert "did you mean '--events'" in patron("run", CLUB, "--evnts", "x", code=2).stderr
    assert "needs --as-of" in patron("run", CLUB, "--events", "x", code=2).stderr
    assert "2026-02-30" in patron("run", CLUB, "--events", "x", "--as-of", "2026-02-30",
                                  "--out", "x", code=2).stderr


def test_help_and_version_answer():
    assert "patron VERB" in patron("help").stdout == patron("-h").stdout
    assert "--customers" in patron("help", "run").stdout
    assert re.match(r"patron \d+\.\d+\.\d+\n", patron("version").stdout)


def test_files_that_cannot_be_read_are_named(tmp_path):
    assert "no.json" in patron("check", tmp_path / "no.json", code=2).stderr
    done = run(CLUB, tmp_path / "no.csv", tmp_path, "2026-06-30", code=2)
    assert "no.csv" in done.stderr
    events = write(tmp_path / "e.txt", "x")
    assert ".ndjson" in run(CLUB, events, tmp_path, "2026-06-30", code=2).stderr


# ---- mappings ------------------------------------------------------------------------

def test_a_mapping_that_asks_for_an_absent_column_is_refused(tmp_path):
    events = write(tmp_path / "log.csv",
                   "customer,date,units,sale\n1,1997-01-01,1,2.00\n")
    done = run(PACKS / "purchases.json", events, tmp_path / "out", "1998-06-30", "--map",
               MAPPINGS / "cdnow.json", code=2)
    assert 'did you mean "sale"' in done.stderr


def test_a_mapping_may_skip_choose_rename_and_fill(tmp_path):
    mapping = write(tmp_path / "map.json", json.dumps({
        "mapping": 1, "skip": [{"column": "state", "in": ["void"]}],
        "events": [{"type": "booking", "id": "{file}-{row}", "customer": "c{who}",
                    "occurred_at": "2026-05-{day:02}", "ref": "{row}", "amount": "{sum}",
                    "channel": {"column": "shop", "map": {"1": "web"}}},
                   {"when": [{"column": "score", "not_in": [""]}], "type": "survey",
                    "id": "{row}-s", "customer": "c{who}",
                    "occurred_at": "2026-05-{day:02}", "instrument": "recommend",
                    "answers": {"recommend": {"column": "score", "missing": ["99"]}}}]}))
    events = write(tmp_path / "log.csv", "who,day,sum,shop,state,score\n7,1,5.00,1,,9\n"
                   "7,2,6.00,,void,\n8,3,7.00,,,99\n")
    done = run(CLUB, events, tmp_path / "out", "2026-06-30", "--map", mapping)
    got = counts(done.stderr)
    assert (got["rows"], got["unmapped"], got["applied"]) == (3, 1, 3)
    effects = rows_of(tmp_path / "out" / "effects.csv")
    assert {row["event"] for row in effects if row["rule"] == "points.earn.base"} == {
        "log-1", "log-3"}


# ---- real data -----------------------------------------------------------------------

def test_the_whole_cdnow_log_runs(tmp_path):
    log = needs(DATA / "cdnow_master.csv")
    started = time.monotonic()
    done = run(PACKS / "purchases.json", log, tmp_path, "1998-06-30", "--map",
               MAPPINGS / "cdnow.json")
    spent = time.monotonic() - started
    assert counts(done.stderr) == {
        "rows": 69659, "unmapped": 0, "events": 139318, "applied": 139318,
        "duplicates": 0,
        "refused": 0, "rejected": 0, "later": 0}
    assert len(rows_of(tmp_path / "assessments.csv")) == 23570
    # A point a dollar, each purchase rounded down: the same sum from the log itself.
    whole = sum(int(row["sales"].split(".")[0]) for row in rows_of(log))
    earned = sum(int(row["points"]) for row in rows_of(tmp_path / "effects.csv")
                 if row["rule"] == "points.earn.base")
    assert earned == whole
    assert spent < 20, f"{spent:.1f} s"


def test_the_airport_survey_scores_as_statsmodels_does(tmp_path):
    survey = needs(DATA / "sfo_customer_survey_2017.csv")
    oracle = needs(ORACLES / "satisfaction" / "sfo_2017.json")
    want = json.loads(oracle.read_text())["sfo_2017"]["nps_unweighted"]
    run(PACKS / "airport-survey.json", survey, tmp_path, "2017-05-31", "--map",
        MAPPINGS / "sfo_survey.json")
    page = (tmp_path / "summary.html").read_text(encoding="utf-8")
    values = [float(value) for value in re.findall(r'<data value="([-\d.]+)"', page)]
    assert any(abs(value - want["nps"]) < 1e-9 for value in values), values
    assert f"n {want['n']:,}" in page


# ---- eval ------------------------------------------------------------------------

def test_eval_prints_the_value_of_an_expression():
    assert patron("eval", "2 + 3 * 4").stdout == "14\n"
    done = patron("eval", "amount > 1000", "--schema", '{"amount": "decimal(2)"}',
                  "--bindings", '{"amount": "1200.00"}', "--exit-status", "-q")
    assert done.stdout == ""
    patron("eval", "amount > 1000", "--bindings", '{"amount": 12}', "--exit-status",
           code=1)
    assert patron("eval", "today.year()", "--now",
                  "2026-05-01T00:00:00Z").stdout == "2026\n"


def test_eval_reads_its_values_from_files(tmp_path):
    values = tmp_path / "values.json"
    values.write_text('{"trip": {"nights": 3}}', encoding="utf-8")
    done = patron("eval", "trip.nights * 2", "--bindings", f"@{values}")
    assert done.stdout == "6\n"
    done = patron("eval", "1", "--bindings", f"@{tmp_path / 'none.json'}", code=2)
    assert "none.json" in done.stderr


def test_eval_shows_where_an_expression_is_wrong_and_the_likely_fix():
    done = patron("eval", "amuont > 5", "--schema", '{"amount": "decimal(2)"}', code=2)
    assert done.stderr == ('1:1: error: no name "amuont"; did you mean "amount"?\n'
                           "    amuont > 5\n    ^\n")
    done = patron("eval", "10 / n", "--bindings", '{"n": 0}', code=2)
    assert done.stderr == ("1:4: error: integer division by zero\n"
                           "    10 / n\n       ^\n")
    done = patron("eval", "n > 1 && m > 2", code=2)
    assert done.stderr == "unknown: missing n, m\n" and done.stdout == ""
    done = patron("eval", "n > 1", "--schema", '{"n": "int"}', "--bindings",
                  '{"n": "many"}', code=2)
    assert done.stderr == 'patron: /n: "n": expected int; found "many"\n'
    assert "takes one EXPRESSION" in patron("eval", "1", "2", code=2).stderr


def test_eval_explains_every_part():
    done = patron("eval", "n > 1 && m > 2", "--bindings", '{"n": 0, "m": 5}', "--explain")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines == [["*", "n", ">", "1", "&&", "m", ">", "2", "false"],
                     ["*", "n", ">", "1", "false"], ["*", "n", "0"],
                     ["m", ">", "2", "true"], ["m", "5"],
                     ["it", "would", "take", "n", ">", "1", "now", '{"n":0}']]
    # Both ways, the shorter first; a part of one needs the other.
    done = patron("eval", "n > 1 && m > 9 || ok", "--explain", "--bindings",
                  '{"n": 0, "m": 5, "ok": false}')
    assert [line.strip().split("  ")[0] for line in done.stdout.splitlines()[-3:]] == [
        "it would take ok", "or", "and"]


def test_match_prints_pairs_with_their_evidence(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("customer,name,phone\nA,Zhang Wei,13800138000\n"
                      'B,"WEI, Zhang",+86 138 0013 8000\nC,Li Na,\n', encoding="utf-8")
    done = patron("match", people)
    assert [line.split(",")[:2] for line in done.stdout.splitlines()] == [
        ["a", "b"], ["A", "B"]]
    rows = patron("match", people, "--threshold", "0.9999", "-f", "ndjson")
    assert rows.stdout == ""
    learned = patron("match", people, "--learn")
    assert set(json.loads(learned.stdout)["fields"]) == {"name", "phone"}
    bad = patron("match", people, "--options", '{"fields": {"nam": {}}}', code=2)
    assert 'did you mean "name"' in bad.stderr
    people.write_text("name\nA,B\n", encoding="utf-8")
    assert "people.csv:2: 2 cells" in patron("match", people, code=2).stderr


# ---- simulate --------------------------------------------------------------------------

def half(tmp_path):
    """The club as it will be: half the nights, in force from 2027 on."""
    text = CLUB.read_text(encoding="utf-8")
    for old, new in (('"version": "2024.1"', '"version": "2027.1"'),
                     ('"effective": {"from": "2024-01-01"}',
                      '"effective": {"from": "2027-01-01"}'),
                     ('{"points": 50, "per": "1 night"}',
                      '{"points": 25, "per": "1 night"}')):
        assert old in text
        text = text.replace(old, new, 1)
    return write(tmp_path / "next.json", text)


def test_simulate_tells_what_is_different(tmp_path, club):
    """Three nights: 150 miles and 75; 500.00 of the trip earn 500 both times."""
    events = write(tmp_path / "events.csv",
                   "id,type,customer,occurred_at,ref,amount,nights\n"
                   "1,booking,A,2026-02-01,T,500.00,3\n"
                   "2,trip_completed,A,2026-02-20,T,,3\n")
    done = patron("simulate", CLUB, "--against", half(tmp_path), "--events", events,
                  "--as-of", "2026-06-30", "-q", "--format", "csv", "-o",
                  tmp_path / "out")
    lines = dict(line.split(",", 1) for line in done.stdout.splitlines())
    assert lines["points.miles.active"] == "650,575,-75"
    assert lines["points.miles.lose"] == "0,1,1"
    assert lines["tiers.club.member"] == "1,1,0"
    rows = rows_of(tmp_path / "out" / "customers.csv")
    assert rows[0]["customer"] == "A" and rows[0]["miles_active_after"] == "575"
    assert (tmp_path / "out" / "summary.csv").read_text() == done.stdout


@pytest.mark.parametrize("condition, code", [
    ("points.miles.active.difference < 0", 1), ("points.miles.win.difference > 0", 0),
    ("points.mils.active.difference < 0", 2), ("1 +", 2)])
def test_simulate_fails_if_it_is_told_to(tmp_path, condition, code):
    events = write(tmp_path / "events.csv", "id,type,customer,occurred_at,ref,nights\n"
                   "2,trip_completed,A,2026-02-20,T,3\n")
    done = patron("simulate", CLUB, "--against", half(tmp_path), "--events", events,
                  "--as-of", "2026-06-30", "-q", "--fail-if", condition, code=code)
    assert ("--fail-if" in done.stderr) == (code == 2)


def test_simulate_needs_another_pack(tmp_path):
    done = patron("simulate", CLUB, "--events", AGENCY / "sample-events.csv", "--as-of",
                  "2026-06-30", code=2)
    assert "needs --against PACK" in done.stderr
