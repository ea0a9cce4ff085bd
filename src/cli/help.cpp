// SPDX-License-Identifier: Apache-2.0
// What `patron help` prints: a screen of all verbs, and a page for each.
#include "cli/options.hpp"

namespace patron::cli {
namespace {

constexpr const char* kScreen =
    R"(patron: customer rules for travel businesses

    patron VERB [OPTIONS] PACK [INPUT...]

    run       events in, effects, assessments and a summary page out
    check     errors and warnings of a pack, by line
    test      run the tests that a pack carries
    fmt       a pack in its usual form, comments and all
    explain   a customer's statement: every posting, score and signal, and why
    eval      an expression of the rule language, over values given as JSON
    calendar  lunar days, festivals, business time
    match     records of customers that are likely one person
    fit       a model of coming back, from a log of trips, as a pack takes it
    import    decision tables of other tools (DMN, JDM) as a pack takes them
    simulate  one history under two programs: who wins, who loses, what is different
    liability deferred revenue and points outstanding, by cohort, for a period
    journal   every posting as double-entry bookkeeping, for ledger and hledger
    bench     what a pack costs on your own events: events a second, bytes a customer
    backtest  how models and signals would have done on days in the past
    version   of the library, its formats and its zone rules
    help      this screen, or the page of a VERB

Exit codes: 0 yes; 1 the answer is no (errors in a pack, a failed test, rows left out);
2 could not say (usage, unreadable file, bad row under --strict).
)";

constexpr const char* kRun =
    R"(patron run PACK [--with OLD...] --events FILE... --as-of DATE --out DIR

Replays the events of every customer up to the end of DATE in the program's zone, and
assesses each customer then.

    --with OLD...         older versions of the program
    --events FILE...      .csv (RFC 4180, header) or .ndjson, .jsonl (an object a line)
    --customers FILE      rows that become `customer` events on the day `joined`
    --map MAPPING         how rows of another table become events (docs/events.md)
    --as-of DATE          the day asked; later events are counted and left for later
    --out DIR, -o DIR     made if need be; files are written beside and renamed at the end
    --strict              stop at the first bad row, exit 2, write nothing
    --format WHAT         tables as `ndjson`, `csv` or `both` (default)
    --language en|zh      of texts in the tables and of the page
    --threads N           1 to 64; as many as the machine has. The bytes are the same
    --quiet, -q           no progress, no report

Writes effects.ndjson, effects.csv, assessments.ndjson, assessments.csv, summary.html,
rejects.csv (rows left out: file, line, column, code, reason, row) and refusals.csv (what
the rules refused, such as a spend without points).

    patron run club.json --events bookings.csv --as-of 2026-06-30 --out june
    patron run shop.json --events log.csv --map log.json --as-of 2026-06-30 -o june
)";

constexpr const char* kCheck =
    R"(patron check PACK... [--with OLD...] [--strict] [--cost] [--format text|ndjson]

Reads, checks and compiles. Prints one finding a line,
    FILE:LINE:COLUMN: error: MESSAGE [CODE]
and a closing line. Exit 0 if there is no error (--strict: and no warning), else 1.
Several PACKs are versions of one program. --cost also prints the most that the
expressions of each rule can cost, in units of about one read or comparison.
)";

constexpr const char* kTest =
    R"(patron test PACK [--with OLD...] [--filter TEXT]

Runs the tests of the pack whose names contain TEXT. Exit 0 if all pass, else 1.
)";

constexpr const char* kFmt =
    R"(patron fmt PACK... [--write] [--check]

Prints each pack in its usual form: indents, spaces and blank lines set right, lines of at
most 120 characters where they can be broken. Keys, their order, comments, and the lines
that the author began stay as they are.

    --write               put it into the file; print the names of those that changed
    --check               print the names of those that would change; exit 1 if any
)";

constexpr const char* kExplain =
    R"(patron explain PACK [--with OLD...] --events FILE... --customer ID

