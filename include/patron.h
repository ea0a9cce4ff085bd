/* SPDX-License-Identifier: Apache-2.0
 *
 * patron: customer rules for travel businesses. This header is the whole stable ABI.
 *
 * A patron_engine is a program, frozen: the dated versions of its rule pack. A
 * patron_member is one customer as a value. Three verbs do the work: apply (something
 * happened), advance (time passed), assess (a question). Out come effects, or an
 * assessment.
 *
 * Calls. What can fail has one shape: it returns a patron_status and takes (subject,
 *   inputs..., outputs..., patron_error*). On failure nothing is changed, a handle that
 *   was to be made is NULL, a number is 0, a table or buffer is empty. Any call may
 * answer PATRON_E_ARGUMENT (NULL or out of range), _E_STATE (engine not frozen),
 * _E_LIMIT, _E_MEMORY or _E_INTERNAL; "Errors:" lists the others. Accessors cannot fail:
 * they return the value, and 0, NAN or NULL where there is none (NULL handle, index out
 * of range, column of another type). Ownership. A handle that a call or an x_create makes
 * is the caller's: x_free takes it back, NULL allowed. Any other pointer returned is
 * borrowed until its owner is changed or freed. Inputs are read during the call and never
 * kept. A handle keeps alive what it needs: an engine may be freed before its members.
 * Sinks. patron_error, patron_buffer and patron_table are made once by the caller, a set
 *   for each thread, and handed to any number of calls, each of which empties them first.
 *   An error may always be NULL; another sink only where it says so.
 * Text is UTF-8, a pointer and a size in bytes; no NUL is needed. Text returned also ends
 *   in a NUL, and its size pointer may be NULL. JSON written is canonical: keys sorted,
 *   integers, decimals as strings; the same content is always the same bytes.
 * Options that are text are a JSON object; NULL, 0 for defaults; unknown keys are errors.
 * Open words. Kinds of effect, event types, states and column names are text, and grow:
 *   skip what you do not know.
 * Threads. The library starts none. An engine, once frozen, is immutable: all threads at
 *   once. All else: one thread at a time, but calls that take it as const may overlap.
 * Time is always an argument. Nothing here reads a clock, a locale, the environment or a
 *   file, and nothing is global.
 * Everything is since 0.1 unless it says otherwise. */
#ifndef PATRON_H
#define PATRON_H

#include <stddef.h>
#include <stdint.h>

#if defined(PATRON_STATIC)
#define PATRON_API
#elif defined(_WIN32) && defined(PATRON_BUILD)
#define PATRON_API __declspec(dllexport)
#elif defined(_WIN32)
#define PATRON_API __declspec(dllimport)
#elif defined(__GNUC__)
#define PATRON_API __attribute__((visibility("default")))
#else
#define PATRON_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A string literal as the two arguments pointer and size. */
#define PATRON_LITERAL(text) text, sizeof(text) - 1

typedef int32_t patron_status;  /* PATRON_OK or PATRON_E_*. */
typedef int32_t patron_date;    /* Civil day: days since 1970-01-01. No time zone. */
typedef int64_t patron_instant; /* Milliseconds since 1970-01-01T00:00:00Z. */

/* No instant: "never due". */
#define PATRON_NEVER INT64_MAX

typedef struct patron_error patron_error;
typedef struct patron_buffer patron_buffer;
typedef struct patron_table patron_table;
typedef struct patron_engine patron_engine;
typedef struct patron_member patron_member;
typedef struct patron_scopes patron_scopes;
typedef struct patron_trip_log patron_trip_log;
typedef struct patron_liability patron_liability;
typedef struct patron_model patron_model;
typedef struct patron_expression patron_expression;
typedef struct patron_columns patron_columns;
typedef struct patron_row patron_row;
typedef struct patron_calendar patron_calendar;

/* ---- Version ----------------------------------------------------------------------- */
#define PATRON_VERSION 100 /* Of this header: major * 10000 + minor * 100 + patch. */

/* The library's version, as a number like PATRON_VERSION and as "0.1.0". */
PATRON_API uint32_t patron_version(void);
PATRON_API const char* patron_version_text(void);
/* The time zone rules built in ("2026b"), and the snapshot formats it reads. */
PATRON_API const char* patron_zones_version(void);
PATRON_API uint32_t patron_format_min(void);
PATRON_API uint32_t patron_format_max(void);

/* ---- Status and error -----------------------------------------------------------------
 * One code a cause, by class: 1xx the call, 2xx the document, 3xx a refusal by the rules
 * or the member's state (an ordinary business answer), 4xx the surroundings. Codes that
 * no call of this release gives are kept for those that will. */
enum {
  PATRON_OK = 0,
  PATRON_E_ARGUMENT = 101,    /* A value that no call could accept. */
  PATRON_E_STATE = 102,       /* The right call at the wrong moment. */
  PATRON_E_UNSUPPORTED = 103, /* Unknown flag or option. */
  PATRON_E_NOT_FOUND = 104,   /* No such name. */
  PATRON_E_NEED_TAIL = 105,   /* Loaded from its head; this needs the tail, too. */
  PATRON_E_PACK = 201,
  PATRON_E_EVENT = 202,
  PATRON_E_EXPRESSION = 203,
  PATRON_E_SNAPSHOT = 204,     /* Damaged, or not a snapshot. */
  PATRON_E_FORMAT = 205,       /* Written by a newer library. */
  PATRON_E_PACK_UNKNOWN = 206, /* Written with a pack that this engine does not hold. */
  PATRON_E_DRIFT = 207,        /* Its history does not reproduce its state. */
  PATRON_E_TABLE = 208,        /* Column missing or of the wrong type, or a bad cell. */
  PATRON_E_RANGE = 209,        /* A sum or product that does not fit. */
  PATRON_E_MODEL = 210,        /* Parameters or data that a model cannot take. */
  PATRON_E_CONFLICT = 301,     /* This id was seen with another payload. */
  PATRON_E_MISMATCH = 302,     /* Of another customer, or of another program. */
  PATRON_E_TOO_OLD = 303,      /* Before the horizon, or later than lateness allows. */
  PATRON_E_ERASED = 304,       /* Of a member who was erased. */
  PATRON_E_STALE = 305,        /* Someone else changed it since it was read. */
  PATRON_E_UNDECIDED = 306,    /* A rule that refuses on error could not be decided. */
  PATRON_E_INSUFFICIENT_POINTS = 311,
  PATRON_E_OUT_OF_STOCK = 312,
  PATRON_E_NOT_ELIGIBLE = 313,    /* Tier, segment, consent, window. */
  PATRON_E_OVER_LIMIT = 314,      /* Minimum, maximum, step, cap, velocity. */
  PATRON_E_ALREADY_SETTLED = 315, /* Reservation, coupon, hold: used or let go. */
  PATRON_E_MEMORY = 401,
  PATRON_E_LIMIT = 402,        /* Too large, too deep, too costly. */
  PATRON_E_HISTORY_FULL = 403, /* Compact this member. */
  PATRON_E_STORE = 404,
  PATRON_E_STREAM = 405,
  PATRON_E_INTERNAL = 499
};

/* The name of a status: "insufficient_points", "ok"; NULL if unknown. Static. */
PATRON_API const char* patron_status_name(patron_status status);

