/* SPDX-License-Identifier: Apache-2.0
 * Cleaning and matching of customer records. */
#include <math.h>

#include "check.h"

static patron_error* error;

static void cleaning(void) {
  patron_buffer* text = patron_buffer_create();
  int32_t kind = -1;
  CHECK(patron_phone(PATRON_LITERAL("138 0013 8000"), NULL, 0, text, &kind, error) ==
        PATRON_OK);
  CHECK(strcmp(patron_buffer_text(text), "+8613800138000") == 0);
  CHECK(kind == PATRON_PHONE_MOBILE);
  CHECK(patron_phone(PATRON_LITERAL("9123 4567"), PATRON_LITERAL("HK"), text, NULL,
                     error) == PATRON_OK);
  CHECK(strcmp(patron_buffer_text(text), "+85291234567") == 0);
  CHECK(patron_phone(PATRON_LITERAL("no"), NULL, 0, text, &kind, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_buffer_size(text) == 0 && kind == PATRON_PHONE_UNKNOWN);
  CHECK(patron_phone(NULL, 1, NULL, 0, text, &kind, error) == PATRON_E_ARGUMENT);
  CHECK(patron_phone(PATRON_LITERAL("1"), NULL, 0, NULL, &kind, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_identity_normalise(PATRON_LITERAL("name"), PATRON_LITERAL("WEI, Zhang"),
                                  NULL, 0, text, error) == PATRON_OK);
  CHECK(strcmp(patron_buffer_text(text), "wei zhang") == 0);
  CHECK(patron_identity_normalise(PATRON_LITERAL("zip"), PATRON_LITERAL("1"), NULL, 0,
                                  text, error) == PATRON_E_NOT_FOUND);
  /* MARTHA, MARHTA: Jaro 17/18, three letters before: 17/18 + 0.3 / 18. */
  CHECK(fabs(patron_jaro_winkler("MARTHA", 6, "MARHTA", 6) - 17.3 / 18.0) < 1e-12);
  CHECK(patron_jaro_winkler(NULL, 0, NULL, 0) == 1.0);
  CHECK(patron_bucket("C1", 2, 100, "spring", 6) == 28);
  CHECK(patron_bucket(NULL, 0, 0, NULL, 0) == 0);
  patron_buffer_free(text);
}

static void matching(void) {
  const char* names[] = {"Zhang Wei", "WEI ZHANG", "Li Na"};
  const char* phones[] = {"13800138000", "+86 138 0013 8000", NULL};
  const patron_text_column columns[] = {{"name", names}, {"phone", phones}};
  const patron_text_column broken = {"name", NULL};
  int32_t groups[3] = {-1, -1, -1};
  patron_table* table = patron_table_create("en");
  patron_buffer* learned = patron_buffer_create();
  CHECK(patron_match(columns, 2, 3, NULL, 0, table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(patron_match_groups(table, 3, groups, error) == PATRON_OK);
  CHECK(groups[0] == 0 && groups[1] == 0 && groups[2] == 1);
  CHECK(patron_match_groups(table, 1, groups, error) == PATRON_E_TABLE);
  CHECK(patron_match_groups(table, 3, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_match_learn(columns, 2, 3, NULL, 0, learned, error) == PATRON_OK);
  CHECK(patron_match(columns, 2, 3, patron_buffer_text(learned),
                     patron_buffer_size(learned), table, error) == PATRON_OK);
  CHECK(patron_match(columns, 2, 3, PATRON_LITERAL("{\"x\": 1}"), table, error) ==
        PATRON_E_UNSUPPORTED);
  CHECK(patron_table_rows(table) == 0);
  CHECK(patron_match(&broken, 1, 3, NULL, 0, table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_match(NULL, 1, 3, NULL, 0, table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_match(columns, 0, 3, NULL, 0, table, error) == PATRON_E_TABLE);
  CHECK(patron_record_quality(columns, 2, 3, NULL, 0, table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 3);
  patron_buffer_free(learned);
  patron_table_free(table);
}

void test_identity(void) {
  error = patron_error_create("en");
  cleaning();
  matching();
  patron_error_free(error);
}