Prints the customer's statement: what happened, each posting, tier, signal and action with
its rule, inputs and arithmetic; what the scores are made of; what the customer holds.
Budgets that customers share are taken as whole: what others took is not seen here.

    --customers FILE, --map MAPPING     as for run
    --event ID            instead: each rule that this event set off, why or why not, and
                          what it would have taken
    --as-of DATE          default: the day of the customer's last event
    --format text|ndjson  ndjson: the rows of the tables behind the text
    --language en|zh      of texts from the pack
)";

constexpr const char* kImport =
    R"(patron import FILE.dmn|FILE.xml|FILE.json

Prints the decision tables of a DMN file, or of a GoRules JDM file (.json), as the section
`tables` of a pack. Their cells must be unary tests (a literal, a list, > 5, [1..5),
not(...)) and their outputs literals; anything else is refused with its row and column.
What the inputs are called is taken as it is: adapt it to what the pack declares.

    patron import discounts.dmn > tables.json
)";

constexpr const char* kSimulate =
    R"page(patron simulate PACK [--with OLD...] --against NEXT --events FILE...
                --as-of DATE

Replays one history under PACK and under NEXT, as run does, and prints what is different
on DATE: points by currency, customers in each tier, who would have more and fewer. NEXT
is taken to be in force from the first day of PACK. Nothing is kept.

Spends are history: one that NEXT would have refused is taken all the same, counted, and
what it has no points for is written off or owed, as the pack says.

    --customers FILE, --map MAPPING     as for run
    --out DIR, -o DIR     also customers.csv, a row for each customer, and summary.csv
    --format text|csv     of what is printed
    --fail-if EXPR        exit 1 if it is true; EXPR sees before, after and difference of
                          points.CURRENCY.active, .pending, .debt, .win, .lose,
                          tiers.LADDER.LEVEL, .win, .lose, infeasible, refused

    patron simulate club.json --against next.json --events events.csv \
        --as-of 2026-06-30 --fail-if 'points.miles.active.difference > 1000000'
)page";

constexpr const char* kLiability =
    R"page(patron liability PACK [--with OLD...] --events FILE... --from DATE --to DATE

What points are worth in the books (IFRS 15, ASC 606) in a period: a row for each cohort
of points that were sold with trips or given. Opening + allocated - returned -
recognised = closing. Currencies say what a point is worth: `liability` in the pack.

    --customers FILE, --map MAPPING     as for run
    --format text|csv|ndjson

    patron liability club.json --events events.csv --from 2026-01-01 --to 2026-06-30
)page";

constexpr const char* kJournal =
    R"page(patron journal PACK [--with OLD...] --events FILE... --as-of DATE

Prints every posting up to the end of DATE as a transaction that ledger and hledger read:

    patron journal club.json --events events.csv --as-of 2026-06-30 > points.ledger
    ledger -f points.ledger balance program

Accounts are member:ID:active, pending, reserved, debt, and program:issued, redeemed,
expired, voided, taken_back, adjusted, forgiven.

    --customers FILE, --map MAPPING     as for run
)page";

constexpr const char* kEval =
    R"page(patron eval EXPRESSION [--bindings JSON|@FILE] [--schema JSON|@FILE]

Prints the value of an expression (docs/language.md) as JSON.

    --bindings JSON       the inputs: {"amount": "1200.00"}; what is absent is unknown
    --schema JSON         their types: {"amount": "decimal(2)", "tier": {"enum": [...]}};
                          without it any name may stand, of the type of its value
    --now INSTANT         what `now` is, and the day of `today` in UTC
    --explain             the value of each part; * marks those that decided
    --exit-status         0 only if the value is true, else 1
    --quiet, -q           no value

Exit 2 with a line on stderr where the expression does not compile, its value is an error,
or inputs are missing.

    patron eval '2 + 3 * 4'
    patron eval 'amount > 1000' --schema '{"amount": "decimal(2)"}' \
        --bindings '{"amount": "1200.00"}' --exit-status -q; echo $?
)page";