/* An error to hand to calls, or NULL if there is no memory (calls accept that, too).
 *   language  of messages: "en" (NULL), "zh".
 * A call empties it and fills it if it fails, without allocating. */
PATRON_API patron_error* patron_error_create(const char* language);
PATRON_API void patron_error_free(patron_error* error);
PATRON_API patron_status patron_error_status(const patron_error* error);
/* One line: what was wrong, what was found; not part of the ABI. "" if nothing failed. */
PATRON_API const char* patron_error_message(const patron_error* error, size_t* size);
/* JSON pointer into the document ("/points/earn/base/rate"), or NULL. */
PATRON_API const char* patron_error_path(const patron_error* error, size_t* size);
/* The full id of the rule concerned ("points.earn.base"), or NULL. */
PATRON_API const char* patron_error_rule(const patron_error* error, size_t* size);
/* 1-based line and column in a text; 0-based row of a table; -1 where there is none. */
PATRON_API int64_t patron_error_line(const patron_error* error);
PATRON_API int64_t patron_error_column(const patron_error* error);
PATRON_API int64_t patron_error_row(const patron_error* error);

/* ---- Buffer: bytes that come out ------------------------------------------------------
 * Snapshots and JSON. Grows as needed and keeps its memory for the next call. */
PATRON_API patron_buffer* patron_buffer_create(void);
PATRON_API void patron_buffer_free(patron_buffer* buffer);
PATRON_API const void* patron_buffer_data(const patron_buffer* buffer);
PATRON_API const char* patron_buffer_text(const patron_buffer* buffer); /* Ends in NUL. */
PATRON_API size_t patron_buffer_size(const patron_buffer* buffer);

/* ---- Table: rows that come out --------------------------------------------------------
 * Effects, assessments, diagnostics, statements, scores, lists: named, typed columns,
 * read in place. Columns are found by name; later versions append some. */
enum {
  PATRON_TYPE_INT64 = 1,
  PATRON_TYPE_NUMBER = 2,  /* double: statistics only */
  PATRON_TYPE_TEXT = 3,
  PATRON_TYPE_BOOLEAN = 4, /* int64: 0 or 1 */
  PATRON_TYPE_DATE = 5,    /* int64: patron_date */
  PATRON_TYPE_INSTANT = 6, /* int64: patron_instant */
  PATRON_TYPE_DECIMAL = 7, /* int64: value * 10^scale; number: rounded */
  PATRON_TYPE_NESTED = 8   /* Lists and records, as canonical JSON: text. */
};

/*   language  of the texts in its rows: "en" (NULL), "zh".
 * NULL if there is no memory. */
PATRON_API patron_table* patron_table_create(const char* language);
PATRON_API void patron_table_free(patron_table* table);
PATRON_API size_t patron_table_rows(const patron_table* table);
PATRON_API size_t patron_table_columns(const patron_table* table);
/* The index of a column, -1 if there is none. */
PATRON_API int32_t patron_table_column(
    const patron_table* table, const char* name, size_t size);
PATRON_API const char* patron_table_column_name(
    const patron_table* table, int32_t column);
PATRON_API int32_t patron_table_column_type(const patron_table* table, int32_t column);
PATRON_API int32_t patron_table_column_scale(const patron_table* table, int32_t column);

/* Cells. A cell that is not there is null. */
PATRON_API int32_t patron_table_is_null(
    const patron_table* table, size_t row, int32_t column);
PATRON_API int64_t patron_table_int64(
    const patron_table* table, size_t row, int32_t column);
PATRON_API double patron_table_number(
    const patron_table* table, size_t row, int32_t column);
PATRON_API const char* patron_table_text(
    const patron_table* table, size_t row, int32_t column, size_t* size);

/* All rows as JSON Lines, or one row as one object; nulls are left out. */
PATRON_API patron_status patron_table_json(
    const patron_table* table, patron_buffer* json, patron_error* error);
PATRON_API patron_status patron_table_row_json(
    const patron_table* table, size_t row, patron_buffer* json, patron_error* error);
/* All rows as CSV (RFC 4180) with a header. */
PATRON_API patron_status patron_table_csv(
    const patron_table* table, patron_buffer* csv, patron_error* error);

/* ---- Engine ---------------------------------------------------------------------------
 * The dated versions of one program and its limits: built up, frozen, then only read, by
 * any number of threads. A newer engine takes over members of an older. */

/* An engine from one pack, frozen: create, add_pack and freeze in one call.
 *   diagnostics  may be NULL; see freeze. */
PATRON_API patron_status patron_engine_compile(const char* pack, size_t size,
    patron_engine** engine, patron_table* diagnostics, patron_error* error);

PATRON_API patron_status patron_engine_create(
    patron_engine** engine, patron_error* error);
PATRON_API void patron_engine_free(patron_engine* engine);
/* Add a version of the program. Errors: pack. */
PATRON_API patron_status patron_engine_add_pack(
    patron_engine* engine, const char* json, size_t size, patron_error* error);
/* Narrow a limit: "event_bytes", "history_entries". Errors: not_found. */
PATRON_API patron_status patron_engine_set_limit(patron_engine* engine, const char* name,
    size_t size, int64_t value, patron_error* error);
/* Check and compile all, after which nothing can be added.
 *   strict       1: warnings are errors.
 *   diagnostics  may be NULL; also on success, a row for each finding: severity, code,
 *                message, hint, pack, path, line, column, rule.
 * The error tells the first. Errors: pack, expression, mismatch (two programs).
 * Cost: 1 ms for a small pack. */
PATRON_API patron_status patron_engine_freeze(patron_engine* engine, int32_t strict,
    patron_table* diagnostics, patron_error* error);

/* What an engine declares: for find, count, name and list. The numbers in between are
 * kept for lists to come. */
enum {
  PATRON_LIST_PACKS = 1,
  PATRON_LIST_LIMITS = 3,
  PATRON_LIST_TESTS = 4,
  PATRON_LIST_EVENT_TYPES = 5,
  PATRON_LIST_METRICS = 7,
  PATRON_LIST_RULES = 8,
  PATRON_LIST_CURRENCIES = 9, /* Of points. */
  PATRON_LIST_LADDERS = 10,
  PATRON_LIST_TIERS = 11, /* "club.gold". */
  PATRON_LIST_INSTRUMENTS = 13,
  PATRON_LIST_TOUCHPOINTS = 14,
  PATRON_LIST_SIGNALS = 15,
  PATRON_LIST_ACTIONS = 17,
  PATRON_LIST_SCOPES = 19 /* Budgets: "budgets.festival". */
};
/* Names to indexes of the newest version and back. Resolve once for an engine.
 * find gives -1 and name NULL if there is none. */
PATRON_API int32_t patron_engine_find(
    const patron_engine* engine, int32_t list, const char* name, size_t size);
PATRON_API size_t patron_engine_count(const patron_engine* engine, int32_t list);
PATRON_API const char* patron_engine_name(
    const patron_engine* engine, int32_t list, int32_t index, size_t* size);
/* A list in full: index, name, title, pack, path, line, cost (the most that its
 * expressions cost when they are evaluated: patron_expression_cost_max). */
