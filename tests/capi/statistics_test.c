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

static void every_question_has_a_name(void) {
  /* Three items of one respondent each: 100 x (8 + 7 + 7 - 3) / 27. */
  const double eight[] = {8}, seven[] = {7}, other_seven[] = {7};
  const double* items[] = {eight, seven, other_seven};
  patron_answers answers = PATRON_ANSWERS_INIT;
  patron_table* table = patron_table_create(NULL);
  answers.size = 1;
  answers.columns = 3;
  answers.items = items;
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("weighted_index"), &answers, NULL,
                                    NULL, 0, table, error) == PATRON_OK);
  CHECK(fabs(cell(table, "value") - 1900.0 / 27.0) < 1e-9);
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("happiness"), &answers, NULL, NULL, 0,
                                    table, error) == PATRON_E_NOT_FOUND);
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("nps"), &answers, NULL, NULL, 0, table,
                                    error) == PATRON_E_ARGUMENT); /* One column. */
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("likert"), &answers, NULL,
                                    PATRON_LITERAL("{\"scale\": [0, 10], \"colour\": 1}"),
                                    table, error) == PATRON_E_UNSUPPORTED);
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("alpha"), NULL, NULL, NULL, 0, table,
                                    error) == PATRON_E_ARGUMENT);
  answers.struct_size = 8;
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("alpha"), &answers, NULL, NULL, 0,
                                    table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_table_rows(table) == 0);
  patron_table_free(table);
}

static void one_cell_of_every_question(void) {
  /* Two guests, two items that go together: 2 (1 - 2 x 0.5 / 2) = 1. */
  const double a[] = {1, 2}, b[] = {1, 2};
  const int32_t group[] = {0, 0};
  const double* items[] = {a, b};
  patron_answers answers = PATRON_ANSWERS_INIT;
  patron_table* table = patron_table_create(NULL);
  static const struct {
    const char* what;
    uint64_t columns;
    const char* cell;
    double value;
  } kAsked[] = {
      {"alpha", 2, "value", 1.0},          {"correlation", 2, "value", 1.0},
      {"cohorts", 1, "asked", 2.0},        {"compare", 1, "difference", 0.0},
      {"index", 2, "n", 2.0},              {"shrink", 2, "value", 1.0},
      {"stars", 1, "value", 1.5},          {"likert", 2, "value", 1.0},
      {"semantic_differential", 2, "value", 1.5}, {"servqual", 2, "perceived", 1.5},
      {"kano", 2, "questionable", 1.0},    {"trend", 1, "s", 1.0},
      {"exposure", 1, "reached", 326.0},
      {"importance_performance", 2, "importance_mean", 1.5}};
  size_t i;
  answers.size = 2;
  answers.items = items;
  answers.group = group;
  for (i = 0; i < sizeof kAsked / sizeof kAsked[0]; ++i) {
    answers.columns = kAsked[i].columns;
    CHECK(patron_satisfaction_analyse(kAsked[i].what, strlen(kAsked[i].what), &answers,
                                      &answers, NULL, 0, table, error) == PATRON_OK);
    CHECK(fabs(cell(table, kAsked[i].cell) - kAsked[i].value) < 1e-9);
  }
  answers.columns = 1;
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("control"), &answers, NULL,
                                    PATRON_LITERAL("{\"target\": 0, \"sigma\": 1}"),
                                    table, error) == PATRON_OK);
  CHECK(cell(table, "high") == 0.5); /* 1 - 0 - K */
  answers.columns = 2; /* Two rows carry no two coefficients. */
  CHECK(patron_satisfaction_analyse(PATRON_LITERAL("drivers"), &answers, NULL, NULL, 0,
                                    table, error) == PATRON_E_MODEL);
  patron_table_free(table);
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
  every_question_has_a_name();
  one_cell_of_every_question();
  days_have_numbers();
  patron_error_free(error);
}
