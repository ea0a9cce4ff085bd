/* SPDX-License-Identifier: Apache-2.0
 * From a log of trips to a churn risk, through the C ABI. */
#include "check.h"

#include <math.h>

static patron_error* error;

static double cell(const patron_table* table, size_t row, const char* name) {
  return patron_table_number(table, row, patron_table_column(table, name, strlen(name)));
}

static int near(double found, double expected, double by) {
  return fabs(found - expected) <= by;
}

static void a_log_becomes_a_summary(void) {
  /* Customer 8 on 1, 15 (twice) January and 12 February 2026, in days since 1970. */
  const int64_t customer[] = {8, 8, 8, 8};
  const patron_date date[] = {20454, 20468, 20468, 20496};
  const double spend[] = {70, 30, 20, 90};
  patron_trips trips = PATRON_TRIPS_INIT;
  patron_table* table = patron_table_create(NULL);
  trips.size = 4;
  trips.customer = customer;
  trips.date = date;
  trips.spend = spend;
  CHECK(patron_churn_summarise(&trips, PATRON_LITERAL("{\"as_of\": \"2026-03-05\"}"),
                               table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(cell(table, 0, "frequency") == 2.0);
  CHECK(cell(table, 0, "recency") == 6.0);
  CHECK(cell(table, 0, "T") == 9.0);
  CHECK(cell(table, 0, "spend") == 70.0);
  CHECK(patron_table_int64(table, 0, 0) == 8);
  CHECK(patron_churn_summarise(&trips, NULL, 0, table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_table_rows(table) == 0);
  CHECK(patron_churn_summarise(&trips, PATRON_LITERAL("{\"asof\": \"2026-03-05\"}"),
                               table, error) == PATRON_E_UNSUPPORTED);
  trips.struct_size = 3;
  CHECK(patron_churn_summarise(&trips, PATRON_LITERAL("{\"as_of\": \"2026-03-05\"}"),
                               table, error) == PATRON_E_ARGUMENT);
  patron_table_free(table);
}

static void a_log_comes_in_parts(void) {
  /* The same log, the last trip first, in two parts, and one without a row. */
  const int64_t customer[] = {8, 8, 8, 8};
  const patron_date date[] = {20496, 20468, 20454, 20468};
  const double spend[] = {90, 20, 70, 30};
  patron_trips trips = PATRON_TRIPS_INIT;
  patron_trip_log* log = patron_trip_log_create();
  patron_trip_log* part = patron_trip_log_create();
  patron_table* table = patron_table_create(NULL);
  CHECK(patron_trip_log_add(log, &trips, error) == PATRON_OK);
  trips.size = 1;
  trips.customer = customer;
  trips.date = date;
  trips.spend = spend;
  CHECK(patron_trip_log_add(log, &trips, error) == PATRON_OK);
  trips.size = 3;
  trips.date = date + 1;
  trips.spend = spend + 1;
  CHECK(patron_trip_log_add(part, &trips, error) == PATRON_OK);
  CHECK(patron_trip_log_merge(log, part, error) == PATRON_OK);
  CHECK(patron_trip_log_summarise(log, PATRON_LITERAL("{\"as_of\": \"2026-03-05\"}"),
                                  table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1);
  CHECK(cell(table, 0, "frequency") == 2.0);
  CHECK(cell(table, 0, "recency") == 6.0);
  CHECK(cell(table, 0, "spend") == 70.0);
  CHECK(patron_trip_log_summarise(log, NULL, 0, table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_trip_log_merge(log, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_trip_log_merge(NULL, log, error) == PATRON_E_ARGUMENT);
  trips.date = NULL;
  CHECK(patron_trip_log_add(log, &trips, error) == PATRON_E_ARGUMENT);
  CHECK(patron_trip_log_add(log, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_trip_log_summarise(NULL, NULL, 0, table, error) == PATRON_E_ARGUMENT);
  patron_trip_log_free(NULL);
  patron_trip_log_free(log);
  patron_trip_log_free(part);
  patron_table_free(table);
}

static void a_log_has_its_seasons(void) {
  /* Three trips in January, one in March of a year of 365 days, no prior: 3 / 31 and
   * 1 / 31 a day; the mean of the twelve is 4 / 31 / 12. */
  const patron_date days[] = {20454, 20455, 20456, 20513};
  double weights[12] = {0};
  CHECK(patron_churn_season(days, 4,
                            PATRON_LITERAL("{\"from\": \"2026-01-01\", \"until\": "
                                           "\"2026-12-31\", \"prior_days\": 0}"),
                            weights, error) == PATRON_OK);
  CHECK(near(weights[0], 9.0, 1e-6));
  CHECK(near(weights[2], 3.0, 1e-6));
  CHECK(weights[1] == 0.0);
  CHECK(patron_churn_season(days, 0,
                            PATRON_LITERAL("{\"from\": \"2026-01-01\", \"until\": "
                                           "\"2026-12-31\"}"),
                            weights, error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_season(days, 4, NULL, 0, weights, error) == PATRON_E_ARGUMENT);
}

static void the_past_is_asked(void) {
  /* Three customers; two come back within the four weeks after 1 February. */
  const int64_t customer[] = {1, 2, 3, 1, 2, 1, 2};
  const patron_date date[] = {20454, 20455, 20456, 20480, 20481, 20490, 20500};
  patron_trips trips = PATRON_TRIPS_INIT;
  patron_table* table = patron_table_create(NULL);
  trips.size = 7;
  trips.customer = customer;
  trips.date = date;
  CHECK(patron_churn_backtest(
            &trips,
            PATRON_LITERAL("{\"as_of\": [\"2026-02-01\"], \"log_end\": \"2026-03-01\", "
                           "\"horizon_days\": 28, \"models\": [\"mbg_nbd\"], "
                           "\"season\": false, \"unit_days\": 1}"),
            table, error) == PATRON_OK);
  CHECK(patron_table_rows(table) == 1); /* Nobody a year before. */
  CHECK(cell(table, 0, "n") == 3.0);
  CHECK(near(cell(table, 0, "base_rate"), 1.0 / 3.0, 1e-15));
  CHECK(cell(table, 0, "auc") == 1.0);
  CHECK(patron_churn_backtest(&trips, PATRON_LITERAL("{\"as_of\": [\"2026-02-01\"]}"),
                              table, error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_backtest(&trips, PATRON_LITERAL("{\"as_of\": [1]}"), table,
                              error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_backtest(&trips, PATRON_LITERAL("{\"asof\": []}"), table, error) ==
        PATRON_E_UNSUPPORTED);
  patron_table_free(table);
}

static void the_published_model_answers(void) {
  /* Fader, Hardie, Lee 2005; note 004: 1.226 trips in 39 weeks. */
  const double x = 2, recency = 30.43, age = 38.86;
  double value = 0, alive = 0, trips = 0;
  size_t size = 0;
  patron_summary summary = PATRON_SUMMARY_INIT;
  patron_model* model = NULL;
  patron_model* again = NULL;
  patron_buffer* json = patron_buffer_create();
  CHECK(patron_model_read(
            PATRON_LITERAL("{\"kind\": \"bg_nbd\", \"params\": {"
                           "\"r\": 0.243, \"alpha\": 4.414, \"a\": 0.793, "
                           "\"b\": 2.426}}"),
            &model, error) == PATRON_OK);
  CHECK(same(patron_model_kind(model), "bg_nbd"));
  CHECK(same(patron_model_status(model), "given"));
  CHECK(patron_model_parameter(model, PATRON_LITERAL("alpha")) == 4.414);
  CHECK(isnan(patron_model_parameter(model, PATRON_LITERAL("beta"))));
  summary.size = 1;
  summary.frequency = &x;
  summary.recency = &recency;
  summary.T = &age;
  CHECK(patron_model_predict(model, &summary, PATRON_LITERAL("trips"), 39, 0, &value,
                             error) == PATRON_OK);
  CHECK(near(value, 1.226, 0.0005));
  CHECK(patron_model_forecast(model, &summary, 39, NULL, &alive, &trips, error) ==
        PATRON_OK);
  CHECK(near(trips, value, 1e-12) && near(alive, 0.7266, 0.0005));
  CHECK(patron_model_predict(model, &summary, PATRON_LITERAL("spend"), 39, 0, &value,
                             error) == PATRON_E_UNSUPPORTED);
  CHECK(patron_model_json(model, json, error) == PATRON_OK);
  CHECK(patron_model_read(patron_buffer_text(json), patron_buffer_size(json), &again,
                          error) == PATRON_OK);
  CHECK(patron_model_parameter(again, PATRON_LITERAL("b")) == 2.426);
  patron_model_free(again);
  CHECK(patron_model_read(PATRON_LITERAL("{}"), &again, error) == PATRON_E_MODEL);
  CHECK(again == NULL);
  CHECK(patron_error_line(error) == 1);
  CHECK(patron_error_message(error, &size) != NULL && size > 0);
  patron_model_free(model);
  patron_buffer_free(json);
}

static void covariates_shift_the_rate(void) {
  /* alpha = 4.414 e^-0.5 is what activity 0.5 makes of it for whom the column says 1. */
  const double x[] = {2, 2}, recency[] = {6, 6}, age[] = {9, 9}, local[] = {0, 1};
  const double* columns[] = {local};
  double value[2] = {0, 0}, alone = 0;
  patron_summary summary = PATRON_SUMMARY_INIT;
  patron_model* model = NULL;
  CHECK(patron_model_read(
            PATRON_LITERAL("{\"kind\": \"bg_nbd\", \"params\": {\"r\": 0.243, "
                           "\"alpha\": 4.414, \"a\": 0.793, \"b\": 2.426}, "
                           "\"covariates\": {\"local\": {\"activity\": 0.5}}}"),
            &model, error) == PATRON_OK);
  CHECK(patron_model_parameter(model, PATRON_LITERAL("activity.local")) == 0.5);
  summary.size = 2;
  summary.frequency = x;
  summary.recency = recency;
  summary.T = age;
  CHECK(patron_model_predict(model, &summary, PATRON_LITERAL("p_alive"), 0, 0, value,
                             error) == PATRON_E_ARGUMENT);
  summary.covariates = columns;
  summary.covariate_count = 1;
  CHECK(patron_model_predict(model, &summary, PATRON_LITERAL("p_alive"), 0, 0, value,
                             error) == PATRON_OK);
  CHECK(near(value[0], 0.710027, 1e-6));
  patron_model_free(model);
  CHECK(patron_model_read(
            PATRON_LITERAL("{\"kind\": \"bg_nbd\", \"params\": {\"r\": 0.243, "
                           "\"alpha\": 2.677226334063, \"a\": 0.793, \"b\": 2.426}}"),
            &model, error) == PATRON_OK);
  summary.size = 1;
  summary.covariate_count = 0;
  CHECK(patron_model_predict(model, &summary, PATRON_LITERAL("p_alive"), 0, 0, &alone,
                             error) == PATRON_OK);
  CHECK(near(value[1], alone, 1e-9));
  patron_model_free(model);
}

static int says(const patron_table* table, size_t row, const char* column,
                const char* expected) {
  size_t size = 0;
  const char* text = patron_table_text(
      table, row, patron_table_column(table, column, strlen(column)), &size);
  return size == strlen(expected) && memcmp(text, expected, size) == 0;
}

static void customers_are_scored(void) {
  /* Customer 7: 30 and 20 yuan, 10 days ago; customer 8: 100 yuan, 90 days ago. */
  const int64_t customer[] = {7, 7, 8};
  const patron_date date[] = {20500, 20590, 20510};
  const double spend[] = {30, 20, 100}, values[] = {10, 70, 5, 15};
  const char* cut = "{\"frequency\":[1.5],\"monetary\":[75],\"recency\":[50]}";
  patron_trips trips = PATRON_TRIPS_INIT;
  patron_table* rows = patron_table_create(NULL);
  patron_buffer* cuts = patron_buffer_create();
  trips.size = 3;
  trips.customer = customer;
  trips.date = date;
  trips.spend = spend;
  /* 20600 is 2026-05-27. */
  CHECK(patron_churn_rfm_cuts(&trips,
                              PATRON_LITERAL("{\"as_of\": \"2026-05-27\", "
                                             "\"scores\": 2}"),
                              cuts, error) == PATRON_OK);
  CHECK(patron_buffer_size(cuts) == strlen(cut) &&
        memcmp(patron_buffer_text(cuts), cut, strlen(cut)) == 0);
  CHECK(patron_churn_rfm(&trips,
                         PATRON_LITERAL("{\"as_of\": \"2026-05-27\", \"cuts\": {"
                                        "\"frequency\": [1.5], \"monetary\": [75], "
                                        "\"recency\": [50]}}"),
                         rows, error) == PATRON_OK);
  CHECK(patron_table_rows(rows) == 2);
  CHECK(says(rows, 0, "rfm", "2-2-1"));
  CHECK(says(rows, 1, "rfm", "1-1-2"));
  CHECK(patron_churn_rfm(&trips, PATRON_LITERAL("{\"as_of\": \"2026-05-27\"}"), rows,
                         error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_abc(values, 4, NULL, 0, rows, error) == PATRON_OK);
  CHECK(says(rows, 3, "abc", "a"));
  CHECK(patron_churn_retention(&trips,
                               PATRON_LITERAL("{\"as_of\": \"2026-05-31\", "
                                              "\"grain\": \"year\"}"),
                               rows, error) == PATRON_E_ARGUMENT); /* It still runs. */
  CHECK(patron_churn_retention(&trips, PATRON_LITERAL("{\"as_of\": \"2026-05-31\"}"),
                               rows, error) == PATRON_OK);
  CHECK(patron_table_int64(rows, 0, patron_table_column(rows, PATRON_LITERAL("n"))) == 2);
  patron_table_free(rows);
  patron_buffer_free(cuts);
}

static void contracts_are_fitted(void) {
  /* Fader and Hardie 2007, high-end cohort: 0.668, 3.806, LL -1611.158. */
  const double renewals[] = {0, 1, 2, 3, 4, 5, 6, 7};
  const double years[] = {7, 7, 7, 7, 7, 7, 7, 7};
  const double weight[] = {131, 126, 90, 60, 42, 34, 26, 491};
  patron_summary summary = PATRON_SUMMARY_INIT;
  patron_model* model = NULL;
  summary.size = 8;
  summary.frequency = renewals;
  summary.T = years;
  summary.weight = weight;
  CHECK(patron_model_fit(PATRON_LITERAL("sbg"), &summary, NULL, 0, &model, error) ==
        PATRON_OK);
  CHECK(same(patron_model_status(model), "converged"));
  CHECK(near(patron_model_parameter(model, PATRON_LITERAL("alpha")), 0.668, 0.0005));
  CHECK(near(patron_model_log_likelihood(model), -1611.158, 0.001));
  CHECK(patron_model_standard_error(model, PATRON_LITERAL("alpha")) > 0.0);
  patron_model_free(model);
  CHECK(patron_model_fit(PATRON_LITERAL("gbs"), &summary, NULL, 0, &model, error) ==
        PATRON_E_NOT_FOUND);
  CHECK(model == NULL);
  summary.T = NULL;
  CHECK(patron_model_fit(PATRON_LITERAL("sbg"), &summary, NULL, 0, &model, error) ==
        PATRON_E_ARGUMENT);
}

static void probabilities_are_judged(void) {
  const double p[] = {0.9, 0.4, 0.6, 0.1}, y[] = {1, 1, 0, 0};
  patron_table* table = patron_table_create(NULL);
  CHECK(patron_churn_evaluate(p, y, NULL, 4, table, error) == PATRON_OK);
  CHECK(cell(table, 0, "auc") == 0.75); /* Of four pairs one is the wrong way round. */
  CHECK(near(cell(table, 0, "brier"), 0.185, 1e-12));
  CHECK(patron_churn_evaluate(p, p, NULL, 4, table, error) == PATRON_E_ARGUMENT);
  patron_table_free(table);
}

static void nothing_is_no_crash(void) {
  patron_model* model = NULL;
  patron_model_free(NULL);
  CHECK(patron_model_kind(NULL) == NULL && patron_model_status(NULL) == NULL);
  CHECK(isnan(patron_model_log_likelihood(NULL)));
  CHECK(isnan(patron_model_parameter(NULL, NULL, 0)));
  CHECK(isnan(patron_model_standard_error(NULL, NULL, 0)));
  CHECK(patron_model_fit(NULL, 0, NULL, NULL, 0, &model, error) == PATRON_E_ARGUMENT);
  CHECK(patron_model_read(NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_model_json(NULL, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_model_predict(NULL, NULL, NULL, 0, 0, 0, NULL, error) ==
        PATRON_E_ARGUMENT);
  CHECK(patron_churn_summarise(NULL, NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_evaluate(NULL, NULL, NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_backtest(NULL, NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
  CHECK(patron_churn_season(NULL, 0, NULL, 0, NULL, error) == PATRON_E_ARGUMENT);
}

void test_churn(void) {
  error = patron_error_create(NULL);
  a_log_becomes_a_summary();
  a_log_comes_in_parts();
  a_log_has_its_seasons();
  the_past_is_asked();
  the_published_model_answers();
  covariates_shift_the_rate();
  customers_are_scored();
  contracts_are_fitted();
  probabilities_are_judged();
  nothing_is_no_crash();
  patron_error_free(error);
}