PATRON_API patron_status patron_engine_list(
    const patron_engine* engine, int32_t list, patron_table* rows, patron_error* error);

/* The program's id, and the hash of all that was added: 32 hexadecimal digits. */
PATRON_API const char* patron_engine_id(const patron_engine* engine, size_t* size);
PATRON_API const char* patron_engine_hash(const patron_engine* engine, size_t* size);
/* The civil day of an instant in the program's zone; the last instant of a day there. */
PATRON_API patron_date patron_engine_date(
    const patron_engine* engine, patron_instant instant);
PATRON_API patron_instant patron_engine_day_end(
    const patron_engine* engine, patron_date date);
/* The canonical JSON of the newest pack. */
PATRON_API patron_status patron_engine_pack_json(
    const patron_engine* engine, patron_buffer* json, patron_error* error);
/* Run the tests that the newest pack carries. A failed test is a row, not an error.
 *   filter   only tests whose name contains it; NULL, 0 for all.
 *   results  name, passed, path, line, expected, found. */
PATRON_API patron_status patron_engine_test(const patron_engine* engine,
    const char* filter, size_t filter_size, patron_table* results, patron_error* error);

/* The JSON Schema of the pack format, for editors. */
/* A pack's text in its usual form: indents, spaces and blank lines set right, lines of at
 * most 120 characters where they can be broken; keys, their order and comments stay.
 * Formatting twice changes nothing more. E_PACK with line and column if it is no JSON. */
PATRON_API patron_status patron_pack_format(
    const char* text, size_t size, patron_buffer* formatted, patron_error* error);
PATRON_API patron_status patron_pack_schema(patron_buffer* schema, patron_error* error);

/* ---- Member ---------------------------------------------------------------------------
 * One customer as a value: a fold over its accepted events. It never sees another member.
 * Snapshots have parts: the head is enough for events in time; the tail holds the
 * retained history, for late and repeated ones. */
enum {
  PATRON_PART_ALL = 0,
  PATRON_PART_HEAD = 1,
  PATRON_PART_TAIL = 2 /* What was added since a revision: append it to what you have. */
};

/*   customer  id of a new customer; NULL, 0 to take it from load or the first event. */
PATRON_API patron_status patron_member_create(const patron_engine* engine,
    const char* customer, size_t customer_size, patron_member** member,
    patron_error* error);
PATRON_API patron_status patron_member_copy(
    const patron_member* member, patron_member** copy, patron_error* error);
PATRON_API void patron_member_free(patron_member* member);
/* Replace the content by a snapshot, whole or head; size 0 is a new customer.
 * Errors: snapshot, format, pack_unknown, mismatch. */
PATRON_API patron_status patron_member_load(
    patron_member* member, const char* snapshot, size_t size, patron_error* error);
/* Add the tail, whole, after a load from the head. Errors: snapshot, mismatch. */
PATRON_API patron_status patron_member_load_tail(
    patron_member* member, const char* tail, size_t size, patron_error* error);
/*   since  for PATRON_PART_TAIL: the revision of what is already kept; else 0. */
PATRON_API patron_status patron_member_save(const patron_member* member, int32_t part,
    uint64_t since, patron_buffer* snapshot, patron_error* error);
/* A snapshot's header without loading it, one row: customer, format, revision, next_due,
 * watermark, horizon, retained, zones_version. Errors: snapshot, format. */
PATRON_API patron_status patron_snapshot_header(
    const char* snapshot, size_t size, patron_table* header, patron_error* error);

PATRON_API const char* patron_member_customer(const patron_member* member, size_t* size);
/* Goes up with every change: "update ... where revision = ?" makes two writers safe. */
PATRON_API uint64_t patron_member_revision(const patron_member* member);
/* When advance next has something to do, or PATRON_NEVER. Worth an index in the host's
 * database: "where next_due <= now". */
PATRON_API patron_instant patron_member_next_due(const patron_member* member);
/* Everything up to the watermark was emitted; nothing before the horizon is accepted. */
PATRON_API patron_instant patron_member_watermark(const patron_member* member);
PATRON_API patron_instant patron_member_horizon(const patron_member* member);
PATRON_API size_t patron_member_retained(const patron_member* member); /* Events kept. */

/* ---- The verbs ------------------------------------------------------------------------
 * They change the member in place, or not at all. Effects come in order, each once over
 * the member's life; delivering them is at-least-once, so hosts deduplicate by id. */
enum {
  PATRON_TRACE = 1,     /* Effects carry their inputs and arithmetic in `detail`. */
  PATRON_FAR_AHEAD = 2, /* advance: more than 400 days are meant, not a wrong clock. */
  PATRON_RECORDED = 4   /* apply: history of another program. Spends were made already:
                         * one that these rules would have refused is taken all the same,
                         * and told as `infeasible`. */
};

/* Something happened. What fell due before it comes out first. A late event is applied at
 * its own time, and the difference comes out, marked late, corrected or retracted. A
 * duplicate changes nothing and gives its effects again, marked duplicate.
 *   events  one JSON object, or several as JSON Lines: put in order, applied together or
 *           not at all. Unknown keys are errors.
 *   scopes  what members share (see there); may be NULL: requests then stay open.
 *   flags   PATRON_TRACE, PATRON_RECORDED.
 * Errors: event, range, need_tail, history_full, pack_unknown, drift, refusals 3xx. */
PATRON_API patron_status patron_engine_apply(const patron_engine* engine,
    patron_member* member, const char* events, size_t size, patron_scopes* scopes,
    uint32_t flags, patron_table* effects, patron_error* error);
/* The same without doing it: "book this and earn 1,250 miles". */
PATRON_API patron_status patron_engine_preview(const patron_engine* engine,
    const patron_member* member, const char* events, size_t size,
    const patron_scopes* scopes, uint32_t flags, patron_table* effects,
    patron_error* error);
/* Time passed, up to and including `until`. Any steps give the same effects.
 *   flags   PATRON_TRACE, PATRON_FAR_AHEAD. */
PATRON_API patron_status patron_engine_advance(const patron_engine* engine,
    patron_member* member, patron_instant until, patron_scopes* scopes, uint32_t flags,
    patron_table* effects, patron_error* error);
/* How is this customer at that instant? One row: satisfaction (0-100, scale 2) with its
 * interval, churn_risk (P(no trip in the horizon), scale 6), churn_band, p_alive,
 * trips_expected, value_expected, tier, points, reasons and more. Later events do not
 * count. Errors: too_old, need_tail. */
PATRON_API patron_status patron_engine_assess(const patron_engine* engine,
    const patron_member* member, patron_instant at, patron_table* assessment,
    patron_error* error);
/* Why an event of the member's history did what it did, and why not: rule, status
 * ("holds", "does not hold", "undecided", "not in force", "nothing to multiply", "not
 * this time": not the first, the nth), and the parts of its condition: way (0: as it was;
 * from 1: what it would have taken), depth, text, value, decides, wanted. Of earn rules
 * and care actions that its type sets off.
 * Errors: not_found (no such event), need_tail. */
PATRON_API patron_status patron_engine_explain_event(const patron_engine* engine,
    const patron_member* member, const char* event, size_t size, patron_table* rules,
    patron_error* error);
