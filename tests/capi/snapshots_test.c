/* SPDX-License-Identifier: Apache-2.0
 * A member goes to bytes and back, whole and in parts; damaged bytes are refused. And the
 * budget that members share goes along. */
#include "check.h"

#include <stdlib.h>

#define HEADER                                                                    \
  "{\"patron\": 1, \"id\": \"club\", \"version\": \"1\", \"timezone\": \"UTC\", " \
  "\"currency\": \"EUR\", \"effective\": {\"from\": \"2026-01-01\"}, "            \
  "\"points\": {\"currencies\": {\"miles\": {}}, \"earn\": {\"base\": {"          \
  "\"on\": \"booking\", \"currency\": \"miles\", \"hold\": \"none\", "\
  "\"rate\": {\"points\": 1, \"per\": \"1.00\"}}}}, "
#define BUDGET                                                                    \
  "\"shared\": {\"budgets\": {\"festival\": {\"rules\": [\"base\"], \"points\": 150}}}}"
#define BOOKING(id)                                                               \
  "{\"id\": \"" id "\", \"type\": \"booking\", \"customer\": \"C1\", \"ref\": \"" \
  id "\", \"occurred_at\": \"2026-05-01\", \"amount\": \"100.00\"}"

static patron_error* error;
static patron_engine* engine;
static patron_member* member;
static patron_table* table;

/* A changed byte is damage, or makes it the tail of another customer. A cut snapshot is
 * damage, unless it is cut exactly behind its head, which stands alone. */
static void every_damaged_byte_is_seen(const patron_buffer* whole, size_t head) {
  const size_t size = patron_buffer_size(whole);
  char* bytes = malloc(size);
  size_t i;
  for (i = 0; i < size; ++i) {
    patron_status status;
    memcpy(bytes, patron_buffer_data(whole), size);
    bytes[i] = (char)(bytes[i] ^ 0x20);
    status = patron_member_load(member, bytes, size, error);
    CHECK((status >= PATRON_E_SNAPSHOT && status <= PATRON_E_PACK_UNKNOWN) ||
          status == PATRON_E_MISMATCH);
  }
  for (i = 1; i < size; ++i) {
    const patron_status status =
        patron_member_load(member, patron_buffer_data(whole), i, error);
    CHECK(status == (i == head ? PATRON_OK : PATRON_E_SNAPSHOT));
  }
  free(bytes);
}

static void a_member_goes_to_bytes_and_back(void) {
  patron_buffer *whole = patron_buffer_create(), *again = patron_buffer_create();
  patron_buffer *head = patron_buffer_create(), *tail = patron_buffer_create();
  patron_member *copy = NULL, *parts = NULL;
  CHECK(patron_member_save(member, PATRON_PART_ALL, 0, whole, error) == PATRON_OK);
  CHECK(patron_member_save(member, PATRON_PART_HEAD, 0, head, error) == PATRON_OK);
  CHECK(patron_member_save(member, PATRON_PART_TAIL, 0, tail, error) == PATRON_OK);
  CHECK(patron_member_save(member, 9, 0, again, error) == PATRON_E_ARGUMENT);

  CHECK(patron_member_create(engine, NULL, 0, &copy, error) == PATRON_OK);
  CHECK(patron_member_load(copy, patron_buffer_data(whole), patron_buffer_size(whole),
                           error) == PATRON_OK);
  CHECK(patron_member_revision(copy) == patron_member_revision(member));
  CHECK(patron_member_save(copy, PATRON_PART_ALL, 0, again, error) == PATRON_OK);
  CHECK(patron_buffer_size(again) == patron_buffer_size(whole));
  CHECK(memcmp(patron_buffer_data(again), patron_buffer_data(whole),
               patron_buffer_size(whole)) == 0);

  /* The head is enough for events in time; a question about the past needs the tail. */
  CHECK(patron_member_create(engine, NULL, 0, &parts, error) == PATRON_OK);
  CHECK(patron_member_load(parts, patron_buffer_data(head), patron_buffer_size(head),
                           error) == PATRON_OK);
  CHECK(patron_engine_reconcile(engine, parts, table, error) == PATRON_E_NEED_TAIL);
  CHECK(patron_member_load_tail(parts, patron_buffer_data(tail), patron_buffer_size(tail),
                                error) == PATRON_OK);
  CHECK(patron_engine_reconcile(engine, parts, table, error) == PATRON_OK);

  CHECK(patron_snapshot_header(patron_buffer_data(whole), patron_buffer_size(whole),
                               table, error) == PATRON_OK);
  CHECK(same(patron_table_text(
                 table, 0, patron_table_column(table, PATRON_LITERAL("customer")), NULL),
             "C1"));
  every_damaged_byte_is_seen(whole, patron_buffer_size(head));
  patron_member_free(copy);
  patron_member_free(parts);
  patron_buffer_free(whole);
  patron_buffer_free(again);
  patron_buffer_free(head);
  patron_buffer_free(tail);
}

