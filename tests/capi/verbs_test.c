/* SPDX-License-Identifier: Apache-2.0
 * The three verbs on examples/packs/minimal.json (a point a yuan, pending until the trip
 * is over, 24 months of life, a call within seven days) and the questions about a member.
 */
#include "check.h"

#include <stdlib.h>

#define BOOKED                                                                  \
  "{\"id\": \"E1\", \"type\": \"booking\", \"customer\": \"C1\", \"ref\": \"B1\", " \
  "\"occurred_at\": \"2026-05-01T10:00:00+08:00\", \"amount\": \"1200.00\"}"
#define TRAVELLED                                                               \
  "{\"id\": \"E2\", \"type\": \"trip_completed\", \"customer\": \"C1\", "       \
  "\"ref\": \"B1\", \"occurred_at\": \"2026-06-05\"}"
#define SPEND(id, points)                                                       \
  "{\"id\": \"" id "\", \"type\": \"redemption\", \"customer\": \"C1\", "       \
  "\"points\": " points ", \"occurred_at\": \"2026-06-10T09:00:00+08:00\"}"

static patron_error* error;
static patron_table* table;
static patron_engine* engine;
static patron_member* member;

static patron_instant at(const char* text) {
  patron_instant instant = 0;
  CHECK(patron_instant_parse(text, strlen(text), &instant, error) == PATRON_OK);
  return instant;
}

static patron_status apply(const char* events) {
  return patron_engine_apply(engine, member, events, strlen(events), NULL, 0, table,
                             error);
}

static int64_t points(int32_t balance, const char* when) {
  int64_t found = -1;
  CHECK(patron_engine_balance(engine, member, 0, at(when), balance, &found, error) ==
        PATRON_OK);
  return found;
}

static void a_booking_is_held_until_the_trip_is_over(void) {
  CHECK(apply(BOOKED) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_WHAT, NULL), "hold"));
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_RULE, NULL), "points.earn.base"));
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == 1200);
  CHECK(points(PATRON_BALANCE_ACTIVE, "2026-05-02T00:00:00Z") == 0);
  CHECK(points(PATRON_BALANCE_PENDING, "2026-05-02T00:00:00Z") == 1200);
}

static void a_preview_changes_nothing(void) {
  const uint64_t revision = patron_member_revision(member);
  CHECK(patron_engine_preview(engine, member, PATRON_LITERAL(TRAVELLED), NULL, 0, table,
                              error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 2); /* The points become active; a call is due. */
  CHECK(patron_member_revision(member) == revision);
  CHECK(patron_engine_preview(engine, member, PATRON_LITERAL(SPEND("E3", "500")), NULL, 0,
                              table, error) == PATRON_E_INSUFFICIENT_POINTS);
}

static void a_trip_makes_them_active(void) {
  CHECK(apply(TRAVELLED) == PATRON_OK);
  CHECK(patron_table_rows(table) == 2);
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_WHAT, NULL), "activate"));
  /* Active on 5 June 2026 and 24 months more: to the end of 5 June 2028 in Shanghai. */
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_UNTIL) ==
        at("2028-06-05T15:59:59.999Z"));
  CHECK(same(patron_table_text(table, 1, PATRON_EFFECT_KIND, NULL), "action"));
  CHECK(patron_table_int64(table, 1, PATRON_EFFECT_UNTIL) ==
        at("2026-06-12T15:59:59.999Z"));
  CHECK(patron_member_next_due(member) == at("2026-06-12T16:00:00.000Z"));
}

static void a_duplicate_answers_the_same(void) {
  const uint64_t revision = patron_member_revision(member);
  CHECK(apply(BOOKED) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_DUPLICATE) == 1);
  CHECK(patron_member_revision(member) == revision);
}