/* What an assessment is made of: piece, value, weight, contribution, text. */
PATRON_API patron_status patron_engine_explain_assessment(const patron_engine* engine,
    const patron_member* member, patron_instant at, patron_table* trace,
    patron_error* error);

/* Forget events before an instant: the horizon moves there. Errors: argument (later than
 * the watermark less the lateness that the pack accepts), need_tail. */
PATRON_API patron_status patron_engine_compact(const patron_engine* engine,
    patron_member* member, patron_instant before, patron_error* error);
/* Audit: all invariants.
 *   findings  check, found, expected; no row: all is well. Errors: need_tail. */
PATRON_API patron_status patron_engine_reconcile(const patron_engine* engine,
    const patron_member* member, patron_table* findings, patron_error* error);

/* Columns of effects; more follow and are found by name. */
enum {
  PATRON_EFFECT_KIND = 0,        /* text: posting, tier, signal, action, request, ... */
  PATRON_EFFECT_ID = 1,          /* text: 32 hexadecimal digits, the same in a replay */
  PATRON_EFFECT_CUSTOMER = 2,    /* text: whom it is for */
  PATRON_EFFECT_EVENT = 3,       /* text: event id; null if time was the cause */
  PATRON_EFFECT_AT = 4,          /* instant when it was due */
  PATRON_EFFECT_RECORDED_AT = 5, /* instant when it became known */
  PATRON_EFFECT_REVISION = 6,    /* int64: with sequence, its place in the journal */
  PATRON_EFFECT_SEQUENCE = 7,    /* int64 */
  PATRON_EFFECT_CHANGE = 8,      /* text: late, corrected, retracted; or null */
  PATRON_EFFECT_DUPLICATE = 9,   /* boolean: this event was applied before */
  PATRON_EFFECT_RULE = 10,       /* text: full id, "points.earn.base" */
  PATRON_EFFECT_PACK = 11,       /* text: version that judged */
  PATRON_EFFECT_WHAT = 12,       /* text: kind of posting, tier, signal, action */
  PATRON_EFFECT_BEFORE = 13,     /* text: tier or state before */
  PATRON_EFFECT_CURRENCY = 14,   /* text: of points */
  PATRON_EFFECT_POINTS = 15,     /* int64, signed, at the currency's scale */
  PATRON_EFFECT_BALANCE = 16,    /* int64: active points after it */
  PATRON_EFFECT_UNTIL = 17,      /* instant: expiry, deadline, end of a tier */
  PATRON_EFFECT_PARENT = 18,     /* text: id of what it reverses or corrects */
  PATRON_EFFECT_SCOPE = 19,      /* text: key of the scope asked */
  PATRON_EFFECT_REASON = 20,     /* text in the table's language */
  PATRON_EFFECT_DETAIL = 21      /* nested: lots taken, inputs, arithmetic */
};

/* ---- Questions about a member ---------------------------------------------------------
 * At an instant not before the horizon; the answer does not depend on when advance was
 * called. Errors of all of these: too_old, need_tail. */
enum {
  PATRON_BALANCE_ACTIVE = 1, /* Can be spent. */
  PATRON_BALANCE_PENDING = 2,
  PATRON_BALANCE_RESERVED = 3, /* Set aside for a redemption that is being agreed on. */
  PATRON_BALANCE_DEBT = 4
};
PATRON_API patron_status patron_engine_balance(const patron_engine* engine,
    const patron_member* member, int32_t currency, patron_instant at, int32_t balance,
    int64_t* points, patron_error* error);
/* The most of a price that this member can pay with points: at most the share that the
 * pack allows, in its steps, of what is there.
 *   price, value, cash  minor units of the pack's currency; value + cash = price.
 * Errors: argument, not_eligible (the pack has no spend.rate for these points). */
PATRON_API patron_status patron_engine_quote(const patron_engine* engine,
    const patron_member* member, int32_t currency, int64_t price, patron_instant at,
    int64_t* points, int64_t* value, int64_t* cash, patron_error* error);
/*   tier  index in PATRON_LIST_TIERS, -1 for none. */
PATRON_API patron_status patron_engine_tier(const patron_engine* engine,
    const patron_member* member, int32_t ladder, patron_instant at, int32_t* tier,
    patron_error* error);
/* Every effect of the days `from` to `to`, as first due, with inputs and arithmetic:
 * the columns of effects. */
PATRON_API patron_status patron_engine_statement(const patron_engine* engine,
    const patron_member* member, patron_date from, patron_date to,
    patron_table* statement, patron_error* error);
/* What the member holds: "profile", "balances", "lots", "trips", "tiers", "metrics",
 * "signals", "actions", "requests", "undecided", "responses", "events", "accounts",
 * "caps", "carried", "places", "reservations", "rewards" (price, offered, affordable,
 * why not).
 * Errors: not_found. */
PATRON_API patron_status patron_engine_holdings(const patron_engine* engine,
    const patron_member* member, const char* what, size_t size, patron_instant at,
    patron_table* rows, patron_error* error);

/* ---- The books ------------------------------------------------------------------------
 * Revenue that is deferred until points are redeemed (IFRS 15, ASC 606), by cohort, from
 * the effects of all customers. See docs/loyalty.md. Threads: one at a time. */
PATRON_API patron_status patron_liability_create(
    const patron_engine* engine, patron_liability** liability, patron_error* error);
PATRON_API void patron_liability_free(patron_liability* liability);
/* Effects as apply and advance gave them: all of them, in order. Errors: table. */
PATRON_API patron_status patron_liability_add(
    patron_liability* liability, const patron_table* effects, patron_error* error);
/* The days `first` to `last` (days since 1970): a row for each cohort; opening +
 * allocated - returned - recognised = closing. Errors: argument, range. */
PATRON_API patron_status patron_liability_report(const patron_liability* liability,
    int32_t first, int32_t last, patron_table* rows, patron_error* error);

/* ---- What members share ---------------------------------------------------------------
 * A scope is a value that the host keeps beside its members: a budget of the program.
 * Scopes handed to a verb answer its requests at once and come back changed; the answer
 * is kept in the member's history. Without its scope a request stays open (effect
 * "request", points pending) until a `granted` event. */
PATRON_API patron_status patron_scopes_create(
    const patron_engine* engine, patron_scopes** scopes, patron_error* error);
PATRON_API void patron_scopes_free(patron_scopes* scopes);
/* Put a scope in, or replace it; size 0 is a new one.
 * Errors: not_found (no such key), snapshot, mismatch. */
PATRON_API patron_status patron_scopes_load(patron_scopes* scopes, const char* key,
    size_t key_size, const char* snapshot, size_t size, patron_error* error);
/* Errors: not_found (not held). */
PATRON_API patron_status patron_scopes_save(const patron_scopes* scopes, const char* key,
    size_t key_size, patron_buffer* snapshot, patron_error* error);
/* Scopes held: key, window (its first day), limit, used, left, changed (since load). */
PATRON_API patron_status patron_scopes_list(const patron_scopes* scopes,
    patron_instant at, patron_table* rows, patron_error* error);

