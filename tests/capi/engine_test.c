/* SPDX-License-Identifier: Apache-2.0
 * An engine from packs: findings with their place, versions, limits, what is declared. */
#include "check.h"

#include <stdlib.h>

#define PACK(version, from, rest)                                          \
  "{\"patron\": 1, \"id\": \"club\", \"version\": \"" version "\",\n"      \
  " \"timezone\": \"Asia/Shanghai\", \"currency\": \"CNY\",\n"             \
  " \"effective\": {\"from\": \"" from "\"}" rest "}"
#define MILES                                                              \
  ",\n \"points\": {\"currencies\": {\"miles\": {}},\n"                    \
  "  \"earn\": {\"base\": {\"on\": \"booking\", \"currency\": \"miles\",\n"\
  "   \"rate\": {\"points\": 1, \"per\": \"1.00\"}}}}"

static patron_error* error;

static void a_wrong_pack_says_where(void) {
  static const char pack[] =
      PACK("1", "2026-01-01", ",\n \"points\": {\"currencies\": {\"miles\": {}},\n"
           "  \"earns\": {}}");
  patron_engine* engine = NULL;
  patron_table* found = patron_table_create(NULL);
  CHECK(patron_engine_compile(pack, sizeof pack - 1, &engine, found, error) ==
        PATRON_E_PACK);
  CHECK(engine == NULL);
  CHECK(same(patron_error_path(error, NULL), "/points"));
  CHECK(patron_error_line(error) == 5 && patron_error_column(error) == 3);
  CHECK(patron_table_rows(found) == 1);
  CHECK(same(patron_table_text(
                 found, 0, patron_table_column(found, PATRON_LITERAL("severity")), NULL),
             "error"));
  CHECK(patron_table_int64(found, 0,
                           patron_table_column(found, PATRON_LITERAL("line"))) == 5);
  patron_table_free(found);
}

static void messages_come_in_chinese(void) {
  patron_error* chinese = patron_error_create("zh");
  patron_engine* engine = NULL;
  CHECK(patron_engine_compile(PATRON_LITERAL("[]"), &engine, NULL, error) ==
        PATRON_E_PACK);
  CHECK(patron_engine_compile(PATRON_LITERAL("[]"), &engine, NULL, chinese) ==
        PATRON_E_PACK);
  CHECK(strcmp(patron_error_message(chinese, NULL), patron_error_message(error, NULL)));
  CHECK((unsigned char)patron_error_message(chinese, NULL)[0] >= 0xe4);
  patron_error_free(chinese);
}

static void an_engine_is_built_then_frozen(void) {
  patron_engine* engine = NULL;
  patron_member* member = NULL;
  CHECK(patron_engine_create(&engine, error) == PATRON_OK);
  CHECK(patron_member_create(engine, PATRON_LITERAL("C1"), &member, error) ==
        PATRON_E_STATE);
  CHECK(patron_engine_add_pack(engine, PATRON_LITERAL(PACK("1", "2025-01-01", MILES)),
                               error) == PATRON_OK);
  CHECK(patron_engine_add_pack(engine, PATRON_LITERAL(PACK("2", "2026-01-01", MILES)),
                               error) == PATRON_OK);
  CHECK(patron_engine_set_limit(engine, PATRON_LITERAL("no_such"), 1, error) ==
        PATRON_E_NOT_FOUND);
  CHECK(patron_engine_set_limit(engine, PATRON_LITERAL("event_bytes"), 4096, error) ==
        PATRON_OK);
  CHECK(patron_engine_freeze(engine, 1, NULL, error) == PATRON_OK);
  CHECK(patron_engine_add_pack(engine, PATRON_LITERAL(PACK("3", "2027-01-01", MILES)),
                               error) == PATRON_E_STATE);
  CHECK(patron_engine_count(engine, PATRON_LIST_PACKS) == 2);
  CHECK(same(patron_engine_id(engine, NULL), "club"));
  CHECK(strlen(patron_engine_hash(engine, NULL)) == 32);
  patron_engine_free(engine);
}

