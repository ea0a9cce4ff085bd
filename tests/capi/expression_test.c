/* SPDX-License-Identifier: Apache-2.0
 * Expressions of the rule language by themselves. */
#include "check.h"

static patron_error* error;
static patron_buffer* value;

static const char kSchema[] = "{\"amount\": \"decimal(2)\", \"nights\": \"int\"}";

static patron_expression* compiled(const char* text) {
  patron_expression* made = NULL;
  CHECK(patron_expression_compile(kSchema, sizeof kSchema - 1, text, strlen(text), &made,
                                  error) == PATRON_OK);
  return made;
}

static int32_t outcome_of(const patron_expression* expression, const char* json) {
  int32_t outcome = -1;
  CHECK(patron_expression_eval_json(expression, json, strlen(json), PATRON_NEVER,
                                    &outcome, value, error) == PATRON_OK);
  return outcome;
}

static void the_five_words_of_an_outcome(void) {
  patron_expression* wanted = compiled("amount >= 500 && 10 / nights > 1");
  CHECK(same(patron_expression_type(wanted), "bool"));
  CHECK(patron_expression_cost_max(wanted) > 0);
  CHECK(outcome_of(wanted, "{\"amount\": \"500.00\", \"nights\": 3}") ==
        PATRON_OUTCOME_TRUE);
  CHECK(same(patron_buffer_text(value), "true"));
  CHECK(outcome_of(wanted, "{\"amount\": \"499.99\", \"nights\": 0}") ==
        PATRON_OUTCOME_FALSE);
  CHECK(outcome_of(wanted, "{\"amount\": \"500.00\", \"nights\": 0}") ==
        PATRON_OUTCOME_ERROR);
  CHECK(same(patron_buffer_text(value),
             "{\"column\":21,\"error\":\"integer division by zero\",\"line\":1}"));
  CHECK(outcome_of(wanted, "{\"nights\": 3}") == PATRON_OUTCOME_UNKNOWN);
  CHECK(same(patron_buffer_text(value), "[\"amount\"]"));
  patron_expression_free(wanted);
  wanted = compiled("amount * nights");
  CHECK(outcome_of(wanted, "{\"amount\": \"12.50\", \"nights\": 3}") ==
        PATRON_OUTCOME_VALUE);
  CHECK(same(patron_buffer_text(value), "\"37.50\""));
  patron_expression_free(wanted);
}