/* ---- Statistics over arrays -----------------------------------------------------------
 * Useful alone, without an engine. NAN is "no answer" and counts nowhere; weight may be
 * NULL. A score is one row: value, low, high, standard_error, n, n_effective, reportable.
 *   options  {"confidence": 0.95, "scale": [0, 10], "top": 2, "min_n": 5,
 *             "max_width": 0, "reversed": false, "promoters_from": 9, "detractors_to": 6,
 *             "interval": "usual" ("wald", "adjusted_wald", "wilson", "t", "exact",
 *             "jeffreys", "bootstrap" with "seed": 1, "resamples": 2000)}
 * Errors: argument, range. Meaning, formulas and sources: docs/satisfaction.md. */

/* Net Promoter Score, -100 to 100; adjusted Wald. */
PATRON_API patron_status patron_satisfaction_nps(const double* answers,
    const double* weight, size_t size, const char* options, size_t options_size,
    patron_table* score, patron_error* error);
/* Share of top answers, 0 to 1; Wilson. */
PATRON_API patron_status patron_satisfaction_csat(const double* answers,
    const double* weight, size_t size, const char* options, size_t options_size,
    patron_table* score, patron_error* error);
/* Mean on its own scale (customer effort and others); t. */
PATRON_API patron_status patron_satisfaction_mean(const double* answers,
    const double* weight, size_t size, const char* options, size_t options_size,
    patron_table* score, patron_error* error);

/* Answers of several questions, columns of `size` values; row i is one respondent. */
typedef struct patron_answers {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t size;
  uint64_t columns;
  const double* const* items; /* `columns` pointers to `size` values each. */
  const double* weight;       /* Of each row; NULL: 1. */
  const int32_t* group;       /* cohorts: the unit of each row, from 0; negative: none. */
} patron_answers;
#define PATRON_ANSWERS_INIT \
  { sizeof(patron_answers), 0, 0, 0, NULL, NULL, NULL }

/* Any question of satisfaction, by name; columns of `answers` in brackets, then options
 * beside their defaults, and what the rows are. "+ score" are the columns of a score, and
 * "items:" the options "scale", "reversed" and "weights" (a figure an item), "at_least",
 * "confidence", "min_n", "max_width".
 *   nps csat ces ces_share mean [answers]  as above.
 *   compare [answers], other [answers]  "score": "nps" and as above; difference, low,
 *       high, standard_error, statistic, degrees, p, a, b, a_n, b_n, significant.
 *   cohorts [answers] with group  the same options; group + score, asked, response,
 *       response_low, response_high, shrunk.
 *   index [values 0-100, ages in days]  "half_life_days": 180, "prior_mean": 75,
 *       "prior_weight": 2, "within_sd": 20, "confidence", "max_width": 40; score.
 *   shrink [values, standard errors]  value, factor, mean, between_variance.
 *   stars [answers]  "high": 5, "prior_mean": 3, "prior_weight": 0; measure (mean,
 *       expected, bayesian) + score.
 *   likert [items]  items: 1-5; value, a row for each respondent.
 *   weighted_index [items]  items: 1-10 (the ACSI form); score.
 *   semantic_differential [items]  items: -3-3; pair + score, the last row overall.
 *   servqual [perceived], other [expected] or NULL (SERVPERF)  items: 1-7, "dimensions":
 *       of each item, "dimension_weights"; part (item, dimension, overall, weighted),
 *       index, perceived, expected, weight + score of the gap.
 *   kano [if there, if absent]  kind, significant, counts, better, worse and their
 *       intervals, category_strength, total_strength, n.
 *   exposure [complaints]  the figures of satisfaction::ExposureSet, "never_complain":
 *       [low, high]; complaints, silent, told, retold, reached, and the rest of Exposure.
 *   alpha [items]  items; item (the first row: all) + score, standardised,
 *       average_correlation, lambda6, item_rest, item_corrected, mean, sd.
 *   correlation [items]  "method": "pearson" ("spearman", "kendall", "polychoric"); a, b,
 *       value, low, high, standard_error, statistic, p, n, n_effective.
 *   drivers [items, outcome]  item (the last row: intercept), coefficient,
 *       standard_error, t, p, beta, correlation, lmg, johnson, their shares, pratt, vif,
 *       mean, r_squared, n, suppressor and more.
 *   importance_performance [importance, performance]  "importance_middle": 0,
 *       "performance_middle": 3; item, importance, performance, by_mean, by_median,
 *       by_middle and the cuts.
 *   trend [values] or [values, times]  trend (falling, flat, rising), slope, slope_low,
 *       slope_high, p, tau, z, s, variance, n.
 *   control [values] or [shares, sizes]  "method": "cusum" ("ewma"), "baseline": 0 or
 *       "target" and "sigma", "allowance": 0.5, "decision": 5, "head_start": 0,
 *       "lambda": 0.2, "width": 3, "asymptotic": false; value, high, low, upper, lower,
 *       target, sigma, high_run, low_run, alarm (rose, fell).
 * Errors: not_found, unsupported (option), limit, model. */
PATRON_API patron_status patron_satisfaction_analyse(const char* what, size_t what_size,
    const patron_answers* answers, const patron_answers* other, const char* options,
    size_t options_size, patron_table* table, patron_error* error);

/* ---- Identity -------------------------------------------------------------------------
 * Customer records: cleaning and matching; no engine is needed. docs/identity.md. */

enum { PATRON_PHONE_UNKNOWN = 0, /* No such number is given out. */
       PATRON_PHONE_MOBILE = 1, PATRON_PHONE_FIXED = 2,
       PATRON_PHONE_OTHER = 3 /* Of a country whose plan is not known here. */ };
/* A phone number as E.164. `region`: CN (size 0), HK, MO, TW or a calling code "+81",
 * for numbers without one. `kind` may be NULL. Errors: argument. */
PATRON_API patron_status patron_phone(const char* text, size_t size, const char* region,
    size_t region_size, patron_buffer* e164, int32_t* kind, patron_error* error);
/* What matching compares of a "phone", "email", "name" or "text".
 * Errors: argument, not_found. */
PATRON_API patron_status patron_identity_normalise(const char* kind, size_t kind_size,
    const char* text, size_t size, const char* region, size_t region_size,
    patron_buffer* normal, patron_error* error);
/* Jaro-Winkler similarity by code point, 0 to 1; NaN if there is no memory for it. */
PATRON_API double patron_jaro_winkler(
    const char* a, size_t a_size, const char* b, size_t b_size);

/* The bucket of a key in an experiment, 0 to buckets - 1, as `bucket` in a pack. */
PATRON_API uint32_t patron_bucket(const char* key, size_t key_size, uint32_t buckets,
    const char* salt, size_t salt_size);

/* A column of customer records: a text for each row, NULL or "" where it is missing. */
typedef struct patron_text_column {
  const char* name;
  const char* const* texts;
} patron_text_column;
/* Pairs of records that are likely one person, most likely first: a, b (rows), weight,
 * probability, evidence (nested). Options as in patron/identity.hpp.
 * Errors: argument, unsupported, limit, table. */
PATRON_API patron_status patron_match(const patron_text_column* columns, size_t count,
    size_t rows, const char* options, size_t options_size, patron_table* pairs,
    patron_error* error);
/* Options for patron_match, learned from the records. Errors: the same; model. */
PATRON_API patron_status patron_match_learn(const patron_text_column* columns,
    size_t count, size_t rows, const char* options, size_t options_size,
    patron_buffer* learned, patron_error* error);