static void refusals_change_nothing(void) {
  const uint64_t revision = patron_member_revision(member);
  CHECK(apply("{\"id\": \"E1\", \"type\": \"booking\", \"customer\": \"C1\", \"ref\": "
              "\"B1\", \"occurred_at\": \"2026-05-01T10:00:00+08:00\", \"amount\": "
              "\"1300.00\"}") == PATRON_E_CONFLICT);
  CHECK(apply(SPEND("E3", "1201")) == PATRON_E_INSUFFICIENT_POINTS);
  CHECK(patron_table_rows(table) == 0);
  CHECK(apply("{\"id\": \"E4\", \"type\": \"booking\", \"customer\": \"C2\", \"ref\": "
              "\"B4\", \"occurred_at\": \"2026-06-10\", \"amount\": \"1.00\"}") ==
        PATRON_E_MISMATCH);
  CHECK(apply("{\"id\": \"E5\", \"type\": \"booking\", \"customer\": \"C1\",\n"
              "\"occured_at\": \"2026-06-10\"}") == PATRON_E_EVENT);
  CHECK(patron_error_line(error) == 2 && patron_error_column(error) == 1);
  CHECK(apply("") == PATRON_E_EVENT);
  CHECK(patron_engine_apply(engine, member, PATRON_LITERAL(SPEND("E3", "5")), NULL,
                            1u << 30, table, error) == PATRON_E_UNSUPPORTED);
  CHECK(patron_member_revision(member) == revision);
}

static void points_are_spent_and_explained(void) {
  patron_buffer* json = patron_buffer_create();
  const char* detail;
  CHECK(patron_engine_apply(engine, member, PATRON_LITERAL(SPEND("E3", "500")), NULL,
                            PATRON_TRACE, table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == -500);
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_BALANCE) == 700);
  detail = patron_table_text(table, 0, PATRON_EFFECT_DETAIL, NULL);
  CHECK(detail != NULL && strstr(detail, "\"points\":500") != NULL);
  CHECK(patron_table_text(table, 0, PATRON_EFFECT_POINTS, NULL) == NULL); /* No text. */
  CHECK(patron_table_is_null(table, 1, PATRON_EFFECT_POINTS) == 1);       /* No row. */
  CHECK(patron_table_row_json(table, 0, json, error) == PATRON_OK);
  CHECK(strstr(patron_buffer_text(json), "\"what\":\"burn\"") != NULL);
  CHECK(patron_table_row_json(table, 1, json, error) == PATRON_E_ARGUMENT);
  CHECK(patron_buffer_size(json) == 0);
  CHECK(patron_table_csv(table, json, error) == PATRON_OK);
  CHECK(strncmp(patron_buffer_text(json), "kind,id,customer,event,at,", 26) == 0);
  patron_buffer_free(json);
}

static void a_recorded_spend_is_taken(void) {
  const char spend[] = /* More than there is. */
      "{\"id\": \"E9\", \"type\": \"redemption\", \"customer\": \"C1\", "
      "\"points\": 5000, \"occurred_at\": \"2026-06-11\"}";
  patron_member* other = NULL;
  CHECK(patron_member_copy(member, &other, error) == PATRON_OK);
  CHECK(patron_engine_apply(engine, other, spend, sizeof spend - 1, NULL, 0, table,
                            error) == PATRON_E_INSUFFICIENT_POINTS);
  CHECK(patron_engine_apply(engine, other, spend, sizeof spend - 1, NULL, PATRON_RECORDED,
                            table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 3); /* infeasible, burn, write_off. */
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == 5000);
  patron_member_free(other);
}

static void time_passes_only_as_far_as_meant(void) {
  CHECK(patron_engine_advance(engine, member, at("2028-12-31T00:00:00Z"), NULL, 0, table,
                              error) == PATRON_E_ARGUMENT);
  CHECK(patron_engine_advance(engine, member, at("2026-06-30T15:59:59.999Z"), NULL, 0,
                              table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_WHAT, NULL), "overdue"));
  CHECK(patron_engine_advance(engine, member, at("2028-12-31T00:00:00Z"), NULL,
                              PATRON_FAR_AHEAD, table, error) == PATRON_OK);
  CHECK(same(patron_table_text(table, 0, PATRON_EFFECT_WHAT, NULL), "expire"));
  CHECK(patron_table_int64(table, 0, PATRON_EFFECT_POINTS) == -700);
  CHECK(patron_member_next_due(member) == PATRON_NEVER);
}