constexpr const char* kCalendar =
    R"(patron calendar QUESTION

    lunar 2025-07-25          a day in the Chinese lunisolar calendar: 2025-6-1L (leap)
    solar 2026-1-1            and back: 2026-02-17
    festival mid_autumn 2026  the date of a festival
    festivals FIRST LAST      all of them from day to day
    add INSTANT AMOUNT        when so much open time has passed
    between INSTANT INSTANT   the open time from one to the other

    --calendar FILE           business hours as in a pack's `calendars` (add, between)
    --unit minutes|days       of the amount; days are working days

    patron calendar add 2026-05-08T17:50:00+08:00 30 --calendar office.json
)";

constexpr const char* kMatch =
    R"(patron match CUSTOMERS.csv

    Pairs of records that are likely one person, most likely first, with the evidence.
    Compared are the columns name, surname, given_name, phone, email, birthday, document;
    a column id or customer names the records, else their lines do.

    --threshold 0.9           the least probability of a pair
    --options JSON|@FILE      fields, blocks, prior, region: docs/identity.md
    --learn                   prints options learned from the file instead of pairs
    -f, --format csv|ndjson   of what is printed (csv)

    patron match customers.csv --threshold 0.5
)";

constexpr const char* kFit =
    R"(patron fit LOG.csv --as-of DATE

    Fits models of coming back to a log of trips (a row each: customer, date, and spend
    where there is one) and prints the section `churn` that a pack takes.

    --models KIND...      bg_nbd, mbg_nbd (the default), bg_cnbd_k, mbg_cnbd_k, pareto_nbd
    --unit "1 week"       of the model's times
    --season              times on a season clock, learned from the log
    --columns A=B,...     what the file calls them: customer=id,date=day,spend=sales

    patron fit trips.csv --as-of 2026-06-30 --season
)";

constexpr const char* kBench =
    R"(patron bench PACK --events FILE... [--customers FILE] [--map MAPPING]

Replays the events of every customer, one after another on one thread, and times each
call: apply (the events of one instant together), advance to the last day, assess, save.
Prints the rate, the median, the 99th percentile and the longest, the size of snapshots,
and the rules that can cost most.

    --as-of DATE          the last day; that of the last event
    --repeat N            rounds, 1 to 99; the one that took least counts (3)
    --with, --events, --customers, --map      as in patron run

    patron bench club.json --events bookings.csv
)";

constexpr const char* kBacktest =
    R"(patron backtest LOG.csv --as-of DATE... --log-end DATE

    On each of the days, models and plain signals see the log up to that day and say who
    will make no trip in the horizon; what came after judges them.

    --log-end DATE        last day that the log covers
    --horizon "26 weeks"  how far they look ahead
    --models KIND...      mbg_nbd (the default), bg_nbd, bg_cnbd_k, mbg_cnbd_k, pareto_nbd
    --calibrate METHOD    platt or isotonic: each model also calibrated, a year before
    --season              times on a season clock, learned up to the day
    --unit, --columns     as in patron fit
    -f, --format text|csv of what is printed (text)

    patron backtest trips.csv --as-of 2025-03-01 2025-06-30 --log-end 2026-06-30
)";

}  // namespace

const std::vector<std::string>& verbs() {
  static const std::vector<std::string> names = {
      "run", "check", "test",     "fmt",      "explain", "eval", "calendar",
      "match", "fit", "backtest", "simulate", "liability", "journal", "bench", "import",
      "version",
      "help"};
  return names;
}

std::string help_page(const std::string& verb) {
  if (verb.empty() || verb == "help") return kScreen;
  if (verb == "run") return kRun;
  if (verb == "check") return kCheck;
  if (verb == "test") return kTest;
  if (verb == "fmt") return kFmt;
  if (verb == "explain") return kExplain;
  if (verb == "eval") return kEval;
  if (verb == "calendar") return kCalendar;
  if (verb == "match") return kMatch;
  if (verb == "fit") return kFit;
  if (verb == "backtest") return kBacktest;
  if (verb == "simulate") return kSimulate;
  if (verb == "liability") return kLiability;
  if (verb == "journal") return kJournal;
  if (verb == "bench") return kBench;
  if (verb == "import") return kImport;
  if (verb == "version") return "patron version\n\nPrints what this build is.\n";
  return "";
}

}  // namespace patron::cli