/* The group of each of `rows` records, numbered by their first record. Errors: table. */
PATRON_API patron_status patron_match_groups(
    const patron_table* pairs, size_t rows, int32_t* groups, patron_error* error);
/* A row for each record: filled, of, share, missing, invalid (nested), days, stale. */
PATRON_API patron_status patron_record_quality(const patron_text_column* columns,
    size_t count, size_t rows, const char* options, size_t options_size,
    patron_table* quality, patron_error* error);

/* ---- Churn and value ------------------------------------------------------------------
 * Models of coming back over plain arrays; useful alone, without an engine. What is
 * called churn risk is P(no trip in the horizon), never 1 - P(alive): docs/churn.md. */

/* Trips, a row each, in any order; `size` values a column. Several trips of a customer on
 * one day are one trip. */
typedef struct patron_trips {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t size;
  const int64_t* customer; /* Any numbers that tell customers apart. */
  const patron_date* date;
  const double* spend; /* May be NULL. */
} patron_trips;
#define PATRON_TRIPS_INIT \
  { sizeof(patron_trips), 0, 0, NULL, NULL, NULL }

/* A row for each customer with a trip by the as-of day, in order of first appearance:
 * customer, first, frequency, recency, T, log_gaps, spend, spend_total, gap_median,
 * gap_p90, trend, and with a holdout trips_holdout, spend_holdout.
 *   options  {"as_of": "2026-06-30", "unit_days": 7, "holdout_end": "2026-12-31",
 *             "trend_days": 365, "season": [12 weights]}; as_of is needed. With a
 *             season times are on its clock (patron_churn_season).
 * Errors: table (with row), limit. */
PATRON_API patron_status patron_churn_summarise(const patron_trips* trips,
    const char* options, size_t options_size, patron_table* summary, patron_error* error);

/* A log that comes in parts, from several files or threads: each fills a log of its own,
 * and one takes the others in. The summary is the same to the bit however the trips came;
 * only the order of its rows is that of the parts. */
PATRON_API patron_trip_log* patron_trip_log_create(void); /* NULL: out of memory. */
PATRON_API void patron_trip_log_free(patron_trip_log* log);
/* Errors: table (with row), limit (100,000,000 trips); the log is then as before. */
PATRON_API patron_status patron_trip_log_add(
    patron_trip_log* log, const patron_trips* trips, patron_error* error);
PATRON_API patron_status patron_trip_log_merge(
    patron_trip_log* log, const patron_trip_log* other, patron_error* error);
/* As patron_churn_summarise. */
PATRON_API patron_status patron_trip_log_summarise(const patron_trip_log* log,
    const char* options, size_t options_size, patron_table* summary, patron_error* error);

/* The season clock of a log: how fast time runs in each month, by its trips.
 *   options  {"from": "2024-01-01", "until": "2025-12-31", "prior_days": 30}; trips
 *            outside do not count. As if prior_days more of each month had passed at the
 *            mean rate.
 *   weights  receives 12 values of mean 1, January first: churn.season.weights.
 * Errors: argument (no trip within). */
PATRON_API patron_status patron_churn_season(const patron_date* trips, uint64_t size,
    const char* options, size_t options_size, double* weights, patron_error* error);

/* How good probabilities are, one row: n, base_rate, auc, brier, log_loss, slope,
 * intercept, top_decile_lift, gini; NAN where the data do not say. weight may be NULL.
 *   happened  0 or 1. */
PATRON_API patron_status patron_churn_evaluate(const double* probability,
    const double* happened, const double* weight, size_t size, patron_table* evaluation,
    patron_error* error);

/* How models and plain signals would have done in the past, a row for each day and
 * evidence: as_of, evidence ("recency", "overdue", "mbg_nbd", "mbg_nbd platt"), status of
 * the fit, and the figures of patron_churn_evaluate of P(no trip in the horizon).
 *   options  {"as_of": ["2025-06-30"], "log_end": "2026-06-30", "horizon_days": 182,
 *             "unit_days": 7, "models": ["mbg_nbd"], "season": false,
 *             "calibrate": "platt" or "isotonic"}; as_of and log_end are needed.
 * Errors: argument (the horizon is beyond the log), table, limit. */
PATRON_API patron_status patron_churn_backtest(const patron_trips* trips,
    const char* options, size_t options_size, patron_table* rows, patron_error* error);

/* RFM: the right-closed cuts that scores are made by (type-7 quantiles), as JSON that a
 * pack keeps under worth.rfm.cuts; and a row a customer with a trip that counts:
 * customer, recency_days, trips, spend, rfm ("5-3-4"), r, f, m from 1, more is better.
 * The log needs spend.
 *   options  {"as_of": "2026-06-30", "from": "2024-07-01", "scores": 5} and
 *            {"as_of": ..., "from": ..., "cuts": {...}}. Without from all trips count.
 * Errors: argument (no trip counts; cuts that do not rise), table. */
PATRON_API patron_status patron_churn_rfm_cuts(const patron_trips* trips,
    const char* options, size_t options_size, patron_buffer* cuts, patron_error* error);
PATRON_API patron_status patron_churn_rfm(const patron_trips* trips, const char* options,
    size_t options_size, patron_table* rows, patron_error* error);
/* Classes by share of the total, in the order of the values: abc ("a", "b", "c"), share,
 * cumulative. Who crosses a line is above it.   options  {"a": 0.8, "b": 0.95}.
 * Errors: argument (a value below 0, with row; nothing to share). */
PATRON_API patron_status patron_churn_abc(const double* values, size_t size,
    const char* options, size_t options_size, patron_table* rows, patron_error* error);
/* Cohorts by the period of the first trip, a row for each period since that is over by
 * the as-of day: cohort, n, period, customers, retention, low, high (Wilson, 95 %).
 *   options  {"as_of": "2026-06-30", "grain": "month", "quarter" or "year"}. */
PATRON_API patron_status patron_churn_retention(const patron_trips* trips,
    const char* options, size_t options_size, patron_table* rows, patron_error* error);

/* What a model needs of each customer, columns of `size` values; NULL where not needed.
 * Times are in one unit. */
typedef struct patron_summary {
  uint32_t struct_size;
  uint32_t flags; /* 0 */
  uint64_t size;
  const double* frequency; /* Repeat trips, x. sbg: renewals. */
  const double* recency;   /* First trip to last trip, t_x. bg_bb: chance last used. */
  const double* T;         /* First trip to the day asked. bg_bb, sbg: chances. */
  const double* log_gaps;  /* Sum of the logarithms of the gaps; (m)bg_cnbd_k. */
  const double* spend;     /* Mean of repeat trips; gamma_gamma. */
  const double* weight;    /* Customers like this one; NULL: 1. */
  /* Columns of what is known of the customers and does not change, as many and in the
   * order as the model names them; (m)bg_* and pareto_nbd. */
  const double* const* covariates;
  uint64_t covariate_count;
} patron_summary;
#define PATRON_SUMMARY_INIT \
  { sizeof(patron_summary), 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0 }