static void a_budget_answers_at_once(void) {
  patron_scopes* scopes = NULL;
  patron_buffer* saved = patron_buffer_create();
  CHECK(patron_scopes_create(engine, &scopes, error) == PATRON_OK);
  CHECK(patron_scopes_load(scopes, PATRON_LITERAL("budgets.none"), NULL, 0, error) ==
        PATRON_E_NOT_FOUND);
  CHECK(patron_scopes_save(scopes, PATRON_LITERAL("budgets.festival"), saved, error) ==
        PATRON_E_NOT_FOUND);
  CHECK(patron_scopes_load(scopes, PATRON_LITERAL("budgets.festival"), NULL, 0, error) ==
        PATRON_OK);
  CHECK(patron_engine_apply(engine, member, PATRON_LITERAL(BOOKING("B1")), scopes, 0,
                            table, error) == PATRON_OK);
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == 100);
  CHECK(patron_engine_apply(engine, member, PATRON_LITERAL(BOOKING("B2")), scopes, 0,
                            table, error) == PATRON_OK);
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == 50); /* 150 less 100. */
  CHECK(patron_scopes_list(scopes, 0, table, error) == PATRON_OK);
  CHECK(patron_table_int64(table, 0,
                           patron_table_column(table, PATRON_LITERAL("used"))) == 150);
  CHECK(patron_scopes_save(scopes, PATRON_LITERAL("budgets.festival"), saved, error) ==
        PATRON_OK);
  CHECK(patron_scopes_load(scopes, PATRON_LITERAL("budgets.festival"),
                           patron_buffer_data(saved), patron_buffer_size(saved) - 1,
                           error) == PATRON_E_SNAPSHOT);
  CHECK(patron_scopes_load(scopes, PATRON_LITERAL("budgets.festival"),
                           patron_buffer_data(saved), patron_buffer_size(saved), error) ==
        PATRON_OK);
  patron_buffer_free(saved);
  patron_scopes_free(scopes);
}

static void without_its_budget_a_request_stays_open(void) {
  CHECK(patron_engine_apply(engine, member, PATRON_LITERAL(BOOKING("B3")), NULL, 0, table,
                            error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_KIND, NULL), "request"));
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_SCOPE, NULL), "budgets.festival"));
}

void test_snapshots(void) {
  error = patron_error_create(NULL);
  table = patron_table_create(NULL);
  CHECK(patron_engine_compile(PATRON_LITERAL(HEADER BUDGET), &engine, NULL, error) ==
        PATRON_OK);
  CHECK(patron_member_create(engine, PATRON_LITERAL("C1"), &member, error) == PATRON_OK);
  a_budget_answers_at_once();
  without_its_budget_a_request_stays_open();
  a_member_goes_to_bytes_and_back();
  patron_member_free(member);
  patron_engine_free(engine);
  patron_table_free(table);
  patron_error_free(error);
}