static void two_programs_are_no_engine(void) {
  static const char other[] =
      "{\"patron\": 1, \"id\": \"other\", \"version\": \"2\", \"timezone\": \"UTC\", "
      "\"currency\": \"CNY\", \"effective\": {\"from\": \"2026-01-01\"}}";
  patron_engine* engine = NULL;
  CHECK(patron_engine_create(&engine, error) == PATRON_OK);
  CHECK(patron_engine_add_pack(engine, PATRON_LITERAL(PACK("1", "2025-01-01", MILES)),
                               error) == PATRON_OK);
  if (patron_engine_add_pack(engine, other, sizeof other - 1, error) == PATRON_OK)
    patron_engine_freeze(engine, 0, NULL, error);
  CHECK(patron_error_status(error) == PATRON_E_MISMATCH);
  patron_engine_free(engine);
}

static void what_is_declared_has_names(void) {
  size_t size = 0;
  char* pack = read_source("examples/packs/minimal.json", &size);
  patron_engine* engine = NULL;
  patron_table* rows = patron_table_create(NULL);
  int32_t tier;
  CHECK(patron_engine_compile(pack, size, &engine, NULL, error) == PATRON_OK);
  tier = patron_engine_find(engine, PATRON_LIST_TIERS, PATRON_LITERAL("club.gold"));
  CHECK(tier == 1);
  CHECK(same(patron_engine_name(engine, PATRON_LIST_TIERS, tier, NULL), "club.gold"));
  CHECK(patron_engine_name(engine, PATRON_LIST_TIERS, 2, NULL) == NULL);
  CHECK(patron_engine_find(engine, PATRON_LIST_RULES, PATRON_LITERAL("x")) == -1);
  CHECK(patron_engine_list(engine, PATRON_LIST_RULES, rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == patron_engine_count(engine, PATRON_LIST_RULES));
  CHECK(patron_engine_list(engine, 1000, rows, error) == PATRON_E_ARGUMENT);
  CHECK(patron_table_rows(rows) == 0);

  CHECK(patron_engine_test(engine, NULL, 0, rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == 1);
  CHECK(patron_table_int64(rows, 0,
                           patron_table_column(rows, PATRON_LITERAL("passed"))) == 1);
  CHECK(patron_engine_test(engine, PATRON_LITERAL("no such test"), rows, error) ==
        PATRON_OK);
  CHECK(patron_table_rows(rows) == 0);
  patron_table_free(rows);
  patron_engine_free(engine);
  free(pack);
}

static void days_are_those_of_the_program(void) {
  patron_engine* engine = NULL;
  patron_instant noon = 0;
  patron_date day = 0;
  CHECK(patron_engine_compile(PATRON_LITERAL(PACK("1", "2026-01-01", "")), &engine, NULL,
                              error) == PATRON_OK);
  /* 23:30 in UTC is 07:30 of the next day in Shanghai. */
  CHECK(patron_instant_parse(PATRON_LITERAL("2026-06-29T23:30:00Z"), &noon, error) ==
        PATRON_OK);
  CHECK(patron_date_from_civil(2026, 6, 30, &day, error) == PATRON_OK);
  CHECK(patron_engine_date(engine, noon) == day);
  CHECK(patron_instant_parse(PATRON_LITERAL("2026-06-30T15:59:59.999Z"), &noon, error) ==
        PATRON_OK);
  CHECK(patron_engine_day_end(engine, day) == noon);
  patron_engine_free(engine);
}

void test_engine(void) {
  error = patron_error_create(NULL);
  a_wrong_pack_says_where();
  messages_come_in_chinese();
  an_engine_is_built_then_frozen();
  two_programs_are_no_engine();
  what_is_declared_has_names();
  days_are_those_of_the_program();
  patron_error_free(error);
}