/* A model, fitted by maximum likelihood; immutable.
 *   kind     "bg_nbd", "mbg_nbd", "bg_cnbd_k", "mbg_cnbd_k", "pareto_nbd", "bg_bb",
 *            "gamma_gamma", "sbg".
 *   options  {"unit": "1 week", "as_of": "2026-06-30", "k": 2, "k_max": 12,
 *             "prior": {"share": 0.25, "weight": 4}, "covariates": ["local", "web"]};
 *            the names of covariates rise.
 * Not to converge is a status of the model, not an error. Errors: not_found, model (with
 * row), limit. */
PATRON_API patron_status patron_model_fit(const char* kind, size_t kind_size,
    const patron_summary* summary, const char* options, size_t options_size,
    patron_model** model, patron_error* error);
/* Make from, and write as, the model artifact: an entry of churn.models of a pack, with
 * the "format" it is written in (1). Errors: model (with line; written in a format that
 * this release does not know). */
PATRON_API patron_status patron_model_read(
    const char* json, size_t size, patron_model** model, patron_error* error);
PATRON_API patron_status patron_model_json(
    const patron_model* model, patron_buffer* json, patron_error* error);
PATRON_API void patron_model_free(patron_model* model);
PATRON_API const char* patron_model_kind(const patron_model* model);
/* "converged", "boundary", "ridge", "given" (read, not fitted). */
PATRON_API const char* patron_model_status(const patron_model* model);
PATRON_API double patron_model_log_likelihood(const patron_model* model);
/* By the names of the kind, or "activity.local", "dropout.local"; NaN without. */
PATRON_API double patron_model_parameter(
    const patron_model* model, const char* name, size_t size);
PATRON_API double patron_model_standard_error(
    const patron_model* model, const char* name, size_t size);
/*   what      "p_none" (P(no trip in the horizon): the churn risk), "p_alive", "trips",
 *             "spend", "dert", "retention", "pmf" (P(a new customer has `frequency`
 *             repeat trips in the horizon)), "log_likelihood".
 *   horizon   in the model's unit.    discount  for one unit, continuous; dert only.
 *   values    receives summary->size values.
 * Errors: model (with row), not_found, unsupported (not a question for this kind). */
PATRON_API patron_status patron_model_predict(const patron_model* model,
    const patron_summary* summary, const char* what, size_t what_size, double horizon,
    double discount, double* values, patron_error* error);

/* p_none, p_alive and trips in one pass, as patron_model_predict gives them; NULL is not
 * asked for. */
PATRON_API patron_status patron_model_forecast(const patron_model* model,
    const patron_summary* summary, double horizon, double* p_none, double* p_alive,
    double* trips, patron_error* error);

/* ---- Expression -----------------------------------------------------------------------
 * One expression of the rule language (docs/language.md), compiled; immutable. In &&
 * false goes before unknown, unknown before error, error before true; || mirrors it;
 * everywhere else an error goes before an unknown. */
enum {
  PATRON_OUTCOME_FALSE = 0,
  PATRON_OUTCOME_TRUE = 1,
  PATRON_OUTCOME_VALUE = 2,  /* Not a boolean. */
  PATRON_OUTCOME_ERROR = 3,  /* Division by zero, missing key: the value says which. */
  PATRON_OUTCOME_UNKNOWN = 4 /* Inputs are missing: the value lists them. */
};

/*   schema  JSON: {"amount": "decimal(2)", "tier": {"enum": ["silver", "gold"]}, "note":
 *           "string?"}; now and today (in UTC) are known besides. NULL: any name, its
 *           type found while evaluating.
 * Errors: expression, with line and column in `text` (with a path: in `schema`). */
PATRON_API patron_status patron_expression_compile(const char* schema, size_t schema_size,
    const char* text, size_t size, patron_expression** expression, patron_error* error);
PATRON_API void patron_expression_free(patron_expression* expression);
PATRON_API const char* patron_expression_type(const patron_expression* expression);
/* The most that one evaluation costs, in units of about one read or one comparison; texts
 * count as 256 characters, ten to a unit, lists and maps as 64 elements. 0 for NULL. */
PATRON_API uint64_t patron_expression_cost_max(const patron_expression* expression);
/* What it reads: name, type. */
PATRON_API patron_status patron_expression_inputs(
    const patron_expression* expression, patron_table* rows, patron_error* error);
/* For one JSON object; what is absent or null is unknown.
 *   now      also decides `today`; PATRON_NEVER: both are missing inputs.
 *   outcome  PATRON_OUTCOME_*.
 *   value    may be NULL; the value, the error or the missing inputs as JSON.
 * Errors: event (an input is not of its type, with its path). */
PATRON_API patron_status patron_expression_eval_json(const patron_expression* expression,
    const char* json, size_t size, patron_instant now, int32_t* outcome,
    patron_buffer* value, patron_error* error);
/* The value of each part, outermost first: depth, text, line, column, outcome, value,
 * decides (does the outcome of the whole come from here?), missing. Errors: event. */
PATRON_API patron_status patron_expression_explain(const patron_expression* expression,
    const char* json, size_t size, patron_instant now, patron_table* trace,
    patron_error* error);
/* What would make a condition that is not true true: way (from 1, those that need least
 * first, 16 at most), text (a part), wanted (what the part must be), line, column, inputs
 * (the values in it now). All parts of one way must become so. Errors: event. */
PATRON_API patron_status patron_expression_would_take(
    const patron_expression* expression, const char* json, size_t size,
    patron_instant now, patron_table* ways, patron_error* error);
/* One event as values of a schema's types, for expressions compiled with that schema;
 * filled anew for each event, it costs no allocation. find: the place of an input, -1 if
 * there is none. Unset inputs are missing; clear unsets all. Threads: one.
 *   whole   a bool (0 or 1) or an int; a decimal or money in units of its last place; a
 *           date in days; a timestamp or a duration in milliseconds.
 *   text    a string or a label. A string is not copied: it must stay until evaluated.
 *   now     now, and today in UTC.
 * Errors: event (the input is of another type), argument (there is no such input; the row
 * is of another schema than the expression). */
PATRON_API patron_status patron_row_create(
    const char* schema, size_t size, patron_row** row, patron_error* error);
PATRON_API void patron_row_free(patron_row* row);
PATRON_API int32_t patron_row_find(const patron_row* row, const char* name, size_t size);
PATRON_API void patron_row_clear(patron_row* row);
PATRON_API void patron_row_set_now(patron_row* row, patron_instant now);
PATRON_API patron_status patron_row_set_whole(
    patron_row* row, int32_t input, int64_t value, patron_error* error);
PATRON_API patron_status patron_row_set_number(
    patron_row* row, int32_t input, double value, patron_error* error);
PATRON_API patron_status patron_row_set_text(patron_row* row, int32_t input,
    const char* value, size_t size, patron_error* error);
PATRON_API patron_status patron_row_set_null(
    patron_row* row, int32_t input, patron_error* error);
PATRON_API patron_status patron_row_set_json(patron_row* row, int32_t input,
    const char* json, size_t size, patron_error* error);
/* The outcome alone, PATRON_OUTCOME_*, in some tens of nanoseconds. */
PATRON_API patron_status patron_expression_eval_row(const patron_expression* expression,
    const patron_row* row, int32_t* outcome, patron_error* error);