static void what_it_reads_and_why(void) {
  patron_expression* wanted = compiled("nights > 2 || amount > 5");
  patron_table* rows = patron_table_create(NULL);
  CHECK(patron_expression_inputs(wanted, rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == 2);
  CHECK(same(patron_table_text(rows, 0, 0, NULL), "nights"));
  CHECK(same(patron_table_text(rows, 1, 1, NULL), "decimal(2)"));
  CHECK(patron_expression_explain(wanted, PATRON_LITERAL("{\"nights\": 3}"), PATRON_NEVER,
                                  rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == 5);
  CHECK(same(patron_table_text(rows, 1, patron_table_column(rows, PATRON_LITERAL("text")),
                               NULL), "nights > 2"));
  CHECK(patron_expression_would_take(wanted, PATRON_LITERAL("{\"nights\": 2}"),
                                     PATRON_NEVER, rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == 2);
  CHECK(same(patron_table_text(rows, 0, 1, NULL), "nights > 2"));
  CHECK(patron_expression_would_take(wanted, PATRON_LITERAL("[]"), PATRON_NEVER, rows,
                                     error) == PATRON_E_EVENT);
  CHECK(patron_expression_explain(wanted, PATRON_LITERAL("[]"), PATRON_NEVER, rows,
                                  error) == PATRON_E_EVENT);
  CHECK(patron_table_rows(rows) == 0);
  patron_table_free(rows);
  patron_expression_free(wanted);
}

static void an_error_has_its_place(void) {
  static const char kText[] = "nights > 2 &&\n amuont > 5";
  patron_expression* made = NULL;
  int32_t outcome = -1;
  CHECK(patron_expression_compile(kSchema, sizeof kSchema - 1, kText, sizeof kText - 1,
                                  &made, error) == PATRON_E_EXPRESSION);
  CHECK(made == NULL);
  CHECK(patron_error_line(error) == 2 && patron_error_column(error) == 2);
  CHECK(same(patron_error_message(error, NULL),
             "no name \"amuont\"; did you mean \"amount\"?"));
  CHECK(patron_excerpt(kText, sizeof kText - 1, 2, 2, value, error) == PATRON_OK);
  CHECK(same(patron_buffer_text(value), "     amuont > 5\n     ^"));
  CHECK(patron_expression_compile(NULL, 0, PATRON_LITERAL("a.b"), &made, error) ==
        PATRON_OK);
  CHECK(outcome_of(made, "{\"a\": {\"b\": 7}}") == PATRON_OUTCOME_VALUE);
  CHECK(same(patron_buffer_text(value), "7"));
  CHECK(patron_expression_eval_json(NULL, "{}", 2, 0, &outcome, value, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_expression_eval_json(made, "{}", 2, 0, &outcome, NULL, NULL) == PATRON_OK);
  CHECK(outcome == PATRON_OUTCOME_UNKNOWN);
  patron_expression_free(made);
  patron_expression_free(NULL);
  CHECK(patron_expression_type(NULL) == NULL);
  CHECK(patron_expression_cost_max(NULL) == 0);
}

static void a_row_of_cells(void) {
  patron_expression* wanted = compiled("amount >= 500 && nights > 1");
  patron_expression* other = NULL;
  patron_row* row = NULL;
  int32_t outcome = -1, amount, nights;
  CHECK(patron_row_create(kSchema, sizeof kSchema - 1, &row, error) == PATRON_OK);
  amount = patron_row_find(row, PATRON_LITERAL("amount"));
  nights = patron_row_find(row, PATRON_LITERAL("nights"));
  CHECK(amount == 0 && nights == 1 && patron_row_find(row, PATRON_LITERAL("x")) == -1);
  CHECK(patron_row_set_whole(row, nights, 3, error) == PATRON_OK);
  CHECK(patron_expression_eval_row(wanted, row, &outcome, error) == PATRON_OK);
  CHECK(outcome == PATRON_OUTCOME_UNKNOWN);
  CHECK(patron_row_set_whole(row, amount, 50000, error) == PATRON_OK); /* 500.00 */
  CHECK(patron_expression_eval_row(wanted, row, &outcome, error) == PATRON_OK);
  CHECK(outcome == PATRON_OUTCOME_TRUE);
  CHECK(patron_row_set_json(row, amount, PATRON_LITERAL("\"499.99\""), error) ==
        PATRON_OK);
  CHECK(patron_expression_eval_row(wanted, row, &outcome, error) == PATRON_OK);
  CHECK(outcome == PATRON_OUTCOME_FALSE);
  CHECK(patron_row_set_null(row, nights, error) == PATRON_OK);
  CHECK(patron_row_set_number(row, nights, 3.0, error) == PATRON_E_EVENT);
  CHECK(patron_row_set_text(row, nights, PATRON_LITERAL("3"), error) == PATRON_E_EVENT);
  CHECK(patron_row_set_whole(row, -1, 3, error) == PATRON_E_ARGUMENT);
  CHECK(patron_row_set_whole(NULL, 0, 3, error) == PATRON_E_ARGUMENT);
  patron_row_set_now(row, 0);
  patron_row_clear(row);
  CHECK(patron_expression_compile(NULL, 0, PATRON_LITERAL("a > 1"), &other, error) ==
        PATRON_OK);
  CHECK(patron_expression_eval_row(other, row, &outcome, error) == PATRON_E_ARGUMENT);
  patron_expression_free(other);
  patron_expression_free(wanted);
  patron_row_free(row);
  patron_row_free(NULL);
  CHECK(patron_row_create(PATRON_LITERAL("{"), &row, error) == PATRON_E_EXPRESSION);
  CHECK(row == NULL);
}

static void a_table_row_by_row(void) {
  static const int64_t kAmounts[] = {81250, 900, 0}, kNights[] = {3, 1, 0};
  static const uint8_t kTwo[] = {3};
  static const int32_t kCodes[] = {0, 1, 0};
  static const char* const kWords[] = {"Lisboa", "Porto"};
  static const int64_t kEnds[] = {0, 2, 2, 5};
  static const double kShares[] = {0.5, 0.25, 1.0};
  patron_expression* wanted = compiled("amount >= 500 || 4 / (nights - 1) > 1");
  patron_columns* columns = patron_columns_create(3);
  patron_table* values = patron_table_create(NULL);
  uint8_t outcomes[3] = {9, 9, 9};
  CHECK(patron_columns_add_whole(columns, PATRON_LITERAL("amount"), PATRON_TYPE_DECIMAL,
                                 2, kAmounts, kTwo, error) == PATRON_OK);
  CHECK(patron_columns_add_whole(columns, PATRON_LITERAL("nights"), PATRON_TYPE_INT64, 0,
                                 kNights, NULL, error) == PATRON_OK);
  CHECK(patron_columns_add_codes(columns, PATRON_LITERAL("city"), PATRON_TYPE_TEXT,
                                 kCodes, kWords, NULL, 2, NULL, error) == PATRON_OK);
  CHECK(patron_columns_add_text(columns, PATRON_LITERAL("note"), PATRON_TYPE_TEXT,
                                "hello", kEnds, NULL, error) == PATRON_OK);
  CHECK(patron_columns_add_number(columns, PATRON_LITERAL("share"), kShares, NULL,
                                  error) == PATRON_OK);
  CHECK(patron_expression_eval_columns(wanted, columns, PATRON_NEVER, outcomes, values,
                                       error) == PATRON_OK);
  CHECK(outcomes[0] == PATRON_OUTCOME_TRUE);     /* 812.50 */
  CHECK(outcomes[1] == PATRON_OUTCOME_ERROR);    /* 4 / 0 */
  CHECK(outcomes[2] == PATRON_OUTCOME_UNKNOWN);  /* No amount; 4 / -1 is -4. */
  CHECK(patron_table_rows(values) == 3);
  CHECK(patron_table_int64(values, 0, 0) == 1);
  CHECK(same(patron_table_text(values, 2, 1, NULL), "[\"amount\"]"));
  CHECK(patron_expression_eval_columns(wanted, columns, PATRON_NEVER, outcomes, NULL,
                                       error) == PATRON_OK);
  CHECK(patron_expression_eval_columns(wanted, columns, PATRON_NEVER, NULL, NULL,
                                       error) == PATRON_E_ARGUMENT);
  CHECK(patron_expression_eval_columns(wanted, NULL, PATRON_NEVER, outcomes, NULL,
                                       error) == PATRON_E_ARGUMENT);
  CHECK(patron_columns_add_number(columns, PATRON_LITERAL("share"), kShares, NULL,
                                  error) == PATRON_E_TABLE);
  CHECK(patron_columns_add_number(columns, PATRON_LITERAL("x"), NULL, NULL, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_columns_add_whole(columns, PATRON_LITERAL("x"), 99, 0, kNights, NULL,
                                 error) == PATRON_E_TABLE);
  patron_expression_free(wanted);
  CHECK(patron_expression_compile(PATRON_LITERAL("{\"city\": \"int\"}"),
                                  PATRON_LITERAL("city > 1"), &wanted, error) ==
        PATRON_OK);
  CHECK(patron_expression_eval_columns(wanted, columns, PATRON_NEVER, outcomes, NULL,
                                       error) == PATRON_E_EVENT);
  CHECK(patron_error_row(error) == 0);
  patron_expression_free(wanted);
  patron_table_free(values);
  patron_columns_free(columns);
  patron_columns_free(NULL);
}

void test_expression(void) {
  error = patron_error_create(NULL);
  value = patron_buffer_create();
  the_five_words_of_an_outcome();
  what_it_reads_and_why();
  an_error_has_its_place();
  a_row_of_cells();
  a_table_row_by_row();
  patron_buffer_free(value);
  patron_error_free(error);
}
