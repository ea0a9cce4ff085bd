/* SPDX-License-Identifier: Apache-2.0
 * Scores over arrays and the civil calendar, which need no engine. */
#include "check.h"

#include <math.h>

static patron_error* error;

static double cell(const patron_table* table, const char* name) {
  return patron_table_number(table, 0, patron_table_column(table, name, strlen(name)));
}

static void scores_leave_out_who_did_not_answer(void) {
  /* Two promoters, one passive, one detractor, one silent: (2 - 1) / 4. */
  const double answers[] = {10, 9, 8, 3, NAN};
  patron_table* score = patron_table_create(NULL);
  CHECK(patron_satisfaction_nps(answers, NULL, 5, NULL, 0, score, error) == PATRON_OK);
  CHECK(cell(score, "value") == 25.0);
  CHECK(cell(score, "n") == 4.0);
  CHECK(patron_table_int64(score, 0, patron_table_column(
                                         score, PATRON_LITERAL("reportable"))) == 0);
  CHECK(patron_satisfaction_csat(answers, NULL, 4, PATRON_LITERAL("{\"scale\": [0, 10]}"),
                                 score, error) == PATRON_OK);
  CHECK(cell(score, "value") == 0.5); /* 10 and 9 are the top two of four. */
  CHECK(patron_satisfaction_mean(answers, NULL, 4, PATRON_LITERAL("{\"scale\": [0, 10]}"),
                                 score, error) == PATRON_OK);
  CHECK(cell(score, "value") == 7.5);
  CHECK(patron_satisfaction_nps(answers, NULL, 4, PATRON_LITERAL("{\"colour\": 1}"),
                                score, error) == PATRON_E_UNSUPPORTED);
  CHECK(patron_satisfaction_nps(NULL, NULL, 4, NULL, 0, score, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_table_rows(score) == 0);
  patron_table_free(score);
}

static void days_have_numbers(void) {
  patron_date day = 0;
  patron_instant instant = 0;
  int32_t year = 0, month = 0, date = 0;
  CHECK(patron_date_from_civil(1970, 1, 1, &day, error) == PATRON_OK && day == 0);
  CHECK(patron_date_from_civil(2024, 2, 29, &day, error) == PATRON_OK && day == 19782);
  patron_date_to_civil(day, &year, &month, &date);
  CHECK(year == 2024 && month == 2 && date == 29);
  patron_date_to_civil(day, NULL, NULL, NULL);
  CHECK(patron_date_from_civil(2023, 2, 29, &day, error) == PATRON_E_RANGE);
  CHECK(patron_instant_parse(PATRON_LITERAL("1970-01-01T08:00:01+08:00"), &instant,
                             error) == PATRON_OK);
  CHECK(instant == 1000);
  CHECK(patron_instant_parse(PATRON_LITERAL("2026-05-01T10:00:00"), &instant, error) ==
        PATRON_E_ARGUMENT); /* No offset: which instant? */
}

void test_statistics(void) {
  error = patron_error_create(NULL);
  scores_leave_out_who_did_not_answer();
  days_have_numbers();
  patron_error_free(error);
}