/* A table of the host's, read once, over which any number of expressions are evaluated.
 * What is added is copied. Threads: any number may read; one at a time adds.
 *   type    PATRON_TYPE_*: of whole values INT64, BOOLEAN, DATE, INSTANT or, at `scale`,
 *           DECIMAL; of texts TEXT or NESTED (JSON).
 *   values  one a row. Of texts cell i is bytes [ends[i], ends[i + 1]): one end more than
 *           rows; or codes into `words`, `word_sizes` NULL if they end in NUL.
 *   valid   one bit a row, least significant first, 1: there is a value; NULL: all.
 * Errors: table (a name twice, no such type, ends or codes without bytes or words). */
PATRON_API patron_columns* patron_columns_create(size_t rows); /* NULL: no memory. */
PATRON_API void patron_columns_free(patron_columns* columns);
PATRON_API patron_status patron_columns_add_whole(patron_columns* columns,
    const char* name, size_t name_size, int32_t type, int32_t scale,
    const int64_t* values, const uint8_t* valid, patron_error* error);
PATRON_API patron_status patron_columns_add_number(patron_columns* columns,
    const char* name, size_t name_size, const double* values, const uint8_t* valid,
    patron_error* error);
PATRON_API patron_status patron_columns_add_text(patron_columns* columns,
    const char* name, size_t name_size, int32_t type, const char* bytes,
    const int64_t* ends, const uint8_t* valid, patron_error* error);
PATRON_API patron_status patron_columns_add_codes(patron_columns* columns,
    const char* name, size_t name_size, int32_t type, const int32_t* codes,
    const char* const* words, const size_t* word_sizes, size_t word_count,
    const uint8_t* valid, patron_error* error);
/* For every row. A column that is not there is a missing input.
 *   outcomes  one PATRON_OUTCOME_* a row, in a byte.
 *   values    may be NULL, and then it is many times as fast; value, of the expression's
 *             type, and problem: the error or the missing inputs as JSON.
 * Errors: event (a cell is not of its type, with its row). */
PATRON_API patron_status patron_expression_eval_columns(
    const patron_expression* expression, const patron_columns* columns,
    patron_instant now, uint8_t* outcomes, patron_table* values, patron_error* error);
/* Two lines that show a place: the line of `text`, and a caret under the column. Empty
 * if there is no such line. For patron_error_line and _column, or those of a value. */
PATRON_API patron_status patron_excerpt(const char* text, size_t size, int64_t line,
    int64_t column, patron_buffer* lines, patron_error* error);

/* ---- Calendar ---------------------------------------------------------------------- */
/* Errors: range (no such day, or not of the years 1900 to 2199). */
PATRON_API patron_status patron_date_from_civil(
    int32_t year, int32_t month, int32_t day, patron_date* date, patron_error* error);
/* Each of the three may be NULL. */
PATRON_API void patron_date_to_civil(
    patron_date date, int32_t* year, int32_t* month, int32_t* day);
/* RFC 3339 with an offset: "2026-05-01T10:00:00+08:00". Errors: argument. */
PATRON_API patron_status patron_instant_parse(
    const char* text, size_t size, patron_instant* instant, patron_error* error);

/* The Chinese lunisolar calendar, lunar years 1929 to 2100; `leap` is 1 in a leap month,
 * which follows the month of the same number. Errors: range; argument (no such day). */
PATRON_API patron_status patron_lunar_from_date(patron_date date, int32_t* year,
    int32_t* month, int32_t* day, int32_t* leap, patron_error* error);
PATRON_API patron_status patron_lunar_to_date(int32_t year, int32_t month, int32_t day,
    int32_t leap, patron_date* date, patron_error* error);
/* Number of the leap month, 0: none; days of a month, 29 or 30, 0: there is none. */
PATRON_API int32_t patron_lunar_leap_month(int32_t year);
PATRON_API int32_t patron_lunar_month_days(int32_t year, int32_t month, int32_t leap);

/* How a day comes back in a year that does not have it: a leap month, the 30th of a short
 * month, 29 February. */
enum { PATRON_LEAP_MONTH_PREFER = 1, PATRON_LEAP_MONTH_REGULAR,
       PATRON_LEAP_MONTH_STRICT };
enum { PATRON_MISSING_30TH_THE_29TH = 1, PATRON_MISSING_30TH_NEXT_1ST,
       PATRON_MISSING_30TH_SKIP };
enum { PATRON_FEB_29_FEB_28 = 1, PATRON_FEB_29_MAR_01, PATRON_FEB_29_SKIP };
/* A lunar day in a civil year, 1930 to 2100: none, one or two dates, in order.
 * Errors: range, argument (no such day, no such policy). */
PATRON_API patron_status patron_lunar_yearly(int32_t month, int32_t day, int32_t leap,
    int32_t civil_year, int32_t leap_month, int32_t missing_30th, patron_date dates[2],
    int32_t* count, patron_error* error);
/* A civil day in a year; `found` is 0 where the policy skips the year. */
PATRON_API patron_status patron_yearly(int32_t month, int32_t day, int32_t year,
    int32_t feb_29, patron_date* date, int32_t* found, patron_error* error);
/* spring_festival, lantern, longtaitou, dragon_boat, qixi, zhongyuan, mid_autumn,
 * double_ninth, laba, xiaonian_north, xiaonian_south, new_years_eve of a lunar year;
 * qingming, winter_solstice of a civil year. Errors: not_found, range. */
PATRON_API patron_status patron_festival(const char* name, size_t size, int32_t year,
    patron_date* date, patron_error* error);
/* All of them in [from, to]: festival, date. Errors: range, argument. */
PATRON_API patron_status patron_festivals(
    patron_date from, patron_date to, patron_table* festivals, patron_error* error);

/* Business time, from the JSON of a pack's calendar; `zone` (NULL: Asia/Shanghai) is
 * that of a calendar that names none. Immutable. Errors: argument with a place; limit. */
PATRON_API patron_status patron_calendar_read(const char* json, size_t size,
    const char* zone, size_t zone_size, patron_calendar** calendar,
    patron_error* error);
PATRON_API void patron_calendar_free(patron_calendar* calendar);
enum { PATRON_UNIT_MINUTES = 1, PATRON_UNIT_DAYS = 2 /* Working days. */ };
/* When `amount` of open time has passed since `from`; of days: the end of that day.
 *   pauses       2 * pause_count instants, from and to of each; may be NULL with 0
 *   provisional  may be NULL; 1 if beyond the last day whose holidays are known
 * Errors: argument, range (not within 100 years). */
PATRON_API patron_status patron_calendar_add(const patron_calendar* calendar,
    patron_instant from, int64_t amount, int32_t unit, const patron_instant* pauses,
    size_t pause_count, patron_instant* deadline, int32_t* provisional,
    patron_error* error);
/* Open minutes in [from, to), or working days after that of `from` to that of `to`. */
PATRON_API patron_status patron_calendar_between(const patron_calendar* calendar,
    patron_instant from, patron_instant to, int32_t unit, const patron_instant* pauses,
    size_t pause_count, int64_t* amount, int32_t* provisional, patron_error* error);
PATRON_API int32_t patron_calendar_is_open(
    const patron_calendar* calendar, patron_instant instant);
PATRON_API int32_t patron_calendar_is_working_day(
    const patron_calendar* calendar, patron_date date);

#ifdef __cplusplus
}
#endif

#endif /* PATRON_H */