/* Points of this pack have no worth in money; vectors have those that do. */
static void a_quote_needs_a_worth(void) {
  int64_t paid = -1, value = -1, cash = -1;
  const patron_instant day = at("2026-06-30T00:00:00Z");
  CHECK(patron_engine_quote(engine, member, 0, 2000, day, &paid, &value, &cash, error) ==
        PATRON_E_NOT_ELIGIBLE);
  CHECK(paid == 0 && value == 0 && cash == 0);
  CHECK(patron_engine_quote(engine, member, 9, 999, day, &paid, &value, &cash, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_engine_quote(engine, member, 0, -1, day, &paid, &value, &cash, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_engine_quote(engine, member, 0, 1, day, NULL, &value, &cash, error) ==
        PATRON_E_ARGUMENT);
}

static void questions_have_answers(void) {
  int32_t tier = -2;
  CHECK(points(PATRON_BALANCE_ACTIVE, "2028-06-05T15:59:59.999Z") == 700);
  CHECK(points(PATRON_BALANCE_ACTIVE, "2028-06-05T16:00:00.000Z") == 0);
  CHECK(patron_engine_tier(engine, member, 0, at("2026-06-30T00:00:00Z"), &tier, error) ==
        PATRON_OK);
  CHECK(tier == patron_engine_find(engine, PATRON_LIST_TIERS,
                                   PATRON_LITERAL("club.member")));
  CHECK(patron_engine_assess(engine, member, at("2026-06-30T00:00:00Z"), table, error) ==
        PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(patron_table_int64(table, 0, patron_table_column(
                                         table, PATRON_LITERAL("points_active"))) == 700);
  CHECK(patron_engine_explain_assessment(engine, member, at("2026-06-30T00:00:00Z"),
                                         table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) > 0);
  CHECK(patron_engine_explain_event(engine, member, PATRON_LITERAL("nothing"), table,
                                    error) == PATRON_E_NOT_FOUND);
  CHECK(patron_table_rows(table) == 0);
  CHECK(patron_engine_explain_event(engine, NULL, PATRON_LITERAL("E1"), table, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_engine_statement(engine, member, 0, 40000, table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 6); /* hold, activate, due, burn, overdue, expire */
  CHECK(patron_engine_holdings(engine, member, PATRON_LITERAL("lots"),
                               at("2026-06-30T00:00:00Z"), table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(patron_engine_holdings(engine, member, PATRON_LITERAL("dreams"),
                               at("2026-06-30T00:00:00Z"), table, error) ==
        PATRON_E_NOT_FOUND);
  CHECK(patron_engine_reconcile(engine, member, table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 0);
}

void test_verbs(void) {
  size_t size = 0;
  char* pack = read_source("examples/packs/minimal.json", &size);
  error = patron_error_create(NULL);
  table = patron_table_create(NULL);
  CHECK(patron_engine_compile(pack, size, &engine, NULL, error) == PATRON_OK);
  CHECK(patron_member_create(engine, PATRON_LITERAL("C1"), &member, error) == PATRON_OK);
  a_booking_is_held_until_the_trip_is_over();
  a_preview_changes_nothing();
  a_trip_makes_them_active();
  a_duplicate_answers_the_same();
  refusals_change_nothing();
  points_are_spent_and_explained();
  a_recorded_spend_is_taken();
  time_passes_only_as_far_as_meant();
  a_quote_needs_a_worth();
  questions_have_answers();
  patron_engine_free(engine); /* Before its member: the member keeps what it needs. */
  CHECK(same(patron_member_customer(member, NULL), "C1"));
  patron_member_free(member);
  patron_table_free(table);
  patron_error_free(error);
  free(pack);
}
